"""View 5: a narrow range cuts values off, a wide one rounds coarsely: where is the best clip?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from playground.core import quantize as core
from playground.labs.canvas import Canvas
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
    number,
)
from playground.labs.quantization import data
from playground.labs.quantization.mine import Mine
from playground.labs.quantization.state import CLIP_MAX, SIGMA, QuantizationState

DENSITY_ROWS = 9
"""Rows of the histogram of the data, shown below the curves where there is room."""

DENSITY_BINS = 80
DECADES = 3.5
"""The axis of the error reaches so many powers of ten down from its largest value at most."""


def figure(state: QuantizationState, mine: Mine | None = None) -> Figure:
    """Return the plot of clipping, rounding and total error over the clip range."""
    curve = data.clipping(state.data, state.bits)
    best, at = curve.best, curve.at(state.clip)
    top = float(curve.total.max()) * 1.3
    bottom = max(float(curve.total.min()) / 8, top / 10**7)
    bottom = min(bottom, top / 10**DECADES) if bottom > top / 10**DECADES else bottom
    markers = [
        Marker(float(curve.clips[best]), float(curve.total[best]), "★", "strong"),
        Marker(float(curve.clips[at]), float(curve.total[at]), "●", "strong"),
    ]
    if mine is not None:
        markers.append(Marker(float(curve.clips[at]), my_error(state, mine), "◆", "strong"))
    if best == at:
        markers = [replace(markers[1], sign="★"), *markers[2:]]
    return Figure(
        Axis(0.0, CLIP_MAX, f"clip / {SIGMA}"),
        Axis(bottom, top, f"error / {SIGMA}²", log=True),
        (
            Series(curve.clips, curve.total, "both", "text"),
            Series(curve.clips, curve.clipping, "clipping", "primary"),
            Series(curve.clips, curve.rounding, "rounding", "secondary"),
        ),
        (Rule(float(curve.clips[at]), True, "muted"),),
        tuple(markers),
    )


def my_error(state: QuantizationState, mine: Mine) -> float:
    """Return the mean square error of the learner's codes at this clip, in parts of σ²."""
    x = mine.request.x
    back = core.dequantize(mine.codes, mine.request.x_min, mine.request.x_max, state.bits, True)
    return float(np.mean((x - back) ** 2)) / data.deviation(state.data) ** 2


def words(state: QuantizationState, width: int, mine: Mine | None = None) -> list[str]:
    """Return what happens at the cursor, and where the best clip is."""
    curve = data.clipping(state.data, state.bits)
    at, best = curve.at(state.clip), curve.best
    sigma = data.deviation(state.data)
    count = data.cut(state.data, state.clip)
    parts = [
        number(float(values[at]), 3) for values in (curve.clipping, curve.rounding, curve.total)
    ]
    here = (
        f"● clip {state.clip:.1f}{SIGMA} = {number(state.clip * sigma, 3)}: "
        f"clipping {parts[0]} + rounding {parts[1]} = {parts[2]}; "
        f"{count:,} of {data.SAMPLES:,} values cut",
        f"● clip {state.clip:.1f}{SIGMA}: clipping {parts[0]} + rounding {parts[1]} = {parts[2]}",
        f"● {state.clip:.1f}{SIGMA}: cut {parts[0]} + rounded {parts[1]} = {parts[2]}",
        f"● {state.clip:.1f}{SIGMA}: {parts[0]} + {parts[1]} = {parts[2]}",
    )
    ratio = number(float(curve.total[at] / curve.total[best]), 3)
    least = f"{curve.clips[best]:.1f}{SIGMA}, error {number(float(curve.total[best]), 3)}"
    if at == best:
        there: tuple[str, ...] = (f"★ the best clip for {state.bits} bits: you are there",)
    else:
        there = (
            f"★ the best clip for {state.bits} bits is {least}: "
            f"the error here is {ratio} times as large; o goes there",
            f"★ the best is {least}; here {ratio} times that",
            f"★ the best is {least}; here {ratio}x",
            f"★ the best is {least}",
        )
    said = [fitting(here, width), fitting(there, width)]
    if mine is not None:
        said.append(
            fitting((f"◆ your code at this clip: error {number(my_error(state, mine), 3)}",), width)
        )
    return said


def density_figure(state: QuantizationState) -> Figure:
    """Return the histogram of |x| in standard deviations, cut where the clip cuts it."""
    x = np.abs(data.values(state.data)) / data.deviation(state.data)
    counts, ends = np.histogram(x, bins=DENSITY_BINS, range=(0.0, CLIP_MAX))
    middles = (ends[:-1] + ends[1:]) / 2
    shown = counts.astype(np.float64)
    inside = middles <= state.clip
    return Figure(
        Axis(0.0, CLIP_MAX, f"|x| / {SIGMA}"),
        Axis(0.5, float(shown.max()) * 1.2, "values", log=True),
        (
            Series(middles[inside], shown[inside], "kept", "secondary", "area"),
            Series(middles[~inside], shown[~inside], "cut", "primary", "area"),
        ),
        (Rule(state.clip, True, "muted"),),
    )


def draw(state: QuantizationState, width: int, height: int, mine: Mine | None = None) -> Canvas:
    """Draw the curves with the cursor and the best clip; the data below where there is room."""
    canvas = Canvas(width, height)
    said = words(state, width, mine)
    rows = height - len(said)
    at = 0
    parts = _parts(state, width, rows, mine)
    for part, part_rows in parts:
        canvas.paste(draw_figure(part, width, part_rows), 0, at)
        at += part_rows
    for index, sentence in enumerate(said):
        canvas.put(0, rows + index, sentence, "text")
    return canvas


def _parts(
    state: QuantizationState, width: int, rows: int, mine: Mine | None = None
) -> list[tuple[Figure, int]]:
    """Return the figures that share these rows, top to bottom, each with its height."""
    lower = _lower_rows(rows)
    upper = rows - lower
    top = figure(state, mine)
    if not lower:
        return [(top, upper)]
    figures = aligned([(top, upper), (density_figure(state), lower)], width)
    return list(zip(figures, (upper, lower), strict=True))


def _lower_rows(rows: int) -> int:
    return DENSITY_ROWS if rows >= 24 else 0


def picked(state: QuantizationState, width: int, height: int, column: int) -> QuantizationState:
    """Return the state with the clip that a press on this column asks for."""
    plot, rows = _parts(state, width, height - len(words(state, width)))[0]
    return state.with_clip(plot.x.value(figure_area(plot, width, rows).x_fraction(column)))
