"""A layer whose weights are quantized: relu(XW + b) before and after.

Source: Menghani & Singh, *Efficient Deep Learning*, early release 2021-12-08, chapter 2
(the simulation of a layer with quantized weights).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.core.bits import packed_size
from playground.core.metrics import rmse
from playground.core.quantize import (
    check_bits,
    check_codes,
    check_finite,
    dequantize,
    quantize,
    unsigned_dtype,
)

FLOAT_BYTES = 4
"""Bytes of one weight as a 32-bit float."""


def check_shapes(
    inputs: ArrayLike, weights: ArrayLike, bias: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return X [batch, D1], W [D1, D2] and b [D2] as float64; ValueError unless they fit."""
    x, w, b = (
        check_finite(inputs, "inputs"),
        check_finite(weights, "weights"),
        check_finite(bias, "bias"),
    )
    if x.ndim != 2:
        raise ValueError(f"inputs has shape {x.shape}: expected [batch, D1]")
    if w.ndim != 2 or 0 in w.shape:
        raise ValueError(f"weights has shape {w.shape}: expected [D1, D2], each 1 or more")
    if w.shape[0] != x.shape[1]:
        raise ValueError(
            f"inputs has shape {x.shape} and weights {w.shape}: "
            f"expected as many rows of weights as columns of inputs"
        )
    if b.shape != (w.shape[1],):
        raise ValueError(
            f"bias has shape {b.shape}: expected ({w.shape[1]},), one for a column of weights"
        )
    return x, w, b


def dense(inputs: ArrayLike, weights: ArrayLike, bias: ArrayLike) -> NDArray[np.float64]:
    """Return relu(XW + b), float64 [batch, D2].

    `inputs` [batch, D1], `weights` [D1, D2], `bias` [D2]; D1 and D2 are 1 or more, the
    batch may be 0. Raises ValueError for shapes that do not fit, NaN or infinity.
    """
    x, w, b = check_shapes(inputs, weights, bias)
    return np.maximum(x @ w + b, 0.0)


def quantize_weights(w: ArrayLike, b: int) -> tuple[NDArray[Any], float, float]:
    """Return (w_q, w_min, w_max): `quantize` with b bits over the range of w itself.

    w_q has the shape of w and the smallest unsigned dtype for b bits; a constant w gives
    codes of 0. Raises ValueError for an empty w, NaN, infinity, b outside 1..16.
    """
    values, bits = check_finite(w, "w"), check_bits(b)
    if values.size == 0:
        raise ValueError("w is empty: a range needs at least one weight")
    w_min, w_max = float(values.min()), float(values.max())
    if w_min == w_max:
        return np.zeros(values.shape, dtype=unsigned_dtype(bits)), w_min, w_max
    return quantize(values, w_min, w_max, bits), w_min, w_max


def dequantize_weights(w_q: ArrayLike, w_min: float, w_max: float, b: int) -> NDArray[np.float64]:
    """Return the weights that codes stand for: the lower edge of each bin; float64.

    Where w_min equals w_max the matrix was constant and comes back exactly. Raises
    ValueError for codes that do not fit in b bits and for w_min above w_max.
    """
    low, high = check_finite(w_min, "w_min"), check_finite(w_max, "w_max")
    if low.ndim == 0 and high.ndim == 0 and low == high:
        return np.full(check_codes(w_q, b, "w_q").shape, float(low))
    return dequantize(check_codes(w_q, b, "w_q"), w_min, w_max, b)


@dataclass(frozen=True, eq=False, slots=True)
class LayerTrace:
    """Everything of one simulation: X, W, b, the codes, both weights, both outputs.

    `weights_back` is W read back from its codes; `output` is relu(XW + b) and
    `output_back` the same with `weights_back`.
    """

    inputs: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    bits: int
    w_min: float
    w_max: float
    codes: NDArray[Any]
    weights_back: NDArray[np.float64]
    output: NDArray[np.float64]
    output_back: NDArray[np.float64]

    @property
    def weights_rmse(self) -> float:
        """Root of the mean squared difference of the weights."""
        return rmse(self.weights, self.weights_back)

    @property
    def output_rmse(self) -> float:
        """Root of the mean squared difference of the outputs, after the ReLU."""
        return rmse(self.output, self.output_back)

    @property
    def float_bytes(self) -> int:
        """Bytes of the weights as 32-bit floats."""
        return FLOAT_BYTES * self.weights.size

    @property
    def quantized_bytes(self) -> int:
        """Bytes of the codes, packed: ceil(size * b / 8)."""
        return packed_size(self.weights.size, self.bits)


def layer_trace(inputs: ArrayLike, weights: ArrayLike, bias: ArrayLike, b: int) -> LayerTrace:
    """Run the layer with W and with W quantized to b bits; raises ValueError as `dense`."""
    x, w, offset = check_shapes(inputs, weights, bias)
    codes, w_min, w_max = quantize_weights(w, b)
    back = dequantize_weights(codes, w_min, w_max, b)
    return LayerTrace(
        inputs=x,
        weights=w,
        bias=offset,
        bits=check_bits(b),
        w_min=w_min,
        w_max=w_max,
        codes=codes,
        weights_back=back,
        output=dense(x, w, offset),
        output_back=dense(x, back, offset),
    )


def simulate_layer(
    inputs: ArrayLike, weights: ArrayLike, bias: ArrayLike, b: int
) -> dict[str, float | int]:
    """Return what quantized weights cost and save, for weights quantized to b bits.

    Keys: `weights_rmse`, `output_rmse` (after the ReLU), `float_bytes` (of the weights as
    32-bit floats), `quantized_bytes` (of the codes, packed). Raises ValueError as `dense`,
    and for an empty batch, which has no output to compare.
    """
    trace = layer_trace(inputs, weights, bias, b)
    return {
        "weights_rmse": trace.weights_rmse,
        "output_rmse": trace.output_rmse,
        "float_bytes": trace.float_bytes,
        "quantized_bytes": trace.quantized_bytes,
    }


def book_layer(
    seed: int = 10007, batch: int = 10, d1: int = 3, d2: int = 5
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the book's X [batch, d1], W [d1, d2] and b [d2], uniform in [-1, 1).

    They are drawn in that order from numpy's legacy generator, as `np.random.seed(seed)`
    and `np.random.uniform(-1, 1)` draw them; its global state is not touched.
    """
    legacy = np.random.RandomState(seed)
    inputs = legacy.uniform(-1.0, 1.0, (batch, d1))
    weights = legacy.uniform(-1.0, 1.0, (d1, d2))
    return inputs, weights, legacy.uniform(-1.0, 1.0, d2)
