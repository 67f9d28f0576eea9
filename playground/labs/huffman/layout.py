"""Where the nodes of a Huffman tree are drawn, and its rows of text.

The leaves stand in one row at the bottom, from left to right as in the finished
tree, and a node stands as high above them as its deepest leaf is below it. So no
node moves while the forest grows. Rows are drawn one by one, only as far as they
are seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from playground.labs.huffman.coding import Coding
from playground.labs.huffman.data import cells, label
from playground.labs.huffman.spans import Row, place

WIDEST = 11  # columns from leaf to leaf where there is room
ROOMY = 3  # rows from node to node where there is room


class Lines(NamedTuple):
    """The box characters of one kind of edge."""

    left: str
    across: str
    right: str
    down: str


LIGHT = Lines("┌", "─", "┐", "│")
HEAVY = Lines("┏", "━", "┓", "┃")  # the way to the chosen symbol
DOUBLE = Lines("╔", "═", "╗", "║")  # the newest merge


class Box(NamedTuple):
    """A region in columns and rows; `right` and `bottom` are just outside."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Marks:
    """What to draw of the tree and what to point out.

    Nodes born after `step` are not there yet. `merge` is the newest merge (0 for
    none), `upcoming` the nodes merged next, `path` the nodes of a way down from a
    root, `here` the node where someone stands.
    """

    step: int
    merge: int = 0
    upcoming: tuple[int, ...] = ()
    path: frozenset[int] = frozenset()
    here: int = -1


