"""Which variables form segments and which describe them, when the study does not say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from workbench.config import Factor, Role
from workbench.sources.columns.meaning import factor_of, sensitive_topic
from workbench.sources.columns.types import Guess, steps_between

BATTERY = 3
ENOUGH = 8


@dataclass(frozen=True, slots=True)
class Proposal:
    """Type, role and factor of a column, and why."""

    guess: Guess
    role: Role
    factor: Factor
    battery: str = ""
    sensitive: str = ""
    reason: str = ""
    label: str = ""


def propose_roles(guesses: Mapping[str, Guess], labels: Mapping[str, str]) -> dict[str, Proposal]:
    """Give each column its factor and role.

    Rules, in this order: what cannot be compared is ignored; sensitive, demographic and geographic
    questions describe; when questions answered on one scale form batteries of eight or more in all,
    these are the basis and other questions describe; else every psychographic, behavioural
    and need question is a basis.

    Examples
    --------
    >>> yes_no = Guess("binary", "Yes or No", ("No", "Yes"))
    >>> made = propose_roles({"gender": yes_no, "tasty": yes_no}, {})
    >>> made["gender"].role, made["tasty"].role
    ('descriptor', 'basis')
    """
    guesses = _with_shared_scales(guesses)
    batteries = _batteries(guesses)
    sizes: dict[str, int] = defaultdict(int)
    proposals = {}
    for name, guess in guesses.items():
        label = labels.get(name, "")
        factor, word = factor_of(name, label)
        if guess.scale == "settlement":
            factor, word = "geographic", ""
        topic = sensitive_topic(name, label, guess.levels)
        battery = batteries.get(name, "") if factor not in {"demographic", "geographic"} and not topic else ""
        if battery:
            sizes[battery] += 1
        role, why = _role(guess, factor, word, topic)
        proposals[name] = Proposal(guess, role, factor, battery, topic, why, label)
    kept = {battery for battery, n in sizes.items() if n >= BATTERY}
    proposals = {n: p if p.battery in kept else replace(p, battery="") for n, p in proposals.items()}
    if sum(n for battery, n in sizes.items() if battery in kept) < ENOUGH:
        return proposals
    return {name: _outside(p) for name, p in proposals.items()}


def _role(guess: Guess, factor: Factor, word: str, topic: str) -> tuple[Role, str]:
    if guess.role in {"ignore", "open text", "id", "weight"}:
        return guess.role, guess.reason
    if topic:
        return "descriptor", f"{guess.reason}; sensitive ({topic}), so not a basis"
    if guess.role == "descriptor" or guess.type == "date":
        return "descriptor", guess.reason
    said = f"{guess.reason}; {factor}" + (f" by the word {word!r}" if word else "")
    return ("descriptor" if factor in {"demographic", "geographic"} else "basis"), said


def _outside(proposal: Proposal) -> Proposal:
    """With large batteries, single questions describe: they are what segments are compared on."""
    if proposal.battery or proposal.role != "basis":
        return proposal
    return replace(
        proposal, role="descriptor", reason=f"{proposal.reason}; outside of the battery, so it describes"
    )


def _with_shared_scales(guesses: Mapping[str, Guess]) -> dict[str, Guess]:
    """Numbered questions answered by the same few whole numbers share one rating scale."""
    made = dict(guesses)
    groups: dict[str, list[str]] = defaultdict(list)
    for name, guess in guesses.items():
        if guess.steps is not None and (stem := _stem(name)):
            groups[stem].append(name)
    for names in groups.values():
        ends = [guesses[name].steps or (0, 0) for name in names]
        low, high = min(low for low, _ in ends), max(high for _, high in ends)
        if len(names) < BATTERY or high < 3:
            continue
        levels = steps_between(low, high)
        reason = f"one of {len(names)} questions rated from {low} to {high}"
        for name in names:
            made[name] = replace(
                made[name], type="likert", levels=levels, log=False, reason=reason, scale="numbers"
            )
    return made


def _batteries(guesses: Mapping[str, Guess]) -> dict[str, str]:
    """Name the groups of neighbouring questions that are answered on one scale."""
    found: dict[str, str] = {}
    run: list[str] = []
    number = 0

    def close() -> None:
        nonlocal number, run
        if len(run) >= BATTERY:
            number += 1
            found.update(dict.fromkeys(run, _shared_name(run, number)))
        run = []

    previous: tuple[tuple[str, ...], str] = ((), "")
    for name, guess in guesses.items():
        scale = guess.levels if guess.type in {"likert", "binary"} else ()
        if not scale or (scale, _stem(name)) != previous:
            close()
        if scale:
            run.append(name)
        previous = (scale, _stem(name))
    close()
    return found


def _shared_name(names: list[str], number: int) -> str:
    """What the names begin with, or a number."""
    stems = {_stem(name) for name in names}
    return stems.pop() if len(stems) == 1 and "" not in stems else f"battery {number}"


def _stem(name: str) -> str:
    """A name without its last number or letter: ``att_3`` → ``att``."""
    return (
        re.sub(r"[\s_.\-]*(\d+|[a-z])$", "", name, flags=re.IGNORECASE)
        if re.search(r"\d|[_.\-][a-z]$", name)
        else ""
    )
