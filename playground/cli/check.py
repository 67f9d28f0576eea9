"""`playground check`: grade the learner's files, once or on every save."""

from __future__ import annotations

import json
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from playground.cli.common import (
    Misuse,
    complete_exercise,
    faint,
    find_workspace,
    need_exercise,
    need_workspace,
    note,
    place,
)

if TYPE_CHECKING:
    from playground.course.catalog import Exercise
    from playground.store import Store
    from playground.workspace import Workspace

# How long a save may go unseen where the system tells nothing of it.
LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Target:
    """A file to grade, and the name it is told by; only the workspace's own are recorded."""

    exercise: Exercise
    file: Path
    where: str
    recorded: bool


@click.command()
@click.argument("names", metavar="[EXERCISE]...", nargs=-1, shell_complete=complete_exercise)
@click.option(
    "--file",
    "path",
    metavar="PATH",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Grade this file as the one exercise named; no workspace is needed.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print JSON and nothing else: an object where one exercise is named, else an array; "
    "with --watch one object a line.",
)
@click.option(
    "--watch",
    is_flag=True,
    help="Grade again on every save, until ctrl-c. Where saves go unnoticed (network drives), "
    "set WATCHFILES_FORCE_POLLING=1.",
)
@click.pass_context
def check(
    ctx: click.Context, names: tuple[str, ...], path: Path | None, as_json: bool, watch: bool
) -> None:
    """Grade exercises; without a name, all that you have begun.

    Exits with 0 where all passed, 1 where one did not, 2 where the command was used
    wrongly.
    """
    start: Path = ctx.obj
    exercises = list({e.name: e for e in map(need_exercise, names)}.values())
    with ExitStack() as stack:
        if path is not None:
            targets = [_file_target(start, exercises, path)]
            workspace = find_workspace(start)
        else:
            workspace = need_workspace(start)
            begun = [e for e in workspace.course.exercises() if workspace.state(e) == "edited"]
            watched = list(workspace.course.exercises()) if watch else begun
            targets = [_target(workspace, exercise) for exercise in exercises or watched]
        store = None
        if workspace is not None and any(target.recorded for target in targets):
            store = _open_store(workspace, stack)
        checker = _Checker(store, as_json)
        if watch:
            now = exercises or ([targets[0].exercise] if path else begun)
            ctx.exit(_watch(checker, targets, {exercise.name for exercise in now}))
        if not targets and workspace is not None:
            _say_none_begun(workspace)
        ctx.exit(_check_once(checker, targets, alone=len(exercises) == 1))


def _file_target(start: Path, exercises: Sequence[Exercise], path: Path) -> Target:
    if len(exercises) != 1:
        raise Misuse("with --file name the one exercise that the file is for")
    # The learner named this file: a link is followed, as with any other command.
    return Target(exercises[0], place(start).joinpath(path).resolve(), str(path), recorded=False)


def _target(workspace: Workspace, exercise: Exercise) -> Target:
    return Target(exercise, workspace.file(exercise), str(exercise.file), recorded=True)


def _open_store(workspace: Workspace, stack: ExitStack) -> Store | None:
    from playground.store import StoreError

    store = stack.enter_context(workspace.store())
    try:
        store.open()
    except StoreError as error:
        note(f"attempts are not recorded: {error}")
        return None
    if store.notice:
        note(store.notice)
    return store


def _say_none_begun(workspace: Workspace) -> None:
    first = next(workspace.course.exercises())
    click.echo(
        f"You have begun no exercise yet. The first is {first.file}: write "
        f"{' and '.join(first.functions)} there, then `playground check {first.name}`.",
        err=True,
    )


def _check_once(checker: _Checker, targets: Sequence[Target], alone: bool) -> int:
    from playground.cli.report import summary

    results = []
    for target in targets:
        results.append(checker.grade(target))
        if not checker.as_json:
            checker.show(target, results[-1])
    if checker.as_json:
        click.echo(json.dumps(results[0] if alone else results, indent=2))
    elif len(results) > 1:
        click.echo(summary(results))
    return 0 if results and all(result["status"] == "passed" for result in results) else 1


