"""How wide is a bin?

Quantization cuts the range from x_min to x_max into bins of equal width, and of each
value keeps only the number of its bin. A number of b bits tells 2^b bins apart: with
b = 3 there are 8 of them, numbered 0 to 7, and over the range [-10, 10] each one is
2.5 wide. That width is called the scale. It is what one step of the code is worth,
and so it says how much of a value can get lost.
"""

import math

import numpy as np


def get_scale(x_min: float, x_max: float, b: int) -> float:
    """Return the width of one bin where 2^b equal bins fill the range.

        scale = (x_max - x_min) / 2^b

    x_min and x_max are the ends of the range: ints, floats or numpy's numbers.
    b is the number of bits of a code, a whole number from 1 to 16.

    Raises ValueError, with a sentence that names the argument, its value and what was
    expected, if
      - x_min or x_max is NaN or infinite,
      - x_min is not below x_max,
      - b is not an int, below 1 or above 16.

    The formula is that of Menghani & Singh, Efficient Deep Learning, chapter 2.

    >>> float(get_scale(-10, 10, 3))
    2.5
    >>> float(get_scale(0, 1, 1))
    0.5
    >>> float(get_scale(0.0, 512.0, 9))
    1.0
    """
    for name, value in (("x_min", x_min), ("x_max", x_max)):
        if not math.isfinite(value):
            raise ValueError(f"{name} is {value}: expected a finite number")
    if x_min >= x_max:
        raise ValueError(f"x_min is {x_min} and x_max is {x_max}: expected x_min below x_max")
    if isinstance(b, bool) or not isinstance(b, (int, np.integer)) or not 1 <= b <= 16:
        raise ValueError(f"b is {b!r}: expected a whole number from 1 to 16")
    return (float(x_max) - float(x_min)) / 2 ** int(b)
