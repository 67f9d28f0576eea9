"""The Huffman lab's model: its state (see `state`), as plain text and as tables."""

from __future__ import annotations

import math

from playground.labs.huffman.coding import Coding, coding_of
from playground.labs.huffman.data import symbol_name
from playground.labs.huffman.draw import (
    Strip,
    bit_sentence,
    code_head,
    code_row,
    decode_rows,
    headline,
    merge_sentence,
    path_rows,
    queue_rows,
    size_list,
    size_rows,
    size_sentences,
)
from playground.labs.huffman.layout import Marks, TreeLayout
from playground.labs.huffman.spans import Row, cut, plain_row
from playground.labs.huffman.state import (
    VIEWS,
    HuffmanState,
    bits_done,
    data_of,
    parse,
    steps_done,
    tree_marks,
)

__all__ = ["VIEWS", "HuffmanState", "parse", "plain", "tables"]

PLAIN_WIDTH = 78
PLAIN_HEIGHT = 18  # of a tree
PLAIN_LINES = 40  # of anything long


def plain(state: HuffmanState) -> str:
    """Return the view as text of at most 78 columns."""
    coding = coding_of(data_of(state))
    rows = [
        f"Huffman lab, view {VIEWS.index(state.view) + 1} of {len(VIEWS)}: {state.view}",
        headline(coding, PLAIN_WIDTH),
    ]
    if coding.data.note:
        rows += _folded(coding.data.note)
    rows.append("")
    rows += {
        "tree": _plain_tree,
        "codes": _plain_codes,
        "bits": _plain_bits,
        "decode": _plain_decode,
        "sizes": _plain_sizes,
    }[state.view](state, coding)
    return "\n".join(row.rstrip() for row in rows) + "\n"


def _folded(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > PLAIN_WIDTH:
            lines.append("")
        lines[-1] += (" " if lines[-1] else "") + word
    return lines


def _text(rows: list[Row]) -> list[str]:
    return [plain_row(row) for row in rows]


def _drawn(state: HuffmanState, coding: Coding) -> list[str]:
    layout = TreeLayout(coding, PLAIN_WIDTH, PLAIN_HEIGHT)
    marks = tree_marks(state, coding)
    if layout.width <= PLAIN_WIDTH:
        return [plain_row(layout.row(y, marks)) for y in range(layout.height)]
    return outline(coding, marks)


def outline(coding: Coding, marks: Marks) -> list[str]:
    """Return the forest as an outline, for trees too wide to draw: a node under its parent."""
    rows: list[str] = []
    stack = [(node, 0) for node in reversed(coding.queue(marks.step))]
    while stack:
        if len(rows) == PLAIN_LINES:
            rows.append(f"... and {_below(coding, stack)} more nodes")
            break
        node, depth = stack.pop()
        place = coding.nodes[node]
        sign = "* " if node in marks.path else "  "
        bit = f"{place.bit} " if depth else ""
        rows.append(cut(f"{sign}{'| ' * depth}{bit}{coding.name(node)}", PLAIN_WIDTH))
        if not place.is_leaf:
            stack += [(place.right, depth + 1), (place.left, depth + 1)]
    return rows


def _below(coding: Coding, stack: list[tuple[int, int]]) -> int:
    places = (coding.nodes[node] for node, _ in stack)
    return sum(2 * (place.last - place.first) + 1 for place in places)


def _plain_tree(state: HuffmanState, coding: Coding) -> list[str]:
    step = steps_done(state, coding)
    rows = [*_text(queue_rows(coding, step, PLAIN_WIDTH, 2)), ""]
    rows += [*_drawn(state, coding), "", merge_sentence(coding, step)]
    return rows


def _plain_codes(state: HuffmanState, coding: Coding) -> list[str]:
    step = steps_done(state, coding)
    symbols = coding.by_count
    rows = [plain_row(code_head())]
    rows += [
        plain_row(code_row(coding, symbol, step, symbol == state.symbol, PLAIN_WIDTH))
        for symbol in symbols[:PLAIN_LINES]
    ]
    if len(symbols) > PLAIN_LINES:
        rows.append(f"... and {len(symbols) - PLAIN_LINES} more")
    if state.symbol is not None:
        rows += ["", *_text(path_rows(coding, state.symbol, step, PLAIN_WIDTH, 4))]
    return rows


def _plain_bits(state: HuffmanState, coding: Coding) -> list[str]:
    strip = Strip(coding, PLAIN_WIDTH)
    bit = bits_done(state, coding)
    cursor = coding.symbol_at(bit)
    first = max(0, min(strip.line_of(cursor), strip.lines - PLAIN_LINES // 2))
    last = min(strip.lines, first + PLAIN_LINES // 2)
    rows = [f"... {first} lines before"] if first else []
    for line in range(first, last):
        rows += _text(list(strip.rows(line, cursor, state.symbol)))
    if last < strip.lines:
        rows.append(f"... and {strip.lines - last} lines more")
    return [*rows, "", bit_sentence(coding, bit)]


def _plain_decode(state: HuffmanState, coding: Coding) -> list[str]:
    rows = _text(decode_rows(coding, bits_done(state, coding), PLAIN_WIDTH))
    return [*rows, "", *_drawn(state, coding)]


def _plain_sizes(state: HuffmanState, coding: Coding) -> list[str]:
    return [*_text(size_rows(coding, PLAIN_WIDTH)), "", *size_sentences(coding)]


def tables(state: HuffmanState) -> dict[str, list[list[object]]]:
    """Return the lab's figures as rows, by the name of their CSV file.

    `codes.csv` the table of codes, `merges.csv` the merges in order, `sizes.csv`
    the sizes side by side in bits.
    """
    coding = coding_of(data_of(state))
    codes: list[list[object]] = [
        ["symbol", "count", "probability", "ideal_bits", "length", "code"],
    ]
    for symbol in coding.by_count:
        count, code = coding.data.frequencies[symbol], coding.table[symbol]
        ideal = math.log2(coding.total / count)
        codes.append([symbol_name(symbol), count, count / coding.total, ideal, len(code), code])
    merges: list[list[object]] = [["step", "left", "right", "weight"]]
    for step in range(1, coding.merges + 1):
        left, right, parent = coding.merged(step)
        names = [coding.name(node) for node in (left, right)]
        merges.append([step, *names, coding.nodes[parent].weight])
    sizes: list[list[object]] = [["code", "bits", "bits_per_symbol"]]
    sizes += [[size.name, size.bits, size.bits / coding.total] for size in size_list(coding)]
    return {"codes.csv": codes, "merges.csv": merges, "sizes.csv": sizes}
