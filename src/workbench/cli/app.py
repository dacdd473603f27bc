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
    hooks: Annotated[bool, typer.Option("--hooks", help="Run the hooks that study.yaml names.")] = False,
    json: Json = False,
) -> None:
    """Run the five notebooks and write the pages."""
    from workbench.cli import runs

    asked = runs.Asked(study, tuple(parameter or ()), resume, refit, force, out, timeout, hooks)
    raise typer.Exit(runs.run(asked, as_json=json))


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
) -> None:
    """Open JupyterLab on the notebooks of a study."""
    from workbench.cli import lab as room

    raise typer.Exit(guarded(lambda: room.open_lab(study, port=port, browser=not no_browser)))


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
