"""What is done with finished runs: compare, publish, prune."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.output import say, say_json, shown, tell
from workbench.config import Study, load_study

if TYPE_CHECKING:
    from workbench.site import NoteText


def compare(before: str, after: str, *, study_path: Path, out: Path | None, as_json: bool) -> None:
    """Two runs side by side, said and drawn on a page: data, parameters, sizes, value, who moved."""
    from workbench.artifacts import Run
    from workbench.report import compare_runs
    from workbench.report.comparison import size_lines
    from workbench.runner.running import shelf_of
    from workbench.site import write_comparison

    study = load_study(study_path)
    shelf = shelf_of(study, out)
    first, second = (Run(study, shelf.final(shelf.find(run)["id"])) for run in (before, after))
    comparison = compare_runs(first, second)
    page = write_comparison(
        first.folder, second.folder, comparison.shown, heading=study.heading, language=study.report.language
    )
    if as_json:
        say_json({**comparison.to_record(), "page": shown(page)})
        return
    for paragraph in comparison.words.paragraphs:
        say(paragraph)
    for line in size_lines(comparison):
        say(line)
    say(shown(page))


def publish(run: str, *, study_path: Path, to: Path, out: Path | None, as_json: bool) -> None:
    """Make the copy of a run that may be shared.

    Raises
    ------
    GateRefused
        When something in it may not be shared; every reason.
    """
    from workbench.runner.running import shelf_of
    from workbench.site import publish as publish_run
    from workbench.site import rules_for

    study = load_study(study_path)
    shelf = shelf_of(study, out)
    folder = shelf.final(shelf.find(run)["id"])
    sharing = study.sharing
    notes, names = _notes_of(study)
    rules = rules_for(
        folder, min_cell=sharing.min_cell, sensitive=sharing.sensitive, notes=notes, names=names
    )
    report = study.report
    made = publish_run(
        folder, to, rules=rules, heading=study.heading, code=report.code, language=report.language
    )
    if as_json:
        say_json({"folder": shown(made.folder), "archive": shown(made.archive), "hidden": list(made.hidden)})
        return
    for what in made.hidden:
        tell(f"left out: {what}")
    say(shown(made.folder / "index.html"))
    say(shown(made.archive))


def prune(
    *,
    study_path: Path,
    keep: int,
    keep_days: float,
    dry_run: bool,
    pin: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Remove old runs, or say which would go; or pin one."""
    from workbench.runner import pruning
    from workbench.runner.running import shelf_of
    from workbench.site import write_index

    study = load_study(study_path)
    shelf = shelf_of(study, out)
    if pin is not None:
        pruning.pin(shelf, pin)
        say(f"{pin} stays")
        return
    with shelf.locked():
        pinned = pruning.pins(shelf)
        going = pruning.prunable(shelf.runs(), keep=keep, keep_days=keep_days, pinned=pinned)
        if not dry_run and going:
            pruning.remove(shelf, going)
            write_index(shelf.reports)
    if as_json:
        say_json({"removed": [] if dry_run else going, "would_remove": going if dry_run else []})
        return
    for run in going:
        say(f"{'would remove' if dry_run else 'removed'} {run}")
    say(f"{len(going)} runs {'would go' if dry_run else 'removed'}")


FEW_WORDS = 6  # a shorter survey comment is what anybody may say


def _notes_of(study: Study) -> tuple[list[NoteText], list[str]]:
    """What the sharing gate needs to know of the notes and of the people in them.

    Words that nobody may quote (no consent, or withdrawn) count in every revision: an earlier run may show what the
    note does not say any more.
    """
    from workbench.notes import open_store
    from workbench.site import NoteText

    with open_store(study.personas.notes, folder=study.folder) as store:
        unsettled: dict[str, list[str]] = {}
        for flag in store.flags():
            if not flag.resolution:
                unsettled.setdefault(flag.note, []).append(flag.kind)
        texts = []
        for note in store.notes(withdrawn=True):
            if note.method == "survey comment" and len(note.text.split()) < FEW_WORDS:
                continue
            may = note.quotable and not note.withdrawn
            said = [note.text] if may else [n.text for n in store.history(note.id)]
            open_ones = tuple(dict.fromkeys(unsettled.get(note.id, ())))
            texts += [NoteText(text, may, note.participant, open_ones) for text in dict.fromkeys(said)]
        return texts, [name for person in store.roster().participants for name in person.names]
