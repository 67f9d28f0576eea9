"""The rows that the Huffman lab's views are made of, on the screen and as plain text."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from playground.core import huffman
from playground.core.huffman import Symbol
from playground.labs.huffman.coding import Coding
from playground.labs.huffman.data import cells, label
from playground.labs.huffman.spans import HUES, Row, Span, cut, pad, wrap

# -- words ------------------------------------------------------------------


def headline(coding: Coding, width: int) -> str:
    """Return what is coded and its main figures, as much as fits."""
    data = coding.data
    units, kinds = data.units(coding.total), len(data.frequencies)
    code = f"{coding.encoded_bits:,} bits"
    for text in (
        f"{data.title} · {units}, {kinds} different · {code}, {coding.average:.3f} each · "
        f"entropy {coding.entropy:.3f}",
        f"{data.title} · {units} · {code}, {coding.average:.3f} each · H {coding.entropy:.3f}",
        f"{data.title} · {code}, {coding.average:.3f} each · H {coding.entropy:.3f}",
        f"{data.title} · {code}, {coding.average:.3f} each",
    ):
        if cells(text) <= width:
            return text
    figures = f" · {code}, {coding.average:.3f} each"
    return cut(data.title, max(4, width - cells(figures))) + figures


def merge_sentence(coding: Coding, step: int) -> str:
    """Return in words the merge just made and the next one."""
    if coding.merges == 0:
        return "One symbol, so nothing to merge: the tree is a leaf and its code is 0."
    after = ""
    if step < coding.merges:
        left, right, _ = coding.merged(step + 1)
        after = f" Next: {coding.name(left)} and {coding.name(right)}."
    if step == 0:
        return f"{len(coding.leaf_of)} leaves wait in the queue, the lightest first.{after}"
    left, right, parent = coding.merged(step)
    made = (
        f"Merge {step} of {coding.merges}: {coding.name(left)} and {coding.name(right)} "
        f"-> {coding.nodes[parent].weight}."
    )
    return made + (after or " One node is left: the tree is whole.")


def queue_rows(coding: Coding, step: int, width: int, lines: int) -> list[Row]:
    """Return the queue after `step` merges, the two merged next in brackets."""
    upcoming = coding.merged(step + 1)[:2] if step < coding.merges else ()

    def words() -> Iterator[Span]:
        yield Span("queue ", "dim")
        for node in coding.queue(step):
            name = coding.name(node)
            if node in upcoming:
                yield Span(f"[{name}]", "next")
                yield Span(" ")
            else:
                yield Span(f"{name}  ", "node" if name.startswith("(") else "")

    return wrap(words(), width, lines)


def path_rows(coding: Coding, symbol: Symbol, step: int, width: int, lines: int) -> list[Row]:
    """Return the way from the root down to a symbol, edge by edge."""
    way = list(reversed(coding.up(coding.leaf_of[symbol], step)))

    def words() -> Iterator[Span]:
        yield Span("path ", "dim")
        for node in way:
            place = coding.nodes[node]
            if node != way[0]:
                yield Span(f"─{place.bit}→ ", "bit")
            yield Span(f"{coding.name(node)} ", "path" if place.is_leaf else "node")

    return wrap(words(), width, lines)


# -- codes ------------------------------------------------------------------

CODE_COLUMNS = ("symbol", "count", "share", "ideal", "bits", "code")
_CODE_WIDTHS = (8, 8, 8, 7, 5)
CODES_WIDTH = sum(_CODE_WIDTHS) + 2  # columns before the code


def code_head() -> Row:
    """Return the heads of the table of codes; `ideal` is log2(1 / share) in bits."""
    heads = [pad(CODE_COLUMNS[0], _CODE_WIDTHS[0])]
    heads += [
        pad(head, width, right=True)
        for head, width in zip(CODE_COLUMNS[1:5], _CODE_WIDTHS[1:], strict=True)
    ]
    return [Span("".join(heads) + "  code", "dim")]


def code_row(coding: Coding, symbol: Symbol, step: int, chosen: bool, width: int) -> Row:
    """Return a symbol's row of the table; the code is what `step` merges have made of it."""
    count = coding.data.frequencies[symbol]
    whole = step >= coding.merges
    code = coding.table[symbol] if whole else coding.code_so_far(symbol, step)
    widths = _CODE_WIDTHS
    shown = cut(code if whole else f"…{code}", max(4, width - CODES_WIDTH))
    row = [
        Span("▸ " if chosen else "  ", "path"),
        Span(pad(label(symbol), widths[0] - 2), "leaf"),
        Span(pad(f"{count:,}", widths[1], right=True)),
        Span(pad(f"{count / coding.total:.4f}", widths[2], right=True)),
        Span(pad(f"{math.log2(coding.total / count):.3f}", widths[3], right=True), "dim"),
        Span(pad(str(len(code)), widths[4], right=True)),
        Span("  "),
        Span(shown, "path" if chosen else "code"),
    ]
    return [Span(text, f"{role} chosen".strip()) for text, role in row] if chosen else row


