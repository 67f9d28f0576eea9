"""View 1: a sine wave and the staircase it becomes (the book's figure 2-3)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core import metrics
from playground.labs.canvas import Canvas, Role
from playground.labs.figure import (
    Axis,
    Figure,
    Marker,
    Rule,
    Series,
    aligned,
    draw_figure,
    figure_area,
    fitting,
    nice_ticks,
    number,
)
from playground.labs.quantization import data
from playground.labs.quantization.mine import Mine
from playground.labs.quantization.state import QuantizationState

_ANGLES = (
    (-math.pi, "-π"),
    (-math.pi / 2, "-π/2"),
    (0.0, "0"),
    (math.pi / 2, "π/2"),
    (math.pi, "π"),
)
ERROR_ROWS = 9
"""Rows of the plot of the error, shown below the wave where there is room."""


def figure(state: QuantizationState, mine: Mine | None = None, rows: int = 16) -> Figure:
    """Return the plot of the wave, its staircase, the ends of the range and the point.

    `rows` is how many rows the plot has: codes stand on the right where their
    levels are a row or more apart.
    """
    angle, wave = data.wave()
    low, high = min(state.x_min, -data.AMPLITUDE), max(state.x_max, data.AMPLITUDE)
    ours = state.dequantize(state.quantize(wave))
    series = [Series(angle, wave, "wave", "secondary")]
    if mine is None or mine.wrong:
        series.append(Series(angle, ours, "ours" if mine else "quantized", "primary", "steps"))
    if mine is not None:
        right: Role = "error" if mine.wrong else "success"
        series.append(Series(angle, state.dequantize(mine.codes), "your code", right, "steps"))
    rules = tuple(
        Rule(end, label=name)
        for end, name in ((state.x_min, ""), (state.x_max, ""))
        if low < end < high
    )
    return Figure(
        Axis(-math.pi, math.pi, "t", ticks=_ANGLES),
        _aligned(state, low, high, rows),
        tuple(series),
        rules,
        _markers(state),
        _codes(state, (high - low) / state.scale, rows),
    )


def _aligned(state: QuantizationState, low: float, high: float, rows: int) -> Axis:
    """Return the axis of x, its ends moved out so that every step is as many rows high.

    Without that some steps are a row higher than others. Where it would leave more
    than a quarter of the rows empty, the axis stays as it is.
    """
    each = int((rows - 1) * state.scale // (high - low))
    if each < 1:
        return Axis(low, high, "x")
    below = math.ceil(each * (state.x_min - low) / state.scale - 1e-9)
    above = math.ceil(each * (high - state.x_min) / state.scale - 1e-9)
    spare = rows - 1 - below - above
    if spare < 0 or 4 * spare > rows:
        return Axis(low, high, "x")
    below += spare // 2
    # A row is four dots, and the middle of the lowest one lies 1.5 dots from the end.
    dot = state.scale / (4 * each)
    start = state.x_min - (4 * below + 1.5) * dot
    ticks = tuple((tick, number(tick)) for tick in nice_ticks(low, high, max(3, rows // 2)))
    return Axis(start, start + (4 * rows - 1) * dot, "x", ticks=ticks)


def _markers(state: QuantizationState) -> tuple[Marker, ...]:
    """Return the point x where the wave rises through it, if it does."""
    if abs(state.x) > data.AMPLITUDE:
        return ()
    return (Marker(math.asin(state.x / data.AMPLITUDE), state.x, "●", "strong"),)


def _codes(state: QuantizationState, bins_shown: float, rows: int) -> tuple[tuple[float, str], ...]:
    if bins_shown > rows:
        return ()
    codes = range(state.bins)
    levels = state.dequantize(np.arange(state.bins))
    return tuple((float(levels[code]), state.code_text(code)) for code in codes)


def error_figure(state: QuantizationState, mine: Mine | None = None) -> Figure:
    """Return the plot of wave minus staircase, in the units of x."""
    angle, wave = data.wave()
    error = wave - state.dequantize(codes(state, mine))
    low, high = min(0.0, float(error.min())), max(0.0, float(error.max()))
    top = max(high, state.scale)
    low = min(low, -state.scale / 2) if low < 0 else 0.0
    return Figure(
        Axis(-math.pi, math.pi, "t", ticks=_ANGLES),
        Axis(low, top, "error"),
        (Series(angle, error, "wave - quantized", "primary"),),
        (Rule(state.scale),) if top > state.scale else (),
        right=((state.scale, "1 bin"),),
    )


def codes(state: QuantizationState, mine: Mine | None = None) -> NDArray[Any]:
    """Return the codes shown: the learner's where there are any, else ours."""
    return state.quantize(data.wave()[1]) if mine is None else mine.codes


