"""Thirty planted secrets: each is neutralised in the published copy, or named in the refusal."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from executed_study import write_run

from workbench.display import Listing, Prose
from workbench.errors import GateRefused, InputError
from workbench.figures.style import dress, marks_of
from workbench.site import NoteText, Published, publish, rules_for

NOTE = "I only ever buy it on a Saturday morning because my sister works in the shop at the corner."
NOTES = (
    NoteText(NOTE, quotable=False, participant="P-07"),
    NoteText("The packaging is so loud that I hide it from my colleagues.", quotable=True, participant="P-08"),
    NoteText("Call me about the new roast on my number any time you like.", quotable=True, participant="P-09", unsettled=("phone",)),
    NoteText("word " * 5 + " ".join(f"long{i}" for i in range(120)), quotable=True, participant="P-10"),
)  # fmt: skip


def run_with(folder: Path, *shown: Any, prose: str = "") -> Path:
    """A run whose report shows these things."""
    run = write_run(folder / "coffee" / "run-1", names=(), points=10)
    outputs = []
    for thing in shown:
        if isinstance(thing, go.Figure):
            data = {"application/vnd.plotly.v1+json": json.loads(thing.to_json())}
        else:
            data = {"text/html": thing if isinstance(thing, str) else thing._repr_html_()}
        outputs.append(nbformat.v4.new_output("display_data", data=data))
    cells = [
        nbformat.v4.new_markdown_cell(f"# Report\n\n{prose}"),
        nbformat.v4.new_code_cell("show()", outputs=outputs),
    ]
    path = run / "notebooks" / "5_report.ipynb"
    path.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=cells)))
    (run / "tables").mkdir()
    customers = pd.DataFrame(
        {"customer": [f"C-{i:05}" for i in range(50)], "respondent": [f"R{i:04}x" for i in range(50)]}
    )
    customers.to_parquet(run / "tables" / "customers.parquet")
    numbers = pd.DataFrame({"customer": [str(i) for i in range(100, 150)]})
    numbers.to_parquet(run / "tables" / "others.parquet")
    (run / "tables" / "variables.json").write_text(
        json.dumps([{"name": "q30", "label": "Income from benefits"}])
    )
    return run


def published(run: Path, to: Path) -> Published:
    return publish(run, to, rules=rules_for(run, sensitive=("q30",), notes=NOTES))


def bar(**kwargs: Any) -> go.Figure:
    figure = go.Figure(go.Bar(x=kwargs.pop("x", [1.0, 2.0]), **kwargs))
    return dress(figure, title="Sizes", alt="Two bars.", table=None)


def counted(n: list[int]) -> go.Figure:
    table = pd.DataFrame({"segment": [f"S{i}" for i in range(len(n))], "n": n, "share": np.array(n) / sum(n)})
    return dress(go.Figure(go.Bar(x=n)), title="Sizes by segment", alt="Bars.", table=table)


def shares(values: list[float]) -> pd.DataFrame:
    """The share of each segment that gave an answer, beside the people it is a share of."""
    segments = [f"S{i}" for i in range(len(values))]
    return pd.DataFrame({"segment": segments, "n": [323, 286, 251, 240, 230][: len(values)], "value": values})


PERCENT = ">{}&nbsp;%<"  # as the page writes a share in a table


def drawn(values: list[float]) -> go.Figure:
    return dress(go.Figure(go.Bar(y=values)), title="Answers", alt="Bars.", table=shares(values))


def marked(values: list[float]) -> go.Figure:
    """The same shares as bars that say which row of the table each of them shows."""
    figure = go.Figure(go.Bar(y=values, customdata=[f"here {v:.1%}" for v in values]))
    dress(figure, title="Answers", alt=f"S1 {values[1]:.1%}.", table=shares(values))
    return marks_of(figure, range(len(values)))


def sizes(n: list[int]) -> go.Figure:
    table = pd.DataFrame({"k": [len(n)], "sizes": [" / ".join(map(str, n))]})
    figure = go.Figure(go.Scatter(x=[1], y=[1], customdata=[["a", table["sizes"][0]]]))
    return dress(figure, title="Partitions", alt="One.", table=table)


def written(values: list[float]) -> Listing:
    table = shares(values)
    return Listing(
        table.assign(value=[f"{value:.0%}".replace("%", "\N{NO-BREAK SPACE}%") for value in values])
    )


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "a quote without consent": (lambda: Prose.of(f"“{NOTE}”"), "did not agree to be quoted"),
    "a part of it": (lambda: Prose.of("She told us: my sister works in the shop, she said"), "did not agree"),
    "a quote in a table": (lambda: Listing(pd.DataFrame({"quote": [NOTE]})), "did not agree"),
    "a quote in a hover": (lambda: bar(text=[NOTE, ""]), "did not agree"),
    "a quote in a caption": (lambda: dress(go.Figure(), title="t", alt="a", caption=NOTE), "did not agree"),
    "a quote as a text alternative": (lambda: dress(go.Figure(), title="t", alt=NOTE), "did not agree"),
    "a quote in a picture's label": (lambda: f'<img alt="{NOTE}" src="data:image/png;base64,AA==">', "did not agree"),
    "a note with unsettled personal data": (lambda: Prose.of("Call me about the new roast on my number"), "nobody has settled"),
    "a whole note": (lambda: Prose.of(NOTES[3].text), "most of the note"),
    "an e-mail address": (lambda: Prose.of("write to ada.lovelace@example.org"), "e-mail"),
    "an e-mail address in a hover": (lambda: bar(hovertext=["ada@example.org", ""]), "e-mail"),
    "a phone number": (lambda: Prose.of("ring +49 170 1234567 after six"), "phone"),
    "a card number": (lambda: Listing(pd.DataFrame({"said": ["my card 4111 1111 1111 1111"]})), "card"),
    "a bank account": (lambda: Prose.of("to DE89 3704 0044 0532 0130 00 please"), "iban"),
    "a small group in a sentence": (lambda: Prose.of("Only 4 customers live there."), "fewer than 11"),
    "a part of a group in a sentence": (lambda: Prose.of("Of them 3 of the 286 people said so."), "3 of the 286 people"),
    "all but a few of a group": (lambda: Prose.of("99 % of 286 customers came back."), "all but so few"),
    "a part of a stated base in the words for a chart": (
        lambda: dress(go.Figure(), title="t", alt="No: 1 % of 286.", caption="Base: 286 people"), "1 % of 286",
    ),
    "a small base in a caption": (lambda: dress(go.Figure(), title="t", alt="a", caption="Base: n = 7"), "fewer than 11"),
    "a sensitive variable by its name": (lambda: Listing(pd.DataFrame({"q30": [1.5]})), "sensitive variable"),
    "a sensitive variable by its label": (lambda: bar(name="Income from benefits"), "sensitive variable"),
    "customers as numbers, one a point": (
        lambda: bar(x=[1.0] * 6, customdata=[[str(i)] for i in range(100, 106)]), "ids of customers",
    ),
}  # fmt: skip

NEUTRALISED: dict[str, tuple[Callable[[], Any], str]] = {
    "an id in a hover": (lambda: bar(text=["C-00007", "x"]), "C-00007"),
    "an id in custom data": (lambda: bar(customdata=[["C-00008"], ["x"]]), "C-00008"),
    "an id in a table": (lambda: Listing(pd.DataFrame({"who": ["R0012x"]})), "R0012x"),
    "an id in a sentence": (lambda: Prose.of("Typical: C-00009."), "C-00009"),
    "an id in an attribute": (lambda: '<p title="C-00010">a</p>', "C-00010"),
    "a participant's pseudonym": (lambda: Prose.of("P-08 hides the packaging."), "P-08"),
    "a group of 3 in a chart": (lambda: counted([600, 250, 3]), ">3<"),
    "its share": (lambda: counted([600, 250, 3]), "0.003517"),
    "a group of 3 in a table": (
        lambda: Listing(pd.DataFrame({"s": ["a", "b", "c"], "n": [300, 200, 3]})),
        ">3<",
    ),
    "the group that would give it away": (
        lambda: Listing(pd.DataFrame({"s": ["a", "b", "c"], "n": [300, 207, 3]})),
        ">207<",
    ),
    "a share of 4 people in a chart": (lambda: drawn([0.012384, 0.4, 0.5]), "0.01238"),
    "a share of 2 people in a table": (lambda: written([0.4, 0.007, 0.5]), PERCENT.format(1)),
    "a share of all but 2 people in a table": (lambda: written([0.4, 0.993, 0.5]), PERCENT.format(99)),
    "a share of 2 people whose base stands in the caption": (
        lambda: (
            str(written([0.4, 0.007, 0.5])._repr_html_())
            .replace("<thead", "<caption>All (n = 286)</caption><thead")
            .replace(">n<", "><")
        ),
        PERCENT.format(1),
    ),
    "sizes in the hover": (lambda: sizes([300, 7]), "300 / 7"),
    "a share of 2 people in a marked chart": (lambda: marked([0.4, 0.007, 0.5, 0.6, 0.7]), "0.7%"),
    "a script in a note": (lambda: "<p><script>stolen()</script>a</p>", "stolen()"),
    "a path": (lambda: Prose.of("read from /home/ada/secret/coffee.csv"), "/home/ada"),
    "a database address": (lambda: Prose.of("postgresql://ada:pw@db/x"), "ada:pw"),
}


def test_there_are_thirty_secrets() -> None:
    assert len(REFUSED) + len(NEUTRALISED) >= 30


@pytest.mark.parametrize("secret", REFUSED)
def test_the_gate_names_what_it_refuses(secret: str, tmp_path: Path) -> None:
    make, reason = REFUSED[secret]
    run = run_with(tmp_path, make())
    with pytest.raises(GateRefused, match=reason) as refusal:
        published(run, tmp_path / "out")
    assert refusal.value.exit_code == 5
    assert all(why.startswith("index.html, ") for why in refusal.value.reasons)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("secret", NEUTRALISED)
def test_what_can_be_taken_out_is_taken_out(secret: str, tmp_path: Path) -> None:
    make, trace = NEUTRALISED[secret]
    run = run_with(tmp_path, make())
    out = published(run, tmp_path / "out")
    page = (out.folder / "index.html").read_text()
    assert trace not in page
    assert trace not in str(_figures(page))


def test_the_other_marks_of_a_chart_stay(tmp_path: Path) -> None:
    out = published(run_with(tmp_path, marked([0.4, 0.007, 0.5, 0.6, 0.7])), tmp_path / "out")
    page = (out.folder / "index.html").read_text()
    assert "here 60.0%" in str(_figures(page))
    assert "Left out: groups of fewer than 11 people" in page
    assert out.hidden == ("index.html: the chart “Answers”: drawn without groups of fewer than 11 people",)


def test_a_seed_and_a_month_with_its_amount_are_no_phone_numbers(tmp_path: Path) -> None:
    run = run_with(tmp_path, Prose.of("Seed 20261121, highest in 2025-12 (50,951); from 2025-01 to 2026-03."))
    assert published(run, tmp_path / "out").hidden == ()


def test_every_reason_is_given_at_once(tmp_path: Path) -> None:
    run = run_with(tmp_path, Prose.of(NOTE), Prose.of("ada@example.org"), prose="n = 3")
    with pytest.raises(GateRefused) as refusal:
        published(run, tmp_path / "out")
    assert len(refusal.value.reasons) == 3


def test_a_quote_with_consent_may_be_published(tmp_path: Path) -> None:
    run = run_with(tmp_path, Prose.of("“The packaging is so loud that I hide it from my colleagues.”"))
    assert "packaging is so loud" in (published(run, tmp_path / "out").folder / "index.html").read_text()


def test_large_groups_are_published_with_their_charts(tmp_path: Path) -> None:
    out = published(run_with(tmp_path, counted([600, 250, 30])), tmp_path / "out")
    assert out.hidden == ()
    assert len(_figures((out.folder / "index.html").read_text())) == 1


def test_large_shares_are_published_with_their_charts(tmp_path: Path) -> None:
    values = [0.3, 0.4, 0.5]
    out = published(run_with(tmp_path, drawn(values), written(values)), tmp_path / "out")
    page = (out.folder / "index.html").read_text()
    assert out.hidden == ()
    assert len(_figures(page)) == 1
    assert all(PERCENT.format(share) in page for share in (30, 40, 50))


def test_parts_of_what_is_no_group_of_people_are_published(tmp_path: Path) -> None:
    said = Prose.of(
        "3 of 40 variables, 2 of 12 months, 5.5 % of the 200 starts, 0 of 860 customers, 40 % of 286 people."
    )
    assert published(run_with(tmp_path, said), tmp_path / "out").hidden == ()


def test_the_copy_says_what_it_leaves_out(tmp_path: Path) -> None:
    out = published(run_with(tmp_path, counted([600, 250, 3])), tmp_path / "out")
    assert out.hidden[0].startswith("index.html: the chart “Sizes by segment”: Not drawn in the shared copy")
    page = (out.folder / "index.html").read_text()
    assert "Not drawn in the shared copy" in page
    assert "&lt;11" in page


def test_folder_and_zip_hold_the_same_pages_and_nothing_else(tmp_path: Path) -> None:
    run = run_with(tmp_path, counted([600, 250, 30]))
    out = published(run, tmp_path / "out")
    assert [p.name for p in out.folder.iterdir()] == ["index.html"]
    first = out.archive.read_bytes()
    with zipfile.ZipFile(out.archive) as archive:
        assert archive.namelist() == ["coffee-run-1/index.html"]
        assert archive.read("coffee-run-1/index.html") == (out.folder / "index.html").read_bytes()
    assert published(run, tmp_path / "out").archive.read_bytes() == first


def test_a_shared_page_leads_to_no_other_run_and_has_no_banner(tmp_path: Path) -> None:
    run = run_with(tmp_path, counted([600, 250, 30]))
    page = (published(run, tmp_path / "out").folder / "index.html").read_text()
    assert "between/" not in page
    assert "For the team" not in page


def test_a_run_without_a_report_cannot_be_published(tmp_path: Path) -> None:
    run = write_run(tmp_path / "coffee" / "run-1", names=("1_data",), points=10)
    with pytest.raises(InputError, match="run-1: has no report; expected a run that is done"):
        published(run, tmp_path / "out")


def _figures(page: str) -> list[dict[str, Any]]:
    import base64
    import gzip
    import re

    packed = re.findall(r'class="chart-data">([^<]*)<', page)
    return [json.loads(gzip.decompress(base64.b64decode(text))) for text in packed]
