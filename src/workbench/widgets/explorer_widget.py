"""The explorer: a linked map of the customers for someone who does not program."""

from __future__ import annotations

from typing import Any, ClassVar

import pandas as pd
import traitlets

from workbench.artifacts import Choices, InUse, Run, in_use, read_choices, record_choice
from workbench.schemas import CUSTOMER
from workbench.widgets.bundle import bundled, styles
from workbench.widgets.explorer_data import ExplorerData, explorer_data, hand_state
from workbench.widgets.rules import passing
from workbench.widgets.sampling import with_undrawn
from workbench.widgets.talk import TalkingWidget
from workbench.widgets.telling import told


class Explorer(TalkingWidget):
    """The widget; `workbench.widgets.explorer` makes one from a run.

    Parameters
    ----------
    run
        A run in which `1_data` and `2_segments` have been run, with the table `map`.

    Attributes
    ----------
    selected
        The customers that are selected on the map.
    """

    title = "The explorer"
    _esm = bundled("explorer/explorer.js")
    _css = styles("shared/shared.css", "explorer/explorer.css")
    actions: ClassVar[frozenset[str]] = frozenset({"choose", "rename", "recolour", "merge", "split", "undo"})

    spec = traitlets.Dict().tag(sync=True)
    data = traitlets.Bytes().tag(sync=True)
    hand = traitlets.Dict().tag(sync=True)
    hand_labels = traitlets.Bytes().tag(sync=True)
    history: Any = traitlets.List().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)

    def __init__(self, run: Run) -> None:
        self._run = run
        choices = read_choices(run.study)
        self._shown: ExplorerData = explorer_data(run, choices)
        stored = run.read_document_if("explorer") or {}
        super().__init__(
            spec=self._shown.spec,
            data=self._shown.data,
            view=_with_rows(stored, self._shown.customers),
            **self._state(choices),
        )
        self.add_class("workbench-explorer")
        self.observe(self._store_view, names="view")

    @property
    def selected(self) -> pd.DataFrame:
        """The rows of the customer table that are selected on the map."""
        rows = self._shown.customers[list(self.view.get("selected", []))]
        customers = self._run.read("customers")
        return customers[customers[CUSTOMER].isin(rows)]

    def _state(self, choices: Choices) -> dict[str, Any]:
        used = in_use(self._run, choices, self._shown.solutions)
        hand, labels = hand_state(used, self._shown.customers)
        return {
            "hand": hand,
            "hand_labels": labels,
            "history": told(choices),
        }

    def _store_view(self, change: Any) -> None:
        view = dict(change["new"])
        rows = view.pop("selected", [])
        selected = self._shown.customers[rows].tolist()
        self._run.write_document("explorer", {**view, "selected": selected})

    def _decide(self, decide: Any) -> str:
        choices = record_choice(self._run.study, decide)
        for name, value in self._state(choices).items():
            setattr(self, name, value)
        return f"Saved: {told(choices)[-1]['text']}."

    @property
    def _used(self) -> InUse:
        return in_use(self._run, read_choices(self._run.study), self._shown.solutions)

    def _people(self, rows: list[int], tests: list[dict[str, Any]]) -> list[str]:
        """Who is selected on the map, and who of those not drawn goes with them."""
        chosen = self._shown.customers[rows]
        if len(self._shown.customers) == len(self._shown.solutions):
            return [str(customer) for customer in chosen]
        from workbench.space import MixedSpace

        customers = self._run.read("customers")
        ids = customers[CUSTOMER]
        margin = ids.map(self._run.read("segments").set_index(CUSTOMER)["margin"])
        everyone = with_undrawn(
            MixedSpace.from_record(self._run.read_document("model")["space"]).transform(customers),
            ids.map(self._used.labels),
            drawn=ids.isin(self._shown.customers).to_numpy(),
            selected=ids.isin(chosen).to_numpy(),
            passing=passing(customers, self._run.variables(), margin, tests),
        )
        return [str(customer) for customer in ids[everyone]]

    def _do_choose(self, *, solution: str, author: str, reason: str) -> str:
        return self._decide(lambda c: c.choose(solution, author=author, reason=reason))

    def _do_rename(self, *, segment: str, name: str, author: str, reason: str = "") -> str:
        used = self._used
        return self._decide(
            lambda c: c.rename(segment, name, solution=used.solution, author=author, reason=reason)
        )

    def _do_recolour(self, *, segment: str, colour: str, author: str, reason: str = "") -> str:
        used = self._used
        return self._decide(
            lambda c: c.recolour(segment, colour, solution=used.solution, author=author, reason=reason)
        )

    def _do_merge(self, *, segments: list[str], author: str, reason: str) -> str:
        used = self._used
        return self._decide(lambda c: c.merge(segments, solution=used.solution, author=author, reason=reason))

    def _do_split(self, *, rows: list[int], tests: list[dict[str, Any]], author: str, reason: str) -> str:
        used = self._used
        customers = self._people(rows, tests)
        return self._decide(
            lambda c: c.split(
                customers, known=used.segments, solution=used.solution, author=author, reason=reason
            )
        )

    def _do_undo(self, *, author: str, reason: str = "") -> str:
        return self._decide(lambda c: c.undo(author=author))


def _with_rows(stored: dict[str, Any], customers: pd.Index) -> dict[str, Any]:
    """What was looked at, its selected customers as rows of what is drawn now."""
    rows = customers.get_indexer(pd.Index(stored.get("selected", []), dtype=customers.dtype))
    return {**stored, "selected": [int(row) for row in rows if row >= 0]} if stored else {}
