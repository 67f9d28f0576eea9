"""A question with two answers, before something that cannot simply be undone."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from playground.tui.screens.card import CardScreen
from playground.tui.text import clean
from playground.tui.widgets.bars import Key, KeyBar


class ConfirmScreen(CardScreen[bool]):
    """Asks before it is done; enter or y says yes, escape or n says no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "yes", "Yes", show=False),
        Binding("n", "close", "No", show=False),
    ]

    def __init__(self, title: str, question: str, does: str) -> None:
        """`does` is a verb for the key that says yes, such as "reset"."""
        super().__init__()
        self._heading = title
        self._question = question
        self._does = does

    def compose(self) -> ComposeResult:
        """Yield the question and its two keys."""
        with Vertical(classes="card") as card:
            card.border_title = self._heading
            yield Static(clean(self._question), markup=False)
            yield KeyBar(
                Key("enter", self._does, "screen.yes"), Key("escape", "leave it", "screen.close")
            )

    def action_yes(self) -> None:
        """Answer yes."""
        self.dismiss(True)
