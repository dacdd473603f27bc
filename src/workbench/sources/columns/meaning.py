"""What a question is about: its factor, and whether it is sensitive; told from words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workbench.config import Factor

_SENSITIVE: dict[str, str] = {
    "health": r"health|illness|disease|disab\w+|diabet\w+|wheelchair|medic(al|ation|ine)s?|pregnan\w+|mental|depress\w+|anxiety"
              r"|cancer|hiv|allerg\w+|bmi|diagnos\w+|chronic|doctor|physician",
    "substances": r"cigarettes?|smok\w+|tobacco|vap(e|ing)|marijuana|cannabis|alcohol|drugs?|substances?|addict\w+",
    "sexual orientation": r"sexual\w*|orientation|lgbt\w*|heterosexual|homosexual|gay|lesbian|bisexual|transgender|queer",
    "religion": r"relig\w+|church|faith|muslim|christian|jewish|hindu|buddhis\w+|catholic|protestant|atheis\w+",
    "ethnicity": r"races?|racial|ethnic\w*|hispanic|latin[oax]|spanish origin|nationality|caucasian|african american|indigenous|skin colou?r",
    "politics": r"politic\w*|vot(e|ed|er|ing)|election|ideology|democrats?|republicans?|conservatives?|left.?right|trade union",
}  # fmt: skip
_FACTORS: tuple[tuple[Factor, str], ...] = (
    ("demographic",
     r"demos?|demographics?|age|birth\w*|born|gender|sex|income|salary|earn\w*|education|degree|school\w*|household|hh|marital|married|children|kids|family|occupation|employ\w*|job|profession|industry|company size|employees|seniority|revenue band|life changes?|race|ethnic\w*|hispanic|orientation"),
    ("geographic", r"state|region|city|town|country|county|zip|postcode|postal|province|district|urban\w*|rural|area|location|territory|address"),
    ("need", r"needs?|important|importance|look(ing)? for|benefits?|goals?|reasons?|require\w*|want\w*|problem|priorit\w+|expect\w*"),
    ("behavioural",
     r"use|uses|used|usage|using|often|how ?often|how oft|frequen\w+|howmany|how many|how much|bought|buys?|purchas\w+|visit\w*|shop(ping|s|ped)?|spend\w*|spent|orders?|ordered|last time|channels?|subscri\w+|visited|consum(e|es|ed|ing|ption)|watch\w*|streams?|loyalty|member\w*"),
)  # fmt: skip
_OPINION = re.compile(
    r"\b(do you think|should|agree|believe|opinion|feel|trust|i (like|love|enjoy|prefer|think|am)|attitude)\b"
)
_PERSONAL = re.compile(
    r"\b(e ?mail|ip ?address|phone|telephone|mobile|first ?name|last ?name|surname|full ?name|street|latitude|longitude"
    r"|recipient (email|first name|last name))\b"
)


def words_of(name: str) -> str:
    """A column's name as words.

    Examples
    --------
    >>> words_of("Q-amazon-use-howOften_2")
    'q amazon use how often 2'
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.split(r"[^A-Za-z0-9]+", spaced)).strip().lower()


def sensitive_topic(name: str, label: str = "", levels: Iterable[str] = ()) -> str:
    """The sensitive topic a question touches, or an empty text.

    Health, substances, sexual orientation, religion, ethnicity and politics: what European and
    other law treats as special. A segmentation uses them only when the study says so.

    Examples
    --------
    >>> sensitive_topic("Q-personal-diabetes"), sensitive_topic("healthy"), sensitive_topic("q3", "Do you smoke?")
    ('health', '', 'substances')
    """
    texts = (words_of(name), label.lower(), " | ".join(levels).lower())
    for topic, pattern in _SENSITIVE.items():
        found = re.compile(rf"\b({pattern})\b")
        if any(found.search(text) for text in texts):
            return topic
    return ""


def factor_of(name: str, label: str = "") -> tuple[Factor, str]:
    """The factor that a question belongs to, and the word that tells.

    Examples
    --------
    >>> factor_of("Q-demos-state"), factor_of("q7", "I enjoy trying new coffee")
    (('geographic', 'state'), ('psychographic', ''))
    """
    own, asked = words_of(name), label.lower()
    if match := _named("geographic", own):
        return ("geographic", match)
    for factor, _ in _FACTORS:
        if match := _named(factor, own):
            if factor == "behavioural" and _OPINION.search(asked):
                break
            return (factor, match)
    if _OPINION.search(asked):
        return ("psychographic", "")
    for factor, _ in _FACTORS:
        if match := _named(factor, asked):
            return (factor, match)
    return ("psychographic", "")


def is_personal(name: str) -> bool:
    """Would this column tell who somebody is? Such columns are never read into a run.

    Examples
    --------
    >>> is_personal("RecipientEmail"), is_personal("email_opens_last_month")
    (True, False)
    """
    words = words_of(name)
    return bool(_PERSONAL.search(words)) and len(words.split()) <= 3


def _named(factor: Factor, text: str) -> str:
    match = _PATTERNS[factor].search(text)
    return match[0] if match else ""


_PATTERNS = {factor: re.compile(rf"\b({pattern})\b") for factor, pattern in _FACTORS}
