"""A result of the grader as text for the learner."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from playground.cli.common import STATES, bold, faint, sign

if TYPE_CHECKING:
    from playground.course.catalog import Exercise

WIDTH = 78
OUTPUT_LINES = 20
NOT_STARTED = "not started"
_LABELS = (("call", "called"), ("got", "returned"), ("expected", "expected"))
_WORD_WIDTH = max(len(word) for _, _, word in STATES.values())


def report(exercise: Exercise, result: Mapping[str, Any], where: str) -> Iterator[str]:
    """Yield the lines that tell a result; `where` names the learner's file."""
    status = result["status"]
    score = f"{result['score']} of {result['max_score']} points"
    head = f"{exercise.name}, {exercise.title}"
    yield f"{sign(status, word=False)} {bold(head)}: {STATES[status][2]}, {score}"
    if status == "not_started":
        yield f"  Write {_names(exercise.functions)} in {where}."
        if exercise.hints:
            yield f"  `playground hint {exercise.name}` gives a hint."
        return
    tests = result["tests"]
    if status == "error":
        yield from _indented(result.get("message") or "The grader came to no verdict.", "  ")
    if not tests or all(test["status"] == "error" for test in tests):
        return
    yield ""
    first = next((test for test in tests if _is_failure(test)), None)
    for test in tests:
        yield from _line(test, told=test is first)
    if first is not None and status != "error":
        yield ""
        yield from _in_full(first)
        if exercise.hints:
            yield ""
            yield faint(f"  `playground hint {exercise.name}` gives a hint.")


def summary(results: Iterable[Mapping[str, Any]]) -> str:
    """Return the line that sums up several results."""
    results = list(results)
    passed = sum(result["status"] == "passed" for result in results)
    score = sum(result["score"] for result in results)
    most = sum(result["max_score"] for result in results)
    return f"{passed} of {len(results)} exercises passed, {score} of {most} points"


def _state(test: Mapping[str, Any]) -> str:
    if test["status"] == "failed" and test["message"].startswith(NOT_STARTED):
        return "not_started"
    return str(test["status"])


def _is_failure(test: Mapping[str, Any]) -> bool:
    return _state(test) in ("failed", "timeout", "error")


def _line(test: Mapping[str, Any], told: bool) -> Iterator[str]:
    """Yield the test's line, and one for its reason where that is told nowhere else."""
    state = _state(test)
    mark, colour, word = STATES[state]
    points = f"{test['points']}/{test['max_points']}"
    state_word = click.style(f"{mark} {word:<{_WORD_WIDTH}}", fg=colour)
    yield f"  {state_word} {points:>6}  {test['title']}"
    if state in ("passed", "not_started") or told:
        return
    reason = test["message"].partition("\n")[0]
    yield f"{' ' * (_WORD_WIDTH + 13)}{_shortened(reason, _width() - _WORD_WIDTH - 13)}"


def _in_full(test: Mapping[str, Any]) -> Iterator[str]:
    yield f"{sign(_state(test), word=False)} {bold(test['title'])}"
    yield from _indented(test["message"], "    ")
    for key, label in _LABELS:
        if test[key]:
            first, *rest = str(test[key]).split("\n")
            yield f"    {label:<9} {first}"
            yield from (f"{' ' * 14}{line}" for line in rest)
    printed = test["output"].rstrip("\n").split("\n") if test["output"].strip() else []
    if printed:
        yield "    your code printed"
        yield from (f"      {line}" for line in printed[:OUTPUT_LINES])
        if len(printed) > OUTPUT_LINES:
            yield faint(f"      ({len(printed) - OUTPUT_LINES} more lines)")


def _indented(text: str, indent: str) -> Iterator[str]:
    """Yield the text wrapped; a line that is indented already is code, and stays whole."""
    for line in text.split("\n"):
        if line.startswith(" "):
            yield f"{indent}{line}"
        else:
            yield from textwrap.wrap(
                line,
                WIDTH,
                initial_indent=indent,
                subsequent_indent=indent,
                break_long_words=False,
                break_on_hyphens=False,
            )


def _width() -> int:
    return max(WIDTH, shutil.get_terminal_size().columns) if sys.stdout.isatty() else 100


def _shortened(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: max(width - 1, 1)]}…"


def _names(functions: tuple[str, ...]) -> str:
    return " and ".join(functions) or "your code"
