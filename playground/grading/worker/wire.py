"""Plain data as bytes: what crosses between the trusted side and a worker.

A frame is the magic, the sizes of header and body, a JSON header and a body of raw
buffers. The header holds the values as one flat list of nodes in preorder, so that
neither side recurses however deep the data nests. Nothing is pickled, every length
is checked before it is believed, and each violation is a `WireError`.

A node is null, true, false, an int below 2^53, a finite float or a str as JSON has
them, or a list that begins with a tag:

    ["l", n] ["t", n] ["s", n] ["f", n]   list, tuple, set, frozenset of n nodes
    ["d", n]                              dict of n pairs of nodes
    ["i", hex]  ["x", "nan"]              a larger int; a float JSON cannot say
    ["c", re, im]                         complex, both parts as float.hex
    ["b", size]                           bytes, the next `size` bytes of the body
    ["a", dtype, shape]  ["n", dtype]     numpy array (C order) or scalar, from the body
"""

from __future__ import annotations

import json
import math
import struct
from typing import Any

import numpy as np

MAGIC = b"CPW1"
PREFIX = struct.Struct(">4sIQ")
MAX_HEADER = 8 * 1024 * 1024
MAX_BODY = 64 * 1024 * 1024
MAX_REQUEST_BODY = 256 * 1024 * 1024
MAX_NODES = 1_000_000
MAX_DEPTH = 1_000
MAX_EQUAL_HASHES = 64  # keys that all hash alike would make a dict quadratic

# dtype.str of little-endian numbers; arrays of anything else do not cross.
DTYPES = frozenset(
    f"{kind}{size}"
    for kind, sizes in {
        "|b": "1",
        "|i": "1",
        "|u": "1",
        "<i": "248",
        "<u": "248",
        "<f": "248",
    }.items()
    for size in sizes
) | {"<c8", "<c16"}

_JSON_SAFE_INT = 2**53


class WireError(Exception):
    """Bytes that are no frame, or data that may not cross."""


def encode_frame(fields: dict[str, Any], values: list[Any], max_body: int = MAX_BODY) -> bytes:
    """Return one frame: small JSON fields, and any number of values.

    Raises WireError for a value that is not plain data, or for too much of it.
    """
    nodes: list[Any] = []
    buffers: list[bytes] = []
    body_size = 0
    for value in values:
        body_size = _encode(value, nodes, buffers, body_size, max_body)
    header = json.dumps({**fields, "nodes": nodes, "count": len(values)}, allow_nan=False).encode()
    if len(header) > MAX_HEADER:
        raise WireError(f"the data takes {len(header)} bytes to describe: at most {MAX_HEADER}")
    return b"".join([PREFIX.pack(MAGIC, len(header), body_size), header, *buffers])


def _encode(
    root: Any, nodes: list[Any], buffers: list[bytes], body_size: int, max_body: int
) -> int:
    stack: list[tuple[Any, int]] = [(root, 0)]
    while stack:
        value, depth = stack.pop()
        if len(nodes) >= MAX_NODES:
            raise WireError(f"the data has more than {MAX_NODES:,} parts")
        if depth > MAX_DEPTH:
            raise WireError(f"the data nests more than {MAX_DEPTH:,} deep")
        if value is None or value is True or value is False:
            nodes.append(value)
        elif isinstance(value, np.generic) and not isinstance(value, (str, bytes)):
            raw = np.asarray(value)
            nodes.append(["n", _dtype_name(raw.dtype)])
            body_size += _add(buffers, _little(raw).tobytes())
        elif isinstance(value, int):
            number = int(value)
            small = -_JSON_SAFE_INT < number < _JSON_SAFE_INT
            nodes.append(number if small else ["i", format(number, "x")])
        elif isinstance(value, float):
            real = float(value)
            nodes.append(real if math.isfinite(real) else ["x", repr(real)])
        elif isinstance(value, str):
            nodes.append(str.__str__(value))
        elif isinstance(value, complex):
            nodes.append(["c", value.real.hex(), value.imag.hex()])
        elif isinstance(value, (bytes, bytearray, memoryview)):
            raw_bytes = bytes(value)
            nodes.append(["b", len(raw_bytes)])
            body_size += _add(buffers, raw_bytes)
        elif isinstance(value, np.ndarray) and value.dtype.kind == "U":
            stack.append((value.tolist(), depth))  # symbols in an array are symbols in a list
        elif isinstance(value, np.ndarray):
            name = _dtype_name(value.dtype)
            plain = np.asarray(value)
            if body_size + plain.nbytes > max_body:
                raise WireError(f"the data has more than {max_body // 2**20} MB")
            nodes.append(["a", name, list(plain.shape)])
            body_size += _add(buffers, _little(plain).tobytes())
        elif isinstance(value, dict):
            pairs = list(dict.items(value))
            nodes.append(["d", len(pairs)])
            for key, item in reversed(pairs):
                stack.append((item, depth + 1))
                stack.append((key, depth + 1))
        elif isinstance(value, (list, tuple, set, frozenset)):
            nodes.append([_container_tag(value), len(value)])
            stack.extend((item, depth + 1) for item in reversed(list(value)))
        else:
            raise WireError(f"a {type(value).__name__} is not plain data")
        if body_size > max_body:
            raise WireError(f"the data has more than {max_body // 2**20} MB")
    return body_size


def _container_tag(value: Any) -> str:
    for kind, tag in ((list, "l"), (tuple, "t"), (set, "s")):
        if isinstance(value, kind):
            return tag
    return "f"


