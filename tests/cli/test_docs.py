"""The reference pages name every command, flag and exit code, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from workbench import errors
from workbench.cli.app import app

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


def commands() -> dict[str, set[str]]:
    """Each command and its flags, as the parser knows them."""
    found: dict[str, set[str]] = {}

    def walk(command: object, name: str) -> None:
        below = getattr(command, "commands", None)
        if below:
            for child, inner in below.items():
                walk(inner, f"{name} {child}".strip())
        else:
            flags = {flag for p in command.params for flag in p.opts if flag.startswith("-")}  # type: ignore[attr-defined]
            found[name] = flags

    walk(typer.main.get_command(app), "")
    return found


def documented() -> dict[str, set[str]]:
    text = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    return {s.splitlines()[0].strip(): set(re.findall(r"`(--?[a-z][a-z-]*)", s)) for s in sections}


def test_every_command_is_documented_and_no_other() -> None:
    assert set(documented()) == set(commands())


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_flag_is_documented_and_no_other(name: str) -> None:
    assert documented()[name] == commands()[name] - {"--help", "-h"}


def test_every_exit_code_is_documented() -> None:
    text = (REFERENCE / "exit-codes.md").read_text(encoding="utf-8")
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", text, flags=re.MULTILINE)}
    kinds = [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, errors.WorkbenchError)]
    assert told == {kind.exit_code for kind in kinds} | {0, 130, 143}


def test_every_file_of_a_run_is_documented() -> None:
    from workbench.artifacts.run import DOCUMENTS, TABLES
    from workbench.runner.outputs import PREVIOUS
    from workbench.runner.shelf import EVENTS, LATEST, MANIFEST, STEPS

    text = (REFERENCE / "run-folder.md").read_text(encoding="utf-8")
    for name in (
        *TABLES,
        *(f"{d}.json" for d in DOCUMENTS),
        PREVIOUS.split("/")[-1],
        EVENTS,
        LATEST,
        MANIFEST,
        STEPS,
    ):
        assert f"`{name}`" in text, name


def test_every_key_of_the_manifest_is_documented() -> None:
    import ast
    import inspect

    from workbench.runner import manifest

    tree = ast.parse(inspect.getsource(manifest.opened))
    (keys,) = [node.keys for node in ast.walk(tree) if isinstance(node, ast.Dict) and len(node.keys) > 10]
    text = (REFERENCE / "run-folder.md").read_text(encoding="utf-8")
    for key in keys:
        assert isinstance(key, ast.Constant)
        assert f"`{key.value}`" in text, key.value
