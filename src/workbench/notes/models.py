"""What the store holds, as frozen values: notes, codes, excerpts, flags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, Literal, get_args

Consent = Literal["internal", "quote", "public"]
InterviewMethod = Literal["interview", "survey comment", "focus group", "observation"]
InterviewRole = Literal["", "typical", "boundary", "extreme"]
AnchorState = Literal["exact", "changed", "lost"]
Resolution = Literal["removed", "not personal", "kept with consent"]

CONSENTS: tuple[str, ...] = get_args(Consent)
METHODS: tuple[str, ...] = get_args(InterviewMethod)
INTERVIEW_ROLES: tuple[str, ...] = get_args(InterviewRole)
RESOLUTIONS: tuple[str, ...] = get_args(Resolution)
QUOTABLE: frozenset[str] = frozenset({"quote", "public"})


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """A note as a person writes it, before it is saved.

    Attributes
    ----------
    participant
        A pseudonym, never a name.
    text
        What was said; normalised on entry.
    date
        ISO date of the interview, or empty.
    method, role, consent
        One of `METHODS`, `INTERVIEW_ROLES`, `CONSENTS`.
    segment
        The segment the participant belonged to when interviewed, or empty.
    customer
        The customer id, so that the note follows its person through a refit; or empty.
    source
        The file it came from, or empty when it was typed.
    about
        Who the participant is, in a few words that identify nobody ("nurse, early shift"); or empty.
    withdrawn
        A participant who withdraws: the note stays in the history and is used nowhere.
    id
        Given to write a new revision of a note; empty for a new one.
    """

    participant: str
    text: str = ""
    date: str = ""
    interviewer: str = ""
    method: InterviewMethod = "interview"
    role: InterviewRole = ""
    consent: Consent = "internal"
    segment: str = ""
    customer: str = ""
    source: str = ""
    about: str = ""
    withdrawn: bool = False
    id: str = ""

    def content(self) -> dict[str, Any]:
        """The fields without the id, as the store keeps them."""
        return {key: value for key, value in asdict(self).items() if key != "id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(NoteDraft):
    """One saved revision of a note.

    Attributes
    ----------
    revision
        1 for the first; every save makes the next.
    accepted
        False for a save that met a newer one: it is kept whole and shown until somebody settles it.
    based_on
        The revision its author had before them.
    """

    revision: int
    saved_at: datetime
    author: str
    accepted: bool = True
    based_on: int | None = None

    @property
    def quotable(self) -> bool:
        """May a shared page quote it?"""
        return self.consent in QUOTABLE

    def draft(self, **changes: Any) -> NoteDraft:
        """The same note as a draft, with some fields changed."""
        content = {f.name: getattr(self, f.name) for f in fields(NoteDraft)}
        return NoteDraft(**{**content, **changes})


@dataclass(frozen=True, slots=True)
class Saved:
    """A save that became the current revision; `note` is the text as it was stored."""

    note: Note

    @property
    def revision(self) -> int:
        return self.note.revision

    @property
    def at(self) -> datetime:
        return self.note.saved_at


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two people saved the same note: both versions are stored, `theirs` is current.

    It stays open until `NoteStore.settle_conflict` is given the text that shall stand.
    """

    theirs: Note
    yours: Note


@dataclass(frozen=True, slots=True)
class CodeDraft:
    """A qualitative tag as a person defines it."""

    name: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    parent: str = ""
    colour: str = ""
    id: str = ""

    def content(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if key != "id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Code(CodeDraft):
    """A code of the codebook, with the name of the code it was merged into, if any.

    `path` names it with its parents: ``"Pains > Price"``.
    """

    revision: int
    author: str
    saved_at: datetime
    merged_into: str = ""
    path: str = ""

    @property
    def active(self) -> bool:
        return not self.merged_into


@dataclass(frozen=True, slots=True)
class CodeChange:
    """One line of the codebook's log."""

    at: datetime
    author: str
    what: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A span of a note with a code and a factor.

    Attributes
    ----------
    note, revision
        The note and the revision that was current when the span was marked.
    start, end
        Code points into the *current* text of the note.
    quote
        The words as they were marked.
    state
        ``exact``: the current text reads the same at the span. ``changed``: somebody edited inside it; the
        span covers what is left. ``lost``: it is gone from the current text. Only an exact one may be quoted.
    code, factor
        The id of an active code (a merged one is followed), and a factor or empty.
    """

    id: str
    note: str
    participant: str
    start: int
    end: int
    quote: str
    code: str
    factor: str
    author: str
    marked_at: datetime
    revision: int
    state: AnchorState = "exact"
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """Something in a note that looks like personal data and that a person has to settle.

    Attributes
    ----------
    kind
        ``e-mail``, ``phone``, ``card``, ``iban`` or ``web address``.
    found
        The text itself: for the desk, never for a page.
    resolution
        Empty while nobody has settled it.
    """

    note: str
    participant: str
    kind: str
    start: int
    end: int
    found: str
    resolution: str = ""

    @property
    def settled(self) -> bool:
        return bool(self.resolution)


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of the audit chain: keep it elsewhere, and a cut-off end is found too."""

    entries: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of walking the audit chain; `broken` says where it does not hold."""

    head: Head
    broken: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def intact(self) -> bool:
        return not self.broken