def _add(buffers: list[bytes], raw: bytes) -> int:
    buffers.append(raw)
    return len(raw)


def _dtype_name(dtype: np.dtype[Any]) -> str:
    name = dtype.newbyteorder("<").str
    if name not in DTYPES:
        raise WireError(f"an array of dtype {dtype} is not plain data: expected numbers")
    return name


def _little(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return array.astype(array.dtype.newbyteorder("<"), copy=False)


def frame_sizes(prefix: bytes, max_body: int = MAX_BODY) -> tuple[int, int]:
    """Return the sizes of header and body; raise WireError for a false or too large prefix."""
    if len(prefix) != PREFIX.size:
        raise WireError(f"a frame begins with {PREFIX.size} bytes, got {len(prefix)}")
    magic, header, body = PREFIX.unpack(prefix)
    if magic != MAGIC:
        raise WireError("the bytes do not begin as a frame")
    if header > MAX_HEADER or body > max_body:
        raise WireError(f"the frame says it has {header + body:,} bytes: that is too many")
    return header, body


def decode_frame(header: bytes, body: bytes) -> tuple[dict[str, Any], list[Any]]:
    """Return the fields and values of one frame; raises WireError for anything unsound."""
    if header.count(b"[") > MAX_NODES + 16 or header.count(b"{") > MAX_NODES:
        raise WireError(f"the data has more than {MAX_NODES:,} parts")
    try:
        fields = json.loads(header, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise WireError(f"the header is no JSON: {error}") from None
    if not isinstance(fields, dict):
        raise WireError("the header is no JSON object")
    nodes, count = fields.pop("nodes", None), fields.pop("count", None)
    if not isinstance(nodes, list) or len(nodes) > MAX_NODES or not _is_size(count):
        raise WireError("the header has no sound list of nodes")
    return fields, _decode(nodes, count, memoryview(body))


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _is_size(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _decode(nodes: list[Any], count: int, body: memoryview) -> list[Any]:
    values: list[Any] = []
    # Open containers, innermost last: tag, how many nodes are missing, what came so far.
    open_: list[tuple[str, int, list[Any]]] = [("", count, values)]
    offset = 0
    for node in nodes:
        if len(open_) > MAX_DEPTH + 2:
            raise WireError(f"the data nests more than {MAX_DEPTH:,} deep")
        if len(open_) == 1 and len(values) == count:
            raise WireError("the header has more nodes than values")
        if not isinstance(node, list):
            if isinstance(node, dict):
                raise WireError("a node is a JSON object")
            value = node
        elif node and node[0] in ("l", "t", "s", "f", "d") and len(node) == 2 and _is_size(node[1]):
            missing = node[1] * (2 if node[0] == "d" else 1)
            if missing:
                open_.append((node[0], missing, []))
                continue
            value = _close(node[0], [])
        else:
            value, offset = _leaf(node, body, offset)
        while True:  # put the value into its container, and each container that it completes
            tag, missing, items = open_[-1]
            items.append(value)
            if len(open_) == 1 or len(items) < missing:
                break
            open_.pop()
            value = _close(tag, items)
    if len(open_) != 1 or len(values) != count:
        raise WireError("the header has fewer nodes than its containers need")
    if offset != len(body):
        raise WireError("the body is longer than the buffers in it")
    return values


def _close(tag: str, items: list[Any]) -> Any:
    if tag == "l":
        return items
    if tag == "t":
        return tuple(items)
    keys = items[::2] if tag == "d" else items
    try:
        _check_hashes(keys)
        if tag == "d":
            return dict(zip(keys, items[1::2], strict=True))
        return set(items) if tag == "s" else frozenset(items)
    except (TypeError, RecursionError):
        raise WireError("a key of a dict or a member of a set cannot be hashed") from None


def _check_hashes(keys: list[Any]) -> None:
    seen: dict[int, int] = {}
    for key in keys:
        number = seen.get(hash(key), 0) + 1
        if number > MAX_EQUAL_HASHES:
            raise WireError("too many keys hash alike")
        seen[hash(key)] = number


def _leaf(node: list[Any], body: memoryview, offset: int) -> tuple[Any, int]:
    try:
        match node:
            case ["i", str(digits)] if len(digits) <= 2_000_000:
                return int(digits, 16), offset
            case ["x", "nan" | "inf" | "-inf" as name]:
                return float(name), offset
            case ["c", str(real), str(imag)]:
                return complex(float.fromhex(real), float.fromhex(imag)), offset
            case ["b", size] if _is_size(size):
                raw, offset = _take(body, offset, size)
                return bytes(raw), offset
            case ["n", str(name)] if name in DTYPES:
                raw, offset = _take(body, offset, np.dtype(name).itemsize)
                return _native(np.frombuffer(raw, dtype=name).reshape(()))[()], offset
            case ["a", str(name), list(shape)] if name in DTYPES and len(shape) <= 32:
                if not all(_is_size(n) for n in shape):
                    raise WireError("an array's shape is no list of sizes")
                raw, offset = _take(body, offset, math.prod(shape) * np.dtype(name).itemsize)
                flat = np.frombuffer(raw, dtype=name)
                return _native(flat.reshape(shape)).copy(), offset
    except (ValueError, OverflowError) as error:
        raise WireError(f"a value cannot be read: {error}") from None
    raise WireError(f"an unknown node: {str(node)[:60]}")


def _native(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def _take(body: memoryview, offset: int, size: int) -> tuple[memoryview, int]:
    if size > len(body) - offset:
        raise WireError("the body is shorter than the buffers in it")
    return body[offset : offset + size], offset + size
