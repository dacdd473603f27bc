"""The parameters of a command line, checked before any kernel starts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, get_args, get_origin

import yaml

from workbench.config import Study, load_study
from workbench.config.reading import SHORTHANDS
from workbench.errors import InputError, Problem, listed, nearest
from workbench.runner.redaction import holds_password, is_address

ONLY = "only."
ADDRESSES = ("survey.source", "purchases.source", "personas.notes")
"""What may be the address of a database."""
LONGEST = 10_000
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[^\x00-\x1f\x7f]+)?")


def read_pairs(pairs: Iterable[str]) -> dict[str, str]:
    """Read ``KEY=VALUE`` words of a command line.

    Raises
    ------
    InputError
        A word without ``=``, or a key given twice.

    Examples
    --------
    >>> read_pairs(["k=5", "only.region=North = up"])
    {'k': '5', 'only.region': 'North = up'}
    >>> read_pairs(["k"])
    Traceback (most recent call last):
    ...
    workbench.errors.InputError: parameters, -p k: 'k'; expected KEY=VALUE, as in -p k=5.
    """
    values: dict[str, str] = {}
    problems = []
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            problems.append(Problem("parameters", f"-p {pair}", repr(pair), "KEY=VALUE, as in -p k=5"))
        elif name in values:
            problems.append(Problem("parameters", f"-p {name}", "is given twice", "", "keep one of them"))
        values[name] = value
    if problems:
        raise InputError(problems)
    return values


def typed(parameters: Mapping[str, str]) -> dict[str, Any]:
    """Turn texts into plain values by dotted key of study.yaml; nothing is known of their types yet.

    Where a key takes a list, ``[a, b]`` is one; an empty value takes the setting away; all others stay
    text, which the settings then turn into what their key needs: ``only.branch=007`` keeps its zeros.

    Raises
    ------
    InputError
        Every name that no parameter has, with the nearest one; a list that cannot be read; a password.

    Examples
    --------
    >>> typed({"k": "5", "segments.ipsatise": "[attitudes]", "segments.method": ""})
    {'segments.k': '5', 'segments.ipsatise': ['attitudes'], 'segments.method': None}
    >>> typed({"sead": "5"})
    Traceback (most recent call last):
    ...
    workbench.errors.InputError: parameters, -p sead: unknown parameter 'sead'; expected k, method, seed, only.VARIABLE or a dotted key of study.yaml. Did you mean 'seed'?
    """
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for name, text in parameters.items():
        problem = _named_wrongly(name) or _valued_wrongly(name, text)
        if problem:
            problems.append(problem)
            continue
        values[SHORTHANDS.get(name, name)] = _value(name, text)
    if problems:
        raise InputError(problems)
    return values


def check(study: Any, parameters: Mapping[str, str]) -> tuple[Study, dict[str, Any]]:
    """Read a study with parameters.

    Returns
    -------
    tuple
        The settings, and the parameters as JSON values of the right types by dotted key.

    Raises
    ------
    InputError
        Everything that is wrong with the study and the parameters.
    """
    values = typed(parameters)
    loaded = load_study(study, settings=values)
    return loaded, resolved(loaded, values)


def resolved(study: Study, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters as a study read them: JSON values of the right types, by dotted key."""
    plain = study.model_dump(mode="json", by_alias=True)
    return {name: _at(plain, name, value) for name, value in settings.items()}


def _named_wrongly(name: str) -> Problem | None:
    known = {*SHORTHANDS, *_dotted_keys()}
    top = name.split(".")[0]
    is_only = name.startswith(ONLY) and len(name) > len(ONLY)
    if _NAME.fullmatch(name) and (
        name in SHORTHANDS or is_only or (top in Study.model_fields and top != "only")
    ):
        return None
    shown = name if len(name) <= 60 else name[:57] + "…"
    expected = f"{listed([*sorted(SHORTHANDS), 'only.VARIABLE', 'a dotted key of study.yaml'])}"
    return Problem(
        "parameters", f"-p {shown}", f"unknown parameter {shown!r}", expected, nearest(name, known)
    )


def _valued_wrongly(name: str, text: str) -> Problem | None:
    place = f"-p {name}"
    if len(text) > LONGEST:
        return Problem("parameters", place, f"{len(text):,} characters", f"at most {LONGEST:,}")
    if "\x00" in text:
        return Problem("parameters", place, "a NUL character", "plain text")
    remedy = "put it into the environment and write ${NAME} in study.yaml"
    if holds_password(text):
        return Problem("parameters", place, "a URL with a password, which every run would record", "", remedy)
    if name in ADDRESSES and is_address(text):
        return Problem("parameters", place, "a database's URL, which every run would record", "", remedy)
    if _is_list(name) and text:
        try:
            items = yaml.safe_load(text)
        except yaml.YAMLError:
            items = None
        if not isinstance(items, list) or any(isinstance(item, (list, dict)) for item in items):
            return Problem("parameters", place, repr(text), "a list of plain values, as in [a, b]")
    return None


def _value(name: str, text: str) -> Any:
    if text == "":
        return None
    return yaml.safe_load(text) if _is_list(name) else text


def _is_list(name: str) -> bool:
    """Does a dotted key of study.yaml take a list of plain values?"""
    kinds: tuple[Any, ...] = (Study,)
    for part in SHORTHANDS.get(name, name).split("."):
        fields = [kind.model_fields[part] for kind in kinds if part in getattr(kind, "model_fields", {})]
        kinds = tuple(option for field in fields for option in _options(field.annotation))
    return any(get_origin(kind) is tuple for kind in kinds)


def _options(annotation: Any) -> tuple[Any, ...]:
    """The types of a union, or the one type."""
    return (annotation, *get_args(annotation)) if get_origin(annotation) is not tuple else (annotation,)


def _at(plain: Mapping[str, Any], name: str, given: Any) -> Any:
    """The value that a dotted key has in the settings once they are read."""
    if name.startswith(ONLY):
        return plain["only"][name.removeprefix(ONLY)]
    level: Any = plain
    for part in name.split("."):
        if not isinstance(level, Mapping) or part not in level:
            return given
        level = level[part]
    return level


def _dotted_keys() -> set[str]:
    """The top keys of study.yaml, and the keys one level below them."""
    from pydantic import BaseModel

    keys = set(Study.model_fields)
    for name, field in Study.model_fields.items():
        for option in _options(field.annotation):
            if isinstance(option, type) and issubclass(option, BaseModel):
                keys |= {f"{name}.{f.alias or below}" for below, f in option.model_fields.items()}
    return keys
