"""Which notebooks a run executes."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from workbench.artifacts import NOTEBOOKS
from workbench.errors import InputError, Problem

OURS = ("study", "run_dir", "interactive", "settings")
"""The parameters that every notebook has and the runner sets."""


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook as it is stored: never run, never changed.

    Attributes
    ----------
    name
        ``1_data`` …
    sha256
        Of the file's bytes.
    parameters
        The names assigned in its parameters cell.
    imports
        The modules it imports, which a kernel can load while it waits.
    """

    name: str
    path: Path
    sha256: str
    parameters: tuple[str, ...]
    imports: tuple[str, ...]


def notebook_folder(study_folder: Path | None = None) -> Path:
    """Find the notebooks: the study's own, or the package's.

    The wheel carries them in ``workbench/_notebooks``; in a checkout they stand at its top.
    """
    package = Path(__file__).resolve().parents[1]
    candidates = [package / "_notebooks", package.parents[1] / "notebooks"]
    if study_folder is not None:
        candidates.insert(0, study_folder / "notebooks")
    for folder in candidates:
        if (folder / f"{NOTEBOOKS[0]}.ipynb").is_file():
            return folder
    raise InputError(
        Problem("notebooks", "", f"no {NOTEBOOKS[0]}.ipynb was found", "", "install persona-workbench again")
    )


def read_notebooks(folder: Path, names: tuple[str, ...] = NOTEBOOKS) -> tuple[Notebook, ...]:
    """Read the notebooks of a folder, in the order in which they run.

    Raises
    ------
    InputError
        Every notebook that is missing, is not a notebook, or has no parameters cell.
    """
    problems: list[Problem] = []
    notebooks: list[Notebook] = []
    for name in names:
        try:
            notebooks.append(_read(folder / f"{name}.ipynb"))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return tuple(notebooks)


def _read(path: Path) -> Notebook:
    shown = f"notebooks/{path.name}"
    try:
        content = path.read_bytes()
        cells = json.loads(content)["cells"]
        sources = [
            (_source(cell), cell["metadata"].get("tags", ())) for cell in cells if cell["cell_type"] == "code"
        ]
        trees = [(_parsed(source), tags) for source, tags in sources]
    except FileNotFoundError as error:
        raise InputError(Problem(shown, "", "there is no such file", "", "restore it")) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(Problem(shown, "", f"not a notebook: {error}", "", "restore it")) from error
    parameters = next((tree for tree, tags in trees if "parameters" in tags), None)
    names = _assigned(parameters) if parameters else ()
    missing = [name for name in OURS if name not in names]
    if missing:
        remedy = "give a cell the tag 'parameters' and assign them there"
        raise InputError(
            Problem(shown, "parameters cell", f"does not assign {', '.join(missing)}", "", remedy)
        )
    imports = dict.fromkeys(module for tree, _ in trees for module in _imported(tree))
    return Notebook(path.stem, path, sha256(content).hexdigest(), names, tuple(imports))


def _source(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _parsed(source: str) -> ast.Module:
    """The syntax tree of a cell; an empty one when it has none, which its execution will tell."""
    try:
        return ast.parse(_plain(source))
    except SyntaxError:
        return ast.Module([], [])


def _plain(source: str) -> str:
    """Without the magics of IPython, which are no Python."""
    lines = source.splitlines()
    if lines and lines[0].startswith("%%"):
        return ""
    return "\n".join("" if line.lstrip()[:1] in {"%", "!", "?"} else line for line in lines)


def _assigned(tree: ast.Module) -> tuple[str, ...]:
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    targets += [node.target for node in tree.body if isinstance(node, ast.AnnAssign)]
    return tuple(target.id for target in targets if isinstance(target, ast.Name))


def _imported(tree: ast.Module) -> list[str]:
    modules: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            # `from workbench import sources` may name a module: try it as one too
            modules += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return modules
