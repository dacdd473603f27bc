"""A JupyterLab for the tests of the widgets, started once; the browser is that of all tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium import a_page

sys.path.insert(0, str(Path(__file__).parent))
import lab as lab_module
import tiny

sys.path.pop(0)


@pytest.fixture(scope="session")
def jupyterlab(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server on an empty folder, once there is a browser; each test makes its study in a folder of its own."""
    folder = tmp_path_factory.mktemp("lab")
    with lab_module.serving(folder, tmp_path_factory.mktemp("home")) as server:
        yield server


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page of a fresh context: no storage, no history."""
    with a_page(browser) as page:
        yield page


@pytest.fixture
def tiny_run(tmp_path: Path) -> Any:
    """A draft run with three planted segments of 600 customers."""
    return tiny.make_study(tmp_path / "study")


@pytest.fixture(scope="session")
def widget_lab() -> Any:
    """The driver of a notebook in the lab, the study maker, and the page without a notebook."""
    sys.path.insert(0, str(Path(__file__).parent))
    import standalone

    sys.path.pop(0)

    class Tools:
        Notebook = lab_module.Notebook
        make_study = staticmethod(tiny.make_study)
        with_profile = staticmethod(tiny.with_profile)
        write_page = staticmethod(standalone.write_page)
        a_page = staticmethod(a_page)

    return Tools


@pytest.fixture
def profiled_run(tiny_run: Any) -> Any:
    """The tiny run with the profile that personas rest on."""
    return tiny.with_profile(tiny_run)
