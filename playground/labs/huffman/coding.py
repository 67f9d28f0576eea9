"""Data with its tree, codes and bits, worked out once for everything the lab draws.

The tree is ours, merged by `core.huffman`, or one that the learner's code built.
The nodes are numbered for drawing: leaves 0 to n - 1 from left to right, then the
inner nodes in the order of their merges, so that merge k makes node n + k - 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from playground.core import huffman
from playground.core.huffman import MergeStep, Node, Sizes, Symbol, Tree
from playground.labs.huffman.data import Data, label


@dataclass(frozen=True, slots=True)
class Place:
    """A node of the grown tree with its neighbours, by number.

    `born` is the merge that made it, 0 for a leaf; `height` the edges down to its
    deepest leaf; `first` and `last` its leftmost and rightmost leaf.
    """

    weight: int
    symbol: Symbol | None
    left: int
    right: int
    parent: int
    bit: str
    born: int
    height: int
    first: int
    last: int

    @property
    def is_leaf(self) -> bool:
        """True for a leaf."""
        return self.left < 0


@dataclass(frozen=True, slots=True)
class Reading:
    """Where the decoder is after some bits.

    `symbols` have been read whole; `path` is the code that the last bit belongs
    to, from `start` on; `node` is where it leads, a leaf when `path` is whole.
    """

    bit: int
    symbols: int
    start: int
    path: str
    node: int


class Coding:
    """Some data under one tree: what every view of the lab shows."""

    def __init__(
        self, data: Data, tree: Tree | None = None, table: Mapping[Symbol, str] | None = None
    ) -> None:
        """Build the tree of the data's counts, or take a checked one (see `learner`)."""
        self.data = data
        ours = tree is None or tree == huffman.build_tree(data.frequencies)
        self.steps: tuple[MergeStep, ...] = (
            huffman.merge_steps(data.frequencies)
            if tree is None or ours
            else replay(tree, data.frequencies)
        )
        self.root: Node = (
            self.steps[-1].parent if self.steps else huffman.leaves(data.frequencies)[0]
        )
        self.nodes, self._number = _number(self.root, self.steps)
        self.tree: Tree = self.root.tree() if tree is None else tree
        own = table if table is not None else huffman.code_table(self.tree)
        self.table: dict[Symbol, str] = {symbol: own[symbol] for symbol in data.frequencies}
        self.leaf_of = {
            node.symbol: i
            for i, node in enumerate(self.nodes)
            if node.is_leaf and node.symbol is not None
        }

    # -- figures --------------------------------------------------------------

    @property
    def merges(self) -> int:
        """Return how many merges build the tree."""
        return len(self.steps)

    @property
    def total(self) -> int:
        """Return how many symbols the data has."""
        return self.root.weight

    @cached_property
    def entropy(self) -> float:
        """Return the entropy of the counts in bits per symbol."""
        return huffman.entropy(self.data.frequencies)

    @cached_property
    def encoded_bits(self) -> int:
        """Return the length of the encoded data in bits."""
        return huffman.encoded_bits(self.data.frequencies, self.table)

    @property
    def average(self) -> float:
        """Return the mean length of a code in bits per symbol."""
        return self.encoded_bits / self.total

    @cached_property
    def sizes(self) -> Sizes:
        """Return the sizes of the data under each code (Huffman's by the best tree)."""
        return huffman.compare_sizes(self.data.symbols)

    @cached_property
    def container_bits(self) -> int:
        """Return the size in bits of the data as a Huffman file with its table (core.compress)."""
        symbols = self.data.symbols
        raw = symbols.encode("utf-8") if isinstance(symbols, str) else symbols
        return 8 * len(huffman.compress(raw))

    @cached_property
    def by_count(self) -> tuple[Symbol, ...]:
        """Return the symbols, the most frequent first (ties: as they first came)."""
        counts = self.data.frequencies
        return tuple(sorted(counts, key=lambda symbol: -counts[symbol]))

    @cached_property
    def rank(self) -> dict[Symbol, int]:
        """Return the place of each symbol in `by_count`."""
        return {symbol: i for i, symbol in enumerate(self.by_count)}

    # -- bits -----------------------------------------------------------------

    @cached_property
    def bits(self) -> str:
        """Return the encoded data as a str of "0" and "1"."""
        return huffman.encode(self.data.symbols, self.table)

    @cached_property
    def ends(self) -> NDArray[np.int64]:
        """Return where each symbol's code ends in `bits`, int64 [symbols]."""
        lengths = {symbol: len(code) for symbol, code in self.table.items()}
        each = np.fromiter((lengths[s] for s in self.data.symbols), np.int64, self.total)
        return np.cumsum(each)

    def reading(self, bit: int) -> Reading:
        """Return where the decoder is after `bit` bits, 0 <= bit <= encoded_bits."""
        whole = int(np.searchsorted(self.ends, bit, side="right"))
        at_leaf = bit > 0 and int(self.ends[whole - 1]) == bit if whole else False
        current = whole - 1 if at_leaf else whole
        start = int(self.ends[current - 1]) if current else 0
        path = self.bits[start:bit]
        node = self.top
        for step in path:
            place = self.nodes[node]
            if not place.is_leaf:
                node = place.left if step == "0" else place.right
        return Reading(bit, whole, start, path, node)

    def symbol_at(self, bit: int) -> int:
        """Return the index of the symbol whose code holds this bit (the last one at the end)."""
        return min(int(np.searchsorted(self.ends, bit, side="right")), self.total - 1)

    # -- the tree while it grows ------------------------------------------------

    @property
    def top(self) -> int:
        """Return the number of the root."""
        return len(self.nodes) - 1

    def queue(self, step: int) -> tuple[int, ...]:
        """Return the nodes in the queue after `step` merges, lightest first."""
        nodes = self.steps[step].queue_before if step < self.merges else (self.root,)
        return tuple(self._number[node.order] for node in nodes)

    def merged(self, step: int) -> tuple[int, int, int]:
        """Return merge number `step` (from 1): left, right and the node they became."""
        parent = len(self.leaf_of) + step - 1
        return self.nodes[parent].left, self.nodes[parent].right, parent

    def up(self, node: int, step: int) -> list[int]:
        """Return the nodes from this one up to the root that it has after `step` merges."""
        way = [node]
        while (parent := self.nodes[way[-1]].parent) >= 0 and self.nodes[parent].born <= step:
            way.append(parent)
        return way

    def code_so_far(self, symbol: Symbol, step: int) -> str:
        """Return the code below the root that the symbol's leaf has after `step` merges."""
        way = self.up(self.leaf_of[symbol], step)
        return "".join(self.nodes[node].bit for node in reversed(way[:-1]))

    def name(self, node: int) -> str:
        """Return a node in words: "Z 2" for a leaf, "(9)" for an inner node."""
        place = self.nodes[node]
        if place.symbol is None:
            return f"({place.weight})"
        return f"{label(place.symbol)} {place.weight}"


