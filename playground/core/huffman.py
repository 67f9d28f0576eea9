"""Huffman coding: counts, the tree, codes, encoding and decoding, and a container file.

The tree of a set of symbols is plain data, as in the exercises: a leaf is the
symbol itself (str or int), an inner node the tuple ``(left, right)``. An edge
to the left is the bit 0, to the right the bit 1.

Source of the algorithm: D. A. Huffman, "A Method for the Construction of
Minimum-Redundancy Codes", Proceedings of the IRE 40 (1952), 1098-1101.
Canonical codes: RFC 1951, section 3.2.2.

The algorithms that a lab replays yield frozen records of their steps
(`merge_steps`, `decode_steps`); the plain functions give only the result.
"""

from __future__ import annotations

import heapq
import math
import zlib
from bisect import insort
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import TypeAlias, TypeGuard

Symbol: TypeAlias = str | int
Tree: TypeAlias = "Symbol | tuple[Tree, Tree]"

MAGIC = b"HUF1"
HEADER_BYTES = len(MAGIC) + 4 + 4  # magic, length of the data, CRC-32
MAX_CODE_LENGTH = 255  # what one byte of the table can say


# -- counts ---------------------------------------------------------------


def count_frequencies(symbols: Sequence[Symbol]) -> dict[Symbol, int]:
    """Count how often each symbol occurs.

    Returns a dict symbol -> count in order of first appearance; ``{}`` for no symbols.
    """
    return dict(Counter(symbols))


def entropy(frequencies: Mapping[Symbol, int]) -> float:
    """Return the entropy of the counts in bits per symbol, H = sum p * log2(1 / p).

    Raises ValueError for no symbols or a count that is not a positive integer.
    Source: C. E. Shannon, "A Mathematical Theory of Communication" (1948).
    """
    check_frequencies(frequencies)
    counts = [int(n) for n in frequencies.values()]
    total = sum(counts)
    return math.fsum(n / total * math.log2(total / n) for n in counts)


def check_frequencies(frequencies: Mapping[Symbol, int]) -> None:
    """Raise ValueError unless there is a symbol and every count is a positive int.

    A numpy int is an int; a bool is not.
    """
    if not frequencies:
        raise ValueError("frequencies is empty: expected at least one symbol with its count")
    for symbol, count in frequencies.items():
        if not _is_positive_int(count):
            raise ValueError(
                f"frequencies[{symbol!r}] is {count!r}: expected a positive whole number"
            )


def _is_positive_int(value: object) -> TypeGuard[int]:
    return isinstance(value, Integral) and not isinstance(value, bool) and int(value) >= 1


