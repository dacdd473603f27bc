"""What a run was made with: libraries, code, commit."""

from __future__ import annotations

import hashlib
import platform
import re
import subprocess
import sys
from functools import cache
from importlib import metadata
from pathlib import Path

DISTRIBUTION = "persona-workbench"
ABOVE_NOTEBOOKS = frozenset({"cli", "runner", "schedule", "sample", "site"})
"""Rooms that no notebook can import: a change in them leaves its results as they are."""

PACKAGE = Path(__file__).resolve().parents[1]


def versions() -> dict[str, str]:
    """The versions of Python, this project and what it stands on, by name."""
    names = {DISTRIBUTION}
    for requirement in metadata.requires(DISTRIBUTION) or ():
        name, _, condition = requirement.partition(";")
        if "extra" not in condition:
            names.add(re.split(r"[^A-Za-z0-9._-]", name, maxsplit=1)[0])
    found = {"python": platform.python_version()}
    for name in sorted(names, key=str.lower):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue  # not installed in this environment; what is missing cannot have been used
    return found


@cache
def libraries() -> str:
    """A digest of everything that is installed, from the names of its records."""
    records = {sys.version}
    for folder in map(Path, sys.path):
        if folder.is_dir():
            records |= {record.name for record in folder.glob("*.dist-info")}
    return hashlib.sha256("\n".join(sorted(records)).encode()).hexdigest()


@cache
def code() -> dict[str, str]:
    """A digest of each part of our own code: what notebooks can import, and what makes pages."""
    parts = {"code": hashlib.sha256(), "pages": hashlib.sha256()}
    for path in sorted(PACKAGE.rglob("*")):
        relative = path.relative_to(PACKAGE)
        if path.is_file() and "__pycache__" not in relative.parts and relative.parts[0] != "_notebooks":
            room = relative.parts[0].removesuffix(".py")
            part = "pages" if room == "site" else "code" if room not in ABOVE_NOTEBOOKS else ""
            if part:
                parts[part].update(relative.as_posix().encode() + b"\0" + path.read_bytes())
    return {name: total.hexdigest() for name, total in parts.items()}


def commit(folder: Path) -> str | None:
    """The git commit of the study's folder, ``+`` when files differ from it; None without git."""

    def git(*words: str) -> str | None:
        command = ["git", "-C", str(folder), *words]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)  # noqa: S603 - our own words
        except (OSError, subprocess.SubprocessError):
            return None
        return done.stdout.strip()

    head = git("rev-parse", "HEAD")
    changed = git("status", "--porcelain", "--untracked-files=no") if head else None
    return f"{head}+" if changed else head
