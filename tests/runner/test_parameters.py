"""Parameters are data: typed, checked, and never code."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from workbench.errors import InputError
from workbench.runner.parameters import check, read_pairs, typed

STUDY = """
name: tiny
survey: {source: a.csv}
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = tmp_path / "study.yaml"
    path.write_text(STUDY)
    return path


def test_values_get_the_type_of_their_key(study: Path) -> None:
    loaded, values = check(
        study, {"k": "5", "segments.min_share": "0.1", "quality.exclude": "true", "only.branch": "007"}
    )
    assert loaded.segments.k == 5
    assert values == {
        "segments.k": 5,
        "segments.min_share": 0.1,
        "quality.exclude": True,
        "only.branch": "007",
    }


def test_an_empty_value_takes_a_setting_away(study: Path) -> None:
    loaded, values = check(study, {"segments.k": ""})
    assert (loaded.segments.k, values) == (None, {"segments.k": None})


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("sead", "Did you mean 'seed'?"),
        ("reports.code", "Did you mean 'report.code'?"),
        ("zzz", ""),
    ],
)
def test_an_unknown_name_is_met_with_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        typed({name: "1"})
    expected = "k, method, seed, only.VARIABLE or a dotted key of study.yaml"
    message = f"parameters, -p {name}: unknown parameter {name!r}; expected {expected}. {hint}"
    assert str(caught.value) == message.strip()


def test_an_unknown_key_below_a_section_is_met_with_the_nearest(study: Path) -> None:
    with pytest.raises(InputError) as caught:
        check(study, {"segments.methd": "gmm"})
    assert str(caught.value) == (
        "parameters, -p segments.methd: unknown key 'methd'; expected one of balance, effort, ipsatise, k, method,"
        " min_share, min_size, names, seed or weights. Did you mean 'method'?"
    )


def test_every_wrong_parameter_is_told_at_once(study: Path) -> None:
    with pytest.raises(InputError) as caught:
        check(study, {"k": "many", "seed": "-1"})
    assert [problem.place for problem in caught.value.problems] == ["-p segments.k", "-p segments.seed"]


def test_a_url_with_a_password_is_refused_and_not_repeated() -> None:
    with pytest.raises(InputError) as caught:
        typed({"purchases.source": "postgresql://ana:s3cret@db/shop"})
    assert "s3cret" not in str(caught.value)
    assert "${NAME}" in str(caught.value)


@pytest.mark.parametrize("name", ["survey.source", "purchases.source", "personas.notes"])
def test_the_address_of_a_database_is_refused_and_not_repeated(name: str) -> None:
    with pytest.raises(InputError) as caught:
        typed({name: "postgresql://inner-host/shop"})
    assert "inner-host" not in str(caught.value)
    assert "${NAME}" in str(caught.value)


def test_a_key_given_twice_is_refused() -> None:
    with pytest.raises(InputError, match=r"^parameters, -p k: is given twice\. Keep one of them\.$"):
        read_pairs(["k=1", "k=2"])


NAMES = [
    "__import__('os').system('true')",
    "k = 1; import os",
    "k\nimport os",
    "k\rimport os",
    "k;x",
    "k #",
    "k=1",
    "exec('1')",
    "k: int",
    "k if True else k",
    "*k",
    "**settings",
    "settings['a']",
    "run_dir",
    "study",
    "interactive",
    "settings",
    "import os",
    "from os import *",
    "lambda: 0",
    "%run x",
    "!ls",
    "%%bash",
    "{k}",
    "",
    " ",
    "k ",
    "\u200bk",
    "ｋ",
    "k\x00",
    "only.\nimport os",
    "only.a\x00",
]
VALUES = [
    "'; import os; '",
    '"; import os; "',
    '"""\nimport os\n"""',
    "'''\nimport os\n'''",
    "\\",
    '\\"',
    "\\\\'",
    "\\n",
    "\n",
    "\r\nimport os",
    "\u2028import os",
    "\u0085import os",
    "__import__('os').system('true')",
    "{__import__('os')}",
    "{{7*7}}",
    "${HOME}",
    "$(true)",
    "`true`",
    "%run x",
    "!ls",
    "f'{1}'",
    "None",
    "True",
    "nan",
    "\N{PILE OF POO}",
    "\\N{BULLET}",
    "\\x41",
    "\\u0041",
    "a" * 9_000,
    "[x for x in (1,)]",
    "!!python/object/apply:os.system ['true']",
]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_becomes_code(name: str) -> None:
    with pytest.raises(InputError):
        typed({name: "1"})


@pytest.mark.parametrize("value", VALUES)
def test_no_value_becomes_code(value: str, study: Path) -> None:
    """What papermill writes into the notebook is one assignment of one literal, equal to the value."""
    from papermill.translators import PythonTranslator

    _, values = check(study, {"only.region": value, "title": value.replace("${HOME}", "$HOME")})
    source = PythonTranslator.codify({"settings": values})
    (assignment,) = ast.parse(source).body
    assert isinstance(assignment, ast.Assign)
    assert ast.literal_eval(assignment.value) == values


@pytest.mark.parametrize(
    "value", ["[!!python/name:os.system ]", "[[1]]", "[{a: 1}]", "[1", "x\x00", "a" * 10_001]
)
def test_what_is_no_plain_value_is_refused(value: str) -> None:
    with pytest.raises(InputError):
        typed({"segments.ipsatise": value})
