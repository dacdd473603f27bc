"""Broken study files: every fault with its line, its key and a remedy; no secret in any of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.config import load_study, parse_study
from workbench.config.document import MAX_BYTES
from workbench.errors import InputError

OK = "name: tea\nsurvey:\n  source: s.csv\n"

BROKEN = {
    "unknown key": (
        OK + "segmets: {k: 4}\n",
        "study.yaml, line 4, key segmets: unknown key 'segmets'; expected one of customer_type, drift, hooks, join, kind, name, only, personas, population, purchases, quality, report, say_do, segments, sharing, survey or title. Did you mean 'segments'?",
    ),
    "wrong type": (
        OK + "segments: {k: many}\n",
        "study.yaml, line 4, key segments.k: 'many'; expected a valid integer.",
    ),
    "out of range": (
        OK + "segments: {k: 1}\n",
        "study.yaml, line 4, key segments.k: 1; expected greater than or equal to 2.",
    ),
    "a word of a list": (
        OK + "segments: {method: kmean}\n",
        "study.yaml, line 4, key segments.method: 'kmean'; expected 'kmeans', 'gmm', 'latent_class', 'ward', 'hdbscan' or 'consensus'. Did you mean 'kmeans'?",
    ),
    "key twice": (
        OK + "name: coffee\n",
        "study.yaml, line 4, key name: the key is given twice. Keep one of them.",
    ),
    "cyclic alias": (
        "name: tea\nsurvey: &a\n  source: s.csv\n  variables: *a\n",
        "study.yaml, line 2, key survey.variables: an alias that contains itself. Write the value out.",
    ),
    "a tag": (
        "name: !!python/object/apply:os.system [x]\n",
        "study.yaml, line 1, key name: the tag 'tag:yaml.org,2002:python/object/apply:os.system'; expected plain values only. Remove the tag.",
    ),
    "tabs": (
        "name: tea\nsurvey:\n\tsource: s.csv\n",
        "study.yaml, line 3, column 1: not YAML: while scanning for the next token found character that cannot start any token. Check indentation, colons and quotes.",
    ),
    "no mapping": (
        "- a\n- b\n",
        "study.yaml, line 1: list; expected keys and values such as 'name: coffee'.",
    ),
    "empty": ("", "study.yaml, key name: is missing. Add it."),
    "no data": ("name: tea\n", "study.yaml, line 1: a study needs a 'survey', 'purchases', or both."),
    "environment": (
        "name: tea\nsurvey: {source: '${NOT_SET_ANYWHERE}'}\n",
        "study.yaml, line 2, key survey.source: the environment has no variable 'NOT_SET_ANYWHERE'. Set it before the command: export NOT_SET_ANYWHERE=….",
    ),
    "a number for a text": (
        OK + "title: 2026\n",
        "study.yaml, line 4, key title: 2026; expected a valid string. Put it in quotes.",
    ),
    "empty section": (
        "name: tea\nsurvey:\n",
        "study.yaml, line 1: a study needs a 'survey', 'purchases', or both.",
    ),
    "bad date": (
        OK + "title: 2026-13-45\n",
        "study.yaml, line 4, key title: '2026-13-45'; expected a valid timestamp.",
    ),
    "name": (
        OK.replace("tea", "'a b'"),
        "study.yaml, line 1, key name: 'a b'; expected letters, digits and hyphens only, as in 'coffee-2026'.",
    ),
    "both": (
        "name: tea\nsurvey: {source: s.csv, table: a, query: b}\n",
        "study.yaml, line 2, key survey: give 'table' or 'query', not both.",
    ),
    "list as key": (
        "name: tea\n? [a]\n: b\n",
        "study.yaml, line 2: a list or mapping as a key; expected a plain name.",
    ),
    "too long": (
        "#" * (MAX_BYTES + 1),
        "study.yaml: 2,000,001 characters; expected at most 2,000,000. Shorten it.",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_study(case: str) -> None:
    text, said = BROKEN[case]
    with pytest.raises(InputError) as raised:
        parse_study(text)
    assert str(raised.value) == said


def test_every_fault_is_reported_at_once() -> None:
    with pytest.raises(InputError) as raised:
        parse_study(OK + "segments: {k: many, seeed: 1}\nkind: b2x\n")
    assert [problem.place for problem in raised.value.problems] == [
        "line 5, key kind",
        "line 4, key segments.k",
        "line 4, key segments.seeed",
    ]


def test_values_from_the_environment_are_in_no_message() -> None:
    secret = {"SECRET": "hunter2"}
    text = OK + "kind: '${SECRET}'\nsegments: {k: 'x${SECRET}', method: '${SECRET}'}\n"
    with pytest.raises(InputError) as raised:
        parse_study(text, environment=secret)
    assert "hunter2" not in str(raised.value)
    assert "a value from the environment" in str(raised.value)


def test_a_source_from_the_environment_is_shown_as_written() -> None:
    study = parse_study("name: tea\nsurvey: {source: '${DATA}/s.csv'}\n", environment={"DATA": "/srv/x"})
    assert study.survey is not None
    assert study.survey.source == "/srv/x/s.csv"
    assert study.survey.shown == "${DATA}/s.csv"


def test_two_dollars_are_no_variable() -> None:
    assert parse_study(OK + "title: 'costs $${NAME}'\n").title == "costs ${NAME}"


def test_aliases_cannot_explode() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for last, name in zip("abcdefg", "bcdefgh", strict=True):
        lines.append(f"{name}: &{name} [{', '.join(['*' + last] * 10)}]")
    with pytest.raises(InputError, match="more than 200,000 values"):
        parse_study("\n".join(lines))


def test_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    path.write_bytes(b"name: tea\ntitle: K\xf6ln\n")
    with pytest.raises(InputError, match=r"byte 18: not UTF-8 text\. Save it as UTF-8\."):
        load_study(path)


def test_a_folder_is_no_study(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"is a folder, not a file\. Name the file in it:"):
        load_study(tmp_path)
