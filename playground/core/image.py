"""Pictures sent with fewer bits a pixel: what arrives, how many bits it takes, how good it is.

A picture is a float array of any shape with values in [0, 1], such as [height, width, 3].
Source: Menghani & Singh, *Efficient Deep Learning*, early release 2021-12-08, chapter 2
(the rover's pictures, figures 2-6 to 2-8).
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.core.metrics import psnr
from playground.core.quantize import MAX_BITS, check_bits, check_finite, dequantize, quantize

Dither = Literal["off", "ordered", "noise"]
ORIGINAL_BITS = 8
"""Bits of one channel of one pixel as cameras and files hold it."""


def check_picture(img: ArrayLike) -> NDArray[np.float64]:
    """Return the picture as float64; raise ValueError for a pixel outside [0, 1], NaN or text."""
    pixels = check_finite(img, "img")
    outside = (pixels < 0) | (pixels > 1)
    if outside.any():
        raise ValueError(f"img holds a pixel of {pixels[outside][0]:g}: expected 0 to 1")
    return pixels


def transmission_codes(
    img: ArrayLike,
    b: int,
    dither: Dither = "off",
    rng: np.random.Generator | None = None,
) -> NDArray[Any]:
    """Return the codes that are sent: `quantize` over [0, 1], the shape of img, 0 to 2^b - 1.

    `dither` moves each pixel by up to half a bin before: "ordered" by the 8 x 8 Bayer
    matrix (Bayer 1973) laid over the first two axes, "noise" by uniform random numbers from
    `rng`. The mean of an area then survives, where without it a whole area falls into one
    bin. Raises ValueError for a pixel outside [0, 1], b outside 1..16, an unknown dither.
    """
    pixels = check_picture(img)
    bins = 2 ** check_bits(b)
    if dither == "ordered":
        shift = _bayer(pixels.shape)
    elif dither == "noise":
        if rng is None:
            raise ValueError("rng is None: dithering with noise needs a numpy Generator")
        shift = rng.random(pixels.shape) - 0.5
    elif dither == "off":
        return quantize(pixels, 0.0, 1.0, b)
    else:
        raise ValueError(f"dither is {dither!r}: expected off, ordered or noise")
    return quantize(pixels + shift / bins, 0.0, 1.0, b)


def _bayer(shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return the 8 x 8 Bayer thresholds, in (-0.5, 0.5), tiled over the first two axes."""
    matrix = np.zeros((1, 1))
    for _ in range(3):
        matrix = np.block([[4 * matrix, 4 * matrix + 2], [4 * matrix + 3, 4 * matrix + 1]])
    thresholds = (matrix + 0.5) / 64 - 0.5
    rows = np.arange(shape[0] if shape else 1) % 8
    columns = np.arange(shape[1] if len(shape) > 1 else 1) % 8
    tiled = thresholds[np.ix_(rows, columns)]
    return tiled.reshape(tiled.shape[: len(shape)] + (1,) * max(0, len(shape) - 2))


def received(codes: ArrayLike, b: int, midpoint: bool = False) -> NDArray[np.float64]:
    """Return the picture that codes bring: the lower edge of each bin, or its middle; float64."""
    return dequantize(codes, 0.0, 1.0, b, midpoint)


def simulate_transmission(img: ArrayLike, b: int) -> NDArray[np.float64]:
    """Return the picture as it arrives: quantized to b bits over [0, 1] and read back.

    float64 of the shape of img, each pixel the lower edge of its bin. Raises ValueError
    for a pixel outside [0, 1] and for b outside 1..16.
    """
    return received(transmission_codes(img, b), b)


def transmitted_bits(shape: Sequence[int], b: int) -> int:
    """Return the bits that a picture of this shape takes, the product of the shape times b.

    Raises ValueError for a shape that is no sequence of whole numbers of 0 or more.
    """
    bits = check_bits(b)
    try:
        sides = [operator.index(side) for side in shape]
    except TypeError:
        raise ValueError(f"shape is {shape!r}: expected whole numbers, as in (8, 8)") from None
    if any(side < 0 for side in sides):
        raise ValueError(f"shape is {shape!r}: expected sides of 0 or more")
    return math.prod(sides) * bits


def best_bits(img: ArrayLike, min_psnr: float) -> int:
    """Return the fewest bits, 1 to 16, with which img arrives at `min_psnr` dB or better.

    The PSNR is taken with peak 1. Raises ValueError for an empty picture, a pixel outside
    [0, 1], a `min_psnr` that is not finite, or one that not even 16 bits reach.
    """
    pixels = check_picture(img)
    if pixels.size == 0:
        raise ValueError("img is empty: a PSNR needs at least one pixel")
    asked = check_finite(min_psnr, "min_psnr")
    if asked.ndim:
        raise ValueError(f"min_psnr is {min_psnr!r}: expected a number of decibels")
    for bits in range(1, MAX_BITS + 1):
        if psnr(pixels, simulate_transmission(pixels, bits), 1.0) >= asked:
            return bits
    raise ValueError(f"min_psnr is {min_psnr}: not even {MAX_BITS} bits reach it")


@dataclass(frozen=True, slots=True)
class SizePoint:
    """One point of figure 2-8: the bits a value, and the bytes that the picture takes."""

    bits: int
    size: int
    saved: float


def size_line(shape: Sequence[int], most: int = ORIGINAL_BITS) -> tuple[SizePoint, ...]:
    """Return bytes for 1 to `most` bits a value, and the part saved against 8 bits (0 to 1)."""
    points = []
    for bits in range(1, most + 1):
        size = (transmitted_bits(shape, bits) + 7) // 8
        points.append(SizePoint(bits, size, 1 - bits / ORIGINAL_BITS))
    return tuple(points)
