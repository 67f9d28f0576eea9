"""The Huffman lab on the screen, driven as a person would: keys, mouse, and what is seen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from playground.core import huffman as core
from playground.grading.live import LearnerCodeError
from playground.labs import LabError
from playground.labs.huffman.data import MAX_TEXT, PRESETS, preset
from playground.labs.huffman.spans import ROLES
from playground.labs.huffman.state import VIEWS, bits_done, steps_done
from playground.tui.labs import huffman as lab_module
from playground.tui.labs import load_view
from playground.tui.labs.huffman import HuffmanLab
from playground.tui.widgets.bit_strip import BitStrip
from playground.tui.widgets.code_canvas import ROLE_STYLES, Lines
from playground.tui.widgets.code_controls import Ask
from playground.tui.widgets.code_list import CodeList
from playground.tui.widgets.tree_view import TreeView

SIZES = [(56, 20), (80, 22), (120, 38)]


class Learner:
    """Stands for the learner's code: right where a test does not say otherwise."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.calls: list[str] = []
        self.gate: asyncio.Event | None = None

    async def call(self, exercise: str, function: str, *args: Any) -> Any:
        self.calls.append(f"{exercise}: {function}")
        if self.gate is not None:
            await self.gate.wait()
        answer = self.answers.get(function, getattr(core, function))
        if isinstance(answer, Exception):
            raise answer
        return answer(*args) if callable(answer) else answer


class Harness(App[None]):
    def __init__(self, learner: Any = None, **settings: str) -> None:
        super().__init__()
        self.lab = HuffmanLab(learner)
        self.lab.apply(settings)
        self.changes: list[dict[str, str]] = []

    def compose(self) -> ComposeResult:
        yield self.lab

    def on_mount(self) -> None:
        self.lab.focus()

    def on_lab_view_changed(self, event: HuffmanLab.Changed) -> None:
        self.changes.append(dict(event.settings))

    def typing(self) -> bool:
        """Say whether keys go into the line to type into."""
        return isinstance(self.focused, Ask)

    def seen(self) -> str:
        """Return what is on the screen, as lines of text."""
        strips = self.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


def fly(
    app: Harness,
    flight: Callable[[Pilot[None], HuffmanLab], Awaitable[None]],
    size: tuple[int, int] = (80, 22),
) -> None:
    """Open the lab at a size and let `flight` use it."""

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await flight(pilot, app.lab)

    asyncio.run(run())


async def settled(pilot: Pilot[None], done: Callable[[], bool]) -> None:
    """Let the app work until something is so."""
    for _ in range(500):
        await pilot.pause()
        if done():
            return
    raise AssertionError("it never came about")


def lines(lab: HuffmanLab, name: str) -> list[str]:
    return lab.query_one(f"#lab-{name}", Lines).text()


# -- what is shown ----------------------------------------------------------


def test_the_list_of_labs_has_this_view() -> None:
    assert load_view("huffman") is HuffmanLab


def test_every_role_has_a_style() -> None:
    assert set(ROLES) == set(ROLE_STYLES)


@pytest.mark.parametrize("size", SIZES)
def test_every_view_is_drawn_at_every_size(size: tuple[int, int]) -> None:
    app = Harness()

    async def flight(pilot: Pilot[None], lab: HuffmanLab) -> None:
        for name in ("english", "single", "random"):
            for view in VIEWS:
                lab.apply({"preset": name, "view": view})
                await pilot.pause()
                text = app.seen()
                tabs = text.splitlines()[0].replace("[", " ").replace("]", " ").split()
                assert tabs[:10] == [w for i, v in enumerate(VIEWS, 1) for w in (str(i), v)]
                assert f"[{VIEWS.index(view) + 1} {view}]" in text
                assert f"{lab.coding.encoded_bits:,} bits" in text
                assert "t text" in text
                assert len(text.splitlines()) == size[1]

    fly(app, flight, size)


@pytest.mark.parametrize("size", SIZES)
def test_the_book_shows_785_bits_and_its_whole_tree(size: tuple[int, int]) -> None:
    app = Harness()

    async def flight(pilot: Pilot[None], lab: HuffmanLab) -> None:
        text = app.seen()
        assert "785 bits, 2.565 each" in text
        for weight in (9, 33, 65, 79, 107, 186):
            assert f"({weight})" in text
        assert "[306]" in text
        assert "111100" in text  # the code of Z, below its leaf
        await pilot.press("5")
        await pilot.pause()
        row = next(line for line in app.seen().splitlines() if line.startswith("Huffman  "))
        assert row.split()[-2:] == ["785", "2.565"]

    fly(app, flight, size)


