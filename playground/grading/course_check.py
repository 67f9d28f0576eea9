"""Hold the course's files against each other: what `playground course check` finds.

The course is data in many files that must agree: course.toml, a stub, a solution and
a hidden suite for each exercise, pages and their labs. Each rule yields findings; a
course without one can be given to a learner.
"""

from __future__ import annotations

import ast
import doctest
import multiprocessing
import signal
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playground import resources
from playground.course.catalog import Course, CourseError, Exercise, load_course, parse_course
from playground.grading.page_check import check_pages

Tell = Callable[[int, int], None]
Grade = Callable[[Exercise, Path], Mapping[str, Any]]

FEWEST_HINTS = 2
PROCESSES = 2
_PACKAGE_FILE = "__init__.py"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One mistake in the course: where it is, and what is wrong there."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of a course: `course` has course.toml and lessons/ in it."""

    course: Path
    exercises: Path
    solutions: Path
    hidden: Path

    @classmethod
    def shipped(cls) -> Places:
        """Return the folders of the course that ships with the package."""
        return cls(
            resources.course_dir(),
            resources.exercises_dir(),
            resources.solutions_dir(),
            resources.hidden_tests_dir(),
        )

    def folders(self) -> Iterator[tuple[str, Path, str]]:
        """Yield (name, folder, beginning of its files' names) for each folder of files."""
        yield "exercises", self.exercises, ""
        yield "solutions", self.solutions, ""
        yield "tests/hidden", self.hidden, "test_"


def check_course(
    places: Places, tell: Tell | None = None, grade: Grade | None = None
) -> list[Finding]:
    """Return every finding, sorted by where it is.

    Every stub and every solution is graded, in other processes, against the hidden
    suites that ship with the package; `grade` takes their place. `tell` hears how many
    of them are done, and of how many.
    """
    file = places.course / "course.toml"
    try:
        course = parse_course(file.read_text("utf-8"), "course.toml")
    except (OSError, UnicodeError) as error:
        return [Finding("course.toml", f"it cannot be read ({error})")]
    except CourseError as error:
        where, _, what = str(error).partition(": ")
        return [Finding(where, what)]
    findings = [Finding(where, what) for where, what in _check_strays(course, places)]
    graded: list[Exercise] = []
    for exercise in course.exercises():
        found = list(_check_exercise(exercise, places))
        findings += [Finding(where, what) for where, what in found]
        if all(path.is_file() for path in _files(exercise, places)):
            graded.append(exercise)
    findings += [Finding(*found) for found in check_pages(course, places.course / "lessons")]
    findings += [Finding(*found) for found in _check_grades(graded, places, tell, grade)]
    return sorted(set(findings))


# -- files ----------------------------------------------------------------------


def _files(exercise: Exercise, places: Places) -> list[Path]:
    name = exercise.file.name
    return [folder / exercise.lesson / f"{begin}{name}" for _, folder, begin in places.folders()]


def _check_strays(course: Course, places: Places) -> Iterator[tuple[str, str]]:
    for name, folder, begin in places.folders():
        known = {
            Path(exercise.lesson, f"{begin}{exercise.file.name}") for exercise in course.exercises()
        }
        for path in sorted(known):
            if not (folder / path).is_file():
                yield f"{name}/{path}", "it is missing"
        packages = {Path(_PACKAGE_FILE), *(path.parent / _PACKAGE_FILE for path in known)}
        for file in sorted(folder.rglob("*")):
            path = file.relative_to(folder)
            if "__pycache__" in path.parts or path in known | packages:
                continue
            if not (file.is_dir() and any(path in each.parents for each in known)):
                yield f"{name}/{path}", "it belongs to no exercise"


# -- stubs and solutions --------------------------------------------------------


def _check_exercise(exercise: Exercise, places: Places) -> Iterator[tuple[str, str]]:
    if len(exercise.hints) < FEWEST_HINTS:
        count = len(exercise.hints)
        yield f"course.toml, {exercise.name}", f"{count} hints: expected {FEWEST_HINTS} or more"
    for number, hint in enumerate(exercise.hints, start=1):
        if not hint.strip():
            yield f"course.toml, {exercise.name}", f"hint {number} is empty"
    if not exercise.functions:
        yield f"course.toml, {exercise.name}", "it names no function"
    trees = {}
    stub, solution, _ = _files(exercise, places)
    for name, file in (("exercises", stub), ("solutions", solution)):
        if not file.is_file():
            continue  # told by _check_strays
        try:
            trees[name] = ast.parse(file.read_bytes(), str(file))
        except (SyntaxError, ValueError) as error:
            yield f"{name}/{exercise.file}", f"it is no Python file ({error})"
    for name, tree in trees.items():
        for function in exercise.functions:
            if function not in _functions(tree):
                yield f"{name}/{exercise.file}", f"{function} is not defined"
    if len(trees) == 2:
        yield from _compare(exercise, trees["exercises"], trees["solutions"])
    if "solutions" in trees:
        yield from _check_examples(exercise, solution)


