"""The encoded bits, symbol by symbol."""

from __future__ import annotations

from textual.geometry import Region
from textual.message import Message

from playground.core.huffman import Symbol
from playground.labs.huffman.coding import Coding
from playground.labs.huffman.draw import Strip
from playground.labs.huffman.spans import Row
from playground.tui.widgets.code_canvas import Canvas


class BitStrip(Canvas):
    """Symbols over their codes, line under line; only the lines in sight are made."""

    class Picked(Message):
        """A symbol of the strip was clicked; `index` is its place in the data."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._coding: Coding | None = None
        self._strip: Strip | None = None
        self._pitch = 2  # rows from line to line, with an empty one where there is room
        self._cursor = 0
        self._chosen: Symbol | None = None
        self._made: tuple[int, tuple[Row, Row]] = (-1, ((), ()))
        self._made_for: tuple[Coding | None, int] = (None, 0)

    def show(self, coding: Coding, cursor: int, chosen: Symbol | None) -> None:
        """Draw a coding's bits with the cursor on one symbol, every code of `chosen` bright."""
        changed = coding is not self._coding
        self._coding, self._cursor, self._chosen = coding, cursor, chosen
        self._made = (-1, ((), ()))
        if changed:
            self.scroll_to(0, 0, animate=False)
            self.lay_out()
        else:
            self.refresh()
        self.follow()

    def fit_to(self, width: int, height: int) -> tuple[int, int]:
        """Break the strip into lines of this width."""
        if self._coding is None:
            return width, height
        if self._made_for != (self._coding, width):
            self._strip = Strip(self._coding, width)
            self._made = (-1, ((), ()))
            self._made_for = (self._coding, width)
        assert self._strip is not None
        self._pitch = 3 if 3 * self._strip.lines <= height else 2
        return self._strip.width, self._pitch * self._strip.lines

    def follow(self) -> None:
        """Scroll to the cursor."""
        if self._strip is not None:
            line = self._strip.line_of(self._cursor)
            self.see(Region(0, self._pitch * line, min(self._strip.width, self.size.width), 2))

    def draw(self, y: int, start: int, end: int) -> Row:
        """Return the symbols or the codes of one line."""
        if self._strip is None:
            return ()
        line, below = divmod(y, self._pitch)
        if below > 1:
            return ()
        if self._made[0] != line:
            self._made = (line, self._strip.rows(line, self._cursor, self._chosen))
        row = self._made[1][below]
        return row if start == 0 else _crop(row, start)

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """Turn a click on a cell into a click on a symbol."""
        event.stop()
        if self._strip is not None:
            index = self._strip.index_at(event.y // self._pitch, event.x)
            if index is not None:
                self.post_message(self.Picked(index))


def _crop(row: Row, start: int) -> Row:
    """Return the row without its first `start` cells (codes and the labels over them)."""
    cropped = []
    for span in row:
        if start >= len(span.text):
            start -= len(span.text)
        else:
            cropped.append(span._replace(text=span.text[start:]))
            start = 0
    return cropped
