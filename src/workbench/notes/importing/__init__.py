"""Notes from files and from the survey's open answers."""

from workbench.notes.importing.answers import notes_from_answers
from workbench.notes.importing.files import ENDINGS, TRANSCRIPTS, Defaults, import_notes, read_notes
from workbench.notes.importing.quotes import Coded, add_coded_quotes, read_coded_quotes

__all__ = [
    "ENDINGS",
    "TRANSCRIPTS",
    "Coded",
    "Defaults",
    "add_coded_quotes",
    "import_notes",
    "notes_from_answers",
    "read_coded_quotes",
    "read_notes",
]
