"""Decode: let the bits lead you through the tree.

Start at the root. Each 0 takes you to the left, each 1 to the right. At a leaf you
have a symbol; note it and start at the root again. When the bits are used up you
must be at the root, or the last code was cut.

A leaf is the symbol itself (a str or an int), an inner node a tuple (left, right).
"""


def decode(bits: str, tree) -> list:
    """Return the symbols that the bits stand for, in order.

    bits is a str of "0" and "1". A tree that is one lone leaf reads each "0" as its
    symbol and has no meaning for a "1".

    Returns a list of symbols; no bits give [].

    Raises ValueError for a character other than "0" and "1", for a "1" where the tree
    is a lone leaf, and for bits that stop inside a code.

    >>> list(decode("010011", ("a", ("b", "c")))) == ["a", "b", "a", "c"]
    True
    >>> list(decode("000", "z")) == ["z", "z", "z"]
    True
    >>> list(decode("", ("a", "b")))
    []
    """
    raise NotImplementedError("decode is yours to write: a step down the tree for each bit")
