"""The ES modules of a widget as the one file that a notebook front end can load.

A front end imports a widget's code from memory, where one module cannot import another. The sources are
plain ES modules; here each imported one becomes a function that returns what it exports, in the order in
which they need each other.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
_IMPORT = re.compile(r'^import (?P<names>\{[^}]*\}) from "(?P<path>[^"]+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (?P<name>\w+))", re.MULTILINE)


@cache
def bundled(entry: str) -> str:
    """One script of an entry module and everything it imports.

    Parameters
    ----------
    entry
        Path below ``static``; its ``export default`` stays.

    Examples
    --------
    >>> script = bundled("explorer/explorer.js")
    >>> script.count("\\nimport "), script.count("export default")
    (0, 1)
    """
    modules: dict[Path, str] = {}
    _gather((STATIC / entry).resolve(), modules, is_entry=True)
    return "\n".join(modules.values())


@cache
def styles(*names: str) -> str:
    """Style sheets below ``static``, one after the other."""
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in names)


def _gather(path: Path, modules: dict[Path, str], *, is_entry: bool = False) -> None:
    source = path.read_text(encoding="utf-8")
    for match in _IMPORT.finditer(source):
        needed = (path.parent / match["path"]).resolve()
        if needed not in modules:
            _gather(needed, modules)
    body = _IMPORT.sub(lambda match: f"const {match['names']} = {_variable(match['path'])};", source)
    if is_entry:
        modules[path] = body
        return
    exported = ", ".join(match["name"] for match in _EXPORT.finditer(body))
    modules[path] = (
        f"const {_variable(path.name)} = (() => {{\n{_EXPORT.sub('', body)}\nreturn {{ {exported} }};\n}})();"
    )


def _variable(path: str) -> str:
    """File names are unique within a widget, so they can name the modules."""
    return f"module_{Path(path).stem}"
