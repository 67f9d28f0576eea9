"""View 3: the table of x and its codes, live (the book's table 2-2), in three roundings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core import quantize as core
from playground.labs.canvas import Canvas, Role
from playground.labs.figure import Axis, Figure, Marker, Series, draw_figure, fitting, number
from playground.labs.quantization import data
from playground.labs.quantization.mine import Mine
from playground.labs.quantization.state import ROUNDINGS, QuantizationState

ERROR_ROWS = 11
"""The plot of the error over x is shown where so many rows are left."""


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """The values of the table, the nine and the point x, and what becomes of them; arrays [10].

    `codes` has one array a rounding; `wrapped` is what the book's code returns,
    which keeps the codes in uint8 whatever b is.
    """

    x: NDArray[np.float64]
    clamped: NDArray[np.float64]
    position: NDArray[np.float64]
    codes: dict[core.Rounding, NDArray[Any]]
    back: NDArray[np.float64]
    wrapped: NDArray[np.uint8]

    @property
    def error(self) -> NDArray[np.float64]:
        """The values minus what their codes, by the rounding chosen, read back as."""
        return self.x - self.back


def table(state: QuantizationState) -> Table:
    """Compute the table: nine values evenly over the range, then the point x."""
    x = np.append(data.nine_values(state), state.x)
    codes = {rounding: state.quantize(x, rounding) for rounding in ROUNDINGS}
    return Table(
        x=x,
        clamped=np.clip(x, state.x_min, state.x_max),
        position=core.bin_positions(x, state.x_min, state.x_max, state.bits),
        codes=codes,
        back=state.dequantize(codes[state.rounding]),
        wrapped=codes["floor"].astype(np.uint8),
    )


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its cells, how it stands out, and how soon it is left out.

    `keep` 0 is always there; the largest goes first where the table is too wide.
    """

    name: str
    cells: list[str]
    role: Role = "text"
    keep: int = 0

    @property
    def width(self) -> int:
        """The cells it takes, without the space before it."""
        return max(len(self.name), *(len(cell) for cell in self.cells))


def columns(state: QuantizationState, mine: Mine | None = None) -> list[Column]:
    """Return all columns of the table, in order."""
    shown = table(state)

    def cells(form: Callable[[Any], str], values: Any) -> list[str]:
        return [form(value) for value in values.tolist()]

    def heading(rounding: core.Rounding) -> str:
        return f"▾{rounding}" if rounding == state.rounding else rounding

    found = [
        Column("x", cells(state.text, shown.x), "strong"),
        Column("clamped", cells(state.text, shown.clamped), "muted", 6),
        Column("position", cells(lambda value: number(value, 5), shown.position), "muted", 1),
    ]
    for rounding in ROUNDINGS:
        role: Role = "primary" if rounding == state.rounding else "text"
        keep = 0 if rounding == state.rounding or rounding == "floor" else 2
        found.append(Column(heading(rounding), cells(str, shown.codes[rounding]), role, keep))
    if mine is not None:
        marks = [
            f"{code} {'✗' if wrong else '✓'}"
            for code, wrong in zip(mine.codes.tolist(), mine.differs.tolist(), strict=True)
        ]
        found.append(Column("your floor", marks, "success"))
    if state.bits > 8:
        trapped = [
            f"{wrapped} {'✗' if wrapped != code else ' '}"
            for wrapped, code in zip(
                shown.wrapped.tolist(), shown.codes["floor"].tolist(), strict=True
            )
        ]
        found.append(Column("uint8", trapped, "muted", 0))
    found.append(
        Column("binary", cells(state.code_text, shown.codes[state.rounding]), "primary", 7)
    )
    found.append(Column("back", cells(state.text, shown.back), "text", 4))
    found.append(Column("error", cells(lambda value: number(value, 3), shown.error), "text", 5))
    return found


def fit(found: list[Column], width: int) -> list[Column]:
    """Return the columns that fit, the least needed left out first."""
    kept = list(found)
    while sum(column.width + 2 for column in kept) > width:
        last = max(kept, key=lambda column: column.keep)
        if last.keep == 0:
            break
        kept.remove(last)
    return kept


