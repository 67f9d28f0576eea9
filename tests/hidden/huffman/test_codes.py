"""Hidden suite of huffman/codes."""

from hypothesis import example, given
from hypothesis import strategies as st

from playground.grading.testing import check, points
from solutions.huffman import codes as reference

BOOK_TREE = ("E", (("U", "D"), ("L", ("C", (("Z", "K"), "M")))))


@st.composite
def trees(draw, symbols):
    """A tree of any shape over 2 to 16 different symbols."""
    nodes = draw(st.lists(symbols, min_size=2, max_size=16, unique=True))
    while len(nodes) > 1:
        i = draw(st.integers(0, len(nodes) - 2))
        nodes[i : i + 2] = [(nodes[i], nodes[i + 1])]
    return nodes[0]


@points(2)
def test_small_trees(learner):
    """Left is 0, right is 1.

    The code of a symbol is the way from the root down to its leaf, the first step first.
    """
    check.mapping(learner.code_table(("a", "b")), {"a": "0", "b": "1"})
    check.mapping(learner.code_table(("a", ("b", "c"))), {"a": "0", "b": "10", "c": "11"})
    check.mapping(learner.code_table((("a", "b"), "c")), {"a": "00", "b": "01", "c": "1"})
    check.mapping(
        learner.code_table((("a", ("b", "c")), "d")), {"a": "00", "b": "010", "c": "011", "d": "1"}
    )


@points(1)
def test_book_tree(learner):
    """The tree of the book's letters gives E one bit and Z six.

    The lengths are 6, 6, 5, 4, 3, 3, 3, 1 for Z, K, M, C, U, D, L, E.
    """
    expected = {
        "E": "0",
        "U": "100",
        "D": "101",
        "L": "110",
        "C": "1110",
        "Z": "111100",
        "K": "111101",
        "M": "11111",
    }
    check.mapping(learner.code_table(BOOK_TREE), expected)


@points(2)
def test_lone_leaf(learner):
    """A tree that is one leaf gives its symbol the code "0".

    No step leads to it, but a code of no bits could not say how often the symbol comes.
    """
    for symbol in "az01":
        check.mapping(learner.code_table(symbol), {symbol: "0"})


@points(3)
@given(tree=trees(st.characters(codec="utf-8")))
def test_any_tree(learner, tree):
    """Every symbol of any tree gets its code, and no code begins another.

    Each leaf is reached by one way only. What you note on the way down to one leaf must
    not stay in the notes for the next.
    """
    got = check.leaves_arguments_unchanged(learner, "code_table", tree)
    check.mapping(got, reference.code_table(tree))


@points(1)
@given(tree=trees(st.integers(-5, 300)) | trees(st.text("abc", min_size=1, max_size=3)))
@example(tree=0)
@example(tree=65)
@example(tree="to")
@example(tree="tree")
@example(tree=(0, (1, 2)))
@example(tree=("to", ("be", "or")))
def test_numbers_and_words(learner, tree):
    """Symbols may be numbers, 0 among them, or whole words.

    Only a tuple is an inner node. A word can be cut into letters and has a length, and
    0 counts as false, but both are leaves.
    """
    check.mapping(learner.code_table(tree), reference.code_table(tree))


@points(1)
def test_deep_tree(learner):
    """A tree of 300 levels is read to its end.

    The deepest code has 300 bits, one for each level.
    """
    to_the_left = to_the_right = "end"
    for symbol in map(chr, range(0x4E00, 0x4E00 + 300)):
        to_the_left = (to_the_left, symbol)
        to_the_right = (symbol, to_the_right)
    for tree in (to_the_left, to_the_right):
        check.mapping(learner.code_table(tree), reference.code_table(tree))
