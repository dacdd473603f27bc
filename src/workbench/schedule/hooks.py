"""Telling others of a run: a command or a webhook that is given its run.json.

Hooks of a study file are run only when the command line says so: a study file is data.
"""

from __future__ import annotations

import http.client
import json
import shlex
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.config import HookSettings
from workbench.config.settings import DURATION
from workbench.errors import InputError, Problem

SECONDS = 30
MARGIN = 1.0
"""Seconds beyond its limit that a hook may take to be ended."""

_IN_SECONDS = {"s": 1, "m": 60, "h": 3600}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one hook; `problem` is empty when it went well."""

    occasion: str
    problem: str = ""

    @property
    def sentence(self) -> str:
        return f"hook {self.occasion}: {self.problem or 'told'}"


def due_hooks(settings: HookSettings, run: Mapping[str, Any], *, drifted: bool = False) -> dict[str, str]:
    """Choose the hooks that a run calls for.

    Parameters
    ----------
    run
        The run.json.
    drifted
        Did a variable drift beyond what the study allows?

    Examples
    --------
    >>> settings = HookSettings(success="a", failure="b", longer_than={"10m": "c"})
    >>> due_hooks(settings, {"status": "done", "seconds": 601})
    {'success': 'a', 'longer_than 10m': 'c'}
    >>> due_hooks(settings, {"status": "failed", "seconds": 5})
    {'failure': 'b'}
    """
    wanted = {
        "success": settings.success if run["status"] == "done" else None,
        "failure": settings.failure if run["status"] != "done" else None,
        "drift": settings.drift if drifted else None,
    }
    seconds = run.get("seconds") or 0
    for limit, action in settings.longer_than.items():
        wanted[f"longer_than {limit}"] = action if seconds > duration(limit) else None
    return {occasion: action for occasion, action in wanted.items() if action}


def duration(text: str) -> float:
    """Seconds of a duration such as ``90s``, ``10m`` or ``1.5h``.

    Raises
    ------
    InputError
        When it is none.

    Examples
    --------
    >>> duration("1.5h")
    5400.0
    """
    match = DURATION.fullmatch(text.strip())
    if match is None:
        raise InputError(Problem("study.yaml", "key hooks.longer_than", repr(text), "90s, 10m or 2h"))
    return float(match[1]) * _IN_SECONDS[match[2]]


def tell_hooks(
    hooks: Mapping[str, str], run: Mapping[str, Any], *, seconds: float = SECONDS
) -> list[Outcome]:
    """Run each hook; one that fails is told and changes nothing.

    Examples
    --------
    >>> tell_hooks({"success": "false"}, {"id": "r1"})[0].sentence
    'hook success: ended with exit code 1'
    """
    content = json.dumps(run, ensure_ascii=False).encode()
    return [Outcome(occasion, _told(action, content, seconds)) for occasion, action in hooks.items()]


def _told(action: str, content: bytes, seconds: float) -> str:
    """Do one hook in a thread of its own: whatever it does, after `seconds` the run goes on without it."""
    problems: list[str] = []
    act = _post if action.startswith(("http://", "https://")) else _started
    thread = threading.Thread(
        target=lambda: problems.append(act(action, content, seconds)), name="hook", daemon=True
    )
    thread.start()
    thread.join(seconds + MARGIN)
    return problems[0] if problems else f"took longer than {seconds:g} s"


def _started(action: str, content: bytes, seconds: float) -> str:
    try:
        words = shlex.split(action)
        # no shell: what the study says is one program with its words; nobody reads what it prints, so that a
        # program it leaves running holds nothing up
        done = subprocess.run(  # noqa: S603
            words, input=content, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=seconds,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"took longer than {seconds:g} s"
    except (OSError, ValueError, IndexError) as error:
        return f"could not be started: {error}"
    return f"ended with exit code {done.returncode}" if done.returncode else ""


def _post(url: str, content: bytes, seconds: float) -> str:
    try:
        request = urllib.request.Request(url, data=content, headers={"Content-Type": "application/json"})  # noqa: S310 - http(s) was checked
        with urllib.request.urlopen(request, timeout=seconds):  # noqa: S310
            return ""
    except urllib.error.HTTPError as error:
        with error:
            return f"was answered with {error.code}"
    except TimeoutError:
        return f"took longer than {seconds:g} s"
    except OSError as error:
        return f"could not be reached: {getattr(error, 'reason', error)}"
    except (
        ValueError,
        http.client.HTTPException,
    ) as error:  # no address, or no answer of the web: not repeated
        return f"could not be reached: {type(error).__name__}"
