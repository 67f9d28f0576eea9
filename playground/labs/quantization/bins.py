"""View 4: how full the bins are, for evenly spread, bell-shaped and outlier-heavy data."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from playground.labs.canvas import Canvas, Role
from playground.labs.figure import fitting, nice_ticks, number
from playground.labs.quantization import data
from playground.labs.quantization.mine import Mine
from playground.labs.quantization.state import DATA, QuantizationState


@dataclass(frozen=True, eq=False, slots=True)
class Bars:
    """The histogram for a width: counts int64 [bars], so many bins and cells a bar."""

    counts: NDArray[np.int64]
    bins_each: int
    cells_each: int


def bars(counts: NDArray[np.int64], width: int) -> Bars:
    """Join neighbouring bins, by twos, until all bars fit into `width` cells."""
    each = 1
    while counts.size // each > max(1, width):
        each *= 2
    joined = counts.reshape(-1, each).sum(axis=1)
    return Bars(joined, each, max(1, width // joined.size))


def words(state: QuantizationState, width: int, found: data.Filling) -> list[str]:
    """Return what the histogram means in one or two sentences."""
    bits_text = f"{state.bits} bit{'s' * (state.bits > 1)}"
    entropy = (
        f"Entropy {found.entropy:.2f} of {bits_text} a value: "
        f"Huffman codes would take {found.huffman:.2f}.",
        f"Entropy {found.entropy:.2f} of {bits_text}; Huffman takes {found.huffman:.2f}.",
    )
    said = [fitting(entropy, width)]
    if found.outside:
        said.append(
            fitting(
                (
                    f"{found.outside:,} of {data.SAMPLES:,} values lie outside the range: "
                    "clamped into the end bins.",
                    f"{found.outside:,} values outside: clamped to the end bins.",
                ),
                width,
            )
        )
    return said


def comparison(state: QuantizationState) -> list[tuple[str, data.Filling]]:
    """Return how each data set fills these bins, in order."""
    return [(name, data.filling(replace(state, data=name))) for name in DATA]


def draw(state: QuantizationState, width: int, height: int, mine: Mine | None = None) -> Canvas:
    """Draw the histogram, its words, and the three data sets side by side as numbers."""
    canvas = Canvas(width, height)
    found = data.filling(state, None if mine is None else mine.codes)
    said = words(state, width, found)
    below = len(said) + len(DATA) + 1
    rows = height - below
    if rows >= 16:
        rows -= 1
    _draw_histogram(canvas, state, found, rows, mine)
    top = height - below
    for index, sentence in enumerate(said):
        role: Role = "text" if index == 0 else "primary"
        canvas.put(0, top + index, sentence, role)
    _draw_comparison(canvas, state, top + len(said))
    return canvas


def _draw_histogram(
    canvas: Canvas, state: QuantizationState, found: data.Filling, rows: int, mine: Mine | None
) -> None:
    left = len(f"{bars(found.counts, canvas.width - 7).counts.max():,}") + 1
    shown = bars(found.counts, canvas.width - left - 1)
    highest = max(1, int(shown.counts.max()))
    wide = shown.cells_each
    gap = 1 if wide >= 3 else 0
    # A row is kept free above the highest bar where its count has room to stand.
    room = wide - gap >= len(f"{highest:,}")
    plot_rows = max(1, rows - 3)
    bar_rows = max(1, plot_rows - room)
    bottom = plot_rows
    canvas.upright(left - 1, 1, plot_rows, "axis")
    for count in nice_ticks(0, highest, min(7, max(2, plot_rows // 2))):
        row = bottom - min(bar_rows - 1, int(count / highest * bar_rows))
        if count == int(count):
            text = f"{int(count):,}"
            canvas.put(left - 1 - len(text), row, text, "muted")
            canvas.put(left - 1, row, "┤", "axis")
    differs = _differing_bars(state, shown, mine)
    _draw_heading(canvas, state, shown, mine)
    for index, count in enumerate(shown.counts.tolist()):
        at = left + index * wide
        eighths = max(1, round(8 * bar_rows * count / highest)) if count else 0
        canvas.bar(at, bottom, wide - gap, eighths, "secondary")
        middle = at + (wide - gap) // 2
        above = bottom - (eighths + 7) // 8
        if not count:
            canvas.put(middle, bottom, "·", "muted")
        elif wide - gap >= len(f"{count:,}") and above >= 1:
            canvas.put_centred(middle, above, f"{count:,}", "text")
        if index in differs:
            canvas.put(at, bottom + 1, "✗" * (wide - gap), "error")
    _draw_codes(canvas, state, shown, left, bottom + 1, differs)


def _draw_heading(canvas: Canvas, state: QuantizationState, shown: Bars, mine: Mine | None) -> None:
    whose = "your codes of" if mine is not None else "codes of"
    each = "one bar a bin" if shown.bins_each == 1 else f"one bar for {shown.bins_each} bins"
    values = f"{whose} {data.SAMPLES:,} values, {state.data}"
    heading = (
        f"{values} ({data.DESCRIPTIONS[state.data]}); {each}",
        f"{values}; {state.bins:,} bins, {each}",
        f"{values}; {each}",
    )
    canvas.put(0, 0, fitting(heading, canvas.width), "muted")


def _draw_codes(
    canvas: Canvas,
    state: QuantizationState,
    shown: Bars,
    left: int,
    row: int,
    differs: set[int],
) -> None:
    """Write the codes below their bars, those that have room, and the ends of the range."""
    end = -1
    wide = shown.cells_each
    for index in range(shown.counts.size):
        code = str(index * shown.bins_each)
        start = left + index * wide + max(0, (wide - 1 - len(code) + 1) // 2)
        stride_holds = index % _code_stride(shown) == 0
        if stride_holds and start > end and index not in differs:
            canvas.put(start, row, code, "text")
            end = start + len(code)
    across = shown.counts.size * wide
    low, high = f"▴ {number(state.x_min)}", f"{number(state.x_max)} ▴"
    canvas.put(left, row + 1, low, "muted")
    canvas.put(left + across - len(high), row + 1, high, "muted")
    label = "code above, x below"
    if across > len(low) + len(high) + len(label) + 4:
        canvas.put_centred(left + across // 2, row + 1, label, "muted")


def _code_stride(shown: Bars) -> int:
    """Return every how manieth bar has its code written, a power of two."""
    longest = len(str(shown.counts.size * shown.bins_each - 1))
    stride = 1
    while stride * shown.cells_each < longest + 1:
        stride *= 2
    return stride


def _differing_bars(state: QuantizationState, shown: Bars, mine: Mine | None) -> set[int]:
    """Return the bars to which the learner's codes give another count than ours."""
    if mine is None or not mine.wrong:
        return set()
    ours = data.count_codes(mine.ours, state.bins).reshape(-1, shown.bins_each).sum(axis=1)
    return set(np.flatnonzero(ours != shown.counts).tolist())


def _draw_comparison(canvas: Canvas, state: QuantizationState, top: int) -> None:
    """Write the three data sets as a table, the one shown marked."""
    heading = ("data", "empty", "fullest", "entropy", "Huffman", "saved")
    widths = (10, 7, 10, 9, 9, 7)
    at = 2
    for name, wide in zip(heading, widths, strict=True):
        text = name.ljust(wide) if name == "data" else name.rjust(wide)
        canvas.put(at, top, text, "muted")
        at += wide
    for index, (name, found) in enumerate(comparison(state)):
        chosen = name == state.data
        share = int(found.counts.max()) / data.SAMPLES
        cells = (
            name,
            f"{found.empty:,}",
            f"{100 * share:.1f} %",
            f"{found.entropy:.2f}",
            f"{found.huffman:.2f}",
            f"{100 * (1 - found.huffman / state.bits):.0f} %",
        )
        row = top + 1 + index
        canvas.put(0, row, "▸" if chosen else " ", "strong")
        at = 2
        for cell, wide in zip(cells, widths, strict=True):
            text = cell.ljust(wide) if cell is name else cell.rjust(wide)
            canvas.put(at, row, text, "strong" if chosen else "text")
            at += wide
