"""What a run would do, decided before a kernel starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from workbench.config import Study, load_study
from workbench.config.document import read_document
from workbench.runner import environment, keys
from workbench.runner.flow import NEEDS
from workbench.runner.inputs import DATA, Input, digest, study_inputs, written_inputs
from workbench.runner.keys import Decision
from workbench.runner.notebooks import Notebook, notebook_folder, read_notebooks
from workbench.runner.outputs import written_parts
from workbench.runner.parameters import resolved
from workbench.runner.redaction import Redaction, is_address
from workbench.runner.shelf import Shelf, read_steps

TIMEOUT = 3600.0
"""Seconds that one notebook may take."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: a study and how to run it.

    Attributes
    ----------
    settings
        Typed parameters by dotted key of study.yaml.
    resume
        The id of a broken run whose good notebooks are taken.
    refit
        Form the segments anew instead of scoring with the model of the run before.
    force
        Run every notebook, whatever could be taken.
    timeout
        Seconds a notebook may take.
    """

    study: Path
    settings: Mapping[str, Any] = field(default_factory=dict)
    resume: str | None = None
    refit: bool = False
    force: bool = False
    timeout: float = TIMEOUT


@dataclass(frozen=True, slots=True)
class Plan:
    """A run before its first kernel: the study, what it reads, what could be taken from an earlier run.

    Attributes
    ----------
    secret
        The dotted keys of study.yaml whose values come from the environment.
    earlier, steps
        The manifest and the steps of the run that notebooks may be taken from.
    previous
        The id of the run that the new one is compared with: the last one on other data.
    """

    order: Order
    shelf: Shelf
    study: Study
    inputs: tuple[Input, ...]
    notebooks: tuple[Notebook, ...]
    secret: frozenset[str]
    redaction: Redaction
    earlier: dict[str, Any] | None
    steps: dict[str, Any]
    previous: str | None

    @classmethod
    def of(cls, order: Order, shelf: Shelf) -> Plan:
        resumed = shelf.find(order.resume) if order.resume else None
        if resumed:
            order = replace(order, settings={**resumed["parameters"], **order.settings})
        study = load_study(order.study, settings=order.settings)
        order = replace(order, settings=resolved(study, order.settings))
        text = order.study.read_text(encoding="utf-8-sig")
        inputs = study_inputs(study)
        latest = shelf.latest(selection(study))
        earlier = resumed or latest
        previous = resumed["previous"] if resumed else wave_before(latest, inputs, refit=order.refit)
        order = replace(order, refit=order.refit or _was_refit(earlier, previous))
        return cls(
            order=order,
            shelf=shelf,
            study=study,
            inputs=inputs,
            notebooks=read_notebooks(notebook_folder(study.folder)),
            secret=keys.secret_keys(text, order.study.name, order.settings),
            redaction=Redaction.of([*read_document(text, file=order.study.name).secrets, *_addresses(study)]),
            earlier=earlier,
            steps=read_steps(shelf.final(earlier["id"])) if earlier else {},
            previous=previous,
        )

    def refreshed(self) -> Plan:
        """The same plan with what people wrote up to now; the data stay as they were at the start."""
        data = (item for item in self.inputs if item.use in DATA)
        return replace(self, inputs=(*data, *written_inputs(self.study)))

    def reads_the_same(self, other: Plan, notebook: str) -> bool:
        """Are the inputs of a notebook the same in both plans?"""
        return keys.input_parts(self.inputs, notebook) == keys.input_parts(other.inputs, notebook)

    def parts(self, notebook: Notebook, upstream: Mapping[str, str]) -> dict[str, str]:
        """Everything that a notebook can read, as it is now."""
        # notebook 1 keeps the categories of the purchases that the frozen model was formed on
        scores = notebook.name != "1_data" or self.study.purchases is not None
        return {
            f"notebook {notebook.name}": notebook.sha256,
            "the code of persona-workbench": environment.code()["code"],
            "the libraries": environment.libraries(),
            **keys.setting_parts(self.study, notebook.name, secret=self.secret),
            **keys.input_parts(self.inputs, notebook.name),
            **(self._earlier_part() if scores else {}),
            **written_parts(upstream),
        }

    def _earlier_part(self) -> dict[str, str]:
        return {"the run before": self.previous or "none", "--refit": str(self.order.refit).lower()}

    def page_parts(self) -> dict[str, str]:
        return {
            "the code of the pages": environment.code()["pages"],
            **keys.setting_parts(self.study, "pages", secret=self.secret),
        }

    def decide(self, notebook: Notebook, upstream: Mapping[str, str]) -> tuple[Decision, dict[str, str]]:
        """Run or take a notebook, given what the notebooks before it wrote."""
        step = self.steps.get(notebook.name)
        before = step["parts"] if step else None
        parts = keys.hide(self.parts(notebook, upstream), before)
        decision = keys.decide(notebook.name, parts, before, force=self.order.force)
        if step and decision.reuse and not self._still_there(step["outputs"]):
            decision = Decision(
                notebook.name, reuse=False, reasons=("what it wrote was changed or removed since",)
            )
        return decision, parts

    def foreseen(self) -> list[Decision]:
        """Decide for all notebooks, as if each taken one stood where it was."""
        wrote = {name: step["outputs"] for name, step in self.steps.items()}
        return [
            self.decide(
                notebook,
                {file: sha for name in NEEDS[notebook.name] for file, sha in wrote.get(name, {}).items()},
            )[0]
            for notebook in self.notebooks
        ]

    def is_unchanged(self) -> bool:
        if self.order.force or self.order.resume or not self.earlier:
            return False
        before = self.steps.get("pages", {}).get("parts")
        if before is None or keys.hide(self.page_parts(), before) != before:
            return False
        return all(decision.reuse for decision in self.foreseen())

    def _still_there(self, outputs: Mapping[str, str]) -> bool:
        assert self.earlier is not None
        folder = self.shelf.final(self.earlier["id"])
        return all(digest(folder / name) == wanted for name, wanted in outputs.items())


def _addresses(study: Study) -> list[str]:
    """The databases that a study names in its file: no output repeats where they are."""
    sources = [part.source for part in (study.survey, study.purchases) if part is not None]
    return [text for text in (*sources, study.personas.notes) if is_address(text)]


def wave_before(
    latest: Mapping[str, Any] | None, inputs: tuple[Input, ...], *, refit: bool = False
) -> str | None:
    """The run to compare with: the last one on *other* data.

    A second look at the same data, with other parameters, compares with what the first compared with; a
    refit of the same data compares with the segments that were in force until then.

    Examples
    --------
    >>> now = (Input("survey", "a.csv", "2"),)
    >>> latest = {"id": "b", "previous": "a", "inputs": [{"file": "a.csv", "sha256": "2"}]}
    >>> wave_before(latest, now), wave_before({**latest, "inputs": []}, now), wave_before(None, now)
    ('a', 'b', None)
    >>> wave_before(latest, now, refit=True), wave_before({**latest, "refit": True}, now, refit=True)
    ('b', 'a')
    """
    if latest is None:
        return None
    data = [item for item in inputs if item.use in DATA]
    then = {item["file"]: item["sha256"] for item in latest["inputs"]}
    same = all(item.is_known and then.get(item.file) == item.sha256 for item in data)
    renewed = refit and not latest.get("refit")
    previous: str | None = latest.get("previous") if same and not renewed else latest["id"]
    return previous


def _was_refit(earlier: Mapping[str, Any] | None, previous: str | None) -> bool:
    """A refit lasts: a second look at the same data shows the segments that the first one formed.

    Examples
    --------
    >>> refitted = {"id": "c", "previous": "a", "refit": True}
    >>> _was_refit(refitted, "a"), _was_refit(refitted, "c"), _was_refit(None, None)
    (True, False, False)
    """
    return earlier is not None and earlier.get("previous") == previous and bool(earlier.get("refit"))


def selection(study: Study) -> str:
    """The people a run is for, as text; empty for everyone.

    Examples
    --------
    >>> from workbench.config import parse_study
    >>> selection(parse_study("{name: a, survey: {source: a.csv}, only: {region: North}}"))
    'region=North'
    """
    return ", ".join(f"{name}={value}" for name, value in sorted(study.only.items()))
