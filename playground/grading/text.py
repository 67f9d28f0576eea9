"""Learners' values and prints as text that is short and harmless to show."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

# Control characters but tab and newline, bidirectional controls, and lone surrogates.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff]"
)


def escape(text: str) -> str:
    """Return the text with every character that could act on a terminal made visible."""
    return _UNSAFE.sub(lambda match: _visible(match[0]), text)


def _visible(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def shorten(text: str, limit: int) -> str:
    """Return at most `limit` characters, the middle replaced by an ellipsis."""
    if len(text) <= limit:
        return text
    head = (limit - 5) * 2 // 3
    return f"{text[:head]} ... {text[len(text) - (limit - 5 - head) :]}"


def brief(value: Any, limit: int = 300, depth: int = 12) -> str:
    """Return a short repr of plain data: long and deep parts are left out."""
    return escape(shorten(_brief(value, limit, depth), limit))


def _brief(value: Any, limit: int, depth: int) -> str:
    if isinstance(value, np.ndarray):
        return _brief_array(value)
    if isinstance(value, (str, bytes)):
        if len(value) <= limit:
            return repr(value)
        cut = value[: limit // 2]
        unit = "characters" if isinstance(value, str) else "bytes"
        return f"{cut!r}... ({len(value):,} {unit})"
    if isinstance(value, int) and not isinstance(value, (bool, np.generic)):
        return repr(value) if value.bit_length() < 400 else f"an int of {value.bit_length():,} bits"
    if isinstance(value, np.generic):
        return f"{value!r}"
    if not isinstance(value, (list, tuple, dict, set, frozenset)):
        return repr(value)
    if depth == 0:
        return "..."
    return _brief_container(value, limit, depth)


def _brief_array(value: np.ndarray[Any, Any]) -> str:
    text = np.array2string(value, separator=", ", threshold=40, edgeitems=4, max_line_width=10**6)
    return f"{' '.join(text.split())} ({value.dtype}, shape {value.shape})"


def _brief_container(value: Any, limit: int, depth: int) -> str:
    parts: list[str] = []
    used = 0
    items = value.items() if isinstance(value, dict) else value
    for i, item in enumerate(items):
        if used > limit:
            parts.append(f"... ({len(value) - i:,} more)")
            break
        if isinstance(value, dict):
            key, held = item
            part = f"{_brief(key, limit, depth - 1)}: {_brief(held, limit, depth - 1)}"
        else:
            part = _brief(item, limit, depth - 1)
        parts.append(part)
        used += len(part) + 2
    inside = ", ".join(parts)
    if isinstance(value, list):
        return f"[{inside}]"
    if isinstance(value, tuple):
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    if isinstance(value, dict) or (isinstance(value, set) and value):
        return f"{{{inside}}}"
    return f"{type(value).__name__}({f'{{{inside}}}' if value else ''})"


def brief_call(function: str, args: tuple[Any, ...], kwargs: dict[str, Any] | None = None) -> str:
    """Return a call as the learner would write it, long arguments shortened."""
    words = [brief(arg, 160) for arg in args]
    words += [f"{name}={brief(value, 160)}" for name, value in (kwargs or {}).items()]
    return f"{function}({', '.join(words)})"
