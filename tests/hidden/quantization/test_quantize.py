"""Hidden suite of quantization/quantize."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from playground.grading.testing import check, points
from solutions.quantization import quantize as reference

BOOK = np.array([-10, -7.5, -5, -2.5, 0, 2.5, 5, 7.5, 10])


def smallest(b):
    """Return the dtype that is asked for b bits."""
    return np.uint8 if b <= 8 else np.uint16


def either_side(x, x_min, x_max, b, slack=1e-9):
    """Allow both neighbours where a value lies within `slack` bins of the edge between them."""
    scale = (x_max - x_min) / 2**b
    position = (np.asarray(x, dtype=np.float64) - x_min) / scale
    edge = np.round(position)
    near = (np.abs(position - edge) <= slack) & (edge > 0) & (edge < 2**b)
    return lambda got, _: near & ((got == edge) | (got == edge - 1.0))


def compare(codes, x, x_min, x_max, b, slack=1e-9):
    """Hold codes of x against the reference's."""
    check.array(
        codes,
        reference.quantize(x, x_min, x_max, b),
        dtype=smallest(b),
        allow=either_side(x, x_min, x_max, b, slack),
    )


def run(learner, x, x_min, x_max, b, slack=1e-9):
    """Have the learner quantize x, and compare."""
    compare(learner.quantize(x, x_min, x_max, b), x, x_min, x_max, b, slack)


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
    """The nine values of the book get the codes 0 1 2 3 4 5 6 7 7.

    Each of the first eight begins a bin of its own. The ninth is x_max, behind which no
    bin begins: it belongs to the last one.
    """
    expected = np.array([0, 1, 2, 3, 4, 5, 6, 7, 7], dtype=np.uint8)
    check.array(learner.quantize(BOOK, -10.0, 10.0, 3), expected, dtype=np.uint8)


@points(3)
@given(case=cases(shapes=st.integers(1, 8)))
def test_right_bin(learner, case):
    """Every value of the range falls into its own bin.

    Count in bins from x_min and drop the fraction: a bin holds everything from its
    lower edge to just below the next one, so nothing is rounded up.
    """
    run(learner, *case)


@points(1)
@given(case=cases(shapes=3, first=-3.0, last=0.0))
def test_below_the_range(learner, case):
    """Values below the range go to bin 0.

    Unsigned numbers cannot go below zero. Unless such values are clamped first they
    wrap round, and the smallest value comes out as the largest code.
    """
    x, x_min, x_max, b = case
    run(learner, x, x_min, x_max, b)
    run(learner, np.array([x_min, x_min - 1e4, -1e30]), x_min, x_max, b)


@points(1)
@given(case=cases(shapes=3, first=1.0, last=4.0))
def test_above_the_range(learner, case):
    """Values above the range, and x_max itself, go to the last bin, 2^b - 1.

    A code of 2^b does not fit in b bits: cast to a small dtype it wraps round to 0.
    """
    x, x_min, x_max, b = case
    run(learner, x, x_min, x_max, b)
    run(learner, np.array([x_max, x_max + 1e4, 1e30]), x_min, x_max, b)


