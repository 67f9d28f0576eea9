"""The parts of the Huffman lab's screen, and what each shows of a state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from playground.labs.huffman.coding import Coding
from playground.labs.huffman.draw import (
    CODES_WIDTH,
    bit_sentence,
    code_head,
    decode_rows,
    headline,
    merge_sentence,
    path_rows,
    queue_rows,
    size_rows,
    size_sentences,
)
from playground.labs.huffman.spans import Row, Span, cut, fold, pad
from playground.labs.huffman.state import (
    VIEWS,
    HuffmanState,
    bits_done,
    position,
    steps_done,
    tree_marks,
)
from playground.tui.labs.huffman_mine import Mine
from playground.tui.widgets.bit_strip import BitStrip
from playground.tui.widgets.code_canvas import Lines
from playground.tui.widgets.code_controls import Ask, Chip, Tab
from playground.tui.widgets.code_list import CodeList
from playground.tui.widgets.tree_view import TreeView

WIDE = 76  # columns from which the codes view has room for the tree beside it
SHOWN_IN = {  # the parts that only some views have
    "queue": ("tree",),
    "decoder": ("decode",),
    "table": ("codes",),
    "tree": ("tree", "codes", "decode"),
    "bits": ("bits",),
    "sizes": ("sizes",),
    "path": ("codes",),
}
AIRY = 24  # rows from which the sizes are spread out


@dataclass(frozen=True, slots=True)
class Shown:
    """What the parts show: a state with its coding, and what is going on besides.

    `notice` stands in place of the usual words; `mine` is the verdict on the
    learner's code, None where the lab runs on ours.
    """

    state: HuffmanState
    coding: Coding
    notice: str = ""
    playing: bool = False
    mine: Mine | None = None


class HuffmanParts(Vertical):
    """Views, figures, the drawing, words and controls, from top to bottom."""

    DEFAULT_CSS = """
    HuffmanParts { height: 1fr; }
    HuffmanParts .strip { height: 1; }
    HuffmanParts .strip Chip { margin-right: 2; }
    HuffmanParts .strip Tab { margin-right: 0; }
    HuffmanParts #lab-whose { width: 1fr; }
    HuffmanParts #lab-main { height: 1fr; min-height: 4; }
    HuffmanParts #lab-main > * { height: 1fr; width: 1fr; }
    HuffmanParts #lab-table CodeList { height: 1fr; }
    HuffmanParts #lab-words { height: auto; min-height: 2; }
    HuffmanParts #lab-progress { width: 1fr; }
    HuffmanParts #lab-asking { display: none; }
    HuffmanParts #lab-what { width: 5; }
    HuffmanParts #lab-how { width: 29; }
    HuffmanParts Ask { width: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown: Shown | None = None

    def compose(self) -> ComposeResult:
        """Build the parts."""
        with Horizontal(classes="strip", id="lab-tabs"):
            for i, name in enumerate(VIEWS, 1):
                yield Tab(str(i), name, f"view('{name}')", id=f"lab-tab-{name}")
            yield Lines("lab-whose")
        yield Lines("lab-headline")
        yield Lines("lab-queue")
        yield Lines("lab-decoder")
        with Horizontal(id="lab-main"):
            with Vertical(id="lab-table"):
                yield Lines("lab-head")
                yield CodeList("lab-codes")
            yield TreeView("lab-tree")
            yield BitStrip("lab-bits")
            yield Lines("lab-sizes")
        yield Lines("lab-path")
        yield Lines("lab-words")
        yield Lines("lab-verdict")
        with Horizontal(classes="strip", id="lab-controls"):
            yield Chip("⇤", "", "move('home')", id="lab-home")
            yield Chip("←", "back", "move('back')", id="lab-back")
            yield Chip("space", "play", "play", id="lab-play")
            yield Chip("→", "step", "move('forth')", id="lab-forth")
            yield Chip("⇥", "", "move('end')", id="lab-end")
            yield Lines("lab-progress")
        with Horizontal(classes="strip", id="lab-hints"):
            yield Chip("↑", "", "pick(-1)", id="lab-above")
            yield Chip("↓", "symbol", "pick(1)", id="lab-below")
            yield Chip("p", "preset", "preset(1)", id="lab-preset")
            yield Chip("t", "text", "ask('text')", id="lab-text")
            yield Chip("o", "file", "ask('file')", id="lab-file")
            yield Chip("m", "my code", "mine", id="lab-mine")
        with Horizontal(classes="strip", id="lab-asking"):
            yield Lines("lab-what")
            yield Ask(id="lab-ask")
            yield Lines("lab-how")

    def show(self, shown: Shown) -> None:
        """Show this; what is hidden waits until it is seen."""
        self._shown = shown
        state, coding = shown.state, shown.coding
        for name, views in SHOWN_IN.items():
            self.query_one(f"#lab-{name}").display = state.view in views
        if state.view == "codes":
            self.query_one("#lab-tree").display = self.size.width >= WIDE
        for view in VIEWS:
            self.query_one(f"#lab-tab-{view}", Tab).turn(state.view == view)
        self._lines("headline", lambda width: [[Span(headline(coding, width), "strong")]])
        step = steps_done(state, coding)
        if state.view == "tree":
            self._lines("queue", lambda width: _two(queue_rows(coding, step, width, 2)))
        elif state.view == "codes":
            self._show_codes(state, coding, step)
        elif state.view == "bits":
            cursor = coding.symbol_at(bits_done(state, coding))
            self.query_one(BitStrip).show(coding, cursor, state.symbol)
        elif state.view == "decode":
            bit = bits_done(state, coding)
            self._lines("decoder", lambda width: decode_rows(coding, bit, width))
        else:
            self._show_sizes(coding, shown.mine is not None and shown.mine.coding is not None)
        if self.query_one(TreeView).display:
            self._show_tree(state, coding, step)
        self._show_words(shown)
        self._show_verdict(shown.mine)
        self._show_controls(shown)

    def on_resize(self) -> None:
        """Show the tree beside the codes where it fits, and the sizes spread out."""
        if self._shown is not None:
            self.show(self._shown)

    def ask(self, what: str, placeholder: str, value: str, limit: int) -> None:
        """Open the line to type into, in place of the hints."""
        ask = self.query_one(Ask)
        ask.max_length, ask.placeholder = limit, placeholder
        with ask.prevent(Ask.Changed):
            ask.value = value
        self._lines("what", lambda width: [[Span(what, "path")]])
        self._lines("how", lambda width: [[Span(" enter keeps, escape drops it", "dim")]])
        self._turn_ask(True)
        ask.focus()

    def close_ask(self) -> None:
        """Put the hints back."""
        self._turn_ask(False)

    def _turn_ask(self, on: bool) -> None:
        self.query_one("#lab-asking").display = on
        self.query_one("#lab-hints").display = not on

    def scroll_by(self, right: int, down: int) -> None:
        """Scroll the drawings by half of what is seen."""
        for canvas in (
            self.query_one(TreeView),
            self.query_one(BitStrip),
            self.query_one(CodeList),
        ):
            width, height = canvas.size
            canvas.scroll_relative(right * width // 2, down * height // 2, animate=False)

    def _lines(self, name: str, drawing: Callable[[int], Sequence[Row]]) -> None:
        self.query_one(f"#lab-{name}", Lines).show(drawing)

    def _show_tree(self, state: HuffmanState, coding: Coding, step: int) -> None:
        marks = tree_marks(state, coding)
        follow: tuple[int, ...] = ()
        if state.view == "decode":
            follow = (marks.here,)
        elif marks.merge:
            follow = (coding.merged(marks.merge)[2],)
        elif state.symbol is not None:
            follow = (coding.leaf_of[state.symbol],)
        elif coding.merges:
            follow = (coding.queue(step)[0],)
        self.query_one(TreeView).show(coding, marks, follow)

    def _show_codes(self, state: HuffmanState, coding: Coding, step: int) -> None:
        self._lines("head", lambda width: [code_head()])
        self.query_one(CodeList).show(coding, step, state.symbol)
        table = self.query_one("#lab-table", Vertical)
        if self.size.width >= WIDE:
            longest = max(len(code) for code in coding.table.values())
            table.styles.width = CODES_WIDTH + max(5, min(longest, 16)) + 1
        else:
            table.styles.width = None
        symbol = state.symbol
        if symbol is None:
            nothing = [Span("path ", "dim"), Span("↑ ↓ or a click chooses a symbol", "dim")]
            self._lines("path", lambda width: _two([nothing]))
        else:
            self._lines("path", lambda width: _two(path_rows(coding, symbol, step, width, 2)))

    def _show_sizes(self, coding: Coding, yours: bool) -> None:
        airy = self.size.height >= AIRY

        def rows(width: int) -> Sequence[Row]:
            found: list[Row] = [(), *size_rows(coding, width, yours, airy), ()]
            for sentence in size_sentences(coding):
                found += fold(sentence, width, 3)
            return found

        self._lines("sizes", rows)

    def _show_words(self, shown: Shown) -> None:
        state, coding = shown.state, shown.coding
        note = coding.data.note
        words = note
        if state.view in ("tree", "codes"):
            words = merge_sentence(coding, steps_done(state, coding))
        elif state.view == "bits":
            words = bit_sentence(coding, bits_done(state, coding))

        def rows(width: int) -> Sequence[Row]:
            if shown.notice:
                return fold(f"! {shown.notice}", width, 4, "strong")
            found = fold(words, width, 3)
            if len(found) == 1 and note != words and len(note) <= width:
                found += fold(note, width, 1, "dim")
            return found

        self._lines("words", rows)

    def _show_verdict(self, mine: Mine | None) -> None:
        self.query_one("#lab-verdict").display = mine is not None
        self.query_one("#lab-mine", Chip).name_it("my code" if mine is None else "our code")
        if mine is None:
            whose = Span("our code", "dim")
        elif not mine.finished:
            whose = Span("running …", "strong")
        elif mine.whole:
            whose = Span("your code ✓", "good")
        elif mine.coding is not None:
            whose = Span("your tree", "strong")
        else:
            whose = Span("our tree ✗", "bad")
        self._lines(
            "whose", lambda width: [[Span(pad(cut(whose.text, width), width, True), whose.role)]]
        )
        if mine is not None:
            self._lines("verdict", mine.rows)

    def _show_controls(self, shown: Shown) -> None:
        at, last, unit = position(shown.state, shown.coding)
        self.query_one("#lab-play", Chip).name_it("pause" if shown.playing else "play")
        for name in ("home", "back", "play", "forth", "end"):
            self.query_one(f"#lab-{name}", Chip).display = bool(unit)
        self._lines("progress", lambda width: [_progress(at, last, unit, width)])


def _two(rows: Sequence[Row]) -> Sequence[Row]:
    """Return at least two rows, so that what is below stays in its place."""
    return [*rows, *[()] * (2 - len(rows))]


def _progress(at: int, last: int, unit: str, width: int) -> Row:
    """Return how far the steps have gone, as a line and in figures, at the right end."""
    if not unit:
        return ()
    figures = f"{unit} {at:,} of {last:,}"
    if len(figures) > width:
        figures = f"{at:,}/{last:,}"
    room = min(24, width - len(figures) - 2)
    if room < 6 or last == 0:
        return [Span(pad(cut(figures, width), width, right=True), "dim")]
    done = round(at / last * room)
    return [
        Span(" " * (width - len(figures) - 1 - room)),
        Span("━" * done, "path"),
        Span("─" * (room - done), "edge"),
        Span(f" {figures}", "dim"),
    ]
