"""Values from the environment, kept out of everything that a run writes or says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

SHORTEST = 4
"""A shorter value is no secret: taking every ``1`` out of a page would leave no page."""

HIDDEN = "•••"
_PASSWORD = re.compile(
    r"(?P<before>[a-z][a-z0-9+.-]*://[^\s/:@'\"]*:)(?P<password>[^\s/@'\"]+)@", re.IGNORECASE
)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[^/\s]\S*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Redaction:
    """Replaces secrets in texts and in the texts of JSON values.

    Examples
    --------
    >>> redaction = Redaction.of(["postgresql://ana:s3cret@db/shop"])
    >>> redaction.text("could not connect to postgresql://ana:s3cret@db/shop, password s3cret")
    'could not connect to •••, password •••'
    >>> redaction.value({"s3cret": ["a s3cret b", 1]})
    {'•••': ['a ••• b', 1]}
    """

    secrets: tuple[str, ...] = ()

    @classmethod
    def of(cls, secrets: Any) -> Redaction:
        """Take the values, and the password in each that is a URL; longest first."""
        found = set(secrets)
        for secret in secrets:
            for match in _PASSWORD.finditer(secret):
                found |= {match["password"], unquote(match["password"])}
        return cls(tuple(sorted((s for s in found if len(s) >= SHORTEST), key=lambda s: (-len(s), s))))

    def text(self, text: str) -> str:
        """Copy a text without the secrets, nor the password of any URL in it."""
        for secret in self.secrets:
            text = text.replace(secret, HIDDEN)
        return _PASSWORD.sub(rf"\g<before>{HIDDEN}@", text)

    def value(self, value: Any) -> Any:
        """Copy a JSON value without the secrets."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(key): self.value(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.value(item) for item in value]
        return value


def is_address(value: object) -> bool:
    """Is it the URL of something on a machine, such as a database? A file's has no machine.

    Examples
    --------
    >>> is_address("spark://host:7077"), is_address("sqlite:///shop.db"), is_address("see https://example.org")
    (True, False, False)
    """
    return isinstance(value, str) and _ADDRESS.fullmatch(value) is not None


def holds_password(text: str) -> bool:
    """Is there a URL with a password in it?

    Examples
    --------
    >>> holds_password("postgresql://ana:s3cret@db/shop"), holds_password("postgresql://db/shop")
    (True, False)
    """
    return _PASSWORD.search(text) is not None
