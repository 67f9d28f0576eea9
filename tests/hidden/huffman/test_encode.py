"""Hidden suite of huffman/encode."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.grading.testing import check, points
from solutions.huffman import encode as reference

BOOK_CODES = {
    "E": "0",
    "U": "100",
    "D": "101",
    "L": "110",
    "C": "1110",
    "M": "11111",
    "K": "111101",
    "Z": "111100",
}
TABLES = (
    {"a": "0", "b": "10", "c": "110", "d": "111"},
    {"0": "1", "1": "00", "2": "01"},
    {"to": "0", "be": "10", "or": "11"},
    {0: "11", 1: "0", 255: "100", -1: "101"},
    {"a": "0"},
)


@st.composite
def messages(draw):
    """Symbols in some kind of sequence, with a table that has them all."""
    table = draw(st.sampled_from(TABLES))
    symbols = draw(st.lists(st.sampled_from(list(table)), max_size=30))
    kinds = [list, tuple]
    if all(isinstance(symbol, str) and len(symbol) == 1 for symbol in table):
        kinds.append("".join)
    if all(isinstance(symbol, int) and symbol >= 0 for symbol in symbols):
        kinds.append(bytes)
    return draw(st.sampled_from(kinds))(symbols), table


@points(1)
def test_words(learner):
    """DUEL takes 10 bits in the book's code.

    D 101, U 100, E 0, L 110, one code after another and nothing between them.
    """
    check.bits(learner.encode("abac", {"a": "0", "b": "10", "c": "11"}), "010011")
    check.bits(learner.encode("DUEL", BOOK_CODES), "1011000110")
    check.bits(learner.encode("MUZZLE", BOOK_CODES), "111111001111001111001100")


@points(1)
@given(message=messages())
def test_any_message(learner, message):
    """Any sequence of symbols is encoded: letters, words, numbers, bytes.

    The symbols "0" and "1" have codes as all others do, and a word is one symbol. The
    symbols and the table stay as they were.
    """
    symbols, table = message
    got = check.leaves_arguments_unchanged(learner, "encode", symbols, table)
    check.bits(got, reference.encode(symbols, table))


@points(1)
def test_no_symbols(learner):
    """No symbols give no bits: an empty str.

    That is a message as good as any other, and not an error.
    """
    for symbols in ("", [], ()):
        check.bits(learner.encode(symbols, {"a": "0", "b": "1"}), "")


@points(1)
def test_unknown_symbols(learner):
    """A symbol without a code is refused with ValueError.

    To leave it out would lose it, and the lesson is about codes that lose nothing. A
    KeyError would be true as well, but tells the caller less.
    """
    table = {"a": "0", "b": "1"}
    check.bits(learner.encode("abba", table), "0110")
    check.value_error(learner.encode, "abx", table, because="x is not in the table")
    check.value_error(learner.encode, "xab", table, because="x is not in the table")
    check.value_error(learner.encode, ["a", "x", "b"], table, because="x is not in the table")
    check.value_error(learner.encode, ["ab"], table, because="the word ab is not in the table")
    check.value_error(learner.encode, [0, 1], {1: "0"}, because="0 is not in the table")
    check.value_error(learner.encode, "a", {}, because="the table is empty")


@points(1)
def test_many_symbols(learner):
    """A hundred thousand symbols are encoded quickly.

    To find a code in a dict takes the same short time however many there are.
    """
    table = {value: format(value, "08b") for value in range(256)}
    symbols = np.random.default_rng(3).integers(0, 256, 100_000).tolist()
    check.bits(learner.encode(symbols, table), reference.encode(symbols, table))