def words(state: QuantizationState, width: int) -> list[str]:
    """Return the formula and what there is to say about the dtype."""
    last = state.bins - 1
    scale = number(state.scale)
    first = (
        f"position = (clamped x - x_min) / scale, scale = {number(state.x_max - state.x_min)}"
        f" / {state.bins} = {scale}",
        f"position = (clamped x - x_min) / scale; scale {scale}",
        f"position = (x - x_min) / scale; scale {scale}",
    )
    rounded = {
        "floor": "floor(position)",
        "nearest": "the whole number nearest to position",
        "stochastic": "position, up or down by chance",
    }[state.rounding]
    second = (
        f"code = {rounded}, at most {last}; dtype {core.unsigned_dtype(state.bits)}",
        f"code = {rounded}, at most {last}",
    )
    said = [fitting(first, width), fitting(second, width)]
    if state.bits > 8:
        trap = (
            f"✗ the uint8 trap: the book's code keeps uint8, and code {last} becomes {last % 256}",
            f"✗ uint8 trap: in the book's code {last} becomes {last % 256}",
        )
        said.append(fitting(trap, width))
    return said


def draw(state: QuantizationState, width: int, height: int, mine: Mine | None = None) -> Canvas:
    """Draw the table, its formula, and where there is room the error over x."""
    canvas = Canvas(width, height)
    shown = fit(columns(state, mine), width)
    spare = width - sum(column.width + 2 for column in shown)
    gap = 2 + min(3, max(0, spare // max(1, len(shown))))
    said = words(state, width)
    rows = len(shown[0].cells)
    airy = height >= rows + 3 + len(said)
    at = 0
    for column in shown:
        right = at + column.width + (1 if at == 0 else gap)
        _draw_column(canvas, column, right, airy)
        at = right
    top = 1 + airy
    if airy:
        canvas.rule(0, 1, at, "axis")
    canvas.put(0, top + rows - 1, "▸", "strong")
    top += rows + (1 if height > rows + top + len(said) else 0)
    for index, sentence in enumerate(said):
        canvas.put(0, top + index, sentence, "error" if sentence.startswith("✗") else "muted")
    top += len(said) + 1
    if height - top >= ERROR_ROWS:
        canvas.paste(draw_figure(error_figure(state), width, min(20, height - top)), 0, top)
    return canvas


def _draw_column(canvas: Canvas, column: Column, right: int, airy: bool) -> None:
    """Write one column, its cells ending before column `right` of the canvas."""
    role: Role = "strong" if column.name.startswith("▾") else "muted"
    canvas.put(right - len(column.name), 0, column.name, role)
    for index, cell in enumerate(column.cells):
        last = index == len(column.cells) - 1
        chosen: Role = "strong" if last and column.role in ("text", "strong") else column.role
        if "✗" in cell:
            chosen = "error"
        canvas.put(right - len(cell), index + 1 + airy, cell, chosen)


def error_figure(state: QuantizationState) -> Figure:
    """Return the plot of the error over x, rounding down, to the nearest and by chance."""
    x = np.linspace(state.x_min, state.x_max, 601)
    errors = {rounding: x - state.dequantize(state.quantize(x, rounding)) for rounding in ROUNDINGS}
    chosen = errors[state.rounding]
    low = -state.scale if state.rounding == "stochastic" else -state.scale / 2
    low = 0.0 if state.rounding == "floor" else low
    at = min(state.x_max, max(state.x_min, state.x))
    back = float(state.dequantize(state.quantize([at]))[0])
    return Figure(
        Axis(state.x_min, state.x_max, "x"),
        Axis(low, max(state.scale, float(chosen.max())), "error"),
        (
            Series(
                x,
                chosen,
                f"rounding: {state.rounding}",
                "primary",
                "dots" if state.rounding == "stochastic" else "curve",
            ),
        ),
        markers=(Marker(at, at - back, "●", "strong"),),
        right=((state.scale, "1 bin"),),
    )
