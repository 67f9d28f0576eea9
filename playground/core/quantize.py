"""Uniform quantization: from a continuous range to 2^b bins of equal width.

Source of the formulas: Menghani & Singh, *Efficient Deep Learning*, early
release 2021-12-08, chapter 2.
"""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Rounding = Literal["floor", "nearest", "stochastic"]
MAX_BITS = 16


def check_bits(b: Any, lowest: int = 1) -> int:
    """Return b as an int; raise ValueError unless it is a whole number lowest..16."""
    try:
        bits = None if isinstance(b, (bool, np.bool_)) else operator.index(b)
    except TypeError:
        bits = None
    if bits is None or not lowest <= bits <= MAX_BITS:
        raise ValueError(f"b is {b!r}: expected a whole number from {lowest} to {MAX_BITS}")
    return bits


def check_range(x_min: float, x_max: float) -> tuple[float, float]:
    """Return the range as floats; raise ValueError unless finite and x_min < x_max."""
    low, high = _check_number(x_min, "x_min"), _check_number(x_max, "x_max")
    if low >= high:
        raise ValueError(f"x_min is {x_min} and x_max {x_max}: expected x_min below x_max")
    return low, high


def _check_number(value: Any, name: str) -> float:
    try:
        array = _as_floats(value)
    except (TypeError, ValueError, OverflowError):
        array = None
    if array is None or array.ndim:
        raise ValueError(f"{name} is {value!r}: expected a number")
    if not np.isfinite(array):
        raise ValueError(f"{name} is {value!r}: expected a finite number")
    return float(array)


def _as_floats(x: ArrayLike) -> NDArray[np.float64]:
    """Return real numbers as float64; text, dates and complex numbers are a TypeError."""
    array = np.asarray(x)
    if array.dtype.kind not in "biufO":  # O: fractions and ints beyond 64 bits
        raise TypeError(f"{array.dtype} are no real numbers")
    return np.asarray(array, dtype=np.float64)


def check_finite(x: ArrayLike, name: str = "x") -> NDArray[np.float64]:
    """Return x as a float64 array; raise ValueError for NaN, infinity or no numbers."""
    try:
        array = _as_floats(x)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} is not an array of numbers") from None
    bad = ~np.isfinite(array)
    if bad.any():
        raise ValueError(f"{name} holds {array[bad][0]}: expected finite numbers only")
    return array


def unsigned_dtype(b: int) -> np.dtype[Any]:
    """Return the smallest unsigned dtype that holds b bits: uint8 up to 8, else uint16."""
    return np.dtype(np.uint8 if check_bits(b) <= 8 else np.uint16)


def signed_dtype(b: int) -> np.dtype[Any]:
    """Return the smallest signed dtype that holds b bits: int8 up to 8, else int16."""
    return np.dtype(np.int8 if check_bits(b) <= 8 else np.int16)


