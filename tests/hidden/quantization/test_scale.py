"""Hidden suite of quantization/scale."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from playground.grading.testing import check, points
from solutions.quantization import scale as reference

BITS = st.integers(1, 16)
UNITS = st.sampled_from([1.0, 1e-6, 1e6])


def compare(got, expected):
    """Hold a scale against the one expected; as a float32 it is as exact as float32 can be."""
    in_float32 = isinstance(got, (np.generic, np.ndarray)) and got.dtype == np.float32
    check.number(got, expected, rel=1e-6 if in_float32 else 1e-9)


@points(1)
def test_book_range(learner):
    """Eight bins over [-10, 10] are 2.5 wide.

    b bits tell 2^b bins apart, and all of them together are as wide as the range.
    """
    compare(learner.get_scale(-10.0, 10.0, 3), 2.5)
    compare(learner.get_scale(-10.0, 10.0, 4), 1.25)


@points(1)
@given(low=st.floats(-100, 100), width=st.floats(1, 1000), b=BITS, unit=UNITS)
@example(low=0.0, width=1.0, b=1, unit=1.0)
@example(low=0.0, width=1.0, b=16, unit=1.0)
def test_any_range(learner, low, width, b, unit):
    """The width is right for any range and any b from 1 to 16.

    The width is that of the whole range, x_max - x_min, divided by the number of bins,
    2^b; it is not rounded.
    """
    x_min, x_max = low * unit, (low + width) * unit
    compare(learner.get_scale(x_min, x_max, b), reference.get_scale(x_min, x_max, b))


@points(1)
@given(x_min=st.integers(-1000, 1000), width=st.integers(1, 1000), b=BITS)
def test_kinds_of_numbers(learner, x_min, width, b):
    """The ends of the range may be ints, or numbers of numpy.

    In Python 3 `/` divides ints to a float; `//` cuts the fraction off.
    """
    x_max = x_min + width
    expected = width / 2**b
    compare(learner.get_scale(x_min, x_max, b), expected)
    compare(learner.get_scale(np.float64(x_min), np.float64(x_max), b), expected)
    compare(learner.get_scale(np.float32(x_min), np.float32(x_max), b), expected)


@points(1)
def test_bad_range(learner):
    """A range that is empty, backwards or not finite is refused.

    Nothing can be cut into bins there; a number returned in silence would spoil
    everything computed from it. Comparisons with NaN are always false, so
    `x_min >= x_max` alone does not notice it.
    """
    check.is_number(learner.get_scale(3.0, 3.5, 3))  # a short range is still one
    nan, inf = float("nan"), float("inf")
    for x_min, x_max, because in [
        (10.0, -10.0, "x_min is above x_max"),
        (3, 3, "x_min equals x_max"),
        (0.5, 0.5, "x_min equals x_max"),
        (nan, 1.0, "x_min is NaN"),
        (0.0, nan, "x_max is NaN"),
        (0.0, inf, "x_max is infinite"),
        (-inf, 0.0, "x_min is infinite"),
        (-inf, inf, "both ends are infinite"),
    ]:
        check.value_error(learner.get_scale, x_min, x_max, 3, because=because)


@points(1)
def test_bad_bits(learner):
    """A b that is not a whole number from 1 to 16 is refused.

    Codes of 0 or of 2.5 bits do not exist, and no dtype of this course holds more
    than 16.
    """
    for b in (1, 16):
        check.is_number(learner.get_scale(-10.0, 10.0, b))
    for b, because in [
        (0, "b is below 1"),
        (-3, "b is below 1"),
        (17, "b is above 16"),
        (64, "b is above 16"),
        (2.5, "b is not a whole number"),
        (3.0, "b is a float, not an int"),
        ("3", "b is a str, not an int"),
    ]:
        check.value_error(learner.get_scale, -10.0, 10.0, b, because=because)
