"""One page of a lesson: its text, its answer once asked for, and a line of what comes next."""

from __future__ import annotations

import re
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Markdown, Static

from playground.course.catalog import Course, Exercise, Page

MENTION = re.compile(r"`([a-z][a-z0-9_]*/[a-z][a-z0-9_]*)(?:\.py)?`")
LINK = "exercise:"


def mentioned(text: str, course: Course) -> list[Exercise]:
    """Return the exercises that a page names, such as `huffman/tree`, each once, in order."""
    known = {exercise.name: exercise for exercise in course.exercises()}
    names = dict.fromkeys(MENTION.findall(text))
    return [known[name] for name in names if name in known]


def with_links(text: str, course: Course) -> str:
    """Return the page with the names of exercises made into links for the mouse."""
    known = {exercise.name for exercise in course.exercises()}

    def link(match: re.Match[str]) -> str:
        return f"[{match[1]}]({LINK}{match[1]})" if match[1] in known else match[0]

    return MENTION.sub(link, text)


class PagePane(VerticalScroll, inherit_bindings=False):
    """Shows a page; the arrows up and down scroll it, the keys of the screen turn it."""

    # Without the bindings of a scroll view: left, right and the page keys turn the pages.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", "Up", show=False),
        Binding("down,j", "scroll_down", "Down", show=False),
        Binding("home", "scroll_home", "Top", show=False),
        Binding("end", "scroll_end", "End", show=False),
    ]

    class ExerciseClicked(Message):
        """The name of an exercise was clicked."""

        def __init__(self, exercise: str) -> None:
            super().__init__()
            self.exercise = exercise

    def __init__(self, course: Course) -> None:
        super().__init__(id="page")
        self._course = course

    def compose(self) -> ComposeResult:
        """Yield the page, its answer and the line below."""
        yield Markdown(id="text", open_links=False)
        yield Markdown(id="answer", open_links=False)
        yield Static(id="next")

    async def show(self, page: Page, answer: bool) -> None:
        """Show a page from its top, with or without its answer."""
        await self.query_one("#text", Markdown).update(with_links(page.text, self._course))
        await self._show_answer(page, answer)
        self.scroll_home(animate=False)

    async def reveal(self, page: Page, answer: bool) -> None:
        """Show or hide the answer of the page that is shown, and bring it into view."""
        await self._show_answer(page, answer)
        if answer:
            widget = self.query_one("#answer")
            self.call_after_refresh(self.scroll_to_widget, widget, top=True, animate=False)

    async def _show_answer(self, page: Page, answer: bool) -> None:
        widget = self.query_one("#answer", Markdown)
        widget.display = bool(answer and page.answer)
        if widget.display:
            await widget.update(with_links(page.answer, self._course))

    def say_next(self, line: Content) -> None:
        """Show the line below the page."""
        widget = self.query_one("#next", Static)
        widget.update(line)
        widget.display = bool(line.plain)

    @property
    def at_end(self) -> bool:
        """Whether the last line of the page is in view."""
        return self.scroll_offset.y >= self.max_scroll_y

    @property
    def at_top(self) -> bool:
        """Whether the first line of the page is in view."""
        return self.scroll_offset.y <= 0

    @on(Markdown.LinkClicked)
    def _link(self, event: Markdown.LinkClicked) -> None:
        event.stop()
        if event.href.startswith(LINK):
            self.post_message(self.ExerciseClicked(event.href.removeprefix(LINK)))
        else:
            self.app.open_url(event.href)
