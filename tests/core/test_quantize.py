"""Laws of playground.core.quantize, the book's figures, and the solutions as a second opinion."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from playground.core import quantize as core
from solutions.quantization import quantize as solution
from solutions.quantization import scale as solution_scale
from solutions.quantization import signed as solution_signed

BOOK = [-10, -7.5, -5, -2.5, 0, 2.5, 5, 7.5, 10]
BITS = st.integers(1, 16)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def ranges(draw: st.DrawFn) -> tuple[float, float]:
    """Draw a range whose edges rounding moves by less than 1e-9 of a bin."""
    low, width = draw(st.floats(-50, 50)), draw(st.floats(5, 200))
    unit = draw(st.sampled_from([1.0, 2.0**-40, 1e6]))
    return low * unit, (low + width) * unit


@st.composite
def quantizations(draw: st.DrawFn) -> tuple[np.ndarray[Any, Any], float, float, int]:
    """Draw x, some of it outside the range, with x_min, x_max and b."""
    low, high = draw(ranges())
    width = high - low
    shapes = array_shapes(min_dims=0, max_dims=2, min_side=0, max_side=4)
    x = draw(arrays(np.float64, shapes, elements=st.floats(low - width, high + width)))
    return x, low, high, draw(BITS)


def exact_position(x: float, low: float, high: float, b: int) -> Fraction:
    """Return where x lies, counted in bins from low, without any rounding."""
    return (Fraction(x) - Fraction(low)) * 2**b / (Fraction(high) - Fraction(low))


# -- the book -----------------------------------------------------------------


def test_book_figures() -> None:
    assert core.get_scale(-10, 10, 3) == 2.5
    codes = core.quantize(BOOK, -10, 10, 3)
    assert codes.tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 7]
    assert core.quantize_signed(BOOK, -10, 10, 3).tolist() == [-4, -3, -2, -1, 0, 1, 2, 3, 3]
    back = core.dequantize(codes, -10, 10, 3)
    assert back.tolist() == [-10, -7.5, -5, -2.5, 0, 2.5, 5, 7.5, 7.5]


def test_codes_above_255_do_not_wrap_as_in_the_book() -> None:
    codes = core.quantize([299.5, 65535.5], 0, 65536, 16)
    assert codes.tolist() == [299, 65535]


# -- the scale ----------------------------------------------------------------


@given(ends=st.tuples(FLOATS, FLOATS).filter(lambda ends: ends[0] != ends[1]), b=BITS)
@example(ends=(-1.7976931348623157e308, 1.7976931348623157e308), b=1)
def test_scale_of_any_two_floats(ends: tuple[float, float], b: int) -> None:
    low, high = sorted(ends)
    width = Fraction(high) - Fraction(low)
    assume(width / 2**b >= Fraction(np.finfo(np.float64).tiny))
    scale = core.get_scale(low, high, b)
    assert 0 < scale < math.inf
    assert abs(Fraction(scale) * 2**b - width) <= width * Fraction(2) ** -52


@given(start=st.integers(-1000, 1000), steps=st.integers(1, 2**17), b=BITS)
@example(start=0, steps=2**16, b=16)
def test_scale_of_the_smallest_floats(start: int, steps: int, b: int) -> None:
    smallest = 5e-324  # all floats near zero are multiples of it
    low, high = start * smallest, (start + steps) * smallest
    if steps % 2**b == 0:
        assert core.get_scale(low, high, b) == steps // 2**b * smallest
    else:
        with pytest.raises(ValueError, match="too close together"):
            core.get_scale(low, high, b)


@given(ends=ranges(), b=BITS)
def test_scale_agrees_with_the_solution(ends: tuple[float, float], b: int) -> None:
    assert core.get_scale(*ends, b) == solution_scale.get_scale(*ends, b)


# -- codes --------------------------------------------------------------------


@given(case=quantizations())
def test_codes_are_the_floor_of_the_exact_position(case: Any) -> None:
    x, low, high, b = case
    codes = core.quantize(x, low, high, b)
    assert codes.shape == x.shape
    assert codes.dtype == (np.uint8 if b <= 8 else np.uint16)
    for value, code in zip(x.ravel().tolist(), codes.ravel().tolist(), strict=True):
        position = exact_position(value, low, high, b)
        allowed = {
            min(max(math.floor(position + nudge), 0), 2**b - 1)
            for nudge in (0, Fraction(1, 10**9), Fraction(-1, 10**9))
        }
        assert code in allowed


@given(case=quantizations())
def test_agrees_with_the_solutions(case: Any) -> None:
    for ours, theirs in (
        (core.quantize, solution.quantize),
        (core.quantize_signed, solution_signed.quantize_signed),
    ):
        a, b = ours(*case), theirs(*case)
        np.testing.assert_array_equal(a, b)
        assert (a.dtype, a.shape, type(a)) == (b.dtype, b.shape, type(b))


@given(case=quantizations())
def test_signed_codes_are_the_bins_shifted(case: Any) -> None:
    x, low, high, b = case
    signed = core.quantize_signed(x, low, high, b)
    assert signed.dtype == (np.int8 if b <= 8 else np.int16)
    bins = core.quantize(x, low, high, b)
    np.testing.assert_array_equal(signed.astype(np.int64) + 2 ** (b - 1), bins)


@given(case=quantizations(), rounding=st.sampled_from(["floor", "nearest"]))
def test_a_larger_value_never_has_a_smaller_code(case: Any, rounding: Any) -> None:
    x, low, high, b = case
    codes = core.quantize(np.sort(x.ravel()), low, high, b, rounding).astype(np.int64)
    assert (np.diff(codes) >= 0).all()


@given(ends=ranges(), b=BITS, rounding=st.sampled_from(["floor", "nearest", "stochastic"]))
def test_clamps_at_both_ends(ends: tuple[float, float], b: int, rounding: Any) -> None:
    low, high = ends
    rng = np.random.default_rng(1)
    beyond = [low, -1e300, -1.7e308, high, 1e300, 1.7e308]
    codes = core.quantize(beyond, low, high, b, rounding, rng)
    assert codes.tolist() == [0, 0, 0] + [2**b - 1] * 3


def test_x_may_be_whatever_numpy_takes_and_is_not_changed() -> None:
    for x in (
        [-300, 7],
        (1, 2.5),
        [],
        [[], []],
        -7.3,
        np.array([0, 255], dtype=np.uint8),
        np.array([-128, 127], dtype=np.int8),
        np.array([2**63 + 1], dtype=np.uint64),
        np.array([0.5, -0.5], dtype=np.float16),
        np.array([0.1, 0.9], dtype=">f4"),
        np.arange(12.0).reshape(3, 4).T[::-1],
        [Fraction(1, 3), Fraction(2)],
    ):
        before = np.array(x, copy=True)
        codes = core.quantize(x, -100, 100, 8)
        assert codes.shape == np.shape(x)
        np.testing.assert_array_equal(codes, core.quantize(np.array(x, float), -100, 100, 8))
        np.testing.assert_array_equal(np.asarray(x), before)


@pytest.mark.parametrize("kind", [np.uint8, np.int8, np.int64])
def test_b_may_be_any_integer_of_numpy(kind: type[np.integer[Any]]) -> None:
    # 2 ** np.uint8(16) is 0: b has to be made an int of Python first.
    for b in (1, 8, 16):
        wide, width = kind(b), 2.0**b
        assert core.get_scale(0, width, wide) == 1.0
        assert core.quantize([0.5, width], 0, width, wide).tolist() == [0, 2**b - 1]
        signed = core.quantize_signed([0.5, width], 0, width, wide)
        assert signed.tolist() == [-(2 ** (b - 1)), 2 ** (b - 1) - 1]
        assert core.dequantize([2**b - 1], 0, width, wide).tolist() == [2**b - 1]
        assert core.bin_counts([0.5], 0, width, wide).size == 2**b


# -- back to values -----------------------------------------------------------


@given(ends=ranges(), b=BITS, data=st.data())
def test_the_middle_of_a_bin_has_its_code(ends: Any, b: int, data: st.DataObject) -> None:
    codes = data.draw(st.lists(st.integers(0, 2**b - 1), max_size=20))
    middles = core.dequantize(codes, *ends, b, midpoint=True)
    assert middles.dtype == np.float64
    assert core.quantize(middles, *ends, b).tolist() == codes


@given(case=quantizations())
def test_error_is_below_one_bin_and_half_of_it_from_the_middle(case: Any) -> None:
    x, low, high, b = case
    inside, scale = np.clip(x, low, high), core.get_scale(low, high, b)
    codes = core.quantize(inside, low, high, b)
    slack = 1e-9 * scale
    error = inside - core.dequantize(codes, low, high, b)
    assert (error >= -slack).all()
    assert (error <= scale + slack).all()
    error = np.abs(inside - core.dequantize(codes, low, high, b, midpoint=True))
    assert (error <= scale / 2 + slack).all()


@given(case=quantizations())
def test_bin_edges_undo_bin_positions(case: Any) -> None:
    x, low, high, b = case
    positions = core.bin_positions(x, low, high, b)
    edges = core.bin_edges(positions, low, high, b)
    assert edges.shape == x.shape
    np.testing.assert_allclose(edges, np.clip(x, low, high), rtol=1e-12, atol=1e-12 * (high - low))


def test_codes_that_are_none_are_refused() -> None:
    for codes in ([8], [-1], [0.5], [math.nan], [math.inf], ["1"]):
        with pytest.raises(ValueError, match="x_q"):
            core.dequantize(codes, -1, 1, 3)


# -- other roundings ----------------------------------------------------------


@given(case=quantizations())
def test_nearest_is_at_most_half_a_bin_away(case: Any) -> None:
    x, low, high, b = case
    codes = core.quantize(x, low, high, b, "nearest").astype(np.float64)
    position = core.bin_positions(x, low, high, b)
    inner = position <= 2**b - 1  # beyond it the next code would not fit in b bits
    assert (np.abs(position - codes)[inner] <= 0.5).all()
    assert (codes[~inner] == 2**b - 1).all()


def test_nearest_rounds_a_half_up_and_less_than_that_down() -> None:
    x = [0.5, 1.5, 2.5, 0.49999999999999994]
    assert core.quantize(x, 0, 8, 3, "nearest").tolist() == [1, 2, 3, 0]


@given(case=quantizations(), seed=st.integers(0, 2**32))
def test_stochastic_takes_one_of_the_two_neighbours(case: Any, seed: int) -> None:
    x, low, high, b = case
    codes = core.quantize(x, low, high, b, "stochastic", np.random.default_rng(seed))
    position = core.bin_positions(x, low, high, b)
    below = np.minimum(np.floor(position), 2**b - 1)
    above = np.minimum(np.ceil(position), 2**b - 1)
    assert ((codes == below) | (codes == above)).all()


def test_stochastic_is_right_on_average() -> None:
    n, position = 40_000, 3.3
    codes = core.quantize(np.full(n, position), 0, 8, 3, "stochastic", np.random.default_rng(5))
    five_sigma = 5 * math.sqrt(0.3 * 0.7 / n)
    assert abs(codes.mean() - position) < five_sigma


def test_a_rounding_that_cannot_be_done_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a numpy Generator"):
        core.quantize([1.0], 0, 8, 3, "stochastic")
    with pytest.raises(ValueError, match="floor, nearest or stochastic"):
        core.quantize([1.0], 0, 8, 3, "up")  # type: ignore[arg-type]


# -- ranges at the limits of float64 -------------------------------------------


@pytest.mark.parametrize("b", [1, 2, 8, 16])
def test_a_range_wider_than_the_largest_float(b: int) -> None:
    largest = np.finfo(np.float64).max
    x = [-largest, -largest / 4, 0.0, largest / 3, largest]
    codes = core.quantize(x, -largest, largest, b)
    expected = [math.floor(exact_position(v, -largest, largest, b)) for v in map(float, x)]
    assert codes.tolist() == [*expected[:-1], 2**b - 1]
    back = core.dequantize(codes, -largest, largest, b)
    assert np.isfinite(back).all()
    assert back[0] == -largest
    last = core.quantize_steps(largest, -largest, largest, b)[0]
    assert last.lower_edge < last.upper_edge == largest


def test_a_range_too_narrow_for_its_bins_is_refused() -> None:
    with pytest.raises(ValueError, match="too close together"):
        core.quantize([0.0], 0.0, 5e-324, 3)
    assert core.quantize([1e-300], 0.0, 2e-300, 1).tolist() == [1]


# -- what the labs replay -----------------------------------------------------


@given(case=quantizations())
def test_steps_tell_the_same_as_quantize(case: Any) -> None:
    x, low, high, b = case
    steps = core.quantize_steps(x, low, high, b)
    assert [step.code for step in steps] == core.quantize(x, low, high, b).ravel().tolist()
    for step, value in zip(steps, x.ravel().tolist(), strict=True):
        slack = 1e-9 * step.scale
        assert step.x == value
        assert step.clamped == min(max(value, low), high)
        assert step.floored <= step.position < step.floored + 1
        assert step.code == min(step.floored, 2**b - 1)
        assert step.lower_edge - slack <= step.clamped <= step.upper_edge + slack


@given(case=quantizations())
def test_every_value_is_counted_in_one_bin(case: Any) -> None:
    x, low, high, b = case
    counts = core.bin_counts(x, low, high, b)
    assert counts.size == 2**b
    assert counts.sum() == x.size
    codes = core.quantize(x, low, high, b)
    assert all(counts[code] == (codes == code).sum() for code in np.unique(codes))


def test_wider_range_trades_clipping_for_rounding() -> None:
    x = np.random.default_rng(3).normal(size=4_000)
    points = core.clipping_curve(x, 4, [0.5, 1, 2, 3, 4, 5])
    clipping = [point.clipping_mse for point in points]
    assert clipping == sorted(clipping, reverse=True)
    assert clipping[-1] == 0 < clipping[0]
    assert points[-1].rounding_mse > points[2].rounding_mse
    for point in points:
        codes = core.quantize(x, -point.limit, point.limit, 4)
        back = core.dequantize(codes, -point.limit, point.limit, 4, midpoint=True)
        assert point.total_mse == pytest.approx(np.mean((x - back) ** 2), rel=1e-12)


def test_a_clipping_curve_needs_values_and_positive_limits() -> None:
    with pytest.raises(ValueError, match="x is empty"):
        core.clipping_curve([], 4, [1.0])
    for limits in ([0.0], [1.0, -1.0], [math.nan]):
        with pytest.raises(ValueError, match="limits"):
            core.clipping_curve([1.0], 4, limits)


# -- bad input ----------------------------------------------------------------

BAD_RANGES = [
    (1, -1, "x_min is 1"),
    (2, 2, "x_min is 2"),
    (math.nan, 1, "x_min is nan"),
    (-1, math.nan, "x_max is nan"),
    (-math.inf, 1, "x_min is -inf"),
    (-1, math.inf, "x_max is inf"),
    ("0", 1, "x_min is '0'"),
    (0, None, "x_max is None"),
    (0, [1.0], "x_max is"),
    (0, 1j, "x_max is 1j"),
    pytest.param(0, 10**400, "x_max is 1000", id="10^400"),
]
BAD_BITS = [0, -1, 17, 2.5, 3.0, "3", None, True, np.bool_(True), math.nan, [3]]
BAD_VALUES = [[math.nan], [[0.0, math.inf]], -math.inf, ["1"], [None], [1j], [[1], [2, 3]]]


@pytest.mark.parametrize(("x_min", "x_max", "message"), BAD_RANGES)
def test_bad_range(x_min: Any, x_max: Any, message: str) -> None:
    for call in (
        lambda: core.get_scale(x_min, x_max, 3),
        lambda: core.quantize([0.0], x_min, x_max, 3),
        lambda: core.quantize_signed([], x_min, x_max, 3),
        lambda: core.dequantize([0], x_min, x_max, 3),
        lambda: core.quantize_steps([0.0], x_min, x_max, 3),
    ):
        with pytest.raises(ValueError, match=message):
            call()


@pytest.mark.parametrize("b", BAD_BITS)
def test_bad_bits(b: Any) -> None:
    for call in (
        lambda: core.get_scale(0, 1, b),
        lambda: core.quantize([0.0], 0, 1, b),
        lambda: core.quantize_signed([], 0, 1, b),
        lambda: core.dequantize([0], 0, 1, b),
        lambda: core.bin_counts([0.0], 0, 1, b),
        lambda: core.unsigned_dtype(b),
        lambda: core.signed_dtype(b),
    ):
        with pytest.raises(ValueError, match=r"b is .*expected a whole number from 1 to 16"):
            call()


@pytest.mark.parametrize("x", BAD_VALUES)
def test_bad_values(x: Any) -> None:
    for function in (core.quantize, core.quantize_signed, core.quantize_steps, core.bin_counts):
        with pytest.raises(ValueError, match=r"^x (holds|is not)"):
            function(x, -1, 1, 3)
