"""Every key of the settings is in the reference, and every key there is a setting."""

from __future__ import annotations

import re
import typing
from pathlib import Path

import pytest
from pydantic import BaseModel

from workbench.config.settings import (
    Observed,
    PurchaseSettings,
    Section,
    SegmentSettings,
    Study,
    SurveySettings,
    TableSource,
    VariableSettings,
)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "study-yaml.md"
HEADINGS: dict[str, type[BaseModel]] = {
    "Top level": Study,
    "`survey` and `purchases`: where rows come from": TableSource,
    "`survey`": SurveySettings,
    "`survey.variables.<column>`": VariableSettings,
    "`purchases`": PurchaseSettings,
    "`purchases.observed`": Observed,
    "`segments`": SegmentSettings,
}


def _sections() -> dict[str, str]:
    parts = re.split(r"^#{2,3} (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _documented(text: str) -> set[str]:
    rows = re.findall(r"^\| (`.+?`(?:, `.+?`)*) \|", text, flags=re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`(.+?)`", row)}


def _keys(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


@pytest.mark.parametrize("heading", HEADINGS)
def test_keys_of_a_section(heading: str) -> None:
    model = HEADINGS[heading]
    inherited = _keys(TableSource) if model is not TableSource and issubclass(model, TableSource) else set()
    assert _documented(_sections()[heading]) == _keys(model) - inherited


def test_keys_of_the_small_sections() -> None:
    expected = set()
    for name, field in Study.model_fields.items():
        arguments = [field.annotation, *typing.get_args(field.annotation)]
        models = [a for a in arguments if isinstance(a, type) and issubclass(a, Section)]
        for model in models:
            if model not in HEADINGS.values():
                many = "[]" if typing.get_origin(field.annotation) is tuple else ""
                expected |= {f"{name}{many}.{key}" for key in _keys(model)}
    assert _documented(_sections()["The rest"]) == expected
