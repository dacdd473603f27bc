"""What is taken out of pages and notebook copies, and what is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.artifacts.privacy import Private, private_values


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("File /home/ada/coffee/notebooks/1.ipynb, line 3", "File …/1.ipynb, line 3"),
        ("in /usr/lib/python3.11/json/decoder.py:355", "in …/decoder.py:355"),
        ("C:\\Users\\ada\\coffee.csv and D:/data/x.csv", "…/coffee.csv and …/x.csv"),
        ("file:///tmp/x/page.html", "…/page.html"),
        ("duckdb:///data/shop.duckdb?x=1 next", "[database] next"),
        ("https://ada:pw@host.example/x", "[database]"),
    ],
)
def test_paths_and_database_addresses_go(text: str, left: str) -> None:
    assert Private().scrub(text) == left
    assert Private().found(text)
    assert Private().found(left) == ()


@pytest.mark.parametrize(
    "text",
    ["coffee/tea/water", "1/2 of them", "and/or", "a ratio of 3/4", "https://example.org/home/page", "root mean square",
     "</div>", "data/survey.csv", "price: 4/kg", "S1: a", "n/a"],
)  # fmt: skip
def test_ordinary_words_stay(text: str) -> None:
    private = private_values(Path("/srv/study"), environment={})
    assert private.scrub(text) == text
    assert private.found(text) == ()


def test_what_lies_in_the_study_is_shown_relative_to_it(tmp_path: Path) -> None:
    private = private_values(tmp_path, environment={})
    assert private.scrub(f"read {tmp_path}/data/survey.csv in {tmp_path}") == "read data/survey.csv in ."


def test_values_of_the_environment_go_unless_they_say_nothing() -> None:
    environment = {
        "API_TOKEN": "abcdefghijkl",
        "PLAIN": "a-value-of-9",
        "LANG": "en_GB.UTF-8",
        "WORD": "breakfast",
        "SHORT": "1",
        "STUDY": "coffee-2026",
        "DB": "postgresql://ada:open-sesame@db/x",
    }
    private = private_values(Path("/srv/study"), environment=environment, public=("coffee-2026",))
    text = "abcdefghijkl a-value-of-9 en_GB.UTF-8 breakfast 1 coffee-2026 open-sesame"
    assert private.scrub(text) == "[withheld] [withheld] en_GB.UTF-8 breakfast 1 coffee-2026 [withheld]"


def test_everything_in_a_notebook_is_scrubbed_but_numbers_in_base64() -> None:
    notebook = {"cells": [{"source": ["a = '/home/ada/x'\n"], "n": 1, "bdata": "AAA/home/ada/x"}], "ok": None}
    assert Private().scrub_all(notebook) == {
        "cells": [{"source": ["a = '…/x'\n"], "n": 1, "bdata": "AAA/home/ada/x"}], "ok": None,
    }  # fmt: skip
