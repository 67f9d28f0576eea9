"""Hidden suite of huffman/decode."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from playground.grading.testing import check, points
from solutions.huffman import codes, encode

BOOK_TREE = ("E", (("U", "D"), ("L", ("C", (("Z", "K"), "M")))))


letters = st.characters(codec="utf-8")
numbers_or_words = st.sampled_from(
    [st.integers(-3, 12), st.text("abc", min_size=1, max_size=3), st.text("01", min_size=1)]
)


@st.composite
def trees(draw, symbols):
    """A tree of any shape over 2 to 12 different symbols."""
    nodes = draw(st.lists(symbols, min_size=2, max_size=12, unique=True))
    while len(nodes) > 1:
        i = draw(st.integers(0, len(nodes) - 2))
        nodes[i : i + 2] = [(nodes[i], nodes[i + 1])]
    return nodes[0]


@st.composite
def messages(draw, symbols):
    """A tree over such symbols, its codes, some of the symbols, and their bits."""
    tree = draw(trees(symbols))
    table = codes.code_table(tree)
    symbols = draw(st.lists(st.sampled_from(list(table)), max_size=30))
    return tree, table, symbols, encode.encode(symbols, table)


@points(2)
def test_words(learner):
    """The bits of CLUE become CLUE again.

    A step to the left for each 0, to the right for each 1; at a leaf a symbol is done,
    and the next bit starts at the root.
    """
    small = ("a", ("b", "c"))
    check.sequence(learner.decode("010011", small), "abac")
    check.sequence(learner.decode("11", small), "c")
    check.sequence(learner.decode("11101101000", BOOK_TREE), "CLUE")
    check.sequence(learner.decode("1011000110", BOOK_TREE), "DUEL")


@points(1)
@given(message=messages(letters))
def test_any_message(learner, message):
    """What was encoded with any tree comes back, symbol by symbol.

    The last symbol too: it is done with the very last bit. The tree stays as it was.
    """
    tree, _, symbols, bits = message
    got = check.leaves_arguments_unchanged(learner, "decode", bits, tree)
    check.sequence(got, symbols)


@points(1)
@given(message=numbers_or_words.flatmap(messages))
@example(message=((0, (1, 2)), {0: "0", 1: "10", 2: "11"}, [0, 1, 0, 2], "010011"))
@example(message=(("to", "be"), {"to": "0", "be": "1"}, ["to", "be"], "01"))
def test_numbers_and_words(learner, message):
    """Symbols come back as what they were: numbers, 0 among them, or whole words.

    The number 7 is not the letter "7". Only a tuple is an inner node; a word can be cut
    into letters, and 0 counts as false, but both are leaves.
    """
    tree, _, symbols, bits = message
    check.sequence(learner.decode(bits, tree), symbols)


@points(1)
def test_no_bits(learner):
    """No bits give no symbols: an empty list.

    Nothing was sent, and nothing is missing.
    """
    check.sequence(learner.decode("", ("a", ("b", "c"))), [])
    check.sequence(learner.decode("", "a"), [])


@points(1)
def test_lone_leaf(learner):
    """Where the tree is one leaf, each 0 is its symbol.

    There is no step to take, and yet each bit stands for one symbol.
    """
    check.sequence(learner.decode("0", "a"), ["a"])
    check.sequence(learner.decode("000", "a"), ["a"] * 3)
    check.sequence(learner.decode("00000", "bc"), ["bc"] * 5)


@points(1)
def test_one_at_a_lone_leaf(learner):
    """Where the tree is one leaf, a 1 is refused with ValueError.

    The only code is 0. Nobody can have sent a 1, so the bits are damaged.
    """
    check.sequence(learner.decode("000", "a"), "aaa")
    for bits in ("1", "01", "0010", "100"):
        check.value_error(learner.decode, bits, "a", because="the only code is 0")


@points(1)
@given(message=messages(letters), data=st.data())
def test_cut_bits(learner, message, data):
    """Bits that stop inside a code are refused with ValueError.

    If you do not stand at the root when the bits are used up, some are missing. To keep
    quiet about it is to lose a symbol without a word.
    """
    tree, table, symbols, bits = message
    check.sequence(learner.decode(bits, tree), symbols)
    beginnings = sorted({code[:n] for code in table.values() for n in range(1, len(code))})
    if not beginnings:
        return
    bits += data.draw(st.sampled_from(beginnings))
    check.value_error(learner.decode, bits, tree, because="they stop inside a code")


@points(1)
def test_other_characters(learner):
    """A character that is neither 0 nor 1 is refused with ValueError.

    It can be anywhere: a 2, a letter, a space between the codes, the end of a line.
    """
    tree = ("a", ("b", "c"))
    check.sequence(learner.decode("01011", tree), "abc")
    for bits in ("2", "02", "0x0", "0 10", "10\n", "1a", "-1", "1_0"):
        check.value_error(learner.decode, bits, tree, because="only 0 and 1 are bits")
    for bits in ("2", "0 0", "0\n"):
        check.value_error(learner.decode, bits, "a", because="only 0 and 1 are bits")


@points(1)
def test_many_bits_and_a_deep_tree(learner):
    """A hundred thousand symbols, and a tree of 300 levels, are decoded quickly.

    Look at each bit once. To cut the bits that are done off the front of the str copies
    all the rest of it, every time.
    """
    alphabet = [chr(0x4E00 + i) for i in range(256)]
    nodes = alphabet
    while len(nodes) > 1:
        nodes = list(zip(nodes[::2], nodes[1::2], strict=True))
    symbols = [alphabet[i] for i in np.random.default_rng(4).integers(0, 256, 100_000)]
    bits = encode.encode(symbols, codes.code_table(nodes[0]))
    check.sequence(learner.decode(bits, nodes[0]), symbols)

    symbols = [chr(0x4E00 + i) for i in range(301)]
    deep = symbols[-1]
    for symbol in symbols[-2::-1]:
        deep = (symbol, deep)
    bits = encode.encode(symbols, codes.code_table(deep))
    check.sequence(learner.decode(bits, deep), symbols)
