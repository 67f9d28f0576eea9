"""Grade a piece of source as the app does: in a child process, and read its result."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

MODES = pytest.mark.parametrize("confined", [True, False], ids=["confined", "unconfined"])
ROOT = Path(__file__).resolve().parents[2]

# The limits and the confinement are the tests' to choose; all else is the real runner.
DRIVER = """
import json, sys
from pathlib import Path
from playground.course.catalog import load_course
from playground.grading import runner, sandbox
from playground.grading.limits import Limits
exercise, file, confined, limits = json.loads(sys.argv[1])
confinement = None if confined else sandbox.Confinement(None, "asked for by a test")
result = runner.grade(
    load_course().exercise(exercise), Path(file), None, confinement, Limits(**limits)
)
print("\\n" + json.dumps(result))
"""


def grade_file(
    exercise: str,
    file: Path,
    confined: bool = True,
    cwd: Path | None = None,
    timeout: float = 100,
    **limits: float,
) -> dict[str, Any]:
    """Return the result of one file; `limits` are fields of grading.limits.Limits."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", DRIVER, json.dumps([exercise, str(file), confined, limits])],
        capture_output=True,
        text=True,
        timeout=timeout,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def grade_source(exercise: str, source: str, folder: Path, **options: Any) -> dict[str, Any]:
    """Write the source to a file in `folder`, named as the exercise asks, and grade it."""
    file = folder / f"{exercise.rpartition('/')[2]}.py"
    file.write_text(source, "utf-8")
    return grade_file(exercise, file, **options)


def solution(exercise: str) -> str:
    """Return the source of the reference solution."""
    return (ROOT / "solutions" / f"{exercise}.py").read_text("utf-8")
