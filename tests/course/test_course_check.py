"""`playground course check`: the course that ships is sound, and each rule finds its breach."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from child_process import environment

from playground.course.catalog import Exercise
from playground.grading.course_check import Places, check_course

COURSE = """
[course]
id = "small"
title = "Small"

[[lesson]]
id = "one"
title = "One"
idea = "The first."
lab = "huffman"

[[lesson.exercise]]
id = "double"
title = "Double"
functions = ["double"]
points = 3
requires = []
hints = ["What is x + x?", "Return x + x."]

[[lesson]]
id = "later"
title = "Later"
idea = "The second."
coming = true
"""
STUB = '''"""Double a number."""


def double(x: int) -> int:
    """Return x twice.

    >>> double(2)
    4
    """
    raise NotImplementedError("double is yours to write")
'''
SOLUTION = STUB.replace('raise NotImplementedError("double is yours to write")', "return x + x")
SUITE = '''"""Hidden suite of one/double."""

from playground.grading.testing import check, points
from solutions.one.double import double


@points(2)
def test_small(learner):
    """A small number is doubled."""
    check.equal(learner.double(3), double(3))


@points(1)
def test_zero(learner):
    """Zero stays zero."""
    check.equal(learner.double(0), 0)
'''
PAGE = "# Title\n\nText.\n"


class Small:
    """A sound course of one exercise, which a test then breaks."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.places = Places(
            root / "course", root / "exercises", root / "solutions", root / "tests" / "hidden"
        )
        self.write("course/course.toml", COURSE)
        self.write("exercises/one/double.py", STUB)
        self.write("solutions/one/double.py", SOLUTION)
        self.write("tests/hidden/one/test_double.py", SUITE)
        for name in ("exercises", "exercises/one", "solutions", "solutions/one"):
            self.write(f"{name}/__init__.py", "")
        for number in range(1, 13):
            self.write(f"course/lessons/one/{number:02}-page.md", PAGE)
        self.write("course/lessons/one/04-page.md", PAGE + "\nNow write `one/double`.\n")

    def write(self, name: str, text: str) -> None:
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.root / name).read_text("utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def findings(self, grade: Callable[[Exercise, Path], dict[str, Any]]) -> list[str]:
        return [str(finding) for finding in check_course(self.places, grade=grade)]


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path)


def graded(exercise: Exercise, file: Path) -> dict[str, Any]:
    """Stand in for the grader: the stub has not begun, the solution has everything."""
    right = "solutions" in file.parts
    tests = [
        {
            "name": name,
            "title": title,
            "max_points": points,
            "points": points if right else 0,
            "status": "passed" if right else "failed",
            "message": "" if right else "not started: double",
        }
        for name, title, points in (("test_small", "Small.", 2), ("test_zero", "Zero.", 1))
    ]
    score = sum(test["points"] for test in tests)
    status = "passed" if right else "not_started"
    return {"status": status, "score": score, "message": "", "tests": tests}


def test_a_sound_course_has_no_findings(small: Small):
    assert small.findings(graded) == []
    # What Python leaves behind is no stray file.
    small.write("exercises/one/__pycache__/double.cpython-311.pyc", "")
    assert small.findings(graded) == []


STUB_FILE = "exercises/one/double.py"
SOLUTION_FILE = "solutions/one/double.py"
TOML = "course/course.toml"
LESSON = "course/lessons/one"

