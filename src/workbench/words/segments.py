"""What the segments rest on and how far to trust them, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from workbench.cluster import Solution
from workbench.display import Listing, Prose, count, percent
from workbench.errors import listed
from workbench.selection import Choice
from workbench.selection.sensitivity import Alternative
from workbench.space import Basis, described
from workbench.space.missing import RULE
from workbench.stability import LEVELS, Work
from workbench.stability.assess import STABLE

ALIKE, MUCH = 0.9, 0.75
ONE_ANSWER = {
    "ward": "Ward's tree has no random starts: the same people give the same solution, and there are no near ties to show.",
    "hdbscan": (
        "HDBSCAN has no random starts: the same people give the same solution, and there are no near ties to show. "
        "It finds dense regions in pure noise too: read on to see whether these come back."
    ),
    "consensus": "Many views are joined to one solution: it has no near ties to show.",
}
VERDICTS = {
    "natural": (
        "The data hold natural segments: {k} segments come back more often than in shuffled data, and more often "
        "than in one cloud of people with the same correlations."
    ),
    "reproducible": (
        "The segments are reproducible but not natural: they come back more often than in shuffled data, but one "
        "cloud of people without any groups, with the same correlations, gives segments that are as stable. They cut "
        "a continuum at places that can be found again; borders between neighbours are a convention."
    ),
    "constructed": (
        "The segments are constructed: data without any groups give segments that are as stable. They may serve to "
        "plan, as a way of slicing the people, but nothing says that such groups exist."
    ),
}


def space(basis: Basis) -> Prose:
    """Which people and which answers form the segments."""
    factors: dict[str, int] = {}
    for variable in basis.variables.values():
        factors[variable.factor] = factors.get(variable.factor, 0) + 1
    parts = [f"{n} {factor}" for factor, n in factors.items()]
    balanced = (
        " Each factor weighs the same, however many questions it has."
        if basis.space.balance == "blocks" and len(factors) > 1
        else ""
    )
    left = [f"{name} ({why})" for name, why in basis.left_out.items()]
    return Prose.of(
        f"{count(len(basis.customers))} people form the segments by {len(basis.variables)} variables: "
        f"{listed(parts, 'and')}. Each variable weighs once, whatever its type and number of levels.{balanced}",
        f"Left out: {listed(left, 'and')}." if left else "",
        _missing(basis),
    )


def variables(basis: Basis) -> Listing:
    """The variables that form the segments, with their part in the space and their missing answers."""
    rows = described(basis)
    shown = pd.DataFrame(
        {
            "variable": [basis.variables[name].title for name in rows["variable"]],
            "factor": rows["factor"],
            "type": rows["type"],
            "share of the space": rows["share"],
            "imputed": rows["imputed"],
        }
    )
    formats = {"share of the space": lambda x: percent(x, 1), "imputed": lambda x: percent(x, 1)}
    return Listing(
        shown, caption=f"What forms the segments. {count(len(basis.customers))} people.", formats=formats
    )


def effort(work: Work) -> Prose:
    """How much work went into stability, and what too little of it does."""
    text = (
        f"Effort {work.name}: {work.pairs} pairs of bootstrap samples with {work.starts} starts for each number of "
        f"segments, {work.pairs_chosen} with {work.starts_chosen} for the chosen one, {work.nulls} data sets without "
        "segments of each kind."
    )
    quick = (
        "With so few starts the noise of the algorithm counts as instability: the figures are lower than "
        f"they would be with more work. Decide with segments.effort {listed(list(LEVELS)[1:])}."
    )
    return Prose.of(text, quick if work.name == "quick" else "")


def proposal(choice: Choice) -> Prose:
    """Which number of segments was chosen, by whom, and what the rule says of it."""
    proposed = choice.proposal
    if not choice.by_hand:
        lead = f"{choice.k} segments are proposed and used."
        return Prose.of(lead, proposed.reason, tone="" if proposed.by_rule else "caution")
    if choice.k == proposed.k:
        return Prose.of(
            f"{choice.k} segments were chosen by hand; the rule proposes the same.", proposed.reason
        )
    weakest = choice.candidate.stability.weakest
    return Prose.of(
        f"{choice.k} segments were chosen by hand. The rule would propose {proposed.k}.",
        proposed.reason,
        f"Of the chosen {choice.k}, the weakest segment comes back with a mean Jaccard of {weakest:.2f}, and the "
        f"smallest holds {percent(choice.candidate.smallest_share)} of the people.",
    )


def near_ties(choice: Choice) -> Prose:
    """How many starts reached the best optimum, and whether others are as good."""
    solution = choice.solution
    reached = _reached(solution)
    note = f"{solution.note}." if solution.note else ""
    ties = solution.near_ties
    if solution.method in ONE_ANSWER:
        return Prose.of(reached, note)
    if not ties:
        return Prose.of(f"{reached} No other solution is as good and different.", note)
    least = min(tie.agreement for tie in ties)
    some = "One other partition is" if len(ties) == 1 else f"{len(ties)} other partitions are"
    return Prose.of(
        f"{reached} {some} within 1 % of it and put people together differently (agreement with it "
        f"down to {least:.2f}, where 1 is the same). The data do not decide between them: before you trust a "
        "segment, see whether it is there in the others too.",
        note,
        tone="caution",
    )


def stability(choice: Choice) -> Prose:
    """Which segments come back and which do not."""
    by_word: dict[str, list[str]] = {}
    for segment in choice.candidate.stability.segments:
        by_word.setdefault(segment.verdict, []).append(f"S{segment.segment + 1}")
    parts = [
        f"{listed(names, 'and')} {'is' if len(names) == 1 else 'are'} {word}"
        for word, names in by_word.items()
    ]
    weak = [f"S{s.segment + 1}" for s in choice.candidate.stability.segments if s.jaccard < STABLE]
    return Prose.of(
        f"{'; '.join(parts)}. The solution as a whole comes back with an agreement of "
        f"{choice.candidate.stability.mean:.2f} (1 is the same, 0 as by chance).",
        f"Do not build on {listed(weak, 'or')} alone: in other samples of the same people "
        f"{'it' if len(weak) == 1 else 'they'} would look different."
        if weak
        else "",
        tone="caution" if weak else "",
    )


def verdict(choice: Choice) -> Prose:
    """Natural, reproducible or constructed, and what that means for use."""
    found = choice.nulls.verdict
    text = VERDICTS[found].format(k=choice.k)
    null = choice.nulls
    numbers = (
        f"Stability {null.permuted.observed:.2f}; shuffled data {null.permuted.values.mean():.2f} on average; "
        f"one cloud {null.one_normal.values.mean():.2f}."
    )
    weak = (
        "Stability is not there either: choose fewer segments, or other questions."
        if choice.candidate.stability.weakest < STABLE
        else ""
    )
    return Prose.of(text, f"{numbers} {weak}".strip(), tone="" if found == "natural" else "caution")


def sensitivity(found: Sequence[Alternative]) -> Prose:
    """What the segments hang on, a line a decision."""
    if not found:
        return Prose.of(
            "There are no weights, no missing answers, one factor and no battery: no decision to vary."
        )
    lines = [f"- {a.what}: {_alike(a)}" for a in found]
    shaky = [a.what for a in found if a.agreement < MUCH]
    return Prose.of(
        "The segments made again with one decision made otherwise, and their agreement (ARI, 1 is the same):",
        *lines,
        f"The segments hang on this: {listed(shaky, 'and')}. However often they come back, other segments would "
        "too: say which way was chosen, and why, where you present them."
        if shaky
        else "",
        tone="caution" if shaky else "",
    )


def _alike(alternative: Alternative) -> str:
    value = f"{alternative.agreement:.2f}"
    if alternative.times > 1:
        value += f" on average of {alternative.times}, at least {alternative.low:.2f}"
    word = "hardly a change" if alternative.agreement >= ALIKE else "some change"
    return f"{value}, {word if alternative.agreement >= MUCH else 'other segments'}."


def _reached(solution: Solution) -> str:
    if solution.method in ONE_ANSWER:
        return ONE_ANSWER[solution.method]
    if solution.share_best == 0:
        return (
            f"None of the {solution.starts} starts reached the best solution, which was found by improving the "
            "best of them."
        )
    some = (
        f"{solution.followed} starts that were followed to the end"
        if solution.followed
        else f"{solution.starts} starts"
    )
    return f"{percent(solution.share_best, 1)} of the {some} reached the best solution."


def _missing(basis: Basis) -> str:
    imputed = {name: share for name, share in basis.space.imputed_.items() if share > 0}
    if not imputed:
        return "No answer is missing."
    worst = sorted(imputed, key=lambda name: -imputed[name])[:3]
    most = listed(
        [f"“{basis.variables[name].title.rstrip('.')}” ({percent(imputed[name], 1)})" for name in worst],
        "and",
    )
    return f"Nobody is dropped for a missing answer. {RULE} Most are missing at {most}."
