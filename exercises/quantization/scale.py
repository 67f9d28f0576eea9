"""How wide is a bin?

Quantization cuts the range from x_min to x_max into bins of equal width, and of each
value keeps only the number of its bin. A number of b bits tells 2^b bins apart: with
b = 3 there are 8 of them, numbered 0 to 7, and over the range [-10, 10] each one is
2.5 wide. That width is called the scale. It is what one step of the code is worth,
and so it says how much of a value can get lost.
"""


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
    raise NotImplementedError("get_scale is yours to write: how wide is each of 2^b equal bins?")
