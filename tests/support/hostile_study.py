"""A small study in which every name, answer, note and decision is an attack, run by the real notebooks in one kernel."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
import yaml
from payloads import PAYLOADS

from workbench.artifacts import NOTEBOOKS
from workbench.artifacts.choices import record_choice
from workbench.config import load_study

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "sample"
PEOPLE = 260
K = 3
# YAML and csv refuse control characters themselves, so such a text cannot come in this way
WRITABLE = [payload for payload in PAYLOADS if "\x00" not in payload]
# a flat map: the layout compiles for longer than all else takes, and holds no text of anybody
FLAT_MAP = "import workbench.embed\nworkbench.embed._umap = lambda points, near, seed: points[:, :2]"


class Attack:
    """The next payload before each text that is given; the same text gets the same one."""

    def __init__(self) -> None:
        self._payloads: Iterator[str] = cycle(WRITABLE)
        self.given: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        if text and text not in self.given:
            self.given[text] = f"{next(self._payloads)} {text}"
        return self.given.get(text, text)


def hostile_study(folder: Path) -> Path:
    """Write files and study.yaml; returns the path of the study."""
    attack = Attack()
    study: dict[str, Any] = yaml.safe_load((ROOT / "study.yaml").read_text(encoding="utf-8"))
    survey = _rows(SAMPLE / "survey.csv")[:PEOPLE]
    people = {row["respondent"] for row in survey}
    purchases = [row for row in _rows(SAMPLE / "purchases.csv") if row["customer"] in people]
    variables = study["survey"]["variables"]
    renamed = {name: attack(name) for name in variables}
    for name, variable in variables.items():
        attacked = variable.get("type") in ("nominal", "ordinal", "likert")
        for row in survey:
            if attacked or (variable.get("type") == "open text" and row[name]):
                row[name] = attack(row[name])
        variable |= {"label": attack(variable.get("label", name))}
        if attacked:
            variable["levels"] = [attack(str(level)) for level in variable["levels"]]
    for row in purchases:
        row |= {column: attack(row[column]) for column in ("category", "product", "channel")}
    study["title"] = attack("Coffee drinkers")
    study["survey"]["variables"] = {renamed[name]: variable for name, variable in variables.items()}
    study["survey"]["source"] = "<img src=x onerror=alert(1)>.csv"
    study["purchases"]["source"] = "{{ 7*7 }} [click](javascript:alert(2)) & $x$.csv"
    study["say_do"] = [
        pair
        | {"say": renamed[pair["say"]], "do": _measure(pair["do"], attack), "label": attack(pair["label"])}
        for pair in study["say_do"]
    ]
    study["segments"] |= {"k": K, "effort": "quick"}
    study["sharing"]["sensitive"] = [renamed[name] for name in study["sharing"]["sensitive"]]
    study["personas"]["files"] = ["interviews.csv", "interview_codes.csv"]
    _write(
        folder / study["survey"]["source"], [{renamed.get(k, k): v for k, v in row.items()} for row in survey]
    )
    _write(folder / study["purchases"]["source"], purchases)
    _notes(folder, survey, attack)
    path = folder / "study.yaml"
    path.write_text(yaml.safe_dump(study, allow_unicode=True, sort_keys=False), encoding="utf-8")
    by_hand = iter(WRITABLE[:: len(WRITABLE) // K])
    for number in range(K):
        record_choice(
            load_study(path),
            lambda choices, s=f"S{number + 1}": choices.rename(
                s, f"{next(by_hand)[:80]} by hand", solution=f"k{K}", author=attack("Ada"), reason=attack("clearer")
            ),
        )  # fmt: skip
    return path


def executed(study: Path, run: Path) -> None:
    """Run the five notebooks in one kernel, headless, and leave them in the run folder as the runner does."""
    from nbclient import NotebookClient
    from traitlets.config import Config

    from workbench.runner.kernels import spoken_through

    cells: list[Any] = [nbformat.v4.new_code_cell(FLAT_MAP)]
    owners: list[str] = [""]
    parameters = f"study = {str(study)!r}\nrun_dir = {str(run)!r}\ninteractive = False\nsettings = {{}}\nk = seed = method = None"
    for name in NOTEBOOKS:
        for cell in nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells:
            if "parameters" in cell.metadata.get("tags", []):
                cell.source = parameters
            cells.append(cell)
            owners.append(name)
    for cell, number in zip(cells, range(len(cells)), strict=True):
        cell["id"] = f"c{number}"
    whole = nbformat.v4.new_notebook(cells=cells)
    with TemporaryDirectory() as sockets:
        NotebookClient(
            whole, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(study.parent)}},
            config=Config({"KernelManager": spoken_through(Path(sockets) / "k")}),
        ).execute()  # fmt: skip
    (run / "notebooks").mkdir(exist_ok=True)
    for name in NOTEBOOKS:
        own = [cell for cell, owner in zip(whole.cells, owners, strict=True) if owner == name]
        nbformat.write(nbformat.v4.new_notebook(cells=own), run / "notebooks" / f"{name}.ipynb")


def told(run: Path, title: str) -> None:
    """A run.json of hostile parameters and segment names, as the runner would write it."""
    payloads = dict(zip((f"only.{p}" for p in WRITABLE), reversed(WRITABLE), strict=True))
    facts = {
        "id": run.name, "study": run.parent.name, "title": title, "status": "done", "seconds": 7.0, "seed": 1,
        "started": "2026-11-22T14:30:00+00:00", "parameters": payloads, "message": WRITABLE[3],
        "inputs": [{"file": f"{payload}.csv", "sha256": "ab" * 32, "rows": 12} for payload in WRITABLE],
        "versions": {payload: payload for payload in WRITABLE[:8]},
        "steps": [{"notebook": payload, "status": "done", "seconds": 1.0} for payload in WRITABLE],
        "segments": [{"id": f"S{i + 1}", "name": WRITABLE[i], "n": 80 - i, "share": 0.3} for i in range(K)],
    }  # fmt: skip
    (run / "run.json").write_text(json.dumps(facts), encoding="utf-8")


def again(run: Path, name: str) -> Path:
    """The run a second time under another name, to compare with and to page to."""
    copy = run.parent / name
    shutil.copytree(run, copy)
    return copy


def _measure(name: str, attack: Attack) -> str:
    kind, _, what = name.partition(".")
    return f"{kind}.{attack(what)}" if what else name


def _notes(folder: Path, survey: list[dict[str, str]], attack: Attack) -> None:
    people = iter(survey)
    notes, codes = _rows(SAMPLE / "interviews.csv"), _rows(SAMPLE / "interview_codes.csv")
    for note in notes:
        note |= {
            "customer": next(people)["respondent"],
            "consent": "quote",
            "participant": attack(note["participant"]),
        }
        note |= {"interviewer": attack(note["interviewer"]), "role": attack(note["role"])}
        note["text"] = f"{attack(note['text'][:40])}\n{note['text']}"
    for code in codes:
        code |= {
            "participant": attack(code["participant"]),
            "code": attack(code["code"]),
            "coder": attack(code["coder"]),
        }
    _write(folder / "interviews.csv", notes)
    _write(folder / "interview_codes.csv", codes)


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
