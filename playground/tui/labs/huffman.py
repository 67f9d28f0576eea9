"""The Huffman lab on the screen: the tree grows, codes are read off it, bits go and come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer

from playground.labs import LabError
from playground.labs.huffman import HuffmanState, parse
from playground.labs.huffman.coding import Coding, coding_of
from playground.labs.huffman.data import MAX_FILE, MAX_TEXT, Data
from playground.labs.huffman.state import (
    VIEWS,
    Move,
    bit_of,
    data_of,
    moved,
    neighbour,
    next_preset,
    position,
)
from playground.tui.labs.base import LabView, LearnerFunctions
from playground.tui.labs.huffman_mine import Mine, run_mine
from playground.tui.labs.huffman_parts import HuffmanParts, Shown
from playground.tui.widgets.bit_strip import BitStrip
from playground.tui.widgets.code_controls import Ask, Chip
from playground.tui.widgets.code_list import CodeList
from playground.tui.widgets.tree_view import TreeView

TICK = {"tree": 0.9, "codes": 0.9, "bits": 0.35, "decode": 0.3}  # seconds a step when playing
LONGEST_PLAY = 30.0  # seconds for the merges of a large tree


class HuffmanLab(LabView, can_focus=True):
    """Watch Huffman's method at work on presets, on a text or on a file."""

    lab = "huffman"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move('back')", "Back"),
        Binding("right", "move('forth')", "Step"),
        Binding("home", "move('home')", "Start", show=False),
        Binding("end", "move('end')", "End", show=False),
        Binding("space", "play", "Play"),
        Binding("up", "pick(-1)", "Symbol", show=False),
        Binding("down", "pick(1)", "Symbol", show=False),
        Binding("pageup", "scroll(0, -1)", "Scroll up", show=False),
        Binding("pagedown", "scroll(0, 1)", "Scroll down", show=False),
        Binding("h", "scroll(-1, 0)", "Scroll left", show=False),
        Binding("l", "scroll(1, 0)", "Scroll right", show=False),
        *(Binding(str(i), f"view('{name}')", name) for i, name in enumerate(VIEWS, 1)),
        Binding("p", "preset(1)", "Preset"),
        Binding("P,shift+p", "preset(-1)", "Preset before", show=False),
        Binding("t", "ask('text')", "Text"),
        Binding("o", "ask('file')", "File"),
        Binding("m", "mine", "My code"),
    ]

    def __init__(self, learner: LearnerFunctions | None = None, **kwargs: Any) -> None:
        super().__init__(learner, **kwargs)
        self.state = HuffmanState()
        self.data: Data = data_of(self.state)
        self.mine: Mine | None = None  # the verdict on the learner's code, None on ours
        self._notice = ""  # a sentence in place of the usual words, until something changes
        self._asked = ""  # "text" or "file" while the line to type into is open
        self._kept: tuple[HuffmanState, Data] | None = None  # what escape brings back
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Build the lab."""
        yield HuffmanParts()

    def on_mount(self) -> None:
        """Draw the state that was set before."""
        self._draw()

    # -- the state --------------------------------------------------------------

    def apply(self, settings: Mapping[str, str]) -> None:
        """Show this state; raise LabError for a setting that the lab does not have."""
        state = parse(settings)
        data = data_of(state)
        self._pause()
        self._close_ask()
        self._set(state, data, tell=False)

    def settings(self) -> dict[str, str]:
        """Return the state shown, so that `apply` brings it back."""
        return self.state.settings()

    @property
    def coding(self) -> Coding:
        """Return the coding on the screen: the learner's where it holds, else ours."""
        if self.mine is not None and self.mine.coding is not None:
            return self.mine.coding
        return coding_of(self.data)

    def _set(self, state: HuffmanState, data: Data | None = None, tell: bool = True) -> None:
        """Show a state, with new data where there is some; tell the screen if the learner did it.

        A file's data stays as it was read, whatever becomes of the file.
        """
        changed = data is not None and data is not self.data
        self.state, self.data, self._notice = state, data or self.data, ""
        if changed and self.mine is not None and self.learner is not None:
            self._run_mine(self.learner)
        self._draw()
        if tell:
            self.post_message(self.Changed(self.settings()))

    def _say(self, sentence: str) -> None:
        """Say something in place of the words, until the next change."""
        self._notice = sentence
        self._draw()

    @property
    def _parts(self) -> HuffmanParts:
        return self.query_one(HuffmanParts)

    def _draw(self) -> None:
        """Draw what is to be shown, once there is something to draw on."""
        if self.query(Ask):
            playing = self._timer is not None
            self._parts.show(Shown(self.state, self.coding, self._notice, playing, self.mine))

    # -- keys -------------------------------------------------------------------

    def action_view(self, name: str) -> None:
        """Show one of the five views."""
        self._pause()
        self._set(replace(self.state, view=name))

    def action_move(self, move: Move) -> None:
        """Step on or back, or go to either end."""
        self._pause()
        self._move(move)

    def _move(self, move: Move) -> None:
        if self.state.view == "sizes":
            self._say("The sizes have no steps: the views 1 to 4 have.")
            return
        state = moved(self.state, self.coding, move)
        if state != self.state:
            self._set(state)

    def action_pick(self, by: int) -> None:
        """Choose the next symbol of the table, or the one before; above the first is none."""
        symbol = neighbour(self.state, self.coding, by)
        if symbol != self.state.symbol:
            self._set(replace(self.state, symbol=symbol))

    def action_scroll(self, right: int, down: int) -> None:
        """Scroll the drawing by half of what is seen."""
        self._parts.scroll_by(right, down)

    def action_preset(self, by: int) -> None:
        """Take the next preset, or the one before."""
        self._pause()
        state = next_preset(self.state, by)
        self._set(state, data_of(state))

    # -- playing ----------------------------------------------------------------

    def action_play(self) -> None:
        """Play the steps one after another, or pause; at the end, from the start again."""
        if self._timer is not None:
            self._pause()
            return
        at, last, unit = position(self.state, self.coding)
        if not unit:
            self._say("The sizes have no steps: the views 1 to 4 have.")
            return
        if last == 0:
            self._say("There is nothing to play: one symbol needs no merge.")
            return
        if at >= last:
            self._move("home")
        tick = TICK[self.state.view]
        if unit == "merge":
            tick = min(tick, LONGEST_PLAY / last)
        self._timer = self.set_interval(tick, self._play_on)
        self._draw()

    def _play_on(self) -> None:
        self._move("forth")
        at, last, _ = position(self.state, self.coding)
        if at >= last:
            self._pause()

    def _pause(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
            self._draw()

    def on_hide(self) -> None:
        """Pause when the lab is put away."""
        self._pause()

    # -- the mouse --------------------------------------------------------------

    @on(Chip.Pressed)
    async def _chip(self, event: Chip.Pressed) -> None:
        event.stop()
        self.focus()
        await self.run_action(event.action)

    @on(TreeView.Picked)
    def _node(self, event: TreeView.Picked) -> None:
        event.stop()
        place = self.coding.nodes[event.node]
        if place.symbol is not None:
            self._pick(place.symbol)
        elif self.state.view != "decode":
            self._pause()
            last = place.born == self.coding.merges
            self._set(replace(self.state, step=None if last else place.born))

    @on(CodeList.Picked)
    def _row(self, event: CodeList.Picked) -> None:
        event.stop()
        self._pick(event.symbol)

    @on(BitStrip.Picked)
    def _bit(self, event: BitStrip.Picked) -> None:
        event.stop()
        self._pause()
        symbol = self.data.symbols[event.index]
        self._set(replace(self.state, bit=bit_of(self.coding, event.index), symbol=symbol))

    def _pick(self, symbol: str | int) -> None:
        """Choose a symbol, or none where it was chosen already."""
        self._set(replace(self.state, symbol=None if symbol == self.state.symbol else symbol))

    # -- text and files ---------------------------------------------------------

    def action_ask(self, what: str) -> None:
        """Open the line to type a text or the path of a file into."""
        self._pause()
        self._asked, self._kept = what, (self.state, self.data)
        if what == "text":
            self._parts.ask(what, "type a text", self.state.text, MAX_TEXT)
        else:
            self._parts.ask(what, f"a path, up to {MAX_FILE:,} bytes", self.state.file, 0)

    def _close_ask(self) -> None:
        if self._asked:
            self._asked, self._kept = "", None
            self._parts.close_ask()
            self.focus()

    @on(Ask.Changed)
    def _typed(self, event: Ask.Changed) -> None:
        event.stop()
        if self._asked == "text" and event.value:
            self._take({"preset": "text", "text": event.value, "view": self.state.view})

    @on(Ask.Submitted)
    def _entered(self, event: Ask.Submitted) -> None:
        event.stop()
        what, value = self._asked, event.value
        if what and self._take({"preset": what, what: value, "view": self.state.view}):
            self._close_ask()

    @on(Ask.GivenUp)
    def _given_up(self, event: Ask.GivenUp) -> None:
        event.stop()
        kept = self._kept
        self._close_ask()
        if kept is not None:
            self._set(*kept)

    def _take(self, settings: Mapping[str, str]) -> bool:
        """Show what was typed; say in a sentence why it cannot be."""
        try:
            state = parse(settings)
            data = data_of(state)
        except LabError as error:
            self._say(str(error))
            return False
        self._set(state, data)
        return True

    # -- the learner's own code -------------------------------------------------

    def action_mine(self) -> None:
        """Run the lab on the learner's own functions, or on ours again."""
        if self.mine is not None:
            self.workers.cancel_group(self, "mine")
            self.mine = None
            self._set(self.state, tell=False)
        elif self.learner is None:
            self._say("Your own code runs in a workspace: make one with `playground init`.")
        else:
            self._run_mine(self.learner)
            self._set(self.state, tell=False)

    def _run_mine(self, learner: LearnerFunctions) -> None:
        self.mine = Mine()
        self.run_worker(self._call_mine(learner, self.data), group="mine", exclusive=True)

    async def _call_mine(self, learner: LearnerFunctions, data: Data) -> None:
        """Show what the learner's functions make of the data, one after another."""
        async for mine in run_mine(learner, data):
            if self.mine is not None and data is self.data:
                self.mine = mine
                self._draw()
