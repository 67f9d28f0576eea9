"""The learner's own `quantize` beside ours: what it is asked, and whether its answer holds."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core import quantize as core
from playground.labs import LabError
from playground.labs.figure import number
from playground.labs.quantization import data
from playground.labs.quantization.state import QuantizationState

EXERCISE = "quantization/quantize"
FUNCTION = "quantize"
EDGE = 1e-9
"""So near to a bin's edge, in bins, a value may fall to either side."""


@dataclass(frozen=True, eq=False, slots=True)
class Request:
    """The arguments of one call of `quantize`: x float64 [n], the range and the bits."""

    x: NDArray[np.float64]
    x_min: float
    x_max: float
    bits: int

    @property
    def arguments(self) -> tuple[NDArray[np.float64], float, float, int]:
        """The arguments in order; x is a copy, ours to give away."""
        return self.x.copy(), self.x_min, self.x_max, self.bits


@dataclass(frozen=True, eq=False, slots=True)
class Mine:
    """The learner's codes of a request, ours, and where they differ; arrays [n]."""

    request: Request
    codes: NDArray[Any]
    ours: NDArray[Any]
    differs: NDArray[np.bool_]

    @property
    def wrong(self) -> int:
        """How many codes differ."""
        return int(np.count_nonzero(self.differs))

    def sentence(self) -> str:
        """Say how the learner's codes compare with ours."""
        count = self.codes.size
        if not self.wrong:
            return (
                "✓ your code gives the same code as ours"
                if count == 1
                else f"✓ your code and ours agree on all {count:,} values"
            )
        first = int(np.argmax(self.differs))
        return (
            f"✗ your code differs from ours in {self.wrong:,} of {count:,}: "
            f"x = {number(float(self.request.x[first]))} gives {int(self.codes[first])}, "
            f"ours {int(self.ours[first])}"
        )


def request(state: QuantizationState) -> Request:
    """Return what this view asks of the learner's `quantize`."""
    low, high = state.x_min, state.x_max
    if state.view == "wave":
        x = data.wave()[1]
    elif state.view == "line":
        x = np.array([state.x])
    elif state.view == "table":
        x = np.append(data.nine_values(state), state.x)
    else:
        x = data.values(state.data)
        if state.view == "clipping":
            high = state.clip * data.deviation(state.data)
            low = -high
    return Request(x, low, high, state.bits)


def comparable(state: QuantizationState) -> bool:
    """Say whether the view shows rounding down, which is what the learner's code does."""
    return state.rounding == "floor" or state.view in ("table", "clipping")


def check(result: Any, asked: Request) -> Mine:
    """Hold a result of the learner's `quantize` against ours.

    Raises LabError with a sentence for anything but an array of unsigned codes of
    the right dtype, shape and range.
    """
    if not isinstance(result, np.ndarray):
        raise LabError(
            f"your quantize returned {_describe(result)}: expected a numpy array of codes"
        )
    expected = core.unsigned_dtype(asked.bits)
    if result.shape != asked.x.shape:
        raise LabError(
            f"your quantize returned shape {result.shape} for x of shape {asked.x.shape}: "
            "expected the same shape"
        )
    if result.dtype.kind != expected.kind or result.dtype.itemsize != expected.itemsize:
        raise LabError(
            f"your quantize returned dtype {result.dtype}: "
            f"expected {expected}, the smallest unsigned dtype for b = {asked.bits}"
        )
    highest = 2**asked.bits - 1
    if result.size and int(result.max()) > highest:
        at = int(np.argmax(result))
        raise LabError(
            f"your quantize gives code {int(result.flat[at])} for "
            f"x = {number(float(asked.x.flat[at]))}: with b = {asked.bits} "
            f"codes end at {highest}"
        )
    codes = result.astype(expected)
    ours = core.quantize(asked.x, asked.x_min, asked.x_max, asked.bits)
    return Mine(asked, codes, ours, _differences(codes, ours, asked))


def _differences(codes: NDArray[Any], ours: NDArray[Any], asked: Request) -> NDArray[np.bool_]:
    differs = np.asarray(codes != ours)
    if not differs.any():
        return differs
    position = core.bin_positions(asked.x, asked.x_min, asked.x_max, asked.bits)
    apart = np.abs(codes.astype(np.int64) - ours.astype(np.int64))
    near = differs & (apart == 1) & (np.abs(position - np.round(position)) < EDGE)
    for at in np.flatnonzero(near).tolist():
        differs[at] = _is_exact(float(asked.x[at]), asked)
    return differs


def _is_exact(x: float, asked: Request) -> bool:
    """Say whether x lies on an edge without any rounding: then there is one right code."""
    below, width = x - asked.x_min, asked.x_max - asked.x_min
    exact = Fraction(x) - Fraction(asked.x_min) == Fraction(below)
    exact = exact and Fraction(asked.x_max) - Fraction(asked.x_min) == Fraction(width)
    return exact and (Fraction(below) / Fraction(width) * 2**asked.bits).denominator == 1


def _describe(result: Any) -> str:
    if result is None:
        return "None"
    kind = type(result).__name__
    article = "an" if kind[0] in "aeiouAEIOU" else "a"
    return f"{article} {kind}"
