"""A study.yaml proposed from the data themselves."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.artifacts import write_text
from workbench.config import SayDo, parse_study
from workbench.config.settings import SEED, TableSource
from workbench.errors import InputError, Problem
from workbench.intake.joining import Joined, join_key
from workbench.intake.purchase_part import (
    PurchasePart,
    feature_variables,
    purchase_lines,
    purchase_part,
    said_of,
)
from workbench.intake.survey_part import SurveyPart, survey_lines, survey_part
from workbench.intake.telling import TableFacts, table_facts
from workbench.intake.writing import flow, line, remarks
from workbench.schemas import Variable, Variables
from workbench.sources.allowed import allow
from workbench.sources.opening import open_raw
from workbench.sources.raw import RawTable

Pairs = Callable[[Variables], Sequence[SayDo]]
_GENERIC = {"survey", "data", "purchases", "responses", "orders", "export", "transactions", "answers"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A study.yaml to be.

    Attributes
    ----------
    output
        Where it will stand.
    text
        Its content; it runs as it is unless `problems` says what must be mended first.
    lines
        What was found, a sentence each: files, join and coverage, windows, basis.
    problems
        What stands in the way of running it.
    reads
        Files that it reads outside of its folder.
    """

    output: Path
    text: str
    lines: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    reads: tuple[Path, ...] = ()

    def save(self, *, replace: bool = False) -> Path:
        """Write the file whole, and record that this folder's studies may read the named files.

        Raises
        ------
        InputError
            When the file exists and may not be replaced.
        """
        if self.output.exists() and not replace:
            remedy = "name another file with -o, or remove it"
            raise InputError(Problem(str(self.output), "", "exists already", "", remedy))
        write_text(self.output, self.text)
        for path in self.reads:
            allow(path, folder=self.output.parent)
        return self.output


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    raw: RawTable
    facts: TableFacts


def propose(
    files: Sequence[str | Path],
    *,
    output: str | Path = "study.yaml",
    survey: str | Path | None = None,
    purchases: str | Path | None = None,
    pairs: Pairs | None = None,
) -> Proposal:
    """Propose a study.yaml that runs as it is.

    Parameters
    ----------
    files
        One or two files; which is the survey (a row a person) and which holds the purchases (many
        rows a person, dated) is told from the data.
    output
        Where study.yaml will stand: sources are written relative to its folder.
    survey, purchases
        Files whose use is stated; they need not be among `files`.
    pairs
        Proposes what people say beside what they do, from the variables of both.

    Raises
    ------
    InputError
        Files that cannot be read, two of one kind, or neither a survey nor purchases.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "s.csv").write_text("person,I like tea,age\\n" + "".join(f"p{i},{i % 5 + 1},{20 + i % 40}\\n" for i in range(50)))
    >>> proposal = propose([folder / "s.csv"], output=folder / "study.yaml")
    >>> proposal.lines[0]
    's.csv is the survey: 50 respondents, 3 columns'
    """
    target = Path(output)
    with ExitStack() as stack:
        opened = [_opened(stack, Path(f)) for f in _all_files(files, survey, purchases)]
        asked, bought = _told_apart(opened, survey, purchases)
        joined = join_key(_side(asked), _side(bought))
        part = None
        if asked:
            folder = asked.path.resolve().parent
            part = survey_part(asked.raw, asked.facts, folder=folder, key=joined.survey)
            if not part.basis and not bought:
                part = part.with_some_basis()
        lines = None
        if bought:
            lines = purchase_part(
                bought.raw,
                bought.facts,
                joined.purchases or "",
                folder=bought.path.resolve().parent,
                file=bought.path.name,
            )
        text, reads = _written(target, asked, part, bought, lines, joined, pairs)
        said = _said(asked, part, bought, lines, joined)
    parse_study(text, path=target)  # what is proposed can be read back
    return Proposal(target, text, tuple(said), lines.problems if lines else (), tuple(reads))


def _all_files(
    files: Sequence[str | Path], survey: str | Path | None, purchases: str | Path | None
) -> list[str | Path]:
    given = list(dict.fromkeys([*map(str, files), *(str(f) for f in (survey, purchases) if f)]))
    if not 1 <= len(given) <= 2:
        found = f"{len(given)} files"
        raise InputError(Problem("init", "", found, "one or two: a survey, purchases, or both", ""))
    return list(given)


def _opened(stack: ExitStack, path: Path) -> _File:
    """Open a file that a person named: wherever it lies, it may be read."""
    source = TableSource(source=path.name)
    raw = stack.enter_context(open_raw(source, folder=path.resolve().parent, shown=str(path)))
    return _File(path, raw, table_facts(raw))


def _side(file: _File | None) -> tuple[RawTable, TableFacts] | None:
    return (file.raw, file.facts) if file else None


