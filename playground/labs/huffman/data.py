"""What the Huffman lab codes: its presets, a text of the learner's own, or a file."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from playground.core.huffman import Symbol, count_frequencies
from playground.labs import LabError

MAX_TEXT = 2_000  # characters of a text that is typed
MAX_FILE = 250_000  # bytes of a file
MAX_SYMBOLS = 400  # different characters in one tree; a file with more is read as bytes


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """Symbols with their counts, and how to speak of them.

    Equal only to itself: what is worked out from it is kept by identity.

    `symbols` are characters (str) or byte values (bytes), in the order in which
    they are sent; `unit` is what one of them is called.
    """

    name: str
    title: str
    unit: str
    symbols: str | bytes
    frequencies: Mapping[Symbol, int]
    note: str = ""

    def units(self, count: int) -> str:
        """Return the count with its unit: "1 letter", "306 letters"."""
        return f"{count:,} {self.unit}" + ("" if count == 1 else "s")


# -- presets ----------------------------------------------------------------

# Menghani & Singh, "Efficient Deep Learning" (early release, 2021), figure 2-1, after Shaffer.
BOOK = {"Z": 2, "K": 7, "M": 24, "C": 32, "U": 37, "D": 42, "L": 42, "E": 120}
DYADIC = {"A": 32, "B": 32, "C": 16, "D": 16, "E": 16, "F": 8, "G": 8}
FIBONACCI = dict(zip("ABCDEFGHIJ", (1, 1, 2, 3, 5, 8, 13, 21, 34, 55), strict=True))
ENGLISH = (
    "The lighthouse keeper wrote one line each evening: the wind, the height of the waves, "
    "the ships that had gone by. Most nights the wind was west and the sea was rough, so he "
    "soon had a sign for that and saved his ink. A quiet sea took a word or two. Only once, "
    "in thirty years, a whale lay below the rocks at dusk, and for that he just had to write "
    "a whole page, with every question he could not answer. What happens often deserves a "
    "short sign; what is rare can have a long one. He never knew that this was a theory."
)
RANDOM_BYTES = 4096


def _scattered(counts: Mapping[str, int], seed: int) -> str:
    """Return a text with these counts in an order that no run or period makes easy."""
    rng = random.Random(seed)
    letters = [letter for letter, count in counts.items() for _ in range(count)]
    # random() is the one method whose sequence Python promises to keep for a seed.
    keyed = [(rng.random(), letter) for letter in letters]
    return "".join(letter for _, letter in sorted(keyed))


def _from_counts(
    name: str, title: str, unit: str, counts: Mapping[str, int], seed: int, note: str
) -> Data:
    frequencies: dict[Symbol, int] = dict(counts.items())
    return Data(name, title, unit, _scattered(counts, seed), frequencies, note)


def _from_symbols(name: str, title: str, unit: str, symbols: str | bytes, note: str = "") -> Data:
    return Data(name, title, unit, symbols, count_frequencies(symbols), note)


def _random_bytes() -> bytes:
    rng = random.Random(1952)
    return bytes(int(rng.random() * 256) for _ in range(RANDOM_BYTES))


_PRESETS: dict[str, Callable[[], Data]] = {
    "book": lambda: _from_counts(
        "book",
        "the book's letters",
        "letter",
        BOOK,
        306,
        "Eight letters, most of them E: 785 bits where a fixed length takes 918.",
    ),
    "english": lambda: _from_symbols(
        "english",
        "English text",
        "character",
        ENGLISH,
        "Spaces and e are cheap, q and j are dear: about half of ASCII.",
    ),
    "dyadic": lambda: _from_counts(
        "dyadic",
        "a dyadic distribution",
        "letter",
        DYADIC,
        128,
        "Every share is a power of 1/2, so whole bits meet the entropy exactly.",
    ),
    "single": lambda: _from_symbols(
        "single",
        "one symbol",
        "letter",
        "A" * 24,
        "Only the length is unknown: the entropy is 0, yet a letter costs a bit.",
    ),
    "fibonacci": lambda: _from_counts(
        "fibonacci",
        "Fibonacci weights",
        "letter",
        FIBONACCI,
        55,
        "Each merge joins the last node and the next leaf: the deepest of trees.",
    ),
    "random": lambda: _from_symbols(
        "random",
        "random bytes",
        "byte",
        _random_bytes(),
        "Nothing to gain: what is below 8 bits is chance, and less than a table.",
    ),
    "abracadabra": lambda: _from_symbols(
        "abracadabra",
        "abracadabra",
        "letter",
        "abracadabra",
        "After the first merge three nodes weigh 2: other trees cost the same.",
    ),
}
PRESETS = tuple(_PRESETS)


@lru_cache(maxsize=len(_PRESETS))
def preset(name: str) -> Data:
    """Return a preset; raise LabError where there is none of this name."""
    if name not in _PRESETS:
        raise LabError(f"preset is {name!r}: expected one of {', '.join(PRESETS)}, text or file")
    return _PRESETS[name]()


# -- the learner's own ------------------------------------------------------


@lru_cache(maxsize=8)
def own_text(text: str) -> Data:
    """Return a text that the learner typed; raise LabError where it is empty or too long."""
    if not text:
        raise LabError("the text is empty: type at least one character")
    if len(text) > MAX_TEXT:
        raise LabError(
            f"the text has {len(text):,} characters: up to {MAX_TEXT:,} can be typed, "
            "put a longer one in a file"
        )
    if not text.isascii() and any(unicodedata.category(char) == "Cs" for char in text):
        raise LabError("the text holds half a character (a lone surrogate): type it again")
    return _from_symbols("text", "your text", "character", text)


def from_file(name: str) -> Data:
    """Return a file's characters where it is UTF-8, else its bytes.

    Raises LabError with a sentence for a file that is missing, no plain file,
    empty, too large or not readable.
    """
    if not name.strip():
        raise LabError("no file is named: type the path of one")
    try:
        path = Path(name.strip()).expanduser()
        stat = path.stat()
        if not path.is_file():
            kind = "a folder" if path.is_dir() else "no plain file"
            raise LabError(f"{name} is {kind}: name a file")
        if stat.st_size > MAX_FILE:
            raise LabError(
                f"{path.name} has {stat.st_size:,} bytes: the lab takes up to {MAX_FILE:,}"
            )
        return _read(path, stat.st_mtime_ns, stat.st_size)
    except FileNotFoundError:
        raise LabError(f"there is no file {name}: check the path") from None
    except PermissionError:
        raise LabError(f"{name} may not be read: its permissions forbid it") from None
    except (OSError, ValueError, RuntimeError) as error:
        if isinstance(error, LabError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise LabError(f"{name} cannot be read: {reason}") from None


@lru_cache(maxsize=4)
def _read(path: Path, mtime_ns: int, size: int) -> Data:  # the stat is the key of the cache
    with path.open("rb") as stream:
        raw = stream.read(MAX_FILE + 1)
    if len(raw) > MAX_FILE:
        raise LabError(f"{path.name} is growing past {MAX_FILE:,} bytes: the lab takes no more")
    if not raw:
        raise LabError(f"{path.name} is empty: there is nothing to code")
    title = "".join(char if char.isprintable() else "?" for char in path.name)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return _from_symbols("file", title, "byte", raw, "Not UTF-8: read as bytes.")
    distinct = len(set(text))
    if distinct > MAX_SYMBOLS:
        note = f"{distinct:,} different characters are too many to draw: read as bytes."
        return _from_symbols("file", title, "byte", raw, note)
    return _from_symbols("file", title, "character", text)


# -- symbols in print -------------------------------------------------------

_SHOWN = {" ": "␣", "\n": "↵", "\t": "⇥", "\r": "␍"}


def _invisible(char: str) -> bool:
    category = unicodedata.category(char)
    # Hangul's conjoining letters have a category of their own and still take no cell.
    return category[0] in "CMZ" or "\u1100" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7ff"


def label(symbol: Symbol) -> str:
    """Return a symbol as it is drawn: a character, a sign for white space, a byte in hex."""
    if isinstance(symbol, int):
        return f"{symbol:02X}"
    if symbol in _SHOWN:
        return _SHOWN[symbol]
    return f"U+{ord(symbol):04X}" if _invisible(symbol) else symbol


def cells(text: str) -> int:
    """Return how many terminal cells a text of labels takes: wide characters take two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def symbol_name(symbol: Symbol) -> str:
    """Return a symbol as a setting: itself, U+0020 where it cannot be seen, 0x4F for a byte."""
    if isinstance(symbol, int):
        return f"0x{symbol:02X}"
    return f"U+{ord(symbol):04X}" if symbol in _SHOWN or _invisible(symbol) else symbol


def find_symbol(name: str, data: Data) -> Symbol:
    """Return the symbol of the data that a setting names; raise LabError where it has none."""
    by_name: dict[str, Symbol] = {symbol_name(symbol): symbol for symbol in data.frequencies}
    if name in by_name:
        return by_name[name]
    for symbol in data.frequencies:
        if name == label(symbol):
            return symbol
    some = [symbol_name(symbol) for symbol in list(data.frequencies)[:8]]
    more = ", ..." if len(data.frequencies) > len(some) else ""
    raise LabError(f"symbol is {name!r}: {data.title} has {', '.join(some)}{more}")
