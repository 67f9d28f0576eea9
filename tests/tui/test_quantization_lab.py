"""The quantization lab on the screen, driven as a person would: keys, mouse, and what is seen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np
import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input, Static

from playground.core import quantize as core
from playground.grading.live import LearnerCodeError
from playground.labs import LabError
from playground.labs.figure import Axis, Figure, Series
from playground.labs.quantization import data
from playground.labs.quantization.state import VIEWS
from playground.tui.labs import load_view
from playground.tui.labs.quantization import QuantizationLab
from playground.tui.widgets.plot import Plot
from playground.tui.widgets.plot_canvas import PlotCanvas

NINE = ["-10", "-7.5", "-5", "-2.5", "0", "2.5", "5", "7.5", "10"]
SIZES = [(56, 20), (80, 22), (120, 38)]


class Learner:
    """Stands for the learner's code: answers with what a function makes of the right codes."""

    def __init__(self, answer: Callable[[Any], Any] = lambda codes: codes) -> None:
        self.answer = answer
        self.calls: list[tuple[Any, ...]] = []
        self.gate: asyncio.Event | None = None

    async def call(self, exercise: str, function: str, *args: Any) -> Any:
        self.calls.append((exercise, function, *args))
        if self.gate is not None:
            await self.gate.wait()
        return self.answer(core.quantize(*args))


class Harness(App[None]):
    def __init__(self, learner: Any = None, **settings: str) -> None:
        super().__init__()
        self.lab = load_view("quantization")(learner)
        self.lab.apply(settings)
        self.changes: list[dict[str, str]] = []

    def compose(self) -> ComposeResult:
        yield self.lab

    def on_mount(self) -> None:
        self.lab.focus()

    def on_lab_view_changed(self, event: QuantizationLab.Changed) -> None:
        self.changes.append(dict(event.settings))


def drive(
    app: Harness, story: Callable[[Pilot[None]], Awaitable[None]], size: tuple[int, int] = (80, 22)
) -> None:
    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await story(pilot)

    asyncio.run(run())


def rows(app: Harness) -> list[str]:
    """Read the terminal's rows as they were rendered."""
    return [
        "".join(part.text for part in strip) for strip in app.screen._compositor.render_strips()
    ]


def seen(app: Harness) -> str:
    return "\n".join(rows(app))


def note(app: Harness) -> str:
    return str(app.query_one("#note", Static).content)


@pytest.mark.parametrize("size", SIZES)
def test_every_view_shows_itself_and_its_keys_at_every_size(size):
    app = Harness()

    async def story(pilot):
        picture = app.query_one("#picture", PlotCanvas)
        for index, view in enumerate(VIEWS, start=1):
            for key in (str(index), "plus", "right", "r", "d"):
                await pilot.press(key)
            assert app.lab.state.view == view
            assert picture.size.height >= 13
            text = seen(app)
            assert f"[{index} {view}]" in text
            hints = text.splitlines()[-1]
            assert hints.split()[:2] == ["+-", "bits"]
            assert "space play" in hints
            assert " m m" in hints
            drawn = [line for line in picture.canvas.lines() if line]
            assert len(drawn) > 8
            assert all(line in text for line in drawn)

    drive(app, story, size)


@pytest.mark.parametrize("size", SIZES)
def test_the_books_nine_values_are_on_the_screen(size):
    app = Harness(view="table")

    async def story(pilot):
        lines = rows(app)
        top = next(index for index, line in enumerate(lines) if "▾floor" in line)
        table = [line.split() for line in lines[top + 1 :] if not line.strip().startswith("─")][:9]
        at = lines[top].split().index("▾floor")
        assert [row[0] for row in table] == [
            "-10",
            "-7.5",
            "-5",
            "-2.5",
            "0",
            "2.5",
            "5",
            "7.5",
            "10",
        ]
        assert [row[at] for row in table] == list("012345677")

    drive(app, story, size)