BREACHES: dict[str, tuple[Callable[[Small], object], str]] = {
    "a course that is no TOML": (
        lambda c: c.write(TOML, "["),
        "course.toml: ",
    ),
    "a circle": (
        lambda c: c.change(TOML, "requires = []", 'requires = ["one/double"]'),
        "course.toml: prerequisites in a circle",
    ),
    "too few hints": (
        lambda c: c.change(TOML, ', "Return x + x."', ""),
        "course.toml, one/double: 1 hints: expected 2 or more",
    ),
    "an empty hint": (
        lambda c: c.change(TOML, "Return x + x.", " "),
        "course.toml, one/double: hint 2 is empty",
    ),
    "no function": (
        lambda c: c.change(TOML, 'functions = ["double"]', "functions = []"),
        "course.toml, one/double: it names no function",
    ),
    "a missing stub": (
        lambda c: (c.root / STUB_FILE).unlink(),
        "exercises/one/double.py: it is missing",
    ),
    "a missing solution": (
        lambda c: (c.root / SOLUTION_FILE).unlink(),
        "solutions/one/double.py: it is missing",
    ),
    "a missing suite": (
        lambda c: (c.root / "tests/hidden/one/test_double.py").unlink(),
        "tests/hidden/one/test_double.py: it is missing",
    ),
    "a stray stub": (
        lambda c: c.write("exercises/one/triple.py", STUB),
        "exercises/one/triple.py: it belongs to no exercise",
    ),
    "a stray folder": (
        lambda c: (c.root / "solutions/two").mkdir(),
        "solutions/two: it belongs to no exercise",
    ),
    "a stray suite": (
        lambda c: c.write("tests/hidden/test_double.py", SUITE),
        "tests/hidden/test_double.py: it belongs to no exercise",
    ),
    "a stub that is no Python": (
        lambda c: c.write(STUB_FILE, "def ("),
        "exercises/one/double.py: it is no Python file",
    ),
    "a function that is not in the stub": (
        lambda c: c.change(STUB_FILE, "def double", "def twice"),
        "exercises/one/double.py: double is not defined",
    ),
    "a function that is not in the solution": (
        lambda c: c.change(SOLUTION_FILE, "def double", "def twice"),
        "solutions/one/double.py: double is not defined",
    ),
    "another signature": (
        lambda c: c.change(STUB_FILE, "x: int", "y: int"),
        "exercises/one/double.py: double is (y: int) -> int, in the solution (x: int) -> int",
    ),
    "another docstring": (
        lambda c: c.change(STUB_FILE, "Return x twice.", "Return x again."),
        "exercises/one/double.py: the docstring of double is not that of the solution",
    ),
    "another docstring of the file": (
        lambda c: c.change(STUB_FILE, "Double a number.", "Double it."),
        "exercises/one/double.py: the file's docstring is not that of the solution",
    ),
    "a wrong example": (
        lambda c: [c.change(f, "    4\n", "    5\n") for f in (STUB_FILE, SOLUTION_FILE)],
        "solutions/one/double.py: double: the example double(2) gives 4, written is 5",
    ),
    "an example that raises": (
        lambda c: c.change(SOLUTION_FILE, "return x + x", "return x / 0"),
        "solutions/one/double.py: double: the example double(2) raises ZeroDivisionError",
    ),
    "no example": (
        lambda c: [c.change(f, ">>> double(2)", "") for f in (STUB_FILE, SOLUTION_FILE)],
        "solutions/one/double.py: double has no example in its docstring",
    ),
    "a solution that cannot be loaded": (
        lambda c: c.change(SOLUTION_FILE, "def double", "import nowhere\n\n\ndef double"),
        "solutions/one/double.py: it cannot be loaded (ModuleNotFoundError",
    ),
    "too few pages": (
        lambda c: (c.root / LESSON / "12-page.md").unlink(),
        "lessons/one: 11 pages: expected 12 to 18",
    ),
    "too many pages": (
        lambda c: [c.write(f"{LESSON}/{n}-page.md", PAGE) for n in range(13, 20)],
        "lessons/one: 19 pages: expected 12 to 18",
    ),
    "a number left out": (
        lambda c: (c.root / LESSON / "12-page.md").rename(c.root / LESSON / "13-page.md"),
        "lessons/one: its pages are numbered",
    ),
    "a file that is no page": (
        lambda c: c.write(f"{LESSON}/notes.txt", ""),
        "lessons/one/notes.txt: expected pages only",
    ),
    "a folder that is no lesson": (
        lambda c: c.write("course/lessons/two/01-page.md", PAGE),
        "lessons/two: it belongs to no lesson",
    ),
    "a page that does not parse": (
        lambda c: c.write(f"{LESSON}/05-page.md", "Text.\n"),
        "lessons/one/05-page.md: page 05-page: expected it to begin",
    ),
    "a long page": (
        lambda c: c.write(f"{LESSON}/05-page.md", PAGE + "Text.\n" * 57),
        "lessons/one/05-page.md: 60 lines: expected 59 at most",
    ),
    "a wide figure": (
        lambda c: c.write(f"{LESSON}/05-page.md", f"{PAGE}\n```text\n{'─' * 55}\n```\n"),
        "lessons/one/05-page.md: a figure's line of 55 columns",
    ),
    "a wide figure in an answer": (
        lambda c: c.write(
            f"{LESSON}/05-page.md", f"{PAGE}\n<!-- answer -->\n```\n{'中' * 28}\n```\n"
        ),
        "lessons/one/05-page.md: a figure's line of 56 columns",
    ),
    "an open fence": (
        lambda c: c.write(f"{LESSON}/05-page.md", PAGE + "\n```text\nx\n"),
        "lessons/one/05-page.md: a fence ``` is not closed",
    ),
    "a lab that does not know the setting": (
        lambda c: c.write(f"{LESSON}/05-page.md", "<!-- lab: colour=red -->\n" + PAGE),
        "lessons/one/05-page.md: its lab does not take these settings: ",
    ),
    "a lab that is not there": (
        lambda c: [
            c.change(TOML, 'lab = "huffman"', 'lab = "none"'),
            c.write(f"{LESSON}/05-page.md", "<!-- lab: view=tree -->\n" + PAGE),
        ],
        "lessons/one/05-page.md: its lab does not take these settings: there is no lab 'none'",
    ),
    "a lab where the lesson has none": (
        lambda c: [
            c.change(TOML, 'lab = "huffman"', ""),
            c.write(f"{LESSON}/05-page.md", "<!-- lab: view=tree -->\n" + PAGE),
        ],
        "lessons/one/05-page.md: it sets a lab, but its lesson has none",
    ),
    "an exercise that no page mentions": (
        lambda c: c.write(f"{LESSON}/04-page.md", PAGE),
        "lessons/one: no page mentions the exercise one/double",
    ),
}


