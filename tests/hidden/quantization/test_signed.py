"""Hidden suite of quantization/signed."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from playground.grading.testing import check, points
from solutions.quantization import signed as reference

BOOK = np.array([-10, -7.5, -5, -2.5, 0, 2.5, 5, 7.5, 10])


def smallest(b):
    """Return the dtype that is asked for b bits."""
    return np.int8 if b <= 8 else np.int16


def either_side(x, x_min, x_max, b, slack=1e-9):
    """Allow both neighbours where a value lies within `slack` bins of the edge between them."""
    scale = (x_max - x_min) / 2**b
    position = (np.asarray(x, dtype=np.float64) - x_min) / scale
    edge = np.round(position)
    near = (np.abs(position - edge) <= slack) & (edge > 0) & (edge < 2**b)
    above = edge - 2.0 ** (b - 1)  # the code of the bin that begins at the edge
    return lambda got, _: near & ((got == above) | (got == above - 1.0))


def compare(codes, x, x_min, x_max, b, slack=1e-9):
    """Hold codes of x against the reference's."""
    check.array(
        codes,
        reference.quantize_signed(x, x_min, x_max, b),
        dtype=smallest(b),
        allow=either_side(x, x_min, x_max, b, slack),
    )


def run(learner, x, x_min, x_max, b, slack=1e-9):
    """Have the learner quantize x, and compare."""
    compare(learner.quantize_signed(x, x_min, x_max, b), x, x_min, x_max, b, slack)


@st.composite
def cases(draw, shapes, first=0.0, last=1.0):
    """Draw x, x_min, x_max and b; `first` and `last` are places of x, 0 x_min and 1 x_max.

    The ranges keep rounding errors far below 1e-9 of a bin.
    """
    unit = draw(st.sampled_from([1.0, 1e-6, 1e6]))
    low = draw(st.one_of(st.integers(-50, 50), st.floats(-50, 50)))
    width = draw(st.one_of(st.integers(5, 200), st.floats(5, 200)))
    places = draw(arrays(np.float64, shapes, elements=st.floats(first, last)))
    x = np.asarray((low + places * width) * unit)
    return x, low * unit, (low + width) * unit, draw(st.integers(1, 16))


@points(2)
def test_book_values(learner):
    """The nine values of the book get the codes -4 -3 -2 -1 0 1 2 3 3.

    They are the bins 0 to 7 and once more 7, numbered from -4 on.
    """
    check.array(
        learner.quantize_signed(BOOK, -10.0, 10.0, 3),
        np.array([-4, -3, -2, -1, 0, 1, 2, 3, 3], dtype=np.int8),
        dtype=np.int8,
    )


@points(2)
@given(case=cases(shapes=st.integers(1, 8)))
def test_right_bin(learner, case):
    """Every value of the range falls into its own bin, wherever zero is.

    Only the numbers of the bins move, by 2^(b-1). The bins still begin at x_min, and
    code 0 is that of the middle of the range, not that of the value 0.
    """
    run(learner, *case)


