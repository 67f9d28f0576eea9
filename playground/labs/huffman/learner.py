"""What the learner's own functions returned, checked before anything is drawn from it.

Each check returns a clean copy, made of our own symbols, or raises LabError with
a sentence for the learner.
"""

from __future__ import annotations

import reprlib
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from playground.core import huffman
from playground.core.huffman import Symbol, Tree
from playground.labs import LabError
from playground.labs.huffman.coding import Coding
from playground.labs.huffman.data import Data, label
from playground.labs.huffman.spans import cut

_REPR = reprlib.Repr()  # never deep, however deep the value is
_REPR.maxstring = _REPR.maxother = 40
_REPR.maxlevel = 3


def _short(value: Any) -> str:
    """Return a value about as it is written in Python, cut to fit into a sentence."""
    return cut(_REPR.repr(value), 60)


def _symbol(value: Any, known: Mapping[Symbol, int]) -> Symbol | None:
    """Return our own symbol that this value equals, None where it is none."""
    if isinstance(value, np.integer):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (str, int)) or value not in known:
        return None
    return str(value) if isinstance(value, str) else int(value)


def check_tree(value: Any, frequencies: Mapping[Symbol, int]) -> Tree:
    """Return the tree that `build_tree` gave; raise LabError unless it holds each symbol once."""
    limit = 2 * len(frequencies) - 1
    seen: set[Symbol] = set()
    # The tree is put together again from below, so that what is drawn is our own data.
    order: list[Any] = [value]
    for node in order:  # grows while it is walked
        if len(order) > limit:
            raise LabError(
                f"build_tree gave more than the {limit} nodes that {len(frequencies)} "
                "symbols need: a symbol comes twice, or a node leads back to itself"
            )
        if isinstance(node, tuple):
            if len(node) != 2:
                raise LabError(
                    f"build_tree gave a node with {len(node)} children, {_short(node)}: "
                    "expected (left, right)"
                )
            order += node
            continue
        symbol = _symbol(node, frequencies)
        if symbol is None:
            kind = "a list" if isinstance(node, list) else _short(node)
            raise LabError(
                f"build_tree gave {kind} where a symbol or a tuple (left, right) was expected"
            )
        if symbol in seen:
            raise LabError(f"build_tree gave the symbol {label(symbol)} twice: expected it once")
        seen.add(symbol)
    missing = [symbol for symbol in frequencies if symbol not in seen]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise LabError(f"build_tree left out {label(missing[0])}{more}: expected every symbol")
    return _rebuilt(order, frequencies)


def _rebuilt(order: list[Any], frequencies: Mapping[Symbol, int]) -> Tree:
    """Return the tree whose nodes are listed level by level, made of our own symbols."""
    built: dict[int, Tree] = {}
    last = len(order)
    for here in reversed(range(len(order))):
        node = order[here]
        if isinstance(node, tuple):
            last -= 2
            built[here] = (built.pop(last), built.pop(last + 1))
        else:
            symbol = _symbol(node, frequencies)
            assert symbol is not None
            built[here] = symbol
    return built[0]


def check_table(value: Any, tree: Tree) -> dict[Symbol, str]:
    """Return the table that `code_table` gave for this tree; raise LabError where it is wrong."""
    right = huffman.code_table(tree)
    if not isinstance(value, Mapping):
        raise LabError(f"code_table gave {_short(value)}: expected a dict of symbol to code")
    for symbol in right:
        code = value.get(symbol)
        if code is None:
            raise LabError(f"code_table has no code for {label(symbol)}: expected one for each")
        if not isinstance(code, str) or not code or set(code) - {"0", "1"}:
            raise LabError(
                f"code_table gave {_short(code)} for {label(symbol)}: expected 0 and 1 in a str"
            )
    codes = sorted((str(value[symbol]), label(symbol)) for symbol in right)
    for (code, one), (longer, other) in pairwise(codes):
        if longer.startswith(code):
            raise LabError(
                f"code_table is no prefix code: {one} is {code}, and {other} starts "
                f"with it, {cut(longer, 40)}"
            )
    for symbol, code in right.items():
        if value[symbol] != code:
            raise LabError(
                f"code_table gave {_short(value[symbol])} for {label(symbol)}: the way to it "
                f"in the tree, left 0 and right 1, is {cut(code, 40)}"
            )
    return right


def check_bits(value: Any, coding: Coding) -> None:
    """Raise LabError unless `encode` gave the bits of the data by the coding's table."""
    if not isinstance(value, str) or set(value) - {"0", "1"}:
        raise LabError(f"encode gave {_short(value)}: expected 0 and 1 in a str")
    if value == coding.bits:
        return
    if len(value) != len(coding.bits):
        raise LabError(
            f"encode gave {len(value):,} bits: the codes of the table make {len(coding.bits):,}"
        )
    at = next(i for i, (got, due) in enumerate(zip(value, coding.bits, strict=True)) if got != due)
    raise LabError(f"encode gave a {value[at]} as bit {at:,}: by the table it is the other")


def check_symbols(value: Any, data: Data) -> None:
    """Raise LabError unless `decode` gave back the data's symbols, one by one."""
    flat = value.ndim == 1 if isinstance(value, np.ndarray) else isinstance(value, (list, tuple))
    if not flat:
        raise LabError(f"decode gave {_short(value)}: expected a list of symbols")
    if len(value) != len(data.symbols):
        raise LabError(
            f"decode gave {len(value):,} symbols: {data.units(len(data.symbols))} were encoded"
        )
    sent: list[Symbol] = list(data.symbols)
    for at, (got, due) in enumerate(zip(value, sent, strict=True)):
        if _symbol(got, data.frequencies) != due:
            raise LabError(
                f"decode gave {_short(got)} as symbol {at + 1:,}: it was {label(due)} "
                "before it was encoded"
            )


def cost_sentence(coding: Coding) -> str:
    """Return what the learner's tree costs beside the best one."""
    best = coding.sizes.huffman
    if coding.encoded_bits == best:
        return f"Your tree codes it in {best:,} bits, and no tree does it in fewer."
    return (
        f"Your tree codes it in {coding.encoded_bits:,} bits; the best takes {best:,}. "
        "Somewhere it did not merge the two lightest."
    )
