"""Count the symbols, and measure how few bits they could possibly take.

Everything in this lesson starts from counts: a symbol that comes often shall get a
short code. The entropy of the counts is the bound below which no code can go.

Symbols are all str or all int: the letters of a text, the words of a list, the
bytes of a file.
"""


def count_frequencies(symbols) -> dict:
    """Count how often each symbol occurs.

    symbols is a str or any other sequence (list, tuple, bytes) of symbols.

    Returns a dict that maps each symbol to its count, a whole number of 1 or more;
    no symbols give {}.

    >>> count_frequencies("abracadabra") == {"a": 5, "b": 2, "r": 2, "c": 1, "d": 1}
    True
    >>> count_frequencies([7, 0, 7]) == {7: 2, 0: 1}
    True
    >>> count_frequencies("")
    {}
    """
    raise NotImplementedError("count_frequencies is yours to write: how often does each one come?")


def entropy(frequencies: dict) -> float:
    """Return the entropy of the counts in bits per symbol.

    With p = count / total for each symbol, the entropy is

        H = sum of p * log2(1 / p)

    (C. E. Shannon, 1948). frequencies is a dict as count_frequencies returns it.

    Raises ValueError for an empty dict and for a count that is not a positive int.

    >>> f"{entropy({'heads': 1, 'tails': 1}):.3f}"
    '1.000'
    >>> f"{entropy({'a': 2, 'b': 1, 'c': 1}):.3f}"
    '1.500'
    >>> abs(entropy({'a': 9})) < 1e-12
    True
    """
    raise NotImplementedError("entropy is yours to write: the formula is in its docstring")