def _functions(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def _compare(
    exercise: Exercise, stub: ast.Module, solution: ast.Module
) -> Iterator[tuple[str, str]]:
    where = f"exercises/{exercise.file}"
    if not ast.get_docstring(stub):
        yield where, "the file has no docstring"
    if ast.get_docstring(stub) != ast.get_docstring(solution):
        yield where, "the file's docstring is not that of the solution"
    theirs = _functions(solution)
    for name, function in _functions(stub).items():
        if name not in theirs:
            # The solution may have helpers of its own; a stub has what is asked for.
            yield where, f"{name} is not in the solution"
            continue
        if _signature(function) != _signature(theirs[name]):
            yield (
                where,
                f"{name} is {_signature(function)}, in the solution {_signature(theirs[name])}",
            )
        if not ast.get_docstring(function):
            yield where, f"{name} has no docstring"
        elif ast.get_docstring(function) != ast.get_docstring(theirs[name]):
            yield where, f"the docstring of {name} is not that of the solution"


def _signature(function: ast.FunctionDef) -> str:
    returns = f" -> {ast.unparse(function.returns)}" if function.returns else ""
    return f"({ast.unparse(function.args)}){returns}"


def _check_examples(exercise: Exercise, solution: Path) -> Iterator[tuple[str, str]]:
    """Run the examples in a solution's docstrings."""
    where = f"solutions/{exercise.file}"
    module = types.ModuleType(exercise.id)
    try:
        exec(compile(solution.read_bytes(), str(solution), "exec"), module.__dict__)
    except Exception as error:  # noqa: BLE001 - whatever it raises is the finding
        yield where, f"it cannot be loaded ({type(error).__name__}: {error})"
        return
    runner = _ExampleRunner(verbose=False)
    with_examples = set()
    for test in doctest.DocTestFinder().find(module, exercise.id):
        if test.examples:
            with_examples.add(test.name.rpartition(".")[2])
            runner.run(test, out=_silent)
    for name, what in runner.failures_found:
        yield where, f"{name.partition('.')[2] or 'the file'}: {what}"
    for function in exercise.functions:
        if function in module.__dict__ and function not in with_examples:
            yield where, f"{function} has no example in its docstring"


def _silent(text: str) -> None:
    """Take what doctest would print: the findings say it."""


class _ExampleRunner(doctest.DocTestRunner):
    """Keeps the failures of examples as sentences."""

    def __init__(self, verbose: bool) -> None:
        super().__init__(verbose=verbose)
        self.failures_found: list[tuple[str, str]] = []

    def report_failure(
        self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str
    ) -> None:
        """Keep an example whose result is not the one written."""
        said = f"the example {example.source.strip()} gives {got.strip() or 'nothing'}"
        self.failures_found.append((test.name, f"{said}, written is {example.want.strip()}"))

    def report_unexpected_exception(
        self, out: Any, test: doctest.DocTest, example: doctest.Example, exc_info: Any
    ) -> None:
        """Keep an example that raised what it does not say."""
        said = f"the example {example.source.strip()} raises {exc_info[0].__name__}"
        self.failures_found.append((test.name, f"{said}: {exc_info[1]}"))


# -- grades ---------------------------------------------------------------------


def _check_grades(
    exercises: Sequence[Exercise], places: Places, tell: Tell | None, grade: Grade | None
) -> Iterator[tuple[str, str]]:
    jobs = []
    for exercise in exercises:
        stub, solution, _ = _files(exercise, places)
        jobs += [(exercise, stub), (exercise, solution)]
    results = {}
    run = _grade_here(jobs, grade) if grade is not None else _grade_in_processes(jobs)
    for done, (job, result) in enumerate(run, start=1):
        results[job] = result
        if tell is not None:
            tell(done, len(jobs))
    for exercise in exercises:
        stub, solution, _ = _files(exercise, places)
        yield from _check_stub(exercise, results[exercise, stub])
        yield from _check_solution(exercise, results[exercise, solution])
        yield from _check_suite(exercise, results[exercise, solution]["tests"])


Job = tuple[Exercise, Path]


def _grade_here(jobs: Sequence[Job], grade: Grade) -> Iterator[tuple[Job, Mapping[str, Any]]]:
    for job in jobs:
        yield job, grade(*job)


def _grade_in_processes(jobs: Sequence[Job]) -> Iterator[tuple[Job, Mapping[str, Any]]]:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(PROCESSES, context, initializer=_leave_ctrl_c_to_the_parent)
    try:
        waiting = {
            pool.submit(_grade_by_name, exercise.name, file): (exercise, file)
            for exercise, file in jobs
        }
        for future in as_completed(waiting):
            yield waiting[future], future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _leave_ctrl_c_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _grade_by_name(name: str, file: Path) -> Mapping[str, Any]:
    from playground.grading.runner import grade

    return grade(load_course().exercise(name), file)


def _check_stub(exercise: Exercise, result: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    where = f"exercises/{exercise.file}"
    if result["score"] != 0:
        yield where, f"the stub earns {result['score']} points: expected 0"
    if result["status"] != "not_started":
        yield where, f"the stub is told as {result['status']}: expected not_started"


def _check_solution(exercise: Exercise, result: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    where = f"solutions/{exercise.file}"
    if result["status"] != "passed" or result["score"] != exercise.points:
        said = f"the solution is told as {result['status']}"
        yield where, f"{said} with {result['score']} of {exercise.points} points"
    if result["status"] == "error" and result.get("message"):
        yield where, " ".join(result["message"].split())
    for test in result["tests"]:
        if test["status"] not in ("passed", "error"):
            message = test["message"].partition("\n")[0]
            yield where, f"{test['name']} {test['status']}: {message}"


def _check_suite(
    exercise: Exercise, tests: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    where = f"tests/hidden/{exercise.lesson}/test_{exercise.id}.py"
    points = sum(test["max_points"] for test in tests)
    if points != exercise.points:
        yield where, f"its tests have {points} points in all: course.toml says {exercise.points}"
    for test in tests:
        # A test without a docstring is called by its name.
        if test["title"].strip() in ("", test["name"]):
            yield where, f"{test['name']} has no title: expected a docstring"
        if test["max_points"] < 1:
            yield where, f"{test['name']} has no points"
