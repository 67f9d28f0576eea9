"""Text for the screen: made harmless, with signs and words, bars and rows.

What a learner wrote or printed is never read as markup: everything here returns
`Content`, which is built from plain strings and styles.
"""

from __future__ import annotations

import unicodedata

from textual.content import Content

from playground.tui.session import Standing

# Joiners belong to written languages and emoji; they do nothing to a terminal.
_HARMLESS_FORMAT = {"\u200c", "\u200d"}

SIGNS = {
    "passed": "✓",
    "failed": "✗",
    "not_started": "·",
    "later": "↷",
    "skipped": "↷",
    "error": "!",
    "timeout": "⧗",
    "waiting": "○",
}
WORDS = {
    "passed": "passed",
    "failed": "failed",
    "not_started": "not started",
    "later": "later",
    "skipped": "skipped",
    "error": "error",
    "timeout": "timed out",
    "waiting": "waiting",
}
STYLES = {
    "passed": "$text-success",
    "failed": "$text-error",
    "error": "$text-error",
    "timeout": "$text-error",
}
DIM = "$foreground 60%"


def clean(text: str) -> str:
    r"""Return the text with every character that could act on a terminal made visible.

    Newlines stay, tabs become spaces; control and format characters (bidirectional
    ones too) and lone surrogates become escapes such as `\x1b`.
    """
    text = text.replace("\r\n", "\n").expandtabs(4)
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return "".join(char if char == "\n" else _visible(char) for char in text)


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    risky = category in ("Cc", "Cf", "Cs", "Zl", "Zp") and char not in _HARMLESS_FORMAT
    if not risky:
        return char
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def sign(status: str) -> Content:
    """Return the sign of a status in its colour; the word stands beside it wherever it fits."""
    return Content.styled(SIGNS.get(status, "?"), STYLES.get(status, DIM))


def word(status: str) -> Content:
    """Return the word of a status in its colour."""
    return Content.styled(WORDS.get(status, clean(status)), STYLES.get(status, DIM))


def signs(standings: list[Standing]) -> Content:
    """Return one sign for each exercise, in order."""
    return Content(" ").join([sign(standing.status) for standing in standings])


def bar(part: int, whole: int, width: int, style: str = "$primary") -> Content:
    """Return a bar of `width` cells, filled as part is to whole; full only when it is all."""
    filled = 0 if whole <= 0 else min(width, part * width // whole)
    if part > 0 and filled == 0:
        filled = 1
    return Content.assemble(("━" * filled, style), ("─" * (width - filled), "$foreground 25%"))


def points(score: int, whole: int) -> str:
    """Return "3 of 10 points"."""
    return f"{score} of {whole} point{'' if whole == 1 else 's'}"


def fit(text: str, width: int) -> str:
    """Return the text cut to a width with an ellipsis, or filled with spaces to it."""
    content = Content(text)
    if content.cell_length <= width:
        return text + " " * (width - content.cell_length)
    if width <= 0:
        return ""
    return content.truncate(width, ellipsis=True, pad=True).plain


def apart(left: Content | str, right: Content | str, width: int) -> Content:
    """Return one line with its two parts at the two ends; the left one gives way."""
    right = right if isinstance(right, Content) else Content(right)
    left = left if isinstance(left, Content) else Content(left)
    room = max(0, width - right.cell_length - 1)
    return left.truncate(room, ellipsis=True, pad=True) + Content(" ") + right
