"""How each attack is graded: through the runner that the app and the command use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from graded import grade_source

Attack = Callable[..., dict[str, Any]]

# Shorter than the real limits, so that the suite is quick; each is a field of Limits.
QUICK = {"import_s": 2.0, "call_s": 1.0, "exercise_s": 12.0}


def processes() -> set[int]:
    return {int(name) for name in os.listdir("/proc") if name.isdigit()}


@pytest.fixture
def attack(tmp_path: Path) -> Iterator[Attack]:
    """Grade a source; afterwards no process that it started may be left."""

    def run(exercise: str, source: str, **options: Any) -> dict[str, Any]:
        return grade_source(exercise, source, tmp_path, **{**QUICK, **options})

    yield run
    left = [pid for pid in processes() if _mentions(pid, "playground/worker")]
    assert not left, f"processes left behind: {left}"


def _mentions(pid: int, text: str) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, ValueError):
        return False
    return text.encode() in command and parent == 1