def test_bits_change_the_numbers_on_the_screen():
    app = Harness(view="line", x="3.3")

    async def story(pilot):
        for bits, key in ((4, "plus"), (5, "up"), (6, "equals_sign"), (5, "down"), (4, "minus")):
            await pilot.press(key)
            (step,) = core.quantize_steps([3.3], -10, 10, bits)
            text = seen(app)
            assert f"scale {step.scale:.4g}" in text
            assert f"= {step.code:0{bits}b} in {bits} bits" in text

    drive(app, story)
    assert [change["bits"] for change in app.changes] == ["4", "5", "6", "5", "4"]


def test_the_point_moves_by_fine_and_coarse_steps():
    app = Harness(view="line")

    async def story(pilot):
        places = []
        for key in ("right", "left", "shift+right", "shift+left", "]", "["):
            await pilot.press(key)
            places.append(app.lab.state.x)
        assert places == [4.1, 4.0, 5.0, 4.0, 5.0, 4.0]
        for _ in range(12):
            await pilot.press("]")
        assert app.lab.state.x == 12.5
        assert "outside: moved to the upper end" in seen(app)

    drive(app, story)


def test_rounding_goes_round_and_draws_again():
    app = Harness(view="table")

    async def story(pilot):
        shown = []
        for _ in range(3):
            await pilot.press("r")
            shown.append(app.lab.state.rounding)
            assert f"▾{app.lab.state.rounding}" in seen(app)
        assert shown == ["nearest", "stochastic", "floor"]
        await pilot.press("n")
        assert "only stochastic rounding" in note(app)
        await pilot.press("r", "r", "n")
        assert app.lab.state.draw == 1

    drive(app, story)


def test_data_and_entropy_in_the_bins_view():
    app = Harness(view="bins")

    async def story(pilot):
        for name in ("outliers", "uniform", "normal"):
            await pilot.press("d")
            found = data.filling(app.lab.state)
            text = seen(app)
            assert f"▸ {name}" in text
            assert f"Entropy {found.entropy:.2f} of 3 bits" in text
            assert f"{found.counts.max():,}" in text
        await pilot.press("1", "d")
        assert "views 4 and 5" in note(app)

    drive(app, story)


def test_the_clip_moves_and_finds_its_best():
    app = Harness(view="clipping")

    async def story(pilot):
        await pilot.press("right")
        assert app.lab.state.clip == 3.1
        curve = data.clipping("normal", 3)
        await pilot.press("o")
        assert app.lab.state.clip == curve.clips[curve.best]
        assert "you are there" in seen(app)
        await pilot.press("e")
        assert "the clip is the range" in note(app)
        await pilot.press("r")
        assert "always rounds down" in note(app)

    drive(app, story)


def test_a_range_is_typed_and_its_errors_are_sentences():
    app = Harness(view="table")

    async def story(pilot):
        await pilot.press("e")
        line = app.query_one("#range", Input)
        assert line.has_focus
        assert line.value == "-10 10"
        line.value = "5 -5"
        await pilot.press("enter")
        assert "expected x_min below x_max" in note(app)
        assert line.has_focus
        line.value = "0 8"
        await pilot.press("enter")
        assert (app.lab.state.x_min, app.lab.state.x_max) == (0, 8)
        assert app.lab.has_focus
        assert not line.display
        assert "range 0..8 · scale 1" in seen(app)
        await pilot.press("e", "9", "escape")
        assert (app.lab.state.x_min, app.lab.state.x_max) == (0, 8)
        assert app.lab.has_focus
        await pilot.press("0")
        assert (app.lab.state.x_min, app.lab.state.x_max) == (-10, 10)

    drive(app, story)


def test_typed_letters_are_no_keys_of_the_lab_while_a_range_is_typed():
    app = Harness(view="table")

    async def story(pilot):
        await pilot.press("e", "r", "1", "plus", "space")
        assert app.lab.state.rounding == "floor"
        assert (app.lab.state.view, app.lab.state.bits) == ("table", 3)

    drive(app, story)


