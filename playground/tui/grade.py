"""Grade one file in the background, and tell a screen of it by messages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, cast

from textual.message_pump import MessagePump

from playground.course.catalog import Exercise
from playground.store import Store, StoreError
from playground.tui.code_file import CodeFile
from playground.tui.messages import Collected, Graded, NoVerdict, Outdated, TestEnded
from playground.workspace import WorkspaceError


async def grade(file: CodeFile, store: Store, to: MessagePump, run: int) -> None:
    """Grade the file as it was last saved, and post what happens to `to` as run number `run`.

    The attempt is recorded before its verdict is posted. Cancelling ends the grader's
    process, and records nothing.
    """
    from playground.grading.background import GradingFailed, grade_in_background

    exercise, code = file.exercise, file.known or ""
    result: dict[str, Any] | None = None
    # A generator it is: only one that is closed ends the grader's process at once.
    events_of_run = cast(
        "AsyncGenerator[dict[str, Any], None]", grade_in_background(exercise.name, file.path)
    )
    try:
        async with aclosing(events_of_run) as events:
            async for event in events:
                if event["event"] == "collected":
                    to.post_message(Collected(run, event["tests"]))
                elif event["event"] == "test":
                    to.post_message(
                        TestEnded(run, event["index"] + 1, event["count"], event["test"])
                    )
                elif event["event"] == "result":
                    result = event["result"]
    except (GradingFailed, OSError) as error:
        to.post_message(NoVerdict(run, f"{error}. Your file is saved; press F5 to try again."))
        return
    if result is None:
        to.post_message(NoVerdict(run, "The grader said nothing. Press F5 to try again."))
    elif await asyncio.to_thread(_was_changed, file):
        to.post_message(Outdated(run))
    else:
        trouble = await asyncio.to_thread(_record, store, exercise, code, result)
        to.post_message(Graded(run, result, code, trouble))


def _was_changed(file: CodeFile) -> bool:
    try:
        return file.from_outside() is not None
    except WorkspaceError:
        return True


def _record(store: Store, exercise: Exercise, code: str, result: dict[str, Any]) -> str:
    try:
        store.record_attempt(exercise.name, code, result, "app")
    except StoreError as error:
        return str(error)
    return ""
