"""Hidden suite of huffman/container.

The layout of a blob is the learner's own, so nothing is asked of its bytes but their
number. `compress` runs in one process and `decompress` in another.
"""

import heapq
from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.grading.testing import check, points

TEXT = b"She sells sea shells by the sea shore."
TABLE_AND_CHECKSUM = 320


# Long enough that the codes save more than a table and a checksum cost.
few_letters = st.text("abcd", min_size=20, max_size=100).map(lambda text: text.encode() * 40)


def book_letters():
    """Return the book's 306 letters, most common last."""
    counts = {"Z": 2, "K": 7, "M": 24, "C": 32, "U": 37, "D": 42, "L": 42, "E": 120}
    return "".join(letter * count for letter, count in counts.items()).encode()


def skewed_bytes(size):
    """Return random bytes, small values often and large ones hardly ever."""
    values = np.random.default_rng(5).geometric(0.08, size) - 1
    return np.minimum(values, 255).astype(np.uint8).tobytes()


def huffman_bits(data):
    """Return the bits that the codes of an optimal tree take."""
    heap = list(Counter(data).values())
    if len(heap) <= 1:
        return len(data)
    heapq.heapify(heap)
    bits = 0
    while len(heap) > 1:
        merged = heapq.heappop(heap) + heapq.heappop(heap)
        bits += merged
        heapq.heappush(heap, merged)
    return bits


def packed(learner, data):
    """Compress the data and return the blob, which must be bytes, and not too many."""
    blob = learner.compress(data)
    check.bytes_(blob)
    limit = (huffman_bits(data) + 7) // 8 + TABLE_AND_CHECKSUM
    check.that(
        len(blob) <= limit,
        f"the blob of {len(data):,} bytes has {len(blob):,} bytes, at most {limit:,} are allowed",
        f"{len(blob):,} bytes",
        f"at most {limit:,} bytes",
    )
    return blob


def round_trip(learner, second_learner, data):
    """Compress here, decompress there, compare; return the blob."""
    blob = packed(learner, data)
    check.bytes_(second_learner.decompress(blob), data)
    return blob


