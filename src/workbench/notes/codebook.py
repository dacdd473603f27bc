"""The codebook: what its entries in the ledger add up to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from workbench.errors import InputError, Problem
from workbench.notes.ledger import Entry
from workbench.notes.models import Code, CodeChange, CodeDraft
from workbench.notes.text import normalise, one_line

CODE = "code"
SEPARATOR = " > "
_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")


def codebook(entries: Sequence[Entry]) -> dict[str, Code]:
    """All codes by id, merged ones included, each with its path."""
    bodies = {entry.entity: entry.body for entry in entries}
    return {
        entry.entity: Code(
            **{k: v for k, v in entry.body.items() if k not in {"reason", "split_from"}},
            id=entry.entity,
            revision=entry.revision,
            author=entry.author,
            saved_at=entry.at,
            path=SEPARATOR.join(_path(entry.entity, bodies)),
        )
        for entry in entries
    }


def followed(code: str, codes: Mapping[str, Code]) -> str:
    """The code that a merged one ended in.

    A code that the codebook does not know is returned as it is.
    """
    seen = set()
    while code in codes and codes[code].merged_into and code not in seen:
        seen.add(code)
        code = codes[code].merged_into
    return code


def checked(draft: CodeDraft, codes: Mapping[str, Code]) -> CodeDraft:
    """A draft that may be saved: its texts normalised, no blank lines inside a definition.

    Raises
    ------
    InputError
        For an empty name, a name that an active code has, an unknown parent, or a parent below itself.
    """
    name = one_line(draft.name)
    place = f"code {name!r}"
    if not name:
        raise InputError(Problem("codebook", "code", "has no name", "", "give it one"))
    siblings = (c for c in codes.values() if c.active and c.id != draft.id and c.parent == draft.parent)
    if any(c.name.casefold() == name.casefold() for c in siblings):
        raise InputError(
            Problem("codebook", place, "there is a code of this name", "", "use it, or choose another")
        )
    if draft.parent and draft.parent not in codes:
        raise InputError(
            Problem("codebook", place, "its parent is not in the codebook", "", "save the parent first")
        )
    above = draft.parent
    while above:
        if draft.id and above == draft.id:
            raise InputError(
                Problem("codebook", place, "would be its own parent", "", "choose another parent")
            )
        above = codes[above].parent
    texts = {field: _one_paragraph(getattr(draft, field)) for field in ("definition", "include", "exclude")}
    return replace(draft, name=name, **texts)


def changes(history: Iterable[Entry]) -> list[CodeChange]:
    """The codebook's log in words, oldest first."""
    names: dict[str, str] = {}
    log = []
    for entry in history:
        body, before = entry.body, names.get(entry.entity)
        name = names[entry.entity] = body["name"]
        if body.get("merged_into"):
            what = f"merged {name!r} into {names.get(body['merged_into'], 'another code')!r}"
        elif body.get("split_from"):
            what = f"split {name!r} from {names.get(body['split_from'], 'another code')!r}"
        elif before is None:
            what = f"added {name!r}"
        elif before != name:
            what = f"renamed {before!r} to {name!r}"
        else:
            what = f"changed {name!r}"
        log.append(CodeChange(entry.at, entry.author, what, body.get("reason", "")))
    return log


def _one_paragraph(text: str) -> str:
    return _BLANK_LINES.sub("\n", normalise(text)).strip()


def _path(code: str, bodies: Mapping[str, Mapping[str, str]]) -> list[str]:
    path: list[str] = []
    seen: set[str] = set()
    while code in bodies and code not in seen:
        seen.add(code)
        path.insert(0, bodies[code]["name"])
        code = bodies[code]["parent"]
    return path
