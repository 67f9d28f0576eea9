"""The question when the editor has unsaved text and another program saved the same file."""

from __future__ import annotations

from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from playground.tui.screens.card import CardScreen
from playground.tui.widgets.bars import Key, KeyBar

Choice = Literal["mine", "theirs"]


class ConflictScreen(CardScreen[Choice]):
    """Asks which text goes on; the other is kept as a backup either way."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m,escape", "mine", "Mine", show=False),
        Binding("t", "theirs", "Theirs", show=False),
    ]

    def __init__(self, name: str) -> None:
        super().__init__()
        self._file_name = name

    def compose(self) -> ComposeResult:
        """Yield the question and its two keys."""
        with Vertical(classes="card") as card:
            card.border_title = "Two versions"
            yield Static(
                f"Another program saved {self._file_name} while you had unsaved text here. "
                "Which one shall go on? The other is kept beside it as a backup.",
                markup=False,
            )
            yield KeyBar(
                Key("m", "mine, from this editor", "screen.mine"),
                Key("t", "theirs, from the file", "screen.theirs"),
            )

    def action_mine(self) -> None:
        """Go on with the editor's text."""
        self.dismiss("mine")

    def action_theirs(self) -> None:
        """Go on with the file's text."""
        self.dismiss("theirs")
