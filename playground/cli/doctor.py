"""`playground doctor`: what the program needs, and whether it is here."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import click

from playground import __version__
from playground.cli.common import STATES, find_workspace

OLDEST_PYTHON = (3, 11)
NEWEST_PYTHON = (3, 13)
SMALLEST_TERMINAL = (80, 24)
# The distributions that the app, the grader and the commands are built on.
NEEDED = (
    "click",
    "hypothesis",
    "numpy",
    "pillow",
    "platformdirs",
    "pytest",
    "textual",
    "tree-sitter",
    "tree-sitter-python",
    "watchfiles",
)
FOR_MNIST = ("tensorflow", "ai-edge-litert")

State = Literal["passed", "warning", "failed"]
_WORDS = {"passed": "ok", "warning": "note", "failed": "failed"}


class Finding(NamedTuple):
    """One line of the doctor; what is needed and missing is "failed"."""

    state: State
    subject: str
    said: str


@click.command()
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Look at everything the program needs, and say what is wrong.

    Exits with 1 where something that is needed fails.
    """
    failed = False
    click.echo(f"Compression Playground {__version__}")
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (
        _python,
        _terminal,
        _packages,
        _course,
        _confinement,
        _trial,
        lambda: _workspace(ctx.obj),
        _tensorflow,
    )
    for check in checks:
        for finding in check():
            mark, colour, _ = STATES[finding.state]
            word = click.style(f"{mark} {_WORDS[finding.state]:<7}", fg=colour)
            click.echo(f"{word} {finding.subject:<12} {finding.said}")
            failed = failed or finding.state == "failed"
    ctx.exit(1 if failed else 0)


def _python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    said = f"{version}, {sys.executable}"
    if sys.version_info[:2] < OLDEST_PYTHON:
        yield Finding("failed", "Python", f"{said}: expected {_dotted(OLDEST_PYTHON)} or later")
    elif sys.version_info[:2] > NEWEST_PYTHON:
        yield Finding("warning", "Python", f"{said}: tried up to {_dotted(NEWEST_PYTHON)}")
    else:
        yield Finding("passed", "Python", said)


def _dotted(version: tuple[int, int]) -> str:
    return ".".join(map(str, version))


def _terminal() -> Iterator[Finding]:
    missing = [
        name
        for name, stream in (("input", sys.stdin), ("output", sys.stdout), ("errors", sys.stderr))
        if not stream.isatty()
    ]
    if missing:
        said = f"no terminal for {' and '.join(missing)}: the app cannot open here"
        yield Finding("warning", "terminal", said)
    else:
        columns, rows = shutil.get_terminal_size()
        wide, high = SMALLEST_TERMINAL
        fits = columns >= wide and rows >= high
        said = f"{columns} columns, {rows} rows"
        need = "" if fits else f": the app needs {wide} by {high}"
        yield Finding("passed" if fits else "warning", "terminal", said + need)
    yield _colour()
    encoding = (sys.stdout.encoding or "unknown").lower()
    if encoding.replace("-", "") == "utf8":
        yield Finding("passed", "characters", "UTF-8")
    else:
        said = f"{encoding}: signs such as ✓ show as ?; set LANG to a UTF-8 locale"
        yield Finding("warning", "characters", said)


def _colour() -> Finding:
    terminal = os.environ.get("TERM", "")
    if os.environ.get("NO_COLOR"):
        return Finding("passed", "colour", "off, as NO_COLOR asks")
    if terminal in ("", "dumb"):
        return Finding("warning", "colour", f"TERM is {terminal or 'not set'}: none to be expected")
    if os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return Finding("passed", "colour", f"24 bit ({terminal})")
    few = "256 colours" if "256" in terminal else "16 colours or more"
    return Finding("passed", "colour", f"{few} ({terminal})")


def _packages() -> Iterator[Finding]:
    from importlib.metadata import PackageNotFoundError, version

    found = []
    for name in NEEDED:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            yield Finding(
                "failed", "packages", f"{name} is not installed: install the program again"
            )
    if found:
        yield Finding("passed", "packages", ", ".join(found))


def _course() -> Iterator[Finding]:
    from playground.cli.common import load

    missing = [
        str(path)
        for exercise in load().exercises()
        for path in (exercise.stub, exercise.solution, exercise.suite)
        if not path.is_file()
    ]
    if missing:
        said = f"{len(missing)} files are missing, the first is {missing[0]}: install it again"
        yield Finding("failed", "course", said)
    else:
        lessons = sum(not lesson.coming for lesson in load().lessons)
        exercises = sum(1 for _ in load().exercises())
        yield Finding("passed", "course", f"{lessons} lessons, {exercises} exercises")


def _confinement() -> Iterator[Finding]:
    from playground.grading.sandbox import probe

    confinement = probe()
    if confinement.bwrap:
        yield Finding("passed", "sandbox", f"confined: {confinement.reason}")
    else:
        said = f"unconfined: {confinement.reason}. Code is graded with limits only"
        yield Finding("warning", "sandbox", f"{said}; for your own code that is fine.")


def _trial() -> Iterator[Finding]:
    """Grade a reference solution: the whole way, on this machine."""
    from playground.cli.common import load
    from playground.grading.runner import grade

    exercise = next(load().exercises())
    result = grade(exercise, exercise.solution)
    if result["status"] == "passed":
        said = f"the solution of {exercise.name} passed in {result['duration_s']:.1f} s"
        yield Finding("passed", "grader", said)
        return
    said = result.get("message") or next(
        (test["message"] for test in result["tests"] if test["status"] != "passed"), ""
    )
    first = said.partition("\n")[0]
    yield Finding("failed", "grader", f"the solution of {exercise.name} did not pass: {first}")


def _workspace(start: Path) -> Iterator[Finding]:
    from playground.store import StoreError

    workspace = find_workspace(start)
    if workspace is None:
        yield Finding("warning", "workspace", "you are in none: `playground init` makes one")
        return
    yield Finding("passed", "workspace", str(workspace.root))
    missing = [e.name for e in workspace.course.exercises() if workspace.state(e) == "missing"]
    if missing:
        said = f"no file for {', '.join(missing)}: `playground init` brings them back"
        yield Finding("warning", "files", said)
    try:
        with workspace.store() as store:
            # Written, not only read: a read-only folder shows here.
            store.remember("doctor", __version__)
            passed = sum(best.status == "passed" for best in store.bests().values())
            if store.notice:
                yield Finding("warning", "progress", store.notice)
            yield Finding("passed", "progress", f"exercises passed: {passed}, {store.path}")
    except StoreError as error:
        yield Finding("failed", "progress", str(error))


def _tensorflow() -> Iterator[Finding]:
    from importlib.metadata import PackageNotFoundError, version

    for name in FOR_MNIST:
        try:
            yield Finding("passed", "MNIST", f"{name} {version(name)}")
        except PackageNotFoundError:
            said = f"{name} is not installed: only the MNIST lesson needs it"
            yield Finding("warning", "MNIST", said)
