"""What tests share: where the public data are, and a browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("WORKBENCH_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data sets beside the checkout; tests say that they are skipped without it."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip(f"the public data sets are not beside the checkout ({folder.name}/ is missing)")
    return folder