# -- the encoded bits -------------------------------------------------------


class Cell(NamedTuple):
    """A symbol of the strip: its place in the data, its first column, its columns."""

    place: int
    column: int
    width: int


class Strip:
    """The encoded data in lines of whole codes, two rows each: symbols over their bits.

    Only the starts of the lines are worked out beforehand; rows are made when seen.
    """

    def __init__(self, coding: Coding, width: int) -> None:
        self.coding = coding
        self.gutter = len(f"{coding.encoded_bits:,}") + 1
        self._width = {
            symbol: max(len(code), cells(label(symbol))) for symbol, code in coding.table.items()
        }
        room = max(width - self.gutter, max(self._width.values()))
        each = np.fromiter((self._width[s] for s in coding.data.symbols), np.int64, coding.total)
        ends = np.cumsum(each)
        starts, before = [0], 0
        while True:
            start = int(np.searchsorted(ends, before + room, side="right"))
            if start >= coding.total:
                break
            starts.append(start)
            before = int(ends[start - 1])
        self._starts = np.array(starts)
        self.width = self.gutter + room

    @property
    def lines(self) -> int:
        """Return the number of lines."""
        return len(self._starts)

    def line_of(self, index: int) -> int:
        """Return the line that shows the symbol with this index."""
        return int(np.searchsorted(self._starts, index, side="right")) - 1

    def cells(self, line: int) -> Iterator[Cell]:
        """Yield the symbols of a line."""
        end = self._starts[line + 1] if line + 1 < self.lines else self.coding.total
        column = self.gutter
        for index in range(int(self._starts[line]), int(end)):
            width = self._width[self.coding.data.symbols[index]]
            yield Cell(index, column, width)
            column += width

    def index_at(self, line: int, column: int) -> int | None:
        """Return the index of the symbol drawn there."""
        if 0 <= line < self.lines:
            for cell in self.cells(line):
                if cell.column <= column < cell.column + cell.width:
                    return cell.place
        return None

    def rows(self, line: int, cursor: int, chosen: Symbol | None) -> tuple[Row, Row]:
        """Return a line's row of symbols and its row of codes, every other code marked.

        `cursor` is the index of the symbol that is pointed out (-1 for none), and
        every code of `chosen` stands out.
        """
        coding = self.coding
        first = int(self._starts[line])
        offset = int(coding.ends[first - 1]) if first else 0
        above: list[Span] = [Span(" " * self.gutter)]
        below: list[Span] = [Span(pad(f"{offset:,} ", self.gutter, right=True), "dim")]
        for cell in self.cells(line):
            symbol = coding.data.symbols[cell.place]
            role = f"hue{coding.rank[symbol] % HUES}"
            if cell.place == cursor:
                role = "here"
            elif symbol == chosen:
                role = "path"
            above.append(Span(pad(label(symbol), cell.width), role))
            odd = " odd" if cell.place % 2 else ""
            code = coding.table[symbol]
            below.append(Span(code, role + odd))
            if len(code) < cell.width:
                below.append(Span(" " * (cell.width - len(code))))
        return above, below


def bit_sentence(coding: Coding, bit: int) -> str:
    """Return in words the symbol that the cursor of the strip stands on."""
    index = coding.symbol_at(bit)
    symbol = coding.data.symbols[index]
    code = coding.table[symbol]
    start = int(coding.ends[index]) - len(code)
    where = f"bit {start}" if len(code) == 1 else f"bits {start:,} to {start + len(code) - 1:,}"
    return (
        f"{coding.data.unit.capitalize()} {index + 1:,} of {coding.total:,}: "
        f"{label(symbol)} -> {code}, {where}. No separators."
    )


# -- decoding ---------------------------------------------------------------


def decode_rows(coding: Coding, bit: int, width: int) -> list[Row]:
    """Return three rows: the bits around the decoder, what its path means, the text so far."""
    reading = coding.reading(bit)
    return [
        _bits_row(coding, reading.start, bit, width),
        [Span("walk  ", "dim"), Span(cut(walk_sentence(coding, bit), width - 6), "strong")],
        _text_row(coding, reading.symbols, width),
    ]


def walk_sentence(coding: Coding, bit: int) -> str:
    """Return in words where the decoder stands in the tree after `bit` bits."""
    reading = coding.reading(bit)
    if bit == 0:
        return "At the root, no bit read yet."
    place = coding.nodes[reading.node]
    if place.is_leaf:
        back = "Done." if bit == coding.encoded_bits else "Back to the root."
        return f"{reading.path} leads to the leaf {coding.name(reading.node)}. {back}"
    return f"{reading.path} leads to {coding.name(reading.node)}, no leaf yet: read on."


