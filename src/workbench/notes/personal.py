"""Personal data that a text seems to hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_EMAIL = re.compile(r"[\w.+%'-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_WEB = re.compile(r"\b(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,3})?\b")
_DIGITS = re.compile(r"(?<![\w.,])[+(]?\d(?:[\s\u00a0./()\u2010-\u2013-]{0,2}\d){6,21}(?!\w)")
_DATE = re.compile(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}")


@dataclass(frozen=True, slots=True)
class Finding:
    """A span of a text that looks like personal data."""

    kind: str
    start: int
    end: int
    found: str


def find_personal(text: str) -> list[Finding]:
    """Find e-mail addresses, card numbers, bank accounts, phone numbers and web addresses.

    Card numbers pass the Luhn check, bank accounts the check of ISO 13616; 7 to 15 digits that are no date
    and no amount count as a phone number. It finds forms, not names: those are what the roster is for.

    Examples
    --------
    >>> [f.kind for f in find_personal("mail ann@example.org or +49 170 1234567, card 4111 1111 1111 1111")]
    ['e-mail', 'phone', 'card']
    >>> find_personal("on 2026-11-02 I paid 1,250.00 for 12 kg")
    []
    """
    found: list[Finding] = []
    for finding in _all(text):
        if not any(finding.start < f.end and f.start < finding.end for f in found):
            found.append(finding)
    return sorted(found, key=lambda f: f.start)


def _all(text: str) -> Iterator[Finding]:
    for kind, pattern in (("e-mail", _EMAIL), ("web address", _WEB)):
        for match in pattern.finditer(text):
            yield Finding(kind, *match.span(), match.group())
    for match in _IBAN.finditer(text):
        if _iban_holds(re.sub(r"\s", "", match.group())):
            yield Finding("iban", *match.span(), match.group())
    for match in _DIGITS.finditer(text):
        kind = _kind_of_number(match.group())
        if kind:
            yield Finding(kind, *match.span(), match.group())


def _kind_of_number(shown: str) -> str:
    digits = re.sub(r"\D", "", shown)
    if 13 <= len(digits) <= 19 and _luhn_holds(digits):
        return "card"
    if 7 <= len(digits) <= 15 and not _DATE.fullmatch(shown.strip()) and shown.count(".") != 1:
        return "phone"
    return ""


def _luhn_holds(digits: str) -> bool:
    doubled = (
        int(d) if i % 2 == 0 else (int(d) * 2 - 9 if int(d) > 4 else int(d) * 2)
        for i, d in enumerate(reversed(digits))
    )
    return sum(doubled) % 10 == 0


def _iban_holds(account: str) -> bool:
    if not account.isascii():
        return False
    return int("".join(str(int(c, 36)) for c in account[4:] + account[:4])) % 97 == 1