def flipped(blob, *positions):
    """Return the blob with these bits changed."""
    damaged = bytearray(blob)
    for position in positions:
        damaged[position // 8] ^= 0x80 >> position % 8
    return bytes(damaged)


@points(2)
def test_text(learner, second_learner):
    """A text comes back as it was, from another process.

    Whatever decompress needs must be in the blob: no variable and no file of the
    process that wrote it is left.
    """
    round_trip(learner, second_learner, TEXT)
    round_trip(learner, second_learner, b"abracadabra")
    round_trip(learner, second_learner, book_letters())
    round_trip(learner, second_learner, book_letters() * 5)


@points(2)
def test_empty_and_one_value(learner, second_learner):
    """No bytes at all come back, and so does one value over and over.

    Both have no tree with two branches. And a blob must know how many symbols it holds:
    the zeros that fill up its last byte look like codes.
    """
    round_trip(learner, second_learner, b"")
    for size in (1, 2, 7, 8, 9, 1_000):
        round_trip(learner, second_learner, b"a" * size)
        round_trip(learner, second_learner, b"\x00" * size)
    round_trip(learner, second_learner, b"\xff")


@points(3)
@given(data=st.one_of(st.binary(max_size=300), few_letters))
def test_any_bytes(learner, second_learner, data):
    """Any bytes come back as they were.

    Lossless means every input: each length, each value, zeros at the start and the end.
    """
    round_trip(learner, second_learner, data)


@points(1)
def test_all_values(learner, second_learner):
    """All 256 values in one file come back.

    Equally often, where each code has 8 bits, and with codes of very different lengths.
    """
    round_trip(learner, second_learner, bytes(range(256)))
    values = np.random.default_rng(6).permutation(256)
    often = np.concatenate([np.repeat(values[:8], [1, 1, 2, 4, 9, 20, 90, 3_000]), values])
    round_trip(learner, second_learner, often.astype(np.uint8).tobytes())


@points(3)
def test_size(learner, second_learner):
    """A blob has at most 320 bytes more than the codes of an optimal tree.

    The lengths of 256 codes fit into 256 bytes. The tree itself, the counts, or pairs of
    value and length take more, and a code that is not the best shows in a long file.
    """
    files = [
        b"",
        b"a",
        b"a" * 80_000,
        book_letters(),
        bytes(range(256)) * 4,
        skewed_bytes(100_000),
        np.random.default_rng(7).bytes(20_000),
    ]
    for data in files:
        round_trip(learner, second_learner, data)


@points(2)
def test_many_bytes(learner, second_learner):
    """A hundred thousand bytes are packed and unpacked quickly.

    Look at each bit once. To cut bytes or bits off the front of what is left copies all
    of it, every time.
    """
    round_trip(learner, second_learner, skewed_bytes(100_000))


@points(3, depends_on="test_text")
def test_each_bit_flipped(learner, second_learner):
    """A single flipped bit anywhere in a blob is noticed.

    In the codes it makes other symbols, in the table other codes, in the length more or
    fewer of them. The checksum finds what looks right and is wrong; all that goes wrong
    before must end in ValueError as well, and in no other error.
    """
    blob = round_trip(learner, second_learner, TEXT)
    for position in range(8 * len(blob)):
        damaged = flipped(blob, position)
        because = f"bit {position} of the blob was flipped"
        check.value_error_or_equal(TEXT, second_learner.decompress, damaged, because=because)


@points(1, depends_on="test_text")
def test_more_damage(learner, second_learner):
    """Two flipped bits, whole bytes overwritten, a length grown huge: all noticed.

    Two flips can change places between two symbols, which a mere sum of the bytes does
    not see. And a length is not to be believed before it is checked: no blob of a few
    bytes can make a thousand million.
    """
    data = b"abbabaaabbabbbaa"
    blob = round_trip(learner, second_learner, data)
    end = 8 * len(blob)
    for first in range(end - 24, end):
        for second in range(first + 1, end):
            damaged = flipped(blob, first, second)
            because = f"bits {first} and {second} of the blob were flipped"
            check.value_error_or_equal(data, second_learner.decompress, damaged, because=because)

    data = b"a" * 1_000
    blob = round_trip(learner, second_learner, data)
    for position in range(len(blob)):
        for value in {0x00, 0xFF} - {blob[position]}:
            damaged = blob[:position] + bytes([value]) + blob[position + 1 :]
            because = f"byte {position} of the blob was overwritten with {value}"
            check.value_error_or_equal(data, second_learner.decompress, damaged, because=because)


@points(2, depends_on="test_text")
def test_cut_and_extended(learner, second_learner):
    """A blob that was cut short or made longer is refused.

    Down to its last byte, or to none. Something after the end means that this is not
    what was written, though the data may still be found in it. (Zeros after the end may
    pass for padding, if the right data comes out.)
    """
    for data in (TEXT, b""):
        blob = round_trip(learner, second_learner, data)
        for size in range(len(blob)):
            because = f"only {size} of its {len(blob)} bytes are left"
            check.value_error_or_equal(
                data, second_learner.decompress, blob[:size], because=because
            )
        for more in (b"\x00", b"\x00" * 300):
            because = f"{len(more)} zeros were added at its end"
            check.value_error_or_equal(
                data, second_learner.decompress, blob + more, because=because
            )
        for more in (b"\xff", b"more", blob):
            because = f"{len(more)} bytes were added at its end"
            check.value_error(second_learner.decompress, blob + more, because=because)


@points(1, depends_on="test_text")
@settings(max_examples=100)
@given(junk=st.binary(max_size=600))
def test_never_a_blob(learner, second_learner, junk):
    """Bytes that were never a blob are refused with ValueError.

    Someone will hand decompress a picture one day.
    """
    round_trip(learner, second_learner, b"ab")
    check.value_error(second_learner.decompress, junk, because="compress did not write this")