# -- the tree -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the tree while it grows: a leaf has a symbol, an inner node two children.

    `order` numbers the nodes in the order in which they came to be (leaves first);
    it breaks ties of weight, so that a run is reproducible.
    """

    order: int
    weight: int
    symbol: Symbol | None = None
    left: Node | None = None
    right: Node | None = None

    @property
    def is_leaf(self) -> bool:
        """True for a leaf, which carries a symbol."""
        return self.left is None

    def tree(self) -> Tree:
        """Return this node as the plain tree of the exercises."""
        if self.left is None or self.right is None:
            assert self.symbol is not None
            return self.symbol
        return (self.left.tree(), self.right.tree())


@dataclass(frozen=True, slots=True)
class MergeStep:
    """One merge: the two lightest nodes of `queue_before` become the children of `parent`.

    The queues are sorted as the algorithm takes from them, lightest first.
    """

    queue_before: tuple[Node, ...]
    left: Node
    right: Node
    parent: Node
    queue_after: tuple[Node, ...]


def leaves(frequencies: Mapping[Symbol, int]) -> tuple[Node, ...]:
    """Return one leaf per symbol, lightest first (ties: order of the mapping)."""
    check_frequencies(frequencies)
    nodes = [Node(i, int(weight), symbol) for i, (symbol, weight) in enumerate(frequencies.items())]
    return tuple(sorted(nodes, key=_queue_key))


def merge_steps(frequencies: Mapping[Symbol, int]) -> tuple[MergeStep, ...]:
    """Return the merges that build the tree, first to last: one fewer than symbols.

    Raises ValueError as `check_frequencies` does.
    """
    queue = leaves(frequencies)
    steps = []
    order = len(queue)
    while len(queue) > 1:
        left, right, *rest = queue
        parent = Node(order, left.weight + right.weight, None, left, right)
        order += 1
        insort(rest, parent, key=_queue_key)
        after = tuple(rest)
        steps.append(MergeStep(queue, left, right, parent, after))
        queue = after
    return tuple(steps)


def _queue_key(node: Node) -> tuple[int, int]:
    return (node.weight, node.order)


def build_tree(frequencies: Mapping[Symbol, int]) -> Tree:
    """Build an optimal prefix-code tree from counts.

    Returns the tree: a leaf is its symbol, an inner node a tuple (left, right); one
    symbol gives the leaf alone. Raises ValueError for no symbols or a bad count.
    """
    check_frequencies(frequencies)
    heap: list[tuple[int, int, Tree]] = [
        (int(count), order, symbol) for order, (symbol, count) in enumerate(frequencies.items())
    ]
    heapq.heapify(heap)
    order = len(heap)
    while len(heap) > 1:
        left_weight, _, left = heapq.heappop(heap)
        right_weight, _, right = heapq.heappop(heap)
        heapq.heappush(heap, (left_weight + right_weight, order, (left, right)))
        order += 1
    return heap[0][2]


def code_table(tree: Tree) -> dict[Symbol, str]:
    """Read the code of each symbol off the tree: 0 for left, 1 for right.

    Returns a dict symbol -> str of "0" and "1"; a lone leaf gets "0".
    """
    table: dict[Symbol, str] = {}
    stack: list[tuple[Tree, str]] = [(tree, "")]
    while stack:
        node, code = stack.pop()
        if isinstance(node, tuple):
            left, right = node
            stack.append((right, code + "1"))
            stack.append((left, code + "0"))
        else:
            table[node] = code or "0"
    return table


def encoded_bits(frequencies: Mapping[Symbol, int], table: Mapping[Symbol, str]) -> int:
    """Return the length in bits of data with these counts, encoded by this table."""
    return sum(count * len(table[symbol]) for symbol, count in frequencies.items())


def fixed_length_bits(symbol_count: int) -> int:
    """Return the bits per symbol of a fixed-length code for so many symbols, at least 1."""
    if symbol_count < 1:
        raise ValueError(f"symbol_count is {symbol_count}: expected 1 or more")
    return max(1, (symbol_count - 1).bit_length())


# -- encoding and decoding ------------------------------------------------


def encode(symbols: Sequence[Symbol], table: Mapping[Symbol, str]) -> str:
    """Return the codes of the symbols one after another, a str of "0" and "1".

    Raises ValueError for a symbol that has no code.
    """
    try:
        return "".join([table[symbol] for symbol in symbols])
    except KeyError as missing:
        raise ValueError(f"symbol {missing.args[0]!r} has no code in the table") from None


@dataclass(frozen=True, slots=True)
class DecodeStep:
    """What one bit did: `path` is the code read so far, `symbol` set where it ends."""

    position: int
    bit: str
    path: str
    symbol: Symbol | None


def decode_steps(bits: str, tree: Tree) -> Iterator[DecodeStep]:
    """Yield one record per bit while walking the tree from its root to a leaf, over and over.

    Raises ValueError for a character other than 0 and 1, a 1 under a lone leaf, or
    bits that stop inside a code.
    """
    lone = not isinstance(tree, tuple)
    node: Tree = tree
    path = ""
    for position, bit in enumerate(bits):
        if bit not in "01":
            raise ValueError(f"bits[{position}] is {bit!r}: expected 0 or 1")
        path += bit
        if lone:
            if bit == "1":
                raise ValueError(f"bits[{position}] is 1: the only code of this tree is 0")
        else:
            assert isinstance(node, tuple)
            node = node[int(bit)]
        if isinstance(node, tuple):
            yield DecodeStep(position, bit, path, None)
        else:
            yield DecodeStep(position, bit, path, node)
            node, path = tree, ""
    if path:
        raise ValueError(f"bits stop inside a code, after {path!r}: expected whole codes")


def decode(bits: str, tree: Tree) -> list[Symbol]:
    """Return the symbols that the bits stand for; raises ValueError as `decode_steps` does."""
    return [step.symbol for step in decode_steps(bits, tree) if step.symbol is not None]


# -- canonical codes ------------------------------------------------------


def code_lengths(table: Mapping[Symbol, str]) -> dict[Symbol, int]:
    """Return the length in bits of each symbol's code."""
    return {symbol: len(code) for symbol, code in table.items()}


def kraft_sum(lengths: Mapping[Symbol, int]) -> float:
    """Return sum 2^-length, exact for lengths up to 1,000; a prefix code needs at most 1.

    Source: L. G. Kraft, MIT master's thesis (1949).
    """
    longest = max(lengths.values(), default=0)
    return sum(1 << (longest - n) for n in lengths.values()) / (1 << longest)


def canonical_table(lengths: Mapping[Symbol, int]) -> dict[Symbol, str]:
    """Return the canonical prefix code with these lengths, in (length, symbol) order.

    The first code is all zeros; each next code is the one before plus 1, shifted
    left where the length grows (RFC 1951, section 3.2.2). Raises ValueError for no
    symbols, a length below 1, or more codes than Kraft's inequality allows.
    """
    if not lengths:
        raise ValueError("lengths is empty: expected at least one symbol with its length")
    for symbol, length in lengths.items():
        if not _is_positive_int(length):
            raise ValueError(f"lengths[{symbol!r}] is {length!r}: expected a whole number above 0")
    lengths = {symbol: int(length) for symbol, length in lengths.items()}
    longest = max(lengths.values())
    # In whole numbers: a float would lose 2^-60 beside 1.
    excess = sum(1 << (longest - n) for n in lengths.values()) - (1 << longest)
    if excess > 0:
        raise ValueError(
            "lengths break Kraft's inequality: the sum of 2^-length is above 1 by "
            f"{excess / (1 << longest):.3g}, expected at most 1"
        )
    try:
        ordered = sorted(lengths.items(), key=lambda item: (item[1], item[0]))
    except TypeError:
        raise ValueError("lengths has symbols of two kinds: expected all str or all int") from None
    table: dict[Symbol, str] = {}
    code, previous = 0, 0
    for symbol, length in ordered:
        code <<= length - previous
        table[symbol] = format(code, f"0{length}b")
        code, previous = code + 1, length
    return table


