"""Secrets planted where people write them: none is in a shared copy, each is taken out or named in the refusal."""

from __future__ import annotations

import base64
import gzip
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import plotly.graph_objects as go
import pytest
from executed_study import write_run

from workbench import cards, words
from workbench.artifacts import Run
from workbench.cli import shelves
from workbench.errors import GateRefused
from workbench.figures.style import dress
from workbench.notes import NoteDraft, NoteStore, Saved
from workbench.notes.exchange import export_notes
from workbench.notes.tables import code_table
from workbench.personas import draft, ground_of, save_claim, save_persona
from workbench.widgets.desk_state import Shelf
from workbench.widgets.reading import read_only

SAID = "They know the way I take my tea and have it ready."
INTERNAL = "My neighbour sells coffee from his garage on Sundays and nobody should know."
WITHDRAWN = "I left the company because of what happened at the summer party."
EARLIER = "Before that I worked nights at the harbour in the cold store."
FLAGGED = "Ring me about the new roast whenever you are near the phone box"
STUDY = "{name: tea, survey: {source: a.csv}, sharing: {sensitive: [health]}}"

# what -> a trace of it that no published file may hold
TAKEN_OUT = {
    "a full name in a note": "Ellen Ripley",
    "a nickname in a note": "Ellie",
    "a part of a name in a note": "Ripley",
    "a name in what is said of a participant": "Ripley's brother",
    "a name in a file's name": "ellen ripley.docx",
    "a name in a memo": "told by Ellie",
    "a name in a claim": "Ellie never waits",
    "a participant's pseudonym": "P77",
    "the interviewer's name": "Okafor",
    "a quote without consent": "sells coffee from his garage",
    "words beside the quoted ones": "I said so to the manager",
    "a quote that was edited since": "four hundred pounds",
    "a quote of a withdrawn note": "summer party",
    "a script in a quote": "<script>stolen()",
    "a script in a code": "<script>coded()",
    "a handler in a persona's name": "<img src=x",
    "a template in a claim": "7 times 7 is 49",
    "a link that runs": 'href="javascript:',
    "an e-mail address that was settled": "ann@example.org",
    "a customer id that a note names": "c-00041",
    "an id in a hover text": "c-00042",
    "an id in a table": "c-00043",
    "an id of the invitation list": "c-00044",
    "an answer of the survey in its own words": "the machine on the ward is broken again",
    "a cell of 3 in a table": ">3<",
    "the cell that gives it away": ">207<",
    "a cell of 3 in a distribution": "97 %",
}  # fmt: skip

# what -> the claim that somebody writes, and what the refusal says of it
REFUSED: dict[str, tuple[str, str]] = {
    "an e-mail address in a claim": ("write to x.y@example.org", "e-mail"),
    "a phone number in a claim": ("ring +49 170 1234567", "phone"),
    "a card number in a claim": ("pays with 4111 1111 1111 1111", "card"),
    "a bank account in a claim": ("from DE89 3704 0044 0532 0130 00", "iban"),
    "a quote without consent in a claim": (INTERNAL, "quotes P81, who did not agree to be quoted"),
    "a quote of a withdrawn note in a claim": (WITHDRAWN, "quotes P82, who did not agree to be quoted"),
    "a sentence that was taken out of an internal note": (
        EARLIER,
        "quotes P83, who did not agree to be quoted",
    ),
    "a quote of a note with unsettled personal data": (
        FLAGGED,
        "quotes P84, whose note holds personal data that nobody has settled (phone)",
    ),
    "a group of 3 in a claim": ("only 3 customers do so", "fewer than 11"),
    "a sensitive variable in a claim": ("they are often Ill? and say so", "sensitive variable"),
    "a name of the roster in a segment's name": ("", "a name that the roster replaces"),
}


