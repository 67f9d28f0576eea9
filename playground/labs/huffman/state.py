"""What the Huffman lab shows, as a state: from settings and back, and from step to step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from playground.core.huffman import Symbol
from playground.labs import LabError
from playground.labs.huffman.coding import Coding, coding_of
from playground.labs.huffman.data import (
    PRESETS,
    Data,
    find_symbol,
    from_file,
    own_text,
    preset,
    symbol_name,
)
from playground.labs.huffman.layout import Marks

VIEWS = ("tree", "codes", "bits", "decode", "sizes")
KEYS = ("preset", "view", "step", "bit", "symbol", "text", "file")

Move = Literal["back", "forth", "home", "end"]


@dataclass(frozen=True, slots=True)
class HuffmanState:
    """What the lab shows.

    `preset` is one of PRESETS, or "text" or "file" for the learner's own in `text`
    and `file`. `step` counts the merges made, None for all of them. `bit` counts
    the bits that the decoder has read; the strip's cursor stands there too.
    """

    preset: str = "book"
    view: str = "tree"
    step: int | None = None
    bit: int = 0
    symbol: Symbol | None = None
    text: str = ""
    file: str = ""

    def settings(self) -> dict[str, str]:
        """Return the state as settings, the inverse of `parse`."""
        found = {
            "preset": self.preset,
            "view": self.view,
            "step": "end" if self.step is None else str(self.step),
            "bit": str(self.bit),
        }
        if self.symbol is not None:
            found["symbol"] = symbol_name(self.symbol)
        if self.preset == "text":
            found["text"] = self.text
        if self.preset == "file":
            found["file"] = self.file
        return found


def parse(settings: Mapping[str, str]) -> HuffmanState:
    """Return the state with these settings; keys that are not named keep their defaults.

    `step` counts in the view that is shown: bits in the decode view, unless `bit`
    is set too, merges in all others. Raises LabError for an unknown key or a bad
    value, and for a file that cannot be read.
    """
    for key in settings:
        if key not in KEYS:
            raise LabError(f"the Huffman lab has no setting {key!r}: it has {', '.join(KEYS)}")
    default = "text" if "text" in settings else "file" if "file" in settings else "book"
    name = settings.get("preset", default)
    view = settings.get("view", "tree")
    if view not in VIEWS:
        raise LabError(f"view is {view!r}: expected one of {', '.join(VIEWS)}")
    state = HuffmanState(
        preset=name,
        view=view,
        text=settings.get("text", "") if name == "text" else "",
        file=settings.get("file", "") if name == "file" else "",
    )
    coding = coding_of(data_of(state))
    step, bit = settings.get("step", "end"), settings.get("bit")
    if view == "decode" and bit is None and "step" in settings:
        step, bit = "end", step
    merges = _count("step", step, coding.merges, "merges", coding)
    state = replace(
        state,
        step=None if merges == coding.merges else merges,
        bit=_count("bit", bit or "0", coding.encoded_bits, "bits", coding),
    )
    if "symbol" in settings:
        state = replace(state, symbol=find_symbol(settings["symbol"], coding.data))
    return state


def _count(key: str, text: str, last: int, unit: str, coding: Coding) -> int:
    if text == "end":
        return last
    # int() reads signs, spaces and underscores too, which no page means.
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) > last:
        raise LabError(
            f"{key} is {text!r}: {coding.data.title} has {last:,} {unit}, "
            f"so expected 0 to {last} or end"
        )
    return int(text)


def data_of(state: HuffmanState) -> Data:
    """Return the data that a state shows; raise LabError where it cannot be had."""
    if state.preset == "text":
        return own_text(state.text)
    if state.preset == "file":
        return from_file(state.file)
    return preset(state.preset)


# -- moving -----------------------------------------------------------------


def steps_done(state: HuffmanState, coding: Coding) -> int:
    """Return how many merges the state shows."""
    return coding.merges if state.step is None else min(state.step, coding.merges)


def bits_done(state: HuffmanState, coding: Coding) -> int:
    """Return how many bits the state has read."""
    return min(state.bit, coding.encoded_bits)


def moved(state: HuffmanState, coding: Coding, move: Move) -> HuffmanState:
    """Return the state one step on or back, or at either end.

    A step is a merge in the views tree and codes, a symbol in bits, a bit in
    decode; sizes has none.
    """
    if state.view == "sizes":
        return state
    if state.view in ("bits", "decode"):
        return replace(state, bit=_moved_bit(state, coding, move))
    step = steps_done(state, coding)
    step = {"back": step - 1, "forth": step + 1, "home": 0, "end": coding.merges}[move]
    step = max(0, min(step, coding.merges))
    return replace(state, step=None if step == coding.merges else step)


def _moved_bit(state: HuffmanState, coding: Coding, move: Move) -> int:
    bit, last = bits_done(state, coding), coding.encoded_bits
    if state.view == "decode":
        ends = {"back": max(0, bit - 1), "forth": min(last, bit + 1), "home": 0, "end": last}
        return ends[move]
    index = coding.symbol_at(bit)
    index = {"back": index - 1, "forth": index + 1, "home": 0, "end": coding.total - 1}[move]
    return bit_of(coding, max(0, min(index, coding.total - 1)))


def bit_of(coding: Coding, index: int) -> int:
    """Return where the code of the symbol with this index starts."""
    return int(coding.ends[index - 1]) if index else 0


def position(state: HuffmanState, coding: Coding) -> tuple[int, int, str]:
    """Return how far the view has been stepped, how far it goes, and what is counted."""
    if state.view in ("tree", "codes"):
        return steps_done(state, coding), coding.merges, "merge"
    if state.view == "bits":
        return coding.symbol_at(bits_done(state, coding)) + 1, coding.total, coding.data.unit
    if state.view == "decode":
        return bits_done(state, coding), coding.encoded_bits, "bit"
    return 0, 0, ""


def neighbour(state: HuffmanState, coding: Coding, by: int) -> Symbol | None:
    """Return the symbol `by` rows on in the table of codes; above its first row is none."""
    symbols = coding.by_count
    row = -1 if state.symbol is None else coding.rank.get(state.symbol, -1)
    row = max(-1, min(row + by, len(symbols) - 1))
    return None if row < 0 else symbols[row]


def next_preset(state: HuffmanState, by: int) -> HuffmanState:
    """Return the state with the next preset, or the one before; the view stays."""
    at = PRESETS.index(state.preset) if state.preset in PRESETS else -1 if by > 0 else 0
    name = PRESETS[(at + by) % len(PRESETS)]
    return HuffmanState(name, state.view, None if state.step is None else 0)


def tree_marks(state: HuffmanState, coding: Coding) -> Marks:
    """Return what the view points out in the tree.

    While the tree grows, its newest merge and the next; the chosen symbol's way;
    in the decode view the way of the bits just read.
    """
    if state.view == "decode":
        reading = coding.reading(bits_done(state, coding))
        way = coding.up(reading.node, coding.merges)
        return Marks(coding.merges, path=frozenset(way), here=reading.node)
    step = steps_done(state, coding)
    path: frozenset[int] = frozenset()
    if state.symbol in coding.leaf_of:
        assert state.symbol is not None
        path = frozenset(coding.up(coding.leaf_of[state.symbol], step))
    whole = step == coding.merges
    return Marks(
        step,
        merge=0 if state.view == "codes" or (whole and path) else step,
        upcoming=() if whole or state.view == "codes" else coding.merged(step + 1)[:2],
        path=path,
    )
