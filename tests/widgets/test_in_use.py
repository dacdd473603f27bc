"""What people decided by hand is what everybody speaks of: explorer, desk, personas, pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from workbench.artifacts import Run, in_use, read_choices, record_choice, segments_in_use, solutions_of
from workbench.errors import InputError
from workbench.notes import NoteDraft, open_store
from workbench.personas import ground_of
from workbench.space import MixedSpace
from workbench.widgets import desk, explorer
from workbench.widgets.desk_widget import Desk
from workbench.widgets.explorer_widget import Explorer


def used(run: Run) -> Any:
    return in_use(run, read_choices(run.study), solutions_of(run))


def test_without_decisions_the_run_stands(tiny_run: Run) -> None:
    assert used(tiny_run).by_hand is False
    assert segments_in_use(tiny_run).equals(tiny_run.read("segments"))
    assert used(tiny_run).heading == "3 segments"


def test_names_and_merges_reach_the_personas(profiled_run: Run) -> None:
    run = profiled_run
    record_choice(run.study, lambda c: c.rename("S1", "Regulars", solution="k3", author="Ada"))
    with open_store(folder=run.study.folder) as store:
        named = ground_of(run, store)
        assert named.names["S1"] == "Regulars"
        record_choice(run.study, lambda c: c.merge(["S2", "S3"], solution="k3", author="Ada", reason="alike"))
        merged = ground_of(run, store)
    assert merged.living == ["S1", "S2"]
    rows = merged.profile[(merged.profile["segment"] == "S2") & (merged.profile["variable"] == "orders")]
    both = run.read("segments")["segment"].isin(["S2", "S3"])
    assert int(rows["n"].iloc[0]) == int(run.read("customers").loc[both, "orders"].notna().sum())


def test_another_solution_is_used_with_names_of_its_own(tiny_run: Run) -> None:
    record_choice(tiny_run.study, lambda c: c.rename("S1", "Regulars", solution="k3", author="Ada"))
    record_choice(tiny_run.study, lambda c: c.choose("k4", author="Ada", reason="finer"))
    assert (used(tiny_run).heading, used(tiny_run).title("S1")) == ("4 segments, by hand", "S1")
    record_choice(tiny_run.study, lambda c: c.undo(author="Ada"))
    assert used(tiny_run).title("S1") == "S1 · Regulars"


@pytest.fixture
def sampled_run(tiny_run: Run) -> Run:
    """The tiny run as a large study leaves it: 150 of the 600 customers are on the map."""
    basis = tiny_run.variables().with_role("basis")
    space = MixedSpace(basis).fit(tiny_run.read("customers"))
    tiny_run.write_document("model", {"space": space.to_record(), "segments": []})
    tiny_run.write("map", tiny_run.read("map").iloc[::4])
    return tiny_run


def test_a_split_of_the_drawn_takes_the_undrawn_along(sampled_run: Run) -> None:
    """All of a segment that is drawn becomes all of it; the buyers of most, most of the buyers of most."""
    widget = Explorer(sampled_run)
    assert widget.spec["sample"].startswith("150 of 600 customers are drawn")
    assert widget.spec["undrawn"] == 450
    truth = sampled_run.read("segments").set_index("customer")["segment"]
    rows = [i for i, c in enumerate(widget._shown.customers) if truth[c] == "S3"]
    widget.answer("split", {"rows": rows, "tests": [], "author": "Ada", "reason": "apart on the map"})
    assert ((used(sampled_run).labels == "S4") == (truth == "S3")).all()
    new = sampled_run.read("customers").set_index("customer")["new"].cat.codes
    few = [i for i, c in enumerate(widget._shown.customers) if truth[c] == "S1" and new[c] <= 2]
    widget.answer("split", {"rows": few, "tests": [], "author": "Ada", "reason": "wary of the new"})
    moved = used(sampled_run).labels
    assert set(truth[moved == "S5"]) == {"S1"}
    shares = [(moved[(truth == "S1") & who] == "S5").mean() for who in (new <= 2, new > 2)]
    assert shares[0] > 2 * shares[1]


@pytest.mark.parametrize(
    ("test", "wanted"),
    [
        ({"variable": "region", "column": 0, "codes": [3]}, lambda f, _: f["region"] == "West"),
        ({"variable": "age", "column": 0, "missing": True}, lambda f, _: f["age"].isna()),
        ({"variable": "apps", "column": 1, "codes": [1]}, lambda f, _: f["apps"].str.contains("shop")),
        (
            {"variable": "basket", "column": 0, "from": 10, "to": 20, "below": True},
            lambda f, _: (f["basket"] >= 10) & (f["basket"] < 20),
        ),
        ({"variable": "certainty", "column": 0, "from": 0.5, "to": 1}, lambda _, margin: margin >= 0.5),
    ],
)
def test_a_split_of_a_bar_is_exact_for_the_undrawn_too(sampled_run: Run, test: Any, wanted: Any) -> None:
    """Which bar was chosen is told with the rows: nobody else is taken, and nobody who belongs is left."""
    widget = Explorer(sampled_run)
    margin = sampled_run.read("segments")["margin"]
    belongs = wanted(sampled_run.read("customers"), margin).to_numpy()
    belongs = pd.Series(belongs, index=sampled_run.read("customers")["customer"])
    rows = [i for i, c in enumerate(widget._shown.customers) if belongs[c]]
    assert 0 < len(rows) < belongs.sum()
    widget.answer("split", {"rows": rows, "tests": [test], "author": "Ada", "reason": "their own offer"})
    assert ((used(sampled_run).labels == "S4") == belongs).all()


def test_what_was_looked_at_is_there_again(tiny_run: Run) -> None:
    first = Explorer(tiny_run)
    first.view = {"by": "age", "selected": [3, 5], "filters": []}
    again = Explorer(tiny_run)
    assert (again.view["by"], again.view["selected"]) == ("age", [3, 5])
    assert again.selected["customer"].tolist() == ["00003", "00005"]


def test_a_page_shows_figures_and_words_instead(profiled_run: Run) -> None:
    run = replace(profiled_run, interactive=False)
    parts = list(explorer(run))
    metas = [part.layout.meta for part in parts if hasattr(part, "layout")]
    assert [bool(meta["alt"] and meta["table"]["rows"]) for meta in metas] == [True] * 4
    assert "00003" not in str([part.to_json() for part in parts if hasattr(part, "layout")])
    assert "no interview notes yet" in str(next(iter(desk(run))))
    with open_store(folder=run.study.folder) as store:
        for number, consent in enumerate(("internal", "quote")):
            saved = store.save(
                NoteDraft(f"P{number}", f"Words {consent}.", segment="S1", consent=consent), author="Ada"
            )
            path = Desk(run, store)._code_of("Price", author="Ada")
            store.mark(saved.note.id, 0, 5 + len(consent), code=path, author="Ada")
    shown = "".join(part._repr_html_() for part in desk(run))
    assert "Words quot" in shown
    assert "Words inte" not in shown


def test_before_the_segments_it_says_what_to_run(tiny_run: Run) -> None:
    tiny_run.table_path("map").unlink()
    assert "Run the notebook 3_explore first." in str(explorer(tiny_run))
    with pytest.raises(InputError, match="Run the notebook 3_explore first"):
        list(explorer(replace(tiny_run, interactive=False)))


def test_an_unknown_action_is_refused_and_nothing_changes(tiny_run: Run) -> None:
    widget = Explorer(tiny_run)
    heard: list[Any] = []
    widget.send = heard.append
    widget._hear(widget, {"id": 7, "action": "_store_view", "detail": {}}, None)
    widget._hear(
        widget, {"id": 8, "action": "rename", "detail": {"segment": "S1", "name": " ", "author": "Ada"}}, None
    )
    assert heard[0] == {"re": 7, "refused": "there is no action '_store_view'"}
    assert heard[1]["re"] == 8
    assert "name: is empty" in heard[1]["refused"]
    assert read_choices(tiny_run.study).items == ()