def test_the_table_shows_what_core_computes() -> None:
    app = Harness(preset="english", view="codes")

    async def flight(pilot: Pilot[None], lab: HuffmanLab) -> None:
        table = core.code_table(core.build_tree(preset("english").frequencies))
        shown = lab.query_one(CodeList)
        for y, symbol in enumerate(lab.coding.by_count):
            words = "".join(span.text for span in shown.draw(y, 0, 60)).split()
            assert words[1] == f"{preset('english').frequencies[symbol]}"
            assert words[-2:] == [str(len(table[symbol])), table[symbol]]

    fly(app, flight)


def test_wide_trees_follow_the_merge() -> None:
    app = Harness(preset="random", step="0")

    async def flight(pilot: Pilot[None], lab: HuffmanLab) -> None:
        view = lab.query_one(TreeView)
        for _ in range(6):
            await pilot.press("right")
            assert view.layout_now is not None
            x = view.layout_now.x[lab.coding.merged(steps_done(lab.state, lab.coding))[2]]
            assert view.scroll_offset.x <= x < view.scroll_offset.x + view.size.width
            newest = lab.coding.merged(steps_done(lab.state, lab.coding))[2]
            assert f"[{lab.coding.nodes[newest].weight}]" in app.seen()

    fly(app, flight)


def test_wide_trees_and_long_strips_are_scrolled_by_keys() -> None:
    app = Harness(preset="random", step="0")

    async def flight(pilot: Pilot[None], lab: HuffmanLab) -> None:
        tree, strip = lab.query_one(TreeView), lab.query_one(BitStrip)
        left = tree.scroll_offset.x
        await pilot.press("l", "l", "h")
        assert tree.scroll_offset.x == left + tree.size.width // 2
        await pilot.press("3", "pagedown")
        assert strip.scroll_offset.y == strip.size.height // 2
        await pilot.press("pageup")
        assert strip.scroll_offset.y == 0

    fly(app, flight)


def test_the_cursor_of_a_long_strip_stays_in_sight(tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_text("the quick brown fox " * 5_000)  # 100,000 characters
    app = Harness(file=str(file), view="bits")

    async def flight(pilot: Pilot[None], lab: HuffmanLab) -> None:
        strip = lab.query_one(BitStrip)
        assert strip.scroll_offset.y == 0
        await pilot.press("end")
        assert strip.scroll_offset.y > 1_000
        assert "100,000 of 100,000" in app.seen()
        await pilot.press("home")
        assert strip.scroll_offset.y == 0

    fly(app, flight)


# -- stepping -----------------------------------------------------------------


@pytest.mark.parametrize("view", ["tree", "codes", "bits", "decode"])
def test_stepping_there_and_back_shows_the_same(view: str) -> None:
    app = Harness(preset="abracadabra", view=view, step="2", bit="3")

    async def flight(pilot: Pilot[None], lab: HuffmanLab) -> None:
        await pilot.press("home")
        await pilot.press("right")
        state, text = lab.state, app.seen()
        await pilot.press("right", "right")
        assert lab.state != state
        await pilot.press("left", "left")
        assert lab.state == state
        assert app.seen() == text
        await pilot.press("left", "left")
        first = lab.state
        await pilot.press("end", "right", "home")
        assert lab.state == first

    fly(app, flight)


def test_a_merge_is_told_in_words_and_marked() -> None:
    app = Harness(step="0")

    async def flight(pilot: Pilot[None], lab: HuffmanLab) -> None:
        assert "[Z 2] [K 7] M 24" in lines(lab, "queue")[0]
        await pilot.press("right")
        assert lines(lab, "words")[0].startswith("Merge 1 of 7: Z 2 and K 7 -> 9.")
        assert "╔0" in app.seen()
        assert "[9]" in app.seen()
        assert "merge 1 of 7" in app.seen()
        assert app.changes[-1]["step"] == "1"

    fly(app, flight)


def test_decoding_walks_the_tree_bit_by_bit() -> None:
    app = Harness(preset="abracadabra", view="decode")

    async def flight(pilot: Pilot[None], lab: HuffmanLab) -> None:
        bits = lab.coding.bits
        for record in core.decode_steps(bits, lab.coding.tree):
            await pilot.press("right")
            assert bits_done(lab.state, lab.coding) == record.position + 1
            row, walk, _ = lines(lab, "decoder")
            assert f"[{record.path}]" in row
            assert walk.startswith(f"walk  {record.path} leads to")
            assert ("leaf " in walk and "the leaf" in walk) == (record.symbol is not None)
        assert lines(lab, "decoder")[2].startswith("text  abracadabra")
        assert "Done." in lines(lab, "decoder")[1]

    fly(app, flight, (56, 20))


def test_play_runs_to_the_end_and_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab_module, "TICK", dict.fromkeys(lab_module.TICK, 0.001))
    app = Harness(step="5")

    async def flight(pilot: Pilot[None], lab: HuffmanLab) -> None:
        await pilot.press("space")
        await settled(pilot, lambda: lab.state.step is None and "space play" in app.seen())
        await pilot.press("space")  # from the start again
        await settled(pilot, lambda: lab.state.step is None and len(app.changes) >= 9)
        assert [change["step"] for change in app.changes][:4] == ["6", "end", "0", "1"]

    fly(app, flight)


