"""Packing codes of b bits into bytes, most significant bit first."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.core.quantize import check_bits, check_codes, unsigned_dtype


def pack_bits(q: ArrayLike, b: int) -> bytes:
    """Return the codes one after another, b bits each, most significant bit first.

    q is flattened in C order; the last byte is padded with zeros. Raises ValueError
    for codes that do not fit in b bits, or b outside 1..16.
    """
    codes = check_codes(q, b, "q").astype(np.uint32).ravel()
    b = int(b)
    shifts = np.arange(b - 1, -1, -1, dtype=np.uint32)
    bits = (codes[:, None] >> shifts) & 1
    return np.packbits(bits.astype(np.uint8)).tobytes()


def unpack_bits(buf: bytes, b: int, n: int) -> NDArray[Any]:
    """Return the n codes of b bits in buf, a 1-D array of the smallest unsigned dtype.

    Raises ValueError unless buf has exactly ceil(n * b / 8) bytes and zero padding.
    """
    b = check_bits(b)
    if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 0:
        raise ValueError(f"n is {n!r}: expected a whole number of codes, 0 or more")
    n = int(n)
    try:
        raw = np.frombuffer(buf, dtype=np.uint8)
    except (TypeError, ValueError):
        raise ValueError(f"buf is a {type(buf).__name__}: expected bytes") from None
    size = packed_size(n, b)
    if raw.size != size:
        raise ValueError(f"buf has {raw.size} bytes: expected {size} for {n} codes of {b} bits")
    bits = np.unpackbits(raw)
    if bits[n * b :].any():
        raise ValueError("buf has a 1 in its padding: expected zeros after the last code")
    weights = 1 << np.arange(b - 1, -1, -1, dtype=np.uint32)
    return (bits[: n * b].reshape(n, b) @ weights).astype(unsigned_dtype(b))


def packed_size(n: int, b: int) -> int:
    """Return the bytes that n codes of b bits take, ceil(n * b / 8); b as in `pack_bits`."""
    return (int(n) * check_bits(b) + 7) // 8
