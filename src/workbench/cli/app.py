"""The commands and their options, in one list; what they do is in the modules beside this one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.output import guarded

app = typer.Typer(
    name="workbench",
    help="Customer segments, and personas that rest on evidence, from a survey and purchases.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # its import takes longer than all of ours
    context_settings={"help_option_names": ["-h", "--help"]},
)
notes_app = typer.Typer(name="notes", help="Interview notes.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(notes_app)

Study = Annotated[Path, typer.Argument(help="The study file.", show_default=True)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]
Out = Annotated[
    Path | None, typer.Option("--out", help="Folder of all runs; reports beside the study by default.")
]
Parameters = Annotated[
    list[str] | None,
    typer.Option(
        "-p",
        "--parameter",
        metavar="KEY=VALUE",
        help="k, seed, method, a dotted key of study.yaml, or only.VARIABLE; once for each.",
    ),
]
Allow = Annotated[
    list[Path] | None,
    typer.Option(
        "--allow", metavar="FOLDER", help="Let the study read files of this folder too; once for each."
    ),
]
At = Annotated[
    str, typer.Option("--at", metavar="WHEN", help="As in '06:00', 'Mon 06:00', 'Mon-Fri 06:00', '1 06:00'.")
]
STUDY = Path("study.yaml")


def main() -> None:
    """Run the command line."""
    app()


def _version(wanted: bool) -> None:
    if wanted:
        from workbench import __version__
        from workbench.cli.output import say

        say(__version__)
        raise typer.Exit


@app.callback()
def _workbench(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


@app.command()
def new(folder: Annotated[Path, typer.Argument(help="The folder to make.")], *, json: Json = False) -> None:
    """Make a study folder that runs: study.yaml, invented data, the five notebooks."""
    from workbench.cli import studies

    raise typer.Exit(guarded(lambda: studies.new(folder, as_json=json), as_json=json))


@app.command()
def init(
    files: Annotated[list[Path], typer.Argument(help="A survey, purchases, or both.")],
    *,
    output: Annotated[Path, typer.Option("-o", "--output", help="The study file to write.")] = STUDY,
    survey: Annotated[Path | None, typer.Option(help="Say which file is the survey.")] = None,
    purchases: Annotated[Path | None, typer.Option(help="Say which file holds the purchases.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace a study file that is there.")] = False,
    json: Json = False,
) -> None:
    """Write a study.yaml from a survey, purchases, or both."""
    from workbench.cli import files as room

    def work() -> None:
        room.init(files, output=output, survey=survey, purchases=purchases, replace=replace, as_json=json)

    raise typer.Exit(guarded(work, as_json=json))


@app.command()
def check(study: Study = STUDY, *, allow: Allow = None, json: Json = False) -> None:
    """Say everything that is wrong with a study and its data, at once."""
    from workbench.cli import files

    files.allow(allow or ())
    raise typer.Exit(guarded(lambda: files.check(study, as_json=json), as_json=json))


@app.command()
def run(
    study: Study = STUDY,
    *,
    parameter: Parameters = None,
    resume: Annotated[
        str | None, typer.Option(help="Go on with a broken run, by its id.", metavar="RUN")
    ] = None,
    refit: Annotated[bool, typer.Option("--refit", help="Form the segments anew, as a new model.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Run every notebook, changed or not.")] = False,
    out: Out = None,
    timeout: Annotated[float, typer.Option(help="Seconds one notebook may take.", min=1)] = 3600.0,
    allow: Allow = None,
    hooks: Annotated[bool, typer.Option("--hooks", help="Run the hooks that study.yaml names.")] = False,
    json: Json = False,
) -> None:
    """Run the five notebooks and write the pages."""
    from workbench.cli import runs

    asked = runs.Asked(
        study, tuple(parameter or ()), resume, refit, force, out, timeout, tuple(allow or ()), hooks
    )
    raise typer.Exit(runs.run(asked, as_json=json))


@app.command()
def score(
    study: Annotated[Path, typer.Argument(help="The study file.")],
    new: Annotated[
        Path | None, typer.Argument(metavar="[INPUT]", help="A survey or purchases of new people.")
    ] = None,
    *,
    use: Annotated[
        str | None, typer.Option("--as", help="survey or purchases, when the study has both.")
    ] = None,
    run: Annotated[str, typer.Option("--run", help="The run whose model is used.", metavar="RUN")] = "latest",
    output: Annotated[Path, typer.Option("-o", "--output", help="The csv file to write.")] = Path(
        "segments.csv"
    ),
    into: Annotated[
        str | None, typer.Option("--into", help="The table to write, in the purchases' own database.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace that table if it is there.")] = False,
    out: Out = None,
    allow: Allow = None,
    json: Json = False,
) -> None:
    """Give new people to the segments of a frozen model, or all customers of a database inside of it."""
    from workbench.cli import engine_scoring, files, scoring

    def work() -> None:
        files.allow(allow or ())
        if into is None:
            scoring.score(study, scoring.named(new), use=use, run=run, output=output, out=out, as_json=json)
        else:
            scoring.refuse_both(new)
            engine_scoring.score_there(study, into, run=run, replace=replace, out=out, as_json=json)

    raise typer.Exit(guarded(work, as_json=json))


@app.command()
def compare(
    before: Annotated[str, typer.Argument(help="The id of a run, or latest.", metavar="RUN")],
    after: Annotated[str, typer.Argument(help="The id of a later run, or latest.", metavar="RUN")],
    *,
    study: Annotated[Path, typer.Option("--study", help="The study file.")] = STUDY,
    out: Out = None,
    json: Json = False,
) -> None:
    """Say and draw what differs between two runs: data, parameters, sizes, value, who moved."""
    from workbench.cli import shelves

    raise typer.Exit(
        guarded(lambda: shelves.compare(before, after, study_path=study, out=out, as_json=json), as_json=json)
    )


@app.command()
def publish(
    run: Annotated[str, typer.Argument(help="The id of a run, or latest.", metavar="RUN")],
    *,
    to: Annotated[Path, typer.Option("--to", help="The folder to put the copy into.")] = Path("published"),
    study: Annotated[Path, typer.Option("--study", help="The study file.")] = STUDY,
    out: Out = None,
    json: Json = False,
) -> None:
    """Make the copy of a run that may be shared: no raw notes, no small cells, no ids."""
    from workbench.cli import shelves

    raise typer.Exit(
        guarded(lambda: shelves.publish(run, study_path=study, to=to, out=out, as_json=json), as_json=json)
    )


@app.command()
def schedule(
    study: Study = STUDY,
    *,
    at: At = "Mon 06:00",
    form: Annotated[str, typer.Option("--as", help="cron, systemd, github, airflow or windows.")] = "cron",
    parameter: Parameters = None,
    hooks: Annotated[bool, typer.Option("--hooks", help="Run the hooks that study.yaml names.")] = False,
    json: Json = False,
) -> None:
    """Print what to install so that a machine runs the study; install nothing."""
    from workbench.cli import planning

    def work() -> None:
        planning.schedule(
            study, at=at, form=form, parameters=tuple(parameter or ()), hooks=hooks, as_json=json
        )

    raise typer.Exit(guarded(work, as_json=json))


@app.command()
def prune(
    study: Study = STUDY,
    *,
    keep: Annotated[int, typer.Option(help="Keep at least this many runs.", min=1)] = 30,
    keep_days: Annotated[float, typer.Option(help="Keep runs younger than this.", min=0)] = 365.0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    pin: Annotated[
        str | None, typer.Option(help="Keep this run for good; remove nothing.", metavar="RUN")
    ] = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Remove old runs; the latest and pinned ones stay."""
    from workbench.cli import shelves

    def work() -> None:
        shelves.prune(
            study_path=study, keep=keep, keep_days=keep_days, dry_run=dry_run, pin=pin, out=out, as_json=json
        )

    raise typer.Exit(guarded(work, as_json=json))


