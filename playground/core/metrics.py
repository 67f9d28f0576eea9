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


def max_error(x: ArrayLike, y: ArrayLike) -> float:
    """Return the largest absolute difference; raises ValueError for empty or unlike shapes."""
    a, b = _pair(x, y)
    return float(np.max(np.abs(a - b)))


def mse(x: ArrayLike, y: ArrayLike) -> float:
    """Return the mean squared difference; raises ValueError for empty or unlike shapes."""
    a, b = _pair(x, y)
    return float(np.mean((a - b) ** 2))


def rmse(x: ArrayLike, y: ArrayLike) -> float:
    """Return the root of the mean squared difference."""
    return math.sqrt(mse(x, y))


def psnr(x: ArrayLike, y: ArrayLike, peak: float) -> float:
    """Return the peak signal-to-noise ratio in dB, 10 log10(peak^2 / mse); inf if identical.

    Raises ValueError for a peak that is not a positive finite number.
    """
    if not (isinstance(peak, (int, float, np.number)) and 0 < float(peak) < math.inf):
        raise ValueError(f"peak is {peak!r}: expected a positive number")
    error = mse(x, y)
    return math.inf if error == 0 else 10 * math.log10(float(peak) ** 2 / error)


def snr(x: ArrayLike, y: ArrayLike) -> float:
    """Return the signal-to-noise ratio in dB, 10 log10(mean(x^2) / mse); inf if identical."""
    a, _ = _pair(x, y)
    error = mse(x, y)
    power = float(np.mean(a**2))
    if error == 0:
        return math.inf
    return 10 * math.log10(power / error) if power > 0 else -math.inf
