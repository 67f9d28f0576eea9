"""Line plots with axes as plain data, and how they are drawn on a canvas.

A `Figure` holds two axes (linear or logarithmic), any number of series (a braille
curve, a staircase, single dots, a filled area), rules across the plot and markers at points.
`draw_figure` draws it at any size of 12 x 6 cells or more; `figure_area` tells where
in the cells the plot lies, so that a click can be read in the units of the axes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.labs.canvas import Canvas, Role, dot_columns, dot_rows

Kind = Literal["curve", "steps", "dots", "area"]
Tick = tuple[float, str]

_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
_LEGEND_SIGN: dict[Kind, str] = {"curve": "⠒⠒", "steps": "━━", "dots": "⠂⠄", "area": "⣤⣤"}


def number(value: float, digits: int = 4) -> str:
    """Return a number as short text: so many significant digits, no "-0"."""
    text = f"{value:.{digits}g}"
    return "0" if text == "-0" else text


def fitting(texts: Sequence[str], width: int) -> str:
    """Return the first of these texts, longest first, that is no wider than `width`."""
    return next((text for text in texts if len(text) <= width), texts[-1][: max(0, width)])


def nice_ticks(low: float, high: float, most: int) -> list[float]:
    """Return at most `most` (2 or more) round values between low and high, evenly spaced."""
    if not high > low:
        return [low]
    raw = (high - low) / max(1, most - 1)
    power = 10.0 ** math.floor(math.log10(raw))
    for factor in (*_NICE, 20.0):
        step = factor * power
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first + 1 <= most:
            return [k * step for k in range(first, last + 1)]
    return [low, high]


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """Return at most `most` powers of ten between low and high, or nice ticks if below two."""
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    stride = max(1, math.ceil((last - first + 1) / max(1, most)))
    powers = [10.0**k for k in range(first, last + 1) if k % stride == 0]
    return powers if len(powers) >= 2 else nice_ticks(low, high, most)


@dataclass(frozen=True)
class Axis:
    """One axis: what it measures, from where to where, linear or logarithmic.

    `ticks` are (value, text) pairs; without them round values are chosen.
    """

    low: float
    high: float
    label: str = ""
    log: bool = False
    ticks: tuple[Tick, ...] | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise ValueError(f"axis {self.label!r} runs from {self.low} to {self.high}")
        if self.log and self.low <= 0:
            raise ValueError(f"axis {self.label!r} is logarithmic and starts at {self.low}")

    def fraction(self, values: ArrayLike) -> NDArray[np.float64]:
        """Return how far along the axis each value lies: 0 at low, 1 at high.

        A logarithmic axis gives NaN for values of 0 and below.
        """
        array = np.asarray(values, dtype=np.float64)
        if not self.log:
            return (array - self.low) / (self.high - self.low)
        positive = np.where(array > 0, array, np.nan)
        low, high = math.log10(self.low), math.log10(self.high)
        return np.asarray((np.log10(positive) - low) / (high - low))

    def value(self, fraction: float) -> float:
        """Return the value at a fraction of the axis, the inverse of `fraction`."""
        if not self.log:
            return self.low + fraction * (self.high - self.low)
        low, high = math.log10(self.low), math.log10(self.high)
        return float(10.0 ** (low + fraction * (high - low)))

    def chosen_ticks(self, most: int) -> list[Tick]:
        """Return the ticks to draw, at most `most` where the axis does not name them."""
        if self.ticks is not None:
            return list(self.ticks)
        choose = log_ticks if self.log else nice_ticks
        return [(value, number(value)) for value in choose(self.low, self.high, most)]


@dataclass(frozen=True, eq=False)
class Series:
    """Values to draw: xs and ys float arrays of one shape, in the units of the axes."""

    xs: NDArray[np.float64]
    ys: NDArray[np.float64]
    name: str = ""
    role: Role = "primary"
    kind: Kind = "curve"


@dataclass(frozen=True)
class Marker:
    """A sign at one point; points beyond the axes are shown at their ends."""

    x: float
    y: float
    sign: str = "●"
    role: Role = "accent"


@dataclass(frozen=True)
class Rule:
    """A straight line across the plot at one value of x (upright) or of y."""

    at: float
    upright: bool = False
    role: Role = "muted"
    label: str = ""


@dataclass(frozen=True, eq=False)
class Figure:
    """A plot: axes, series in drawing order, rules below them and markers on top.

    `right` are (y value, text) labels on the right-hand side; `margins` the fewest cells
    left and right of the plot, so that figures below one another line up.
    """

    x: Axis
    y: Axis
    series: tuple[Series, ...] = ()
    rules: tuple[Rule, ...] = ()
    markers: tuple[Marker, ...] = ()
    right: tuple[Tick, ...] = ()
    margins: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Area:
    """The cells inside the axes of a drawn figure."""

    left: int
    top: int
    width: int
    height: int

    def column(self, fraction: float) -> int:
        """Return the column of a fraction of the x axis, kept inside."""
        cell = round(fraction * (2 * self.width - 1)) // 2
        return self.left + min(max(cell, 0), self.width - 1)

    def row(self, fraction: float) -> int:
        """Return the row of a fraction of the y axis, kept inside."""
        cell = round((1 - fraction) * (4 * self.height - 1)) // 4
        return self.top + min(max(cell, 0), self.height - 1)

    def x_fraction(self, column: int) -> float:
        """Return the fraction of the x axis in the middle of a column, kept within 0..1."""
        return min(1.0, max(0.0, (2 * (column - self.left) + 0.5) / (2 * self.width - 1)))

    def y_fraction(self, row: int) -> float:
        """Return the fraction of the y axis in the middle of a row, kept within 0..1."""
        dot = 4 * (row - self.top) + 1.5
        return min(1.0, max(0.0, 1.0 - dot / (4 * self.height - 1)))


def figure_area(figure: Figure, width: int, height: int) -> Area:
    """Return where the plot of a figure lies when drawn at this size."""
    rows = max(1, height - 3)
    labels = [text for _, text in figure.y.chosen_ticks(_most_rows(rows))]
    least_left, least_right = figure.margins
    left = max(least_left, max((len(text) for text in labels), default=0) + 1)
    right = max(least_right, max((len(text) for _, text in figure.right), default=-1) + 1)
    return Area(left, 1, max(2, width - left - right), rows)


def _most_rows(rows: int) -> int:
    return min(9, max(2, rows // 2))


def aligned(figures: Sequence[tuple[Figure, int]], width: int) -> list[Figure]:
    """Return figures, each given with its height, with margins that let them line up."""
    areas = [figure_area(figure, width, height) for figure, height in figures]
    left = max(area.left for area in areas)
    right = max(width - area.left - area.width for area in areas)
    return [replace(figure, margins=(left, right)) for figure, _ in figures]


def draw_figure(figure: Figure, width: int, height: int) -> Canvas:
    """Draw a figure: a row of names, the plot, the x axis and its labels."""
    canvas = Canvas(width, height)
    area = figure_area(figure, width, height)
    _draw_names(canvas, figure, area)
    for rule in figure.rules:
        _draw_rule(canvas, figure, area, rule)
    for series in figure.series:
        _draw_series(canvas, figure, area, series)
    _draw_y_axis(canvas, figure, area)
    _draw_x_axis(canvas, figure, area)
    for marker in figure.markers:
        x, y = (float(figure.x.fraction(marker.x)), float(figure.y.fraction(marker.y)))
        if math.isfinite(x) and math.isfinite(y):
            canvas.put(area.column(x), area.row(y), marker.sign, marker.role)
    return canvas


def _draw_names(canvas: Canvas, figure: Figure, area: Area) -> None:
    column = 0
    if figure.y.label:
        canvas.put(0, 0, figure.y.label, "muted")
        column = len(figure.y.label) + 2
    column = max(column, area.left)
    for series in figure.series:
        if series.name and column + len(series.name) + 3 <= canvas.width:
            boxes = series.kind != "steps" or _boxes_resolve(series, figure, area)
            sign = _LEGEND_SIGN[series.kind if boxes else "curve"]
            canvas.put(column, 0, f"{sign} {series.name}", series.role)
            column += len(series.name) + 5


def _draw_rule(canvas: Canvas, figure: Figure, area: Area, rule: Rule) -> None:
    axis = figure.x if rule.upright else figure.y
    fraction = float(axis.fraction(rule.at))
    if not -1e-9 <= fraction <= 1 + 1e-9:
        return
    if rule.upright:
        column = area.column(fraction)
        canvas.upright(column, area.top, area.height, rule.role, "╎")
        space = area.left + area.width - column - 1
        at = column + 1 if len(rule.label) <= space else column - len(rule.label)
        canvas.put(at, area.top, rule.label, rule.role)
    else:
        row = area.row(fraction)
        canvas.rule(area.left, row, area.width, rule.role, "╌")
        canvas.put(area.left + 1, row, rule.label, rule.role)


def _draw_series(canvas: Canvas, figure: Figure, area: Area, series: Series) -> None:
    if series.xs.size == 0:
        return
    fx, fy = figure.x.fraction(series.xs), figure.y.fraction(series.ys)
    layer = Canvas(area.width, area.height)
    if series.kind == "steps" and _boxes_resolve(series, figure, area):
        layer.steps(_step_rows(fx, fy, area), role=series.role)
    else:
        columns, rows = dot_columns(fx, area.width), dot_rows(fy, area.height)
        if series.kind == "area":
            layer.dots(*_area_dots(fx, rows, area), series.role)
        elif series.kind == "dots":
            known = np.isfinite(columns) & np.isfinite(rows)
            layer.dots(np.round(columns[known]), np.round(rows[known]), series.role)
        else:
            layer.curve(columns, rows, series.role)
    canvas.overlay(layer, area.left, area.top)


def _area_dots(
    fx: NDArray[np.float64], rows: NDArray[np.float64], area: Area
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the dots between the bottom and the value nearest to each dot column."""
    places = np.arange(2 * area.width) / (2 * area.width - 1)
    after = np.clip(np.searchsorted(fx, places), 1, max(1, fx.size - 1))
    before = after - 1
    after = np.minimum(after, fx.size - 1)
    nearest = np.where(places - fx[before] < fx[after] - places, before, after)
    half = 0.5 * (fx[-1] - fx[0]) / max(1, fx.size - 1) + 0.5 / area.width
    known = np.isfinite(rows[nearest]) & (np.abs(fx[nearest] - places) <= half)
    tops = np.where(known, np.clip(np.round(rows[nearest]), 0, 4 * area.height), 4 * area.height)
    column, row = np.meshgrid(np.arange(2 * area.width), np.arange(4 * area.height))
    filled = row >= tops
    return column[filled], row[filled]