def test_the_mouse_moves_sliders_tabs_points_and_clips():
    app = Harness()

    async def story(pilot):
        bits = app.query_one("#bits")
        await pilot.click("#bits", offset=(bits.size.width - 1, 0))
        assert app.lab.state.bits == 16
        await pilot.mouse_down("#bits", offset=(14, 0))
        await pilot.hover("#bits", offset=(20, 0))
        await pilot.mouse_up("#bits", offset=(20, 0))
        assert 1 <= app.lab.state.bits <= 3
        await pilot.hover("#bits", offset=(60, 0))
        assert app.lab.state.bits <= 3
        await pilot.click("#views", offset=(11, 0))
        assert app.lab.state.view == "line"
        await pilot.click("#picture", offset=(9, 3))
        assert int(app.lab.state.quantize([app.lab.state.x])[0]) == 0
        await pilot.click("#views", offset=(30, 0))
        assert app.lab.state.view == "bins"
        await pilot.click("#data", offset=(26, 0))
        assert app.lab.state.data == "outliers"
        await pilot.click("#views", offset=(40, 0))
        assert app.lab.state.view == "clipping"
        await pilot.click("#picture", offset=(77, 5))
        assert app.lab.state.clip == 8

    drive(app, story)


def test_playing_sweeps_the_bits_and_turns_round():
    app = Harness(bits="7")

    async def story(pilot):
        await pilot.press("space")
        assert "▶ playing" in seen(app)
        steps = []
        for _ in range(9):
            app.lab._tick()
            steps.append(app.lab.state.bits)
        assert steps == [8, 7, 6, 5, 4, 3, 2, 1, 2]
        assert app.changes == []
        await pilot.press("space")
        assert "▶ playing" not in seen(app)
        assert app.changes[-1]["bits"] == "2"

    drive(app, story)


@pytest.mark.parametrize(("view", "field"), [("line", "x"), ("clipping", "clip")])
def test_playing_moves_the_point_and_the_clip(view, field):
    app = Harness(view=view, x="12.4", clip="7.9")

    async def story(pilot):
        await pilot.press("space")
        moved = []
        for _ in range(3):
            app.lab._tick()
            moved.append(getattr(app.lab.state, field))
        first, second, third = moved
        assert first > second > third
        await pilot.press("2" if view != "line" else "3")
        assert "▶ playing" not in seen(app)

    drive(app, story)


def test_apply_and_settings_are_inverse_and_refuse_what_is_unknown():
    app = Harness()

    async def story(pilot):
        wanted = {"view": "bins", "bits": "5", "min": "-4.0", "max": "4.0", "data": "uniform"}
        app.lab.apply(wanted)
        await pilot.pause()
        assert wanted.items() <= app.lab.settings().items()
        assert "[4 bins]" in seen(app)
        assert app.changes == []
        with pytest.raises(LabError, match="no setting 'speed'"):
            app.lab.apply({"speed": "fast"})
        assert app.lab.settings()["bits"] == "5"

    drive(app, story)


# -- the learner's code ---------------------------------------------------------------


async def settled(pilot: Pilot[None]) -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def switch_on(pilot: Pilot[None]) -> None:
    await pilot.press("m")
    await settled(pilot)


def test_right_code_is_run_on_what_each_view_shows():
    learner = Learner()
    app = Harness(learner)

    async def story(pilot):
        await switch_on(pilot)
        for index, view in enumerate(VIEWS, start=1):
            await pilot.press(str(index), "plus")
            await settled(pilot)
            assert "your code ✓" in seen(app)
            assert note(app).startswith("✓ your code")
            exercise, function, x, low, high, bits = learner.calls[-1]
            assert (exercise, function, bits) == ("quantization/quantize", "quantize", 3 + index)
            limit = 3.0 * data.deviation("normal") if view == "clipping" else 10.0
            assert (low, high) == (-limit, limit)
            assert x.dtype == np.float64
        await pilot.press("m")
        assert "our code" in seen(app)
        assert note(app) == ""

    drive(app, story)


