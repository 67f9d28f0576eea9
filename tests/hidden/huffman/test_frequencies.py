"""Hidden suite of huffman/frequencies."""

import math
from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.grading.testing import check, points
from solutions.huffman import frequencies as reference

BOOK = {"Z": 2, "K": 7, "M": 24, "C": 32, "U": 37, "D": 42, "L": 42, "E": 120}

symbol_sequences = st.one_of(
    st.text(max_size=40),
    st.text("ab", max_size=40),
    st.lists(st.integers(-3, 3), max_size=40),
    st.lists(st.sampled_from(["a", "an", "and", "band"]), max_size=20),
    st.lists(st.integers(0, 255), max_size=20).map(tuple),
    st.binary(max_size=40),
)
counts = st.one_of(st.integers(1, 20), st.integers(1, 10**6))
frequencies = st.one_of(
    st.dictionaries(st.text(min_size=1, max_size=2), counts, min_size=1, max_size=12),
    st.dictionaries(st.integers(-10, 300), counts, min_size=1, max_size=12),
)


@points(1)
def test_letters_of_a_word(learner):
    """The letters of a word are counted.

    The count of a symbol is how often it occurs, a whole number. Upper and lower case
    are different letters, and a space is a symbol too.
    """
    check.mapping(
        learner.count_frequencies("abracadabra"), {"a": 5, "b": 2, "r": 2, "c": 1, "d": 1}
    )
    check.mapping(learner.count_frequencies("Aa a"), {"A": 1, "a": 2, " ": 1})


@points(1)
def test_nothing_to_count(learner):
    """Where there are no symbols, there are no counts.

    Empty input is not an error here: the answer is an empty dict.
    """
    check.mapping(learner.count_frequencies("a"), {"a": 1})
    for symbols in ("", [], ()):
        check.mapping(learner.count_frequencies(symbols), {})


@points(2)
@given(symbols=symbol_sequences)
def test_any_sequence(learner, symbols):
    """Every kind of sequence is counted: str, bytes, lists of numbers or of words.

    Symbols may be whole words or numbers, 0 and negative ones among them. The counts
    add up to the number of symbols, and the sequence itself stays as it was.
    """
    got = check.leaves_arguments_unchanged(learner, "count_frequencies", symbols)
    check.mapping(got, Counter(symbols))


@points(1)
def test_many_symbols(learner):
    """A hundred thousand symbols are counted quickly.

    One look at each symbol is enough. To go through the whole list again for every
    element of it takes time that grows with the square of its length.
    """
    symbols = np.random.default_rng(1).geometric(0.03, 100_000).tolist()
    check.mapping(learner.count_frequencies(symbols), Counter(symbols))


@points(1)
def test_known_entropies(learner):
    """The entropy of known cases: a coin, a die, one symbol, and the book's letters.

    It is measured in bits, so the logarithm is to the base 2, and it is a mean per
    symbol. Where there is only one symbol, nothing is left to learn: 0 bits.
    """
    check.number(learner.entropy({"heads": 5, "tails": 5}), 1.0)
    check.number(learner.entropy(dict.fromkeys(range(6), 1)), math.log2(6))
    check.number(learner.entropy({"a": 97, "b": 1, "c": 1, "d": 1}), 0.2419407328532106)
    check.number(learner.entropy({"a": 7}), 0.0)
    check.number(learner.entropy({"a": 4, "b": 2, "c": 1, "d": 1}), 1.75)
    check.number(learner.entropy(BOOK), 2.48542086888082)


@points(2)
@given(counted=frequencies)
def test_entropy_of_any_counts(learner, counted):
    """The entropy is right for any counts, and does not change them.

    Each symbol adds p * log2(1 / p), where p is its share of the total.
    """
    got = check.leaves_arguments_unchanged(learner, "entropy", counted)
    check.number(got, reference.entropy(counted))


@points(1)
def test_entropy_of_nothing(learner):
    """The entropy of no symbols is refused with ValueError.

    A mean over nothing has no meaning; an answer of 0 would look like a result.
    """
    check.number(learner.entropy(BOOK), 2.48542086888082)
    check.value_error(learner.entropy, {}, because="there is no symbol")


@points(1)
def test_counts_that_are_none(learner):
    """Counts that are zero, negative or not whole are refused with ValueError.

    A count says how often something was there. With any other number in its place the
    formula still gives an answer, or stops in the middle, and neither helps anybody.
    """
    check.number(learner.entropy({"a": 3, "b": 1}), 0.8112781244591328)
    check.value_error(learner.entropy, {"a": 3, "b": 0}, because="a count is 0")
    check.value_error(learner.entropy, {"a": 3, "b": -2}, because="a count is negative")
    check.value_error(learner.entropy, {"a": -3, "b": -2}, because="the counts are negative")
    check.value_error(learner.entropy, {"a": 2.5, "b": 1}, because="a count is not whole")
    check.value_error(learner.entropy, {"a": math.nan, "b": 1}, because="a count is NaN")
    check.value_error(learner.entropy, {"a": 1, "b": math.inf}, because="a count is infinite")
