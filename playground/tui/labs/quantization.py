"""The quantization lab on the screen: five views of the same bits and bins, by keys and mouse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widgets import Input, Static

from playground.core.quantize import MAX_BITS
from playground.labs import LabError, quantization
from playground.labs.canvas import Canvas
from playground.labs.figure import number
from playground.labs.quantization import QuantizationState, data
from playground.labs.quantization.state import (
    CLIP_MAX,
    CLIP_MIN,
    CLIP_STEP,
    DATA,
    DEFAULT,
    ROUNDINGS,
    SIGMA,
    VIEWS,
)
from playground.tui.labs.base import LabView, LearnerFunctions
from playground.tui.labs.quantization_code import MyCode
from playground.tui.widgets.plot_canvas import PlotCanvas
from playground.tui.widgets.value_choice import ValueChoice
from playground.tui.widgets.value_slider import ValueSlider

SWEEP = (1, 8)
"""Playing sweeps the bits between these and back."""

PERIODS = {"line": 0.05, "clipping": 0.08}
BITS_PERIOD = 0.7
"""Seconds between two steps while playing, by view."""

_POINT_VIEWS = ("wave", "line", "table")


class RangeInput(Input):
    """The line in which a new range is typed; escape leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Leave", show=False)]

    class Left(Input.Submitted):
        """The learner left the line without a new range."""

    def action_leave(self) -> None:
        """Say that the line was left."""
        self.post_message(self.Left(self, self.value))