def get_scale(x_min: float, x_max: float, b: int) -> float:
    """Return the width of one bin, (x_max - x_min) / 2^b, a positive finite number.

    Raises ValueError for a range that is empty or not finite, for b outside 1..16, and
    for ends so close together that float64 has no such width (it is below 3e-308).
    """
    low, high = check_range(x_min, x_max)
    bins: int = 2 ** check_bits(b)
    if _is_wider_than_floats(low, high):
        return (high / 2 - low / 2) / (bins // 2)
    scale = (high - low) / bins
    if scale * bins != high - low:  # a power of two divides exactly, unless it underflows
        raise ValueError(f"x_min is {low} and x_max {high}: too close together for {bins} bins")
    return scale


def _is_wider_than_floats(low: float, high: float) -> bool:
    """Tell a range whose width overflows; its formulas work on halves of the numbers."""
    return math.isinf(high - low)


def bin_positions(x: ArrayLike, x_min: float, x_max: float, b: int) -> NDArray[np.float64]:
    """Return where each value lies, counted in bins from x_min, before rounding and clamping."""
    low, high = check_range(x_min, x_max)
    scale = get_scale(low, high, b)
    clamped = np.clip(check_finite(x), low, high)
    if _is_wider_than_floats(low, high):
        return np.asarray((clamped / 2 - low / 2) / (scale / 2))
    return np.asarray((clamped - low) / scale)


def bin_edges(positions: ArrayLike, x_min: float, x_max: float, b: int) -> NDArray[np.float64]:
    """Return x_min + scale * position: the value at each position counted in bins."""
    low, high = check_range(x_min, x_max)
    scale, at = get_scale(low, high, b), check_finite(positions, "positions")
    if _is_wider_than_floats(low, high):
        return np.asarray(2 * np.clip(low / 2 + scale / 2 * at, low / 2, high / 2))
    return np.asarray(low + scale * at)


def quantize(
    x: ArrayLike,
    x_min: float,
    x_max: float,
    b: int,
    rounding: Rounding = "floor",
    rng: np.random.Generator | None = None,
) -> NDArray[Any]:
    """Return the number of the bin that each value falls into, 0 to 2^b - 1.

    Values outside [x_min, x_max] are clamped to it; x_max itself falls into the
    last bin. The result has the shape of x and the smallest unsigned dtype.
    `rounding` "nearest" rounds the position to the nearest whole number, a half up;
    "stochastic" rounds up with the probability of the fraction and needs `rng`;
    the course's `quantize` is "floor". Raises ValueError as `get_scale`, and for
    NaN or infinity in x.
    """
    position = bin_positions(x, x_min, x_max, b)
    codes = np.floor(position)
    # Compared with the fraction, not added to the position: the sum would be rounded.
    if rounding == "nearest":
        codes = codes + (position - codes >= 0.5)
    elif rounding == "stochastic":
        if rng is None:
            raise ValueError("rng is None: stochastic rounding needs a numpy Generator")
        codes = codes + (rng.random(position.shape) < position - codes)
    elif rounding != "floor":
        raise ValueError(f"rounding is {rounding!r}: expected floor, nearest or stochastic")
    codes = np.minimum(codes, 2 ** check_bits(b) - 1)
    return np.asarray(codes).astype(unsigned_dtype(b))


def quantize_signed(x: ArrayLike, x_min: float, x_max: float, b: int) -> NDArray[Any]:
    """Return the bins of `quantize` numbered from -2^(b-1) to 2^(b-1) - 1.

    dtype int8 up to 8 bits, else int16; raises ValueError as `quantize`.
    """
    codes = quantize(x, x_min, x_max, b).astype(np.int32) - 2 ** (check_bits(b) - 1)
    return np.asarray(codes).astype(signed_dtype(b))


def dequantize(
    x_q: ArrayLike, x_min: float, x_max: float, b: int, midpoint: bool = False
) -> NDArray[np.float64]:
    """Return the lower edge of each bin, x_min + scale * x_q, or its middle; float64.

    Raises ValueError for codes that are not whole numbers of 0 to 2^b - 1.
    """
    codes = check_codes(x_q, b)
    return bin_edges(codes + (0.5 if midpoint else 0.0), x_min, x_max, b)


def check_codes(q: ArrayLike, b: int, name: str = "x_q") -> NDArray[np.float64]:
    """Return codes as float64; raise ValueError unless all are whole numbers 0..2^b - 1."""
    codes = check_finite(q, name)
    highest = 2 ** check_bits(b) - 1
    bad = (codes < 0) | (codes > highest) | (codes != np.floor(codes))
    if bad.any():
        raise ValueError(
            f"{name} holds {codes[bad][0]:g}: expected whole numbers from 0 to {highest}"
        )
    return codes


@dataclass(frozen=True, slots=True)
class QuantizeStep:
    """How one value becomes a code: every quantity of the formula, in order."""

    x: float
    clamped: float
    scale: float
    position: float
    floored: int
    code: int
    lower_edge: float
    upper_edge: float


def quantize_steps(x: ArrayLike, x_min: float, x_max: float, b: int) -> tuple[QuantizeStep, ...]:
    """Return the arithmetic of `quantize` (rounding "floor") for each value of x, in C order."""
    values = check_finite(x).ravel()
    low, high = check_range(x_min, x_max)
    scale = get_scale(low, high, b)
    positions = bin_positions(values, low, high, b)
    codes = quantize(values, low, high, b).astype(np.int64)
    lower, upper = (bin_edges(at, low, high, b) for at in (codes, codes + 1))
    return tuple(
        QuantizeStep(
            x=float(value),
            clamped=float(np.clip(value, low, high)),
            scale=scale,
            position=float(position),
            floored=int(np.floor(position)),
            code=int(code),
            lower_edge=float(below),
            upper_edge=float(above),
        )
        for value, position, code, below, above in zip(
            values, positions, codes, lower, upper, strict=True
        )
    )


def bin_counts(x: ArrayLike, x_min: float, x_max: float, b: int) -> NDArray[np.int64]:
    """Return how many values fall into each of the 2^b bins, int64 [2^b]."""
    codes = quantize(x, x_min, x_max, b).ravel().astype(np.int64)
    return np.bincount(codes, minlength=2 ** check_bits(b))


@dataclass(frozen=True, slots=True)
class ClippingPoint:
    """Mean squared error at one clip range [-limit, limit], split by its cause."""

    limit: float
    clipping_mse: float
    rounding_mse: float

    @property
    def total_mse(self) -> float:
        """The whole mean squared error: clipping and rounding."""
        return self.clipping_mse + self.rounding_mse


def clipping_curve(x: ArrayLike, b: int, limits: ArrayLike) -> tuple[ClippingPoint, ...]:
    """Measure how the error moves from clipping to rounding as the range widens.

    For each limit x is quantized over [-limit, limit] with b bits and read back at
    the middle of its bin. Errors of values beyond the limit count as clipping, all
    others as rounding; both are means over all of x. Raises ValueError for an empty x
    and for a limit that is not positive.
    """
    values = check_finite(x).ravel()
    if values.size == 0:
        raise ValueError("x is empty: expected at least one value")
    points = []
    for limit in check_finite(limits, "limits").ravel():
        if limit <= 0:
            raise ValueError(f"limits holds {limit:g}: expected positive numbers only")
        codes = quantize(values, -limit, limit, b)
        squared = (values - dequantize(codes, -limit, limit, b, midpoint=True)) ** 2
        outside = np.abs(values) > limit
        points.append(
            ClippingPoint(
                limit=float(limit),
                clipping_mse=float(squared[outside].sum() / values.size),
                rounding_mse=float(squared[~outside].sum() / values.size),
            )
        )
    return tuple(points)
