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
    if not isinstance(tree, tuple):
        return {tree: "0"}
    table = {}
    to_visit = [(tree, "")]
    while to_visit:
        node, code = to_visit.pop()
        if isinstance(node, tuple):
            left, right = node
            to_visit.append((right, code + "1"))
            to_visit.append((left, code + "0"))
        else:
            table[node] = code
    return table
