"""Affine quantization: signed codes with a zero point, real = scale * (q - zero_point).

Source: Jacob et al. 2018, "Quantization and Training of Neural Networks for Efficient
Integer-Arithmetic-Only Inference", arXiv 1712.05877, section 2.1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.core.quantize import check_bits, check_finite, check_range, signed_dtype

FEWEST_BITS = 2


def code_range(b: int) -> tuple[int, int]:
    """Return the lowest and the highest signed code of b bits, -2^(b-1) and 2^(b-1) - 1."""
    half = 2 ** (check_bits(b, FEWEST_BITS) - 1)
    return -half, half - 1


def check_scale(scale: Any, name: str = "scale") -> float:
    """Return a scale as a float; raise ValueError unless it is a positive finite number."""
    value = check_finite(scale, name)
    if value.ndim or not value > 0:
        raise ValueError(f"{name} is {scale!r}: expected a positive number")
    return float(value)


def check_zero_point(zero_point: Any, b: int | None, name: str = "zero_point") -> int:
    """Return a zero point as an int; ValueError unless whole and, where b is given, a code."""
    value = check_finite(zero_point, name)
    if value.ndim or value != np.floor(value):
        raise ValueError(f"{name} is {zero_point!r}: expected a whole number")
    if b is not None:
        low, high = code_range(b)
        if not low <= value <= high:
            raise ValueError(f"{name} is {zero_point!r}: expected a code from {low} to {high}")
    return int(value)


def affine_params(x_min: float, x_max: float, b: int) -> tuple[float, int]:
    """Return (scale, zero_point) for values in [x_min, x_max] and signed codes of b bits.

    The range is first widened to include 0, so that 0 has a code of its own, the zero
    point: scale = range / (2^b - 1), zero_point = round(q_min - x_min / scale), clamped to
    the codes. Raises ValueError unless x_min < x_max are finite and 2 <= b <= 16.
    """
    q_min, q_max = code_range(b)
    low, high = check_range(x_min, x_max)
    low, high = min(low, 0.0), max(high, 0.0)
    steps = q_max - q_min
    # Divided first, so that the widest range of floats does not overflow.
    scale = high / steps - low / steps if np.isinf(high - low) else (high - low) / steps
    if scale == 0:
        raise ValueError(f"x_min is {x_min} and x_max {x_max}: too close to 0 for {b} bits")
    zero_point = int(np.clip(round(q_min - low / scale), q_min, q_max))
    return scale, zero_point


def quantize_affine(x: ArrayLike, scale: float, zero_point: int, b: int) -> NDArray[Any]:
    """Return round(x / scale) + zero_point, saturated to the signed codes of b bits.

    The shape of x, int8 up to 8 bits, else int16; a tie is rounded to the even code.
    Raises ValueError for NaN or infinity, a scale that is not positive, a zero point that
    is no code, and b outside 2..16.
    """
    low, high = code_range(b)
    values, step = check_finite(x), check_scale(scale)
    zero = check_zero_point(zero_point, b)
    with np.errstate(over="ignore"):  # what overflows saturates
        codes = np.clip(np.rint(values / step) + zero, low, high)
    return np.asarray(codes).astype(signed_dtype(b))


def dequantize_affine(q: ArrayLike, scale: float, zero_point: int) -> NDArray[np.float64]:
    """Return scale * (q - zero_point), float64 of the shape of q.

    Raises ValueError for codes or a zero point that are not whole numbers, and for a scale
    that is not positive.
    """
    codes = check_finite(q, "q")
    fractions = codes != np.floor(codes)
    if fractions.any():
        raise ValueError(f"q holds {codes[fractions][0]:g}: expected whole numbers")
    zero = check_zero_point(zero_point, None)
    return np.asarray(check_scale(scale) * (codes - zero))
