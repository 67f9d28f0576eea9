"""The learner's own `quantize` in the lab: asked in the background, judged, told in words."""

from __future__ import annotations

from collections.abc import Callable

from playground.labs import LabError
from playground.labs.canvas import Role
from playground.labs.quantization.mine import (
    EXERCISE,
    FUNCTION,
    Mine,
    check,
    comparable,
    request,
)
from playground.labs.quantization.state import QuantizationState
from playground.tui.labs.base import LearnerFunctions


class MyCode:
    """The switch between our code and the learner's, and what the learner's last gave.

    One call runs at a time; a state that changed meanwhile is asked about right
    after it, and an answer is only ever shown with the state it is for.
    """

    def __init__(self, learner: LearnerFunctions | None) -> None:
        self.learner = learner
        self.on = False
        self._state: QuantizationState | None = None
        self._mine: Mine | None = None
        self._problem = ""
        self._running = False

    def switch(self) -> str:
        """Turn over to the learner's code or back; return a sentence where that cannot be."""
        if self.learner is None:
            return "there is no workspace here, so no code of yours to run: this is ours"
        self.on = not self.on
        # What went wrong may be mended by now: ask again.
        self._state = None
        return ""

    def wants(self, state: QuantizationState) -> bool:
        """Say whether a call should start for this state now."""
        return self.on and comparable(state) and not self._running and self._state != state

    async def ask(self, current: Callable[[], QuantizationState], done: Callable[[], None]) -> None:
        """Call the learner's `quantize` until its answer is for the current state.

        `done` is called whenever there is an answer to show.
        """
        if self.learner is None or self._running:
            return
        from playground.grading.live import LearnerCodeError

        self._running = True
        try:
            while self.on and comparable(state := current()) and state != self._state:
                asked = request(state)
                try:
                    result = await self.learner.call(EXERCISE, FUNCTION, *asked.arguments)
                    mine, problem = check(result, asked), ""
                except (LearnerCodeError, LabError) as error:
                    mine, problem = None, str(error)
                self._state, self._mine, self._problem = state, mine, problem
                done()
        finally:
            self._running = False

    def answer_for(self, state: QuantizationState) -> Mine | None:
        """Return what the learner's code gave for this state, if it is on and gave it."""
        return self._mine if self.on and comparable(state) and self._state == state else None

    def sentence(self, state: QuantizationState) -> str:
        """Say how the learner's code does for this state; empty when it is off."""
        if not self.on:
            return ""
        if not comparable(state):
            return f"your quantize rounds down; this is ours, rounding {state.rounding}"
        if self._state != state:
            return "… your code is running"
        if self._mine is None:
            return f"✗ {self._problem}; this is ours"
        return self._mine.sentence()

    def tag(self, state: QuantizationState) -> tuple[str, Role]:
        """Return whose code is on the screen, in a word or two, and its role."""
        if not self.on:
            return "our code", "muted"
        mine = self.answer_for(state)
        if mine is None:
            return ("our code", "muted") if self._state != state else ("our code ✗ yours", "error")
        return ("your code ✗", "error") if mine.wrong else ("your code ✓", "success")