@pytest.fixture
def planted(run: Run, store: NoteStore, tmp_path: Path) -> Run:
    """The small run with a full store: every canary of `TAKEN_OUT` that comes by notes."""
    (tmp_path / "study.yaml").write_text(STUDY)
    store.add_participant("P77", ["Ellen Ripley", "Ellie"])
    code = next(iter(draft_codes(store)))

    def add(text: str, quote: str = "", memo: str = "", **fields: Any) -> Saved:
        given = {
            "participant": "Ellen Ripley",
            "consent": "quote",
            "segment": "S1",
            "interviewer": "M. Okafor",
        }
        saved = store.save(NoteDraft(text=text, **(given | fields)), author="ann")
        assert isinstance(saved, Saved)
        if quote:
            start = saved.note.text.index(quote)
            store.mark(saved.note.id, start, start + len(quote), code=code, author="ann", memo=memo)
        return saved

    add(
        f"Ellen Ripley: {SAID} Ellie and Ripley agree. I said so to the manager. Mail ann@example.org",
        SAID, memo="told by Ellie", about="Ripley's brother", source="ellen ripley.docx", customer="c-00041",
    )  # fmt: skip
    add(INTERNAL, INTERNAL, participant="P81", consent="internal")
    first = add(f"{EARLIER} And now the shop.", participant="P83", consent="internal")
    store.save(replace(first.note.draft(), text="And now the shop."), 1, author="ann")
    changed = add("It costs me four hundred pounds a year.", "four hundred pounds")
    store.save(
        replace(changed.note.draft(), text="It costs me four thousand pounds a year."), 1, author="ann"
    )
    gone = add(WITHDRAWN, WITHDRAWN, participant="P82")
    store.save(replace(gone.note.draft(), withdrawn=True), 1, author="ann")
    add(f"{FLAGGED} +44 20 7946 0018", participant="P84")
    add("<script>stolen()</script> is what I type", "<script>stolen()</script> is what I type")
    add("[press](javascript:alert(1)) they say", "[press](javascript:alert(1)) they say")
    for flag in store.flags():
        if flag.kind == "e-mail":
            store.settle(flag, "removed", author="ann")
    save_claim(store, "S1", "scenario", "Ellie never waits {{ '7 times 7 is ' ~ 7*7 }}", author="ann")
    save_persona(store, "S1", author="ann", name="Ana <img src=x onerror=f()>")
    return run


def draft_codes(store: NoteStore) -> list[str]:
    from workbench.notes import CodeDraft

    top = store.save_code(CodeDraft("Pains"), author="ann")
    return [store.save_code(CodeDraft("Queues <script>coded()</script>", parent=top.id), author="ann").id]


def shared(run: Run, store: NoteStore, folder: Path, *extra: Any) -> Path:
    """Write the notebooks' findings as pages of a run and publish it; the folder of what left."""
    home = write_run(run.study.folder / "reports" / "tea" / "run-1", names=(), points=10)
    run = Run(run.study, home)
    ground = ground_of(Run(run.study, run.study.folder / "run"), store)
    drawn = draft(ground)
    table = code_table(ground.notes, ground.excerpts, ground.codes, segments=ground.segment_now)
    answers = pd.DataFrame(
        {"segment": ["S1"], "term": ["ward"], "people": [20], "of": [60], "z": [3.0],
         "answers": [["the machine on the ward is broken again and nobody comes"]]}
    )  # fmt: skip
    shown = [
        cards.cards(drawn),
        *read_only(store, (Shelf("S1", "S1 · Early birds", "#000000"),), {}),
        words.personas.codes(table, ground.names),
        words.personas.joint(drawn.joint),
        *words.personas.distinctive(answers, ground.names, min_people=11),
        *extra,
    ]
    outputs = [nbformat.v4.new_output("display_data", data=_data(one)) for one in shown]
    cell = nbformat.v4.new_code_cell("show()", outputs=outputs, execution_count=1)
    for name in ("4_personas", "5_report"):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(f"# {name}"), cell])
        (home / "notebooks" / f"{name}.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")
    (home / "tables").mkdir()
    ids = pd.DataFrame({"customer": [f"c-{i:05d}" for i in range(40, 50)]})
    for name in ("customers", "invitations"):
        ids.to_parquet(home / "tables" / f"{name}.parquet")
    Run(run.study, home).write_variables(ground.variables)
    shelves.publish("run-1", study_path=run.study.folder / "study.yaml", to=folder, out=None, as_json=True)
    return folder


