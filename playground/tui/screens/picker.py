"""A short list to choose an exercise from."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from playground.tui.screens.card import CardScreen
from playground.tui.session import Standing
from playground.tui.text import DIM, apart, sign, word
from playground.tui.widgets.bars import Key, KeyBar


class PickerScreen(CardScreen[str]):
    """Answers with the name of the exercise that was chosen."""

    def __init__(self, title: str, standings: Sequence[Standing], first: str = "") -> None:
        """`first` is the exercise that the cursor is on at first, by name."""
        super().__init__()
        self._heading = title
        self._standings = standings
        self._first = first

    def compose(self) -> ComposeResult:
        """Yield the exercises with how they stand."""
        with Vertical(classes="card") as card:
            card.border_title = self._heading
            width = min(66, self.app.size.width * 96 // 100 - 6)  # of a card, inside
            yield OptionList(
                *(Option(_row(s, width), id=s.exercise.name) for s in self._standings),
                markup=False,
            )
            yield KeyBar(
                Key("enter", "open", "screen.open"), Key("escape", "stay here", "screen.close")
            )

    def on_mount(self) -> None:
        """Put the cursor on the exercise to begin with."""
        names = [standing.exercise.name for standing in self._standings]
        choices = self.query_one(OptionList)
        choices.highlighted = names.index(self._first) if self._first in names else 0
        self.set_focus(choices)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(str(event.option_id))

    def action_open(self) -> None:
        """Choose what the cursor is on."""
        self.query_one(OptionList).action_select()


def _row(standing: Standing, width: int) -> Content:
    score = f"{standing.score}/{standing.exercise.points}".rjust(7)
    right = word(standing.status) + Content.styled(score, DIM)
    return apart(sign(standing.status) + f" {standing.exercise.title}", right, width)
