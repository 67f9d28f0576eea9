"""Encode: write the codes one after another.

With the table in hand this is the short half of the work. There is nothing between
two codes, no comma and no gap: a prefix code needs none.
"""


def encode(symbols, table: dict) -> str:
    """Return the codes of the symbols, one after another, as a str of "0" and "1".

    symbols is a str or any other sequence of symbols; table maps each symbol to its
    code, as code_table returns it. No symbols give "".

    Raises ValueError for a symbol that has no code in the table.

    >>> encode("abac", {"a": "0", "b": "10", "c": "11"})
    '010011'
    >>> encode([7, 0, 7], {0: "0", 7: "1"})
    '101'
    >>> encode("", {"a": "0"})
    ''
    """
    codes = []
    for symbol in symbols:
        if symbol not in table:
            raise ValueError(f"symbols has {symbol!r}, which has no code in the table")
        codes.append(table[symbol])
    return "".join(codes)
