"""What a command says: results on stdout, progress and errors on stderr, never a traceback for bad input."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workbench.errors import InputError, WorkbenchError

TRACEBACK = "WORKBENCH_TRACEBACK"


def say(text: str) -> None:
    """One result, one line."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def tell(text: str) -> None:
    """Something on the way, for people."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def say_json(value: Any) -> None:
    """One result for machines, on one line."""
    say(json.dumps(value, ensure_ascii=False, default=str))


def shown(path: Path) -> str:
    """A path as a person would type it from here.

    Examples
    --------
    >>> shown(Path.cwd() / "reports" / "coffee").replace(os.sep, "/")
    'reports/coffee'
    """
    try:
        return str(path.resolve().relative_to(Path.cwd().resolve()))
    except ValueError:
        return str(path)


def error_record(error: WorkbenchError) -> dict[str, Any]:
    """An error as JSON: exit code, message, and for bad input each problem.

    Examples
    --------
    >>> from workbench.errors import Problem
    >>> error_record(InputError(Problem("a.csv", "row 3", "'x'", "a number")))["error"]["problems"][0]["place"]
    'row 3'
    """
    record: dict[str, Any] = {"exit": error.exit_code, "message": str(error)}
    if isinstance(error, InputError):
        names = ("file", "place", "found", "expected", "remedy")
        record["problems"] = [{name: getattr(p, name) for name in names} for p in error.problems]
    return {"error": record}


def guarded(work: Callable[[], object], *, as_json: bool = False) -> int:
    """Do the work of a command and turn what goes wrong into words and an exit code.

    A fault of ours says so, and where it is when the environment holds ``WORKBENCH_TRACEBACK=1``.
    """
    from workbench.runner.redaction import Redaction

    hide = Redaction().text
    try:
        work()
    except WorkbenchError as error:
        if as_json:
            say(hide(json.dumps(error_record(error), ensure_ascii=False)))
        else:
            tell(hide(f"error: {error}"))
        return error.exit_code
    except BrokenPipeError:
        # whoever read our lines has gone; there is nobody to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        tell(hide(f"error: a fault of the program: {type(error).__name__}: {error}"))
        tell(f"Please report it with what {TRACEBACK}=1 prints.")
        return 1
    return 0
