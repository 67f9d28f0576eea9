"""Hidden suite of quantization/packing."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.grading.testing import check, points

BITS = st.integers(1, 16)


def smallest(b):
    """Return the dtype that is asked for b bits."""
    return np.uint8 if b <= 8 else np.uint16


def compare(got, expected):
    """Hold packed bytes against those expected, and tell of the first that differs."""
    check.bytes_(got)
    shown = {"got": check.Said(in_hex(got)), "expected": in_hex(expected)}
    sizes = f"{len(got):,} bytes, expected {len(expected):,}"
    check.that(len(got) == len(expected), sizes, **shown)
    if got != expected:
        i = next(i for i, (a, b) in enumerate(zip(got, expected, strict=True)) if a != b)
        check.that(False, f"byte {i:,} is {got[i]:08b}, expected {expected[i]:08b}", **shown)


def in_hex(buf):
    """Return bytes as hexadecimal digits, the end left out where there are many."""
    return "no bytes" if not buf else buf[:40].hex(" ") + (" ..." if len(buf) > 40 else "")


def packed(codes, b):
    """Return what pack_bits must return, by way of one large number."""
    number = 0
    for code in codes:
        number = number << b | int(code)
    size = -(-len(codes) * b // 8)
    return (number << (size * 8 - len(codes) * b)).to_bytes(size, "big")


@st.composite
def codes_of_b_bits(draw, min_size=0):
    """Draw b and a list of codes that fit in b bits."""
    b = draw(BITS)
    return b, draw(st.lists(st.integers(0, 2**b - 1), min_size=min_size, max_size=40))


@points(2)
def test_known_bytes(learner):
    """The codes 0 to 7 of three bits pack into the bytes 05 39 77.

    Write each code with its most significant bit first, one after another, and cut the
    row of bits into bytes; the last one is filled up with zeros on its right.
    """
    compare(learner.pack_bits([0, 1, 2, 3, 4, 5, 6, 7], 3), bytes.fromhex("053977"))
    compare(learner.pack_bits([1, 0, 1, 1], 1), bytes.fromhex("b0"))
    compare(learner.pack_bits([5], 3), bytes.fromhex("a0"))
    compare(learner.pack_bits([0xABC, 0xDEF], 12), bytes.fromhex("abcdef"))
    compare(learner.pack_bits([0x1234, 0xFFFE], 16), bytes.fromhex("1234fffe"))
    compare(learner.pack_bits([7, 200, 255], 8), bytes([7, 200, 255]))


@points(2)
@given(case=codes_of_b_bits(min_size=1))
def test_pack_any_codes(learner, case):
    """Any codes pack into exactly ceil(n * b / 8) bytes.

    A code may begin in one byte and end in the next, or even in the one after that.
    """
    b, codes = case
    compare(learner.pack_bits(np.array(codes, dtype=smallest(b)), b), packed(codes, b))


@points(2)
@given(case=codes_of_b_bits(min_size=1))
def test_unpack_any_codes(learner, case):
    """Bytes unpack into the codes that are in them, of the smallest unsigned dtype.

    n says where to stop: what follows the last code is padding. Codes of 9 bits or more
    do not fit in a uint8.
    """
    b, codes = case
    got = learner.unpack_bits(packed(codes, b), b, len(codes))
    check.array(got, np.array(codes, dtype=smallest(b)), dtype=smallest(b))


@points(1)
@given(case=codes_of_b_bits())
def test_round_trip(learner, second_learner, case):
    """What is packed in one process comes back in another.

    The bytes and b and n are all that unpack_bits can know.
    """
    b, codes = case
    q = np.array(codes, dtype=smallest(b))
    buf = learner.pack_bits(q, b)
    check.bytes_(buf)
    size = -(-len(codes) * b // 8)
    check.that(len(buf) == size, f"{len(buf)} bytes, expected {size}", got=buf)
    check.array(second_learner.unpack_bits(buf, b, len(codes)), q, dtype=smallest(b))


@points(1)
def test_shapes_and_kinds_of_input(learner):
    """Codes may come as a list or an array of any integer dtype and any shape.

    Rows follow each other without a gap, in C order, the last index fastest. A shift
    in a uint8 loses what leaves its eight bits.
    """
    rows = [[1, 2, 3], [4, 5, 6]]
    in_a_row = packed([1, 2, 3, 4, 5, 6], 3)
    compare(learner.pack_bits(rows, 3), in_a_row)
    compare(learner.pack_bits((1, 2, 3, 4, 5, 6), 3), in_a_row)
    for dtype in (np.uint8, np.int8, np.uint16, np.int16, np.int32, np.int64, np.uint64):
        compare(learner.pack_bits(np.array(rows, dtype=dtype), 3), in_a_row)
    compare(learner.pack_bits(np.asfortranarray(rows), 3), in_a_row)
    compare(learner.pack_bits(np.array(rows).T, 3), packed([1, 4, 2, 5, 3, 6], 3))
    cube = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    compare(learner.pack_bits(cube, 11), packed(range(24), 11))
    compare(learner.pack_bits(np.array(5, dtype=np.uint8), 3), packed([5], 3))


@points(1)
def test_q_is_not_changed(learner):
    """The array of codes is left as it was.

    Whoever calls you may still need their codes: `q <<= 1` and `q //= 2` write into
    their array.
    """
    for q in (
        np.arange(16, dtype=np.uint8),
        np.arange(12).reshape(3, 4),
        np.arange(9, dtype=np.uint16),
        [1, 2, 3],
    ):
        buf = check.leaves_arguments_unchanged(learner, "pack_bits", q, 5)
        compare(buf, packed(np.ravel(q), 5))


@points(1)
def test_nothing_to_pack(learner):
    """No codes are no bytes, and no bytes are no codes.

    An empty batch is not an error; its dtype still tells how wide the codes would be.
    """
    for b in (1, 3, 8, 12, 16):
        compare(learner.pack_bits([], b), b"")
        compare(learner.pack_bits(np.zeros((0, 4), dtype=np.uint8), b), b"")
        check.array(learner.unpack_bits(b"", b, 0), np.zeros(0, smallest(b)), dtype=smallest(b))


@points(2)
def test_bad_codes(learner):
    """Codes that do not fit in b bits are refused, and so is a b outside 1 to 16.

    A code with a bit too many would run into its neighbour or lose its top bit, and
    nobody could tell from the bytes.
    """
    for b in range(1, 17):  # the largest code still fits
        check.bytes_(learner.pack_bits([0, 2**b - 1], b))
    for q, b, because in [
        ([0, 8], 3, "8 needs 4 bits"),
        ([2], 1, "2 needs 2 bits"),
        (np.array([3, 255], dtype=np.uint8), 7, "255 needs 8 bits"),
        ([256], 8, "256 needs 9 bits"),
        (np.array([[0, 1], [65536, 2]]), 16, "65536 needs 17 bits"),
        ([2**40], 16, "2^40 needs 41 bits"),
        ([3, -1], 3, "-1 is below 0"),
        (np.array([-1], dtype=np.int8), 8, "-1 is below 0"),
        (np.array([1.0, float("nan")]), 3, "q holds NaN"),
        (np.array([float("inf")]), 3, "q holds infinity"),
        ([0, 0], 0, "b is below 1"),
        ([0, 1], -1, "b is below 1"),
        ([0, 1], 17, "b is above 16"),
        ([0, 1], 2.5, "b is not a whole number"),
        ([0, 1], 3.0, "b is a float, not an int"),
    ]:
        check.value_error(learner.pack_bits, q, b, because=because)


@points(2)
def test_bad_bytes(learner):
    """Bytes that cannot come from n codes of b bits are refused.

    Too many, too few, or a 1 behind the last code: something was damaged on the way, or
    b or n is not what it was. Better to say so than to return wrong codes.
    """
    check.is_array(learner.unpack_bits(bytes(3), 3, 8), (8,))
    for size in (0, 1, 2, 4, 5, 30):
        check.value_error(
            learner.unpack_bits, bytes(size), 3, 8, because="8 codes of 3 bits take 3 bytes"
        )
    check.value_error(learner.unpack_bits, b"\x00", 3, 0, because="no codes take no bytes")
    for b, n in ((3, 1), (3, 2), (5, 3), (1, 1), (7, 1), (12, 1), (9, 7)):
        good = bytearray(packed([2**b - 1] * n, b))
        for place in range(-n * b % 8):
            damaged = bytes(good[:-1] + bytes([good[-1] | 1 << place]))
            check.value_error(
                learner.unpack_bits, damaged, b, n, because="there is a 1 in the padding"
            )
    for buf, b, n, because in [
        (b"", 3, -1, "n is below 0"),
        (b"", 8, -1, "n is below 0"),
        (b"\x05\x39", 4, 2.5, "n is not a whole number"),
        (b"\x05", 4, 2.5, "n is not a whole number"),
        (b"", 0, 0, "b is below 1"),
        (b"", -1, 3, "b is below 1"),
        (b"\x05\x39\x77", 17, 1, "b is above 16"),
        (b"\x05\x39\x70", 2.5, 8, "b is not a whole number"),
        (b"\x05\x39\x77", 3.0, 8, "b is a float, not an int"),
    ]:
        check.value_error(learner.unpack_bits, buf, b, n, because=because)


@points(1)
def test_a_million_codes(learner):
    """A million codes take a moment, both ways.

    Bytes and str are copied whole each time something is appended with `+`, and an int
    each time it is shifted; a million times that is too much. Collect the parts and
    join them once, or let numpy handle all bits at once.
    """
    codes = np.random.default_rng(7).integers(0, 8, 1_000_000, dtype=np.uint8)
    bits = np.unpackbits(codes[:, np.newaxis], axis=1)[:, 5:]  # its other five are 0
    buf = np.packbits(bits).tobytes()
    compare(learner.pack_bits(codes, 3), buf)
    check.array(learner.unpack_bits(buf, 3, len(codes)), codes, dtype=np.uint8)
