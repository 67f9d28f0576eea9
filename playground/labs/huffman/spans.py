"""Rows of text for the Huffman lab, each piece with the role that it plays.

A view on the screen gives every role a style; as plain text the pieces are simply
joined, so whatever a row says it must say without colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from playground.labs.huffman.data import cells

# Roles may be combined, with a space between: "hue1 odd".
ROLES = (
    "dim",  # what may be overlooked
    "strong",  # what must not
    "edge",  # the lines of the tree
    "bit",  # the 0 and 1 on them
    "node",  # the weight of an inner node
    "leaf",  # a symbol
    "code",  # its code
    "merge",  # the newest node
    "child",  # the two that became it
    "next",  # the two that are merged next
    "path",  # the way from the root to the chosen symbol
    "here",  # where the decoder or the cursor stands
    "chosen",  # the chosen row
    "odd",  # every second code of the strip
    "hue0",  # one of four colours for symbols
    "hue1",
    "hue2",
    "hue3",
    "bar",
    "best",  # the bar of Huffman's code
    "good",
    "bad",
)
HUES = 4


class Span(NamedTuple):
    """A piece of a row and its role, "" for none."""

    text: str
    role: str = ""


Row = Sequence[Span]


def plain_row(row: Row) -> str:
    """Return a row as plain text."""
    return "".join(span.text for span in row)


def row_cells(row: Row) -> int:
    """Return how many terminal cells a row takes."""
    return sum(cells(span.text) for span in row)


def cut(text: str, width: int) -> str:
    """Return the text, cut with an ellipsis where it is wider than `width` cells."""
    if cells(text) <= width:
        return text
    kept, used = [], 0
    for char in text:
        used += cells(char)
        if used > width - 1:
            break
        kept.append(char)
    return "".join(kept) + "…" if width > 0 else ""


def pad(text: str, width: int, right: bool = False) -> str:
    """Return the text filled with spaces to `width` cells, to the left of it if `right`."""
    fill = " " * (width - cells(text))
    return fill + text if right else text + fill


def place(pieces: Iterable[tuple[int, str, str]], start: int, end: int) -> Row:
    """Return the columns `start` to `end` of a row with these pieces (column, text, role).

    Where pieces overlap the later one wins.
    """
    chars: dict[int, tuple[str, str]] = {}
    for x, text, role in pieces:
        for char in text:
            width = cells(char)
            if start <= x and x + width <= end:
                chars[x] = (char, role)
                if width == 2:
                    chars[x + 1] = ("", role)
            x += width
    spans: list[Span] = []
    run: list[str] = []
    role = ""
    for x in range(start, end):
        char, its_role = chars.get(x, (" ", ""))
        if its_role != role and run:
            spans.append(Span("".join(run), role))
            run = []
        role = its_role
        run.append(char)
    if run:
        spans.append(Span("".join(run), role))
    return spans


def wrap(words: Iterable[Span], width: int, lines: int) -> list[Row]:
    """Return the words in up to `lines` rows of `width` cells, ending in "…" if cut.

    Each word is a span of its own and is never split; the words bring their spaces.
    """
    rows: list[list[Span]] = [[]]
    used = 0
    coming = iter(words)
    word = next(coming, None)
    while word is not None:
        after = next(coming, None)
        needs = cells(word.text.rstrip())
        if len(rows) == lines and after is not None:
            needs = cells(word.text) + 1
        if used and used + needs > width:
            if len(rows) == lines:
                rows[-1].append(Span("…", "dim"))
                break
            rows.append([])
            used = 0
        rows[-1].append(word)
        used += cells(word.text)
        word = after
    return [_bare(row) for row in rows]


def _bare(row: list[Span]) -> Row:
    """Return the row without the spaces at its end."""
    while row and not row[-1].text.strip():
        row.pop()
    return [*row[:-1], row[-1]._replace(text=row[-1].text.rstrip())] if row else row


def fold(text: str, width: int, lines: int, role: str = "") -> list[Row]:
    """Return a sentence in up to `lines` rows of `width` cells."""
    words: list[Span] = []
    for word in text.split():
        while cells(word) > width > 1:  # a path, say: it is broken rather than lost
            head = cut(word, width + 1).rstrip("…")[:width]
            words.append(Span(head, role))
            word = word[len(head) :]
        words.append(Span(f"{word} ", role))
    return wrap(words, width, lines)
