"""Pack the bits: where the saving comes from.

A code of three bits in a uint8 still takes eight: five of them are always 0, and
nothing has become smaller. So write the codes one after another, b bits each, without
a gap, across the borders of the bytes. Eight codes of three bits fit in three bytes:

    codes      0   1   2   3   4   5   6   7
    bits     000 001 010 011 100 101 110 111
    bytes    00000101  00111001  01110111       05 39 77 in hexadecimal

Each code has its most significant bit first, and each byte is filled from its most
significant bit down. Bits of the last byte that no code needs are 0.
"""

import numpy as np
from numpy.typing import ArrayLike


def pack_bits(q: ArrayLike, b: int) -> bytes:
    """Return the codes one after another, b bits each, most significant bit first.

    q is an array of codes, whole numbers from 0 to 2^b - 1, or whatever numpy.asarray
    makes one of. An array of several dimensions is read row by row (C order), with no
    padding between the rows. q is not changed. b is a whole number from 1 to 16.

    Returns bytes, ceil(n * b / 8) of them for n codes; what is left of the last byte is
    filled up with zeros. No codes give b"".

    Raises ValueError, with a sentence that names the argument, its value and what was
    expected, if
      - a code does not fit: it is below 0, above 2^b - 1, NaN or infinite,
      - b is not an int, below 1 or above 16.

    >>> pack_bits([0, 1, 2, 3, 4, 5, 6, 7], 3).hex(" ")
    '05 39 77'
    >>> pack_bits([1, 1, 1], 1).hex()
    'e0'
    >>> pack_bits([[10, 11], [12, 13]], 4).hex(" ")
    'ab cd'
    """
    b = _check_bits(b)
    codes = np.asarray(q, dtype=np.float64).ravel()
    fits = (codes >= 0) & (codes < 2**b) & (codes == np.floor(codes))  # NaN is none of it
    if not fits.all():
        raise ValueError(
            f"q holds {codes[~fits][0]:g}: expected whole numbers from 0 to {2**b - 1}"
        )

    shifts = np.arange(b - 1, -1, -1)  # the most significant bit first
    bits = (codes.astype(np.int64)[:, np.newaxis] >> shifts) & 1  # one row for each code
    return np.packbits(bits.astype(np.uint8)).tobytes()


def unpack_bits(buf: bytes, b: int, n: int) -> np.ndarray:
    """Return the n codes of b bits that are packed in buf: what pack_bits does, undone.

    buf has exactly ceil(n * b / 8) bytes, and zeros after the last code. b is a whole
    number from 1 to 16, n a whole number, 0 or more; n = 0 with an empty buf gives an
    empty array.

    Returns a 1-D array of n codes, of the smallest unsigned dtype that holds b bits:
    uint8 up to b = 8, uint16 from b = 9 on.

    Raises ValueError, with a sentence that names the argument, its value and what was
    expected, if
      - buf has more or fewer bytes,
      - the padding after the last code is not all zeros,
      - n is not an int or below 0,
      - b is not an int, below 1 or above 16.

    >>> unpack_bits(bytes.fromhex("05 39 77"), 3, 8)
    array([0, 1, 2, 3, 4, 5, 6, 7], dtype=uint8)
    >>> unpack_bits(bytes.fromhex("ab cd ef"), 12, 2).tolist() == [0xABC, 0xDEF]
    True
    """
    b = _check_bits(b)
    if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 0:
        raise ValueError(f"n is {n!r}: expected a whole number, 0 or more")
    used = int(n) * b
    size = (used + 7) // 8  # ceil(used / 8)
    if len(buf) != size:
        raise ValueError(f"buf has {len(buf)} bytes: expected {size} for {n} codes of {b} bits")
    bits = np.unpackbits(np.frombuffer(buf, dtype=np.uint8))
    if bits[used:].any():
        raise ValueError("buf has a 1 in its padding: expected zeros after the last code")

    rows = bits[:used].reshape(-1, b)  # one row for each code
    weights = 2 ** np.arange(b - 1, -1, -1)  # what a 1 is worth in each place
    return (rows @ weights).astype(np.uint8 if b <= 8 else np.uint16)


def _check_bits(b: int) -> int:
    if isinstance(b, bool) or not isinstance(b, (int, np.integer)) or not 1 <= b <= 16:
        raise ValueError(f"b is {b!r}: expected a whole number from 1 to 16")
    return int(b)
