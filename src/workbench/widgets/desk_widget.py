"""The desk: interview notes written, coded and kept, by people who talk to customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, ClassVar

import traitlets

from workbench.artifacts import Run
from workbench.config import FACTORS
from workbench.errors import InputError, Problem
from workbench.notes import (
    CONSENTS,
    INTERVIEW_ROLES,
    METHODS,
    CodeDraft,
    Conflict,
    NoteDraft,
    NoteStore,
    Saved,
)
from workbench.notes.importing import ENDINGS, Defaults
from workbench.personas import remove_claim, save_claim, save_persona
from workbench.widgets import desk_state
from workbench.widgets.bundle import bundled, styles
from workbench.widgets.desk_bringing import bring_answers, bring_files
from workbench.widgets.persona_state import personas_shown
from workbench.widgets.talk import TalkingWidget

SEPARATOR = ">"


class Desk(TalkingWidget):
    """The widget; `workbench.widgets.desk` makes one from a run.

    Parameters
    ----------
    run
        Its study says where the notes are; its segments are the shelves.
    store
        The notes. The desk may be asked from any thread: the store takes a connection for each call.
    """

    title = "The notes desk"
    _esm = bundled("desk/desk.js")
    _css = styles("shared/shared.css", "desk/desk.css")
    actions: ClassVar[frozenset[str]] = frozenset(
        {
            "open", "save", "settle_conflict", "mark", "unmark", "settle", "save_code", "merge_codes",
            "split_code", "personas", "save_persona", "save_claim", "remove_claim", "history", "withdraw",
            "bring_files", "bring_answers", "roster", "save_participant",
        }
    )  # fmt: skip

    words = traitlets.Dict().tag(sync=True)
    segments: Any = traitlets.List().tag(sync=True)
    notes: Any = traitlets.List().tag(sync=True)
    comments: Any = traitlets.List().tag(sync=True)
    withdrawn: Any = traitlets.List().tag(sync=True)
    codes: Any = traitlets.List().tag(sync=True)
    log_of_codes: Any = traitlets.List().tag(sync=True)
    fresh = traitlets.Dict().tag(sync=True)

    def __init__(self, run: Run, store: NoteStore) -> None:
        self._run = run
        self._store = store
        self._shelves, self._belongs = desk_state.shelves(run), desk_state.belongs(run)
        super().__init__(
            words={
                "study": run.study.name,
                "title": run.study.heading,
                "segments": [{"id": s.id, "title": s.title} for s in self._shelves],
                "roles": list(INTERVIEW_ROLES),
                "methods": list(METHODS),
                "consents": list(CONSENTS),
                "factors": list(FACTORS),
                "endings": list(ENDINGS),
            },
            **desk_state.state(store, self._shelves, self._belongs),
        )
        self.add_class("workbench-desk")

    def _refresh(self) -> None:
        for name, value in desk_state.state(self._store, self._shelves, self._belongs).items():
            setattr(self, name, value)

    def _details(self, note: str) -> dict[str, Any]:
        return desk_state.details(self._store, note)

    def _changed(self, note: str | None) -> dict[str, Any] | None:
        """After a change: shelves and codebook anew, and what the page shows of the open note."""
        self._refresh()
        return self._details(note) if note else None

    def _do_open(self, *, note: str) -> dict[str, Any]:
        return self._details(note)

    def _do_save(
        self, *, note: str, draft: Mapping[str, str], based_on: int | None, author: str
    ) -> dict[str, Any]:
        outcome = self._store.save(self._draft(note, draft), based_on, author=author)
        self._refresh()
        return self._told(outcome)

    def _do_history(self, *, note: str) -> list[dict[str, Any]]:
        return desk_state.history(self._store, note)

    def _do_withdraw(self, *, note: str, withdrawn: bool, author: str) -> dict[str, Any]:
        stored = self._store.note(note)
        outcome = self._store.save(stored.draft(withdrawn=withdrawn), stored.revision, author=author)
        self._refresh()
        return self._told(outcome)

    def _do_bring_files(
        self, *, files: Sequence[Mapping[str, str]], given: Mapping[str, Any], author: str
    ) -> list[dict[str, str]]:
        told = bring_files(self._store, files, Defaults(**given), author=author)
        self._refresh()
        return told

    def _do_bring_answers(self, *, author: str) -> str:
        told = bring_answers(self._run, self._store, self._belongs, author=author)
        self._refresh()
        return told

    def _do_roster(self) -> list[dict[str, Any]]:
        """Names go to the page that asks and nowhere else: what a widget keeps may end up in the notebook."""
        return [asdict(participant) for participant in self._store.roster().participants]

    def _do_save_participant(
        self, *, participant: str, names: Sequence[str], author: str
    ) -> list[dict[str, Any]]:
        self._store.add_participant(participant, names)
        return self._do_roster()

    def _do_settle_conflict(
        self, *, note: str, draft: Mapping[str, str], yours: int, author: str
    ) -> dict[str, Any]:
        conflict = _conflict(self._store, note, yours)
        outcome = self._store.settle_conflict(conflict, self._draft(note, draft), author=author)
        self._refresh()
        return self._told(outcome)

    def _do_mark(
        self, *, note: str, start: int, end: int, code: str, factor: str, memo: str, author: str
    ) -> Any:
        known = self._code_of(code, author=author)
        self._store.mark(note, start, end, code=known, author=author, factor=factor, memo=memo)
        return self._changed(note)

    def _do_unmark(self, *, note: str, excerpt: str, author: str) -> Any:
        self._store.unmark(excerpt, author=author)
        return self._changed(note)

    def _do_settle(self, *, note: str, start: int, found: str, resolution: Any, author: str) -> Any:
        for flag in self._store.flags(note):
            if flag.start == start and flag.found == found:
                self._store.settle(flag, resolution, author=author)
        return self._changed(note)

    def _do_save_code(self, *, draft: Mapping[str, str], note: str | None, author: str) -> Any:
        known = {code.id: code for code in self._store.codes()}
        before = known.get(draft["id"])
        colour = before.colour if before else ""
        self._store.save_code(CodeDraft(**{**draft, "colour": colour}), author=author)
        return self._changed(note)

    def _do_merge_codes(self, *, code: str, into: str, reason: str, note: str | None, author: str) -> Any:
        self._store.merge_codes([code], into, author=author, reason=reason)
        return self._changed(note)

    def _do_split_code(
        self, *, code: str, name: str, moving: Sequence[str], reason: str, note: str | None, author: str
    ) -> Any:
        parent = next((c.parent for c in self._store.codes() if c.id == code), "")
        part = (CodeDraft(name, parent=parent), list(moving))
        self._store.split_code(code, [part], author=author, reason=reason)
        return self._changed(note)

    def _do_personas(self) -> dict[str, Any]:
        return personas_shown(self._run, self._store)

    def _do_save_persona(self, *, persona: str, author: str, **changes: Any) -> dict[str, Any]:
        save_persona(self._store, persona, author=author, **changes)
        return self._do_personas()

    def _do_save_claim(
        self, *, persona: str, field: str, text: str, author: str, **rest: Any
    ) -> dict[str, Any]:
        save_claim(self._store, persona, field, text, author=author, **rest)
        return self._do_personas()

    def _do_remove_claim(self, *, claim: str, author: str) -> dict[str, Any]:
        remove_claim(self._store, claim, author=author)
        return self._do_personas()

    def _draft(self, note: str, fields: Mapping[str, Any]) -> NoteDraft:
        """What the page holds, over what the note has besides (source, customer, withdrawn)."""
        try:
            stored = self._store.note(note).draft()
        except KeyError:
            stored = NoteDraft("", id=note)
        return replace(stored, **fields, id=note)

    def _told(self, outcome: Saved | Conflict) -> dict[str, Any]:
        if isinstance(outcome, Conflict):
            return {"conflict": desk_state.conflict(outcome)}
        return self._details(outcome.note.id)

    def _code_of(self, path: str, *, author: str) -> str:
        """The id of the code that a person wrote, made with its parents when it is new."""
        parent = ""
        for name in filter(None, (part.strip() for part in path.split(SEPARATOR))):
            siblings = {c.name.casefold(): c.id for c in self._store.codes() if c.parent == parent}
            parent = (
                siblings.get(name.casefold())
                or self._store.save_code(CodeDraft(name, parent=parent), author=author).id
            )
        if not parent:
            raise InputError(Problem("codebook", "code", "has no name", "", "give it one"))
        return parent


def _conflict(store: NoteStore, note: str, yours: int) -> Conflict:
    for conflict in store.conflicts():
        if conflict.yours.id == note and conflict.yours.revision == yours:
            return conflict
    raise InputError(
        Problem(
            "notes", "conflict", "is settled already", "", "open the note again to see the text that stands"
        )
    )
