"""How far an approximation is from the original."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.core.quantize import check_finite


def _pair(x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    a, b = check_finite(x, "x"), check_finite(y, "y")
    if a.shape != b.shape:
        raise ValueError(f"x has shape {a.shape} and y {b.shape}: expected the same shape")
    if a.size == 0:
        raise ValueError("x and y are empty: an error needs at least one value")
    return a, b


def _difference(x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return x and x - y; where a difference is beyond float64 it is infinite."""
    a, b = _pair(x, y)
    with np.errstate(over="ignore"):
        return a, a - b


def _root_mean_square(a: NDArray[np.float64]) -> float:
    """Return sqrt(mean(a^2)), scaled so that no square overflows or underflows."""
    largest = float(np.max(np.abs(a)))
    if largest == 0 or math.isinf(largest):
        return largest
    _, exponent = math.frexp(largest)  # a power of two: scaling by it rounds nothing
    mean = float(np.mean(np.ldexp(a, -exponent) ** 2))
    return math.ldexp(math.sqrt(mean), exponent)


def _decibels(signal: float, noise: float) -> float:
    """Return 20 log10(signal / noise); logarithms are taken first, so nothing overflows."""
    if noise == 0:
        return math.inf
    if signal == 0 or math.isinf(noise):
        return -math.inf
    return 20 * (math.log10(signal) - math.log10(noise))


def max_error(x: ArrayLike, y: ArrayLike) -> float:
    """Return the largest absolute difference; raises ValueError for empty or unlike shapes."""
    return float(np.max(np.abs(_difference(x, y)[1])))


def mse(x: ArrayLike, y: ArrayLike) -> float:
    """Return the mean squared difference; raises ValueError for empty or unlike shapes."""
    with np.errstate(over="ignore"):
        return float(np.mean(_difference(x, y)[1] ** 2))


def rmse(x: ArrayLike, y: ArrayLike) -> float:
    """Return the root of the mean squared difference; raises ValueError as `mse`."""
    return _root_mean_square(_difference(x, y)[1])


def psnr(x: ArrayLike, y: ArrayLike, peak: float) -> float:
    """Return the peak signal-to-noise ratio in dB, 10 log10(peak^2 / mse); inf if identical.

    Raises ValueError as `mse`, and for a peak that is not a positive finite number.
    """
    number = isinstance(peak, (int, float, np.integer, np.floating)) and not isinstance(peak, bool)
    if not (number and 0 < peak < math.inf):
        raise ValueError(f"peak is {peak!r}: expected a positive number")
    return _decibels(float(peak), rmse(x, y))


def snr(x: ArrayLike, y: ArrayLike) -> float:
    """Return the signal-to-noise ratio in dB, 10 log10(mean(x^2) / mse); inf if identical.

    It is -inf for a signal x of zeros only that did not stay so. Raises ValueError as `mse`.
    """
    a, difference = _difference(x, y)
    return _decibels(_root_mean_square(a), _root_mean_square(difference))