def words(state: QuantizationState, width: int, mine: Mine | None = None) -> list[str]:
    """Return the view in two sentences: the error of the whole wave, and of the point."""
    _, wave = data.wave()
    back = state.dequantize(codes(state, mine))
    worst, rms = number(metrics.max_error(wave, back), 3), number(metrics.rmse(wave, back), 3)
    if state.x_min > -data.AMPLITUDE or state.x_max < data.AMPLITUDE:
        remark = "the range cuts the wave"
    elif mine is not None and mine.wrong:
        over = metrics.max_error(wave, back) > state.scale * (1 + 1e-9)
        remark = "more than one bin" if over else "at most one bin"
    elif state.rounding == "floor":
        remark = "at most one bin"
    elif state.rounding == "nearest":
        remark = "half a bin, but at the top"
    else:
        remark = "up to one bin, either way"
    first = (
        f"{len(np.unique(back)):,} levels. Largest error {worst}, {remark}. RMSE {rms}.",
        f"Largest error {worst}, {remark}. RMSE {rms}.",
        f"Largest error {worst}. RMSE {rms}.",
    )
    code = int(state.quantize([state.x])[0])
    value = float(state.dequantize([code])[0])
    x, bits = number(state.x), state.code_text(code)
    error = number(state.x - value, 3)
    second = (
        f"● x = {x}: code {code} = {bits}, reads back {number(value)}, error {error}.",
        f"● x = {x}: code {code}, reads back {number(value)}, error {error}.",
    )
    return [fitting(first, width), fitting(second, width)]


def draw(state: QuantizationState, width: int, height: int, mine: Mine | None = None) -> Canvas:
    """Draw the wave, its error where there is room or the steps are fine, and the words."""
    canvas = Canvas(width, height)
    said = words(state, width, mine)
    rows = height - len(said)
    at = 0
    parts = _parts(state, width, rows, mine)
    for part, part_rows in parts:
        canvas.paste(draw_figure(part, width, part_rows), 0, at)
        at += part_rows
    if mine is not None and mine.wrong:
        _mark_differences(canvas, parts[0][0], mine, width, parts[0][1])
    for index, sentence in enumerate(said):
        canvas.put(0, rows + index, sentence, "text" if index == 0 else "strong")
    return canvas


def _parts(
    state: QuantizationState, width: int, rows: int, mine: Mine | None = None
) -> list[tuple[Figure, int]]:
    """Return the figures that share these rows, top to bottom, each with its height."""
    lower = _lower_rows(state, rows)
    upper = rows - lower
    top = figure(state, mine, upper - 3)
    if not lower:
        return [(top, upper)]
    figures = aligned([(top, upper), (error_figure(state, mine), lower)], width)
    return list(zip(figures, (upper, lower), strict=True))


def _mark_differences(canvas: Canvas, top: Figure, mine: Mine, width: int, height: int) -> None:
    """Put a cross under each column in which the learner's codes differ from ours."""
    area = figure_area(top, width, height)
    angle, _ = data.wave()
    columns = {area.column(float(top.x.fraction(value))) for value in angle[mine.differs]}
    for column in columns:
        canvas.put(column, area.top + area.height, "✗", "error")


def _lower_rows(state: QuantizationState, rows: int) -> int:
    """Return how many of these rows the error gets: more where the steps are too fine to see."""
    if rows >= 24:
        return ERROR_ROWS
    low, high = min(state.x_min, -data.AMPLITUDE), max(state.x_max, data.AMPLITUDE)
    seen = (high - low) / state.scale <= rows - 4
    return 0 if seen or rows < 14 else 6


def picked(state: QuantizationState, width: int, height: int, column: int) -> QuantizationState:
    """Return the state with the point at the wave's value above a column that was pressed."""
    plot, rows = _parts(state, width, height - len(words(state, width)))[0]
    angle = plot.x.value(figure_area(plot, width, rows).x_fraction(column))
    return state.with_x(data.AMPLITUDE * math.sin(angle))
