"""What a notebook depends on, told in words."""

from __future__ import annotations

from workbench.config import parse_study
from workbench.runner import keys
from workbench.runner.inputs import Input

TEXT = "{name: tiny, title: '${QUARTER}', survey: {source: a.csv, variables: {q1: {role: basis}}}}"


def study(**settings: object) -> object:
    return parse_study(TEXT, settings=settings, environment={"QUARTER": "spring"})


def parts(step: str, **settings: object) -> dict[str, str]:
    secret = keys.secret_keys(TEXT, "study.yaml")
    return keys.setting_parts(study(**settings), step, secret=secret)  # type: ignore[arg-type]


def test_only_settings_that_a_notebook_reads_count() -> None:
    assert parts("1_data", k=5) == parts("1_data", k=4)
    assert parts("2_segments", k=5) != parts("2_segments", k=4)


def test_a_changed_setting_is_told_with_both_values() -> None:
    now, then = keys.hide(parts("2_segments", k=5), None), {}
    then = keys.hide(parts("2_segments"), now)
    assert keys.decide("2_segments", now, then).sentence == "runs: setting segments.k is 5, was null"


def test_the_address_of_a_database_is_compared_but_not_kept() -> None:
    text = "{name: a, purchases: {source: 'spark://inner-host:7077', table: t, customer: c, date: d}}"
    now = keys.setting_parts(parse_study(text), "1_data")
    first = keys.hide(now, None)
    assert "inner-host" not in str(first)
    assert keys.hide(now, first) == first


def test_a_value_from_the_environment_is_compared_but_not_kept() -> None:
    first = keys.hide(parts("1_data"), None)
    again = keys.hide(parts("1_data"), first)
    assert first == again
    assert "spring" not in str(first)
    other = keys.hide({"setting title": "#autumn"}, {"setting title": first["setting title"]})
    assert other["setting title"] != first["setting title"]


def test_two_runs_do_not_share_a_salt() -> None:
    assert (
        keys.hide(parts("1_data"), None)["setting title"] != keys.hide(parts("1_data"), None)["setting title"]
    )


def test_a_changed_secret_is_told_without_its_value() -> None:
    told = list(keys.differences({"setting title": "#aa"}, {"setting title": "#bb"}))
    assert told == ["setting title has changed"]


def test_what_cannot_be_known_is_never_taken() -> None:
    database = keys.input_parts([Input("purchases", "the purchases database", "")], "1_data")
    decision = keys.decide("1_data", database, database)
    assert decision.sentence == "runs: the purchases database cannot be known beforehand"


def test_notes_matter_to_personas_only() -> None:
    notes = [Input("notes", "the interview notes", "1")]
    assert keys.input_parts(notes, "2_segments") == {}
    assert keys.input_parts(notes, "4_personas") == {"the interview notes": "1"}


def test_force_runs_whatever_could_be_taken() -> None:
    assert keys.decide("1_data", {}, {}, force=True).sentence == "runs: --force"


def test_a_long_list_of_reasons_is_counted() -> None:
    assert keys.shortened(("a", "b", "c", "d", "e")) == ("a", "b", "c", "and 2 more")