@app.command()
def sample(
    folder: Annotated[Path, typer.Argument(help="The folder to write into.")],
    *,
    customers: Annotated[int, typer.Option(help="Respondents of the survey.", min=20, max=1_000_000)] = 2000,
    seed: Annotated[int, typer.Option(help="The same seed writes the same files.", min=0)] = 20260401,
    json: Json = False,
) -> None:
    """Write an invented study: survey, purchases, interviews, study.yaml."""
    from workbench.cli import studies

    work = lambda: studies.sample(folder, customers=customers, seed=seed, as_json=json)  # noqa: E731
    raise typer.Exit(guarded(work, as_json=json))


@app.command()
def lab(
    study: Study = STUDY,
    *,
    port: Annotated[int, typer.Option(help="Port on this machine.", min=1, max=65535)] = 8888,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Print the address instead.")] = False,
    allow_root: Annotated[
        bool, typer.Option("--allow-root", help="Let the superuser run it, as in a container.")
    ] = False,
) -> None:
    """Open JupyterLab on the notebooks of a study."""
    from workbench.cli import lab as room

    work = lambda: room.open_lab(study, port=port, browser=not no_browser, root=allow_root)  # noqa: E731
    raise typer.Exit(guarded(work))


@notes_app.command("list")
def notes_list(study: Study = STUDY, *, json: Json = False) -> None:
    """List the notes of a study: id, participant, segment, revision."""
    from workbench.cli import notes

    raise typer.Exit(guarded(lambda: notes.list_notes(study, as_json=json), as_json=json))


@notes_app.command("verify")
def notes_verify(study: Study = STUDY, *, json: Json = False) -> None:
    """Check that nobody changed the history of the notes behind the program's back."""
    from workbench.cli import notes

    raise typer.Exit(guarded(lambda: notes.verify(study, as_json=json), as_json=json))


@notes_app.command("import")
def notes_import(
    file: Annotated[
        Path, typer.Argument(help="Transcripts, tables of notes, or a .qdpx, .qdc or .json file.")
    ],
    *,
    study: Annotated[Path, typer.Option("--study", help="The study file.")] = STUDY,
    author: Annotated[str, typer.Option(help="Who adds them, for the history.")] = "import",
    json: Json = False,
) -> None:
    """Add notes from a file: transcripts, tables, another program's project."""
    from workbench.cli import notes

    raise typer.Exit(
        guarded(lambda: notes.import_notes(study, file, author=author, as_json=json), as_json=json)
    )


@notes_app.command("export")
def notes_export(
    file: Annotated[Path, typer.Argument(help="The file to write: .qdpx, .qdc, .json, .csv or .md.")],
    *,
    study: Annotated[Path, typer.Option("--study", help="The study file.")] = STUDY,
    json: Json = False,
) -> None:
    """Write all notes to a file."""
    from workbench.cli import notes

    raise typer.Exit(guarded(lambda: notes.export_notes(study, file, as_json=json), as_json=json))
