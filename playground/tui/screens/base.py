"""What every full screen has in common: its keys at the foot, and a least size."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Mount, ScreenResume
from textual.screen import Screen
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.app import SystemCommand

    from playground.tui.app import PlaygroundApp
    from playground.tui.session import Session

LEAST_WIDTH = 60
LEAST_HEIGHT = 18
WIDE = 100


class TooSmall(Widget):
    """The sentence that stands in for a screen that would not fit."""

    def render(self) -> Content:
        """Return what is wrong with the size and what to do."""
        width, height = self.app.size
        return Content(
            f"This terminal is {width} by {height} cells. Compression Playground needs "
            f"{LEAST_WIDTH} by {LEAST_HEIGHT}: make the window larger or the letters smaller."
        )


class PlaygroundScreen(Screen[None]):
    """A full screen of the app; `place` is how it is remembered, "" where it is not."""

    # Textual declares these two as variables of each screen, so no ClassVar here.
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-too-narrow"),
        (LEAST_WIDTH, "-narrow"),
        (WIDE, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-too-low"), (LEAST_HEIGHT, "-low"), (32, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1", "app.help", "Help", show=False),
    ]

    place: str = ""
    # Set while further screens are being put on top: there is no need to draw this one yet.
    covered: bool = False

    def __init__(self) -> None:
        super().__init__()
        self._focus_to_return: Widget | None = None
        # Textual sets these after the first frame, which would show another layout.
        width, height = self.app.size
        for size, steps in (
            (width, self.HORIZONTAL_BREAKPOINTS),
            (height, self.VERTICAL_BREAKPOINTS),
        ):
            self.add_class([name for least, name in steps if size >= least][-1])

    @property
    def playground(self) -> PlaygroundApp:
        """The app, as what it is."""
        return cast("PlaygroundApp", self.app)

    @property
    def session(self) -> Session:
        """The learner's workspace and progress."""
        return self.playground.session

    @property
    def is_gone(self) -> bool:
        """Whether the screen is being taken down: then its widgets are no more to be looked up.

        To be asked after an await, during which the learner may have left.
        """
        return not self.is_attached or self not in self.app.screen_stack

    @property
    def is_wide(self) -> bool:
        """Whether two panes fit side by side."""
        return self.app.size.width >= WIDE

    @property
    def is_too_small(self) -> bool:
        """Whether the terminal is too small to show anything but a sentence."""
        width, height = self.app.size
        return width < LEAST_WIDTH or height < LEAST_HEIGHT

    @on(Mount)
    def _add_sentence(self) -> None:
        """Add the sentence for a small terminal, which the stylesheet shows when it must."""
        self.mount(TooSmall())

    def on_resize(self) -> None:
        """Keep the focus through a moment in which everything was hidden."""
        if self.is_too_small:
            self._focus_to_return = self.focused or self._focus_to_return
        elif self._focus_to_return is not None:
            self.set_focus(self._focus_to_return)
            self._focus_to_return = None

    @on(ScreenResume)
    def _keep_place(self) -> None:
        """Remember that the learner is here now."""
        self.playground.keep_place()

    def commands(self) -> Iterable[SystemCommand]:
        """Yield what the command palette offers here beside what it always has."""
        return ()

    def save_on_leaving(self) -> str:
        """Save what is open; return a sentence where that failed, "" where all is safe."""
        return ""

    def ask_to_leave(self, trouble: str, leave: Callable[[], object] | None) -> None:
        """Say why nothing could be saved, and run `leave` when the learner goes all the same."""
        from playground.tui.screens.confirm import ConfirmScreen

        def answered(sure: bool | None) -> None:
            if sure:
                (leave or self.dismiss)()

        question = f"{trouble}\n\nLeave all the same, and lose what was not saved?"
        self.app.push_screen(ConfirmScreen("Not saved", question, "leave"), answered)

    def action_back(self) -> None:
        """Save what is open and go back to the screen before."""
        if trouble := self.save_on_leaving():
            self.ask_to_leave(trouble, None)
        else:
            self.dismiss()
