"""The model of the quantization lab: its numbers are core's, its settings go both ways."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from playground.core import huffman
from playground.core import quantize as core
from playground.labs import LabError, load, quantization
from playground.labs.quantization import (
    QuantizationState,
    bins,
    clipping,
    data,
    line,
    mine,
    parse,
    table,
    wave,
)
from playground.labs.quantization.state import DATA, ROUNDINGS, VIEWS, parse_range

states = st.builds(
    lambda view, bits, low, width, share, rounding, name, clip, draw: QuantizationState(
        view, bits, low, low + width, low + share * width, rounding, name, clip / 10, draw
    ),
    st.sampled_from(VIEWS),
    st.integers(1, 16),
    st.floats(-100, 100),
    st.floats(0.01, 1000),
    st.floats(-0.2, 1.2),
    st.sampled_from(ROUNDINGS),
    st.sampled_from(DATA),
    st.integers(2, 80),
    st.integers(0, 5),
)


def test_the_lab_is_found_by_its_name():
    assert load("quantization") is quantization


def test_the_defaults_are_the_books():
    state = parse({})
    assert state == QuantizationState()
    assert (state.view, state.bits, state.x_min, state.x_max) == ("wave", 3, -10.0, 10.0)
    assert state.scale == 2.5


@given(states)
def test_settings_go_both_ways(state):
    assert parse(state.settings()) == state


@pytest.mark.parametrize(
    ("settings_", "says"),
    [
        ({"colour": "red"}, "no setting 'colour'"),
        ({"view": "cube"}, "view is 'cube': expected wave, line, table, bins or clipping"),
        ({"bits": "17"}, "bits is '17': expected a whole number from 1 to 16"),
        ({"bits": "three"}, "bits is 'three'"),
        ({"rounding": "up"}, "rounding is 'up'"),
        ({"data": "cats"}, "data is 'cats'"),
        ({"clip": "0"}, "clip is 0: expected 0.2 to 8"),
        ({"clip": "wide"}, "clip is 'wide': expected a number"),
        ({"x": "nan"}, "x is 'nan': expected a finite number"),
        ({"x": "1e12"}, "x is 1e.12: stay within"),
        ({"min": "5", "max": "-5"}, "x_min is 5.0 and x_max -5.0"),
        ({"max": "1e12"}, "too large"),
        ({"min": "0", "max": "1e-9"}, "too narrow"),
        ({"draw": "-1"}, "draw is '-1'"),
    ],
)
def test_bad_settings_are_told_in_a_sentence(settings_, says):
    with pytest.raises(LabError, match=says):
        parse(settings_)


@pytest.mark.parametrize("text", ["-1 3", "-1, 3", "-1 to 3", " -1;3 "])
def test_a_range_is_read(text):
    assert parse_range(text) == (-1.0, 3.0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "two numbers"),
        ("1", "this has 1"),
        ("1 2 3", "this has 3"),
        ("a 2", "min is 'a': expected a number"),
        ("1 inf", "max is 'inf': expected a finite number"),
        ("2 1", "expected x_min below x_max"),
        ("1000000 1000000.1", "too narrow"),
    ],
)
def test_a_bad_range_is_told_in_a_sentence(text, says):
    with pytest.raises(LabError, match=says):
        parse_range(text)


def test_the_nine_values_of_the_book():
    shown = table.table(parse({}))
    assert shown.x[:9].tolist() == [-10, -7.5, -5, -2.5, 0, 2.5, 5, 7.5, 10]
    assert shown.codes["floor"][:9].tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 7]
    assert shown.back[:9].tolist() == [-10, -7.5, -5, -2.5, 0, 2.5, 5, 7.5, 7.5]


@given(states)
def test_the_tables_codes_are_cores(state):
    shown = table.table(state)
    for rounding in ROUNDINGS:
        rng = np.random.default_rng(state.draw)
        expected = core.quantize(shown.x, state.x_min, state.x_max, state.bits, rounding, rng)
        assert shown.codes[rounding].tolist() == expected.tolist()
    assert shown.wrapped.tolist() == [code % 256 for code in shown.codes["floor"].tolist()]


@given(states)
def test_the_points_arithmetic_is_cores(state):
    state = replace(state, rounding="floor")
    (step,) = core.quantize_steps([state.x], state.x_min, state.x_max, state.bits)
    at = line.point(state)
    assert (at.x, at.clamped, at.position) == (step.x, step.clamped, step.position)
    assert (at.rounded, at.code) == (step.floored, step.code)
    assert at.back == pytest.approx(step.lower_edge)
    values = [value for _, value, _ in line.arithmetic(state)]
    assert values[3:5] == [str(step.floored), str(step.code)]


@given(states)
def test_what_is_said_about_the_rounding_explains_the_code(state):
    at = line.point(state)
    assert at.code == min(state.bins - 1, at.rounded)
    assert at.rounded - at.position <= {"floor": 0, "nearest": 0.5, "stochastic": 1}[state.rounding]
    name, value, remarks = line.arithmetic(state)[3]
    assert (name, value) == (state.rounding, str(at.rounded))
    if state.rounding != "floor":
        assert remarks[-1].startswith("up" if at.rounded > at.position else "down")


@given(states, st.integers(0, 2**16))
def test_a_bins_edges_are_where_its_code_begins(state, pick):
    assume(state.rounding != "stochastic")
    ends = line.edges(state)
    assert ends.size == state.bins + 1
    assert (np.diff(ends) > 0).all()
    code = pick % state.bins
    inside = (ends[code] + ends[code + 1]) / 2
    assert int(state.quantize([inside])[0]) == code


@given(states, st.integers(20, 140))
def test_the_number_line_puts_x_into_its_bins_box(state, width):
    place = line.layout(state, width)
    columns = [place.column(x) for x in np.linspace(*state.axis, 60)]
    assert columns == sorted(columns)
    assert 0 <= columns[0] <= columns[-1] < width
    for column in range(place.left, place.right + 1):
        assert abs(place.column(place.value(column)) - column) <= 1
    assert place.value(place.left) == pytest.approx(state.x_min)
    assert place.value(place.right) == pytest.approx(state.x_max)


@given(states, st.floats(-2000, 2000))
def test_the_point_moves_on_its_steps_and_its_axis(state, x):
    moved = state.with_x(x)
    low, high = state.axis
    assert low - state.step <= moved.x <= high + state.step
    steps = moved.x / state.step
    assert abs(steps - round(steps)) < 1e-6 * max(1, abs(steps))


def test_a_point_left_outside_comes_along_with_the_range():
    assert parse({"x": "4"}).with_range(-5, 5).x == 4
    assert parse({"x": "9"}).with_range(0, 1).x == pytest.approx(1.12)
    with pytest.raises(LabError, match="x_min below x_max"):
        parse({}).with_range(3, 3)


def test_bits_and_clip_stay_within_their_limits():
    state = parse({})
    assert state.with_bits(0).bits == 1
    assert state.with_bits(40).bits == 16
    assert state.with_clip(0).clip == 0.2
    assert state.with_clip(99).clip == 8
    assert state.with_clip(2.449).clip == 2.4


def test_values_are_written_so_that_neighbouring_bins_differ():
    for b in range(1, 17):
        state = parse({"bits": str(b)})
        ends = [state.text(end) for end in line.edges(state)[:200]]
        assert len(set(ends)) == len(ends)


@pytest.mark.parametrize("name", DATA)
def test_data_are_the_same_each_time_and_stay_within_the_book_s_range(name):
    x = data.values(name)
    data.values.cache_clear()
    again = data.values(name)
    assert x.size == data.SAMPLES
    assert x.tolist() == again.tolist()
    assert -10 <= x.min() <= x.max() <= 10


def test_outliers_are_few_and_far():
    x = data.values("outliers")
    far = np.abs(x) > 6
    assert np.count_nonzero(far) == data.OUTLIERS
    assert np.std(x[~far]) == pytest.approx(1, abs=0.05)


@given(states)
@settings(max_examples=30)
def test_the_bins_are_counted_by_core(state):
    state = replace(state, rounding="floor")
    found = data.filling(state)
    x = data.values(state.data)
    expected = core.bin_counts(x, state.x_min, state.x_max, state.bits)
    assert found.counts.tolist() == expected.tolist()
    assert found.counts.sum() == data.SAMPLES
    assert found.empty == np.count_nonzero(expected == 0)
    assert found.entropy <= found.huffman + 1e-9
    assert found.huffman <= max(1.0, found.entropy + 1)
    assert found.outside == sum((x < state.x_min) | (x > state.x_max))


@given(st.lists(st.integers(0, 60), min_size=1, max_size=40).filter(any))
def test_huffman_bits_are_those_of_the_tree(counts):
    frequencies = {code: count for code, count in enumerate(counts) if count}
    table_ = huffman.code_table(huffman.build_tree(frequencies))
    expected = huffman.encoded_bits(frequencies, table_) / sum(counts)
    assert data.huffman_bits(np.array(counts)) == pytest.approx(expected)


@given(st.integers(0, 16), st.integers(1, 130))
def test_bars_join_bins_and_lose_nothing(power, width):
    counts = np.arange(2**power)
    shown = bins.bars(counts, width)
    assert shown.counts.sum() == counts.sum()
    assert shown.counts.size * shown.bins_each == counts.size
    assert shown.counts.size * shown.cells_each <= max(width, 1)


@pytest.mark.parametrize("name", DATA)
def test_the_clipping_curve_is_cores(name):
    curve = data.clipping(name, 4)
    sigma = data.deviation(name)
    at = curve.at(3.0)
    (point,) = core.clipping_curve(data.values(name), 4, [3.0 * sigma])
    assert curve.clips[at] == 3.0
    assert curve.total[at] * sigma**2 == pytest.approx(point.total_mse)
    assert curve.clipping[at] * sigma**2 == pytest.approx(point.clipping_mse)
    assert curve.total[curve.best] == curve.total.min()
    assert data.cut(name, 3.0) == np.count_nonzero(np.abs(data.values(name)) > 3 * sigma)


def test_more_bits_afford_a_wider_clip_but_never_for_uniform_data():
    best = {
        name: [data.clipping(name, b).clips[data.clipping(name, b).best] for b in (2, 4, 6)]
        for name in DATA
    }
    assert best["normal"][0] < best["normal"][1] < best["normal"][2]
    assert best["outliers"][0] < best["outliers"][2]
    # A uniform spread ends at sqrt(3) standard deviations: nothing is won beyond.
    assert all(1.5 <= clip <= 1.8 for clip in best["uniform"])


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("size", [(54, 12), (54, 15), (78, 17), (118, 33)])
def test_every_view_is_drawn_at_every_size(view, size):
    for rounding in ROUNDINGS:
        for b in (1, 3, 5, 9, 16):
            state = replace(parse({}), view=view, bits=b, rounding=rounding, data="outliers")
            canvas = quantization.draw(state, *size)
            assert (canvas.width, canvas.height) == size
            assert all(len(row) <= size[0] for row in canvas.lines())
            assert canvas.text().strip()


@given(states)
@settings(max_examples=60)
def test_any_state_can_be_drawn(state):
    assert quantization.draw(state, 54, 13).text().strip()
    assert len(quantization.summary(state, 40)) <= 40


@pytest.mark.parametrize("view", VIEWS)
def test_plain_is_narrow_and_says_what_is_shown(view):
    text = quantization.plain(parse({"view": view, "bits": "4"}))
    assert all(len(row) <= 78 for row in text.splitlines())
    assert text.startswith(f"Quantization, {view}: 4 bits\n")


def test_plain_needs_no_colour():
    text = quantization.plain(parse({"view": "table"}))
    rows = [row.split() for row in text.splitlines()[5:14]]
    assert [row[0] for row in rows] == ["-10", "-7.5", "-5", "-2.5", "0", "2.5", "5", "7.5", "10"]
    assert [row[3] for row in rows] == list("012345677")
    assert "at most 7; dtype uint8" in text
    assert "▾floor" in text
    assert "● x = 4: code 5 = 101, reads back 2.5, error 1.5." in quantization.plain(parse({}))
    trapped = quantization.plain(parse({"view": "table", "bits": "10"}))
    assert "uint8 trap" in trapped
    assert "code 1023 becomes 255" in trapped
    bars = quantization.plain(parse({"view": "bins"}))
    assert "▸ normal" in bars
    curve = data.clipping("normal", 3)
    best = f"the best is {curve.clips[curve.best]:.1f}"
    assert best in quantization.plain(parse({"view": "clipping"}))


def test_the_line_marks_its_bin_and_its_clamped_ends():
    canvas = quantization.draw(parse({"view": "line"}), 54, 15)
    marked = "".join(text for text, role in canvas.runs(3) if role == "select").split()
    assert marked == ["5"]
    assert "░" in canvas.text()
    outside = quantization.draw(parse({"view": "line", "x": "11"}), 54, 15)
    assert "outside: the upper end" in outside.text()
    assert "8 is too many" in outside.text()
    assert [text.strip() for text, role in outside.runs(3) if role == "select"] == ["7", "◂ 7"]


def test_nearest_halves_the_error_of_the_wave():
    state = parse({"bits": "6"})
    _, x = data.wave()

    def worst(rounding):
        back = state.dequantize(state.quantize(x, rounding))
        return np.abs(x - back)[x < 9].max()

    assert worst("nearest") <= state.scale / 2 < worst("floor") <= state.scale


def test_a_press_moves_the_point_or_the_clip():
    state = parse({"view": "line"})
    place = line.layout(state, 54)
    pressed = quantization.picked(state, 54, 15, place.column(-5.0))
    assert int(pressed.quantize([pressed.x])[0]) == 2
    clip = parse({"view": "clipping"})
    columns = [quantization.picked(clip, 78, 17, column).clip for column in range(78)]
    assert columns == sorted(columns)
    assert (columns[0], columns[-1]) == (0.2, 8.0)
    middle = quantization.picked(parse({}), 78, 17, 38)
    assert abs(middle.x) < 1
    assert quantization.picked(parse({"view": "table"}), 78, 17, 20) == parse({"view": "table"})


def test_tables_hold_the_figures_of_every_view():
    state = parse({})
    files = quantization.tables(state)
    assert sorted(files) == ["bins.csv", "clipping.csv", "line.csv", "table.csv", "wave.csv"]
    for rows in files.values():
        assert len(rows) > 1
        assert all(len(row) == len(rows[0]) for row in rows)
    nine = files["table.csv"]
    assert [row[nine[0].index("floor")] for row in nine[1:10]] == [0, 1, 2, 3, 4, 5, 6, 7, 7]
    assert sum(row[2] for row in files["bins.csv"][1:]) == data.SAMPLES
    assert dict(zip(*files["line.csv"], strict=True))["code"] == 5


# -- the learner's code ---------------------------------------------------------------


def ours(asked):
    return core.quantize(asked.x, asked.x_min, asked.x_max, asked.bits)


@given(states)
@settings(max_examples=30)
def test_a_right_answer_agrees_everywhere(state):
    asked = mine.request(state)
    found = mine.check(ours(asked).astype(ours(asked).dtype.newbyteorder()), asked)
    assert not found.wrong
    assert found.sentence().startswith("✓")
    assert quantization.draw(replace(state, rounding="floor"), 60, 15, found).text()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda codes: None, "returned None: expected a numpy array"),
        (lambda codes: codes.tolist(), "returned a list"),
        (lambda codes: 7, "returned an int"),
        (lambda codes: codes[:-1], r"returned shape \(9,\) for x of shape \(10,\)"),
        (lambda codes: codes.astype(np.int64), "returned dtype int64: expected uint8"),
        (lambda codes: codes.astype(float), "returned dtype float64"),
        (lambda codes: codes + np.uint8(1), "gives code 8 for x = 7.5: with b = 3 codes end at 7"),
    ],
)
def test_junk_is_told_in_a_sentence(spoil, says):
    asked = mine.request(parse({"view": "table"}))
    with pytest.raises(LabError, match=says):
        mine.check(spoil(ours(asked)), asked)


def test_a_wrong_answer_is_counted_and_shown():
    state = parse({"view": "table"})
    asked = mine.request(state)
    codes = ours(asked)
    codes[0] = 3
    found = mine.check(codes, asked)
    assert found.wrong == 1
    assert "differs from ours in 1 of 10: x = -10 gives 3, ours 0" in found.sentence()
    assert "3 ✗" in quantization.draw(state, 78, 17, found).text()
    waved = mine.request(parse({}))
    shifted = np.minimum(ours(waved) + 1, 7).astype(np.uint8)
    drawn = quantization.draw(parse({}), 78, 17, mine.check(shifted, waved)).text()
    assert "your code" in drawn
    assert "ours" in drawn
    assert "✗" in drawn


def test_an_edge_reached_by_rounding_may_fall_to_either_side():
    asked = mine.Request(np.array([0.3]), 0.0, 0.8, 3)
    assert ours(asked).tolist() == [2]
    position = 0.3 / 0.8 * 8
    assert position == pytest.approx(3, abs=1e-12)
    assert not mine.check(np.array([3], dtype=np.uint8), asked).wrong
    assert mine.check(np.array([4], dtype=np.uint8), asked).wrong


def test_the_books_values_lie_on_edges_exactly_and_have_one_code():
    asked = mine.Request(np.array([-7.5, 10.0]), -10.0, 10.0, 3)
    assert mine.check(np.array([0, 7], dtype=np.uint8), asked).differs.tolist() == [True, False]


def test_only_rounding_down_is_compared():
    assert mine.comparable(parse({}))
    assert not mine.comparable(parse({"rounding": "nearest"}))
    assert mine.comparable(parse({"rounding": "nearest", "view": "table"}))


def test_my_error_is_that_of_the_curve_for_right_code():
    state = parse({"view": "clipping", "clip": "2.5"})
    asked = mine.request(state)
    found = mine.check(ours(asked), asked)
    curve = data.clipping(state.data, state.bits)
    assert clipping.my_error(state, found) == pytest.approx(curve.total[curve.at(2.5)])


def test_wave_words_tell_a_range_that_cuts():
    assert "cuts the wave" in wave.words(parse({"min": "-5"}), 78)[0]
    assert "at most one bin" in wave.words(parse({}), 78)[0]


def test_where_steps_are_too_fine_to_see_the_error_is_drawn_below():
    def parts(bits, size):
        return quantization.draw(parse({"bits": str(bits)}), *size).text().count("π/2") // 2

    assert [parts(3, (78, 17)), parts(6, (78, 17))] == [1, 2]
    assert [parts(3, (118, 33)), parts(6, (118, 33))] == [2, 2]
    assert "wave - quantized" in quantization.draw(parse({"bits": "6"}), 78, 17).text()
