"""What must not leave this machine in a page or a notebook copy: paths, people's accounts, secrets."""

from __future__ import annotations

import getpass
import os
import re
import socket
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATABASE = "[database]"
SECRET = "[withheld]"  # noqa: S105 (the word that stands for one)
MACHINE = "[machine]"
PERSON = "[user]"

# A url with credentials, or one that names a database; what follows it up to white space or a quote.
_URL = re.compile(
    r"\b(?:(?:postgres(?:ql)?|mysql|mariadb|mssql|oracle|snowflake|redshift|bigquery|clickhouse|trino|presto"
    r"|databricks|duckdb|sqlite|spark|mongodb)(?:\+\w+)?://|[a-z][a-z0-9+.-]*://[^\s/@'\"<>]*:[^\s/@'\"<>]*@)"
    r"[^\s'\"<>\\]*",
    re.IGNORECASE,
)
# An absolute path is known by its first folder; a bare "/a/b" may as well be a ratio or a category.
_PATH = re.compile(
    r"(?<![\w/.:~\]-])(?:file://)?/(?:home|Users|root|tmp|var|opt|mnt|usr|media|private|srv|etc|work|workspaces?"
    r"|builds?|app|data|Volumes|nix|run|proc|dev/shm)(?:/[^\s/'\"<>\\:;,()|*?&]+)+/?"
)
_WINDOWS = re.compile(r"(?<!\w)[A-Za-z]:(?:\\\\?|/)(?:[^\s\\/'\"<>|:*?]+(?:\\\\?|/))*[^\s\\/'\"<>|:*?]*")
_PASSWORD = re.compile(r"://[^\s/:@]*:([^\s/@]{4,})@")
_SECRET_NAME = re.compile(r"TOKEN|SECRET|PASS|KEY|CREDENTIAL|AUTH|DSN|URL|URI|COOKIE|SESSION", re.IGNORECASE)
_HARMLESS = re.compile(
    r"^(LANG(UAGE)?|LC_\w+|TZ|TERM(_PROGRAM(_VERSION)?)?|COLORTERM|SHLVL|_|PYTEST_\w+|PYTHON(HASHSEED|WARNINGS)|"
    r"\w+_NUM_THREADS|MPLBACKEND|DEBIAN_FRONTEND)$"
)
# Accounts and machines of this name say nothing about anybody; the words mean other things in a report.
_COMMON = frozenset(
    [
        "root",
        "user",
        "users",
        "admin",
        "administrator",
        "jovyan",
        "runner",
        "ubuntu",
        "debian",
        "python",
        "docker",
        "node",
        "guest",
        "test",
        "nobody",
        "default",
        "localhost",
        "local",
        "computer",
        "desktop",
        "laptop",
        "server",
        "host",
        "machine",
        "analyst",
        "research",
        "data",
        "work",
        "home",
    ]
)


