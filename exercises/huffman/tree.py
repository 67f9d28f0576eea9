"""Build the tree: put the two lightest together, again and again.

Huffman's idea (1952) fits in one sentence. Begin with a leaf for each symbol, as
heavy as its count. Take the two lightest nodes, make them the children of a new
node that weighs what both weigh together, put it back, and go on until one node
is left: the root.

A tree is plain data. A leaf is the symbol itself, an inner node is a tuple
(left, right). So ("a", ("b", "c")) has the leaf a to the left of its root, and an
inner node with the leaves b and c to the right.
"""


def build_tree(frequencies: dict):
    """Build a tree whose codes take the fewest bits that are possible.

    frequencies maps each symbol to its count. A symbol that is n edges below the root
    costs n bits each time it occurs; the tree that is asked for makes the sum

        count * depth   over all symbols

    as small as it can be. Where weights are equal there are several such trees, and
    each of them is right; so is either order of two children.

    Returns the tree: a leaf is its symbol, an inner node a tuple (left, right). One
    symbol gives its leaf alone, without a tuple.

    Raises ValueError for an empty dict and for a count that is not a positive int.

    >>> build_tree({"a": 3})
    'a'
    >>> sorted(build_tree({"a": 1, "b": 2}))
    ['a', 'b']
    >>> left, right = build_tree({"a": 5, "b": 1, "c": 2})
    >>> "a" in (left, right)
    True
    """
    raise NotImplementedError("build_tree is yours to write: begin with the two lightest")
