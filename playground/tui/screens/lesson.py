"""A lesson: its pages, one at a time, beside the lab that they talk about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content

from playground.course.catalog import CourseError, Exercise, Lesson, Page
from playground.tui.labs.base import LabView
from playground.tui.screens.base import PlaygroundScreen
from playground.tui.screens.picker import PickerScreen
from playground.tui.session import Place
from playground.tui.text import DIM, bar, clean, sign, word
from playground.tui.widgets.bars import Key, KeyBar, TopBar
from playground.tui.widgets.lab_pane import LabPane
from playground.tui.widgets.page import PagePane, mentioned

PAGE, LAB = "Page", "Lab"

KEYS = (
    Key("n", "on", "screen.next"),
    Key("p", "back", "screen.previous"),
    Key("F2", "page/lab", "screen.switch"),
    Key("r", "reset lab", "screen.reapply"),
    Key("e", "exercises", "screen.exercises"),
    Key("esc", "home", "screen.back"),
    Key("?", "keys", "app.help"),
)


class LessonScreen(PlaygroundScreen):
    """Shows a lesson where the learner left it."""

    CSS_PATH = "lesson.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,right", "next", "On", show=False),
        Binding("p,left", "previous", "Back", show=False),
        Binding("space,pagedown", "down", "Down or on", show=False),
        Binding("pageup", "up", "Up or back", show=False),
        Binding("f2", "switch", "Page or lab", show=False, priority=True),
        Binding("l", "switch", "Page or lab", show=False),
        Binding("r", "reapply", "The lab as the page sets it", show=False),
        Binding("e", "exercises", "Exercises", show=False),
        Binding("escape", "back", "Home", show=False),
    ]

    def __init__(self, lesson: Lesson) -> None:
        super().__init__()
        self.add_class("-page")
        self.lesson = lesson
        self.place = f"lesson:{lesson.id}"
        self._pages: tuple[Page, ...] = ()
        self._at = 0
        self._answer = False
        self._begun = False

    def compose(self) -> ComposeResult:
        """Yield the line at the top, the page beside the lab, and the keys."""
        yield TopBar(f"{self.lesson.number}  {self.lesson.title}", shown=PAGE)
        with Horizontal(id="body"):
            yield PagePane(self.session.course)
            yield LabPane(self.lesson.lab, self.playground.learner)
        yield KeyBar(*KEYS)

    def on_mount(self) -> None:
        """Begin on the page, and not in the lab."""
        self.set_focus(self.query_one(PagePane))

    async def on_screen_resume(self) -> None:
        """Begin when first seen; later, show how the exercises of the page stand now."""
        if self._begun:
            if self._pages:
                self._say_next()
        elif not self.covered:
            self._begun = True
            await self._begin()

    async def _begin(self) -> None:
        """Go to the page where the learner was; the lab follows once the page is seen."""
        try:
            self._pages = self.session.pages(self.lesson)
        except (CourseError, OSError) as error:
            self.query_one(PagePane).say_next(Content(clean(f"The pages cannot be read: {error}")))
            return
        if not self._pages:
            self.query_one(PagePane).say_next(Content("This lesson has no pages yet."))
            return
        place = self.session.place(self.lesson)
        names = [page.name for page in self._pages]
        if place is not None and place.page in names:
            self._at = names.index(place.page)
            self._answer = place.answer and bool(self.page.answer)
        await self._show_page()
        self.call_after_refresh(self._load_lab)

    async def _load_lab(self) -> None:
        if self.is_gone:
            return
        await self.query_one(LabPane).load()
        if self.is_gone:
            return
        kept = self.session.lab(self.lesson, self.page.name)
        self._apply(kept if kept is not None else self.page.lab)

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self._pages[self._at]

    def on_resize(self) -> None:
        """Show both panes, or names to switch between them."""
        self.query_one(TopBar).panes = () if self.is_wide else (PAGE, LAB)
        if not self.is_wide and not self.is_too_small:
            # Of two panes that were side by side, the one with the focus stays.
            self._show_pane(LAB if self.query_one(LabPane).has_focus_within else PAGE)

    # -- pages --------------------------------------------------------------------

    async def _show_page(self) -> None:
        await self.query_one(PagePane).show(self.page, self._answer)
        if not self.is_gone:
            self._say_where()

    async def _turn(self, to: int, answer: bool) -> None:
        self._at, self._answer = to, answer and bool(self._pages[to].answer)
        self.session.keep_lab(self.lesson, self.page.name, None)
        await self._show_page()
        if self.page.lab and not self.is_gone:
            self._apply(self.page.lab)

    async def _reveal(self, answer: bool) -> None:
        self._answer = answer
        await self.query_one(PagePane).reveal(self.page, answer)
        if not self.is_gone:
            self._say_where()

    def _say_where(self) -> None:
        self.session.keep_place(self.lesson, Place(self.page.name, self._answer))
        number, count = self._at + 1, len(self._pages)
        self.query_one(TopBar).right = Content.assemble(
            ("page ", DIM), (f"{number}", "$primary bold"), (f" of {count} ", DIM)
        ) + bar(number, count, 10)
        self._say_next()

    def _say_next(self) -> None:
        hidden = bool(self.page.answer) and not self._answer
        lines = []
        if hidden:
            lines.append(Content.assemble(("n", "$primary bold"), ("  shows the answer", DIM)))
        standings = self.session.standings()
        for exercise in self._mentioned():
            standing = standings[exercise.name]
            lines.append(
                Content.assemble(
                    ("e", "$primary bold"),
                    ("  opens  ", DIM),
                    sign(standing.status),
                    " ",
                    exercise.title,
                    "  ",
                    word(standing.status),
                )
            )
        if not hidden and self._at == len(self._pages) - 1:
            lines.append(Content.styled("That was the last page of this lesson.", DIM))
        self.query_one(PagePane).say_next(Content("\n").join(lines))

    def _mentioned(self) -> list[Exercise]:
        text = self.page.text + (self.page.answer if self._answer else "")
        return mentioned(text, self.session.course)

    async def action_next(self) -> None:
        """Show the answer where there is one, then the next page, then the exercises."""
        if not self._pages:
            return
        if self.page.answer and not self._answer:
            await self._reveal(True)
        elif self._at < len(self._pages) - 1:
            await self._turn(self._at + 1, False)
        else:
            self.action_exercises()

    async def action_previous(self) -> None:
        """Hide the answer again, then go to the page before."""
        if not self._pages:
            return
        if self._answer:
            await self._reveal(False)
        elif self._at > 0:
            await self._turn(self._at - 1, True)

    async def action_down(self) -> None:
        """Scroll down, and go on where the page is at its end."""
        pane = self.query_one(PagePane)
        if pane.at_end or not pane.display:
            await self.action_next()
        else:
            pane.scroll_page_down(animate=False)

    async def action_up(self) -> None:
        """Scroll up, and go back where the page is at its top."""
        pane = self.query_one(PagePane)
        if pane.at_top or not pane.display:
            await self.action_previous()
        else:
            pane.scroll_page_up(animate=False)

    # -- the lab ------------------------------------------------------------------

    def _apply(self, settings: Mapping[str, str]) -> None:
        if trouble := self.query_one(LabPane).apply(settings):
            self.playground.say_trouble(trouble)

    @on(LabView.Changed)
    def _lab_changed(self, event: LabView.Changed) -> None:
        if self._pages:
            self.session.keep_lab(self.lesson, self.page.name, event.settings)

    def action_reapply(self) -> None:
        """Set the lab as this page has it."""
        if self._pages:
            self.session.keep_lab(self.lesson, self.page.name, None)
            self._apply(self.page.lab)

    @on(TopBar.Switched)
    def _switched(self, event: TopBar.Switched) -> None:
        self._show_pane(event.pane)

    def action_switch(self) -> None:
        """Go to the lab, or back to the page."""
        on_page = self.focused is self.query_one(PagePane) if self.is_wide else not self._in_lab
        self._show_pane(LAB if on_page else PAGE)

    @property
    def _in_lab(self) -> bool:
        return self.has_class("-lab")

    def _show_pane(self, pane: str) -> None:
        self.set_class(pane == LAB, "-lab")
        self.set_class(pane == PAGE, "-page")
        self.query_one(TopBar).shown = pane
        # At once, and not when the pane has come to light: the next key may be waiting.
        if pane == PAGE:
            self.set_focus(self.query_one(PagePane))
        else:
            self.query_one(LabPane).focus_view()

    # -- exercises ----------------------------------------------------------------

    @on(PagePane.ExerciseClicked)
    async def _clicked(self, event: PagePane.ExerciseClicked) -> None:
        await self.playground.go(f"exercise:{event.exercise}")

    def action_exercises(self) -> None:
        """Open the exercise that the page names, or choose one of the lesson's."""
        named = self._mentioned() if self._pages else []
        if len(named) == 1:
            self._open(named[0].name)
            return
        standings = self.session.standings()
        listed = [standings[e.name] for e in (named or self.lesson.exercises)]
        if not listed:
            self.playground.say("This lesson has no exercises yet.")
            return
        todo = next((s.exercise.name for s in listed if s.status != "passed"), "")
        self.app.push_screen(PickerScreen("Exercises", listed, todo), self._open)

    def _open(self, name: str | None) -> None:
        if name:
            self.run_worker(self.playground.go(f"exercise:{name}"))

    def commands(self) -> Iterable[SystemCommand]:
        """Yield what can be done on a page."""
        yield SystemCommand("Next", "The answer, then the next page", self.action_next)
        yield SystemCommand("Previous", "The page before", self.action_previous)
        yield SystemCommand("Reset the lab", "The lab as this page sets it", self.action_reapply)
        yield SystemCommand("Exercises", "The exercises of this page", self.action_exercises)