def _boxes_resolve(series: Series, figure: Figure, area: Area) -> bool:
    """Say whether neighbouring levels are far enough apart to have rows of their own."""
    fy = figure.y.fraction(series.ys)
    levels = np.unique(np.round(fy[np.isfinite(fy)], 9))
    if levels.size < 2:
        return True
    return float(np.diff(levels).min()) * (4 * area.height - 1) > 3.99


def _step_rows(
    fx: NDArray[np.float64], fy: NDArray[np.float64], area: Area
) -> Sequence[int | None]:
    """Return the row of the staircase in each column: the last value at or before its middle."""
    middles = (2 * np.arange(area.width) + 0.5) / (2 * area.width - 1)
    index = np.searchsorted(fx, middles, side="right") - 1
    rows: list[int | None] = []
    for at in index.tolist():
        known = 0 <= at < fy.size and math.isfinite(fy[at])
        rows.append(area.row(float(fy[at])) - area.top if known else None)
    if rows and rows[0] is None and fx[0] <= middles[0] + 1.0 / area.width:
        rows[0] = rows[1] if len(rows) > 1 else None
    return rows


def _draw_y_axis(canvas: Canvas, figure: Figure, area: Area) -> None:
    canvas.upright(area.left - 1, area.top, area.height, "axis", "│")
    for side, ticks in (
        ("left", figure.y.chosen_ticks(_most_rows(area.height))),
        ("right", figure.right),
    ):
        taken: set[int] = set()
        for value, text in ticks:
            fraction = float(figure.y.fraction(value))
            if not -1e-9 <= fraction <= 1 + 1e-9:
                continue
            row = area.row(fraction)
            if row in taken:
                continue
            taken.add(row)
            if side == "left":
                canvas.put(area.left - 1 - len(text), row, text, "muted")
                canvas.put(area.left - 1, row, "┤", "axis")
            else:
                canvas.put(area.left + area.width + 1, row, text, "muted")