def test_play_can_be_paused() -> None:
    app = Harness(step="0")

    async def flight(pilot: Pilot[None], lab: HuffmanLab) -> None:
        await pilot.press("space")
        assert "space pause" in app.seen()
        await pilot.press("space")
        assert "space play" in app.seen()
        await pilot.press("space", "right")  # a step by hand pauses too
        assert "space play" in app.seen()

    fly(app, flight)


def test_what_cannot_be_stepped_says_so() -> None:
    app = Harness(view="sizes")

    async def flight(pilot: Pilot[None], lab: HuffmanLab) -> None:
        await pilot.press("right")
        assert "no steps" in lines(lab, "words")[0]
        lab.apply({"preset": "single"})
        await pilot.press("space")
        assert "nothing to play" in lines(lab, "words")[0]

    fly(app, flight)


# -- choosing ---------------------------------------------------------------


def test_up_and_down_choose_a_symbol_and_its_path() -> None:
    app = Harness(view="codes")

    async def flight(pilot: Pilot[None], lab: HuffmanLab) -> None:
        await pilot.press("down", "down")
        assert lab.state.symbol == "D"
        assert "▸ D" in app.seen()
        assert lines(lab, "path")[0] == "path (306) ─1→ (186) ─0→ (79) ─1→ D 42"
        assert "[D]" in app.seen()  # in the tree beside the table
        assert "━" in app.seen()
        await pilot.press("up", "up")
        assert lab.state.symbol is None

    fly(app, flight, (120, 38))


def test_digits_and_p_choose_views_and_presets() -> None:
    app = Harness()

    async def flight(pilot: Pilot[None], lab: HuffmanLab) -> None:
        for number, view in enumerate(VIEWS, 1):
            await pilot.press(str(number))
            assert lab.state.view == view
        await pilot.press("p")
        assert lab.state.preset == PRESETS[1]
        await pilot.press("P", "P")
        assert lab.state.preset == PRESETS[-1]
        assert lab.state.view == "sizes"

    fly(app, flight)


def test_the_mouse_does_what_the_keys_do() -> None:
    app = Harness()

    async def flight(pilot: Pilot[None], lab: HuffmanLab) -> None:
        await pilot.click("#lab-back")
        assert lab.state.step == 6
        await pilot.click("#lab-home")
        assert lab.state.step == 0
        await pilot.click("#lab-forth")
        assert lab.state.step == 1
        await pilot.click("#lab-end")
        assert lab.state.step is None
        tree = lab.query_one(TreeView)
        layout = tree.layout_now
        assert layout is not None
        above = tree.virtual_size.height - layout.height
        leaf, fork = lab.coding.leaf_of["C"], lab.coding.merged(3)[2]
        await pilot.click(TreeView, offset=(layout.x[leaf], above + layout.y(leaf)))
        assert lab.state.symbol == "C"
        await pilot.click(TreeView, offset=(layout.x[leaf], above + layout.y(leaf)))
        assert lab.state.symbol is None
        await pilot.click(TreeView, offset=(layout.x[fork], above + layout.y(fork)))
        assert lab.state.step == 3
        await pilot.click("#lab-tab-codes")
        await pilot.click(CodeList, offset=(3, 3))
        assert lab.state.symbol == lab.coding.by_count[3]
        await pilot.click("#lab-tab-bits")
        strip = lab.query_one(BitStrip)
        assert strip._strip is not None
        cell = list(strip._strip.cells(0))[5]
        await pilot.click(BitStrip, offset=(cell.column, 1))
        assert lab.coding.symbol_at(lab.state.bit) == 5
        assert lab.state.symbol == preset("book").symbols[5]
        await pilot.click("#lab-preset")
        assert lab.state.preset == PRESETS[1]
        assert app.focused is lab

    fly(app, flight)


