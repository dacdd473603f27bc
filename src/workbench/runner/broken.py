"""What a run that broke tells of this machine, taken out of its files: a traceback names folders."""

from __future__ import annotations

import json
from pathlib import Path

from workbench.artifacts import write_text
from workbench.artifacts.privacy import Private
from workbench.runner.shelf import EVENTS, MANIFEST


def hide_machine(folder: Path, private: Private) -> None:
    """Scrub the executed notebooks, run.json and events.jsonl of a run; files that tell nothing stay as they are.

    A notebook that was done before keeps its digest, so that the run can still be resumed.
    """
    for path in (*sorted((folder / "notebooks").glob("*.ipynb")), folder / MANIFEST):
        if path.is_file():
            said = json.loads(path.read_text(encoding="utf-8"))
            if (hidden := private.scrub_all(said)) != said:
                write_text(path, json.dumps(hidden, ensure_ascii=False, indent=1) + "\n")
    events = folder / EVENTS
    if events.is_file():
        lines = (json.loads(line) for line in events.read_text(encoding="utf-8").splitlines())
        write_text(
            events, "".join(json.dumps(private.scrub_all(line), ensure_ascii=False) + "\n" for line in lines)
        )
