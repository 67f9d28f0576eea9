"""The wire: all plain data comes back as it was, and no bytes do anything but raise WireError."""

from __future__ import annotations

import json
import math
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from playground.grading.worker import wire

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.complex_numbers(allow_nan=False)
    | st.text(st.characters())
    | st.binary()
)
HASHABLE = st.recursive(
    st.none() | st.integers() | st.text() | st.binary(),
    lambda inner: st.tuples(inner, inner) | st.frozensets(inner, max_size=3),
    max_leaves=8,
)
ARRAYS = hnp.arrays(
    hnp.boolean_dtypes()
    | hnp.integer_dtypes(endianness="?")
    | hnp.unsigned_integer_dtypes(endianness="?")
    | hnp.floating_dtypes(endianness="?", sizes=(16, 32, 64))
    | hnp.complex_number_dtypes(endianness="?", sizes=(64, 128)),
    hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
)
PLAIN = st.recursive(
    SCALARS | ARRAYS,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.lists(inner, max_size=4).map(tuple)
        | st.sets(HASHABLE, max_size=4)
        | st.dictionaries(HASHABLE, inner, max_size=4)
    ),
    max_leaves=20,
)


def carry(*values: Any) -> list[Any]:
    frame = wire.encode_frame({"id": 1}, list(values))
    header, body = wire.frame_sizes(frame[: wire.PREFIX.size])
    rest = frame[wire.PREFIX.size :]
    assert len(rest) == header + body
    fields, decoded = wire.decode_frame(rest[:header], rest[header:])
    assert fields == {"id": 1}
    return decoded


def same(a: Any, b: Any) -> bool:
    if isinstance(b, np.ndarray):
        return (
            type(a) is np.ndarray
            and a.dtype == b.dtype.newbyteorder("=")
            and a.shape == b.shape
            and a.tobytes() == b.astype(a.dtype).tobytes()
        )
    if type(a) is not type(b):
        return False
    if isinstance(b, float):
        return a == b or (math.isnan(a) and math.isnan(b))
    if isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(b, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in b)
    return bool(a == b)


@given(PLAIN)
@example(-0.0)
@example("\ud800 lone surrogate")
@example(2**53)
@example(-(2**400))
def test_plain_data_comes_back_as_it_was(value: Any) -> None:
    assert same(carry(value)[0], value)


@given(st.lists(PLAIN, max_size=4))
def test_several_values_keep_their_order(values: list[Any]) -> None:
    assert same(carry(*values), values)


@given(
    hnp.arrays(
        hnp.integer_dtypes(endianness="=") | hnp.floating_dtypes(endianness="=", sizes=(32, 64)),
        (),
    )
)
def test_numpy_scalars_keep_their_type(array: Any) -> None:
    got = carry(array[()])[0]
    assert type(got) is type(array[()])
    assert got.tobytes() == array.tobytes()


def test_subclasses_arrive_as_their_plain_type() -> None:
    class Node(NamedTuple):
        left: Any
        right: Any

    class Always(str):
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = str.__hash__

    class Array(np.ndarray):
        pass

    node, text, array, raw = carry(
        Node("a", 1), Always("x"), np.arange(3).view(Array), bytearray(b"ab")
    )
    assert type(node) is tuple
    assert node == ("a", 1)
    assert type(text) is str
    assert text != "y"
    assert type(array) is np.ndarray
    assert type(raw) is bytes


def test_symbols_in_an_array_arrive_as_a_list() -> None:
    got = carry(np.array(["a", "bc"]), np.str_("d"))
    assert got == [["a", "bc"], "d"]
    assert [type(got[0][0]), type(got[1])] == [str, str]


def test_a_strided_array_and_a_deep_tree_cross() -> None:
    tree: Any = "leaf"
    for i in range(900):
        tree = (tree, i)
    array = np.arange(24).reshape(4, 6)[::2, ::-3]
    got_tree, got_array = carry(tree, array)
    assert (got_array == array).all()
    for i in reversed(range(900)):
        got_tree, number = got_tree
        assert number == i
    assert got_tree == "leaf"


