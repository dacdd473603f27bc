"""What a notebook depends on, and whether any of it changed since an earlier run.

A notebook may be taken from an earlier run when everything it can read is the same: its own file,
our code, the libraries, the settings it reads, the study's inputs, and what the notebooks that it
needs wrote. Each part has a name for people and a value; the parts that differ are the explanation.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.config import Study
from workbench.config.document import read_document
from workbench.runner.inputs import Input
from workbench.runner.redaction import is_address

Parts = Mapping[str, str]

UNREAD: Mapping[str, frozenset[str]] = {
    "1_data": frozenset({"segments", "say_do", "personas", "report", "drift", "hooks"}),
    "2_segments": frozenset({"personas", "report", "drift", "hooks"}),
    "3_explore": frozenset({"report", "drift", "hooks"}),
    "4_personas": frozenset({"report", "drift", "hooks"}),
    "5_report": frozenset({"report", "hooks"}),
    "pages": frozenset({"hooks"}),
}
"""The sections of study.yaml that a notebook does *not* read; a test looks through the modules that each can import."""

READS: Mapping[str, frozenset[str]] = {
    "1_data": frozenset({"survey", "questions", "purchases"}),
    "2_segments": frozenset({"choices"}),
    "3_explore": frozenset({"choices"}),
    "4_personas": frozenset({"choices", "notes"}),
    "5_report": frozenset({"choices", "notes"}),
}
"""The inputs that each notebook opens itself; all else it has from the notebooks before it."""

UNKNOWABLE = "cannot be known beforehand"


@dataclass(frozen=True, slots=True)
class Decision:
    """Run a notebook, or take it from an earlier run, and why.

    Examples
    --------
    >>> decide("2_segments", {"setting k": "5"}, {"setting k": "4"})
    Decision(notebook='2_segments', reuse=False, reasons=('setting k is 5, was 4',))
    >>> decide("2_segments", {"setting k": "5"}, {"setting k": "5"}).reuse
    True
    """

    notebook: str
    reuse: bool
    reasons: tuple[str, ...]

    @property
    def sentence(self) -> str:
        return f"{'reused' if self.reuse else 'runs'}: {'; '.join(self.reasons)}"


def decide(notebook: str, now: Parts, before: Parts | None, *, force: bool = False) -> Decision:
    """Compare what a notebook depends on with an earlier run of it. Pure."""
    if force:
        return Decision(notebook, reuse=False, reasons=("--force",))
    if before is None:
        return Decision(notebook, reuse=False, reasons=("there is no earlier run of it to take",))
    reasons = tuple(differences(now, before))
    if reasons:
        return Decision(notebook, reuse=False, reasons=shortened(reasons))
    return Decision(notebook, reuse=True, reasons=("nothing that it reads has changed",))


def differences(now: Parts, before: Parts) -> Iterable[str]:
    """Say in words each part that differs.

    Examples
    --------
    >>> list(differences({"survey.csv": "a1", "b": UNKNOWABLE}, {"survey.csv": "a2", "c": "1", "b": UNKNOWABLE}))
    ['survey.csv has changed', 'b cannot be known beforehand', 'c is gone']
    """
    for name, value in now.items():
        if value == UNKNOWABLE:
            yield f"{name} {UNKNOWABLE}"
        elif name not in before:
            yield f"{name} is new"
        elif value != before[name]:
            told = name.startswith("setting ") and not {value[:1], before[name][:1]} & {"#", "{"}
            yield f"{name} is {value}, was {before[name]}" if told else f"{name} has changed"
    for name in before:
        if name not in now:
            yield f"{name} is gone"


def shortened(reasons: tuple[str, ...], most: int = 3) -> tuple[str, ...]:
    """The first reasons, and how many there are beyond them."""
    more = len(reasons) - most
    return reasons if more <= 0 else (*reasons[:most], f"and {more} more")


def setting_parts(study: Study, step: str, *, secret: frozenset[str] = frozenset()) -> dict[str, str]:
    """The settings that a step reads, by dotted key.

    Short values stand as JSON, so that a change can be told; long ones as a digest. A value that came
    from the environment and the address of a database are never kept: they stand as a salted, slow digest.
    """
    plain = study.model_dump(mode="json", by_alias=True)
    parts = {}
    for section, value in plain.items():
        if section in UNREAD[step]:
            continue
        for key, leaf in _leaves(value, section):
            hidden = key in secret or is_address(leaf)
            parts[f"setting {key}"] = f"#{leaf}" if hidden else _shown(leaf)
    return parts


def secret_keys(text: str, file: str, overridden: Iterable[str] = ()) -> frozenset[str]:
    """The dotted keys of a study.yaml whose values name the environment: ``${NAME}``."""
    document = read_document(text, file=file, environment=_Names())
    found = {
        key
        for section, value in document.values.items()
        for key, leaf in _leaves(value, section)
        if "${" in json.dumps(leaf, default=str)
    }
    return frozenset(found - set(overridden))


def hide(parts: Parts, earlier: Parts | None) -> dict[str, str]:
    """Replace the values from the environment by digests that can be compared and not be read.

    The salt of the earlier run is used again where there is one, so that equal values are equal.
    """
    hidden = {}
    for name, value in parts.items():
        if value.startswith("#") and name.startswith("setting "):
            before = (earlier or {}).get(name, "")
            salt = before[1:33] if before.startswith("#") else os.urandom(16).hex()
            slow = hashlib.scrypt(value.encode(), salt=salt.encode(), n=2**14, r=8, p=1, dklen=16)
            hidden[name] = f"#{salt}{slow.hex()}"
        else:
            hidden[name] = value
    return hidden


def input_parts(inputs: Iterable[Input], notebook: str) -> dict[str, str]:
    """The inputs that a notebook opens, by name."""
    return {
        item.file: item.sha256 if item.is_known else UNKNOWABLE
        for item in inputs
        if item.use in READS[notebook]
    }


class _Names(dict[str, str]):
    """An environment in which every variable holds its own name."""

    def get(self, key: str, default: Any = None) -> str:
        return f"${{{key}}}"


def _leaves(value: Any, key: str) -> Iterable[tuple[str, Any]]:
    """Settings by dotted key; a variable of the survey is one leaf, so that a wide survey stays short."""
    if isinstance(value, Mapping) and value and key.count(".") < 2:
        for name, below in value.items():
            yield from _leaves(below, f"{key}.{name}")
    else:
        yield key, value


def _shown(leaf: Any) -> str:
    text = json.dumps(leaf, ensure_ascii=False, sort_keys=True)
    if len(text) <= 60 and not isinstance(leaf, Mapping):
        return text
    return f"{{{hashlib.sha256(text.encode()).hexdigest()[:24]}"
