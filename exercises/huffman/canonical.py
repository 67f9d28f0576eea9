"""Canonical codes: send the lengths, and the codes follow.

A tree is costly to send along with the data. But only the lengths of the codes decide
how many bits the data takes; which bits they are is free. So sender and receiver
agree on one rule that makes codes out of lengths (RFC 1951, section 3.2.2, the rule
in every zip file and PNG picture), and the lengths are all that must be sent.

The rule: sort the symbols by (length, symbol). The first code is all zeros. Each next
code is the one before it plus 1, read as a binary number; where the length grows,
append zeros on the right until it fits.
"""


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
    raise NotImplementedError("canonical_table is yours to write: sort first, then count")