def _told_apart(
    files: list[_File], survey: str | Path | None, purchases: str | Path | None
) -> tuple[_File | None, _File | None]:
    """Which file is the survey and which holds the purchases."""
    by_use: dict[str, _File] = {}
    for use, stated in (("survey", survey), ("purchases", purchases)):
        if stated is not None:
            by_use[use] = next(f for f in files if f.path == Path(stated))
    left = [f for f in files if f not in by_use.values()]
    if len(left) == 2:
        left.sort(key=lambda f: f.facts.purchases)
        if left[1].facts.purchases <= 0 or left[0].facts.purchases >= left[1].facts.purchases:
            found = "neither has dated lines of customers who come again"
            remedy = "say which is which with --survey FILE and --purchases FILE"
            raise InputError(Problem(f"{left[0].path} and {left[1].path}", "", found, "", remedy))
        return left[0], left[1]
    for file in left:
        use = "purchases" if file.facts.purchases > 0 else "survey"
        if use in by_use:
            use = "survey" if use == "purchases" else "purchases"
        by_use[use] = file
    return by_use.get("survey"), by_use.get("purchases")


def _written(
    target: Path,
    asked: _File | None,
    part: SurveyPart | None,
    bought: _File | None,
    lines: PurchasePart | None,
    joined: Joined,
    pairs: Pairs | None,
) -> tuple[str, list[Path]]:
    folder = target.resolve().parent
    named = " and ".join(f.path.name for f in (asked, bought) if f)
    text = [
        *remarks([f"Written by `workbench init` from {named}. Edit it freely: it was told from the data."])
    ]
    name = study_name([f.path for f in (asked, bought) if f])
    text += [line("name", name), line("title", name.replace("-", " ").capitalize()), ""]
    reads = []
    if asked and part:
        questions = None
        if part.questions:
            beside = asked.path.resolve().parent / part.questions
            questions = relative(beside, folder)
            reads.append(beside)
        text += [*survey_lines(part, relative(asked.path, folder), asked.raw, questions), ""]
    if bought and lines:
        text += [*purchase_lines(lines, relative(bought.path, folder), bought.raw), ""]
    reads += [f.path.resolve() for f in (asked, bought) if f]
    text += [*remarks(joined.lines), ""] if joined.lines else []
    text += _segments_lines()
    text += _pairs_lines(part, lines, pairs)
    if part and (hidden := [n for n, p in part.proposals.items() if p.sensitive]):
        text += [line("sharing", {"min_cell": 11, "sensitive": hidden}, "never on a published page"), ""]
    outside = [path for path in reads if not path.is_relative_to(folder)]
    return "\n".join(text).rstrip("\n") + "\n", outside


def _segments_lines() -> list[str]:
    settings: dict[str, Any] = {"method": "kmeans", "k": None, "balance": "blocks", "min_share": 0.05}
    settings |= {"effort": "standard", "seed": SEED}
    return [line("segments", settings, "k null: the program proposes a number and says why"), ""]


def _pairs_lines(part: SurveyPart | None, lines: PurchasePart | None, pairs: Pairs | None) -> list[str]:
    if part is None or lines is None or pairs is None:
        return []
    asked = [
        Variable(
            name,
            p.guess.type,
            role=p.role,
            factor=p.factor,
            levels=p.guess.levels,
            sensitive=bool(p.sensitive),
            label=p.label,
        )
        for name, p in part.proposals.items()
    ]
    found = pairs(Variables.of(asked) + feature_variables(lines))
    if not found:
        return []
    made = ["say_do:  # what people say beside what they do"]
    return [*made, *(f"  - {_pair(pair)}" for pair in found), ""]


def _pair(pair: SayDo) -> str:
    return flow({"say": pair.say, "do": pair.do})


def _said(
    asked: _File | None,
    part: SurveyPart | None,
    bought: _File | None,
    lines: PurchasePart | None,
    joined: Joined,
) -> Iterator[str]:
    if asked and part:
        yield f"{asked.path.name} is the survey: {part.rows:,} respondents, {len(asked.raw.columns)} columns"
        if part.id is None:
            yield "it has no column of ids: the number of the row is the respondent's id"
        yield f"{len(part.basis)} questions form segments: {', '.join(part.basis[:12])}{' …' if len(part.basis) > 12 else ''}"
        if part.fallback:
            yield part.fallback
        if hidden := [n for n, p in part.proposals.items() if p.sensitive]:
            yield f"{len(hidden)} sensitive questions describe at most: {', '.join(hidden)}"
    if bought and lines:
        if lines.opened is not None:
            facts = lines.opened.facts
            yield (
                f"{bought.path.name} holds the purchases: {facts['rows']:,} lines of {facts['customers']:,} customers,"
                f" {facts['first'][:10]} to {facts['last'][:10]}"
            )
        else:
            yield f"{bought.path.name} holds the purchases; it cannot be read through yet"
        if lines.endings and lines.endings.differ:
            yield said_of(lines.endings)
    yield from joined.lines


def relative(path: Path, folder: Path) -> str:
    """A path as study.yaml writes it: relative to its folder, with forward slashes."""
    try:
        return Path(os.path.relpath(path.resolve(), folder)).as_posix()
    except ValueError:  # another drive of Windows
        return path.resolve().as_posix()


def study_name(paths: Sequence[Path]) -> str:
    """A name for the study: of the first file, or of its folder when the file's says nothing.

    Examples
    --------
    >>> study_name([Path("coffee_2026/survey.csv")]), study_name([Path("mcdonalds.csv")])
    ('coffee-2026', 'mcdonalds')
    """
    for path in paths:
        for text in (path.name.split(".")[0], path.resolve().parent.name):
            slug = "-".join(re.findall(r"[A-Za-z0-9]+", text)).lower()
            if slug and slug not in _GENERIC:
                return slug
    return "study"
