"""Laws of playground.core.metrics, and figures worked out by hand."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from playground.core import metrics

MEASURES = [metrics.max_error, metrics.mse, metrics.rmse, metrics.snr]
VALUES = st.floats(-1e6, 1e6).map(lambda value: round(value, 6))
PAIRS = array_shapes(max_dims=2, max_side=4).flatmap(
    lambda shape: st.tuples(
        arrays(np.float64, shape, elements=VALUES), arrays(np.float64, shape, elements=VALUES)
    )
)


def test_the_nine_values_of_the_book() -> None:
    x = [-10, -7.5, -5, -2.5, 0, 2.5, 5, 7.5, 10]
    y = [-10, -7.5, -5, -2.5, 0, 2.5, 5, 7.5, 7.5]
    assert metrics.max_error(x, y) == 2.5
    assert metrics.mse(x, y) == pytest.approx(6.25 / 9)
    assert metrics.rmse(x, y) == pytest.approx(2.5 / 3)


def test_decibels_worked_out_by_hand() -> None:
    # Off by a tenth of the peak everywhere: 10 log10(1 / 0.01) = 20 dB.
    assert metrics.psnr([0.0, 1.0], [0.1, 0.9], 1) == pytest.approx(20)
    # The signal's power is 25 times that of the noise.
    assert metrics.snr([5.0, -5.0], [4.0, -4.0]) == pytest.approx(10 * math.log10(25))


@given(pair=PAIRS)
def test_against_exact_arithmetic(pair: Any) -> None:
    x, y = pair
    squares = [
        (Fraction(a) - Fraction(b)) ** 2
        for a, b in zip(x.ravel().tolist(), y.ravel().tolist(), strict=True)
    ]
    mean = float(sum(squares) / len(squares))
    assert metrics.mse(x, y) == pytest.approx(mean, rel=1e-9)
    assert metrics.rmse(x, y) == pytest.approx(math.sqrt(mean), rel=1e-9)


@given(pair=PAIRS)
def test_rmse_is_the_root_of_mse_to_the_last_digit(pair: Any) -> None:
    # No square of these over- or underflows, so scaling must not change a digit.
    assert metrics.rmse(*pair) == math.sqrt(metrics.mse(*pair))


@given(pair=PAIRS)
def test_errors_are_symmetric_and_in_order(pair: Any) -> None:
    x, y = pair
    for measure in (metrics.max_error, metrics.mse, metrics.rmse):
        assert measure(x, y) == measure(y, x) >= 0
    largest = metrics.max_error(x, y)
    assert largest / math.sqrt(x.size) <= metrics.rmse(x, y) * (1 + 1e-12)
    assert metrics.rmse(x, y) <= largest * (1 + 1e-12)


@given(pair=PAIRS)
def test_nothing_is_lost_only_where_nothing_differs(pair: Any) -> None:
    x, y = pair
    same = bool((x == y).all())
    for measure in (metrics.max_error, metrics.rmse):
        assert (measure(x, y) == 0) is same
        assert measure(x, x) == 0
    assert (metrics.psnr(x, y, 1) == math.inf) is same
    assert (metrics.snr(x, y) == math.inf) is same


@given(pair=PAIRS, peak=st.floats(1e-3, 1e3))
def test_psnr_is_its_formula(pair: Any, peak: float) -> None:
    assume(metrics.mse(*pair) > 0)
    formula = 10 * math.log10(peak**2 / metrics.mse(*pair))
    assert metrics.psnr(*pair, peak) == pytest.approx(formula, abs=1e-9)


@given(pair=PAIRS, power=st.integers(-300, 300))
def test_the_unit_does_not_matter(pair: Any, power: int) -> None:
    x, y = pair
    assume(metrics.mse(x, y) > 0)
    assume(metrics.mse(x, 0 * x) > 0)
    unit = 2.0**power
    assert metrics.rmse(x * unit, y * unit) == metrics.rmse(x, y) * unit
    assert metrics.snr(x * unit, y * unit) == pytest.approx(metrics.snr(x, y), abs=1e-9)
    psnr = metrics.psnr(x * unit, y * unit, unit)
    assert psnr == pytest.approx(metrics.psnr(x, y, 1.0), abs=1e-9)


def test_squares_neither_underflow_nor_overflow() -> None:
    # 1e-200 squared is 0 in float64, 1e200 squared is infinite.
    assert metrics.rmse([1e-200], [0.0]) == pytest.approx(1e-200)
    assert metrics.psnr([1e-200], [0.0], 1e-200) == pytest.approx(0)
    assert metrics.rmse([1e200, 1e200], [0.0, 0.0]) == pytest.approx(1e200)
    assert metrics.snr([1e200], [0.9e200]) == pytest.approx(20)


def test_a_difference_beyond_the_largest_float_is_infinite() -> None:
    x, y = [1.7e308], [-1.7e308]
    for measure in (metrics.max_error, metrics.mse, metrics.rmse):
        assert measure(x, y) == math.inf
    assert metrics.psnr(x, y, 1) == metrics.snr(x, y) == -math.inf


def test_no_signal_at_all() -> None:
    assert metrics.snr([0.0, 0.0], [1.0, 0.0]) == -math.inf
    assert metrics.snr([0.0, 0.0], [0.0, 0.0]) == math.inf


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ([], [], "empty"),
        ([1.0], [1.0, 2.0], "same shape"),
        ([1.0], 1.0, "same shape"),
        ([[1.0, 2.0]], [1.0, 2.0], "same shape"),
        ([math.nan], [1.0], "x holds nan"),
        ([1.0], [math.inf], "y holds inf"),
        (["1"], [1.0], "x is not an array of numbers"),
        ([1.0], [1j], "y is not an array of numbers"),
    ],
)
def test_bad_pairs(measure: Any, x: Any, y: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        measure(x, y)


@pytest.mark.parametrize("peak", [0, -1, math.nan, math.inf, "1", None, True, 1j, [1.0]])
def test_bad_peak(peak: Any) -> None:
    with pytest.raises(ValueError, match="peak is"):
        metrics.psnr([1.0], [2.0], peak)
    with pytest.raises(ValueError, match="empty"):
        metrics.psnr([], [], 1)