@dataclass(frozen=True, slots=True)
class Private:
    """The values of this machine that no page and no notebook copy may hold.

    Attributes
    ----------
    folders
        Absolute folders and what stands for each, the longest first.
    words
        Account and machine names, replaced where they stand as whole words.
    secrets
        Values of the environment.

    Examples
    --------
    >>> private = Private(folders=(("/srv/coffee/", ""),), words=(("mmuster", PERSON),), secrets=("s3cret-value",))
    >>> private.scrub("mmuster read /srv/coffee/data/survey.csv with s3cret-value")
    '[user] read data/survey.csv with [withheld]'
    >>> private.scrub("postgresql://ada:pw@db.example/notes failed in /home/ada/x/notes.py, line 3")
    '[database] failed in …/notes.py, line 3'
    """

    folders: tuple[tuple[str, str], ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    secrets: tuple[str, ...] = ()

    def scrub(self, text: str) -> str:
        """Return `text` with every private value replaced by a word that stands for it."""
        for secret in self.secrets:
            text = text.replace(secret, SECRET)
        text = _URL.sub(DATABASE, text)
        for folder, stand_in in self.folders:
            text = text.replace(folder, stand_in)
        text = _PATH.sub(_last_part, text)
        text = _WINDOWS.sub(_last_part, text)
        for word, stand_in in self.words:
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", stand_in, text)
        return text

    def scrub_all(self, value: Any) -> Any:
        """Scrub every text within lists and mappings (a notebook, a run.json), keys left as they are."""
        if isinstance(value, str):
            return self.scrub(value)
        if isinstance(value, Mapping):
            return {
                key: item if key == "bdata" else self.scrub_all(item)  # base64 of numbers
                for key, item in value.items()
            }
        if isinstance(value, (list, tuple)):
            return [self.scrub_all(item) for item in value]
        return value

    def found(self, text: str) -> tuple[str, ...]:
        """What a reader of `text` could learn of this machine; empty when there is nothing.

        Examples
        --------
        >>> Private().found("see /home/ada/study.yaml")
        ('an absolute path (/home/ada/study.yaml)',)
        """
        hits = [f"an absolute path ({match.group()})" for match in _PATH.finditer(text)]
        hits += [f"an absolute path ({match.group()})" for match in _WINDOWS.finditer(text)]
        hits += ["a database address" for _ in _URL.finditer(text)]
        hits += ["an absolute path" for folder, _ in self.folders if folder in text]
        hits += ["a value of the environment" for secret in self.secrets if secret in text]
        hits += [
            "the name of an account or a machine"
            for word, _ in self.words
            if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)
        ]
        return tuple(dict.fromkeys(hits))


def private_values(
    *folders: Path,
    environment: Mapping[str, str] | None = None,
    public: Iterable[str] = (),
) -> Private:
    """Collect what is private on this machine.

    Parameters
    ----------
    *folders
        The study's and the run's folders: what lies in them is shown relative to them.
    environment
        By default the environment of this process.
    public
        Texts that may be shown although the environment holds them too: the study's name and title.
    """
    environment = os.environ if environment is None else environment
    shown = set(public)
    known = {_absolute(folder): "" for folder in folders}
    known |= {_absolute(Path(folder)): "…" for folder in (sys.prefix, sys.base_prefix, tempfile.gettempdir())}
    known[_absolute(Path.home())] = "~"
    spelled = {
        f"{folder}{end}": f"{stand_in}{end}" if stand_in else "" if end else "."
        for folder, stand_in in known.items()
        for end in ("/", "")
        if len(folder) > 1
    }
    secrets = {value for name, value in environment.items() if _is_secret(name, value, shown)}
    secrets |= {match[1] for value in environment.values() if (match := _PASSWORD.search(value))}
    return Private(
        folders=tuple(sorted(spelled.items(), key=lambda pair: -len(pair[0]))),
        words=tuple((word, label) for word, label in _names() if word not in shown),
        secrets=tuple(sorted(secrets, key=len, reverse=True)),
    )


def _names() -> list[tuple[str, str]]:
    try:
        account = getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container's user without a name
        account = ""
    host = socket.gethostname()
    names = [(account, PERSON), (host, MACHINE), (host.split(".")[0], MACHINE)]
    return [
        (name, label)
        for name, label in dict.fromkeys(names)
        if len(name) >= 4 and name.lower() not in _COMMON
    ]


def _is_secret(name: str, value: str, public: set[str]) -> bool:
    """A value long enough to be recognised; plain words are left alone unless their name says secret."""
    if len(value) < 8 or _HARMLESS.match(name) or value in public:
        return False
    if re.fullmatch(r"(/[^/:;]+)+/?", value):  # one path: known by its form
        return False
    return bool(_SECRET_NAME.search(name)) or not re.fullmatch(r"[A-Za-z]+|[\d.:-]+", value)


def _absolute(folder: Path) -> str:
    return str(folder.expanduser().resolve()).rstrip("/\\")


def _last_part(match: re.Match[str]) -> str:
    last = re.split(r"[\\/]+", match.group().rstrip("/\\"))[-1]
    return f"…/{last}"
