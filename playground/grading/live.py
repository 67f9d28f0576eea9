"""Run the learner's own functions for a lab: confined, one call at a time, off the app's loop."""

from __future__ import annotations

import asyncio
import contextlib
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from playground.course.catalog import load_course
from playground.grading.client import (
    LearnerProblem,
    NoFunction,
    NotStarted,
    Worker,
    WorkerStopped,
    fresh_sandbox,
    open_worker,
)
from playground.grading.limits import DEFAULT
from playground.grading.sandbox import Sandbox, SandboxError, probe
from playground.grading.text import escape, shorten
from playground.source import SourceError, read_source


class LearnerCodeError(Exception):
    """Why the learner's function gave no result, in a sentence for the learner."""


class LearnerCode:
    """The functions in a workspace. A worker is kept for as long as its file does not change."""

    def __init__(self, root: Path) -> None:
        """`root` is the workspace's folder."""
        self.root = root
        # One thread: calls queue up, and a sandbox is never used by two at once.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="learner-code")
        self._sandbox: Sandbox | None = None
        self._worker: Worker | None = None
        self._loaded: tuple[str, str] | None = None

    async def call(self, exercise: str, function: str, *args: Any) -> Any:
        """Call one function of one exercise's file; raise LearnerCodeError with a sentence."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._call, exercise, function, args)

    async def close(self) -> None:
        """End the worker and its sandbox."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=False)

    def _call(self, name: str, function: str, args: tuple[Any, ...]) -> Any:
        exercise = load_course().exercise(name)
        try:
            source = read_source(self.root / exercise.file)
            worker = self._worker_for(name, source, exercise.file.name)
            worker.deadline = time.monotonic() + DEFAULT.exercise_s
            return worker.call(function, args)
        except SourceError as error:
            raise LearnerCodeError(str(error)) from None
        except NotStarted:
            raise LearnerCodeError(f"{function} ({name}) is not written yet") from None
        except (LearnerProblem, NoFunction) as problem:
            raise LearnerCodeError(_sentence(function, name, problem.sentence)) from None
        except WorkerStopped as stopped:
            self._forget_worker()
            raise LearnerCodeError(_sentence(function, name, stopped.sentence)) from None
        except SandboxError as error:
            self._close()
            raise LearnerCodeError(f"your code cannot be run just now: {error}") from None

    def _worker_for(self, name: str, source: str, file_name: str) -> Worker:
        if self._worker is None or self._loaded != (name, source):
            self._forget_worker()
            self._sandbox = fresh_sandbox(probe(), self._sandbox, DEFAULT)
            deadline = time.monotonic() + DEFAULT.exercise_s
            self._worker = open_worker(self._sandbox, source, file_name, deadline)
            self._loaded = (name, source)
        return self._worker

    def _forget_worker(self) -> None:
        if self._worker is not None:
            self._worker.close()
        self._worker, self._loaded = None, None

    def _close(self) -> None:
        self._forget_worker()
        if self._sandbox is not None:
            with contextlib.suppress(OSError):
                self._sandbox.close()
        self._sandbox = None


def _sentence(function: str, name: str, what: str) -> str:
    return f"{function} ({name}): {escape(shorten(what, 300))}"
