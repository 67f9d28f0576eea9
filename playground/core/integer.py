"""Integer-only layers as TFLite runs them: int8 times int8, summed in int32, requantized.

Sources: Jacob et al. 2018, arXiv 1712.05877, section 2.2 (the arithmetic and the fixed-point
multiplier); the TFLite 8-bit quantization specification (symmetric int8 weights, a scale for
each output channel, biases as int32 with the scale x_scale * w_scale).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.core.affine import check_scale, check_zero_point
from playground.core.quantize import check_finite

MOST = 127
"""The largest weight code; -128 is left out, so that the codes are symmetric."""


def _check_matrix(w: ArrayLike, name: str) -> NDArray[np.float64]:
    values = check_finite(w, name)
    if values.ndim != 2:
        raise ValueError(f"{name} has shape {values.shape}: expected [D1, D2]")
    return values


def _symmetric(
    w: NDArray[np.float64], largest: NDArray[np.float64]
) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    scales = largest / MOST
    scales = np.where(scales > 0, scales, 1.0)
    codes = np.clip(np.rint(w / scales), -MOST, MOST)
    return codes.astype(np.int8), scales


def quantize_per_channel(w: ArrayLike) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    """Return (w_q, scales): symmetric int8 codes with a scale for each output channel.

    For w [D1, D2], w_q is int8 [D1, D2] in [-127, 127] and scales float64 [D2], the largest
    absolute value of the column / 127, or 1.0 for a column of zeros; w is about
    w_q * scales. Raises ValueError for another shape, NaN or infinity.
    """
    values = _check_matrix(w, "w")
    return _symmetric(values, np.max(np.abs(values), axis=0, initial=0.0))


def quantize_per_tensor(w: ArrayLike) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    """Return (w_q, scales) as `quantize_per_channel`, with one scale for all channels.

    The scale is that of the largest absolute value of the whole matrix, repeated [D2] times.
    """
    values = _check_matrix(w, "w")
    largest = np.max(np.abs(values), initial=0.0)
    return _symmetric(values, np.full(values.shape[1], largest))


@dataclass(frozen=True, eq=False, slots=True)
class _Operands:
    """The checked arguments of `integer_dense`; all code arrays are int64."""

    x_q: NDArray[np.int64]
    x_scale: float
    x_zp: int
    w_q: NDArray[np.int64]
    w_scales: NDArray[np.float64]
    bias: NDArray[np.float64]
    y_scale: float
    y_zp: int

    @property
    def accumulators(self) -> NDArray[np.int64]:
        """The sums of (x_q - x_zp) * w_q, [batch, D2]."""
        return np.asarray((self.x_q - self.x_zp) @ self.w_q)


def _int8_codes(q: ArrayLike, name: str, shape: str) -> NDArray[np.int64]:
    codes = check_finite(q, name)
    if codes.ndim != 2:
        raise ValueError(f"{name} has shape {codes.shape}: expected {shape}")
    bad = (codes < -128) | (codes > 127) | (codes != np.floor(codes))
    if bad.any():
        raise ValueError(f"{name} holds {codes[bad][0]:g}: expected int8 codes, -128 to 127")
    return codes.astype(np.int64)


def _operands(
    x_q: ArrayLike,
    x_scale: float,
    x_zp: int,
    w_q: ArrayLike,
    w_scales: ArrayLike,
    bias: ArrayLike,
    y_scale: float,
    y_zp: int,
) -> _Operands:
    x = _int8_codes(x_q, "x_q", "[batch, D1]")
    w = _int8_codes(w_q, "w_q", "[D1, D2]")
    if 0 in w.shape or x.shape[1] != w.shape[0]:
        raise ValueError(
            f"x_q has shape {x.shape} and w_q {w.shape}: expected [batch, D1] and [D1, D2]"
        )
    scales, offsets = check_finite(w_scales, "w_scales"), check_finite(bias, "bias")
    for name, array in (("w_scales", scales), ("bias", offsets)):
        if array.shape != (w.shape[1],):
            raise ValueError(f"{name} has shape {array.shape}: expected ({w.shape[1]},)")
    if not (scales > 0).all():
        raise ValueError(f"w_scales holds {scales.min():g}: expected positive numbers")
    return _Operands(
        x_q=x,
        x_scale=check_scale(x_scale, "x_scale"),
        x_zp=check_zero_point(x_zp, 8, "x_zp"),
        w_q=w,
        w_scales=scales,
        bias=offsets,
        y_scale=check_scale(y_scale, "y_scale"),
        y_zp=check_zero_point(y_zp, 8, "y_zp"),
    )


def integer_dense(
    x_q: ArrayLike,
    x_scale: float,
    x_zp: int,
    w_q: ArrayLike,
    w_scales: ArrayLike,
    bias: ArrayLike,
    y_scale: float,
    y_zp: int,
) -> NDArray[np.int8]:
    """Return the layer's output codes, int8 [batch, D2], without an activation.

    x_q int8 [batch, D1] with its scale and zero point, w_q int8 [D1, D2] with a scale for
    each column and zero point 0, bias float [D2]. The products are summed exactly as
    integers; only the sum is scaled by x_scale * w_scale / y_scale, the bias added, the
    result rounded and saturated to [-128, 127]. Raises ValueError for shapes that do not
    fit, codes beyond int8, scales that are not positive, NaN or infinity.
    """
    given = _operands(x_q, x_scale, x_zp, w_q, w_scales, bias, y_scale, y_zp)
    with np.errstate(over="ignore"):  # what overflows saturates
        multiplier = given.x_scale * (given.w_scales / given.y_scale)
        scaled = given.accumulators * multiplier + given.bias / given.y_scale
    codes = np.clip(np.rint(scaled) + given.y_zp, -128, 127)
    return np.asarray(codes).astype(np.int8)


def fixed_point(multiplier: float) -> tuple[int, int]:
    """Return (m, exponent) with multiplier about m * 2^(exponent - 31), 2^30 <= m < 2^31.

    An int32 product and a shift then do what a float would (arXiv 1712.05877, equation 6).
    Raises ValueError unless the multiplier is a positive finite number.
    """
    fraction, exponent = math.frexp(check_scale(multiplier, "multiplier"))
    m = round(fraction * 2**31)
    if m == 2**31:
        return 2**30, exponent + 1
    return m, exponent


@dataclass(frozen=True, eq=False, slots=True)
class IntegerStep:
    """How one output code comes about in integers alone, every quantity in order.

    `products` are (x_q - x_zp) * w_q, `total` their sum with `bias_code`, the bias in units
    of x_scale * w_scale; `multiplier` is x_scale * w_scale / y_scale, held as
    m * 2^(exponent - 31); `scaled` is total times that, rounded, `code` with the zero point
    of the output added and saturated. `real` is what the code stands for, and `exact` the
    same sum in floats.
    """

    x_codes: tuple[int, ...]
    w_codes: tuple[int, ...]
    products: tuple[int, ...]
    accumulator: int
    bias_code: int
    total: int
    multiplier: float
    m: int
    exponent: int
    scaled: int
    code: int
    real: float
    exact: float


def integer_step(
    x_q: ArrayLike,
    x_scale: float,
    x_zp: int,
    w_q: ArrayLike,
    w_scales: ArrayLike,
    bias: ArrayLike,
    y_scale: float,
    y_zp: int,
    row: int,
    column: int,
) -> IntegerStep:
    """Return the arithmetic of output [row, column] as TFLite does it, in integers alone.

    TFLite rounds the bias to a whole number of x_scale * w_scale, so the code may differ by
    1 from `integer_dense`. Raises ValueError as `integer_dense`, and for a cell there is not.
    """
    given = _operands(x_q, x_scale, x_zp, w_q, w_scales, bias, y_scale, y_zp)
    if not (0 <= row < given.x_q.shape[0] and 0 <= column < given.w_q.shape[1]):
        raise ValueError(f"there is no output [{row}, {column}]")
    x_codes = (given.x_q[row] - given.x_zp).tolist()
    w_codes = given.w_q[:, column].tolist()
    products = [x * w for x, w in zip(x_codes, w_codes, strict=True)]
    unit = given.x_scale * float(given.w_scales[column])
    bias_code = round(float(given.bias[column]) / unit)
    accumulator = sum(products)
    total = accumulator + bias_code
    multiplier = unit / given.y_scale
    m, exponent = fixed_point(multiplier)
    shift = 31 - exponent
    # Python's integers never overflow: half a unit is added, then the shift rounds down.
    scaled = (total * m + (1 << shift - 1)) >> shift if shift > 0 else (total * m) << -shift
    code = min(127, max(-128, scaled + given.y_zp))
    return IntegerStep(
        x_codes=tuple(x_codes),
        w_codes=tuple(w_codes),
        products=tuple(products),
        accumulator=accumulator,
        bias_code=bias_code,
        total=total,
        multiplier=multiplier,
        m=m,
        exponent=exponent,
        scaled=scaled,
        code=code,
        real=given.y_scale * (code - given.y_zp),
        exact=accumulator * unit + float(given.bias[column]),
    )
