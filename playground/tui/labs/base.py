"""What every lab's view has in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

from textual.message import Message
from textual.widget import Widget


class LearnerFunctions(Protocol):
    """The learner's own functions, run in a confined process (see grading.live)."""

    async def call(self, exercise: str, function: str, *args: Any) -> Any:
        """Call one function of one exercise; raise LearnerCodeError with a sentence."""


class LabView(Widget):
    """One lab on the screen: it shows a state that pages set and the learner changes.

    A view works from 56x20 cells (beside a page at 120x40) and alone at 80x22. It is
    a focusable container of its own widgets, with its keys in BINDINGS; left and
    right step, space plays and pauses, digits choose the view.
    """

    lab: ClassVar[str] = ""

    class Changed(Message):
        """The learner changed the lab; the screen remembers its settings."""

        def __init__(self, settings: Mapping[str, str]) -> None:
            super().__init__()
            self.settings = settings

    def __init__(self, learner: LearnerFunctions | None = None, **kwargs: Any) -> None:
        """`learner` runs the learner's own code; None where there is no workspace."""
        super().__init__(**kwargs)
        self.learner = learner

    def apply(self, settings: Mapping[str, str]) -> None:
        """Show this state; keys that are not named keep their defaults.

        Raises labs.LabError for a setting that the lab does not have.
        """
        raise NotImplementedError

    def settings(self) -> dict[str, str]:
        """Return the state shown, so that `apply` brings it back."""
        raise NotImplementedError
