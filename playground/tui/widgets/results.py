"""The results of a grading run: how far it is, every test, and what the chosen one found."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.timer import Timer
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from playground.tui.messages import JsonObject
from playground.tui.text import DIM, apart, bar, clean, points, sign, word

IDLE = Content.assemble(("F5", "$primary bold"), (" saves your code and grades it.", DIM))


FIELDS = ("call", "got", "expected")
LABEL = 10


class ResultsPane(Vertical):
    """Shows a run while it goes on, and its verdict; every text in it is shown as it is."""

    def __init__(self) -> None:
        super().__init__(id="results")
        self._tests: list[JsonObject] = []
        self._since = 0.0
        self._done = 0
        self._clock: Timer | None = None

    def compose(self) -> ComposeResult:
        """Yield the verdict, the list of tests, and the room for one of them."""
        yield Static(IDLE, id="verdict")
        yield OptionList(id="tests")
        with VerticalScroll(id="detail"):
            yield Static(id="detail-text")

    def on_mount(self) -> None:
        """Begin empty."""
        self.query_one("#tests").display = False

    def on_resize(self, event: Resize) -> None:
        """Draw the rows anew for the width."""
        self.call_after_refresh(self._draw_anew)

    # -- a run --------------------------------------------------------------------

    def start(self) -> None:
        """Show that a run has begun."""
        self.stop_clock()
        self._tests, self._done, self._since = [], 0, monotonic()
        self._clock = self.set_interval(0.2, self._tick)
        self._draw_rows()
        self._detail(None)
        self._tick()

    def collected(self, tests: Sequence[JsonObject]) -> None:
        """Show the tests that will run."""
        self._tests = [{**test, "status": "waiting", "points": 0} for test in tests]
        self._draw_rows()
        self._tick()

    def ended(self, number: int, test: JsonObject) -> None:
        """Show one test that has run; `number` counts from 1."""
        if 1 <= number <= len(self._tests):
            self._tests[number - 1] = test
            self._done += 1
            self._draw_rows()
            self._tick()

    def finish(self, result: JsonObject, note: str) -> None:
        """Show the verdict, with a sentence below it or "", and the first test to look at."""
        self.stop_clock()
        self._tests = list(result.get("tests", ()))
        self._draw_rows()
        lines = [_verdict(result)]
        if note:
            lines.append(Content(clean(note)))
        self._say(Content("\n").join(lines))
        first = next((i for i, t in enumerate(self._tests) if t.get("status") != "passed"), 0)
        if self._tests:
            self.query_one("#tests", OptionList).highlighted = first
            self._detail(self._tests[first])

    def end(self, sentence: str, failed: bool = False) -> None:
        """Show that the run ended without a verdict, and why."""
        self.stop_clock()
        self._tests = []
        self._draw_rows()
        self._detail(None)
        self._say(
            Content.assemble(sign("error" if failed else "not_started"), " ", clean(sentence))
        )

    def stop_clock(self) -> None:
        """Stop counting the seconds."""
        if self._clock is not None:
            self._clock.stop()
            self._clock = None

    @property
    def running(self) -> bool:
        """Whether a run is going on."""
        return self._clock is not None

    def _tick(self) -> None:
        seconds = monotonic() - self._since
        count = len(self._tests)
        if not count:
            line = Content.assemble("Starting the grader  ", (f"{seconds:.1f} s", DIM))
        else:
            left = seconds / self._done * (count - self._done) if self._done else 0.0
            about = f", ~{left:.0f} s left" if left >= 2 else ""
            line = Content.assemble(
                bar(self._done, count, 8),
                f"  {self._done} of {count} tests  ",
                (f"{seconds:.1f} s{about}", DIM),
            )
        self._say(line + "\n" + Content.styled("escape stops it", DIM))

    def _say(self, line: Content) -> None:
        self.query_one("#verdict", Static).update(line)

    def _draw_anew(self) -> None:
        self._draw_rows()
        chosen = self.query_one("#tests", OptionList).highlighted
        if chosen is not None and chosen < len(self._tests):
            self._detail(self._tests[chosen])

    # -- the tests ----------------------------------------------------------------

    def _draw_rows(self) -> None:
        rows = self.query_one("#tests", OptionList)
        rows.display = bool(self._tests)
        # One column is the scroll bar's, which may not be there yet when this is drawn.
        width = max(20, self.content_size.width - 1)
        options = [Option(_row(test, width)) for test in self._tests]
        if len(options) == rows.option_count:
            for i, option in enumerate(options):
                rows.replace_option_prompt_at_index(i, option.prompt)
        else:
            rows.set_options(options)

    @on(OptionList.OptionHighlighted)
    def _chosen(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if event.option_index < len(self._tests):
            self._detail(self._tests[event.option_index])

    def _detail(self, test: JsonObject | None) -> None:
        width = self.query_one("#detail").scrollable_content_region.width
        self.query_one("#detail-text", Static).update(detail(test, width) if test else "")
        self.query_one("#detail").scroll_home(animate=False)


def _row(test: JsonObject, width: int) -> Content:
    status = str(test.get("status", "waiting"))
    whole = test.get("max_points", 0)
    score = "" if status == "waiting" else f"{test.get('points', 0)}/{whole}"
    name = clean(str(test.get("title") or test.get("name", ""))).partition("\n")[0]
    right = word(status) + Content.styled(score.rjust(6), DIM)
    return apart(Content.assemble(sign(status), f" {name}"), right, width)


def _verdict(result: JsonObject) -> Content:
    status = str(result.get("status", "error"))
    tests = result.get("tests", ())
    good = sum(test.get("status") == "passed" for test in tests)
    earned = points(int(result.get("score", 0)), int(result.get("max_score", 0)))
    line = Content.assemble(
        sign(status),
        " ",
        word(status).stylize("bold"),
        "  ",
        (earned, "bold"),
        "\n",
        (f"{good} of {len(tests)} tests  ·  {result.get('duration_s', 0):.1f} s", DIM),
    )
    message = str(result.get("message") or "")
    # Where a test says the same below, once is enough.
    if message and not any(test.get("message") == message for test in tests):
        line = line + "\n" + Content(clean(message))
    return line


def detail(test: JsonObject, width: int) -> Content:
    """Return all that a test says, each part with its name where it has one."""
    status = str(test.get("status", "waiting"))
    parts = [Content.styled(clean(str(test.get("title") or test.get("name", ""))), "bold")]
    if message := str(test.get("message") or ""):
        parts.append(Content(clean(message)))
    fields = [_field(name, str(test[name]), width) for name in FIELDS if test.get(name)]
    if fields:
        parts.append(Content("\n").join(fields))
    if why := str(test.get("why") or ""):
        parts.append(Content.styled(clean(why), DIM))
    if output := str(test.get("output") or "").rstrip("\n"):
        parts.append(Content.styled("your code printed", DIM) + "\n" + clean(output))
    if status == "passed" and len(parts) == 1:
        parts.append(Content.styled("Passed.", DIM))
    return Content("\n\n").join(parts)


def _field(name: str, value: str, width: int) -> Content:
    """Return a value with its name before it, folded so that it stays beside the name."""
    room = max(20, width - LABEL)
    lines = [part for line in clean(value).split("\n") for part in Content(line).fold(room)]
    label = Content.styled(name.ljust(LABEL), DIM)
    return Content("\n").join(
        [(label if i == 0 else Content(" " * LABEL)) + line for i, line in enumerate(lines)]
    )
