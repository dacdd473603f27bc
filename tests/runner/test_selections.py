"""One run for each value of a variable."""

from __future__ import annotations

import json

import pytest
from tests.runner.conftest import BODIES, TinyStudy

from workbench.errors import InputError
from workbench.runner import Pages, Stop, quiet
from workbench.runner.selections import every_variable, order_of, run_each


def test_one_variable_at_a_time() -> None:
    with pytest.raises(InputError, match=r"-p only.a and -p only.b: \* is given twice; expected once"):
        every_variable({"only.a": "*", "only.b": "*"})


@pytest.mark.notebook
def test_each_value_has_its_own_run_and_one_that_breaks_stops_no_other(tiny: TinyStudy) -> None:
    tiny.body("1_data", BODIES["1_data"], "assert run.study.only['region'] != 'South', 'nobody there'")
    pages = Pages(lambda folder, study: None, lambda reports: None)
    order = order_of(tiny.path, {"only.region": "*", "k": "3"})
    values = ["North", "South"]
    done = run_each(order, "region", values, reports=None, pages=pages, progress=quiet, stop=Stop())
    assert [(one.value, one.exit_code) for one in done] == [("North", 0), ("South", 3)]
    latest = json.loads((tiny.shelf / "latest.json").read_text())
    assert (latest["run"], list(latest["selections"])) == (None, ["region=North"])
    result = done[0].result
    assert result is not None
    assert result.manifest["parameters"] == {"segments.k": 3, "only.region": "North"}
