"""A slider of one line: a name, a value, and a track to click, drag or scroll."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.message import Message

from playground.labs.canvas import Canvas, Role
from playground.tui.widgets.plot_canvas import PlotCanvas


class ValueSlider(PlotCanvas):
    """Shows a value on its track and says which value was clicked.

    It keeps no value of its own choosing: whoever owns the state answers `Moved` by
    calling `put`. The keys belong to the owner too; the slider takes no focus.
    """

    DEFAULT_CSS = """
    ValueSlider { height: 1; }
    """

    class Moved(Message):
        """The learner asks for another value; it lies between low and high."""

        def __init__(self, slider: ValueSlider, value: float) -> None:
            super().__init__()
            self.slider = slider
            self.value = value

        @property
        def control(self) -> ValueSlider:
            """The slider that was moved."""
            return self.slider

    def __init__(
        self,
        name: str,
        low: float,
        high: float,
        step: float,
        form: Callable[[float], str],
        *,
        value_width: int = 7,
        id: str | None = None,
    ) -> None:
        """`form` writes a value as text; `step` is what one notch of the wheel moves."""
        super().__init__(self._track, id=id)
        self._title = name
        self.low, self.high, self.step = low, high, step
        self.value = low
        self._form = form
        self._value_width = value_width

    def put(
        self,
        value: float,
        *,
        low: float | None = None,
        high: float | None = None,
        step: float | None = None,
    ) -> None:
        """Show a value; the ends of the track and the step may change with it."""
        self.low = self.low if low is None else low
        self.high = self.high if high is None else high
        self.step = self.step if step is None else step
        self.value = value
        self.show(self._track)

    @property
    def _left(self) -> int:
        return len(self._title) + self._value_width + 4

    def _track(self, width: int, height: int) -> Canvas:
        canvas = Canvas(width, height)
        canvas.put(0, 0, self._title, "muted")
        text = self._form(self.value)
        canvas.put(max(len(self._title) + 1, self._left - 3 - len(text)), 0, text, "strong")
        room = width - self._left
        if room < 4:
            return canvas
        share = (self.value - self.low) / (self.high - self.low)
        knob = self._left + round(min(1.0, max(0.0, share)) * (room - 1))
        filled: Role = "primary"
        canvas.rule(self._left, 0, knob - self._left, filled, "━")
        canvas.rule(knob + 1, 0, width - knob - 1, "axis", "─")
        canvas.put(knob, 0, "●", filled)
        return canvas

    def picked(self, column: int, row: int) -> None:
        """Ask for the value under the pointer."""
        room = self.size.width - self._left
        if room >= 4:
            share = min(1.0, max(0.0, (column - self._left) / (room - 1)))
            self.post_message(self.Moved(self, self.low + share * (self.high - self.low)))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Ask for one step more."""
        event.stop()
        self._scroll(self.step)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Ask for one step less."""
        event.stop()
        self._scroll(-self.step)

    def _scroll(self, by: float) -> None:
        value = min(self.high, max(self.low, self.value + by))
        self.post_message(self.Moved(self, value))
