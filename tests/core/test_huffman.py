"""Laws of Huffman coding, the book's figures, and core held against the solutions."""

import functools
import itertools
import math
import zlib
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from playground.core import huffman
from solutions.huffman import canonical as solved_canonical
from solutions.huffman import codes as solved_codes
from solutions.huffman import decode as solved_decode
from solutions.huffman import encode as solved_encode
from solutions.huffman import frequencies as solved_frequencies
from solutions.huffman import tree as solved_tree

BOOK = {"Z": 2, "K": 7, "M": 24, "C": 32, "U": 37, "D": 42, "L": 42, "E": 120}
TEXT = b"She sells sea shells by the sea shore."
BAD_COUNTS = [0, -1, 2.5, 3.0, math.nan, math.inf, "3", None, True]

counts = st.one_of(st.integers(1, 4), st.integers(1, 1_000))
frequencies = st.one_of(
    st.dictionaries(st.text(min_size=1, max_size=2), counts, min_size=1, max_size=20),
    st.dictionaries(st.integers(-5, 300), counts, min_size=1, max_size=20),
)


def fibonacci(size):
    """Counts whose tree is as deep as it can be: size - 1 levels."""
    weights = [1, 1]
    while len(weights) < size:
        weights.append(weights[-1] + weights[-2])
    return dict(enumerate(weights[:size]))


def cost(counted, table):
    return sum(int(count) * len(table[symbol]) for symbol, count in counted.items())


def is_prefix_free(table):
    ordered = sorted(table.values())
    return not any(longer.startswith(shorter) for shorter, longer in itertools.pairwise(ordered))


