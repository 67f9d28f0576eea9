"""View 2: the number line, its bins and one point on it (the book's figures 2-4 and 2-5)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from playground.core import quantize as core
from playground.labs.canvas import Canvas, Role
from playground.labs.figure import (
    Axis,
    Figure,
    Marker,
    Rule,
    Series,
    draw_figure,
    fitting,
    number,
)
from playground.labs.quantization.mine import Mine
from playground.labs.quantization.state import MARGIN, QuantizationState

Row = tuple[str, str, tuple[str, ...]]
"""One line of the arithmetic: what is done, what comes out, a remark (longest first)."""

CELL = 5
"""A bin is drawn as a box with its code from this width in cells."""

TRANSFER_ROWS = 12
"""The plot of code over x is shown below the arithmetic where so many rows are left."""


def edges(state: QuantizationState) -> NDArray[np.float64]:
    """Return where one code ends and the next begins: float64 [2^b + 1], both ends included.

    Rounding to the nearest moves the inner edges down by half a bin. Stochastic
    rounding has no such edges; those of rounding down are given.
    """
    inner = state.x_min + state.scale * np.arange(1, state.bins)
    if state.rounding == "nearest":
        inner = inner - state.scale / 2
    return np.concatenate(([state.x_min], inner, [state.x_max]))


@dataclass(frozen=True, slots=True)
class Point:
    """What becomes of the point x: every quantity of the formula, in order.

    `draw` is the random number of stochastic rounding, 0..1, else None; `rounded` the
    position as a whole number, before it is kept to the last code.
    """

    x: float
    clamped: float
    position: float
    draw: float | None
    rounded: int
    code: int
    back: float

    @property
    def fraction(self) -> float:
        """How far the position lies above the whole number below it."""
        return self.position - math.floor(self.position)

    @property
    def error(self) -> float:
        """The value minus what its code reads back as."""
        return self.x - self.back


def point(state: QuantizationState) -> Point:
    """Return the arithmetic of the state's point, with the rounding chosen."""
    position = float(core.bin_positions([state.x], state.x_min, state.x_max, state.bits)[0])
    code = int(state.quantize([state.x])[0])
    draw = None
    up = False
    fraction = position - math.floor(position)
    if state.rounding == "nearest":
        up = fraction >= 0.5
    elif state.rounding == "stochastic":
        draw = float(np.random.default_rng(state.draw).random(1)[0])
        up = draw < fraction
    return Point(
        x=state.x,
        clamped=min(state.x_max, max(state.x_min, state.x)),
        position=position,
        draw=draw,
        rounded=math.floor(position) + up,
        code=code,
        back=float(state.dequantize([code])[0]),
    )


def arithmetic(state: QuantizationState, mine: Mine | None = None) -> list[Row]:
    """Return the way from x to its code in words, one step a row."""
    at = point(state)
    low, high, scale = number(state.x_min), number(state.x_max), number(state.scale)
    minus = f"- {low}" if state.x_min >= 0 else f"+ {number(-state.x_min)}"
    if at.x == at.clamped:
        inside = ("inside the range: unchanged", "inside: unchanged")
    else:
        end = "lower" if at.x < at.clamped else "upper"
        inside = (f"outside: moved to the {end} end", f"outside: the {end} end")
    return [
        ("x", number(at.x), ("",)),
        (f"clamp to {low}..{high}", number(at.clamped), inside),
        (
            "(x - x_min) / scale",
            number(at.position, 5),
            (f"({number(at.clamped)} {minus}) / {scale}",),
        ),
        _rounding_row(state, at),
        _code_row(state, at, mine),
        ("reads back", state.text(at.back), (f"the error is {number(at.error, 3)}",)),
        (f"bin {at.code}", "", _bin_words(state, at.code)),
    ]


def _rounding_row(state: QuantizationState, at: Point) -> Row:
    way = "up" if at.rounded > at.position else "down"
    fraction = number(at.fraction, 2)
    if at.draw is not None:
        compared = "<" if way == "up" else ">="
        remarks: tuple[str, ...] = (
            f"{way}: the draw {at.draw:.3f} {compared} the fraction {fraction}; n draws again",
            f"{way}: draw {at.draw:.2f} {compared} {fraction}",
        )
    elif state.rounding == "nearest":
        half = "half a bin or more" if way == "up" else "less than half a bin"
        remarks = (f"{way}: {fraction} is {half}", f"{way}: {fraction} of a bin")
    else:
        remarks = ("the whole number below",)
    return state.rounding, str(at.rounded), remarks


