"""Signed codes: the same bins, numbered around zero.

Processors are quick at int8, which holds -128 to 127; so libraries for small models
number the 2^b bins from -2^(b-1) to 2^(b-1) - 1 in place of 0 to 2^b - 1. Nothing else
changes: the first bin still begins at x_min, and the edges stay where they are. With
three bits the codes are -4 -3 -2 -1 0 1 2 3.

Mind that code 0 is a bin in the middle of the range. It stands for the value 0 only
where the range lies evenly around 0.

Each file of the course stands alone: where you want your own quantize, copy it here.
"""

import math

import numpy as np
from numpy.typing import ArrayLike


def quantize_signed(x: ArrayLike, x_min: float, x_max: float, b: int) -> np.ndarray:
    """Return the bins of `quantize`, numbered from -2^(b-1) to 2^(b-1) - 1.

        scale = (x_max - x_min) / 2^b
        code  = floor((x - x_min) / scale) - 2^(b-1)

    Values below x_min fall into the first bin, values above x_max into the last one,
    and so does x_max itself.

    x is a numpy array or whatever numpy.asarray makes one of: a list (of lists), a
    single number, whole numbers of any type, nothing at all. x is not changed.
    b is a whole number from 1 to 16.

    Returns an array of the same shape as x: int8 up to b = 8, int16 from b = 9 on.

    Raises ValueError, with a sentence that names the argument, its value and what was
    expected, if
      - x holds NaN or infinity,
      - x_min or x_max is NaN or infinite, or x_min is not below x_max,
      - b is not an int, below 1 or above 16.

    >>> quantize_signed([-10, -7.5, -5, -2.5, 0, 2.5, 5, 7.5, 10], -10, 10, 3)
    array([-4, -3, -2, -1,  0,  1,  2,  3,  3], dtype=int8)
    >>> quantize_signed([[-1000.0], [1000.0]], 0, 1, 8)
    array([[-128],
           [ 127]], dtype=int8)
    >>> quantize_signed([0.5, 512.5, 1023.5], 0, 1024, 10)
    array([-512,    0,  511], dtype=int16)
    """
    b = _check_bits(b)
    _check_range(x_min, x_max)
    values = np.asarray(x, dtype=np.float64)
    if not np.isfinite(values).all():
        raise ValueError("x holds NaN or infinity: expected finite numbers only")

    scale = (float(x_max) - float(x_min)) / 2**b
    clamped = np.clip(values, x_min, x_max)
    bins = np.minimum(np.floor((clamped - x_min) / scale), 2**b - 1)
    # Subtracted while the bins are still floats: unsigned integers would wrap below zero.
    return np.asarray(bins - 2 ** (b - 1), dtype=np.int8 if b <= 8 else np.int16)


def _check_bits(b: int) -> int:
    if isinstance(b, bool) or not isinstance(b, (int, np.integer)) or not 1 <= b <= 16:
        raise ValueError(f"b is {b!r}: expected a whole number from 1 to 16")
    return int(b)


def _check_range(x_min: float, x_max: float) -> None:
    for name, value in (("x_min", x_min), ("x_max", x_max)):
        if not math.isfinite(value):
            raise ValueError(f"{name} is {value}: expected a finite number")
    if x_min >= x_max:
        raise ValueError(f"x_min is {x_min} and x_max is {x_max}: expected x_min below x_max")