@pytest.mark.parametrize(("breach", "said"), BREACHES.values(), ids=BREACHES)
def test_each_breach_is_found(small: Small, breach: Callable[[Small], object], said: str):
    breach(small)
    findings = small.findings(graded)
    assert any(finding.startswith(said) for finding in findings), findings
    # The breach is found, not everything else with it.
    assert len(findings) <= 3


def test_what_is_just_within_the_limits_is_fine(small: Small):
    page = f"{PAGE}\n```text\n{'─' * 54}\n{'中' * 27}\ne{chr(0x301)}{'x' * 53}\n```\n"
    small.write(f"{LESSON}/05-page.md", page)
    small.write(f"{LESSON}/06-page.md", PAGE + "Text.\n" * 56)
    assert small.findings(graded) == []


def test_what_the_grader_says_is_told(small: Small):
    def wrong(exercise: Exercise, file: Path) -> dict[str, Any]:
        result = graded(exercise, file)
        if "exercises" in file.parts:
            return {**result, "status": "failed", "score": 1}
        tests = [
            {**result["tests"][0], "status": "failed", "message": "Not 6.\nline"},
            {**result["tests"][1], "title": "test_zero", "max_points": 0},
        ]
        return {**result, "status": "failed", "score": 0, "tests": tests}

    assert small.findings(wrong) == [
        "exercises/one/double.py: the stub earns 1 points: expected 0",
        "exercises/one/double.py: the stub is told as failed: expected not_started",
        "solutions/one/double.py: test_small failed: Not 6.",
        "solutions/one/double.py: the solution is told as failed with 0 of 3 points",
        "tests/hidden/one/test_double.py: its tests have 2 points in all: course.toml says 3",
        "tests/hidden/one/test_double.py: test_zero has no points",
        "tests/hidden/one/test_double.py: test_zero has no title: expected a docstring",
    ]


def test_progress_is_told(small: Small):
    heard: list[tuple[int, int]] = []
    check_course(small.places, lambda done, count: heard.append((done, count)), graded)
    assert heard == [(1, 2), (2, 2)]


# In a process of its own: a course in another place, and the real grader.
REAL = """
import json, sys
from pathlib import Path
from playground import resources
from playground.grading.course_check import Places, check_course
from playground.grading.runner import grade
resources.ROOT = root = Path(sys.argv[1])
places = Places(root / "course", root / "exercises", root / "solutions", root / "tests" / "hidden")
print(json.dumps([str(finding) for finding in check_course(places, grade=grade)]))
"""


def for_real(small: Small) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", REAL, str(small.root)],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    findings: list[str] = json.loads(done.stdout)
    return findings


def test_a_sound_course_for_real(small: Small):
    assert for_real(small) == []


def test_a_broken_course_for_real(small: Small):
    # The stub gives the answer away, the solution is wrong for zero, and a test has
    # neither points nor a title.
    small.change(STUB_FILE, 'raise NotImplementedError("double is yours to write")', "return 0")
    small.change(SOLUTION_FILE, "return x + x", "return x + x or 1")
    small.change("tests/hidden/one/test_double.py", '    """Zero stays zero."""\n', "")
    small.change("tests/hidden/one/test_double.py", "@points(2)\n", "")
    findings = for_real(small)
    for said in (
        "exercises/one/double.py: the stub earns 1 points: expected 0",
        "exercises/one/double.py: the stub is told as failed: expected not_started",
        "solutions/one/double.py: test_zero failed: ",
        "solutions/one/double.py: the solution is told as failed with 0 of 3 points",
        "tests/hidden/one/test_double.py: its tests have 1 points in all: course.toml says 3",
        "tests/hidden/one/test_double.py: test_small has no points",
        "tests/hidden/one/test_double.py: test_zero has no title: expected a docstring",
    ):
        assert any(finding.startswith(said) for finding in findings), (said, findings)


def test_the_course_that_ships_is_sound():
    done = subprocess.run(
        [sys.executable, "-m", "playground", "course", "check"],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.stdout == "The course is sound.\n"
    assert done.stderr == ""
    assert done.returncode == 0
