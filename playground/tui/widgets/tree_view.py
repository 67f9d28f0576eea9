"""The Huffman tree while it grows."""

from __future__ import annotations

from textual.geometry import Region
from textual.message import Message

from playground.labs.huffman.coding import Coding
from playground.labs.huffman.layout import Marks, TreeLayout
from playground.labs.huffman.spans import Row, Span
from playground.tui.widgets.code_canvas import Canvas


class TreeView(Canvas):
    """A forest of nodes with their weights, 0 and 1 on its edges; it scrolls to what is new."""

    class Picked(Message):
        """A node of the tree was clicked."""

        def __init__(self, node: int) -> None:
            super().__init__()
            self.node = node

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._coding: Coding | None = None
        self._marks = Marks(0)
        self._follow: tuple[int, ...] = ()
        self._above = 0  # empty rows over a drawing lower than the widget
        self.layout_now: TreeLayout | None = None

    def show(self, coding: Coding, marks: Marks, follow: tuple[int, ...] = ()) -> None:
        """Draw a coding's tree with these marks, and keep the nodes of `follow` in sight."""
        changed = coding is not self._coding
        self._coding, self._marks, self._follow = coding, marks, follow
        if changed:
            self.scroll_to(0, 0, animate=False)
            self.lay_out()
        else:
            self.refresh()
        self.follow()

    def fit_to(self, width: int, height: int) -> tuple[int, int]:
        """Fit the tree to a space of this size."""
        if self._coding is None:
            return width, height
        self.layout_now = TreeLayout(self._coding, width, height)
        self._above = max(0, (height - self.layout_now.height) // 2)
        return self.layout_now.width, self.layout_now.height + self._above

    def follow(self) -> None:
        """Scroll to the nodes to be followed."""
        if self.layout_now is None:
            return
        for node in self._follow:
            left, top, right, bottom = self.layout_now.box(node)
            if right - left > self.size.width:  # too wide: at least the node itself
                middle = self.layout_now.x[node]
                left, right = max(0, middle - 4), min(self.layout_now.width, middle + 5)
            if bottom - top > self.size.height:
                bottom = top + 1
            self.see(Region(left, top + self._above, right - left, bottom - top))

    def draw(self, y: int, start: int, end: int) -> Row:
        """Return one row of the forest."""
        if self.layout_now is None or y < self._above:
            return (Span(""),)
        return self.layout_now.row(y - self._above, self._marks, start, end)

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """Turn a click on a cell into a click on a node."""
        event.stop()
        if self.layout_now is not None and event.y >= self._above:
            node = self.layout_now.node_at(event.x, event.y - self._above)
            if node is not None and (
                self._coding is None or self._coding.nodes[node].born <= self._marks.step
            ):
                self.post_message(self.Picked(node))