def _bits_row(coding: Coding, start: int, bit: int, width: int) -> Row:
    room = width - 6 - 5  # the row's name, brackets, the head and ellipses
    before = min(start, max(room // 2 - (bit - start), 0))
    after = max(0, room - before - (bit - start))
    bits = coding.bits
    left = ("…" if before < start else "") + bits[start - before : start]
    right = bits[bit : bit + after] + ("…" if bit + after < len(bits) else "")
    return [
        Span("bits  ", "dim"),
        Span(left, "dim"),
        Span(f"[{bits[start:bit]}]" if bit > start else "", "here"),
        Span("▸", "path"),
        Span(right),
    ]


def _text_row(coding: Coding, count: int, width: int) -> Row:
    tail = f"{count:,} of {coding.data.units(coding.total)}"
    room = width - 6 - len(tail) - 3
    symbols = coding.data.symbols[max(0, count - room) : count]
    gap = " " if isinstance(symbols, bytes) else ""
    text = gap.join(label(symbol) for symbol in symbols)
    if count > len(symbols) or cells(text) > room:
        while cells(text) > room - 1:
            text = text[1:]
        text = "…" + text
    return [
        Span("text  ", "dim"),
        Span(text, "leaf"),
        Span("▁", "path"),
        Span(" " * (room - cells(text) + 1)),
        Span(tail, "dim"),
    ]


# -- sizes ------------------------------------------------------------------


class Size(NamedTuple):
    """One way to write the data: its name, its size in bits, the role of its bar."""

    name: str
    bits: float
    role: str = "bar"


def size_list(coding: Coding, yours: bool = False) -> list[Size]:
    """Return the sizes side by side; `yours` if the tree is the learner's."""
    sizes = coding.sizes
    symbols = coding.data.symbols
    if isinstance(symbols, bytes):
        plain = "plain bytes"
    else:
        plain = "ASCII, 8 bits" if symbols.isascii() else "UTF-8"
    each = huffman.fixed_length_bits(sizes.distinct)
    found = [
        Size(plain, sizes.plain),
        Size(f"fixed, {each} bit{'' if each == 1 else 's'}", sizes.fixed),
        Size("Huffman", sizes.huffman, "best"),
        Size("entropy bound", sizes.entropy),
        Size("zlib, a file", sizes.zlib),
        Size("Huffman, a file", coding.container_bits),
    ]
    if yours:
        found.insert(3, Size("your Huffman", coding.encoded_bits, "best"))
    return found


def size_rows(coding: Coding, width: int, yours: bool = False, airy: bool = False) -> list[Row]:
    """Return the sizes as bars with their bits, and bits a symbol; `airy` with rows between.

    The bars are measured against the plain data; one that is longer ends in "»".
    """
    found = size_list(coding, yours)
    scale = max(size.bits for size in found[:2])
    names = 1 + max(len(size.name) for size in found)
    exact = [_exact(size.bits) for size in found]
    figures = max(len(text) for text in exact)
    room = max(6, width - names - figures - 10)
    rows: list[Row] = [
        [
            Span(
                pad("", names + room + 1)
                + pad("bits", figures, right=True)
                + pad("each", 9, right=True),
                "dim",
            )
        ]
    ]
    for size, text in zip(found, exact, strict=True):
        if airy:
            rows.append(())
        strong = "strong" if size.role == "best" else ""
        rows.append(
            [
                Span(pad(size.name, names), strong),
                Span(pad(_bar(size.bits / scale, room), room + 1), size.role),
                Span(pad(text, figures, right=True), strong),
                Span(pad(f"{size.bits / coding.total:,.3f}", 9, right=True), strong or "dim"),
            ]
        )
    return rows


def _exact(bits: float) -> str:
    return f"{bits:,}" if isinstance(bits, int) else f"{bits:,.1f}"


def _bar(share: float, width: int) -> str:
    if share > 1:
        return "█" * (width - 1) + "»"
    eighths = round(share * width * 8)
    if eighths == 0 and share > 0:
        eighths = 1
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (" ▏▎▍▌▋▊▉"[rest] if rest else "")


def size_sentences(coding: Coding) -> list[str]:
    """Return what the sizes mean, in words."""
    sizes = coding.sizes
    saved = 1 - sizes.huffman / sizes.plain
    lines = [f"Huffman's codes save {saved:.1%} of the plain {_exact(sizes.plain)} bits."]
    over = sizes.huffman - sizes.entropy
    if sizes.entropy == 0:
        lines.append("The entropy is 0: nothing is unknown but the length.")
    elif over < 1e-6 * sizes.entropy:
        lines.append("They meet the entropy exactly: every share is a power of 1/2.")
    else:
        lines.append(
            f"They are {over / sizes.entropy:.1%} above the entropy, which no code "
            "symbol by symbol can beat."
        )
    lines.append("A file also holds what the receiver needs: the table of codes, a checksum.")
    return lines