@points(2)
def test_widths_of_codes(learner):
    """The dtype is uint8 up to 8 bits and uint16 from 9 on, and holds every code.

    The book's function returns uint8 whatever b is: from b = 9 on its codes wrap at
    256, and bin 300 comes out as 44.
    """
    for b in range(1, 17):
        bins = np.unique([0, 1, 2**b // 3, 2**b // 2, 2**b - 2, 2**b - 1]).astype(smallest(b))
        codes = learner.quantize(bins + 0.25, 0.0, 2.0**b, b)
        check.array(codes, bins, dtype=smallest(b))


@points(1)
@given(case=cases(shapes=array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3)))
def test_any_shape(learner, case):
    """The codes have the shape of x, whatever that is.

    A picture has three dimensions, a single number none, and a batch may be empty.
    """
    x, x_min, x_max, b = case
    run(learner, x, x_min, x_max, b)
    run(learner, x.T, x_min, x_max, b)


@points(1)
def test_kinds_of_input(learner):
    """Lists, single numbers, whole numbers of any dtype and float32 are welcome.

    Small integer dtypes wrap round or refuse numbers that they cannot hold; make
    floats of them before you compute.
    """
    for x in (
        [-10, 0, 3, 10],
        [[0.25, -99.0], [99.0, 7.1]],
        (1, 2.2),
        [],
        [[], []],
        3,
        -7.3,
        np.float64(9.9),
        np.array([0, 3, 5, 12, 13, 14, 255], dtype=np.uint8),
        np.array([-128, -5, 0, 7, 127], dtype=np.int8),
        np.array([-30000, 6, 30000], dtype=np.int16),
        np.array([2**40, 6, -(2**40)], dtype=np.int64),
        np.array([2**63 + 5, 6, 0], dtype=np.uint64),
    ):
        run(learner, x, 5, 13, 4)
        run(learner, x, -300.5, 300.0, 10)
        run(learner, x, -300, 300, 10)
    x = np.linspace(-1.2, 1.2, 97, dtype=np.float32)
    for b in (1, 5, 8, 12):
        # What float32 can lose: 1e-6 of each number, counted in bins.
        run(learner, x, -1.0, 1.0, b, slack=3e-6 * 2**b)


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
        codes = check.leaves_arguments_unchanged(learner, "quantize", x, -1.0, 1.0, 3)
        compare(codes, x, -1.0, 1.0, 3)


@points(1)
def test_bad_values(learner):
    """NaN and infinity in x are refused.

    NaN is in no bin, and cast to an integer it becomes whatever the machine likes.
    Infinity means that something went wrong before; clamping would hide it.
    """
    far = np.array([0.0, 1e300])  # clamped like any other number
    check.is_array(learner.quantize(far, -1.0, 1.0, 3), far.shape)
    nan, inf = float("nan"), float("inf")
    for x, because in [
        (np.array([0.0, nan]), "x holds NaN"),
        (np.array([[0.0, 1.0], [inf, 2.0]]), "x holds infinity"),
        (np.array([-inf, 0.0]), "x holds minus infinity"),
        (np.array([nan], dtype=np.float32), "x holds NaN"),
        ([0.5, nan], "x holds NaN"),
        (nan, "x is NaN"),
        (inf, "x is infinite"),
    ]:
        check.value_error(learner.quantize, x, -1.0, 1.0, 3, because=because)


@points(1)
def test_bad_range_and_bits(learner):
    """A range that is empty or not finite, and a b outside 1 to 16, are refused.

    The same rules as for the scale: without a range there are no bins, and without
    whole bits there are no codes.
    """
    good = np.array([0.1, 0.6])
    for b in (1, 16):
        check.is_array(learner.quantize(good, -1.0, 1.0, b), good.shape)
    nan, inf = float("nan"), float("inf")
    for x_min, x_max, b, because in [
        (1.0, -1.0, 3, "x_min is above x_max"),
        (0.5, 0.5, 3, "x_min equals x_max"),
        (nan, 1.0, 3, "x_min is NaN"),
        (-1.0, nan, 3, "x_max is NaN"),
        (-inf, 1.0, 3, "x_min is infinite"),
        (-1.0, inf, 3, "x_max is infinite"),
        (-1.0, 1.0, 0, "b is below 1"),
        (-1.0, 1.0, -1, "b is below 1"),
        (-1.0, 1.0, 17, "b is above 16"),
        (-1.0, 1.0, 2.5, "b is not a whole number"),
        (-1.0, 1.0, 3.0, "b is a float, not an int"),
    ]:
        check.value_error(learner.quantize, good, x_min, x_max, b, because=because)


@points(1)
def test_a_million_values(learner):
    """A million values take a moment, not minutes.

    numpy computes whole arrays at once; a small photograph has a million values.
    """
    x = np.random.default_rng(7).normal(size=(1000, 1000))
    run(learner, x, -2.0, 2.0, 8)
