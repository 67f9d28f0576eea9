"""A grader that a test can steer: it yields the events of a run without running one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any


class Grader:
    """Stands in for the grader's process: yields the events it was given.

    `hold` stops before the verdict until the test lets go; `ended` says that the run
    was closed, which is where the real one ends its process.
    """

    def __init__(self) -> None:
        self.result: dict[str, Any] = {}
        self.error: Exception | None = None
        self.hold = asyncio.Event()
        self.hold.set()
        self.runs = 0
        self.ended = 0
        self.read = ""

    def gives(self, status: str, *tests: dict[str, Any], **more: Any) -> None:
        """Let the next runs end with this verdict."""
        self.result = {
            "exercise": "",
            "status": status,
            "score": sum(test["points"] for test in tests),
            "max_score": sum(test["max_points"] for test in tests),
            "confinement": "confined",
            "duration_s": 0.1,
            "message": "",
            "tests": list(tests),
            **more,
        }

    async def __call__(self, exercise: str, file: Path) -> AsyncIterator[dict[str, Any]]:
        self.runs += 1
        self.read = file.read_text("utf-8")
        try:
            if self.error is not None:
                raise self.error
            tests = self.result["tests"]
            names = [{key: t[key] for key in ("name", "title", "max_points")} for t in tests]
            yield {"event": "collected", "exercise": exercise, "tests": names}
            for i, test in enumerate(tests):
                yield {"event": "test", "index": i, "count": len(tests), "test": test}
            await self.hold.wait()
            yield {"event": "result", "result": {**self.result, "exercise": exercise}}
        finally:
            self.ended += 1