def _code_row(state: QuantizationState, at: Point, mine: Mine | None) -> Row:
    last = state.bins - 1
    clamped = f"; {at.rounded} is too many" if at.rounded > last else ""
    binary = f"= {state.code_text(at.code)}"
    if mine is None:
        remarks: tuple[str, ...] = (
            f"{binary} in {state.bits} bit{'s' * (state.bits > 1)}{clamped}",
        )
        remarks += (f"{binary}{clamped}", binary)
    else:
        theirs = f"yours {int(mine.codes[0])} " + ("✗" if mine.wrong else "✓ the same")
        remarks = (f"{binary}{clamped}; {theirs}", f"{binary}; {theirs}", theirs)
    return f"code, at most {last}", str(at.code), remarks


def _bin_words(state: QuantizationState, code: int) -> tuple[str, ...]:
    if state.rounding == "stochastic":
        return "no fixed edges: chance decides", "no fixed edges"
    ends = edges(state)
    low, high = state.text(float(ends[code])), state.text(float(ends[code + 1]))
    if code == state.bins - 1:
        return f"from {low} to {high}, both included", f"from {low} to {high}"
    return f"from {low} to below {high}", f"{low} to {high}"


def draw(state: QuantizationState, width: int, height: int, mine: Mine | None = None) -> Canvas:
    """Draw the number line, the arithmetic, and where there is room the code over x."""
    canvas = Canvas(width, height)
    place = layout(state, width)
    rows = arithmetic(state, mine)
    for least_needed in (-1, 0, -1):
        if len(rows) + place.least_rows(state.bins) > height:
            del rows[least_needed]
    room = height - len(rows)
    used = _draw_line(canvas, state, place, min(room, 9))
    left = room - used
    top = used + (1 if 0 < left < TRANSFER_ROWS else 0)
    _draw_arithmetic(canvas, rows, top, wrong=bool(mine and mine.wrong))
    if left >= TRANSFER_ROWS:
        plot = draw_figure(transfer_figure(state, left - 4), width, left - 1)
        canvas.paste(plot, 0, used + len(rows) + 1)
    return canvas


