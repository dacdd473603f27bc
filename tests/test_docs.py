"""The documentation leads somewhere: every link, every page, every module it names."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    targets = [t for t in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in t]
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert missing == []


def test_every_page_is_in_the_index() -> None:
    index = ROOT / "docs" / "README.md"
    linked = {(index.parent / t).resolve() for t in LINK.findall(index.read_text(encoding="utf-8"))}
    pages = {page.resolve() for page in (ROOT / "docs").rglob("*.md")} - {index.resolve()}
    assert sorted(str(page.relative_to(ROOT)) for page in pages - linked) == []


def test_the_table_of_layers_names_every_room() -> None:
    text = (ROOT / "docs/explanation/architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_]+)`", text[text.index("| layer |") : text.index("Heavy libraries")]))
    rooms = {p.stem for p in (ROOT / "src/workbench").glob("*.py")} | {
        p.parent.name for p in (ROOT / "src/workbench").glob("*/__init__.py")
    }
    assert named == rooms - {"__init__"}


def test_modules_named_in_the_documentation_exist() -> None:
    names = {
        name for page in PAGES for name in re.findall(r"`(workbench(?:\.[a-z_]+)+)`", page.read_text("utf-8"))
    }
    for name in sorted(names):
        module, _, last = name.rpartition(".")
        assert hasattr(import_module(module), last) or import_module(name), name
