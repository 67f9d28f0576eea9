"""A canvas of terminal cells: text, box lines and braille dots, each cell with a role.

A role says what a cell is for ("axis", "success"), never which colour it has: the
widget looks the colour up in its theme, and plain text simply leaves it out. Only
where the colour itself says a value, as in a heat map, a cell has colours instead. Every
cell holds one character of width one. A braille cell has 2 x 4 dots, so a canvas of
w x h cells has 2w x 4h dots, counted from the top left.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

Role = Literal[
    "text",
    "muted",
    "axis",
    "strong",
    "primary",
    "secondary",
    "accent",
    "success",
    "warning",
    "error",
    "select",
]
ROLES: tuple[Role, ...] = get_args(Role)

RGB = tuple[int, int, int]
"""A colour: red, green and blue, each 0 to 255."""


class Colours(NamedTuple):
    """What a cell has in place of a role where the colour itself says a value (a heat map)."""

    foreground: RGB
    background: RGB


Ink = Role | Colours
"""How a cell is drawn: by what it is for, or in colours of its own."""


BRAILLE = 0x2800
DOTS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], dtype=np.int64)
EIGHTHS = " ▁▂▃▄▅▆▇█"


class Canvas:
    """Cells of `width` x `height` to draw on; whatever falls outside is left out."""

    def __init__(self, width: int, height: int) -> None:
        self.width = max(0, width)
        self.height = max(0, height)
        self._characters = [[" "] * self.width for _ in range(self.height)]
        self._roles: list[list[Ink]] = [["text"] * self.width for _ in range(self.height)]

    def put(self, column: int, row: int, text: str, role: Ink = "text") -> None:
        """Write text from a cell to the right; its parts beyond the canvas are cut."""
        if not 0 <= row < self.height:
            return
        characters, roles = self._characters[row], self._roles[row]
        if column < 0:
            text, column = text[-column:], 0
        text = text[: self.width - column] if column < self.width else ""
        if text:
            characters[column : column + len(text)] = text
            roles[column : column + len(text)] = [role] * len(text)

    def put_centred(self, column: int, row: int, text: str, role: Ink = "text") -> None:
        """Write text around a column, moved as far as the canvas' ends ask."""
        start = min(column - len(text) // 2, self.width - len(text))
        self.put(max(0, start), row, text, role)

    def put_parts(self, column: int, row: int, parts: Sequence[tuple[str, Ink]]) -> int:
        """Write texts of several roles one after another; return the column after them."""
        for text, role in parts:
            self.put(column, row, text, role)
            column += len(text)
        return column

    def character(self, column: int, row: int) -> str:
        """Return the character of one cell."""
        return self._characters[row][column]

    def role(self, column: int, row: int) -> Ink:
        """Return the role or the colours of one cell."""
        return self._roles[row][column]

    def paint(self, column: int, row: int, width: int, role: Ink) -> None:
        """Give cells of a row a role or colours and leave their characters as they are."""
        if 0 <= row < self.height:
            for index in range(max(0, column), min(self.width, column + width)):
                self._roles[row][index] = role

    def rule(
        self, column: int, row: int, length: int, role: Role = "axis", sign: str = "─"
    ) -> None:
        """Draw a horizontal line of `length` cells."""
        self.put(column, row, sign * max(0, length), role)

    def upright(
        self, column: int, row: int, length: int, role: Role = "axis", sign: str = "│"
    ) -> None:
        """Draw a vertical line of `length` cells, downwards."""
        for index in range(max(0, length)):
            self.put(column, row + index, sign, role)

    def dots(self, xs: ArrayLike, ys: ArrayLike, role: Role = "primary") -> None:
        """Set braille dots; dots already in a cell stay, its other characters do not.

        xs and ys are whole numbers of one shape, in dots. Dots outside the canvas are
        left out. A cell takes the role of the dots set last.
        """
        columns = np.asarray(xs, dtype=np.int64).ravel()
        rows = np.asarray(ys, dtype=np.int64).ravel()
        inside = (
            (columns >= 0) & (columns < 2 * self.width) & (rows >= 0) & (rows < 4 * self.height)
        )
        columns, rows = columns[inside], rows[inside]
        masks = np.zeros(self.width * self.height, dtype=np.int64)
        cells = (rows // 4) * self.width + columns // 2
        np.bitwise_or.at(masks, cells, DOTS[rows % 4, columns % 2])
        for cell in np.flatnonzero(masks).tolist():
            row, column = divmod(cell, self.width)
            before = ord(self._characters[row][column]) - BRAILLE
            mask = int(masks[cell]) | (before if 0 <= before < 256 else 0)
            self._characters[row][column] = chr(BRAILLE + mask)
            self._roles[row][column] = role

    def curve(self, xs: ArrayLike, ys: ArrayLike, role: Role = "primary") -> None:
        """Draw a line through points given in dots, as braille.

        A point that is not finite interrupts the line.
        """
        columns = np.asarray(xs, dtype=np.float64).ravel()
        rows = np.asarray(ys, dtype=np.float64).ravel()
        if columns.size == 1 and np.isfinite(columns[0]) and np.isfinite(rows[0]):
            self.dots(np.round(columns), np.round(rows), role)
        if columns.size < 2:
            return
        # Points far outside would ask for very many dots between; a margin is enough.
        columns = np.clip(columns, -2.0 * self.width, 4.0 * self.width)
        rows = np.clip(rows, -4.0 * self.height, 8.0 * self.height)
        finite = np.isfinite(columns) & np.isfinite(rows)
        whole = finite[:-1] & finite[1:]
        x0, x1 = columns[:-1][whole], columns[1:][whole]
        y0, y1 = rows[:-1][whole], rows[1:][whole]
        counts = np.ceil(np.maximum(np.abs(x1 - x0), np.abs(y1 - y0))).astype(np.int64) + 1
        segment = np.repeat(np.arange(counts.size), counts)
        first = np.repeat(np.cumsum(counts) - counts, counts)
        share = (np.arange(segment.size) - first) / np.maximum(1, counts - 1)[segment]
        self.dots(
            np.round(x0[segment] + (x1 - x0)[segment] * share),
            np.round(y0[segment] + (y1 - y0)[segment] * share),
            role,
        )

    def steps(self, rows: Sequence[int | None], column: int = 0, role: Role = "success") -> None:
        """Draw a staircase with heavy box characters, one step row a column.

        `rows` are the rows of the steps from `column` to the right; None leaves a gap.
        The riser between two steps stands in the column of the later one.
        """
        before: int | None = None
        for index, row in enumerate(rows):
            at = column + index
            if row is not None and (before is None or before == row):
                self.put(at, row, "━", role)
            elif row is not None and before is not None:
                rising = row < before
                self.put(at, before, "┛" if rising else "┓", role)
                self.put(at, row, "┏" if rising else "┗", role)
                top = min(row, before)
                self.upright(at, top + 1, abs(row - before) - 1, role, "┃")
            before = row

    def bar(
        self, column: int, bottom: int, width: int, eighths: int, role: Role = "primary"
    ) -> None:
        """Draw an upright bar from row `bottom` upwards, its height in eighths of a cell."""
        full, rest = divmod(max(0, eighths), 8)
        for index in range(full):
            self.put(column, bottom - index, EIGHTHS[8] * width, role)
        if rest:
            self.put(column, bottom - full, EIGHTHS[rest] * width, role)

    def paste(self, other: Canvas, column: int = 0, row: int = 0) -> None:
        """Copy another canvas onto this one, its top left at a cell."""
        skip = max(0, -column)
        count = min(other.width, self.width - column) - skip
        start = column + skip
        for index in range(max(0, -row), min(other.height, self.height - row)):
            if count > 0:
                part = slice(start, start + count)
                from_other = slice(skip, skip + count)
                self._characters[row + index][part] = other._characters[index][from_other]
                self._roles[row + index][part] = other._roles[index][from_other]

    def overlay(self, other: Canvas, column: int = 0, row: int = 0) -> None:
        """Copy the cells of another canvas that are not blank; braille joins braille.

        A cell takes the role of the canvas copied last.
        """
        for index in range(max(0, -row), min(other.height, self.height - row)):
            source, roles = other._characters[index], other._roles[index]
            target, painted = self._characters[row + index], self._roles[row + index]
            for at in range(max(0, -column), min(other.width, self.width - column)):
                character = source[at]
                if character == " ":
                    continue
                new, old = ord(character) - BRAILLE, ord(target[column + at]) - BRAILLE
                if 0 <= new < 256 and 0 <= old < 256:
                    character = chr(BRAILLE + (new | old))
                target[column + at] = character
                painted[column + at] = roles[at]

    def runs(self, row: int) -> list[tuple[str, Ink]]:
        """Return a row as texts of one ink each, left to right, as wide as the canvas."""
        characters, roles = "".join(self._characters[row]), self._roles[row]
        found: list[tuple[str, Ink]] = []
        start = 0
        for role, group in groupby(roles):
            end = start + len(list(group))
            found.append((characters[start:end], role))
            start = end
        return found

    def lines(self) -> list[str]:
        """Return the rows as text, without the blanks at their ends."""
        return ["".join(row).rstrip() for row in self._characters]

    def text(self) -> str:
        """Return the whole canvas as text."""
        return "\n".join(self.lines())


def dot_rows(fractions: NDArray[np.float64], height: int) -> NDArray[np.float64]:
    """Return the dot rows of heights given as fractions, 0 at the bottom and 1 at the top."""
    return (1.0 - fractions) * (4 * height - 1)


def dot_columns(fractions: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Return the dot columns of places given as fractions, 0 at the left and 1 at the right."""
    return fractions * (2 * width - 1)