class TreeLayout:
    """The columns and rows of one tree in a space of `width` by `height` cells.

    The drawing is larger than the space where it must be: `width` and `height`
    afterwards say how large it is. `pitch` is the rows from a node to the next.
    """

    def __init__(self, coding: Coding, width: int, height: int) -> None:
        self.coding = coding
        self._nodes = coding.nodes
        self._count = len(coding.leaf_of)
        self._top = coding.nodes[coding.top].height
        longest = max(len(code) for code in coding.table.values())
        self.pitch = next(
            (pitch for pitch in range(ROOMY, 1, -1) if self._top * pitch + 2 <= height), 1
        )
        # Where the codes fit below the leaves only at a denser pitch, they are worth it.
        self.x = self._columns(width)
        while self.pitch > 1 and self._top * self.pitch + 3 > height:
            if self._spacing <= longest:
                break
            self.pitch -= 1
            self.x = self._columns(width)
        self.leaf_row = self._top * self.pitch
        self.shows_codes = longest < self._spacing and self.leaf_row + 3 <= max(height, 3)
        self.height = self.leaf_row + 2 + self.shows_codes
        used = self.x[self._count - 1] + self._margin + 1
        shift = max(0, (width - used) // 2)
        self.x = [x + shift for x in self.x]
        self.width = used + shift

    # -- places ---------------------------------------------------------------

    def _columns(self, width: int) -> list[int]:
        """Return the column of each node, the leaves as far apart as the width allows."""
        leaves = self._nodes[: self._count]
        need = 1 + max(
            max(cells(label(leaf.symbol)) if leaf.symbol is not None else 0, len(str(leaf.weight)))
            for leaf in leaves
        )
        self._margin = need // 2
        for spacing in range(max(need, WIDEST), max(need, 4) - 1, -1):
            columns = self._columns_at(spacing)
            if columns[self._count - 1] + self._margin + 1 <= width:
                break
        self._spacing = spacing
        return columns

    def _columns_at(self, spacing: int) -> list[int]:
        """Return the column of each node with leaves at least so far apart.

        From the bottom up: the right subtree moves away from the left one until
        their leaves have their distance and the weight above fits between the two.
        """
        x = [0] * len(self._nodes)  # of inner nodes, from their first leaf
        shift = [0] * len(self._nodes)  # of a node's subtree, within its parent's
        span = [0] * len(self._nodes)  # from a node's first leaf to its last
        for number in range(self._count, len(self._nodes)):
            node = self._nodes[number]
            weight = len(str(node.weight)) + 2
            inside = weight + 2 if self.pitch == 1 else max(3, weight - 2)
            apart = x[node.left] + inside + 1 - x[node.right]
            shift[node.right] = max(span[node.left] + spacing, apart)
            span[number] = shift[node.right] + span[node.right]
            x[number] = (x[node.left] + shift[node.right] + x[node.right]) // 2
        for number in reversed(range(len(self._nodes))):
            parent = self._nodes[number].parent
            shift[number] += shift[parent] if parent >= 0 else self._margin
        return [own + moved for own, moved in zip(x, shift, strict=True)]

    def y(self, node: int) -> int:
        """Return the row of a node's weight, or of a leaf's symbol."""
        return self.leaf_row - self._nodes[node].height * self.pitch

    def box(self, node: int) -> Box:
        """Return the region of a node with its edges and its children."""
        place_ = self._nodes[node]
        if place_.is_leaf:
            half = self._spacing // 2
            return Box(
                max(0, self.x[node] - half),
                self.leaf_row,
                min(self.width, self.x[node] + half + 1),
                self.height,
            )
        bottom = max(self.y(place_.left), self.y(place_.right)) + 1
        return Box(
            max(0, self.x[place_.left] - 2),
            self.y(node),
            min(self.width, self.x[place_.right] + 3),
            bottom,
        )

    def node_at(self, x: int, y: int) -> int | None:
        """Return the node drawn at a cell: a leaf by its column, an inner node by its weight."""
        if y >= self.leaf_row:
            near = min(range(self._count), key=lambda leaf: abs(self.x[leaf] - x))
            return near if 2 * abs(self.x[near] - x) <= self._spacing else None
        for node in range(self._count, len(self._nodes)):
            half = len(str(self._nodes[node].weight)) // 2 + 1
            if self.y(node) == y and abs(self.x[node] - x) <= half:
                return node
        return None

    # -- rows -----------------------------------------------------------------

    def row(self, y: int, marks: Marks, start: int = 0, end: int | None = None) -> Row:
        """Return row `y` of the drawing from column `start` to just before `end`."""
        end = self.width if end is None else end
        if y >= self.leaf_row:
            pieces = self._leaf_pieces(y - self.leaf_row, marks, start, end)
        else:
            pieces = self._edge_pieces(y, marks, start, end)
        return place(pieces, start, end)

    def _leaf_pieces(
        self, line: int, marks: Marks, start: int, end: int
    ) -> list[tuple[int, str, str]]:
        pieces = []
        for leaf in range(self._count):
            x = self.x[leaf]
            if x + self._spacing < start or x - self._spacing > end:
                continue
            symbol = self._nodes[leaf].symbol
            assert symbol is not None
            role = self._role(leaf, marks)
            if line == 0:
                text = label(symbol)
                if leaf in marks.path or leaf == marks.here:
                    text = f"[{text}]" if cells(text) + 2 <= self._spacing else text
                role = role or "leaf"
            elif line == 1:
                text = str(self._nodes[leaf].weight)
                role = role if role in ("child", "next") else "dim"
            elif line == 2 and self.shows_codes:
                text = self.coding.code_so_far(symbol, marks.step)
                text = text or (self.coding.table[symbol] if self._count == 1 else "·")
                role = "path" if leaf in marks.path else "code"
            else:
                continue
            pieces.append((x - (cells(text) - 1) // 2, text, role))
        return pieces

    def _role(self, node: int, marks: Marks) -> str:
        if node == marks.here:
            return "here"
        if marks.merge and self._nodes[node].born == marks.merge:
            return "merge"
        parent = self._nodes[node].parent
        if marks.merge and parent >= 0 and self._nodes[parent].born == marks.merge:
            return "child"
        if node in marks.upcoming:
            return "next"
        return "path" if node in marks.path else ""

    def _edge_pieces(
        self, y: int, marks: Marks, start: int, end: int
    ) -> list[tuple[int, str, str]]:
        pieces: list[tuple[int, str, str]] = []
        x, pitch = self.x, self.pitch
        for number in range(self._count, len(self._nodes)):
            node = self._nodes[number]
            if node.born > marks.step:
                break
            left, right = x[node.left], x[node.right]
            top = self.y(number)
            edges = top + (pitch > 1)
            if y < top or right < start or left > end:
                continue
            if y == edges:
                pieces += self._fork(number, marks)
            elif y > edges:
                for child in (node.left, node.right):
                    if y < self.y(child):
                        lines, role = self._lines(number, child, marks)
                        pieces.append((x[child], lines.down, role))
            if y == top:
                pieces.append(self._weight(number, marks))
        return pieces

    def _weight(self, number: int, marks: Marks) -> tuple[int, str, str]:
        role = self._role(number, marks)
        weight = str(self._nodes[number].weight)
        text = f"[{weight}]" if role in ("merge", "here") else f"({weight})"
        return self.x[number] - (len(text) - 1) // 2, text, role or "node"

    def _lines(self, number: int, child: int, marks: Marks) -> tuple[Lines, str]:
        if marks.merge and self._nodes[number].born == marks.merge:
            return DOUBLE, "merge"
        if number in marks.path and child in marks.path:
            return HEAVY, "path"
        return LIGHT, "edge"

    def _fork(self, number: int, marks: Marks) -> list[tuple[int, str, str]]:
        """Return the row of a node's two edges, from the left child's column to the right's."""
        node = self._nodes[number]
        left, middle, right = self.x[node.left], self.x[number], self.x[node.right]
        one, one_role = self._lines(number, node.left, marks)
        two, two_role = self._lines(number, node.right, marks)
        pieces = [
            (left, one.left + one.across * (middle - left - 1), one_role),
            (middle + 1, two.across * (right - middle - 1) + two.right, two_role),
            (left + 1, "0", one_role if one is not LIGHT else "bit"),
            (right - 1, "1", two_role if two is not LIGHT else "bit"),
        ]
        if self.pitch > 1:
            joint = {
                (LIGHT, LIGHT): "┴",
                (HEAVY, LIGHT): "┹",
                (LIGHT, HEAVY): "┺",
                (DOUBLE, DOUBLE): "╩",
            }[(one, two)]
            pieces.append((middle, joint, one_role if one is not LIGHT else two_role))
        return pieces
