"""Fixtures: where the real official texts are, when they are there at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def shared_folder() -> Path | None:
    """Return the folder with real law, gold and tools (CTLAW_SHARED, or ../shared), or None."""
    folder = Path(os.environ.get("CTLAW_SHARED") or ROOT.parent / "shared")
    return folder if (folder / "law" / "manifest.csv").is_file() else None


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = shared_folder()
    if folder is None:
        pytest.skip("no real law here: set CTLAW_SHARED, or lay it beside the clone as ../shared")
    return folder


@pytest.fixture(scope="session")
def law(shared: Path) -> Path:
    return shared / "law"
