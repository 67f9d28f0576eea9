"""Count the symbols, and measure how few bits they could possibly take.

Everything in this lesson starts from counts: a symbol that comes often shall get a
short code. The entropy of the counts is the bound below which no code can go.

Symbols are all str or all int: the letters of a text, the words of a list, the
bytes of a file.
"""

import math
from numbers import Integral


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
    counts = {}
    for symbol in symbols:
        counts[symbol] = counts.get(symbol, 0) + 1
    return counts


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
    if not frequencies:
        raise ValueError("frequencies is empty: expected at least one symbol with its count")
    for symbol, count in frequencies.items():
        if not isinstance(count, Integral) or count < 1:
            raise ValueError(
                f"frequencies[{symbol!r}] is {count!r}: expected a positive whole number"
            )
    total = sum(int(count) for count in frequencies.values())
    bits = 0.0
    for count in frequencies.values():
        p = int(count) / total
        bits += p * math.log2(1 / p)
    return bits