def test_100_000_symbols_cross() -> None:
    symbols = [chr(97 + i % 26) for i in range(100_000)]
    assert carry(symbols) == [symbols]


@pytest.mark.parametrize(
    "value", [object(), len, np.array([b"a"]), np.array([object()]), range(3), {1: object()}]
)
def test_what_is_not_plain_data_is_refused(value: Any) -> None:
    with pytest.raises(wire.WireError):
        wire.encode_frame({}, [value])


def test_too_deep_too_many_and_cyclic_data_is_refused() -> None:
    deep: Any = ()
    for _ in range(1_100):
        deep = (deep,)
    cyclic: list[Any] = []
    cyclic.append(cyclic)
    for value in (deep, cyclic, [0] * 1_000_001):
        with pytest.raises(wire.WireError):
            wire.encode_frame({}, [value])


def header(nodes: Any, count: Any = 1) -> bytes:
    return json.dumps({"nodes": nodes, "count": count}).encode()


@pytest.mark.parametrize(
    ("nodes", "body"),
    [
        ([["l", 2], 1], b""),
        ([["l", -1]], b""),
        ([["l", 10**18]], b""),
        ([["d", 1], ["l", 0], 1], b""),
        ([["s", 1], ["l", 0]], b""),
        ([["b", 3]], b"ab"),
        ([["b", 1]], b"ab"),
        ([["a", "<f8", [10**12]]], b""),
        ([["a", "<f8", [-1]]], b""),
        ([["a", "|O", [1]]], b"12345678"),
        ([["a", "<f8", [0] * 40]], b""),
        ([["x", "1"]], b""),
        ([["i", "zz"]], b""),
        ([["?", 1]], b""),
        ([{}], b""),
        ([1, 2], b""),
        ([], b""),
        ([["l", 1]] * 5_000, b""),
        ([["d", 200], *[n for k in range(200) for n in (k * (2**61 - 1), 0)]], b""),
    ],
)
def test_unsound_frames_are_refused(nodes: Any, body: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.decode_frame(header(nodes), body)


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"1", b'{"nodes": 1}', b"[" * 100_000, b'{"nodes": [NaN], "count": 1}']
)
def test_headers_that_are_no_header_are_refused(raw: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.decode_frame(raw, b"")


def test_sizes_are_checked_before_they_are_believed() -> None:
    for prefix in (
        b"",
        b"x" * wire.PREFIX.size,
        wire.PREFIX.pack(wire.MAGIC, wire.MAX_HEADER + 1, 0),
        wire.PREFIX.pack(wire.MAGIC, 0, wire.MAX_BODY + 1),
    ):
        with pytest.raises(wire.WireError):
            wire.frame_sizes(prefix)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
    | st.sampled_from(["l", "t", "d", "s", "f", "b", "a", "n", "i", "x", "c", "<f8", "|u1"]),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150)
@given(st.lists(JSON, max_size=6), st.integers(0, 4), st.binary(max_size=24))
def test_any_header_gives_values_or_a_wire_error(nodes: Any, count: int, body: bytes) -> None:
    try:
        _, values = wire.decode_frame(header(nodes, count), body)
    except wire.WireError:
        return
    assert len(values) == count


@settings(max_examples=100)
@given(PLAIN, st.data())
def test_a_flipped_byte_gives_values_or_a_wire_error(value: Any, data: st.DataObject) -> None:
    frame = bytearray(wire.encode_frame({}, [value]))
    place = data.draw(st.integers(0, len(frame) - 1))
    frame[place] ^= data.draw(st.integers(1, 255))
    try:
        size, body = wire.frame_sizes(bytes(frame[: wire.PREFIX.size]))
        rest = bytes(frame[wire.PREFIX.size :])
        wire.decode_frame(rest[:size], rest[size : size + body])
    except wire.WireError:
        return
