"""A short word of joy when an exercise is passed for the first time."""

from __future__ import annotations

from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from playground.course.catalog import Exercise, Lesson
from playground.tui.screens.card import CardScreen
from playground.tui.session import Standing
from playground.tui.text import DIM, bar, signs
from playground.tui.widgets.bars import Key, KeyBar

Next = Literal["next", "lesson"]

SPARKS = "·  ✦  ·    ✧   ·  ✦    ·   ✧  ·    ✦   ·"

WORDS = (
    "Well done.",
    "That works, and every test agrees.",
    "Nicely done.",
    "Right in every case that was tried.",
    "You wrote that yourself.",
)


class PassedScreen(CardScreen[Next]):
    """Shows what was earned and how far the lesson is; answers with where to go on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,enter", "next", "Next", show=False),
        Binding("l", "lesson", "Lesson", show=False),
    ]

    def __init__(
        self, exercise: Exercise, lesson: Lesson, standings: list[Standing], following: str
    ) -> None:
        """`standings` are those of the lesson; `following` is the next exercise's title or ""."""
        super().__init__()
        self._exercise = exercise
        self._lesson = lesson
        self._standings = standings
        self._following = following

    def compose(self) -> ComposeResult:
        """Yield the card."""
        earned = sum(standing.score for standing in self._standings)
        done = sum(standing.status == "passed" for standing in self._standings)
        # One word after another as the course goes on, and the same for the same exercise.
        word = WORDS[(done - 1) % len(WORDS)]
        whole = done == len(self._standings)
        with Vertical(classes="card") as card:
            card.border_title = "Passed"
            yield Static(
                Content("\n").join(
                    [
                        Content.styled(SPARKS, "$primary"),
                        Content(""),
                        Content.assemble(
                            ("✓ ", "$text-success bold"),
                            (self._exercise.title, "bold"),
                            (f"   {self._exercise.points} points", DIM),
                        ),
                        Content(""),
                        Content(
                            f"That was the last one: {self._lesson.title} is yours."
                            if whole
                            else word
                        ),
                        Content(""),
                        bar(earned, self._lesson.points, 40)
                        + Content.styled(f"  {earned}/{self._lesson.points}", DIM),
                        signs(self._standings) + Content.styled(f"   {self._lesson.title}", DIM),
                    ]
                )
            )
            keys = [Key("l", "the lesson", "screen.lesson"), Key("escape", "stay", "screen.close")]
            if self._following:
                keys.insert(0, Key("n", f"next: {self._following}", "screen.next"))
            yield KeyBar(*keys)

    def action_next(self) -> None:
        """Go on with the next exercise."""
        self.dismiss("next" if self._following else None)

    def action_lesson(self) -> None:
        """Go back to the lesson."""
        self.dismiss("lesson")
