"""Hidden suite of huffman/canonical."""

import math

from hypothesis import given
from hypothesis import strategies as st

from playground.grading.testing import check, points
from solutions.huffman import canonical as reference


@st.composite
def code_lengths(draw):
    """Lengths that a prefix code can have; most often the code is incomplete."""
    symbols = draw(
        st.one_of(
            st.lists(st.text(min_size=1, max_size=2), min_size=1, max_size=14, unique=True),
            st.lists(st.integers(-5, 300), min_size=1, max_size=14, unique=True),
        )
    )
    room = 1 << 12
    lengths = {}
    for symbol in symbols:
        length = draw(st.integers(1, 12))
        if room >= 1 << (12 - length):
            room -= 1 << (12 - length)
            lengths[symbol] = length
    return lengths


@points(2)
def test_book_lengths(learner):
    """The lengths of the book's letters give the codes of the lesson.

    E 0, then D, L and U with 100, 101 and 110: within a length the symbols are in
    order, whatever the order they come in.
    """
    lengths = {"Z": 6, "K": 6, "M": 5, "C": 4, "U": 3, "D": 3, "L": 3, "E": 1}
    expected = {
        "E": "0",
        "D": "100",
        "L": "101",
        "U": "110",
        "C": "1110",
        "M": "11110",
        "K": "111110",
        "Z": "111111",
    }
    check.mapping(learner.canonical_table(lengths), expected)


@points(1)
def test_rfc_example(learner):
    """The example of RFC 1951 comes out as it is printed there.

    A to H with the lengths 3, 3, 3, 3, 3, 2, 4, 4: F, the shortest, gets 00. The zeros
    on the left belong to a code.
    """
    lengths = dict(zip("ABCDEFGH", (3, 3, 3, 3, 3, 2, 4, 4), strict=True))
    codes = ("010", "011", "100", "101", "110", "00", "1110", "1111")
    check.mapping(learner.canonical_table(lengths), dict(zip("ABCDEFGH", codes, strict=True)))


@points(1)
def test_order_of_symbols(learner):
    """Numbers are in the order of numbers, words in the order of words.

    9 comes before 10, though as words it is the other way round. The order in which the
    dict has them does not matter.
    """
    check.mapping(
        learner.canonical_table({100: 2, 10: 2, 9: 2, 0: 2}),
        {0: "00", 9: "01", 10: "10", 100: "11"},
    )
    check.mapping(
        learner.canonical_table({"b": 2, "ab": 2, "a": 1}), {"a": "0", "ab": "10", "b": "11"}
    )


@points(2)
@given(lengths=code_lengths())
def test_any_lengths(learner, lengths):
    """Any lengths that a prefix code can have get their canonical codes.

    Add 1 to the code before, then append a zero for each bit by which the length grows.
    Lengths may be left out, as from 2 to 5, and the lengths handed in stay as they were.
    """
    got = check.leaves_arguments_unchanged(learner, "canonical_table", lengths)
    check.mapping(got, reference.canonical_table(lengths))


@points(1)
def test_incomplete_codes(learner):
    """A code that does not use up all patterns is allowed.

    Kraft's sum may be less than 1: it wastes bits, but every symbol can be read.
    """
    check.mapping(learner.canonical_table({"a": 1}), {"a": "0"})
    check.mapping(learner.canonical_table({"a": 3}), {"a": "000"})
    check.mapping(learner.canonical_table({5: 3, 0: 2}), {0: "00", 5: "010"})


@points(1)
def test_no_symbols_and_bad_lengths(learner):
    """No symbols, and lengths below 1, are refused with ValueError.

    A code of no bits cannot be told from nothing, and there are no codes shorter still.
    """
    check.mapping(learner.canonical_table({"a": 2, "b": 1}), {"b": "0", "a": "10"})
    check.value_error(learner.canonical_table, {}, because="there is no symbol")
    check.value_error(learner.canonical_table, {"a": 0}, because="a length is 0")
    check.value_error(learner.canonical_table, {"a": 1, "b": 0}, because="a length is 0")
    check.value_error(learner.canonical_table, {"a": 2, "b": -1}, because="a length is negative")
    check.value_error(learner.canonical_table, {"a": 1, "b": math.nan}, because="a length is NaN")


@points(1)
def test_too_many_codes(learner):
    """More codes than there is room for are refused with ValueError.

    Kraft's inequality: the sum of 2^-length is at most 1. Beyond it the rule would go on
    without complaint, to codes that are too long or begin one another.
    """
    check.mapping(
        learner.canonical_table({"a": 2, "b": 2, "c": 1}), {"c": "0", "a": "10", "b": "11"}
    )
    check.value_error(learner.canonical_table, {"a": 1, "b": 1, "c": 1}, because="the sum is 1.5")
    check.value_error(
        learner.canonical_table, {"a": 1, "b": 2, "c": 2, "d": 2}, because="the sum is 1.25"
    )
    check.value_error(learner.canonical_table, dict.fromkeys(range(9), 3), because="the sum is 9/8")
    check.value_error(
        learner.canonical_table, {"a": 1, "b": 1, "c": 9}, because="the sum is 1 and 1/512"
    )


@points(1)
def test_long_codes(learner):
    """Codes of 300 bits are right to the last one.

    2^-300 added to 1 is lost in a float, but an int has room for it: count how many
    codes of the greatest length would fit.
    """
    lengths = {symbol: symbol for symbol in range(1, 301)}
    lengths[301] = 300
    check.mapping(learner.canonical_table(lengths), reference.canonical_table(lengths))
    lengths[302] = 300
    check.value_error(
        learner.canonical_table, lengths, because="the sum is 1 and 2^-300, one code too many"
    )