def test_wrong_code_is_marked_where_it_differs():
    app = Harness(Learner(lambda codes: np.where(codes == 7, 6, codes).astype(codes.dtype)))

    async def story(pilot):
        await switch_on(pilot)
        assert "your code ✗" in seen(app)
        assert "gives 6, ours 7" in note(app)
        assert "✗✗✗" in seen(app)
        await pilot.press("3")
        await settled(pilot)
        assert seen(app).count("6 ✗") == 2
        await pilot.press("2", "shift+right", "shift+right", "shift+right", "shift+right")
        await settled(pilot)
        assert "yours 6 ✗" in seen(app)

    drive(app, story)


def test_junk_is_told_and_ours_stays():
    junk = [
        (lambda codes: None, "returned None"),
        (lambda codes: codes.tolist(), "returned a list"),
        (lambda codes: codes.astype(np.int32), "dtype int32"),
        (lambda codes: codes[1:], "expected the same shape"),
        (lambda codes: codes + np.uint8(200), "codes end at 7"),
    ]
    learner = Learner()
    app = Harness(learner, view="table")

    async def story(pilot):
        before = app.query_one("#picture", PlotCanvas).canvas.lines()[:10]
        for answer, says in junk:
            learner.answer = answer
            await switch_on(pilot)
            assert says in note(app)
            assert note(app).endswith("this is ours")
            assert "our code ✗ yours" in seen(app)
            assert app.query_one("#picture", PlotCanvas).canvas.lines()[:10] == before
            await pilot.press("m")

    drive(app, story)


def test_code_that_fails_tells_its_sentence():
    def unwritten(codes: Any) -> Any:
        raise LearnerCodeError("quantize (quantization/quantize) is not written yet")

    app = Harness(Learner(unwritten), view="line")

    async def story(pilot):
        await switch_on(pilot)
        assert "is not written yet; this is ours" in note(app)
        assert "code, at most 7" in seen(app)

    drive(app, story)


def test_without_a_workspace_there_is_a_sentence():
    app = Harness(None)

    async def story(pilot):
        await switch_on(pilot)
        assert "no workspace" in note(app)
        assert "our code" in seen(app)

    drive(app, story)


def test_code_that_rounds_down_is_not_compared_with_other_rounding():
    learner = Learner()
    app = Harness(learner, rounding="nearest")

    async def story(pilot):
        await switch_on(pilot)
        assert learner.calls == []
        assert "your quantize rounds down" in note(app)
        await pilot.press("3")
        await settled(pilot)
        assert "your code ✓" in seen(app)

    drive(app, story)


def test_slow_code_never_blocks_and_its_late_answer_is_not_shown():
    learner = Learner()
    app = Harness(learner)

    async def story(pilot):
        learner.gate = asyncio.Event()
        await pilot.press("m")
        await pilot.press("plus", "plus", "right")
        assert app.lab.state.bits == 5
        assert "your code is running" in note(app)
        assert "your code ✓" not in seen(app)
        learner.gate.set()
        await settled(pilot)
        assert [call[-1] for call in learner.calls] == [3, 5]
        assert "your code ✓" in seen(app)

    drive(app, story)


# -- the plot for other labs ----------------------------------------------------------


def test_a_plot_tells_a_press_in_the_units_of_its_axes():
    picked: list[Plot.PointPicked] = []

    class PlotApp(App[None]):
        def compose(self) -> ComposeResult:
            x = np.linspace(0, 10, 20)
            axes = Axis(0, 10, "bits"), Axis(1, 1000, "bytes", log=True)
            yield Plot(Figure(*axes, (Series(x, 10 ** (x / 4), "size"),)))

        def on_plot_point_picked(self, event: Plot.PointPicked) -> None:
            picked.append(event)

    async def run() -> None:
        app = PlotApp()
        async with app.run_test(size=(60, 20)) as pilot:
            await pilot.pause()
            plot = app.query_one(Plot)
            assert "bytes" in plot.canvas.text()
            assert "bits" in plot.canvas.text()
            await pilot.click(Plot, offset=(59, 1))
            await pilot.click(Plot, offset=(5, 17))

    asyncio.run(run())
    assert picked[0].x == pytest.approx(10, abs=0.2)
    assert picked[0].y == pytest.approx(1000, rel=0.3)
    assert picked[1].x == pytest.approx(0, abs=0.2)
    assert picked[1].y < 2
