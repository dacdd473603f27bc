"""The rules of the house: layers, notebooks, dependencies, addresses, imports."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import time
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NOTEBOOKS = ("1_data", "2_segments", "3_explore", "4_personas", "5_report")
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


@cache
def tracked() -> tuple[Path, ...]:
    """The files that git keeps."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file())


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")


# --- layers


def test_every_room_has_a_layer() -> None:
    """A room that no layer names would escape the contract."""
    layers = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    named = {room.strip(" ()") for layer in layers for room in layer.split("|")}
    rooms = {
        path.stem if path.is_file() else path.name
        for path in (ROOT / "src" / "workbench").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    assert rooms - {"__init__"} - named == set()


# --- notebooks


def cells(name: str) -> list[dict[str, Any]]:
    path = ROOT / "notebooks" / f"{name}.ipynb"
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return found


def code(name: str) -> list[str]:
    return ["".join(cell["source"]) for cell in cells(name) if cell["cell_type"] == "code"]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_committed_without_outputs(name: str) -> None:
    document = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    assert document["metadata"]["kernelspec"]["name"] == "python3"
    assert "widgets" not in document["metadata"]
    for cell in document["cells"]:
        assert cell["id"]
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_opens_with_its_question(name: str) -> None:
    first = cells(name)[0]
    assert first["cell_type"] == "markdown"
    lines = "".join(first["source"]).splitlines()
    assert lines[0].startswith("# ")
    assert "?" in "".join(lines[1:])


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_has_the_parameters_of_all(name: str) -> None:
    tagged = [c for c in cells(name) if "parameters" in c["metadata"].get("tags", ())]
    assert len(tagged) == 1
    tree = ast.parse("".join(tagged[0]["source"]))
    values = {node.targets[0].id: ast.literal_eval(node.value) for node in tree.body}  # type: ignore[attr-defined]
    more = {"k": None, "seed": None, "method": None} if name == "2_segments" else {}
    assert values == {"study": "study.yaml", "run_dir": None, "interactive": None, "settings": {}, **more}


FORBIDDEN = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.AsyncFor, ast.While, ast.Try,
    ast.TryStar, ast.With, ast.If, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Global,
)  # fmt: skip


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_only_calls(name: str) -> None:
    """No definition, loop, branch or handler: what has a shape of its own belongs to the library."""
    for source in code(name):
        found = [type(node).__name__ for node in ast.walk(ast.parse(source)) if isinstance(node, FORBIDDEN)]
        assert not found, source


COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\b|rgba?\(")
SQL = re.compile(r"\b(select|insert|create|where|join)\b.*\b(from|into|table|on)\b", re.IGNORECASE)
FILE = re.compile(r"\.(csv|parquet|json|html|xlsx|sqlite|png)\b")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_names_no_colour_threshold_query_or_file(name: str) -> None:
    for source in code(name):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not COLOUR.search(node.value), source
                assert not SQL.search(node.value), source
                assert not FILE.search(node.value), source
            elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
                assert isinstance(node.value, bool) or node.value in {0, 1}, source


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_cells_are_short(name: str) -> None:
    for source in code(name):
        assert len(source.splitlines()) <= 8, source


# --- dependencies


def ranges() -> dict[str, Requirement]:
    """What the project needs, by name, without the extras: the lock is for reports and tests."""
    wanted = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    return {canonicalize_name(Requirement(text).name): Requirement(text) for text in wanted}


def pins() -> dict[str, list[str]]:
    """The versions in the lock, by name: one, or one for each kind of machine."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(
        r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", LOCK, flags=re.MULTILINE
    ):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


def test_the_lock_pins_what_pyproject_asks_for() -> None:
    pinned = pins()
    for name, requirement in ranges().items():
        assert name in pinned, f"{name} is not in requirements.lock; make lock"
        assert all(requirement.specifier.contains(version) for version in pinned[name]), name


def test_every_pin_has_a_hash() -> None:
    blocks = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(blocks) > 50
    assert all("--hash=sha256:" in block for block in blocks)


def test_conda_users_get_the_same() -> None:
    """environment.yml installs this project, and so has no list of its own that could differ."""
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["dependencies"] == [
        f"python {PROJECT['project']['requires-python']}",
        "pip",
        {"pip": ["-e ."]},
    ]


def test_the_tests_run_on_what_is_locked() -> None:
    from importlib.metadata import version

    for name in ("pandas", "scikit-learn", "plotly", "duckdb"):
        assert version(name) in pins()[name], f"{name}: make setup"


# --- what is written in tracked files

HOSTS = re.compile(
    r"pypi\.(?:org|python)|python"
    r"hosted\.org|registry\.npm|deb\.debian|conda\.anaconda\.org|files\.python",
    re.IGNORECASE,
)


def test_no_file_names_a_registry() -> None:
    """Where packages come from is the business of whoever installs."""
    found = [
        p.relative_to(ROOT).as_posix() for p in tracked() if p != Path(__file__) and HOSTS.search(text_of(p))
    ]
    assert found == []


def test_no_file_holds_a_path_of_one_machine() -> None:
    places = [str(ROOT), str(ROOT.parent / "shared"), sys.prefix, f"{Path.home()}/"]
    found = [
        f"{path.relative_to(ROOT).as_posix()}: {place}"
        for path in tracked()
        if path != Path(__file__)
        for place in places
        if place in text_of(path)
    ]
    assert found == []


# --- imports


def seconds(code: str, times: int = 5) -> float:
    """The least time of a fresh process: what else the machine does only adds to it."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
        found.append(time.perf_counter() - began)
    return min(found)


def test_importing_takes_no_time() -> None:
    assert seconds("import workbench") - seconds("") < 0.2


def test_help_comes_at_once() -> None:
    code = "import sys; sys.argv = ['workbench', '--help']; from workbench.cli import main; main()"
    assert seconds(code) - seconds("") < 0.5


def test_importing_the_command_line_loads_no_heavy_library() -> None:
    code = "import sys, workbench.cli, workbench.runner; print([m for m in sys.argv[1:] if m in sys.modules])"
    heavy = [
        "pandas",
        "sklearn",
        "plotly",
        "ibis",
        "duckdb",
        "scipy",
        "umap",
        "stepmix",
        "papermill",
        "nbconvert",
    ]
    done = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- nothing that is read becomes code

UNPICKLERS = {"pickle", "cPickle", "dill", "cloudpickle", "marshal", "shelve", "joblib"}
EVALUATORS = {"eval", "exec", "compile", "read_pickle", "unsafe_load", "full_load"}


def evaluating(tree: ast.Module) -> list[str]:
    """Imports and calls by which a file that is read could become code."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name.split(".")[0] in UNPICKLERS]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in UNPICKLERS:
            found.append(node.module or "")
        elif isinstance(node, ast.Call):
            # `re.compile` is another function than the built-in
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            attribute = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if name in EVALUATORS or attribute in EVALUATORS - {"compile", "exec", "eval"}:
                found.append(name or attribute)
            found += [keyword.arg for keyword in node.keywords if keyword.arg == "allow_pickle"]
    return found


def test_no_pickle_and_no_evaluated_text() -> None:
    """SECURITY.md promises it."""
    modules = [path for path in tracked() if path.suffix == ".py" and "src" in path.parts]
    guilty = {path.name: evaluating(ast.parse(text_of(path))) for path in modules}
    assert {name: found for name, found in guilty.items() if found} == {}


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from joblib import load",
        "eval('1')",
        "pd.read_pickle('a')",
        "np.load('a', allow_pickle=True)",
    ],
)
def test_a_breach_would_be_found(code: str) -> None:
    assert evaluating(ast.parse(code))
