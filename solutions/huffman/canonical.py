"""Canonical codes: send the lengths, and the codes follow.

A tree is costly to send along with the data. But only the lengths of the codes decide
how many bits the data takes; which bits they are is free. So sender and receiver
agree on one rule that makes codes out of lengths (RFC 1951, section 3.2.2, the rule
in every zip file and PNG picture), and the lengths are all that must be sent.

The rule: sort the symbols by (length, symbol). The first code is all zeros. Each next
code is the one before it plus 1, read as a binary number; where the length grows,
append zeros on the right until it fits.
"""

from numbers import Integral


def canonical_table(lengths: dict) -> dict:
    """Return the canonical code that has these code lengths.

    lengths maps each symbol (all str or all int) to the length of its code in bits.
    Kraft's inequality says which lengths a prefix code can have: the sum of 2^-length
    is at most 1. Where it is less, the code is incomplete, which is allowed: some
    strings of bits then mean nothing.

    Returns a dict that maps each symbol to its code, a str of "0" and "1".

    Raises ValueError for an empty dict, for a length that is not an int of 1 or more,
    and for lengths that break Kraft's inequality.

    >>> canonical_table({"a": 2, "b": 1, "c": 2}) == {"b": "0", "a": "10", "c": "11"}
    True
    >>> canonical_table({9: 2, 10: 2, 1: 3}) == {9: "00", 10: "01", 1: "100"}
    True
    """
    if not lengths:
        raise ValueError("lengths is empty: expected at least one symbol with its length")
    for symbol, length in lengths.items():
        if not isinstance(length, Integral) or length < 1:
            raise ValueError(f"lengths[{symbol!r}] is {length!r}: expected an int of 1 or more")
    ordered = sorted((int(length), symbol) for symbol, length in lengths.items())

    table = {}
    code = 0
    previous = 0
    for length, symbol in ordered:
        code <<= length - previous
        # The codes of one length are the numbers below 2^length. To run past the last
        # of them is to break Kraft's inequality, seen in whole numbers, which do not round.
        if code >= 1 << length:
            raise ValueError(
                f"lengths has no code left for {symbol!r} of length {length}: "
                "expected the sum of 2^-length to be at most 1 (Kraft's inequality)"
            )
        table[symbol] = format(code, f"0{length}b")
        code += 1
        previous = length
    return table