def _draw_arithmetic(canvas: Canvas, rows: list[Row], top: int, wrong: bool) -> None:
    name_width = max(len(name) for name, _, _ in rows)
    value_width = max(len(value) for _, value, _ in rows)
    for index, (name, value, remarks) in enumerate(rows):
        is_code = name.startswith("code")
        role: Role = "strong" if is_code or name == "x" else "text"
        canvas.put(0, top + index, name, "muted")
        canvas.put(name_width + 2, top + index, value.rjust(value_width), role)
        at = name_width + 2 + (value_width + 2 if value else 0)
        remark_role: Role = "error" if wrong and is_code else "muted"
        canvas.put(at, top + index, fitting(remarks, canvas.width - at), remark_role)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the range lies on a number line of `width` cells: from column left to right."""

    x_min: float
    x_max: float
    width: int
    left: int
    right: int

    def boxed(self, bins: int) -> bool:
        """Say whether so many bins are wide enough here to be boxes with their codes."""
        return self.right - self.left >= CELL * bins

    def least_rows(self, bins: int) -> int:
        """Return the fewest rows that the line and its bins need."""
        return 6 if self.boxed(bins) else 8

    def column(self, x: float) -> int:
        """Return the column of a value; beyond the range it stays in the margins."""
        share = (x - self.x_min) / (self.x_max - self.x_min)
        if share < 0:
            return max(0, min(self.left - 1, math.floor(self.left * (1 + share / MARGIN))))
        if share > 1:
            room = self.width - 1 - self.right
            return min(self.width - 1, self.right + 1 + math.floor(room * (share - 1) / MARGIN))
        return self.left + math.floor((self.right - self.left) * share + 1e-9)

    def value(self, column: int) -> float:
        """Return the value that a column stands for, the inverse of `column`."""
        span = self.x_max - self.x_min
        if column < self.left:
            return self.x_min - span * MARGIN * (self.left - column) / max(1, self.left)
        if column > self.right:
            room = max(1, self.width - 1 - self.right)
            return self.x_max + span * MARGIN * (column - self.right) / room
        return self.x_min + span * (column - self.left) / max(1, self.right - self.left)


def layout(state: QuantizationState, width: int) -> Layout:
    """Return where the range lies on a line of `width` cells; boxes get whole cells each."""
    margin = max(4, width // 10)
    inner = max(1, width - 1 - 2 * margin)
    if inner >= CELL * state.bins:
        inner = state.bins * (inner // state.bins)
    left = (width - 1 - inner) // 2
    return Layout(state.x_min, state.x_max, width, left, left + inner)


def picked(state: QuantizationState, width: int, height: int, column: int) -> QuantizationState:
    """Return the state with the point where a column of the number line was pressed."""
    return state.with_x(layout(state, width).value(column))


def _draw_line(canvas: Canvas, state: QuantizationState, place: Layout, room: int) -> int:
    """Draw the point, the bins and their edges in at most `room` rows; return how many."""
    at = place.column(state.x)
    canvas.put_centred(at, 0, f"x = {number(state.x)}", "strong")
    canvas.put(at, 1, "▼", "strong")
    if place.boxed(state.bins):
        boxes = min(4, room - 3)
        used = 2 + _draw_boxes(canvas, state, 2, boxes, 0, state.bins, place.left, place.right)
        _draw_margins(canvas, state, 2, boxes, place.left, place.right)
        return used
    _draw_ruler(canvas, state, place)
    return 4 + _draw_zoom(canvas, state, 4, room - 4)


def _draw_margins(
    canvas: Canvas, state: QuantizationState, top: int, rows: int, left: int, right: int
) -> None:
    """Mark what lies outside the range as clamped to its ends."""
    for row in range(top, top + rows):
        canvas.put(0, row, "░" * left, "axis")
        canvas.put(right + 1, row, "░" * (canvas.width - right - 1), "axis")
    first, last = "0 ▸", f"◂ {state.bins - 1}"
    role: tuple[Role, Role] = (
        "select" if state.x < state.x_min else "text",
        "select" if state.x > state.x_max else "text",
    )
    if left >= len(first) and canvas.width - right - 1 >= len(last):
        canvas.put(left - len(first), top + 1, first, role[0])
        canvas.put(right + 1, top + 1, last, role[1])
    if rows >= 4 and left >= 9:
        canvas.put_centred(left // 2, top + rows - 2, "clamped", role[0])
        canvas.put_centred((right + canvas.width) // 2, top + rows - 2, "clamped", role[1])


def _draw_boxes(
    canvas: Canvas,
    state: QuantizationState,
    top: int,
    rows: int,
    first: int,
    count: int,
    left: int,
    right: int,
) -> int:
    """Draw bins `first` and on as boxes between two columns, their edges below; return rows."""
    ends = edges(state)[first : first + count + 1]
    low, high = float(ends[0]), float(ends[-1])
    columns = [left + round((right - left) * (float(end) - low) / (high - low)) for end in ends]
    bottom = top + rows - 1
    canvas.rule(left, top, right - left, "axis", "─")
    canvas.rule(left, bottom, right - left, "axis", "─")
    chosen = int(state.quantize([state.x])[0])
    for index in range(count):
        code, start, end = first + index, columns[index], columns[index + 1]
        role: Role = "select" if code == chosen else "text"
        for row in range(top + 1, bottom):
            canvas.put(start + 1, row, " " * (end - start - 1), role)
        middle = (start + end + 1) // 2
        canvas.put_centred(middle, top + 1, str(code), role)
        if rows >= 4 and end - start - 1 >= state.bits:
            canvas.put_centred(middle, top + 2, state.code_text(code), role)
    for index, at in enumerate(columns):
        corner = 0 if index == 0 else 2 if index == count else 1
        canvas.put(at, top, "┌┬┐"[corner], "axis")
        canvas.upright(at, top + 1, rows - 2, "axis")
        canvas.put(at, bottom, "└┴┘"[corner], "axis")
    _draw_edges(canvas, bottom + 1, columns, [state.text(float(end)) for end in ends])
    return rows + 1


def _draw_edges(canvas: Canvas, row: int, columns: list[int], texts: list[str]) -> None:
    """Write the edges below their columns: all, or every second, fourth ... that has room."""
    for stride in (2**k for k in range(17)):
        starts = [
            max(0, min(at - len(text) // 2, canvas.width - len(text)))
            for at, text in zip(columns, texts, strict=True)
        ]
        shown = range(0, len(texts), stride)
        if all(starts[one] + len(texts[one]) < starts[other] for one, other in pairwise(shown)):
            for index in shown:
                canvas.put(starts[index], row, texts[index], "muted")
            return


def _draw_ruler(canvas: Canvas, state: QuantizationState, place: Layout) -> None:
    """Draw the whole range as one line where its bins are too narrow for boxes."""
    left, right = place.left, place.right
    canvas.put(0, 2, "░" * canvas.width, "axis")
    canvas.rule(left, 2, right - left, "axis", "┴" if state.bins >= right - left else "─")
    if state.bins < right - left:
        for end in edges(state).tolist():
            canvas.put(place.column(end), 2, "┴", "axis")
    canvas.put(left, 2, "├", "axis")
    canvas.put(right, 2, "┤", "axis")
    canvas.put(place.column(state.x), 2, "┻", "strong")
    canvas.put_centred(left, 3, number(state.x_min), "muted")
    canvas.put_centred(right, 3, number(state.x_max), "muted")
    texts = (
        f"{state.bins:,} bins, one every {number(state.scale)}; around x:",
        f"{state.bins:,} bins; around x:",
    )
    space = right - left - 2 * max(len(number(state.x_min)), len(number(state.x_max)))
    canvas.put_centred((left + right) // 2, 3, fitting(texts, max(12, space)), "text")


def _draw_zoom(canvas: Canvas, state: QuantizationState, top: int, room: int) -> int:
    """Draw the bins around the point as boxes; return how many rows were used."""
    chosen = int(state.quantize([state.x])[0])
    ends = edges(state)
    digits = max(len(state.text(float(ends[code]))) for code in (chosen, chosen + 1, 1, -2))
    cell = max(9, digits + 2, state.bits + 2 if canvas.width >= 76 else 0)
    count = min(state.bins, max(3, (canvas.width - 5) // cell))
    count -= 1 - count % 2
    first = min(max(0, chosen - count // 2), state.bins - count)
    left, right = 2, 2 + count * ((canvas.width - 5) // count)
    rows = min(4, room - 1)
    _draw_boxes(canvas, state, top, rows, first, count, left, right)
    if first > 0:
        canvas.put(0, top + 1, "…", "muted")
    if first + count < state.bins:
        canvas.put(right + 2, top + 1, "…", "muted")
    low, high = float(ends[first]), float(ends[first + count])
    if low <= state.x <= high:
        at = left + round((right - left) * (state.x - low) / (high - low))
        canvas.put(at, top, "▼", "strong")
    else:
        at = left - 1 if state.x < low else right + 1
        canvas.put(at, top + 1, "▶" if state.x < low else "◀", "strong")
    return rows + 1


def transfer_figure(state: QuantizationState, rows: int = 12) -> Figure:
    """Return the plot of the code over x, with the point on it, for `rows` rows."""
    low, high = state.axis
    x = np.linspace(low, high, 601)
    stride = 1
    while (state.bins - 1) // stride + 1 > max(2, rows // 2):
        stride *= 2
    ticks = tuple((float(code), str(code)) for code in range(0, state.bins, stride))
    series = Series(
        x,
        state.quantize(x).astype(np.float64),
        f"rounding: {state.rounding}",
        "primary",
        "dots" if state.rounding == "stochastic" else "steps",
    )
    return Figure(
        Axis(low, high, "x"),
        Axis(0.0, float(state.bins - 1), "code", ticks=ticks),
        (series,),
        (Rule(state.x_min, True), Rule(state.x_max, True)),
        (Marker(state.x, float(point(state).code), "●", "strong"),),
    )
