"""Commands on the learner's own files: init, list, hint, show, reset, diff."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from playground.cli.common import (
    Misuse,
    bold,
    complete_exercise,
    faint,
    find_workspace,
    load,
    need_exercise,
    need_workspace,
    note,
    place,
    progress,
    sign,
)

if TYPE_CHECKING:
    from playground.course.catalog import Exercise, Lesson
    from playground.store import Best, Store
    from playground.workspace import Workspace

exercise_argument = click.argument("name", metavar="EXERCISE", shell_complete=complete_exercise)


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.pass_obj
def init(start: Path, folder: Path) -> None:
    """Make a workspace: your own copies of the exercises, in DIR or here.

    Files that are there already stay as they are.
    """
    from playground.workspace import Workspace

    target = place(start) / folder
    around = Workspace.find(target.parent)
    before = Workspace.find(target)
    workspace = Workspace.create(target)
    names = [exercise.name for exercise in workspace.course.exercises()]
    again = before is not None and before.root == workspace.root
    click.echo(f"{'Completed the' if again else 'Made a'} workspace in {workspace.root}")
    if around is not None and not again:
        note(f"it lies inside another workspace, {around.root}")
    first = next(workspace.course.exercises())
    click.echo(f"It has {len(names)} exercises. The first is {first.file}:")
    check = f"playground check {first.name}"
    click.echo(f"  {'playground':<{len(check)}}  opens the app")
    click.echo(f"  {check}  grades your file")


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
@click.pass_obj
def list_(start: Path, as_json: bool) -> None:
    """Show the lessons and exercises, and how far you are."""
    from playground.store import StoreError

    workspace = find_workspace(start)
    bests: dict[str, Best] = {}
    hints: dict[str, int] = {}
    if workspace is not None:
        try:
            with progress(workspace) as store:
                bests = store.bests()
                hints = {e.name: store.hints_taken(e.name) for e in load().exercises()}
        except StoreError as error:
            note(f"shown without your progress: {error}")
    lessons = [_lesson_record(lesson, workspace, bests, hints) for lesson in load().lessons]
    if as_json:
        root = str(workspace.root) if workspace else None
        click.echo(json.dumps({"workspace": root, "lessons": lessons}, indent=2))
        return
    click.echo(f"{load().title}{f', {workspace.root}' if workspace else ''}")
    for lesson in lessons:
        _print_lesson(lesson)
    if workspace is None:
        note("you are in no workspace: `playground init` makes one here")


def _lesson_record(
    lesson: Lesson, workspace: Workspace | None, bests: dict[str, Best], hints: dict[str, int]
) -> dict[str, Any]:
    exercises = [
        _exercise_record(exercise, workspace, bests.get(exercise.name), hints)
        for exercise in lesson.exercises
    ]
    return {
        "number": lesson.number,
        "id": lesson.id,
        "title": lesson.title,
        "coming": lesson.coming,
        "score": sum(exercise["score"] for exercise in exercises),
        "max_score": lesson.points,
        "exercises": exercises,
    }


def _exercise_record(
    exercise: Exercise, workspace: Workspace | None, best: Best | None, hints: dict[str, int]
) -> dict[str, Any]:
    file = workspace.state(exercise) if workspace else None
    status = best.status if best else "not_started"
    if status == "not_started" and file == "edited":
        status = "begun"
    elif status == "error":
        status = "failed"
    return {
        "name": exercise.name,
        "title": exercise.title,
        "status": status,
        "score": best.score if best else 0,
        "max_score": best.max_score if best else exercise.points,
        "file": file,
        "requires": list(exercise.requires),
        "hints": len(exercise.hints),
        "hints_taken": hints.get(exercise.name, 0),
    }


def _print_lesson(lesson: dict[str, Any]) -> None:
    head = f"{lesson['number']}  {lesson['title']}"
    click.echo()
    if lesson["coming"]:
        click.echo(faint(f"{head}: still to come"))
        return
    click.echo(f"{bold(head)}, {lesson['score']} of {lesson['max_score']} points")
    for exercise in lesson["exercises"]:
        score = f"{exercise['score']}/{exercise['max_score']}"
        missing = "  file missing" if exercise["file"] == "missing" else ""
        mark = sign(exercise["status"], word=False)
        word = exercise["status"].replace("_", " ")
        line = f"{exercise['name']:<24} {exercise['title']:<30} {score:>6}  {word}{missing}"
        click.echo(f"   {mark} {line}")


@click.command()
@exercise_argument
@click.pass_obj
def hint(start: Path, name: str) -> None:
    """Show the next hint of an exercise; when all were shown, show them again."""
    workspace = need_workspace(start)
    exercise = need_exercise(name)
    if not exercise.hints:
        raise click.ClickException(f"{exercise.name} has no hints")
    with progress(workspace) as store:
        taken = store.hints_taken(exercise.name)
        shown = [taken] if taken < len(exercise.hints) else range(len(exercise.hints))
        for index in shown:
            store.take_hint(exercise.name, index)
    for index in shown:
        head = f"{exercise.name}, hint {index + 1} of {len(exercise.hints)}"
        click.echo(f"{bold(head)}\n{exercise.hints[index].strip()}")
    if max(shown) + 1 == len(exercise.hints):
        click.echo(
            faint(f"These are all the hints. `playground lesson {exercise.lesson}` tells more.")
        )


@click.command()
@exercise_argument
@click.option("--give-up", is_flag=True, help="Show it before you have passed; this is recorded.")
@click.pass_obj
def show(start: Path, name: str, give_up: bool) -> None:
    """Show the solution of an exercise, once you have passed it or given up."""
    workspace = need_workspace(start)
    exercise = need_exercise(name)
    with progress(workspace) as store:
        if give_up and not store.passed(exercise.name):
            store.give_up(exercise.name)
        elif not _may_see(store, exercise):
            raise click.ClickException(
                f"the solution of {exercise.name} is shown once you have passed it; "
                f"`playground show {exercise.name} --give-up` shows it now"
            )
    try:
        solution = exercise.solution.read_text("utf-8")
    except OSError as error:
        raise click.ClickException(
            f"the solution of {exercise.name} is missing from this installation "
            f"({error.strerror}): install the program again"
        ) from None
    click.echo(solution.rstrip("\n"))


def _may_see(store: Store, exercise: Exercise) -> bool:
    return store.passed(exercise.name) or store.gave_up(exercise.name)


@click.command()
@exercise_argument
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def reset(start: Path, name: str, yes: bool) -> None:
    """Put an exercise's stub back; your file is kept beside it under another name."""
    workspace = need_workspace(start)
    exercise = need_exercise(name)
    state = workspace.state(exercise)
    if state == "untouched":
        click.echo(f"{exercise.file} is as it was given out: nothing to reset.")
        return
    if state == "edited" and not yes:
        if not sys.stdin.isatty():
            raise Misuse("there is no terminal to ask on: add --yes to reset without asking")
        if not click.confirm(f"Reset {exercise.file}? Your version is kept beside it."):
            click.echo("Nothing was changed.")
            return
    backup = workspace.reset(exercise)
    click.echo(f"{exercise.file} is the stub again.")
    if backup is not None:
        click.echo(f"Your version is kept as {backup.relative_to(workspace.root)}.")


@click.command()
@exercise_argument
@click.pass_obj
def diff(start: Path, name: str) -> None:
    """Show what you changed in an exercise."""
    from playground.grading.text import escape

    workspace = need_workspace(start)
    exercise = need_exercise(name)
    lines = workspace.diff(exercise).splitlines()
    colours = {"+": "green", "-": "red", "@": "cyan"}
    for line in lines:
        head = line.startswith(("+++", "---"))
        colour = None if head else colours.get(line[:1])
        click.echo(click.style(escape(line), fg=colour, bold=head or None))
    if not lines:
        click.echo(f"{exercise.file} is as it was given out.")
