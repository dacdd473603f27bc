"""Interview notes: the store, exchange with other programs, and the analysis of coded notes."""

from workbench.notes.models import (
    CONSENTS,
    INTERVIEW_ROLES,
    METHODS,
    RESOLUTIONS,
    Code,
    CodeChange,
    CodeDraft,
    Conflict,
    Excerpt,
    Flag,
    Head,
    Note,
    NoteDraft,
    Saved,
    Verification,
)
from workbench.notes.store import NoteStore, open_store

__all__ = [
    "CONSENTS",
    "INTERVIEW_ROLES",
    "METHODS",
    "RESOLUTIONS",
    "Code",
    "CodeChange",
    "CodeDraft",
    "Conflict",
    "Excerpt",
    "Flag",
    "Head",
    "Note",
    "NoteDraft",
    "NoteStore",
    "Saved",
    "Verification",
    "open_store",
]
