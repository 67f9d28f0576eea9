"""The line at the top of a screen and the line of keys at its foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.style import Style as RichStyle
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from playground.tui.text import DIM


@dataclass(frozen=True, slots=True)
class Key:
    """One key at the foot: how it is written, what it does, and the action a click runs."""

    key: str
    does: str
    action: str


class Bar(Widget):
    """One line whose parts can be clicked and keep their own colours."""

    ALLOW_SELECT = False

    @property
    def link_style(self) -> RichStyle:
        """No style of links: what can be clicked looks as it is drawn."""
        return RichStyle()


class KeyBar(Bar):
    """The keys that matter here, most important first; those that do not fit are left out."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; padding: 0 1; background: $panel; color: $foreground; }
    """

    keys: reactive[Sequence[Key]] = reactive((), always_update=True)

    def __init__(self, *keys: Key) -> None:
        super().__init__()
        self.set_reactive(KeyBar.keys, keys)

    def render(self) -> Content:
        """Return as many keys as the width holds."""
        line = Content("")
        for key in self.keys:
            click = Style.from_meta({"@click": key.action})
            gap = "   " if line else ""
            item = Content.assemble((key.key, "$primary bold"), (f" {key.does}", DIM))
            if line.cell_length + len(gap) + item.cell_length > self.content_size.width:
                break
            line = line + gap + item.stylize(click)
        return line


class TopBar(Bar):
    """A title, the panes to switch between where only one fits, and a word at the right."""

    DEFAULT_CSS = """
    TopBar { dock: top; height: 1; padding: 0 1; background: $panel; color: $foreground; }
    """

    class Switched(Message):
        """A pane's name was clicked."""

        def __init__(self, pane: str) -> None:
            super().__init__()
            self.pane = pane

    title: reactive[str] = reactive("")
    right: reactive[Content] = reactive(Content(""))
    panes: reactive[tuple[str, ...]] = reactive(())
    shown: reactive[str] = reactive("")

    def __init__(self, title: str = "", panes: tuple[str, ...] = (), shown: str = "") -> None:
        super().__init__()
        self.set_reactive(TopBar.title, title)
        self.set_reactive(TopBar.panes, panes)
        self.set_reactive(TopBar.shown, shown)

    def render(self) -> Content:
        """Return the line; the title gives way first where it is narrow."""
        right = self.right
        tabs = self._tabs()
        room = max(0, self.content_size.width - right.cell_length - tabs.cell_length - 2)
        title = Content.styled(self.title, "bold").truncate(room, ellipsis=True)
        left = title + ("  " if tabs else "") + tabs
        gap = max(1, self.content_size.width - left.cell_length - right.cell_length)
        return left + " " * gap + right

    def _tabs(self) -> Content:
        tabs = Content("")
        for pane in self.panes:
            style = "$background on $primary bold" if pane == self.shown else "$foreground 75%"
            click = Style.from_meta({"@click": f"switch('{pane}')"})
            tabs += Content.styled(f" {pane} ", style).stylize(click)
        return tabs

    def action_switch(self, pane: str) -> None:
        """Say that a pane was clicked."""
        self.post_message(self.Switched(pane))
