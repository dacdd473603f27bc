"""YAML text → plain values that remember their lines."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from workbench.errors import InputError, Problem

MAX_BYTES = 2_000_000
MAX_NODES = 200_000
MAX_DEPTH = 100
"""Levels of lists and mappings; the parser itself would overflow its stack at some thousands."""

LONGEST_PLAIN = 100
"""Characters of a number, date or truth value; more would only be there to keep the reader busy."""

_VARIABLE = re.compile(r"\$?\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_PLAIN_TAGS = {"map", "seq", "str", "int", "float", "bool", "null", "timestamp"}

Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML document as plain values, with the line of every key.

    `secrets` holds the values that came from the environment, so that no output repeats them;
    `unexpanded` the texts of the keys they stand in, as the file has them.
    """

    file: str
    values: dict[str, Any]
    lines: Mapping[Key, int] = field(default_factory=dict)
    secrets: frozenset[str] = frozenset()
    unexpanded: Mapping[Key, str] = field(default_factory=dict)

    def place(self, key: Key) -> str:
        """Name a key with its line, or the line of the nearest parent that has one."""
        dotted = ".".join(str(part) for part in key)
        for size in range(len(key), -1, -1):
            if key[:size] in self.lines:
                return f"line {self.lines[key[:size]]}, key {dotted}" if dotted else "line 1"
        return f"key {dotted}" if dotted else ""


def read_document(text: str, *, file: str, environment: Mapping[str, str] | None = None) -> Document:
    """Read YAML text: safe, without code, each key once, ``${NAME}`` from the environment.

    ``$${NAME}`` stands for the text ``${NAME}`` itself.

    Raises
    ------
    InputError
        With the line of each fault: not YAML, a repeated key, a cycle, an unset variable.

    Examples
    --------
    >>> read_document("name: coffee", file="study.yaml").values
    {'name': 'coffee'}
    >>> read_document("a: 1\\na: 2", file="study.yaml")
    Traceback (most recent call last):
    ...
    workbench.errors.InputError: study.yaml, line 2, key a: the key is given twice. Keep one of them.
    """
    environment = os.environ if environment is None else environment
    if len(text) > MAX_BYTES:
        raise InputError(
            Problem(file, "", f"{len(text):,} characters", f"at most {MAX_BYTES:,}", "shorten it")
        )
    try:
        _refuse_depth(text, file)
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        found = " ".join(filter(None, (error.context, error.problem)))
        raise InputError(
            Problem(file, place, f"not YAML: {found}", "", "check indentation, colons and quotes")
        ) from error
    except yaml.YAMLError as error:
        raise InputError(
            Problem(file, "", f"not YAML: {' '.join(str(error).split())}", "", "save it as UTF-8")
        ) from error
    reader = _Reader(file, environment)
    values = reader.value(root, ()) if root is not None else {}
    if root is not None and not isinstance(values, dict):
        reader.complain(root, (), f"{type(values).__name__}", "keys and values such as 'name: coffee'")
    if reader.problems:
        raise InputError(reader.problems)
    return Document(file, values, reader.lines, frozenset(reader.secrets), reader.unexpanded)


def _refuse_depth(text: str, file: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            line = event.start_mark.line + 1 if event.start_mark else 1
            place, found = f"line {line}", f"more than {MAX_DEPTH} levels"
            raise InputError(Problem(file, place, found, "", "write it flatter"))


class _Reader:
    """Walks the nodes once and gathers values, lines, secrets and problems."""

    def __init__(self, file: str, environment: Mapping[str, str]) -> None:
        self.file = file
        self.environment = environment
        self.lines: dict[Key, int] = {}
        self.secrets: set[str] = set()
        self.unexpanded: dict[Key, str] = {}
        self.problems: list[Problem] = []
        self._open: set[int] = set()
        self._nodes = 0
        self._scalars = yaml.constructor.SafeConstructor()

    def complain(self, node: yaml.Node, key: Key, found: str, expected: str = "", remedy: str = "") -> None:
        line = node.start_mark.line + 1
        dotted = ".".join(str(part) for part in key)
        place = f"line {line}, key {dotted}" if dotted else f"line {line}"
        self.problems.append(Problem(self.file, place, found, expected, remedy))

    def value(self, node: yaml.Node, key: Key) -> Any:
        self.lines.setdefault(key, node.start_mark.line + 1)
        self._nodes += 1
        if self._nodes > MAX_NODES:
            if self._nodes == MAX_NODES + 1:
                self.complain(node, key, f"more than {MAX_NODES:,} values", "", "remove repeated aliases")
            return None
        if id(node) in self._open:
            self.complain(node, key, "an alias that contains itself", "", "write the value out")
            return None
        if node.tag.removeprefix("tag:yaml.org,2002:") not in _PLAIN_TAGS:
            self.complain(node, key, f"the tag {node.tag!r}", "plain values only", "remove the tag")
            return None
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.MappingNode):
                return self._mapping(node, key)
            if isinstance(node, yaml.SequenceNode):
                return [self.value(item, (*key, index)) for index, item in enumerate(node.value)]
            return self._scalar(node, key)
        finally:
            self._open.discard(id(node))

    def _mapping(self, node: yaml.MappingNode, key: Key) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name_node, value_node in node.value:
            name = str(name_node.value) if isinstance(name_node, yaml.ScalarNode) else None
            if name is None:
                self.complain(name_node, key, "a list or mapping as a key", "a plain name")
                continue
            place = (*key, name)
            if name in values:
                self.complain(name_node, place, "the key is given twice", "", "keep one of them")
                continue
            self.lines[place] = name_node.start_mark.line + 1
            values[name] = self.value(value_node, place)
        return values

    def _scalar(self, node: yaml.Node, key: Key) -> Any:
        tag = node.tag.removeprefix("tag:yaml.org,2002:")
        if tag == "str":
            return self._expanded(node, key)
        if len(node.value) > LONGEST_PLAIN:
            found, expected = f"{len(node.value):,} characters", f"a valid {tag} of at most {LONGEST_PLAIN}"
            self.complain(node, key, found, expected)
            return None
        try:
            # a YAML 1.1 timestamp may be no date at all (2026-13-45)
            return self._scalars.construct_object(node)
        except (ValueError, OverflowError, yaml.YAMLError):
            self.complain(node, key, repr(node.value), f"a valid {tag}")
            return None

    def _expanded(self, node: yaml.Node, key: Key) -> str:
        def replace(match: re.Match[str]) -> str:
            if match[0].startswith("$$"):
                return match[0][1:]
            self.unexpanded[key] = str(node.value)
            value = self.environment.get(match[1])
            if value is None:
                self.complain(
                    node,
                    key,
                    f"the environment has no variable {match[1]!r}",
                    "",
                    f"set it before the command: export {match[1]}=…",
                )
                return ""
            if value:
                self.secrets.add(value)
            return value

        return _VARIABLE.sub(replace, str(node.value))
