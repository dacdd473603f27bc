"""Who the notes are of: pseudonyms, and personal data that a person has to settle."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.errors import InputError, Problem, listed
from workbench.notes.entries import NOTE, SETTLED, flag_key
from workbench.notes.models import RESOLUTIONS, Flag, Resolution
from workbench.notes.personal import find_personal
from workbench.notes.revisions import Revisions
from workbench.notes.roster import Participant, Roster, write_roster
from workbench.notes.text import one_line


class People(Revisions):
    """The participants of a store; see `workbench.notes.NoteStore`."""

    def add_participant(self, pseudonym: str, names: Sequence[str] = ()) -> None:
        """Add a participant, or names of one, to the roster file.

        Raises
        ------
        InputError
            Without a pseudonym, or when a name is somebody else's already.
        """
        roster = self.roster()
        pseudonym, names = one_line(pseudonym), [one_line(name) for name in names]
        if not pseudonym:
            raise InputError(Problem("roster", "participant", "has no pseudonym", "one such as 'P1'"))
        for name in names:
            owner = roster.owner(name)
            if owner not in ("", pseudonym):
                raise InputError(
                    Problem(
                        "roster",
                        f"participant {pseudonym!r}",
                        f"a name stands for {owner!r} already",
                        "",
                        "tell them apart",
                    )
                )
        known = {p.pseudonym: p.names for p in roster.participants}
        known[pseudonym] = tuple(dict.fromkeys((*known.get(pseudonym, ()), *filter(None, names))))
        write_roster(self._roster_file, (Participant(p, n) for p, n in known.items()))

    def add_participants(self, roster: Roster) -> int:
        """Add all participants of a roster; returns how many it has."""
        for participant in roster.participants:
            self.add_participant(participant.pseudonym, participant.names)
        return len(roster.participants)

    def participants(self) -> tuple[str, ...]:
        """Every pseudonym of the notes and of the roster, in the order of first mention."""
        in_notes = (n.participant for n in self.notes() if n.participant)
        in_roster = (p.pseudonym for p in self.roster().participants)
        return tuple(dict.fromkeys((*in_notes, *in_roster)))

    def flags(self, note_id: str | None = None) -> tuple[Flag, ...]:
        """What looks like personal data in the current notes, settled or not."""
        settled = {e.entity: e.body["resolution"] for e in self._ledger.current(SETTLED)}
        return tuple(
            Flag(
                n.id,
                n.participant,
                f.kind,
                f.start,
                f.end,
                f.found,
                settled.get(flag_key(n.id, f.found), ""),
            )
            for n in self.notes()
            if note_id in (None, n.id)
            for f in find_personal(n.text)
        )

    def settle(self, flag: Flag, resolution: Resolution, *, author: str) -> None:
        """Record what a person decided about a flag.

        ``"removed"`` rewrites the text with ``[kind]`` in its place (earlier revisions keep it: they never
        leave this store); the others keep the text.
        """
        if resolution not in RESOLUTIONS:
            raise InputError(Problem("notes", "flag", f"{resolution!r}", f"{listed(RESOLUTIONS)}"))
        with self.writer(author) as writer:
            if resolution == "removed":
                (entry,) = writer.current(NOTE, flag.note)
                text = entry.body["text"].replace(flag.found, f"[{flag.kind}]")
                writer.append(NOTE, flag.note, {**entry.body, "text": text})
            else:
                writer.append(SETTLED, flag_key(flag.note, flag.found), {"resolution": resolution})
