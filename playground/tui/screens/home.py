"""The home screen: the lessons as a map, and what is inside the one under the cursor."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from playground.course.catalog import CourseError, Lesson, Page
from playground.tui.screens.base import PlaygroundScreen
from playground.tui.session import LATEST, Standing
from playground.tui.text import DIM, apart, bar, fit, points, sign, signs, word
from playground.tui.widgets.bars import Bar, Key, KeyBar

KEYS = (
    Key("↑↓", "choose", ""),
    Key("enter", "open", "screen.open"),
    Key("→", "its exercises", "screen.inside"),
    Key("c", "continue", "screen.continue"),
    Key("?", "keys", "app.help"),
    Key("q", "quit", "app.quit"),
)


LEGEND = "↷ later: it builds on an exercise that you have not passed yet."
LINE = "$foreground 30%"


class Choices(OptionList):
    """A list whose options are drawn anew when the width changes."""

    class Resized(Message):
        """The list has another width now."""

        def __init__(self, choices: Choices) -> None:
            super().__init__()
            self.choices = choices

        @property
        def control(self) -> Choices:
            """The list itself."""
            return self.choices

    def on_resize(self, event: Resize) -> None:
        """Ask for options that fit."""
        self.post_message(self.Resized(self))


class Continue(Static):
    """The line that takes the learner back to where they left."""

    ALLOW_SELECT = False

    def on_click(self) -> None:
        """Continue, as the key does."""
        self.run_worker(self.screen.run_action("continue"))


class Title(Bar):
    """The name of the course, and the points earned in it at the right."""

    earned: reactive[tuple[int, int]] = reactive((0, 0))

    def render(self) -> Content:
        """Return the line, as wide as there is room."""
        earned, whole = self.earned
        name = Content.assemble(("▖▘ ", "$primary"), ("Compression Playground", "bold"))
        total = Content.assemble((f"{earned}", "$primary bold"), (f" of {whole} points", DIM))
        wide = name + Content.styled("   Make it smaller. See what it costs.", DIM)
        if wide.cell_length + total.cell_length < self.content_size.width:
            name = wide
        return apart(name, total, self.content_size.width)


class Contents(Widget):
    """The titles of a lesson's pages, with the one where the learner is."""

    pages: reactive[tuple[str, ...]] = reactive(())
    at: reactive[int] = reactive(0)

    def render(self) -> Content:
        """Return as many titles as there is room for, around the page to read next."""
        rows = max(1, self.content_size.height)
        first = max(0, min(self.at - rows // 2, len(self.pages) - rows))
        lines = []
        for i, title in enumerate(self.pages[first : first + rows], start=first):
            here = i == self.at
            lines.append(
                Content.assemble(
                    ("▸ " if here else "  ", "$primary"),
                    (f"{i + 1:>2}  ", DIM),
                    (fit(title, self.content_size.width - 6).rstrip(), "" if here else DIM),
                )
            )
        return Content("\n").join(lines)


class HomeScreen(PlaygroundScreen):
    """The map of the course, with how far the learner is in it."""

    CSS_PATH = "home.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "continue", "Continue", show=False),
        Binding("q", "app.quit", "Quit", show=False),
        Binding("right,l", "inside", "To the exercises", show=False),
        Binding("left,h,escape", "map", "To the map", show=False),
        Binding("j", "down", "Down", show=False),
        Binding("k", "up", "Up", show=False),
    ]

    place = "home"

    def __init__(self) -> None:
        super().__init__()
        self._standings: dict[str, Standing] = {}
        self._shown: Lesson | None = None

    def compose(self) -> ComposeResult:
        """Yield the head, the map with the card beside it, and the keys."""
        with Vertical(id="head"):
            yield Title(id="title")
            yield Continue(id="continue")
        with Horizontal(id="body"):
            yield Choices(id="map")
            with Vertical(id="card"):
                yield Static(id="about")
                yield Choices(id="inside")
                yield Static(id="legend")
                yield Contents(id="contents")
        yield KeyBar(*KEYS)

    def on_mount(self) -> None:
        """Begin on the map."""
        self.set_focus(self.query_one("#map"))

    def on_screen_resume(self) -> None:
        """Show the progress as it is now: it may have changed while another screen was up."""
        self._standings = self.session.standings()
        self._show_all()

    @on(Choices.Resized, "#map")
    def _map_resized(self) -> None:
        self._show_map()

    @on(Choices.Resized, "#inside")
    def _inside_resized(self) -> None:
        self._show_card()

    # -- what is shown ------------------------------------------------------------

    def _show_all(self) -> None:
        self._show_head()
        self._show_map()
        self._show_card()

    def _of(self, lesson: Lesson) -> list[Standing]:
        return [self._standings[e.name] for e in lesson.exercises if e.name in self._standings]

    def _show_head(self) -> None:
        earned = sum(standing.score for standing in self._standings.values())
        whole = sum(lesson.points for lesson in self.session.available())
        self.query_one(Title).earned = (earned, whole)
        self.query_one("#continue", Continue).update(self._continue_line())

    def _continue_line(self) -> Content:
        latest = self.session.recall(LATEST)
        where = self._where(latest) if latest else ""
        if where:
            return Content.assemble(("c ", "$primary bold"), "Continue  ", (where, "bold"))
        first = self.session.available()[0]
        return Content.assemble(("c ", "$primary bold"), "Begin with  ", (first.title, "bold"))

    def _where(self, places: str) -> str:
        """Return in words where these places are, "" where the course has them no more."""
        kind, _, name = places.split()[-1].partition(":")
        try:
            if kind == "exercise":
                exercise = self.session.course.exercise(name)
                return f"{self.session.course.lesson(exercise.lesson).title} · {exercise.title}"
            lesson = self.session.course.lesson(name)
        except KeyError:
            return ""
        return f"{lesson.title} · {self._page(lesson)}"

    def _pages(self, lesson: Lesson) -> tuple[tuple[Page, ...], int | None]:
        """Return the pages of a lesson and the one where the learner is; none if it has faults."""
        try:
            pages = self.session.pages(lesson)
        except (CourseError, OSError):
            return (), None  # the lesson's own screen says what is wrong
        place = self.session.place(lesson)
        names = [page.name for page in pages]
        at = names.index(place.page) if place is not None and place.page in names else None
        return pages, at

    def _page(self, lesson: Lesson) -> str:
        """Return in words how far the lesson has been read."""
        pages, at = self._pages(lesson)
        return f"{len(pages)} pages" if at is None else f"page {at + 1} of {len(pages)}"

    def _show_map(self) -> None:
        choices = self.query_one("#map", Choices)
        width = choices.scrollable_content_region.width - 1
        if width < 10 or not self._standings:
            return
        kept = choices.highlighted_option
        stops = [
            Option(self._stop(lesson, i == len(self.session.course.lessons), width), id=lesson.id)
            for i, lesson in enumerate(self.session.course.lessons, start=1)
        ]
        # A step of the way between two stops, where there is room for all of it.
        lines = sum(str(stop.prompt).count("\n") + 1 for stop in stops) + len(stops) - 1
        step = Content.styled("│", LINE)
        options = [stops[0]]
        for stop in stops[1:]:
            if lines <= choices.size.height:
                options.append(Option(step, disabled=True))
            options.append(stop)
        choices.set_options(options)
        name = kept.id if kept is not None and kept.id else self._first()
        choices.highlighted = choices.get_option_index(name)

    def _first(self) -> str:
        """Return the lesson to have the cursor on at first: the one read last, or the first."""
        latest = (self.session.recall(LATEST) or "").replace("/", " ").split()
        for lesson in self.session.course.lessons:
            if f"lesson:{lesson.id}" in latest or f"exercise:{lesson.id}" in latest:
                return lesson.id
        return self.session.course.lessons[0].id

    def _stop(self, lesson: Lesson, last: bool, width: int) -> Content:
        """Return one stop of the map: three lines, two for a lesson still to come."""
        line = ("  " if last else "│ ", LINE)
        if lesson.coming:
            head = Content.assemble((f"○ {lesson.number} ", DIM), (lesson.title, DIM))
            return Content("\n").join(
                [
                    head.truncate(width, ellipsis=True),
                    Content.assemble(line, ("  coming", "$foreground 45% italic")),
                ]
            )
        standings = self._of(lesson)
        earned = sum(standing.score for standing in standings)
        done = all(standing.status == "passed" for standing in standings)
        node = ("✓ " if done else "● ", "$text-success" if done else "$primary")
        head = Content.assemble(node, f"{lesson.number} ", (lesson.title, "bold"))
        score = f"{earned}/{lesson.points}"
        length = max(4, width - 6 - len(score))
        return Content("\n").join(
            [
                head.truncate(width, ellipsis=True),
                Content.assemble(
                    line, "  ", bar(earned, lesson.points, length), (f"  {score}", DIM)
                ),
                Content.assemble(line, "  ", signs(standings)).truncate(width),
            ]
        )

    def _show_card(self) -> None:
        lesson = self._shown
        inside = self.query_one("#inside", Choices)
        if lesson is None or not self._standings:
            return
        card = self.query_one("#card")
        card.border_title = f"Lesson {lesson.number}"
        earned = sum(standing.score for standing in self._of(lesson))
        card.border_subtitle = "" if lesson.coming else points(earned, lesson.points)
        self.query_one("#about", Static).update(
            Content.assemble((lesson.title, "bold $primary"), "\n", lesson.idea)
        )
        legend = "Coming: this lesson is still being written." if lesson.coming else LEGEND
        self.query_one("#legend", Static).update(Content.styled(legend, DIM))
        inside.display = not lesson.coming
        pages, at = ((), None) if lesson.coming else self._pages(lesson)
        contents = self.query_one(Contents)
        contents.pages, contents.at = tuple(page.title for page in pages), at or 0
        width = inside.scrollable_content_region.width
        if lesson.coming or width < 10:
            return
        kept = inside.highlighted
        read = apart(
            Content.assemble(("≡ ", "$primary"), "Read and play"),
            Content.styled(self._page(lesson), DIM),
            width,
        )
        inside.set_options(
            [
                Option(read, id=f"lesson:{lesson.id}"),
                *(
                    Option(self._row(s, width), id=f"exercise:{s.exercise.name}")
                    for s in self._of(lesson)
                ),
            ]
        )
        inside.highlighted = min(kept, inside.option_count - 1) if kept is not None else 0

    def _row(self, standing: Standing, width: int) -> Content:
        score = f"{standing.score}/{standing.exercise.points}".rjust(6)
        right = word(standing.status).pad_right(11 - len(word(standing.status).plain))
        right += Content.styled(score, DIM)
        return apart(sign(standing.status) + f" {standing.exercise.title}", right, width)

    # -- keys and clicks ----------------------------------------------------------

    @on(OptionList.OptionHighlighted, "#map")
    def _chosen(self, event: OptionList.OptionHighlighted) -> None:
        lesson = self.session.course.lesson(str(event.option_id))
        if lesson is not self._shown:
            self._shown = lesson
            self.query_one("#inside", Choices).highlighted = None
            self._show_card()

    @on(OptionList.OptionSelected, "#map")
    async def _open_lesson(self, event: OptionList.OptionSelected) -> None:
        lesson = self.session.course.lesson(str(event.option_id))
        if lesson.coming:
            self.playground.say(f"Lesson {lesson.number}, {lesson.title}, is still being written.")
        else:
            await self.playground.go(f"lesson:{lesson.id}")

    @on(OptionList.OptionSelected, "#inside")
    async def _open_inside(self, event: OptionList.OptionSelected) -> None:
        place = str(event.option_id)
        if place.startswith("exercise:") and self._shown is not None:
            place = f"lesson:{self._shown.id} {place}"
        await self.playground.go(place)

    def _list(self) -> OptionList:
        focused = self.focused
        return focused if isinstance(focused, OptionList) else self.query_one("#map", OptionList)

    def action_open(self) -> None:
        """Open what the cursor is on."""
        self._list().action_select()

    def action_down(self) -> None:
        """Move the cursor down."""
        self._list().action_cursor_down()

    def action_up(self) -> None:
        """Move the cursor up."""
        self._list().action_cursor_up()

    def action_inside(self) -> None:
        """Go from the map to what is inside the lesson."""
        inside: Widget = self.query_one("#inside")
        if inside.display and self.query_one("#card").display:
            self.set_focus(inside)

    def action_map(self) -> None:
        """Go back to the map."""
        self.set_focus(self.query_one("#map"))

    async def action_continue(self) -> None:
        """Go to where the learner was last, or to the first lesson."""
        latest = self.session.recall(LATEST)
        places = latest if latest and self._where(latest) else ""
        await self.playground.go(places or f"lesson:{self.session.available()[0].id}")