# -- a container file -----------------------------------------------------
#
# magic "HUF1" | length of the data, u32 big endian | CRC-32 of the data, u32 |
# 256 bytes: the code length of each byte value, 0 where it does not occur |
# the canonical codes, most significant bit first, last byte padded with zeros.
# Empty data stops after the checksum.


def compress(data: bytes) -> bytes:
    """Return the data as a self-contained Huffman container.

    At most the Huffman bound plus 269 bytes. Raises ValueError for 4 GiB or more.
    """
    if len(data) >= 1 << 32:
        raise ValueError(f"data has {len(data)} bytes: the container holds less than 4 GiB")
    header = MAGIC + len(data).to_bytes(4, "big") + zlib.crc32(data).to_bytes(4, "big")
    if not data:
        return header
    lengths = code_lengths(code_table(build_tree(count_frequencies(data))))
    table = canonical_table(lengths)
    by_byte = [table.get(value, "") for value in range(256)]
    bits = "".join([by_byte[value] for value in data])
    padded = bits + "0" * (-len(bits) % 8)
    body = int(padded, 2).to_bytes(len(padded) // 8, "big")
    return header + bytes(len(code) for code in by_byte) + body


def decompress(blob: bytes) -> bytes:
    """Return the data in a container that `compress` made.

    Raises ValueError for anything else: wrong magic, missing or extra bytes, a table
    that is no prefix code, bits that stop inside a code, a checksum that differs.
    """
    if len(blob) < HEADER_BYTES or blob[:4] != MAGIC:
        raise ValueError("blob is not a Huffman container: expected it to start with HUF1")
    size = int.from_bytes(blob[4:8], "big")
    checksum = int.from_bytes(blob[8:12], "big")
    if size == 0:
        if len(blob) != HEADER_BYTES or checksum != zlib.crc32(b""):
            raise ValueError("blob is damaged: an empty container has 12 bytes and no more")
        return b""
    body = blob[HEADER_BYTES + 256 :]
    table = blob[HEADER_BYTES : HEADER_BYTES + 256]
    lengths: dict[Symbol, int] = {value: n for value, n in enumerate(table) if n}
    if len(blob) < HEADER_BYTES + 256 or size > 8 * len(body):
        raise ValueError(f"blob is truncated: {len(blob)} bytes cannot hold {size} bytes of data")
    try:
        symbol_of = {code: symbol for symbol, code in canonical_table(lengths).items()}
    except ValueError as error:
        raise ValueError(f"blob is damaged: in its table, {error}") from None
    longest = max(lengths.values())
    bits = format(int.from_bytes(body, "big"), f"0{8 * len(body)}b")
    out = bytearray()
    start = 0
    while len(out) < size:
        for end in range(start + 1, min(start + longest, len(bits)) + 1):
            symbol = symbol_of.get(bits[start:end])
            if symbol is not None:
                break
        else:
            raise ValueError(f"blob is damaged: no code at bit {start} of the data")
        assert isinstance(symbol, int)
        out.append(symbol)
        start = end
    if len(body) != (start + 7) // 8 or "1" in bits[start:]:
        raise ValueError("blob is damaged: expected zero padding after the last code")
    if zlib.crc32(out) != checksum:
        raise ValueError("blob is damaged: its checksum differs from that of the data")
    return bytes(out)


# -- sizes side by side ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sizes:
    """What some data costs in bits, one way and another.

    `plain` is 8 bits a byte of UTF-8, `fixed` a fixed-length code for the symbols
    that occur, `huffman` the codes alone without a table, `entropy` the bound
    count * H, `zlib` the whole file that zlib writes at level 9.
    """

    symbols: int
    distinct: int
    plain: int
    fixed: int
    huffman: int
    entropy: float
    zlib: int


def compare_sizes(text: str | bytes) -> Sizes:
    """Measure the data under each code. Raises ValueError for no symbols."""
    frequencies = count_frequencies(text)
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return Sizes(
        symbols=len(text),
        distinct=len(frequencies),
        plain=8 * len(raw),
        fixed=len(text) * fixed_length_bits(len(frequencies) or 1),
        huffman=encoded_bits(frequencies, code_table(build_tree(frequencies))),
        entropy=len(text) * entropy(frequencies),
        zlib=8 * len(zlib.compress(raw, 9)),
    )
