"""Grade in a child process and hear of each test as it ends: what the app uses."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

LINE_LIMIT = 16 * 1024 * 1024


class GradingFailed(Exception):
    """The grader itself did not come to a verdict, told in a sentence."""


async def grade_in_background(exercise: str, file: Path) -> AsyncIterator[dict[str, Any]]:
    """Yield the runner's events: "collected", one "test" for each test, then "result".

    Cancelling the task that iterates, or closing the iterator, ends the child and all
    it started. Raises GradingFailed where no result comes.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *_isolation(),
        "-m",
        "playground.grading.runner",
        exercise,
        str(file.absolute()),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
        limit=LINE_LIMIT,
        cwd=os.sep,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    said = asyncio.ensure_future(process.stderr.read())
    done = False
    try:
        async for line in process.stdout:
            event: dict[str, Any] = json.loads(line)
            done = event["event"] == "result"
            yield event
        if not done:
            words = (await said).decode("utf-8", "replace").strip().splitlines()
            raise GradingFailed(f"the grader ended early: {words[-1] if words else 'no message'}")
    finally:
        if process.returncode is None:
            # The sandbox dies with its parent, and everything in it with the sandbox.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        said.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await said


def _isolation() -> list[str]:
    # -P: what lies in the current folder, such as a planted numpy.py, is never imported.
    return ["-P"]