def _data(shown: Any) -> dict[str, Any]:
    if isinstance(shown, go.Figure):
        return {"application/vnd.plotly.v1+json": json.loads(shown.to_json())}
    return {"text/html": shown._repr_html_()}


def everything(folder: Path) -> str:
    """All that a reader of the published files can find, packed charts unpacked."""
    text = ""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".zip":
            page = path.read_text(encoding="utf-8")
            packed = re.findall(r'class="chart-data">([^<]*)<', page)
            text += re.sub(r"[A-Za-z0-9+/=]{200,}", "", page)  # the library of charts, packed
            text += "".join(gzip.decompress(base64.b64decode(p)).decode() for p in packed)
    return text


def extras() -> list[Any]:
    """What other notebooks show of people."""
    hover = dress(go.Figure(go.Bar(x=[1, 2], text=["c-00042", "b"])), title="Bars", alt="Two bars.")
    listed = words.personas.Listing(pd.DataFrame({"who": ["c-00043", "c-00044"], "said": ["a", "b"]}), "Two.")
    small = words.personas.Listing(
        pd.DataFrame({"s": ["a", "b", "c"], "n": [300, 207, 3]}), "Sizes of the groups."
    )
    return [hover, listed, small]


def test_there_are_more_than_thirty_canaries() -> None:
    assert len(TAKEN_OUT) + len(REFUSED) >= 30


def test_what_can_be_taken_out_is_in_no_published_file(
    planted: Run, store: NoteStore, tmp_path: Path
) -> None:
    out = shared(planted, store, tmp_path / "out", *extras())
    names = {path.name for path in out.rglob("*") if path.is_file()}
    assert names == {"index.html", "4_personas.html", "tea-run-1.zip"}
    text = everything(out)
    assert SAID in text  # with consent, the words are there
    assert {what for what, trace in TAKEN_OUT.items() if trace in text} == set()


def test_what_cannot_be_taken_out_is_named_in_the_refusal(
    planted: Run, store: NoteStore, tmp_path: Path
) -> None:
    for secret, _ in REFUSED.values():
        if secret:
            save_claim(store, "S1", "scenario", secret, author="ann")
    named = words.personas.Prose.of("S1 · Ellen Ripley's people")
    with pytest.raises(GateRefused) as refusal:
        shared(planted, store, tmp_path / "out", named)
    reasons = "\n".join(refusal.value.reasons)
    assert {what for what, (_, reason) in REFUSED.items() if reason not in reasons} == set()
    secrets = ["Ripley", "7946", *(s for s, reason in REFUSED.values() if s and "fewer" not in reason)]
    assert [secret for secret in secrets if secret in reasons] == []
    assert not (tmp_path / "out").exists()


def test_a_formula_in_a_note_is_a_text_in_every_csv(store: NoteStore, tmp_path: Path) -> None:
    formulas = ["=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "\t=1"]
    code = draft_codes(store)[0]
    for formula in formulas:
        saved = store.save(NoteDraft("P1", formula), author="ann")
        assert isinstance(saved, Saved)
        store.mark(saved.note.id, 0, len(formula), code=code, author="ann")
    export_notes(store, tmp_path / "notes.csv", name="=x")
    table = pd.read_csv(tmp_path / "notes.csv", dtype=str, keep_default_na=False)
    assert len(table) == len(formulas)
    assert not table.map(lambda cell: cell.lstrip("\t\r\n")[:1] in tuple("=+-@") and bool(cell)).any().any()
