"""A card in the middle of the screen: what every question and every short text is shown on."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

Answer = TypeVar("Answer")


class CardScreen(ModalScreen[Answer]):
    """A modal card; escape closes it without an answer."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Close", show=False)]

    def action_close(self) -> None:
        """Close the card without an answer."""
        self.dismiss(None)
