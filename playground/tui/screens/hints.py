"""The hints of an exercise, one at a time; each one that is taken is recorded."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from playground.course.catalog import Exercise
from playground.store import Store, StoreError
from playground.tui.screens.card import CardScreen
from playground.tui.text import DIM, clean
from playground.tui.widgets.bars import Key, KeyBar


class HintsScreen(CardScreen[None]):
    """Shows the hints taken so far, and takes the next on a key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f7,n,enter,space", "another", "Another", show=False)
    ]

    def __init__(self, exercise: Exercise, store: Store) -> None:
        super().__init__()
        self._exercise = exercise
        self._store = store
        self._taken = 0
        self._trouble = ""

    def compose(self) -> ComposeResult:
        """Yield the hints and the keys."""
        with Vertical(classes="card") as card:
            card.border_title = f"Hints: {self._exercise.title}"
            with VerticalScroll():
                yield Static(id="hints")
            yield KeyBar()

    def on_mount(self) -> None:
        """Show the hints taken before, or take the first."""
        try:
            self._taken = min(self._store.hints_taken(self._exercise.name), self._count)
        except StoreError as error:
            self._trouble = str(error)
        if self._taken == 0:
            self._take()
        self._show()

    @property
    def _count(self) -> int:
        return len(self._exercise.hints)

    def _take(self) -> None:
        if self._taken == self._count:
            return
        try:
            self._store.take_hint(self._exercise.name, self._taken)
        except StoreError as error:
            self._trouble = str(error)
        else:
            self._taken += 1

    def action_another(self) -> None:
        """Take the next hint; after the last one, close."""
        if self._taken == self._count:
            self.dismiss(None)
            return
        self._take()
        self._show()
        self.call_after_refresh(self.query_one(VerticalScroll).scroll_end, animate=False)

    def _show(self) -> None:
        lines = [
            Content.assemble((f"{i}  ", "bold $primary"), hint.strip())
            for i, hint in enumerate(self._exercise.hints[: self._taken], start=1)
        ]
        if not self._count:
            lines.append(Content("This exercise has no hints."))
        elif self._taken == self._count:
            lines.append(Content.styled("These were all the hints there are.", DIM))
        if self._trouble:
            lines.append(Content(clean(self._trouble)))
        self.query_one("#hints", Static).update(Content("\n\n").join(lines))
        left = self._count - self._taken
        more = (Key("n", f"another ({left} left)", "screen.another"),) if left else ()
        self.query_one(KeyBar).keys = (*more, Key("escape", "back to the code", "screen.close"))