class _Checker:
    """Grades, records, and shows, in this order: what was shown is never lost."""

    def __init__(self, store: Store | None, as_json: bool) -> None:
        self.as_json = as_json
        self._store = store
        self._told_confinement = as_json
        self._live = sys.stderr.isatty() and not as_json

    def grade(self, target: Target) -> dict[str, Any]:
        """Grade one file and record the attempt; raise KeyboardInterrupt on ctrl-c."""
        from playground.grading.runner import grade
        from playground.source import SourceError, read_source

        exercise = target.exercise
        self._say_progress(f"  {exercise.name} ...")
        try:
            code = read_source(target.file)
        except SourceError:
            code = None  # the grader's result tells what is wrong with the file
        with _ctrl_c_noted() as noted, tempfile.TemporaryDirectory(prefix="playground-") as folder:
            file = target.file
            if code is not None:
                # A copy: what is graded is what is recorded, though the learner saves on.
                file = Path(folder, exercise.file.name)
                file.write_bytes(code.encode())
            try:
                result = grade(exercise, file, self._on_event)
            finally:
                self._say_progress("")
        if noted:
            raise KeyboardInterrupt
        if code is not None and target.recorded:
            self._record(exercise, code, result)
        return result

    def show(self, target: Target, result: dict[str, Any]) -> None:
        """Print the verdict."""
        from playground.cli.report import report

        self._tell_confinement(result)
        click.echo("\n".join(report(target.exercise, result, target.where)))
        click.echo()

    def _record(self, exercise: Exercise, code: str, result: dict[str, Any]) -> None:
        from playground.store import StoreError

        if self._store is None:
            return
        try:
            self._store.record_attempt(exercise.name, code, result, "cli")
        except StoreError as error:
            note(f"this attempt was not recorded: {error}")

    def _tell_confinement(self, result: dict[str, Any]) -> None:
        if result["confinement"] == "unconfined" and not self._told_confinement:
            self._told_confinement = True
            note(
                "your code ran with limits but without a sandbox; for code of your own that "
                "is fine. `playground doctor` says why."
            )

    def _on_event(self, event: dict[str, Any]) -> None:
        if event["event"] == "test":
            self._say_progress(f"  test {event['index'] + 1} of {event['count']}")

    def _say_progress(self, text: str) -> None:
        if self._live:
            click.echo(f"\r\x1b[K{text}", nl=False, err=True)


@contextmanager
def _ctrl_c_noted() -> Iterator[list[int]]:
    """Note that ctrl-c came: pytest, which runs the suites, ends on it and says nothing."""
    noted: list[int] = []

    def on_ctrl_c(number: int, frame: object) -> None:
        noted.append(number)
        raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:
        # Ignored, as in a shell's background job, or handled by who runs us.
        yield noted
        return
    signal.signal(signal.SIGINT, on_ctrl_c)
    try:
        yield noted
    finally:
        signal.signal(signal.SIGINT, before)


def _watch(checker: _Checker, targets: Sequence[Target], now: set[str]) -> int:
    """Grade the exercises in `now`, then every target when it is saved, until ctrl-c."""
    # Here, so that a ctrl-c after the words "Watching ..." never falls into an import.
    import watchfiles  # noqa: F401

    last: dict[str, str] = {}
    seen: dict[Path, tuple[int, ...] | None] = {}

    def grade(target: Target) -> None:
        seen[target.file] = _signature(target.file)
        result = checker.grade(target)
        last[target.exercise.name] = result["status"]
        if checker.as_json:
            click.echo(json.dumps(result))
            return
        click.echo(faint(f"-- {time.strftime('%H:%M:%S')} --"))
        checker.show(target, result)

    try:
        for target in targets:
            if target.exercise.name in now:
                grade(target)
            else:
                seen[target.file] = _signature(target.file)
        if not checker.as_json:
            files = targets[0].where if len(targets) == 1 else "your files"
            click.echo(faint(f"Watching {files}. Save to grade again, ctrl-c to end."), err=True)
        for _ in _saves({target.file.parent for target in targets}):
            for target in targets:
                signature = _signature(target.file)
                if signature is not None and signature != seen.get(target.file):
                    grade(target)
    except KeyboardInterrupt:
        click.echo("", err=True)
    return 0 if last and all(status == "passed" for status in last.values()) else 1


def _saves(folders: set[Path]) -> Iterator[object]:
    """Yield whenever something in the folders may have been saved, and each second at least."""
    import watchfiles

    there = [folder for folder in folders if folder.is_dir()]
    if not there:
        raise click.ClickException(
            "the folders to watch are not there: `playground init` brings them back"
        )

    def changes(polling: bool | None) -> Iterator[object]:
        return watchfiles.watch(
            *there,
            watch_filter=None,
            recursive=False,
            rust_timeout=int(LOOK_SECONDS * 1000),
            yield_on_timeout=True,
            raise_interrupt=True,
            force_polling=polling,
            debounce=100,
        )

    try:
        yield from changes(None)
    except OSError as error:
        note(f"the system does not tell of saves ({error}): looking every second instead")
        yield from changes(True)


def _signature(file: Path) -> tuple[int, ...] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
