"""A study.yaml as text, with its reasons as comments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from workbench.sources.raw import RawTable

_PLAIN = re.compile(r"[A-Za-z.][A-Za-z0-9_./ *-]*")


def scalar(value: Any) -> str:
    """A value as YAML that reads back as itself.

    Examples
    --------
    >>> scalar("../a b.csv"), scalar("no"), scalar("18 - 24: x"), scalar(None), scalar(0.05)
    ('../a b.csv', '"no"', '"18 - 24: x"', 'null', '0.05')
    """
    if not isinstance(value, str):
        return "null" if value is None else json.dumps(value)
    if _PLAIN.fullmatch(value) and value == value.strip() and yaml.safe_load(value) == value:
        return value
    return json.dumps(value.replace("${", "$${"), ensure_ascii=False)


def flow(value: object) -> str:
    """A list or mapping on one line.

    Examples
    --------
    >>> flow({"type": "ordinal", "levels": ["a", "b, c"]})
    '{type: ordinal, levels: [a, "b, c"]}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(str(k))}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return scalar(value)


def line(key: str, value: Any, comment: str = "", *, indent: int = 0) -> str:
    """One key with its value and the reason for it.

    Examples
    --------
    >>> line("id", "respondent", "no value repeats", indent=2)
    '  id: respondent  # no value repeats'
    """
    said = f"  # {' '.join(comment.split())}" if comment else ""
    return f"{' ' * indent}{scalar(key)}: {flow(value)}{said}"


def remarks(texts: Iterable[str], *, indent: int = 0) -> list[str]:
    """Comment lines."""
    return [f"{' ' * indent}# {' '.join(text.split())}" for text in texts]


def read_as(raw: RawTable) -> str:
    """How a file was read, for the comment beside it."""
    facts = raw.facts
    parts = [
        str(facts[key]) for key in ("format", "sheet", "encoding") if facts.get(key) not in {None, "text"}
    ]
    if "delimiter" in facts:
        parts.append(f"{facts['delimiter']} between columns")
    return ", ".join(parts)
