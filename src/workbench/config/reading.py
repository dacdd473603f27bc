"""A study file, found and read."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from workbench.config.document import Document, Key, read_document
from workbench.config.settings import Study
from workbench.errors import InputError, Problem, listed, nearest

SHORTHANDS = {"k": "segments.k", "seed": "segments.seed", "method": "segments.method"}


def find_study(study: str | Path) -> Path:
    """Find a study file from a folder below it: here first, then in the folders above.

    A notebook run in JupyterLab works in ``notebooks/``, papermill wherever it was called.

    Raises
    ------
    InputError
        When there is no such file.

    Examples
    --------
    >>> find_study("nowhere.yaml")
    Traceback (most recent call last):
    ...
    workbench.errors.InputError: nowhere.yaml: there is no such file. Write one with: workbench init SURVEY [PURCHASES] -o nowhere.yaml.
    """
    path = Path(study)
    folders = [Path()] if path.is_absolute() else [Path.cwd(), *Path.cwd().parents]
    for folder in folders:
        candidate = folder / path
        if candidate.is_file():
            return candidate
    found = "is a folder, not a file" if path.is_dir() else "there is no such file"
    remedy = (
        f"name the file in it: {path / 'study.yaml'}"
        if path.is_dir()
        else f"write one with: workbench init SURVEY [PURCHASES] -o {path}"
    )
    raise InputError(Problem(str(study), "", found, "", remedy))


def load_study(
    study: str | Path,
    *,
    settings: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Study:
    """Read study.yaml into frozen settings.

    Parameters
    ----------
    study
        Path of the file; a relative one is looked for here and in the folders above.
    settings
        Overrides by dotted key, or by the shorthands ``k``, ``seed`` and ``method``.
    environment
        Where ``${NAME}`` is looked up; the process's own by default.

    Raises
    ------
    InputError
        Every unknown key (with the nearest known one) and every wrong value, with its line.
    """
    path = find_study(study)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        place = f"byte {error.start}"
        raise InputError(Problem(str(study), place, "not UTF-8 text", "", "save it as UTF-8")) from error
    except OSError as error:
        raise InputError(
            Problem(str(study), "", error.strerror or "cannot be read", "", "check its permissions")
        ) from error
    return parse_study(text, path=path, settings=settings, environment=environment)


def parse_study(
    text: str,
    *,
    path: Path = Path("study.yaml"),
    settings: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Study:
    """Read the text of a study.yaml.

    Examples
    --------
    >>> study = parse_study("{name: coffee, survey: {source: a.csv}}", settings={"k": 4})
    >>> study.segments.k
    4
    >>> parse_study("{name: coffee, survey: {sauce: a.csv}}")
    Traceback (most recent call last):
    ...
    workbench.errors.InputError: study.yaml, line 1, key survey.source: is missing. Add it.
    study.yaml, line 1, key survey.sauce: unknown key 'sauce'; expected one of columns, customer, date_format, decimal, delimiter, duration, encoding, header, id, query, questions, sheet, source, table, variables or weight. Did you mean 'source'?
    """
    document = read_document(text, file=path.name, environment=environment)
    values = _overridden(document.values, settings or {})
    try:
        study = Study.model_validate(values)
    except ValidationError as error:
        raise InputError(_problems(error, document, settings or {})) from error
    study._path = path  # noqa: SLF001 - set once, here, where the file is known
    for section in ("survey", "purchases"):
        source = getattr(study, section)
        if source is not None and (written := document.unexpanded.get((section, "source"))):
            source._shown = written  # noqa: SLF001 - likewise: what the file says, before the environment
    return study


def _overridden(values: dict[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Copy `values` with the dotted keys of `settings` set."""
    result: dict[str, Any] = _copied(values)
    for name, value in settings.items():
        if value is None and name in SHORTHANDS:
            continue
        *parents, last = SHORTHANDS.get(name, name).split(".")
        if parents[:1] == ["only"]:  # a variable's own name may hold dots
            parents, last = ["only"], name.removeprefix("only.")
        level = result
        for parent in parents:
            below = level.get(parent)
            if not isinstance(below, dict):
                below = level[parent] = {}
            level = below
        level[last] = value
    return result


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    return value


