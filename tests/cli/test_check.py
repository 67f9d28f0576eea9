"""`playground check`: what is graded, recorded, shown, and with which exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from playground.cli import program
from playground.cli.report import report
from playground.course.catalog import Exercise, load_course
from playground.grading import runner
from playground.workspace import Workspace

TREE = "huffman/tree"
CODES = "huffman/codes"


def outcome(status: str, title: str = "A test.", **texts: Any) -> dict[str, Any]:
    points = 2 if status == "passed" else 0
    texts = {"message": "", "call": "", "got": "", "expected": "", "output": "", **texts}
    return {
        "name": "test_it",
        "title": title,
        "status": status,
        "points": points,
        "max_points": 2,
        "visibility": "visible",
        **texts,
    }


def result(exercise: str, status: str, *tests: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "exercise": exercise,
        "status": status,
        "score": sum(test["points"] for test in tests),
        "max_score": sum(test["max_points"] for test in tests) or 15,
        "confinement": "confined",
        "duration_s": 0.5,
        "message": "",
        "tests": list(tests),
        **more,
    }


class Grader:
    """Stands in for the grader: a file that says `pass` passes, `begin` is not started."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []
        self.confinement = "confined"

    def grade(
        self, exercise: Exercise, file: Path, on_event: Callable[[dict[str, Any]], None]
    ) -> dict[str, Any]:
        text = file.read_text() if file.is_file() else "absent"
        self.calls.append((exercise.name, text))
        on_event({"event": "collected", "tests": []})
        status = {"pass": "passed", "begin": "not_started"}.get(text, "failed")
        test = outcome("passed" if status == "passed" else "failed")
        on_event({"event": "test", "index": 0, "count": 1, "test": test})
        return result(exercise.name, status, test, confinement=self.confinement)


@pytest.fixture
def grader(monkeypatch: pytest.MonkeyPatch) -> Grader:
    grader = Grader()
    monkeypatch.setattr(runner, "grade", grader.grade)
    return grader


@pytest.fixture
def own(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "own")


def write(own: Workspace, exercise: str, text: str) -> None:
    own.write(load_course().exercise(exercise), text)


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(program, ["--dir", str(folder), "check", *words])


def recorded(own: Workspace, exercise: str) -> list[str]:
    with own.store() as store:
        return [attempt.code for attempt in store.attempts(exercise)]


def test_a_passed_exercise(own: Workspace, grader: Grader):
    write(own, TREE, "pass")
    result = run(own.root, TREE)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"✓ {TREE}, Build the tree: passed, 2 of 2 points\n")
    assert result.stderr == ""
    assert recorded(own, TREE) == ["pass"]


def test_a_failed_exercise(own: Workspace, grader: Grader):
    write(own, TREE, "wrong")
    result = run(own.root, TREE)
    assert result.exit_code == 1
    assert result.stdout.startswith(f"✗ {TREE}, Build the tree: failed, 0 of 2 points\n")
    assert recorded(own, TREE) == ["wrong"]


def test_an_exercise_not_started(own: Workspace, grader: Grader):
    write(own, TREE, "begin")
    result = run(own.root, TREE)
    assert result.exit_code == 1
    assert "not started" in result.stdout
    assert "Write build_tree in huffman/tree.py" in result.stdout


def test_without_names_all_that_was_begun(own: Workspace, grader: Grader):
    write(own, CODES, "wrong")
    write(own, TREE, "pass")
    result = run(own.root)
    assert result.exit_code == 1
    assert grader.calls == [(TREE, "pass"), (CODES, "wrong")]
    assert result.stdout.endswith("1 of 2 exercises passed, 2 of 4 points\n")
    write(own, CODES, "pass")
    assert run(own.root).exit_code == 0


def test_without_names_and_nothing_begun(own: Workspace, grader: Grader):
    result = run(own.root)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "begun no exercise" in result.stderr
    assert "playground check huffman/frequencies" in result.stderr
    assert grader.calls == []
    assert json.loads(run(own.root, "--json").stdout) == []


def test_a_name_given_twice_is_graded_once(own: Workspace, grader: Grader):
    run(own.root, "tree", "codes", "./huffman/tree.py")
    assert [name for name, _ in grader.calls] == [TREE, CODES]


def test_json_is_an_object_for_one_and_an_array_for_several(own: Workspace, grader: Grader):
    write(own, TREE, "pass")
    one = run(own.root, TREE, "--json")
    assert one.exit_code == 0
    assert json.loads(one.stdout)["exercise"] == TREE
    two = run(own.root, TREE, CODES, "--json")
    assert two.exit_code == 1
    assert [entry["exercise"] for entry in json.loads(two.stdout)] == [TREE, CODES]
    begun = run(own.root, "--json")
    assert [entry["exercise"] for entry in json.loads(begun.stdout)] == [TREE]
    assert one.stderr == two.stderr == begun.stderr == ""


def test_a_file_needs_no_workspace(tmp_path: Path, grader: Grader):
    (tmp_path / "mine.py").write_text("pass")
    result = run(tmp_path, TREE, "--file", str(tmp_path / "mine.py"))
    assert result.exit_code == 0
    assert grader.calls == [(TREE, "pass")]
    assert list(tmp_path.iterdir()) == [tmp_path / "mine.py"]


def test_a_file_from_elsewhere_is_not_recorded(own: Workspace, tmp_path: Path, grader: Grader):
    (tmp_path / "mine.py").write_text("pass")
    assert run(own.root, TREE, "--file", str(tmp_path / "mine.py")).exit_code == 0
    assert recorded(own, TREE) == []


