"""A widget that shows a canvas: the model draws cells with roles, the theme gives them colours."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ClassVar

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from playground.labs.canvas import ROLES, Canvas, Colours, Ink

Draw = Callable[[int, int], Canvas]
"""Draws a canvas of a width and a height in cells."""


@lru_cache(maxsize=4096)
def colour_style(colours: Colours) -> Style:
    """Return the style of a cell with colours of its own."""
    return Style(
        color=Color.from_rgb(*colours.foreground), bgcolor=Color.from_rgb(*colours.background)
    )


class PlotCanvas(Widget):
    """Shows what a function draws at the widget's size, and tells where it is pressed."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"canvas--{role}" for role in ROLES}
    DEFAULT_CSS = """
    PlotCanvas {
        height: 1fr;
        .canvas--text { color: $foreground; }
        .canvas--muted { color: $foreground 60%; }
        .canvas--axis { color: $foreground 35%; }
        .canvas--strong { color: $foreground; text-style: bold; }
        .canvas--primary { color: $primary; }
        .canvas--secondary { color: $text-secondary; }
        .canvas--accent { color: $accent; }
        .canvas--success { color: $success; }
        .canvas--warning { color: $warning; }
        .canvas--error { color: $error; }
        .canvas--select { color: $background; background: $primary; text-style: bold; }
    }
    """

    class Picked(Message):
        """A cell was pressed, or reached with the button held."""

        def __init__(self, widget: PlotCanvas, column: int, row: int) -> None:
            super().__init__()
            self.widget = widget
            self.column = column
            self.row = row

        @property
        def control(self) -> PlotCanvas:
            """The widget that was pressed."""
            return self.widget

    def __init__(self, draw: Draw | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._draw = draw
        self._canvas: Canvas | None = None
        self._held = False

    def show(self, draw: Draw) -> None:
        """Show what this function draws from now on."""
        self._draw = draw
        self._canvas = None
        self.refresh()

    @property
    def canvas(self) -> Canvas:
        """What is on the screen, drawn once for a size."""
        width, height = self.size
        if self._canvas is None or (self._canvas.width, self._canvas.height) != (width, height):
            self._canvas = self._draw(width, height) if self._draw else Canvas(width, height)
        return self._canvas

    def render_line(self, y: int) -> Strip:
        """Return one row of the canvas in the theme's colours."""
        canvas = self.canvas
        if y >= canvas.height:
            return Strip.blank(self.size.width, self.rich_style)
        return Strip(
            [Segment(text, self._style(ink)) for text, ink in canvas.runs(y)], canvas.width
        )

    def _style(self, ink: Ink) -> Style:
        if isinstance(ink, Colours):
            return colour_style(ink)
        return self.get_component_rich_style(f"canvas--{ink}")

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold: what follows is a drag until the button is let go."""
        if event.button == 1:
            self._held = True
            self.capture_mouse()
            self._pick(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow the pointer while the button is held."""
        if self._held:
            self._pick(event)

    def on_mouse_up(self) -> None:
        """Let go."""
        if self._held:
            self._held = False
            self.release_mouse()

    def _pick(self, event: events.MouseEvent) -> None:
        offset = event.get_content_offset_capture(self)
        column = min(max(offset.x, 0), max(0, self.size.width - 1))
        row = min(max(offset.y, 0), max(0, self.size.height - 1))
        self.picked(column, row)

    def picked(self, column: int, row: int) -> None:
        """Say which cell was pressed; a subclass may say more."""
        self.post_message(self.Picked(self, column, row))
