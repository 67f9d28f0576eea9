"""Hidden suite of huffman/tree.

A tree is graded by what it costs, never by its shape: equal weights leave a choice,
and so do the two sides of a node.
"""

import heapq
import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.grading.testing import check, points
from playground.grading.text import brief

BOOK = {"Z": 2, "K": 7, "M": 24, "C": 32, "U": 37, "D": 42, "L": 42, "E": 120}

counts = st.one_of(st.integers(1, 4), st.integers(1, 100), st.integers(1, 10**9))
letters = st.characters(codec="utf-8")


def letter(i):
    """Return a symbol of one character for each i."""
    return chr(0x4E00 + i)


def least_cost(frequencies):
    """Return the bits of an optimal tree: each merge puts one bit above all it holds."""
    heap = list(frequencies.values())
    heapq.heapify(heap)
    bits = 0
    while len(heap) > 1:
        merged = heapq.heappop(heap) + heapq.heappop(heap)
        bits += merged
        heapq.heappush(heap, merged)
    return bits


def leaf_depths(tree, frequencies):
    """Return the depth of each symbol, or fail where this is no tree of these symbols.

    It walks with a list of its own, since a learner's tree can be of any depth.
    """
    depths = {}
    to_visit = [(tree, 0)]
    while to_visit:
        node, depth = to_visit.pop()
        if isinstance(node, tuple):
            message = f"an inner node has {len(node)} parts: expected (left, right)"
            check.that(len(node) == 2, message, tree)
            to_visit.extend((child, depth + 1) for child in node)
            continue
        if isinstance(node, np.integer):
            node = int(node)
        kind = type(node).__name__
        message = f"a node of the tree is a {kind}: expected a tuple (left, right) or a symbol"
        check.that(isinstance(node, (str, int)) and not isinstance(node, bool), message, tree)
        message = f"{brief(node, 60)} is in the tree, but is none of the symbols"
        check.that(node in frequencies, message, tree)
        message = f"the symbol {brief(node, 60)} is in the tree more than once"
        check.that(node not in depths, message, tree)
        depths[node] = depth
    for symbol in frequencies:
        message = f"the symbol {brief(symbol, 60)} is missing from the tree"
        check.that(symbol in depths, message, tree)
    return depths


def check_optimal(tree, frequencies):
    """Fail unless this is a tree of these symbols that costs as little as any can."""
    depths = leaf_depths(tree, frequencies)
    least = least_cost(frequencies)
    cost = sum(count * depths[symbol] for symbol, count in frequencies.items())
    check.that(
        cost == least,
        f"with this tree the data takes {cost:,} bits, but {least:,} are enough",
        tree,
        f"any tree that costs {least:,} bits",
    )


@points(2)
def test_book_letters(learner):
    """The book's eight letters give a tree of 785 bits.

    Z 2, K 7, M 24, C 32, U 37, D 42, L 42, E 120: 306 letters. Each merge must take the
    two lightest nodes there are, merged ones among them; any other choice costs bits.
    """
    check_optimal(learner.build_tree(BOOK), BOOK)


@points(2)
def test_one_symbol(learner):
    """One symbol alone gives its leaf.

    There is nothing to merge, so there is no tuple: the tree is the symbol itself.
    """
    for count in (1, 3):
        tree = learner.build_tree({"a": count})
        check.that(
            not isinstance(tree, (tuple, list)),
            "a tree of one symbol is that symbol, without a tuple around it",
            tree,
            "'a'",
        )
        leaf_depths(tree, {"a": count})


@points(2)
def test_equal_weights(learner):
    """Equal weights are no obstacle.

    When two nodes weigh the same, Python compares what comes next in a heap's entries:
    a symbol with a tuple, perhaps, which raises TypeError. Any choice is right here, as
    long as there is one.
    """
    for size in (2, 3, 4, 5, 8, 13):
        for count in (1, 5):
            counted = {chr(ord("a") + i): count for i in range(size)}
            check_optimal(learner.build_tree(counted), counted)
    mixed = {"c": 1, "d": 1, "b": 2, "r": 2, "a": 4, "x": 4}
    check_optimal(learner.build_tree(mixed), mixed)


@points(3)
@given(counted=st.dictionaries(letters, counts, min_size=2, max_size=24))
def test_any_counts(learner, counted):
    """Whatever the counts, no other tree takes fewer bits.

    Take the two lightest of all the nodes that are left, every time. A merged node goes
    back among the others, to wait until its weight is one of the two least.
    """
    check_optimal(learner.build_tree(counted), counted)


@points(1)
def test_numbers_and_words(learner):
    """Symbols may be numbers, 0 among them, or whole words.

    A word of two letters is one leaf, though it has a length of 2 as an inner node has.
    """
    numbers = {0: 5, 1: 1, -1: 1, 255: 2}
    check_optimal(learner.build_tree(numbers), numbers)
    words = {"to": 10, "be": 10, "or": 5, "not": 5, "that": 1, "is": 1}
    check_optimal(learner.build_tree(words), words)
    for symbol in (0, 7, "to", "be or not"):
        check_optimal(learner.build_tree({symbol: 2}), {symbol: 2})


@points(1)
def test_deep_tree(learner):
    """Fibonacci weights give the deepest tree, 300 levels of it.

    With the weights 1, 1, 2, 3, 5, 8, ... every merge takes the node that was just made.
    They grow beyond 64 bits, which Python's own ints do not mind.
    """
    weights = [1, 1]
    while len(weights) < 301:
        weights.append(weights[-1] + weights[-2])
    counted = {letter(i): weight for i, weight in enumerate(weights)}
    check_optimal(learner.build_tree(counted), counted)


@points(1)
def test_many_symbols(learner):
    """Two thousand different symbols make a tree quickly.

    A heap finds the two lightest without a look at all the others.
    """
    weights = np.random.default_rng(2).integers(1, 10_000, 2_000).tolist()
    counted = {letter(i): weight for i, weight in enumerate(weights)}
    check_optimal(learner.build_tree(counted), counted)


@points(1)
def test_no_symbols(learner):
    """No symbols make no tree: ValueError.

    There is not even a leaf that could be returned.
    """
    check_optimal(learner.build_tree(BOOK), BOOK)
    check.value_error(learner.build_tree, {}, because="there is no symbol")


@points(1)
def test_counts_that_are_none(learner):
    """Counts that are zero, negative or not whole are refused with ValueError.

    A wrong count makes a tree that looks fine and is not the best one. One symbol alone
    needs no merge, but its count is checked as well.
    """
    check_optimal(learner.build_tree(BOOK), BOOK)
    check.value_error(learner.build_tree, {"a": 3, "b": 0}, because="a count is 0")
    check.value_error(learner.build_tree, {"a": -1, "b": 2}, because="a count is negative")
    check.value_error(learner.build_tree, {"a": 0}, because="the only count is 0")
    check.value_error(learner.build_tree, {"a": 2.5, "b": 1}, because="a count is not whole")
    check.value_error(learner.build_tree, {"a": math.nan, "b": 1}, because="a count is NaN")
    check.value_error(learner.build_tree, {"a": 1, "b": math.inf}, because="a count is infinite")


@points(1)
def test_counts_stay(learner):
    """The counts are still there afterwards.

    Whoever called still needs them. Take nothing out of their dict, and put nothing in.
    """
    for frequencies in (BOOK, {"a": 1}):
        tree = check.leaves_arguments_unchanged(learner, "build_tree", frequencies)
        check_optimal(tree, frequencies)