def _number(root: Node, steps: tuple[MergeStep, ...]) -> tuple[tuple[Place, ...], dict[int, int]]:
    """Number the nodes for drawing; also return the number of each node's `order`."""
    leaf_orders: list[int] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if node.left is None or node.right is None:
            leaf_orders.append(node.order)
        else:
            stack += (node.right, node.left)
    number = {order: i for i, order in enumerate(leaf_orders)}
    number |= {step.parent.order: len(leaf_orders) + k for k, step in enumerate(steps)}
    every = {node.order: node for node in steps[0].queue_before} if steps else {root.order: root}
    every |= {step.parent.order: step.parent for step in steps}
    parent_of: dict[int, tuple[int, str]] = {}
    for step in steps:
        parent = number[step.parent.order]
        parent_of[number[step.left.order]] = (parent, "0")
        parent_of[number[step.right.order]] = (parent, "1")
    places: list[Place] = []
    for order, i in sorted(number.items(), key=lambda item: item[1]):
        node = every[order]
        above, bit = parent_of.get(i, (-1, ""))
        if node.left is None or node.right is None:
            places.append(Place(node.weight, node.symbol, -1, -1, above, bit, 0, 0, i, i))
        else:
            left, right = number[node.left.order], number[node.right.order]
            height = 1 + max(places[left].height, places[right].height)
            first, last = places[left].first, places[right].last
            born = i - len(leaf_orders) + 1
            places.append(
                Place(node.weight, None, left, right, above, bit, born, height, first, last)
            )
    return tuple(places), number


def replay(tree: Tree, frequencies: Mapping[Symbol, int]) -> tuple[MergeStep, ...]:
    """Return merges that build this tree, the lightest node first.

    A tree does not say in which order it was built. Huffman's method makes its
    nodes in the order of their weights, and a node outweighs its children, so this
    order is always possible. The tree must hold every symbol once (`learner`).
    """
    # Nodes go by position, not by value; a child comes after its parent.
    found: list[Tree] = [tree]
    children: dict[int, tuple[int, int]] = {}
    for here, node in enumerate(found):  # grows while it is walked
        if isinstance(node, tuple):
            children[here] = (len(found), len(found) + 1)
            found += node
    queue = huffman.leaves(frequencies)
    made: dict[int, Node] = {}
    leaf_of = {leaf.symbol: leaf for leaf in queue}
    weights = [0] * len(found)
    for here in reversed(range(len(found))):
        node = found[here]
        if isinstance(node, tuple):
            left, right = children[here]
            weights[here] = weights[left] + weights[right]
        else:
            made[here] = leaf_of[node]
            weights[here] = made[here].weight
    steps = []
    for k, here in enumerate(sorted(children, key=lambda here: (weights[here], -here))):
        low, high = (made[child] for child in children[here])
        parent = Node(len(leaf_of) + k, weights[here], None, low, high)
        made[here] = parent
        rest = (node for node in queue if node is not low and node is not high)
        after = tuple(sorted((*rest, parent), key=lambda node: (node.weight, node.order)))
        steps.append(MergeStep(queue, low, high, parent, after))
        queue = after
    return tuple(steps)


@lru_cache(maxsize=4)
def coding_of(data: Data) -> Coding:
    """Return our coding of some data, worked out once while it stays in use."""
    return Coding(data)
