"""playground.core.bits against plain Python ints, numpy's own packing and the solution."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core import bits
from solutions.quantization import packing as solution


@st.composite
def packable(draw: st.DrawFn) -> tuple[list[int], int]:
    """Draw codes and how many bits each of them takes."""
    b = draw(st.integers(1, 16))
    return draw(st.lists(st.integers(0, 2**b - 1), max_size=50)), b


def by_one_large_number(codes: list[int], b: int) -> bytes:
    """Pack by shifting each code into a Python int."""
    number = 0
    for code in codes:
        number = number << b | code
    size = math.ceil(len(codes) * b / 8)
    return (number << (8 * size - b * len(codes))).to_bytes(size, "big")


@given(case=packable())
def test_bytes_are_those_of_one_large_number(case: tuple[list[int], int]) -> None:
    codes, b = case
    packed = bits.pack_bits(codes, b)
    assert packed == by_one_large_number(codes, b)
    assert packed == solution.pack_bits(codes, b)
    assert len(packed) == bits.packed_size(len(codes), b)


@given(case=packable())
def test_round_trip(case: tuple[list[int], int]) -> None:
    codes, b = case
    for unpack in (bits.unpack_bits, solution.unpack_bits):
        back = unpack(bits.pack_bits(codes, b), b, len(codes))
        assert back.tolist() == codes
        assert back.shape == (len(codes),)
        assert back.dtype == (np.uint8 if b <= 8 else np.uint16)


@given(codes=st.lists(st.integers(0, 1), max_size=40))
def test_one_bit_is_numpy_packbits(codes: list[int]) -> None:
    assert bits.pack_bits(codes, 1) == np.packbits(np.array(codes, dtype=np.uint8)).tobytes()


@given(codes=st.lists(st.integers(0, 65535), max_size=40))
def test_whole_bytes_are_kept_as_they_are(codes: list[int]) -> None:
    assert bits.pack_bits(codes, 16) == np.array(codes, dtype=">u2").tobytes()
    low = [code & 255 for code in codes]
    assert bits.pack_bits(low, 8) == bytes(low)


def test_known_bytes() -> None:
    assert bits.pack_bits(range(8), 3).hex() == "053977"
    assert bits.pack_bits([0xABC, 0xDEF], 12).hex() == "abcdef"
    assert bits.pack_bits([5], 3).hex() == "a0"


def test_rows_follow_without_a_gap_and_nothing_is_changed() -> None:
    rows = np.array([[1, 2, 3], [4, 5, 6]], dtype=np.uint8)
    before = rows.copy()
    expected = by_one_large_number([1, 2, 3, 4, 5, 6], 3)
    assert bits.pack_bits(rows, 3) == bits.pack_bits(np.asfortranarray(rows), 3) == expected
    assert bits.pack_bits(rows.T, 3) == by_one_large_number([1, 4, 2, 5, 3, 6], 3)
    assert bits.pack_bits(np.array(5), 3) == by_one_large_number([5], 3)
    np.testing.assert_array_equal(rows, before)


@pytest.mark.parametrize("b", [1, 3, 8, 9, 16])
def test_nothing_to_pack(b: int) -> None:
    assert bits.pack_bits([], b) == b""
    back = bits.unpack_bits(b"", b, 0)
    assert back.shape == (0,)
    assert back.dtype == (np.uint8 if b <= 8 else np.uint16)


@pytest.mark.parametrize("kind", [np.uint8, np.int64])
def test_b_and_n_may_be_integers_of_numpy(kind: Any) -> None:
    codes = np.arange(200)
    packed = bits.pack_bits(codes, kind(16))
    assert packed == bits.pack_bits(codes, 16)
    # np.uint8(200) * np.uint8(16) would wrap.
    assert bits.packed_size(kind(200), kind(16)) == 400
    assert bits.unpack_bits(packed, kind(16), kind(200)).tolist() == codes.tolist()


def test_bytes_may_come_in_any_buffer() -> None:
    packed = bits.pack_bits([1, 2, 3], 5)
    for buf in (packed, bytearray(packed), memoryview(packed), np.frombuffer(packed, np.uint8)):
        assert bits.unpack_bits(buf, 5, 3).tolist() == [1, 2, 3]  # type: ignore[arg-type]


@given(case=packable().filter(lambda case: len(case[0]) * case[1] % 8 != 0), data=st.data())
def test_a_one_in_the_padding_is_refused(case: Any, data: st.DataObject) -> None:
    codes, b = case
    place = data.draw(st.integers(0, -len(codes) * b % 8 - 1))
    damaged = bytearray(bits.pack_bits(codes, b))
    damaged[-1] |= 1 << place
    for unpack in (bits.unpack_bits, solution.unpack_bits):
        with pytest.raises(ValueError, match="padding"):
            unpack(bytes(damaged), b, len(codes))


@given(case=packable(), size=st.integers(0, 120))
def test_any_other_length_is_refused(case: tuple[list[int], int], size: int) -> None:
    codes, b = case
    if size == bits.packed_size(len(codes), b):
        size += 1
    for unpack in (bits.unpack_bits, solution.unpack_bits):
        with pytest.raises(ValueError, match=f"buf has {size} bytes"):
            unpack(bytes(size), b, len(codes))


UNFIT = [([8], 3), ([-1], 3), ([2], 1), ([65536], 16), ([2**70], 16)]
NO_CODES = [([1.5], 3), ([math.nan], 3), ([math.inf], 3), (["1"], 3), ([None], 3), ([10**400], 3)]


@pytest.mark.parametrize(("q", "b"), UNFIT + NO_CODES)
def test_codes_that_do_not_fit(q: Any, b: int) -> None:
    with pytest.raises(ValueError, match=r"^q (holds|is not)"):
        bits.pack_bits(q, b)


@pytest.mark.parametrize("b", [0, -1, 17, 2.5, 3.0, "3", None, True])
def test_bad_bits(b: Any) -> None:
    for call in (
        lambda: bits.pack_bits([0], b),
        lambda: bits.unpack_bits(b"", b, 0),
        lambda: bits.packed_size(1, b),
    ):
        with pytest.raises(ValueError, match=r"b is .*expected a whole number"):
            call()


@pytest.mark.parametrize("n", [-1, 2.5, 2.0, True, None, "2"])
def test_bad_number_of_codes(n: Any) -> None:
    for unpack in (bits.unpack_bits, solution.unpack_bits):
        with pytest.raises(ValueError, match="n is"):
            unpack(b"", 3, n)


def test_what_is_no_bytes_is_refused() -> None:
    for buf in ("abc", 3, None, [1, 2, 3]):
        with pytest.raises(ValueError, match="expected bytes"):
            bits.unpack_bits(buf, 8, 3)  # type: ignore[arg-type]
