"""The container: everything comes back, and no damage goes unnoticed."""

from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from playground.core import huffman
from solutions.huffman import container as solved_container

TEXT = b"She sells sea shells by the sea shore."
BOOK = {"Z": 2, "K": 7, "M": 24, "C": 32, "U": 37, "D": 42, "L": 42, "E": 120}

ROUND_TRIPS = [
    (huffman.compress, huffman.decompress),
    (huffman.compress, solved_container.decompress),
    (solved_container.compress, huffman.decompress),
    (solved_container.compress, solved_container.decompress),
]
DECOMPRESS = [huffman.decompress, solved_container.decompress]


@given(st.one_of(st.binary(max_size=600), st.text("abc", max_size=99).map(str.encode)))
@example(b"")
@example(b"\x00")
@example(b"a" * 9)
@example(bytes(range(256)))
def test_everything_comes_back(data):
    bits = huffman.encoded_bits(
        Counter(data), huffman.code_table(huffman.build_tree(Counter(data))) if data else {}
    )
    for compress, decompress in ROUND_TRIPS:
        blob = compress(data)
        assert decompress(blob) == data
        assert len(blob) <= (bits + 7) // 8 + 268


def test_the_book_makes_a_file_of_367_bytes():
    data = "".join(letter * count for letter, count in BOOK.items()).encode()
    assert len(huffman.compress(data)) == len(solved_container.compress(data)) == 367


def flip(blob, position):
    """The blob with one bit changed."""
    flipped = bytearray(blob)
    flipped[position // 8] ^= 0x80 >> position % 8
    return bytes(flipped)


def noticed_or_harmless(decompress, blob, data):
    """True where the damage gives ValueError, or the right data all the same."""
    try:
        return decompress(blob) == data
    except ValueError as error:
        return str(error).startswith("blob")


@pytest.mark.parametrize("decompress", DECOMPRESS)
@pytest.mark.parametrize("data", [TEXT, b"a" * 50, b""], ids=["text", "one value", "empty"])
def test_every_cut_and_extension_is_refused(decompress, data):
    blob = huffman.compress(data)
    damaged = [blob[:size] for size in range(len(blob))]
    damaged += [blob + more for more in (b"\x00", b"\xff", b"\x00" * 300, blob)]
    for one in damaged:
        with pytest.raises(ValueError, match="blob"):
            decompress(one)


@pytest.mark.parametrize("decompress", DECOMPRESS)
@pytest.mark.parametrize("data", [TEXT, b"a" * 50, b""], ids=["text", "one value", "empty"])
def test_every_flipped_bit_is_noticed_or_harmless(decompress, data):
    blob = huffman.compress(data)
    for position in range(8 * len(blob)):
        assert noticed_or_harmless(decompress, flip(blob, position), data), position


@pytest.mark.parametrize("decompress", DECOMPRESS)
@settings(max_examples=150)
@given(damage=st.data())
def test_random_damage_gives_value_error_or_the_right_answer(decompress, damage):
    data = damage.draw(st.binary(min_size=1, max_size=40))
    blob = bytearray(huffman.compress(data))
    for _ in range(damage.draw(st.integers(1, 4))):
        at = damage.draw(st.integers(0, len(blob) - 1))
        blob[at] = damage.draw(st.integers(0, 255))
    assert noticed_or_harmless(decompress, bytes(blob), data)


@pytest.mark.parametrize("decompress", DECOMPRESS)
@given(junk=st.one_of(st.binary(max_size=400), st.binary(max_size=400).map(b"HUF1".__add__)))
def test_junk_is_refused(decompress, junk):
    with pytest.raises(ValueError, match="blob"):
        decompress(junk)


@pytest.mark.parametrize("decompress", DECOMPRESS)
def test_magic_padding_and_the_empty_blob_are_not_free_to_change(decompress):
    """What would still give the right data is refused where it is not as written."""
    blob = huffman.compress(b"abbb")  # four bits of codes, four of padding
    for position in [*range(32), 8 * len(blob) - 4, 8 * len(blob) - 1]:
        with pytest.raises(ValueError, match="blob"):
            decompress(flip(blob, position))
    for position in range(8 * len(huffman.compress(b""))):
        with pytest.raises(ValueError, match="blob"):
            decompress(flip(huffman.compress(b""), position))


def test_a_huge_claimed_length_is_refused_at_once():
    blob = bytearray(huffman.compress(b"a" * 100))
    blob[4:8] = b"\xff" * 4
    for decompress in DECOMPRESS:
        with pytest.raises(ValueError, match="cannot hold"):
            decompress(bytes(blob))
