"""The numbers behind the views: the wave, the book's nine values, the data sets, the errors.

Everything is computed by `playground.core`; what costs more than a millisecond is kept.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core import huffman
from playground.core import quantize as core
from playground.labs.quantization.state import (
    CLIP_MAX,
    CLIP_MIN,
    CLIP_STEP,
    Data,
    QuantizationState,
)

AMPLITUDE = 10.0
WAVE_SAMPLES = 481
SAMPLES = 5_000
SEED = 10007
OUTLIERS = 50

DESCRIPTIONS: dict[Data, str] = {
    "uniform": "every value from -10 to 10 as likely",
    "normal": "a bell, standard deviation 2.5",
    "outliers": f"a bell of deviation 1, and {OUTLIERS} of {SAMPLES:,} values far out",
}


@lru_cache(maxsize=1)
def wave() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the sine wave of figure 2-3: angles -pi..pi and 10 sin of them, float64 [481]."""
    angle = np.linspace(-np.pi, np.pi, WAVE_SAMPLES)
    return angle, AMPLITUDE * np.sin(angle)


def nine_values(state: QuantizationState) -> NDArray[np.float64]:
    """Return nine values evenly over the range, float64 [9]: table 2-2's for the book's range."""
    return np.linspace(state.x_min, state.x_max, 9)


@lru_cache(maxsize=3)
def values(data: Data) -> NDArray[np.float64]:
    """Return a data set, the same on every run: float64 [5000], within -10..10."""
    rng = np.random.default_rng(SEED)
    if data == "uniform":
        return rng.uniform(-10.0, 10.0, SAMPLES)
    if data == "normal":
        return np.clip(rng.normal(0.0, 2.5, SAMPLES), -10.0, 10.0)
    bulk = rng.normal(0.0, 1.0, SAMPLES)
    bulk[:OUTLIERS] = rng.uniform(6.0, 10.0, OUTLIERS) * rng.choice([-1.0, 1.0], OUTLIERS)
    return bulk


@lru_cache(maxsize=3)
def deviation(data: Data) -> float:
    """Return the standard deviation of a data set."""
    return float(np.std(values(data)))


@dataclass(frozen=True, slots=True)
class Filling:
    """How full the bins are: counts int64 [2^b], and what a code is worth in bits.

    `entropy` is the bound, `huffman` what Huffman codes need; `outside` is how many
    values lie beyond the range.
    """

    counts: NDArray[np.int64]
    entropy: float
    huffman: float
    outside: int

    @property
    def empty(self) -> int:
        """How many bins hold nothing."""
        return int(np.count_nonzero(self.counts == 0))

    @property
    def fullest(self) -> int:
        """The number of the fullest bin."""
        return int(np.argmax(self.counts))


def count_codes(codes: NDArray[Any], bins: int) -> NDArray[np.int64]:
    """Return how often each code comes, int64 [bins]."""
    return np.bincount(codes.ravel().astype(np.int64), minlength=bins)


def filling(state: QuantizationState, codes: NDArray[Any] | None = None) -> Filling:
    """Return how the state's data fill its bins, by our codes or by those given."""
    if codes is None:
        key = QuantizationState(
            bits=state.bits,
            x_min=state.x_min,
            x_max=state.x_max,
            rounding=state.rounding,
            data=state.data,
            draw=state.draw,
        )
        return _our_filling(key)
    return _fill(state, codes)


@lru_cache(maxsize=48)
def _our_filling(state: QuantizationState) -> Filling:
    return _fill(state, state.quantize(values(state.data)))


def _fill(state: QuantizationState, codes: NDArray[Any]) -> Filling:
    x = values(state.data)
    counts = count_codes(codes, state.bins)
    return Filling(
        counts=counts,
        entropy=huffman.entropy(dict(enumerate(counts[counts > 0].tolist()))),
        huffman=huffman_bits(counts),
        outside=int(np.count_nonzero((x < state.x_min) | (x > state.x_max))),
    )


def huffman_bits(counts: NDArray[np.int64]) -> float:
    """Return the bits a value takes once its codes are Huffman coded.

    Every merge of Huffman's algorithm adds the merged weight to the encoded length.
    Equal weights are merged by the pair, all at once: the same length as the tree
    of `core.huffman` gives, in a thousandth of the time for 65,536 bins.
    """
    weights, numbers = np.unique(counts[counts > 0], return_counts=True)
    if numbers.sum() == 1:
        return 1.0
    many = dict(zip(weights.tolist(), numbers.tolist(), strict=True))
    queue = list(many)
    length = 0

    def add(weight: int, number: int) -> None:
        if weight not in many:
            heapq.heappush(queue, weight)
        many[weight] = many.get(weight, 0) + number

    while True:
        weight = heapq.heappop(queue)
        number = many.pop(weight)
        if number > 1:
            length += 2 * weight * (number // 2)
            add(2 * weight, number // 2)
            if number % 2:
                add(weight, 1)
        elif queue:
            other = queue[0]
            length += weight + other
            many[other] -= 1
            if not many[other]:
                heapq.heappop(queue)
                del many[other]
            add(weight + other, 1)
        else:
            return length / int(counts.sum())


@dataclass(frozen=True, eq=False, slots=True)
class ClippingCurve:
    """The error over the clip range: float64 arrays of one length, and the best point.

    `clips` are in standard deviations, the errors mean squares in parts of the variance.
    """

    clips: NDArray[np.float64]
    clipping: NDArray[np.float64]
    rounding: NDArray[np.float64]
    total: NDArray[np.float64]

    @property
    def best(self) -> int:
        """The index of the smallest total error."""
        return int(np.argmin(self.total))

    def at(self, clip: float) -> int:
        """Return the index of the clip nearest to this one."""
        return int(np.argmin(np.abs(self.clips - clip)))


@lru_cache(maxsize=64)
def clipping(data: Data, bits: int) -> ClippingCurve:
    """Measure clipping and rounding error for every clip of the view, in steps of 0.1."""
    count = round((CLIP_MAX - CLIP_MIN) / CLIP_STEP) + 1
    clips = np.round(np.linspace(CLIP_MIN, CLIP_MAX, count), 10)
    sigma = deviation(data)
    points = core.clipping_curve(values(data), bits, clips * sigma)
    variance = sigma**2
    return ClippingCurve(
        clips=clips,
        clipping=np.array([point.clipping_mse for point in points]) / variance,
        rounding=np.array([point.rounding_mse for point in points]) / variance,
        total=np.array([point.total_mse for point in points]) / variance,
    )


def cut(data: Data, clip: float) -> int:
    """Return how many values lie beyond a clip of so many standard deviations."""
    return int(np.count_nonzero(np.abs(values(data)) > clip * deviation(data)))