def _problems(error: ValidationError, document: Document, settings: Mapping[str, Any]) -> list[Problem]:
    overridden = {SHORTHANDS.get(name, name) for name in settings}
    problems = []
    for fault in error.errors():
        key = _key_of(fault)
        dotted = ".".join(str(part) for part in key)
        if dotted in overridden:
            file, place = "parameters", f"-p {dotted}"
        else:
            file, place = document.file, document.place(key)
        problems.append(_problem(_without_secrets(fault, document.secrets), key, file, place))
    return list(dict.fromkeys(problems))


def _key_of(fault: Any) -> Key:
    """The key of the file that a fault is about; an unknown one may have any name."""
    *above, last = fault["loc"] or ("",)
    named = fault["type"] == "extra_forbidden" or (fault["loc"] and not _is_branch(last))
    return (*(part for part in above if not _is_branch(part)), *((last,) if named else ()))


def _is_branch(part: str | int) -> bool:
    """Pydantic names the tried branch of a union in the location; it is no key of the file."""
    return isinstance(part, str) and (part in {"str", "int", "float", "bool", "date"} or "[" in part)


def _problem(fault: Any, key: Key, file: str, place: str) -> Problem:
    kind, given = fault["type"], fault.get("input")
    if kind == "missing":
        return Problem(file, place, "is missing", "", "add it")
    if kind == "extra_forbidden":
        known = sorted(_known_keys(key[:-1]))
        name = str(key[-1])
        return Problem(file, place, f"unknown key {name!r}", f"one of {listed(known)}", nearest(name, known))
    if kind == "literal_error":
        expected = fault["ctx"]["expected"]
        choices = [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]
        return Problem(file, place, f"{given!r}", f"{expected}", nearest(str(given), choices))
    if kind in {"model_type", "dict_type"} and given is None:
        return Problem(file, place, "is empty", "keys below it", "fill it in or remove it")
    message = str(fault["msg"]).removeprefix("Value error, ")
    if kind == "value_error" and isinstance(given, dict):
        return Problem(file, place, message)
    expected = message[0].lower() + message[1:]
    expected = expected.removeprefix("input should be ").partition(", unable to parse")[0]
    remedy = "put it in quotes" if kind == "string_type" and not isinstance(given, (dict, list)) else ""
    return Problem(file, place, f"{given!r}", expected, remedy)


def _without_secrets(fault: Any, secrets: frozenset[str]) -> Any:
    """The fault with a value from the environment replaced: no message repeats one."""
    given = str(fault.get("input"))
    if any(secret in given for secret in secrets):
        message = "a value from the environment"
        return {**fault, "input": _Hidden(message), "msg": _hidden(str(fault["msg"]), secrets)}
    return fault


def _hidden(text: str, secrets: frozenset[str]) -> str:
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "…")
    return text


class _Hidden(str):
    """A text that shows itself without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _known_keys(key: Key) -> set[str]:
    """The keys that may stand at `key`, read off the settings classes."""
    annotation: Any = Study
    for part in key:
        annotation = _below(annotation, part)
    model = next(iter(_models(annotation)), None)
    if model is None:
        return set()
    return {field.alias or name for name, field in model.model_fields.items()}


def _below(annotation: Any, part: str | int) -> Any:
    for model in _models(annotation):
        for name, field in model.model_fields.items():
            if part in (name, field.alias):
                return field.annotation
    return annotation  # an index of a list, or a name in a mapping: same element type


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    origin = typing.get_origin(annotation)
    if origin in {typing.Union, types.UnionType, dict, tuple, list, typing.Annotated}:
        return [model for item in typing.get_args(annotation) for model in _models(item)]
    return []
