"""A workspace on the disk for each test of the app, and a grader that a test can steer."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from stand_in_grader import Grader

from playground.grading import background
from playground.workspace import Workspace


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Return a folder with a short path: pytest's own do not fit on a screen of 80 columns."""
    with tempfile.TemporaryDirectory(prefix="play-") as folder:
        yield Path(folder)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Return a new workspace."""
    return Workspace.create(tmp_path / "learner")


@pytest.fixture
def grader(monkeypatch: pytest.MonkeyPatch) -> Grader:
    """Put a grader in place that says what the test wants."""
    stand_in = Grader()
    monkeypatch.setattr(background, "grade_in_background", stand_in)
    return stand_in
