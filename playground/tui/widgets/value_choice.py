"""A line of choices, one of them marked; a click asks for another."""

from __future__ import annotations

from collections.abc import Sequence

from textual.message import Message

from playground.labs.canvas import Canvas
from playground.tui.widgets.plot_canvas import PlotCanvas


class ValueChoice(PlotCanvas):
    """Shows options side by side, the chosen one in brackets and reversed.

    It does not choose by itself: whoever owns the state answers `Asked` by calling `put`.
    """

    DEFAULT_CSS = """
    ValueChoice { height: 1; }
    """

    class Asked(Message):
        """An option was clicked."""

        def __init__(self, choice: ValueChoice, value: str) -> None:
            super().__init__()
            self.choice = choice
            self.value = value

        @property
        def control(self) -> ValueChoice:
            """The line that was clicked."""
            return self.choice

    def __init__(
        self,
        options: Sequence[tuple[str, str]],
        chosen: str,
        *,
        name: str = "",
        id: str | None = None,
    ) -> None:
        """`options` are (value, text) pairs, `name` stands before them."""
        super().__init__(self._line, id=id)
        self._options = tuple(options)
        self.chosen = chosen
        self._title = f"{name}  " if name else ""

    def put(self, chosen: str) -> None:
        """Mark another option as the chosen one."""
        if chosen != self.chosen:
            self.chosen = chosen
            self.show(self._line)

    def _places(self) -> list[tuple[int, str, str]]:
        """Return the column, the value and the text of each option."""
        at = len(self._title)
        places = []
        for value, text in self._options:
            shown = f"[{text}]" if value == self.chosen else f" {text} "
            places.append((at, value, shown))
            at += len(shown)
        return places

    def _line(self, width: int, height: int) -> Canvas:
        canvas = Canvas(width, height)
        canvas.put(0, 0, self._title, "muted")
        for at, value, shown in self._places():
            canvas.put(at, 0, shown, "select" if value == self.chosen else "text")
        return canvas

    def picked(self, column: int, row: int) -> None:
        """Ask for the option under the pointer."""
        for at, value, shown in self._places():
            if at <= column < at + len(shown) and value != self.chosen:
                self.post_message(self.Asked(self, value))