@functools.cache
def complete_lengths(size):
    """Every multiset of leaf depths that a full binary tree of so many leaves can have."""
    if size == 1:
        return {(0,)}
    return {
        tuple(sorted(depth + 1 for depth in (*left, *right)))
        for cut in range(1, size // 2 + 1)
        for left in complete_lengths(cut)
        for right in complete_lengths(size - cut)
    }


# -- the book -------------------------------------------------------------


def test_book_code_lengths():
    table = huffman.code_table(huffman.build_tree(BOOK))
    assert [len(table[letter]) for letter in "ZKMCUDLE"] == [6, 6, 5, 4, 3, 3, 3, 1]


def test_book_sizes():
    sizes = huffman.compare_sizes("".join(letter * count for letter, count in BOOK.items()))
    assert (sizes.symbols, sizes.distinct) == (306, 8)
    assert sizes.huffman == 785
    assert round(sizes.huffman / sizes.symbols, 3) == 2.565
    assert sizes.fixed == 3 * 306
    assert sizes.plain == 8 * 306
    assert math.isclose(sizes.entropy, 306 * huffman.entropy(BOOK))


def test_book_merges():
    steps = huffman.merge_steps(BOOK)
    merges = [(step.left.weight, step.right.weight, step.parent.weight) for step in steps]
    assert merges == [
        (2, 7, 9),
        (9, 24, 33),
        (32, 33, 65),
        (37, 42, 79),
        (42, 65, 107),
        (79, 107, 186),
        (120, 186, 306),
    ]


# -- counts and entropy ---------------------------------------------------


@given(st.one_of(st.text(), st.binary(), st.lists(st.integers(-3, 3))))
def test_counts_add_up(symbols):
    counted = huffman.count_frequencies(symbols)
    assert counted == Counter(symbols) == solved_frequencies.count_frequencies(symbols)
    assert list(counted) == list(dict.fromkeys(symbols))


@given(frequencies)
def test_entropy_agrees_with_the_solution_and_with_another_form(counted):
    got = huffman.entropy(counted)
    total = sum(counted.values())
    other = math.log2(total) - sum(n * math.log2(n) for n in counted.values()) / total
    assert got == pytest.approx(other, rel=1e-9, abs=1e-9)
    assert got == pytest.approx(solved_frequencies.entropy(counted), rel=1e-12, abs=1e-12)
    assert 0 <= got <= math.log2(len(counted)) + 1e-9


def test_entropy_of_a_coin_a_die_and_a_certainty():
    assert huffman.entropy({"heads": 3, "tails": 3}) == 1
    assert huffman.entropy(dict.fromkeys(range(6), 7)) == pytest.approx(math.log2(6))
    assert huffman.entropy({"a": 5}) == 0


@pytest.mark.parametrize("function", [huffman.entropy, huffman.build_tree, huffman.merge_steps])
def test_bad_counts_are_refused(function):
    with pytest.raises(ValueError, match="frequencies is empty"):
        function({})
    for bad in BAD_COUNTS:
        with pytest.raises(ValueError, match=r"frequencies\['b'\] is .*: expected a positive"):
            function({"a": 1, "b": bad})


@pytest.mark.parametrize("build", [huffman.build_tree, solved_tree.build_tree])
def test_numpy_counts_do_not_overflow(build):
    counted = dict.fromkeys("abcdefgh", np.uint8(200))
    assert cost(counted, huffman.code_table(build(counted))) == 8 * 200 * 3
    assert huffman.merge_steps(counted)[-1].parent.weight == 8 * 200
    assert huffman.entropy(counted) == solved_frequencies.entropy(counted) == 3


# -- the tree and its codes -----------------------------------------------


@given(frequencies)
def test_no_tree_is_cheaper(counted):
    """The oracle for small alphabets: try the depths of every full binary tree there is."""
    few = dict(list(counted.items())[:7])
    table = huffman.code_table(huffman.build_tree(few))
    if len(few) == 1:
        assert list(table.values()) == ["0"]
        return
    heavy_first = sorted(few.values(), reverse=True)
    best = min(
        sum(count * depth for count, depth in zip(heavy_first, depths, strict=True))
        for depths in complete_lengths(len(few))
    )
    assert cost(few, table) == best


@given(frequencies)
def test_a_huffman_code_is_prefix_free_complete_and_near_the_entropy(counted):
    table = huffman.code_table(huffman.build_tree(counted))
    assert table.keys() == counted.keys()
    assert is_prefix_free(table)
    lengths = huffman.code_lengths(table)
    if len(counted) == 1:
        assert lengths == dict.fromkeys(counted, 1)
        return
    assert sum(Fraction(1, 2**n) for n in lengths.values()) == 1 == huffman.kraft_sum(lengths)
    mean = cost(counted, table) / sum(counted.values())
    bound = huffman.entropy(counted)
    assert bound - 1e-9 <= mean < bound + 1


@given(st.permutations([1, 2, 3, 4, 5, 5]))
def test_a_dyadic_distribution_meets_the_entropy(exponents):
    counted = {i: 2 ** (5 - exponent) for i, exponent in enumerate(exponents)}
    table = huffman.code_table(huffman.build_tree(counted))
    assert [len(table[i]) for i in counted] == exponents
    assert cost(counted, table) == sum(counted.values()) * huffman.entropy(counted)


@given(frequencies)
def test_tree_and_codes_agree_with_the_solutions(counted):
    tree = huffman.build_tree(counted)
    other = solved_tree.build_tree(counted)
    assert huffman.code_table(tree) == solved_codes.code_table(tree)
    assert cost(counted, huffman.code_table(tree)) == cost(counted, huffman.code_table(other))


@given(frequencies)
def test_the_merges_replay_the_same_tree(counted):
    steps = huffman.merge_steps(counted)
    assert len(steps) == len(counted) - 1
    queue = huffman.leaves(counted)
    for step in steps:
        assert step.queue_before == queue
        assert (step.left, step.right) == queue[:2]
        assert step.parent.weight == step.left.weight + step.right.weight
        weights = [node.weight for node in step.queue_after]
        assert weights == sorted(weights)
        assert set(step.queue_after) == {*queue[2:], step.parent}
        queue = step.queue_after
    (root,) = queue
    orders = [step.parent.order for step in steps]
    assert orders == list(range(len(counted), 2 * len(counted) - 1))
    assert root.tree() == huffman.build_tree(counted)
    assert root.weight == sum(counted.values())
    table = huffman.code_table(root.tree())
    assert sum(step.parent.weight for step in steps) == (len(counted) > 1) * cost(counted, table)


def test_ties_go_to_the_node_that_has_been_there_the_longest():
    lengths = huffman.code_lengths(
        huffman.code_table(huffman.build_tree(huffman.count_frequencies("abracadabra")))
    )
    assert lengths == {"a": 1, "b": 3, "r": 3, "c": 3, "d": 3}


def test_the_deepest_tree():
    counted = fibonacci(301)
    tree = huffman.build_tree(counted)
    table = huffman.code_table(tree)
    assert max(map(len, table.values())) == 300
    assert table == solved_codes.code_table(tree)
    assert cost(counted, table) == cost(
        counted, solved_codes.code_table(solved_tree.build_tree(counted))
    )
    symbols = list(counted)
    for encode, decode in (
        (huffman.encode, huffman.decode),
        (solved_encode.encode, solved_decode.decode),
    ):
        assert decode(encode(symbols, table), tree) == symbols


def test_merges_of_many_symbols_are_quick():
    steps = huffman.merge_steps({i: 1 + i * i % 97 for i in range(1_500)})
    assert steps[-1].parent.weight == sum(1 + i * i % 97 for i in range(1_500))


# -- encoding and decoding ------------------------------------------------


@given(frequencies, st.data())
def test_encode_and_decode_are_inverse(counted, data):
    tree = huffman.build_tree(counted)
    table = huffman.code_table(tree)
    symbols = data.draw(st.lists(st.sampled_from(list(counted)), max_size=40))
    bits = huffman.encode(symbols, table)
    assert bits == solved_encode.encode(symbols, table)
    assert len(bits) == huffman.encoded_bits(Counter(symbols), table)
    assert huffman.decode(bits, tree) == solved_decode.decode(bits, tree) == symbols


@given(frequencies, st.text("01", max_size=30))
def test_decode_reads_any_bits_as_the_solution_does(counted, bits):
    tree = huffman.build_tree(counted)
    try:
        expected = solved_decode.decode(bits, tree)
    except ValueError:
        with pytest.raises(ValueError, match="bits"):
            huffman.decode(bits, tree)
    else:
        assert huffman.decode(bits, tree) == expected
        assert huffman.encode(expected, huffman.code_table(tree)) == bits


def test_decode_steps_tell_the_way():
    steps = list(huffman.decode_steps("0110", ("a", ("b", "c"))))
    assert [(s.position, s.bit, s.path, s.symbol) for s in steps] == [
        (0, "0", "0", "a"),
        (1, "1", "1", None),
        (2, "1", "11", "c"),
        (3, "0", "0", "a"),
    ]


@pytest.mark.parametrize("decode", [huffman.decode, solved_decode.decode])
@pytest.mark.parametrize(
    ("bits", "tree", "reason"),
    [
        ("1", ("a", ("b", "c")), "inside a code"),
        ("01", ("a", ("b", "c")), "inside a code"),
        ("02", ("a", ("b", "c")), "expected 0 or 1"),
        ("10\n", ("a", ("b", "c")), "expected 0 or 1"),
        ("０", ("a", ("b", "c")), "expected 0 or 1"),  # noqa: RUF001 - a digit that int() takes
        ("01", "a", "the only code"),
        ("0x", "a", "expected 0 or 1"),
    ],
)
def test_bits_that_mean_nothing_are_refused(decode, bits, tree, reason):
    with pytest.raises(ValueError, match=reason):
        decode(bits, tree)


@pytest.mark.parametrize("encode", [huffman.encode, solved_encode.encode])
def test_unknown_symbols_are_refused(encode):
    assert encode("", {}) == ""
    for symbols, table in (("abx", {"a": "0", "b": "1"}), ([0], {1: "0"}), ("a", {})):
        with pytest.raises(ValueError, match="has no code"):
            encode(symbols, table)


# -- canonical codes ------------------------------------------------------


@given(frequencies)
def test_canonical_codes_cost_the_same(counted):
    lengths = huffman.code_lengths(huffman.code_table(huffman.build_tree(counted)))
    table = huffman.canonical_table(lengths)
    assert table == solved_canonical.canonical_table(lengths)
    assert huffman.code_lengths(table) == lengths
    assert is_prefix_free(table)


@given(st.dictionaries(st.integers(0, 20), st.integers(1, 6), min_size=1, max_size=20))
@example({symbol: min(symbol, 299) for symbol in range(1, 301)})
@example({symbol: min(symbol, 299) for symbol in range(1, 302)})
def test_kraft_decides_what_has_a_canonical_code(lengths):
    if sum(Fraction(1, 2**n) for n in lengths.values()) > 1:
        for function in (huffman.canonical_table, solved_canonical.canonical_table):
            with pytest.raises(ValueError, match="Kraft"):
                function(lengths)
        return
    table = huffman.canonical_table(lengths)
    assert table == solved_canonical.canonical_table(lengths)
    assert is_prefix_free(table)
    in_order = sorted(table, key=lambda symbol: (lengths[symbol], symbol))
    assert [table[symbol] for symbol in in_order] == sorted(table.values())
    assert set(next(iter(table[symbol] for symbol in in_order))) == {"0"}


def test_the_example_of_rfc_1951():
    lengths = dict(zip("ABCDEFGH", (3, 3, 3, 3, 3, 2, 4, 4), strict=True))
    codes = ["010", "011", "100", "101", "110", "00", "1110", "1111"]
    assert list(map(huffman.canonical_table(lengths).get, "ABCDEFGH")) == codes


def test_deflate_writes_our_canonical_codes():
    """zlib as the oracle: our codes of the fixed lengths of RFC 1951 decode to the data."""
    fixed = {
        symbol: 8 if symbol < 144 else 9 if symbol < 256 else 7 if symbol < 280 else 8
        for symbol in range(288)
    }
    table = huffman.canonical_table(fixed)
    data = bytes(range(256)) + TEXT
    # One final block with fixed codes; header bits come lowest first, then the codes.
    bits = "1" + "10" + huffman.encode([*data, 256], table)
    bits += "0" * (-len(bits) % 8)
    stream = bytes(int(bits[i : i + 8][::-1], 2) for i in range(0, len(bits), 8))
    assert zlib.decompress(stream, wbits=-15) == data


@pytest.mark.parametrize("function", [huffman.canonical_table, solved_canonical.canonical_table])
def test_bad_lengths_are_refused(function):
    with pytest.raises(ValueError, match="lengths is empty"):
        function({})
    for bad in (0, -1, 2.5, math.nan, math.inf, None):
        with pytest.raises(ValueError, match=r"lengths\['b'\] is"):
            function({"a": 1, "b": bad})
    assert function({5: np.int8(7), 6: np.int8(7)}) == {5: "0000000", 6: "0000001"}


def test_symbols_of_two_kinds_are_refused():
    with pytest.raises(ValueError, match="two kinds"):
        huffman.canonical_table({"a": 1, 1: 1})


# -- sizes ----------------------------------------------------------------


@given(st.one_of(st.text(min_size=1, max_size=80), st.binary(min_size=1, max_size=80)))
def test_sizes_keep_their_order(data):
    sizes = huffman.compare_sizes(data)
    raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    assert sizes.plain == 8 * len(raw)
    assert sizes.huffman <= sizes.fixed
    assert sizes.entropy <= sizes.huffman + 1e-9
    assert sizes.zlib == 8 * len(zlib.compress(raw, 9))


def test_fixed_length_bits():
    assert [huffman.fixed_length_bits(n) for n in (1, 2, 3, 4, 5, 8, 9, 256, 257)] == [
        1, 1, 2, 2, 3, 3, 4, 8, 9,
    ]  # fmt: skip
    with pytest.raises(ValueError, match="expected 1 or more"):
        huffman.fixed_length_bits(0)


def test_zlib_is_measured_at_its_best():
    text = "".join(f"{i * i} bottles stand on the wall, and {i} fall. " for i in range(200))
    raw = text.encode()
    assert len(zlib.compress(raw, 9)) < len(zlib.compress(raw, 1))
    assert huffman.compare_sizes(text).zlib == 8 * len(zlib.compress(raw, 9))


def test_half_a_surrogate_pair_takes_three_bytes():
    assert huffman.compare_sizes("\ud800").plain == 24


def test_sizes_of_nothing_are_refused():
    with pytest.raises(ValueError, match="empty"):
        huffman.compare_sizes("")
