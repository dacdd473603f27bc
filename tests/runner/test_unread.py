"""No notebook reads a section of study.yaml that it is said not to read.

Every module that a notebook can import is looked through for ``study.<section>``; a notebook that
reached one of its unread sections would be taken from an earlier run when it should not be.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from workbench.artifacts import NOTEBOOKS
from workbench.config import Study
from workbench.runner.keys import UNREAD
from workbench.runner.notebooks import notebook_folder, read_notebooks

SOURCE = Path(__file__).resolve().parents[2] / "src"


def file_of(module: str) -> Path | None:
    path = SOURCE.joinpath(*module.split("."))
    return next((p for p in (path.with_suffix(".py"), path / "__init__.py") if p.is_file()), None)


@cache
def tree_of(module: str) -> ast.Module:
    path = file_of(module)
    return ast.parse(path.read_text(encoding="utf-8")) if path else ast.Module([], [])


@cache
def imported(module: str) -> frozenset[str]:
    """The modules of ours that a module imports, in functions too."""
    found = set()
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(name for name in found if name.startswith("workbench.") and file_of(name))


@cache
def sections(module: str) -> frozenset[str]:
    """The sections of a study that a module reads: ``study.x``, ``run.study.x``, ``self.study.x``."""
    return frozenset(
        node.attr
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Attribute)
        and node.attr in Study.model_fields
        and (getattr(node.value, "id", None) == "study" or getattr(node.value, "attr", None) == "study")
    )


IN_USE = "workbench.artifacts.in_use"
"""Which segments are in use: nobody can ask before there are any, so 1_data does not."""


def reached(modules: frozenset[str]) -> frozenset[str]:
    seen: set[str] = set()
    waiting = {m for m in modules if m.startswith("workbench.")}
    while waiting:
        module = waiting.pop()
        seen.add(module)
        waiting |= imported(module) - seen
    return frozenset(seen)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_reads_no_section_that_it_is_said_not_to_read(name: str) -> None:
    (notebook,) = read_notebooks(notebook_folder(), (name,))
    modules = reached(frozenset(notebook.imports)) - ({IN_USE} if name == "1_data" else set())
    own = {section for module in modules for section in sections(module)}
    text = notebook.path.read_text(encoding="utf-8")
    own |= {section for section in Study.model_fields if f"study.{section}" in text}
    assert own & UNREAD[name] == set()


def test_the_search_sees_what_is_read() -> None:
    """It would find nothing at all if studies were passed under another name."""
    (first,) = read_notebooks(notebook_folder(), ("1_data",))
    found = {s for module in reached(frozenset(first.imports)) for s in sections(module)}
    assert {"survey", "purchases"} <= found