# -- text and files ---------------------------------------------------------


def test_a_typed_text_is_coded_as_it_is_typed() -> None:
    app = Harness(view="codes")

    async def flight(pilot: Pilot[None], lab: HuffmanLab) -> None:
        await pilot.press("t")
        assert app.typing()
        await pilot.press("m", "1", "space", "m")
        assert (lab.state.preset, lab.state.text, lab.state.view) == ("text", "m1 m", "codes")
        await pilot.press("enter")
        assert app.focused is lab
        assert app.changes[-1]["text"] == "m1 m"
        await pilot.press("t", "x", "escape")
        assert lab.state.text == "m1 m"
        assert app.focused is lab
        assert "your text · 4 characters" in app.seen()

    fly(app, flight)


def test_an_empty_text_is_refused_in_a_sentence() -> None:
    app = Harness()

    async def flight(pilot: Pilot[None], lab: HuffmanLab) -> None:
        await pilot.press("t", "enter")
        assert "at least one character" in lines(lab, "words")[0]
        assert app.typing()
        assert lab.query_one(Ask).max_length == MAX_TEXT
        await pilot.press("escape")
        assert lab.state.preset == "book"
        assert "at least" not in app.seen()

    fly(app, flight)


def test_a_file_is_opened_and_a_wrong_one_refused(tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_bytes(b"\xff\x00\xff")
    app = Harness()

    async def flight(pilot: Pilot[None], lab: HuffmanLab) -> None:
        await pilot.press("o")
        lab.query_one(Ask).value = str(tmp_path / "none")
        await pilot.press("enter")
        assert "there is no file" in " ".join(lines(lab, "words"))
        assert lab.state.preset == "book"
        lab.query_one(Ask).value = str(file)
        await pilot.press("enter")
        assert lab.state.file == str(file)
        assert "f · 3 bytes" in app.seen()
        file.unlink()  # what was read stays, whatever becomes of the file
        for view in "12345":
            await pilot.press(view, "left")
        assert lab.coding.total == 3
        with pytest.raises(LabError, match="there is no file"):
            lab.apply(lab.settings())

    fly(app, flight)


# -- settings ---------------------------------------------------------------


def test_settings_bring_the_lab_back() -> None:
    app = Harness(preset="fibonacci", view="decode", step="4", bit="17", symbol="C")

    async def flight(pilot: Pilot[None], lab: HuffmanLab) -> None:
        kept, text = lab.settings(), app.seen()
        await pilot.press("p", "1", "left")
        lab.apply(kept)
        await pilot.pause()
        assert lab.settings() == kept
        assert app.seen() == text
        assert app.changes  # told for the keys, not for apply
        count = len(app.changes)
        lab.apply({})
        await pilot.pause()
        assert len(app.changes) == count

    fly(app, flight)


def test_a_setting_that_the_lab_does_not_have_changes_nothing() -> None:
    lab = HuffmanLab()
    lab.apply({"preset": "dyadic"})
    with pytest.raises(LabError, match="no setting"):
        lab.apply({"speed": "9"})
    assert lab.settings()["preset"] == "dyadic"


# -- the learner's own code -------------------------------------------------


def run_mine(
    learner: Any,
    check: Callable[[Harness, HuffmanLab], None],
    size: tuple[int, int] = (80, 22),
    **settings: str,
) -> None:
    app = Harness(learner, **settings)

    async def flight(pilot: Pilot[None], lab: HuffmanLab) -> None:
        await pilot.press("m")
        await settled(pilot, lambda: lab.mine is not None and lab.mine.finished)
        check(app, lab)

    fly(app, flight, size)


def test_right_code_is_run_and_shown_as_yours() -> None:
    learner = Learner()

    def check(app: Harness, lab: HuffmanLab) -> None:
        text = app.seen()
        assert "your code ✓" in text
        assert "tree ✓  codes ✓  encode ✓  decode ✓" in text
        assert "785 bits, and no tree does it in fewer" in text
        assert learner.calls == [
            "huffman/tree: build_tree",
            "huffman/codes: code_table",
            "huffman/encode: encode",
            "huffman/decode: decode",
        ]

    run_mine(learner, check)


def test_a_tree_that_costs_more_is_drawn_and_told() -> None:
    def chain(frequencies: Mapping[core.Symbol, int]) -> Any:
        tree: Any = None
        for symbol in frequencies:
            tree = symbol if tree is None else (tree, symbol)
        return tree

    def check(app: Harness, lab: HuffmanLab) -> None:
        assert lab.coding.tree == chain(preset("book").frequencies)
        assert "your tree" in app.seen()
        assert "tree ✗  codes ✓" in app.seen()
        assert f"{lab.coding.encoded_bits} bits; the best takes 785" in app.seen()

    run_mine(Learner(build_tree=chain), check)


@pytest.mark.parametrize(
    ("answers", "signs", "words"),
    [
        ({"build_tree": [1, 2]}, "tree ✗  codes ✓  encode ✓  decode ✓", "gave a list"),
        ({"build_tree": ("Z", "K")}, "tree ✗", "left out M"),
        ({"code_table": {"Z": "0"}}, "codes ✗", "no code for"),
        ({"code_table": lambda tree: dict.fromkeys("ZKMCUDLE", "0")}, "codes ✗", "no prefix code"),
        ({"encode": "0110"}, "encode ✗", "gave 4 bits"),
        ({"decode": None}, "decode ✗", "gave None"),
        (
            {"build_tree": LearnerCodeError("build_tree (huffman/tree) is not written yet")},
            "tree !  codes ✓",
            "not written yet. What you see is our tree.",
        ),
        ({"encode": LearnerCodeError("encode: took too long.")}, "encode !", "took too long. Ours"),
    ],
)
def test_what_is_wrong_is_told_and_ours_stays(
    answers: dict[str, Any], signs: str, words: str
) -> None:
    def check(app: Harness, lab: HuffmanLab) -> None:
        text = " ".join(app.seen().split())
        assert " ".join(signs.split()) in text
        assert words in text
        assert "785 bits" in text
        assert "your code ✓" not in text

    run_mine(Learner(**answers), check, size=(56, 20))


def test_without_a_workspace_ours_stays_and_says_why() -> None:
    app = Harness()

    async def flight(pilot: Pilot[None], lab: HuffmanLab) -> None:
        await pilot.press("m")
        assert "playground init" in lines(lab, "words")[0]
        assert "our code" in app.seen()

    fly(app, flight)


def test_new_data_is_run_anew_and_m_goes_back_to_ours() -> None:
    learner = Learner()
    app = Harness(learner, view="bits")

    async def flight(pilot: Pilot[None], lab: HuffmanLab) -> None:
        await pilot.press("m", "p")
        await settled(pilot, lambda: lab.mine is not None and lab.mine.finished)
        assert lab.mine is not None
        assert lab.mine.coding is lab.coding
        assert lab.coding.data is preset(PRESETS[1])
        calls = len(learner.calls)
        await pilot.press("right", "1")  # the same data is not run again
        assert len(learner.calls) == calls
        await pilot.press("m")
        assert lab.mine is None
        assert "our code" in app.seen()

    fly(app, flight)


def test_slow_code_never_holds_up_the_lab() -> None:
    learner = Learner()
    app = Harness(learner, step="0")

    async def flight(pilot: Pilot[None], lab: HuffmanLab) -> None:
        learner.gate = asyncio.Event()
        await pilot.press("m")
        assert "running" in app.seen()
        await pilot.press("right", "right")
        assert lab.state.step == 2
        await pilot.press("m")  # given up: what comes late is not shown
        learner.gate.set()
        await pilot.pause()
        assert lab.mine is None
        assert "our code" in app.seen()

    fly(app, flight)