def test_a_file_that_is_a_link_is_followed(tmp_path: Path, grader: Grader):
    (tmp_path / "mine.py").write_text("pass")
    (tmp_path / "link.py").symlink_to("mine.py")
    assert run(tmp_path, TREE, "--file", str(tmp_path / "link.py")).exit_code == 0


@pytest.mark.parametrize("names", [(), (TREE, CODES)])
def test_a_file_is_for_one_exercise(tmp_path: Path, grader: Grader, names: tuple[str, ...]):
    (tmp_path / "mine.py").write_text("pass")
    result = run(tmp_path, *names, "--file", str(tmp_path / "mine.py"))
    assert result.exit_code == 2
    assert "name the one exercise" in result.stderr


def test_a_file_that_is_not_there(tmp_path: Path, grader: Grader):
    result = run(tmp_path, TREE, "--file", str(tmp_path / "none.py"))
    assert result.exit_code == 2
    assert "none.py" in result.stderr
    assert grader.calls == []


def test_what_is_graded_is_what_is_recorded(own: Workspace, monkeypatch: pytest.MonkeyPatch):
    def grade(exercise: Exercise, file: Path, on_event: object) -> dict[str, Any]:
        # The learner saves while the grader runs.
        write(own, TREE, "saved later")
        assert file.read_text() == "as it was"
        assert file.name == "tree.py"
        return result(TREE, "failed", outcome("failed"))

    monkeypatch.setattr(runner, "grade", grade)
    write(own, TREE, "as it was")
    run(own.root, TREE)
    assert recorded(own, TREE) == ["as it was"]


def test_the_attempt_is_recorded_before_it_is_shown(
    own: Workspace, grader: Grader, monkeypatch: pytest.MonkeyPatch
):
    def fail(*args: object) -> list[str]:
        assert recorded(own, TREE) == ["pass"]
        raise BrokenPipeError

    monkeypatch.setattr("playground.cli.report.report", fail)
    write(own, TREE, "pass")
    run(own.root, TREE)
    assert recorded(own, TREE) == ["pass"]


def test_progress_that_cannot_be_kept_is_told_and_the_verdict_shown(own: Workspace, grader: Grader):
    own.database.mkdir()
    write(own, TREE, "pass")
    result = run(own.root, TREE)
    assert result.exit_code == 0
    assert "attempts are not recorded" in result.stderr
    assert "passed, 2 of 2 points" in result.stdout


def test_a_damaged_progress_file_is_told(own: Workspace, grader: Grader):
    own.database.write_bytes(b"x" * 5000)
    write(own, TREE, "pass")
    result = run(own.root, TREE)
    assert result.exit_code == 0
    assert "progress.damaged-1.db" in result.stderr
    assert recorded(own, TREE) == ["pass"]


def test_unconfined_is_said_once(own: Workspace, grader: Grader):
    grader.confinement = "unconfined"
    result = run(own.root, TREE, CODES)
    assert result.stderr.count("without a sandbox") == 1
    assert run(own.root, TREE, CODES, "--json").stderr == ""


# -- the words ------------------------------------------------------------------


def told(*tests: dict[str, Any], status: str = "failed", **more: Any) -> str:
    exercise = load_course().exercise(TREE)
    lines = report(exercise, result(TREE, status, *tests, **more), "huffman/tree.py")
    return click.unstyle("\n".join(lines))


def test_the_first_failure_is_told_in_full():
    text = told(
        outcome("passed", "Fine."),
        outcome(
            "failed",
            "The book's letters.",
            message="It costs 794 bits. Take the two lightest.\n  tree.py:3 in f: x",
            call="build_tree({'a': 1})",
            got="'a'\n'b'",
            expected="a tree",
            output="one\ntwo\n",
        ),
        outcome("timeout", "Quick.", message="It took more than 5 s."),
        outcome("skipped", "Later.", message="skipped because “Fine.” did not pass"),
        outcome("failed", "Another.", message="not started: code_table"),
        outcome("error", "Ours.", message="a fault of the grader"),
    )
    assert "✗ The book's letters.\n    It costs 794 bits. Take the two lightest." in text
    assert "\n      tree.py:3 in f: x\n" in text
    assert "    called    build_tree({'a': 1})\n" in text
    assert "    returned  'a'\n              'b'\n" in text
    assert "    expected  a tree\n" in text
    assert "    your code printed\n      one\n      two" in text
    lines = text.splitlines()
    states = [
        line.split()[1] for line in lines[2:] if line[:4].strip() in ("✓", "✗", "·", "↷", "!")
    ]
    assert states[:6] == ["passed", "failed", "too", "skipped", "not", "error"]
    assert any("It took more than 5 s." in line for line in lines)
    assert any("skipped because “Fine.” did not pass" in line for line in lines)
    # Told in full below, the first failure has no second line above.
    assert text.count("It costs 794 bits") == 1


def test_long_output_is_cut():
    output = "".join(f"line {number}\n" for number in range(100))
    text = told(outcome("failed", message="Wrong.", output=output))
    assert "line 19" in text
    assert "line 20" not in text
    assert "(80 more lines)" in text


def test_an_error_is_told_with_its_sentence():
    message = "tree.py cannot be loaded: SyntaxError.\n  tree.py:3 in <module>: def"
    text = told(outcome("error", message=message), status="error", message=message)
    assert text.startswith("! huffman/tree, Build the tree: error, 0 of 2 points\n")
    assert text.count("cannot be loaded") == 1
    assert "\n    tree.py:3 in <module>: def" in text
    assert "came to no verdict" in told(status="error")


def test_every_line_but_values_fits_the_width():
    text = told(outcome("failed", message="words " * 60))
    assert max(map(len, text.splitlines())) <= 82