@points(1)
def test_widths_of_codes(learner):
    """The dtype is int8 up to 8 bits and int16 from 9 on, and holds every code.

    With 8 bits the codes run from -128 to 127. Whoever casts 128 to 255 to int8 before
    they take 128 off, or takes it off a uint8, sees them wrap round.
    """
    for b in range(1, 17):
        bins = np.unique([0, 1, 2**b // 3, 2 ** (b - 1), 2**b - 2, 2**b - 1])
        codes = learner.quantize_signed(bins + 0.25, 0.0, 2.0**b, b)
        expected = (bins - 2 ** (b - 1)).astype(smallest(b))
        check.array(codes, expected, dtype=smallest(b))


@points(1)
@given(below=cases(shapes=2, first=-3.0, last=0.0), above=cases(shapes=2, first=1.0, last=4.0))
def test_both_ends(learner, below, above):
    """Values outside the range are clamped to -2^(b-1) and 2^(b-1) - 1.

    The first bin has the number -2^(b-1), so there is one code more below zero than
    above it; x_max belongs to the last bin.
    """
    run(learner, *below)
    run(learner, *above)
    _, x_min, x_max, b = above
    run(learner, np.array([x_min, x_min - 1e4, -1e30]), x_min, x_max, b)
    run(learner, np.array([x_max, x_max + 1e4, 1e30]), x_min, x_max, b)


@points(1)
def test_shapes_and_kinds_of_input(learner):
    """The codes have the shape of x, and x may be a list, whole numbers or float32.

    Small integer dtypes wrap round or refuse numbers that they cannot hold; make
    floats of them before you compute.
    """
    grid = np.linspace(-14.0, 14.0, 24)
    for x in (
        grid.reshape(2, 3, 4),
        grid.reshape(4, 6).T,
        grid[::-2],
        np.zeros((0, 3)),
        np.array(3.3),
        -7.3,
        3,
        [],
        [[0.25, -99.0], [99.0, 7.1]],
        (1, 2.2),
        np.array([0, 3, 5, 12, 13, 14, 255], dtype=np.uint8),
        np.array([-128, -5, 0, 7, 127], dtype=np.int8),
        np.array([2**40, 6, -(2**40)], dtype=np.int64),
    ):
        run(learner, x, 5, 13, 4)
        run(learner, x, -300.5, 300.0, 10)
        run(learner, x, -300, 300, 10)
    x = np.linspace(-1.2, 1.2, 97, dtype=np.float32)
    for b in (1, 5, 8, 12):
        # What float32 can lose: 1e-6 of each number, counted in bins.
        run(learner, x, -1.0, 1.0, b, slack=3e-6 * 2**b)


@points(1)
def test_bad_input(learner):
    """NaN, infinity, an impossible range and a b outside 1 to 16 are refused.

    A code made from any of these would be a lie that nobody notices.
    """
    nan, inf = float("nan"), float("inf")
    good = np.array([0.1, 0.6])
    for b in (1, 16):
        check.is_array(learner.quantize_signed(good, -1.0, 1.0, b), good.shape)
    for x, x_min, x_max, b, because in [
        (np.array([0.0, nan]), -1.0, 1.0, 3, "x holds NaN"),
        (np.array([inf, 0.0]), -1.0, 1.0, 3, "x holds infinity"),
        (np.array([0.0, -inf]), -1.0, 1.0, 3, "x holds minus infinity"),
        (good, 1.0, -1.0, 3, "x_min is above x_max"),
        (good, 0.5, 0.5, 3, "x_min equals x_max"),
        (good, nan, 1.0, 3, "x_min is NaN"),
        (good, -1.0, nan, 3, "x_max is NaN"),
        (good, -inf, 1.0, 3, "x_min is infinite"),
        (good, -1.0, inf, 3, "x_max is infinite"),
        (good, -1.0, 1.0, 0, "b is below 1"),
        (good, -1.0, 1.0, 17, "b is above 16"),
        (good, -1.0, 1.0, 2.5, "b is not a whole number"),
        (good, -1.0, 1.0, 3.0, "b is a float, not an int"),
    ]:
        check.value_error(learner.quantize_signed, x, x_min, x_max, b, because=because)


@points(1)
def test_x_is_not_changed(learner):
    """The array that comes in is left as it was.

    Whoever calls you may still need their values: `x -= x_min`, `out=x` and `x[...] = `
    write into their array.
    """
    for x in (
        np.array([-2.0, -0.3, 0.0, 0.4, 2.0]),
        np.array([[-2.0, 0.1], [0.9, 2.0]], dtype=np.float32),
        np.array([-2, 0, 1, 2]),
        [-2.0, 0.5, 2.0],
    ):
        codes = check.leaves_arguments_unchanged(learner, "quantize_signed", x, -1.0, 1.0, 3)
        compare(codes, x, -1.0, 1.0, 3)


@points(1)
def test_a_million_values(learner):
    """A million values take a moment, not minutes.

    numpy computes whole arrays at once; a small photograph has a million values.
    """
    x = np.random.default_rng(7).normal(size=(1000, 1000))
    run(learner, x, -2.0, 2.0, 8)
