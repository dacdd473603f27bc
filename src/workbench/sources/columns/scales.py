"""Worded scales, lowest step first."""

from __future__ import annotations

import re

_DEGREES = (
    r"not at all|not", r"not very|not so|hardly", r"slightly|a little|a bit", r"somewhat|partly", r"moderately|fairly|quite|neutral|rather",
    r"very|mostly|much", r"extremely|completely|absolutely|entirely|a great deal|totally",
)  # fmt: skip

SCALES: dict[str, tuple[str, ...]] = {
    "agreement": (
        r"(strongly|completely|totally|fully) disagree|do not agree at all", r"(mostly |generally )?disagree",
        r"(somewhat|slightly|rather|tend to|partly) disagree",
        r"neither( agree n?or disagree)?|neutral|undecided|neither nor|partly agree, partly disagree",
        r"(somewhat|slightly|rather|tend to|partly) agree", r"(mostly |generally )?agree",
        r"(strongly|completely|totally|fully) agree",
    ),
    "satisfaction": (
        r"(extremely|completely) (dissatisfied|unsatisfied)", r"very (dissatisfied|unsatisfied)", r"(dissatisfied|unsatisfied)",
        r"(somewhat|slightly|rather) (dissatisfied|unsatisfied)",
        r"neither( satisfied n?or (dissatisfied|unsatisfied))?|neutral", r"(somewhat|slightly|rather) satisfied",
        r"satisfied", r"very satisfied", r"(extremely|completely) satisfied",
    ),
    "likelihood": (
        r"extremely unlikely|definitely( would| will)? not|certainly not", r"very unlikely|probably( would| will)? not", r"unlikely",
        r"(somewhat|slightly|rather) unlikely", r"neither( likely n?or unlikely)?|neutral|might or might not|maybe|possibly",
        r"(somewhat|slightly|rather) likely", r"likely|probably( would| will)?( yes)?", r"very likely",
        r"extremely likely|definitely( would| will)?( yes)?|certainly",
    ),
    "quality": (
        r"terrible|awful|extremely (bad|poor)", r"very (poor|bad)", r"poor|bad", r"below average",
        r"fair|average|ok(ay)?|neutral|acceptable", r"above average", r"good", r"very good|great",
        r"excellent|outstanding|perfect",
    ),
    "comparison": (
        r"(much|far|a lot) (worse|less|lower|fewer)|decreased a lot", r"worse|less|lower|fewer|decreased?",
        r"(somewhat|slightly|a little) (worse|less|lower|fewer)", r"(about )?the same|no change|unchanged|same|equal",
        r"(somewhat|slightly|a little) (better|more|higher)", r"better|more|higher|increased?",
        r"(much|far|a lot) (better|more|higher)|increased a lot",
    ),
    "frequency": (
        r"never", r"almost never|hardly ever|very rarely", r"rarely|seldom", r"occasionally|once in a while|now and then",
        r"sometimes|about half the time", r"often|frequently|regularly", r"very often|most of the time|usually",
        r"almost always|nearly always", r"always",
    ),
    "size": (
        r"extra small|xs|very small|tiny", r"small|s", r"medium|m|mid-?size(d)?", r"large|l|big", r"extra large|xl|very large|huge",
        r"xxl",
    ),
    "height": (r"none", r"very low", r"low", r"medium|moderate|middle|average", r"high", r"very high"),
    "knowledge": (r"none|no experience|unfamiliar|not familiar", r"beginner|novice|basic", r"intermediate", r"advanced|experienced", r"expert"),
    "settlement": (r"farm|hamlet|(rural|countryside)( area)?", r"village", r"small town", r"(medium-?sized )?town|suburb(an)?( area)?", r"(small )?city|urban( area)?", r"(large|big) city|metropolis"),
    "education": (
        r"(none|no (formal )?(schooling|education)).*", r"(primary|elementary).*",
        r"(some high school|less than high school|lower secondary|did not (finish|complete) high school).*",
        r"(high school|secondary|ged|upper secondary|a-?levels?|abitur).*", r"(some college|some university|vocational|trade|technical).*",
        r"(associate).*", r"(bachelor|undergraduate|college degree|university degree|college graduate|4-year).*",
        r"(master|graduate|postgraduate|professional).*", r"(doctor|phd|ph\.d).*",
    ),
}  # fmt: skip
SCALES["degree"] = ()

LIKERT = frozenset({"agreement", "satisfaction", "likelihood", "degree", "rating", "quality"})
"""Scales of opinion; the others order facts."""

_COMPILED = {
    name: tuple(re.compile(step, re.IGNORECASE) for step in steps) for name, steps in SCALES.items() if steps
}
_DEGREE = re.compile("|".join(f"(?P<d{i}>{words})" for i, words in enumerate(_DEGREES)), re.IGNORECASE)


def step_of(scale: str, text: str) -> tuple[float, float] | None:
    """The step of a worded scale that an answer is, or None.

    Examples
    --------
    >>> step_of("agreement", "Strongly disagree"), step_of("agreement", "blue")
    ((0.0, 0.0), None)
    >>> step_of("degree", "Very important")
    (5.0, 0.0)
    """
    bare = re.sub(r"\s+", " ", text.replace("’", "'")).strip(" .!")
    if scale == "degree":
        return _degree_of(bare)
    for number, step in enumerate(_COMPILED[scale]):
        if step.fullmatch(bare):
            return (float(number), 0.0)
    return None


def _degree_of(text: str) -> tuple[float, float] | None:
    """``not at all important`` … ``extremely important``: how much of one quality."""
    match = _DEGREE.match(text)
    if match is None or len(text.split()) > 5:
        return None
    rest = text[match.end() :]
    if rest and not rest[0].isspace():
        return None
    return (next(float(i) for i in range(len(_DEGREES)) if match[f"d{i}"]), 0.0)