def _draw_x_axis(canvas: Canvas, figure: Figure, area: Area) -> None:
    row = area.top + area.height
    canvas.put(area.left - 1, row, "└" + "─" * area.width, "axis")
    end = 0
    gaps: list[tuple[int, int]] = []
    for value, text in figure.x.chosen_ticks(max(2, area.width // 9)):
        fraction = float(figure.x.fraction(value))
        if not -1e-9 <= fraction <= 1 + 1e-9:
            continue
        column = area.column(fraction)
        canvas.put(column, row, "┬", "axis")
        start = max(0, min(column - len(text) // 2, canvas.width - len(text)))
        if start > end or end == 0:
            canvas.put(start, row + 1, text, "muted")
            gaps.append((end, start))
            end = start + len(text)
    gaps.append((end, canvas.width))
    _draw_x_label(canvas, row, figure.x.label, gaps)


def _draw_x_label(canvas: Canvas, row: int, label: str, gaps: Sequence[tuple[int, int]]) -> None:
    """Write the label into the last gap between tick labels that holds it, else on the axis."""
    for start, end in reversed(gaps):
        if label and end - start >= len(label) + 2:
            canvas.put(start + (end - start - len(label)) // 2, row + 1, label, "text")
            return
    canvas.put(canvas.width - len(label), row, label, "text")
