"""Rows of pieces with roles, drawn with a style for each role, as far as they are seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.geometry import Region, Size
from textual.markup import parse_style
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from playground.labs.huffman.spans import Row

# Hue never says anything alone: lines, brackets, underlines and words say it too.
# They are styles by role rather than component classes, which Textual would match
# against every rule again, for each of these widgets, whenever a class changes.
ROLE_STYLES = {
    "dim": "$foreground 65%",
    "strong": "bold",
    "edge": "$foreground 55%",
    "bit": "$secondary",
    "node": "$foreground",
    "leaf": "$foreground bold",
    "code": "$secondary",
    "merge": "$primary bold",
    "child": "$primary bold underline",
    "next": "$secondary bold",
    "path": "$primary bold",
    "here": "$primary bold reverse",
    "chosen": "on $primary 15%",
    "odd": "underline",
    "hue0": "$foreground",
    "hue1": "$secondary",
    "hue2": "$foreground 65%",
    "hue3": "$secondary 65%",
    "bar": "$foreground 45%",
    "best": "$primary",
    "good": "$text-success",
    "bad": "$text-error",
}


class _Painter:
    """Turns rows into strips for one widget, each role's style worked out once a theme."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._key: object = None
        self._styles: dict[str, RichStyle] = {}

    def strip(self, row: Row, width: int) -> Strip:
        """Return a row as a strip of this width."""
        base, theme = self._widget.visual_style, self._widget.app.theme
        if self._key != (base, theme):
            self._key, self._styles = (base, theme), {"": base.rich_style}
        segments = []
        for text, role in row:
            if role not in self._styles:
                self._styles[role] = self._style(base, role)
            segments.append(Segment(text, self._styles[role]))
        return Strip(segments).adjust_cell_length(width, self._styles[""])

    def _style(self, style: Style, role: str) -> RichStyle:
        variables = self._widget.app.theme_variables
        for name in role.split():
            style += parse_style(ROLE_STYLES[name], variables)
        return style.rich_style


class Canvas(ScrollView, can_focus=False):
    """A drawing of rows, larger than the screen if need be; keys belong to the lab around it."""

    DEFAULT_CSS = """
    Canvas {
        background: transparent;
        scrollbar-size: 1 1;
        scrollbar-background: $panel;
        scrollbar-background-hover: $panel;
        scrollbar-background-active: $panel;
        scrollbar-color: $foreground 40%;
        scrollbar-color-hover: $foreground 60%;
        scrollbar-color-active: $primary;
        scrollbar-corner-color: $panel;
    }
    """
    ALLOW_SELECT = False

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._painter = _Painter(self)

    class Clicked(Message):
        """A cell of the drawing was clicked."""

        def __init__(self, canvas: Canvas, x: int, y: int) -> None:
            super().__init__()
            self.canvas, self.x, self.y = canvas, x, y

        @property
        def control(self) -> Canvas:
            """Return the drawing that was clicked."""
            return self.canvas

    def draw(self, y: int, start: int, end: int) -> Row:
        """Return row `y` of the drawing, at most from column `start` to `end`."""
        raise NotImplementedError

    def fit_to(self, width: int, height: int) -> tuple[int, int]:
        """Fit the drawing to a space of this size and return the size that it takes."""
        raise NotImplementedError

    def lay_out(self) -> None:
        """Arrange the drawing for the size of the widget, with room for scrollbars it needs."""
        width, height = self.outer_size
        width -= self.styles.gutter.width
        height -= self.styles.gutter.height
        if width <= 0 or height <= 0:
            return
        wide, high = self.fit_to(width, height)
        bar_below, bar_right = wide > width, high > height
        if bar_below or bar_right:
            wide, high = self.fit_to(width - bar_right, height - bar_below)
        self.virtual_size = Size(wide, high)
        self.refresh()

    def on_resize(self) -> None:
        """Arrange the drawing anew and keep what matters in sight."""
        self.lay_out()
        self.call_after_refresh(self.follow)

    def follow(self) -> None:
        """Scroll to what is pointed out."""

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is seen."""
        left, top = self.scroll_offset
        width = self.size.width
        row: Row = ()
        if top + y < self.virtual_size.height:
            row = self.draw(top + y, left, left + width)
        return self._painter.strip(row, width)

    def see(self, region: Region) -> None:
        """Scroll so that the region is seen, to its middle where it was out of sight."""
        seen = Region(*self.scroll_offset, *self.size)
        if self.size and not seen.contains_region(region):
            x, y = region.center
            self.scroll_to(
                None if region.x >= seen.x and region.right <= seen.right else x - seen.width / 2,
                None
                if region.y >= seen.y and region.bottom <= seen.bottom
                else y - seen.height / 2,
                animate=False,
                force=True,  # the scrollbar may not be there yet
            )

    def on_click(self, event: events.Click) -> None:
        """Tell where the drawing was clicked."""
        left, top = self.scroll_offset
        self.post_message(self.Clicked(self, event.x + left, event.y + top))


class Lines(Widget, can_focus=False):
    """A few rows that are drawn for whatever width and height there is."""

    DEFAULT_CSS = "Lines { height: auto; background: transparent; }"
    ALLOW_SELECT = False

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._painter = _Painter(self)
        self._drawing: Callable[[int], Sequence[Row]] = lambda width: ()
        self._rows: Sequence[Row] = ()
        self._width = -1

    def show(self, drawing: Callable[[int], Sequence[Row]]) -> None:
        """Show the rows that `drawing` gives for a width."""
        count = len(self._rows)
        self._drawing, self._width = drawing, -1
        self.refresh(layout=len(self._rows_for(self.size.width or 56)) != count)

    def _rows_for(self, width: int) -> Sequence[Row]:
        if width != self._width:
            self._rows, self._width = self._drawing(width), width
        return self._rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many rows there are at this width."""
        return len(self._rows_for(width))

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        rows = self._rows_for(self.size.width)
        return self._painter.strip(rows[y] if y < len(rows) else (), self.size.width)

    def text(self) -> list[str]:
        """Return the rows as they stand, as plain text."""
        rows = self._rows_for(self.size.width)
        return ["".join(span.text for span in row).rstrip() for row in rows]
