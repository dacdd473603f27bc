"""Who the segments are in words, the personas behind them, and how it was all made."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from workbench.display import Listing, Prose, percent
from workbench.errors import listed
from workbench.personas import SHOWN_APART
from workbench.profile import profile
from workbench.report.ground import Ground, facts
from workbench.words import profiles as words

METHODS = {
    "kmeans": "k-means",
    "ward": "Ward's tree",
    "hdbscan": "HDBSCAN",
    "latent_class": "latent classes",
    "gmm": "a Gaussian mixture",
    "consensus": "consensus of many views",
}


def portraits(ground: Ground) -> Prose:
    """A paragraph a segment, from its numbers: what sets it apart, in every factor at once."""
    found = profile(
        ground.customers, ground.segments, ground.variables, weights=ground.weights, names=ground.names
    )
    return words.portraits(found)


def personas(ground: Ground) -> Listing | Prose:
    """The personas of notebook 4: whom each draws on, and how far its evidence carries."""
    found: list[dict[str, Any]] = list(facts(ground.run, "personas").get("personas", []))
    if not found:
        return Prose.of("No persona has been drafted yet: that is done in the notebook 4_personas.")
    rows = [_persona_row(persona, ground) for persona in found]
    caption = (
        "Proto: fewer than five interviews, or each still brings new codes. Qualitative: five interviews and hardly a new code. "
        "Statistical: also stable segments of at least 100 people. Supported, thin, assumptions: the lines of the card, by what they "
        "rest on; head and quotation are not counted."
    )
    return Listing(pd.DataFrame(rows), caption=caption)


def method(ground: Ground) -> Prose:
    """How the segments were formed, in the order in which one would ask."""
    model, told = facts(ground.run, "model"), facts(ground.run, "facts")
    chosen = "chosen by hand" if told.get("chosen_by_hand") else "proposed by the rule"
    excluded = facts(ground.run, "sources").get("excluded", 0)
    return Prose.of(
        f"- Method: {METHODS.get(str(model['method']), model['method'])}, {model['k']} segments, {chosen}; model version {model['version']}, "
        f"seed {model['seed']}.",
        f"- Why so many: {told['reason']}" if told.get("reason") else "",
        f"- Verdict: the segments are {told['verdict']}." if told.get("verdict") else "",
        f"- Basis: {_basis(ground)}.",
        f"- {excluded} respondents were excluded for the quality of their answers." if excluded else "",
        f"- No variable was tested that formed the segments; descriptors were, at a false discovery rate of {percent(0.05)}.",
    )


def _persona_row(persona: dict[str, Any], ground: Ground) -> dict[str, object]:
    fields = Counter(claim["field"] for claim in persona.get("claims", []))
    statuses = [claim["status"] for claim in persona.get("claims", []) if claim["field"] not in SHOWN_APART]
    shares = persona.get("segments", {})
    return {
        "persona": persona.get("name") or persona.get("id"),
        "level": persona.get("level", ""),
        "draws on": ", ".join(f"{ground.title(s)} {percent(share)}" for s, share in shares.items()),
        "supported": statuses.count("supported"),
        "thin": statuses.count("thin"),
        "assumptions": statuses.count("assumption"),
        "open questions": fields["open_questions"],
    }


def _basis(ground: Ground) -> str:
    """How many variables of each factor formed the segments."""
    basis = ground.variables.with_role("basis")
    factors = Counter(ground.variables[name].factor for name in basis)
    parts = [f"{n} {factor}" for factor, n in factors.items()]
    return f"{len(basis)} variables, {listed(parts, 'and')}; the page Segments lists them"
