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
    lone_leaf = not isinstance(tree, tuple)
    symbols = []
    node = tree
    for position, bit in enumerate(bits):
        if bit not in ("0", "1"):
            raise ValueError(f"bits has {bit!r} at position {position}: expected 0 or 1")
        if lone_leaf:
            if bit == "1":
                raise ValueError(f"bits has a 1 at position {position}: the only code here is 0")
        else:
            left, right = node
            node = left if bit == "0" else right
        if not isinstance(node, tuple):
            symbols.append(node)
            node = tree
    if node is not tree:
        raise ValueError("bits stops inside a code: expected it to end with a whole code")
    return symbols
