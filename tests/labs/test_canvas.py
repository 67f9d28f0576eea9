"""The canvas of cells and the figures drawn on it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.labs.canvas import BRAILLE, Canvas, Colours
from playground.labs.figure import (
    Area,
    Axis,
    Figure,
    Marker,
    Rule,
    Series,
    aligned,
    draw_figure,
    figure_area,
    fitting,
    log_ticks,
    nice_ticks,
    number,
)


def dots_of(canvas: Canvas) -> set[tuple[int, int]]:
    """Read the braille dots back, as (column, row) in dots."""
    bits = {0x01: (0, 0), 0x02: (0, 1), 0x04: (0, 2), 0x40: (0, 3)}
    bits |= {0x08: (1, 0), 0x10: (1, 1), 0x20: (1, 2), 0x80: (1, 3)}
    found = set()
    for row in range(canvas.height):
        for column in range(canvas.width):
            mask = ord(canvas.character(column, row)) - BRAILLE
            if 0 <= mask < 256:
                found |= {
                    (2 * column + dx, 4 * row + dy) for bit, (dx, dy) in bits.items() if mask & bit
                }
    return found


def test_text_is_cut_at_every_side():
    canvas = Canvas(5, 2)
    canvas.put(-2, 0, "abcd", "strong")
    canvas.put(3, 1, "wxyz", "error")
    canvas.put(0, 2, "below")
    canvas.put(9, 0, "right")
    assert canvas.lines() == ["cd", "   wx"]
    assert canvas.runs(0) == [("cd", "strong"), ("   ", "text")]
    assert canvas.runs(1) == [("   ", "text"), ("wx", "error")]


def test_centred_text_stays_on_the_canvas():
    canvas = Canvas(9, 3)
    canvas.put_centred(4, 0, "abc")
    canvas.put_centred(0, 1, "abc")
    canvas.put_centred(8, 2, "abc")
    assert canvas.lines() == ["   abc", "abc", "      abc"]


@given(st.sets(st.tuples(st.integers(-3, 22), st.integers(-3, 22)), max_size=40))
def test_dots_land_where_they_were_set(points):
    canvas = Canvas(10, 5)
    canvas.dots([x for x, _ in points], [y for _, y in points])
    assert dots_of(canvas) == {(x, y) for x, y in points if 0 <= x < 20 and 0 <= y < 20}


def test_dots_join_those_of_the_cell_and_take_the_last_role():
    canvas = Canvas(1, 1)
    canvas.dots([0], [0], "primary")
    canvas.dots([1], [3], "secondary")
    assert canvas.text() == chr(BRAILLE + 0x81)
    assert canvas.role(0, 0) == "secondary"


@given(
    st.lists(st.floats(0, 39), min_size=2, max_size=6),
    st.lists(st.floats(0, 19), min_size=6, max_size=6),
)
def test_a_curve_has_no_gaps(xs, ys):
    canvas = Canvas(20, 5)
    canvas.curve(xs, ys[: len(xs)])
    dots = dots_of(canvas)
    first = (round(xs[0]), round(ys[0]))
    reached, edge = {first}, [first]
    assert first in dots
    while edge:
        x, y = edge.pop()
        for near in dots - reached:
            if abs(near[0] - x) <= 1 and abs(near[1] - y) <= 1:
                reached.add(near)
                edge.append(near)
    assert reached == dots


def test_a_curve_is_interrupted_where_it_is_not_finite():
    canvas = Canvas(6, 1)
    canvas.curve([0, 3, 5, 8, 11], [0, 0, math.nan, 0, 0])
    assert {x for x, _ in dots_of(canvas)} == {0, 1, 2, 3, 8, 9, 10, 11}


def test_a_staircase_joins_its_steps():
    canvas = Canvas(6, 4)
    canvas.steps([3, 3, 1, 1, 2, None], role="primary")
    assert canvas.lines() == ["", "  ┏━┓", "  ┃ ┗", "━━┛"]


def test_a_bar_grows_by_eighths():
    canvas = Canvas(2, 3)
    canvas.bar(0, 2, 2, 12)
    assert canvas.lines() == ["", "▄▄", "██"]


def test_overlay_keeps_what_it_does_not_cover_and_joins_braille():
    below, above = Canvas(3, 1), Canvas(3, 1)
    below.put(0, 0, "a")
    below.dots([2], [0], "primary")
    above.dots([3], [0], "secondary")
    above.put(2, 0, "b")
    below.overlay(above)
    assert below.text() == "a" + chr(BRAILLE + 0x09) + "b"
    assert below.role(1, 0) == "secondary"


def test_paste_covers_and_is_cut():
    below, above = Canvas(3, 2), Canvas(3, 2)
    below.put(0, 0, "xyz")
    above.put(0, 0, " bc")
    below.paste(above, 1, 0)
    below.paste(above, -1, 1)
    assert below.lines() == ["x b", "bc"]


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(2, 12))
def test_ticks_are_few_inside_and_evenly_spaced(low, width, most):
    ticks = nice_ticks(low, low + width, most)
    slack = 1e-6 * max(abs(low), width)
    assert 1 <= len(ticks) <= most
    assert all(low - slack <= tick <= low + width + slack for tick in ticks)
    steps = np.diff(ticks)
    assert np.allclose(steps, steps[0] if steps.size else 0, atol=slack)


def test_log_ticks_are_powers_of_ten():
    assert log_ticks(0.0005, 2, 9) == pytest.approx([0.001, 0.01, 0.1, 1])
    assert log_ticks(1e-8, 1, 3) == pytest.approx([1e-6, 1e-3, 1])
    assert len(log_ticks(2, 5, 4)) >= 2


@given(st.floats(0.01, 10), st.floats(1.5, 1e4), st.floats(0, 1), st.booleans())
def test_an_axis_reads_back_what_it_places(low, times, share, log):
    axis = Axis(low, low * times, log=log)
    assert float(axis.fraction(axis.value(share))) == pytest.approx(share, abs=1e-6)


def test_a_log_axis_has_no_place_for_zero():
    fractions = Axis(0.1, 10, log=True).fraction([0, -1, 1])
    assert np.isnan(fractions[:2]).all()
    assert fractions[2] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("low", "high", "log"), [(1, 1, False), (0, 1, True), (0, math.inf, False)]
)
def test_an_axis_without_extent_is_refused(low, high, log):
    with pytest.raises(ValueError, match="axis 'a'"):
        Axis(low, high, "a", log=log)


def line(kind="curve", log=False):
    x = np.linspace(1, 10, 50)
    return Figure(
        Axis(1, 10, "time"),
        Axis(1, 100, "size", log=log),
        (Series(x, x**2, "squares", "primary", kind),),
        (Rule(5, upright=True), Rule(60)),
        (Marker(10, 100, "★"),),
        ((100, "top"),),
    )


@pytest.mark.parametrize("kind", ["curve", "steps", "dots", "area"])
@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("size", [(12, 6), (40, 12), (110, 30)])
def test_a_figure_names_its_axes_and_series_at_every_size(kind, log, size):
    canvas = draw_figure(line(kind, log), *size)
    text = canvas.text()
    area = figure_area(line(kind, log), *size)
    assert "size" in text
    assert "★" in text
    assert text.splitlines()[area.top][area.left + area.width - 1] == "★"
    assert all(len(row) <= size[0] for row in canvas.lines())
    if size[0] >= 40:
        assert "squares" in text
        assert "time" in text
        assert "top" in text
        assert "╎" in text
        assert "╌" in text


def test_the_same_curve_is_straight_on_log_axes():
    x = np.geomspace(1, 100, 200)
    series = Series(x, x**2)
    figure = Figure(Axis(1, 100, log=True), Axis(1, 1e4, log=True), (series,))
    canvas = draw_figure(figure, 43, 13)
    area = figure_area(figure, 43, 13)
    dots = dots_of(canvas)
    start = (2 * area.left, 4 * (area.top + area.height) - 1)
    end = (2 * (area.left + area.width) - 1, 4 * area.top)
    assert {start, end} <= dots
    slope = (end[1] - start[1]) / (end[0] - start[0])
    for column, row in dots:
        assert abs(row - (start[1] + slope * (column - start[0]))) <= 1


def test_many_levels_are_drawn_in_braille_and_few_in_boxes():
    x = np.linspace(0, 1, 200)
    few = Series(x, np.floor(x * 4) / 4, "few", kind="steps")
    many = Series(x, np.floor(x * 64) / 64, "many", kind="steps")
    axes = Axis(0, 1), Axis(0, 1)
    assert "┏" in draw_figure(Figure(*axes, (few,)), 60, 20).text()
    assert "┏" not in draw_figure(Figure(*axes, (many,)), 60, 20).text()


def test_figures_below_one_another_line_up():
    small = Figure(Axis(0, 1), Axis(0, 1))
    large = Figure(Axis(0, 1), Axis(0, 1e6), right=((1.0, "label"),))
    areas = [figure_area(part, 60, 12) for part in aligned([(small, 12), (large, 12)], 60)]
    assert areas[0] == areas[1]


@settings(max_examples=50)
@given(st.integers(2, 100), st.integers(2, 40))
def test_a_cell_of_the_plot_is_found_again(width, height):
    area = Area(4, 1, width, height)
    for column in (area.left, area.left + width // 2, area.left + width - 1):
        assert area.column(area.x_fraction(column)) == column
    for row in (area.top, area.top + height // 2, area.top + height - 1):
        assert area.row(area.y_fraction(row)) == row


def test_numbers_and_fitting_texts():
    assert number(-0.0) == "0"
    assert number(0.1 + 0.2) == "0.3"
    assert fitting(("a long text", "short"), 8) == "short"
    assert fitting(("a long text", "shorter"), 5) == "short"


def test_cells_may_have_colours_of_their_own() -> None:
    canvas = Canvas(6, 1)
    warm = Colours((0, 0, 0), (250, 120, 10))
    canvas.put(1, 0, "0.5", warm)
    assert canvas.runs(0) == [(" ", "text"), ("0.5", warm), ("  ", "text")]
    assert canvas.text() == " 0.5"
