"""The learner's own functions for the labs, their process started at the first call."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playground.grading.live import LearnerCode


class LazyLearner:
    """The functions of one workspace; nothing of the grader is imported before a call."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._code: LearnerCode | None = None

    async def call(self, exercise: str, function: str, *args: Any) -> Any:
        """Call one function of one exercise; raise LearnerCodeError with a sentence."""
        if self._code is None:
            from playground.grading.live import LearnerCode

            self._code = LearnerCode(self._root)
        return await self._code.call(exercise, function, *args)

    async def close(self) -> None:
        """End the learner's process, if one was started."""
        if self._code is not None:
            await self._code.close()
            self._code = None
