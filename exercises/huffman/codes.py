"""Read the codes off the tree.

Every leaf has one way that leads to it from the root. Write down 0 for each step to
the left and 1 for each step to the right, and you have the code of its symbol.
Symbols are only at the leaves, so no code is the beginning of another, and the
decoder needs no separators.

A leaf is the symbol itself (a str or an int), an inner node a tuple (left, right).
"""


def code_table(tree) -> dict:
    """Read the code of each symbol off the tree.

    Left is "0", right is "1". A tree that is one lone leaf gives its symbol the code
    "0", for a code of no bits could not say how often the symbol comes.

    Returns a dict that maps each symbol to its code, a str of "0" and "1".

    >>> code_table(("a", ("b", "c"))) == {"a": "0", "b": "10", "c": "11"}
    True
    >>> code_table("a")
    {'a': '0'}
    """
    raise NotImplementedError("code_table is yours to write: a walk from the root to every leaf")