class QuantizationLab(LabView, can_focus=True):
    """Shows a `QuantizationState` in five views; every change is posted as `Changed`."""

    lab: ClassVar[str] = "quantization"

    DEFAULT_CSS = """
    QuantizationLab {
        layout: vertical;
        width: 1fr;
        height: 1fr;
        padding: 0 1;
        #summary, #hints { height: 1; }
        #picture { height: 1fr; min-height: 6; }
        #note { height: auto; max-height: 3; color: $foreground; display: none; }
        #note.-shown { display: block; }
        #range { display: none; height: 1; background: $panel; }
        #range.-shown { display: block; }
        #clip, #data { display: none; }
        &.-clipping #clip, &.-bins #data { display: block; }
        &.-clipping #point, &.-bins #point { display: none; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(index), f"view('{view}')", f"View: {view}", show=False)
            for index, view in enumerate(VIEWS, start=1)
        ),
        Binding("plus,equals_sign,up", "bits(1)", "More bits", show=False),
        Binding("minus,down", "bits(-1)", "Fewer bits", show=False),
        Binding("left", "move(-1)", "Move left", show=False),
        Binding("right", "move(1)", "Move right", show=False),
        Binding("shift+left,left_square_bracket", "move(-10)", "Move far left", show=False),
        Binding("shift+right,right_square_bracket", "move(10)", "Move far right", show=False),
        Binding("r", "rounding", "Next rounding", show=False),
        Binding("n", "draw", "Draw again (stochastic)", show=False),
        Binding("d", "data", "Next data", show=False),
        Binding("o", "best", "Best clip", show=False),
        Binding("e", "edit", "Edit the range", show=False),
        Binding("space", "play", "Play or pause", show=False),
        Binding("m", "mine", "Run on my code", show=False),
        Binding("0", "reset", "The book's 3 bits on -10..10", show=False),
    ]

    def __init__(self, learner: LearnerFunctions | None = None, **kwargs: Any) -> None:
        super().__init__(learner, **kwargs)
        self.state: QuantizationState = DEFAULT
        self.code = MyCode(learner)
        self._said = ""
        self._timer: Timer | None = None
        self._direction = 1
        self._ready = False

    def compose(self) -> ComposeResult:
        """Lay the lab out: views, sliders, summary, picture, note, hints."""
        views = [(view, f"{index} {view}") for index, view in enumerate(VIEWS, start=1)]
        yield ValueChoice(views, self.state.view, id="views")
        yield ValueSlider("bits", 1, MAX_BITS, 1, lambda value: f"{value:.0f}", id="bits")
        yield ValueSlider("x   ", *self.state.axis, 1, lambda value: number(value), id="point")
        yield ValueSlider(
            "clip", CLIP_MIN, CLIP_MAX, CLIP_STEP, lambda value: f"{value:.1f}{SIGMA}", id="clip"
        )
        yield ValueChoice([(name, name) for name in DATA], self.state.data, name="data", id="data")
        yield PlotCanvas(self._draw_summary, id="summary")
        yield PlotCanvas(id="picture")
        yield RangeInput(compact=True, id="range")
        yield Static("", id="note", markup=False)
        yield PlotCanvas(self._draw_hints, id="hints")

    def on_mount(self) -> None:
        """Show the state that was set before the lab was on the screen."""
        self._ready = True
        self._show()

    # -- what the screen asks ---------------------------------------------------------

    def apply(self, settings: Mapping[str, str]) -> None:
        """Show this state; keys that are not named keep their defaults. LabError if unknown."""
        state = quantization.parse(settings)
        self._pause()
        self.state = state
        self._said = ""
        self._show()
        self._ask()

    def settings(self) -> dict[str, str]:
        """Return the state shown, so that `apply` brings it back."""
        return self.state.settings()

    # -- what is on the screen --------------------------------------------------------

    def _change(self, state: QuantizationState, said: str = "") -> None:
        """Show another state, tell it to the screen and ask the learner's code about it."""
        changed = state != self.state
        self.state, self._said = state, said
        self._show()
        if changed:
            self._ask()
            if self._timer is None:
                self.post_message(self.Changed(self.settings()))

    def _say(self, sentence: str) -> None:
        self._change(self.state, sentence)

    def _show(self) -> None:
        if not self._ready:
            return
        state, mine = self.state, self.code.answer_for(self.state)
        self.set_class(state.view == "bins", "-bins")
        self.set_class(state.view == "clipping", "-clipping")
        self.query_one("#views", ValueChoice).put(state.view)
        self.query_one("#data", ValueChoice).put(state.data)
        self.query_one("#bits", ValueSlider).put(state.bits)
        self.query_one("#clip", ValueSlider).put(state.clip)
        low, high = state.axis
        self.query_one("#point", ValueSlider).put(state.x, low=low, high=high, step=10 * state.step)
        self.query_one("#picture", PlotCanvas).show(
            lambda width, height: quantization.draw(state, width, height, mine)
        )
        self.query_one("#summary", PlotCanvas).show(self._draw_summary)
        self.query_one("#hints", PlotCanvas).show(self._draw_hints)
        note = self.query_one("#note", Static)
        text = self._said or self.code.sentence(state)
        note.update(text)
        note.set_class(bool(text), "-shown")
        if state.view == "clipping":
            self.call_after_refresh(self._prepare)

    def _prepare(self) -> None:
        """Measure the neighbouring bits before they are asked for."""
        for bits in (self.state.bits - 1, self.state.bits + 1):
            if 1 <= bits <= MAX_BITS:
                data.clipping(self.state.data, bits)

    def _draw_summary(self, width: int, height: int) -> Canvas:
        canvas = Canvas(width, height)
        tag, role = self.code.tag(self.state)
        playing = "▶ playing  " if self._timer is not None else ""
        left = quantization.summary(self.state, width - len(tag) - len(playing) - 2)
        canvas.put(0, 0, left, "muted")
        canvas.put(width - len(tag) - len(playing), 0, playing, "strong")
        canvas.put(width - len(tag), 0, tag, role)
        return canvas

    def _draw_hints(self, width: int, height: int) -> Canvas:
        canvas = Canvas(width, height)
        at = 0
        for key, does in self._hints(width >= 76):
            if at + len(key) + 1 + len(does) > width:
                break
            canvas.put(at, 0, key, "primary")
            canvas.put(at + len(key) + 1, 0, does, "muted")
            at += len(key) + len(does) + 3
        return canvas

    def _hints(self, wide: bool) -> list[tuple[str, str]]:
        """Return the keys of this view, the main ones first."""
        view = self.state.view
        play = ("space", "pause" if self._timer is not None else "play")
        my_code = "my code" if wide else "mine"
        mine = ("m", "ours" if self.code.on else my_code)
        if view == "clipping":
            keys = [("+-", "bits"), ("←→", "clip"), ("o", "best"), ("d", "data"), play, mine]
            return [*keys, ("[ ]", "coarser"), ("0", "book")]
        if view == "bins":
            keys = [("+-", "bits"), ("d", "data"), ("r", "round"), ("e", "range"), play, mine]
        else:
            keys = [("+-", "bits"), ("←→", "x"), ("r", "round"), ("e", "range"), play, mine]
            keys.append(("[ ]", "coarser"))
        if self.state.rounding == "stochastic":
            keys.insert(3 if wide else len(keys), ("n", "again"))
        return [*keys, ("0", "book")]

    # -- keys -------------------------------------------------------------------------

    def action_view(self, view: str) -> None:
        """Show another view."""
        if view != self.state.view:
            self._pause()
            self._change(quantization.parse({**self.settings(), "view": view}))

    def action_bits(self, by: int) -> None:
        """Take more or fewer bits."""
        self._change(self.state.with_bits(self.state.bits + by))

    def action_move(self, by: int) -> None:
        """Move the point by fine steps, or the clip; in the bins view change the data."""
        if self.state.view == "clipping":
            self._change(self.state.with_clip(self.state.clip + by * CLIP_STEP))
        elif self.state.view == "bins":
            self._next_data(1 if by > 0 else -1)
        else:
            self._change(self.state.with_x(self.state.x + by * self.state.step))

    def action_rounding(self) -> None:
        """Round in the next way: floor, nearest, stochastic."""
        if self.state.view == "clipping":
            self._say("this view always rounds down and reads back the middle of the bin")
            return
        at = ROUNDINGS.index(self.state.rounding)
        following = ROUNDINGS[(at + 1) % len(ROUNDINGS)]
        said = "rounding up by chance, as often as x is near the next bin: n draws again"
        self._change(
            replace(self.state, rounding=following), said if following == "stochastic" else ""
        )

    def action_draw(self) -> None:
        """Draw new random numbers for stochastic rounding."""
        if self.state.rounding == "stochastic":
            self._change(replace(self.state, draw=self.state.draw + 1))
        else:
            self._say("only stochastic rounding draws numbers: r chooses it")

    def action_data(self) -> None:
        """Show the next data set."""
        if self.state.view in _POINT_VIEWS:
            self._say("the data sets are in views 4 and 5")
        else:
            self._next_data(1)

    def _next_data(self, by: int) -> None:
        at = DATA.index(self.state.data)
        self._change(replace(self.state, data=DATA[(at + by) % len(DATA)]))

    def action_best(self) -> None:
        """Go to the clip with the smallest error."""
        if self.state.view == "clipping":
            curve = data.clipping(self.state.data, self.state.bits)
            self._change(self.state.with_clip(float(curve.clips[curve.best])))

    def action_reset(self) -> None:
        """Go back to the book's bits and range and to rounding down; view and data stay."""
        self._pause()
        self._change(replace(DEFAULT, view=self.state.view, data=self.state.data))

    # -- the range --------------------------------------------------------------------

    def action_edit(self) -> None:
        """Open the line for a new range."""
        if self.state.view == "clipping":
            self._say("here the clip is the range, from -clip to clip: left and right move it")
            return
        self._pause()
        line = self.query_one("#range", RangeInput)
        line.value = f"{self.state.x_min:g} {self.state.x_max:g}"
        line.set_class(True, "-shown")
        line.focus()
        self._say("the new range: min max, then enter; escape leaves it as it is")

    @on(RangeInput.Left)
    def _leave_range(self, event: RangeInput.Left) -> None:
        event.stop()
        self._close_range()

    @on(Input.Submitted, "#range")
    def _set_range(self, event: Input.Submitted) -> None:
        event.stop()
        if isinstance(event, RangeInput.Left):
            return
        try:
            state = self.state.with_range(*quantization.parse_range(event.value))
        except LabError as error:
            self._say(str(error))
            return
        self._close_range(state)

    def _close_range(self, state: QuantizationState | None = None) -> None:
        self.query_one("#range", RangeInput).set_class(False, "-shown")
        self.focus()
        self._change(state or self.state)

    # -- the mouse --------------------------------------------------------------------

    @on(ValueChoice.Asked)
    def _choose(self, event: ValueChoice.Asked) -> None:
        event.stop()
        if event.choice.id == "views":
            self.action_view(event.value)
        else:
            self._next_data(DATA.index(event.value) - DATA.index(self.state.data))

    @on(ValueSlider.Moved)
    def _slide(self, event: ValueSlider.Moved) -> None:
        event.stop()
        if event.slider.id == "bits":
            self._change(self.state.with_bits(round(event.value)))
        elif event.slider.id == "clip":
            self._change(self.state.with_clip(event.value))
        else:
            self._change(self.state.with_x(event.value))

    @on(PlotCanvas.Picked, "#picture")
    def _pick(self, event: PlotCanvas.Picked) -> None:
        event.stop()
        width, height = event.widget.size
        self._change(quantization.picked(self.state, width, height, event.column))

    # -- playing ----------------------------------------------------------------------

    def action_play(self) -> None:
        """Start or stop: the point or the clip moves, elsewhere the bits go up and down."""
        if self._timer is not None:
            self._pause()
            self._show()
            return
        self._timer = self.set_interval(PERIODS.get(self.state.view, BITS_PERIOD), self._tick)
        self._say("")

    def _pause(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
            self.post_message(self.Changed(self.settings()))

    def on_hide(self) -> None:
        """Stop playing where nobody looks."""
        self._pause()

    def _tick(self) -> None:
        """Take one step, and turn round at the ends."""
        if not self.screen.is_current:
            return
        following = self._step(self._direction)
        if following == self.state:
            self._direction = -self._direction
            following = self._step(self._direction)
        self._change(following)

    def _step(self, direction: int) -> QuantizationState:
        state = self.state
        if state.view == "line":
            return state.with_x(state.x + direction * state.step)
        if state.view == "clipping":
            return state.with_clip(state.clip + direction * CLIP_STEP)
        low, high = SWEEP
        return state.with_bits(min(high, max(low, state.bits + direction)))

    # -- the learner's code -----------------------------------------------------------

    def action_mine(self) -> None:
        """Switch between our code and the learner's."""
        said = self.code.switch()
        self._say(said)
        self._ask()

    def _ask(self) -> None:
        if self._ready and self.code.wants(self.state):
            self.run_worker(self.code.ask(lambda: self.state, self._show), group="my-code")
