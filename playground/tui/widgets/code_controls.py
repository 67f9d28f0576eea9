"""Small things to click that name their key."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widgets import Input, Static


class Chip(Static, can_focus=False):
    """A word with its key; a click does what the key does."""

    DEFAULT_CSS = """
    Chip { height: 1; color: $foreground 75%; }
    Chip:hover { background: $primary 20%; color: $foreground; }
    Chip.-on { background: $primary; color: $background; text-style: bold; }
    """
    ALLOW_SELECT = False

    class Pressed(Message):
        """The chip was clicked; `action` is the lab's action that it stands for."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self, key: str, word: str, action: str, id: str | None = None) -> None:
        super().__init__(id=id)
        self.key, self.word, self.action = key, "", action
        self._named = False
        self.name_it(word)

    def name_it(self, word: str) -> None:
        """Show the key with this word."""
        if self._named and word == self.word:
            return  # a step must not cost a layout
        self.word, self._named = word, True
        self._put(Content.assemble((self.key, "$primary bold"), f" {word}" if word else ""))

    def _put(self, content: Content) -> None:
        # The width is set by hand: an automatic one stays as it was where this comes
        # before the first layout, and the word is then wrapped out of sight.
        self.styles.width = content.cell_length
        self.update(content)

    def on_click(self, event: Click) -> None:
        """Tell the lab."""
        event.stop()
        self.post_message(self.Pressed(self.action))


class Tab(Chip):
    """A chip for one of several views; the one that is shown is bright and in brackets."""

    _is_on: bool | None = None

    def turn(self, on: bool) -> None:
        """Say whether this is the view that is shown."""
        if on == self._is_on:
            return
        self._is_on = on
        self.set_class(on, "-on")
        text = f"{self.key} {self.word}"
        if on:
            self._put(Content(f"[{text}]"))
        else:
            self._put(Content.assemble(" ", (self.key, "$primary bold"), f" {self.word} "))


class Ask(Input):
    """A line to type into; escape gives it up."""

    DEFAULT_CSS = """
    Ask { height: 1; border: none; padding: 0; background: $panel; }
    Ask:focus { border: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "give_up", "Give up")]

    class GivenUp(Message):
        """The learner pressed escape."""

    def action_give_up(self) -> None:
        """Tell the lab that nothing is to change."""
        self.post_message(self.GivenUp())
