"""The table of codes."""

from __future__ import annotations

from textual.geometry import Region
from textual.message import Message

from playground.core.huffman import Symbol
from playground.labs.huffman.coding import Coding
from playground.labs.huffman.draw import code_row
from playground.labs.huffman.spans import Row
from playground.tui.widgets.code_canvas import Canvas


class CodeList(Canvas):
    """One row for each symbol, the most frequent first; the chosen one is marked."""

    class Picked(Message):
        """A row was clicked."""

        def __init__(self, symbol: Symbol) -> None:
            super().__init__()
            self.symbol = symbol

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._coding: Coding | None = None
        self._step = 0
        self._chosen: Symbol | None = None

    def show(self, coding: Coding, step: int, chosen: Symbol | None) -> None:
        """Show a coding's table after `step` merges, with the row of `chosen` marked."""
        changed = coding is not self._coding
        self._coding, self._step, self._chosen = coding, step, chosen
        if changed:
            self.scroll_to(0, 0, animate=False)
            self.lay_out()
        else:
            self.refresh()
        self.follow()

    def fit_to(self, width: int, height: int) -> tuple[int, int]:
        """Take one row for each symbol."""
        return width, len(self._coding.by_count) if self._coding else height

    def follow(self) -> None:
        """Scroll to the chosen row."""
        if self._coding is not None and self._chosen in self._coding.rank:
            assert self._chosen is not None
            self.see(Region(0, self._coding.rank[self._chosen], 1, 1))

    def draw(self, y: int, start: int, end: int) -> Row:
        """Return the row of one symbol."""
        if self._coding is None:
            return ()
        symbol = self._coding.by_count[y]
        return code_row(self._coding, symbol, self._step, symbol == self._chosen, end)

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """Turn a click on a cell into a click on a symbol."""
        event.stop()
        if self._coding is not None and 0 <= event.y < len(self._coding.by_count):
            self.post_message(self.Picked(self._coding.by_count[event.y]))
