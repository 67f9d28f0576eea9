"""What the commands share: where the learner is, names, signs, and words for errors."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from playground.course.catalog import Course, Exercise, Lesson
    from playground.store import Store
    from playground.workspace import Workspace

# The sign, the colour and the word of each state: never a hue alone.
STATES = {
    "passed": ("✓", "green", "passed"),
    "failed": ("✗", "red", "failed"),
    "not_started": ("·", "bright_black", "not started"),
    "begun": ("~", "cyan", "begun"),
    "skipped": ("↷", "yellow", "skipped"),
    "timeout": ("✗", "red", "too slow"),
    "error": ("!", "red", "error"),
    "warning": ("!", "yellow", "note"),
    "coming": (" ", "bright_black", "coming"),
}


class Misuse(click.ClickException):
    """The command was used wrongly, told in a sentence."""

    exit_code = 2


# The errors whose text is a sentence for the person at the keyboard, by their module.
_TOLD = {
    "playground.course.catalog": "CourseError",
    "playground.grading.sandbox": "SandboxError",
    "playground.store": "StoreError",
    "playground.workspace": "WorkspaceError",
}


def told(error: Exception) -> bool:
    """Say whether an error's text is a sentence for the person at the keyboard."""
    # A module that was never imported has raised nothing: no need to load it here.
    modules = ((sys.modules.get(module), name) for module, name in _TOLD.items())
    return any(module and isinstance(error, getattr(module, name)) for module, name in modules)


def sign(state: str, word: bool = True) -> str:
    """Return the sign of a state, and its word, in its colour."""
    mark, colour, name = STATES[state]
    return click.style(f"{mark} {name}" if word else mark, fg=colour)


def bold(text: str) -> str:
    """Return the text as it stands out on a terminal."""
    return click.style(text, bold=True)


def faint(text: str) -> str:
    """Return the text as it steps back on a terminal."""
    return click.style(text, fg="bright_black")


def note(text: str) -> None:
    """Say something beside the result, on stderr."""
    click.echo(f"{click.style('note:', fg='yellow')} {text}", err=True)


def on_terminal() -> bool:
    """Say whether all three streams are a terminal, as the app needs them."""
    return all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def place(start: Path) -> Path:
    """Return the folder that the command starts in, absolute."""
    try:
        folder = start.absolute()
    except FileNotFoundError:
        raise Misuse("the current folder is no longer there: change to another one") from None
    if not folder.is_dir():
        raise Misuse(f"there is no folder {folder}")
    return folder


def find_workspace(start: Path) -> Workspace | None:
    """Return the workspace that the folder is in, if it is in one."""
    from playground.workspace import Workspace

    return Workspace.find(place(start))


def need_workspace(start: Path) -> Workspace:
    """Return the workspace that the folder is in; where it is in none, say how to make one."""
    workspace = find_workspace(start)
    if workspace is None:
        raise Misuse(
            f"{place(start)} is in no workspace: `playground init` makes one here, "
            "or change to yours"
        )
    return workspace


def load() -> Course:
    """Return the course."""
    from playground.course.catalog import load_course

    return load_course()


def need_exercise(name: str) -> Exercise:
    """Return the exercise of this name; for any other name, say which ones are close."""
    course = load()
    wanted = name.removeprefix("./")
    try:
        return course.exercise(wanted)
    except KeyError as error:
        sentence = str(error.args[0])
        if "could be" in sentence:
            raise Misuse(sentence) from None
        ids: dict[str, list[str]] = {}
        for exercise in course.exercises():
            ids.setdefault(exercise.id, []).append(exercise.name)
        # The lesson is easily mistaken or forgotten: the exercise's own name counts.
        matches = difflib.get_close_matches(wanted.rpartition("/")[2], ids, 3, 0.65)
        close = [name for match in matches for name in ids[match]]
        lost = f"there is no exercise {name!r}: did you mean {' or '.join(close)}?"
        raise Misuse(lost if close else sentence) from None


def need_lesson(name: str) -> Lesson:
    """Return the lesson of this name or number, which must have its pages."""
    try:
        lesson = load().lesson(name)
    except KeyError as error:
        raise Misuse(str(error.args[0])) from None
    if lesson.coming:
        raise Misuse(f"lesson {lesson.number}, {lesson.title}, is still to come")
    return lesson


@contextmanager
def progress(workspace: Workspace) -> Iterator[Store]:
    """Open the learner's progress, and say where a damaged one was moved."""
    with workspace.store() as store:
        store.open()
        if store.notice:
            note(store.notice)
        yield store


def complete_exercise(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the exercises' names to a shell."""
    return [
        CompletionItem(exercise.name, help=exercise.title)
        for exercise in load().exercises()
        if exercise.name.startswith(incomplete) or exercise.id.startswith(incomplete)
    ]


def complete_lesson(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the lessons' names to a shell."""
    return [
        CompletionItem(lesson.id, help=lesson.title)
        for lesson in load().lessons
        if lesson.id.startswith(incomplete) and not lesson.coming
    ]
