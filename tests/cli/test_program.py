"""The command as its own process: what it imports, signals, terminals, real grading."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from child_process import environment

from playground.course.catalog import load_course
from playground.workspace import Workspace

TREE = "huffman/tree"
PROGRAM = [sys.executable, "-m", "playground"]


@pytest.fixture
def own(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "own")


def write(own: Workspace, exercise: str, text: str) -> None:
    own.write(load_course().exercise(exercise), text)


def run(folder: Path, *words: str, code: str | None = None) -> subprocess.CompletedProcess[str]:
    command = PROGRAM if code is None else [sys.executable, "-c", code]
    return subprocess.run(
        [*command, "--dir", str(folder), *words],
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


WITH_MODULES = """
import sys
from playground.cli import main
code = main()
heavy = {"numpy", "textual", "pytest", "tensorflow", "hypothesis", "playground.grading"}
print("heavy:", sorted(heavy & set(sys.modules)))
sys.exit(code)
"""


@pytest.mark.parametrize(
    "words", [["--version"], ["--help"], ["check", "--help"], ["list"], ["lesson", "huffman"]]
)
def test_quick_commands_import_nothing_heavy(own: Workspace, words: list[str]):
    done = run(own.root, *words, code=WITH_MODULES)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "heavy: []"


def test_a_stub_and_a_solution_for_real(own: Workspace):
    """The result of the grader is what comes out, and nothing else on stdout."""
    exercise = load_course().exercise(TREE)
    stub = run(own.root, "check", TREE, "--json")
    assert stub.returncode == 1, stub.stderr
    found = json.loads(stub.stdout)
    assert (found["exercise"], found["status"], found["score"]) == (TREE, "not_started", 0)
    write(own, TREE, exercise.solution.read_text("utf-8"))
    passed = run(own.root, "check", TREE, "--json")
    assert passed.returncode == 0, passed.stderr
    found = json.loads(passed.stdout)
    assert (found["status"], found["score"]) == ("passed", exercise.points)
    with own.store() as store:
        assert [attempt.status for attempt in store.attempts(TREE)] == ["not_started", "passed"]
        assert store.attempts(TREE)[1].result == found


def test_the_doctor_for_real(own: Workspace):
    done = run(own.root, "doctor")
    assert done.returncode == 0, done.stdout
    assert "the solution of huffman/frequencies passed in" in done.stdout


# The real runner, interrupted as ctrl-c would after its first test.
INTERRUPTED = """
import os, signal, sys
from playground.grading import runner
real = runner.grade
def grade(exercise, file, on_event):
    def interrupt(event):
        if event["event"] == "test":
            os.kill(os.getpid(), signal.SIGINT)
        on_event(event)
    return real(exercise, file, interrupt)
runner.grade = grade
from playground.cli import main
sys.exit(main())
"""


def test_ctrl_c_in_a_check(own: Workspace):
    write(own, TREE, load_course().exercise(TREE).solution.read_text("utf-8"))
    done = run(own.root, "check", TREE, code=INTERRUPTED)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "interrupted\n"
    with own.store() as store:
        assert store.attempts(TREE) == []


FAKE_GRADER = """
import os, signal, sys
from playground.grading import runner
def grade(exercise, file, on_event):
    status = "passed" if "right" in file.read_text() else "failed"
    return {"exercise": exercise.name, "status": status, "score": 0, "max_score": 15,
            "confinement": "confined", "duration_s": 0.0, "message": "", "tests": []}
runner.grade = grade
"""
MAIN = "from playground.cli import main\nsys.exit(main())\n"


def test_kill_9_while_the_verdict_is_shown_loses_no_attempt(own: Workspace):
    killed = "import playground.cli.report as r\ndef report(*args):\n"
    killed += "    os.kill(os.getpid(), signal.SIGKILL)\nr.report = report\n"
    write(own, TREE, "right")
    done = run(own.root, "check", TREE, code=FAKE_GRADER + killed + MAIN)
    assert done.returncode == -signal.SIGKILL
    with own.store() as store:
        assert [attempt.code for attempt in store.attempts(TREE)] == ["right"]


@pytest.mark.parametrize("polling", [False, True])
def test_watch_grades_on_every_save(own: Workspace, polling: bool):
    write(own, TREE, "wrong")
    names = ["check", "--watch", "--json"]
    watching = subprocess.Popen(
        [sys.executable, "-c", FAKE_GRADER + MAIN, "--dir", str(own.root), *names],
        env={**environment(), **({"WATCHFILES_FORCE_POLLING": "1"} if polling else {})},
        stdout=subprocess.PIPE,
        text=True,
    )
    with watching:
        assert watching.stdout is not None

        def heard() -> tuple[str, str]:
            result = json.loads(watching.stdout.readline())
            return result["exercise"], result["status"]

        assert heard() == (TREE, "failed")
        # Not begun before, and written in place as some editors do.
        own.file(load_course().exercise("huffman/codes")).write_text("right")
        assert heard() == ("huffman/codes", "passed")
        write(own, TREE, "right")
        assert heard() == (TREE, "passed")
        watching.send_signal(signal.SIGINT)
        assert watching.wait(30) == 0
    with own.store() as store:
        assert [attempt.status for attempt in store.attempts(TREE)] == ["failed", "passed"]


def test_watch_ends_with_1_where_the_last_state_is_not_passed(own: Workspace):
    write(own, TREE, "wrong")
    command = [sys.executable, "-c", FAKE_GRADER + MAIN, "--dir", str(own.root)]
    with subprocess.Popen(
        [*command, "check", TREE, "--watch"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as watching:
        assert watching.stderr is not None
        assert "Watching huffman/tree.py" in watching.stderr.readline()
        watching.send_signal(signal.SIGINT)
        assert watching.wait(30) == 1
        assert "Traceback" not in watching.stderr.read()


def on_terminal(folder: Path, *words: str, **changes: str) -> str:
    """Return what the program writes to a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*PROGRAM, "--dir", str(folder), *words],
        env={**environment(), "TERM": "xterm-256color", **changes},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as child:
        os.close(theirs)
        said = b""
        try:
            while chunk := os.read(ours, 65536):
                said += chunk
        except OSError:  # how Linux tells that the other end is closed
            pass
        finally:
            os.close(ours)
        assert child.wait(30) == 0
    return said.decode()


def test_colour_is_for_terminals_that_want_it(own: Workspace):
    assert "\x1b[" in on_terminal(own.root, "list")
    assert "\x1b" not in on_terminal(own.root, "list", NO_COLOR="1")
    assert "\x1b" not in run(own.root, "list").stdout


def test_a_terminal_without_the_signs_shows_words(own: Workspace):
    with own.store() as store:
        store.record_attempt(TREE, "", {"status": "passed", "score": 15, "max_score": 15}, "cli")
    done = subprocess.run(
        [*PROGRAM, "--dir", str(own.root), "list"],
        env={**environment(), "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        encoding="latin-1",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    line = next(line for line in done.stdout.splitlines() if TREE in line)
    assert line.startswith("   ? huffman/tree")
    assert line.endswith("passed")


def test_a_reader_that_goes_away_is_no_traceback(own: Workspace):
    command = f"{sys.executable} -m playground --dir {own.root} lesson huffman | head -1"
    done = subprocess.run(
        ["bash", "-c", command],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == "Huffman coding\n"
    assert done.stderr == ""


def test_the_module_is_the_program():
    done = run(Path(), "--version")
    assert done.returncode == 0
    assert done.stdout.startswith("playground, version ")
