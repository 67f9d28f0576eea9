"""One lab alone on the screen, for `playground lab NAME`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from playground.tui.screens.base import PlaygroundScreen
from playground.tui.widgets.bars import Key, KeyBar, TopBar
from playground.tui.widgets.lab_pane import LabPane


class LabScreen(PlaygroundScreen):
    """Shows a lab from the settings it was opened with."""

    CSS_PATH = "lab.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape", "app.quit", "Quit", show=False),
        Binding("r", "reapply", "As it was opened", show=False),
    ]

    def __init__(self, name: str, settings: Mapping[str, str]) -> None:
        super().__init__()
        self._name_of_lab = name
        self._settings = settings

    def compose(self) -> ComposeResult:
        """Yield the lab and the keys."""
        yield TopBar(f"Lab: {self._name_of_lab}")
        yield LabPane(self._name_of_lab, self.playground.learner)
        yield KeyBar(
            Key("r", "as it was opened", "screen.reapply"),
            Key("F1", "keys", "app.help"),
            Key("q", "quit", "app.quit"),
        )

    async def on_mount(self) -> None:
        """Load the lab and set it."""
        pane = self.query_one(LabPane)
        await pane.load()
        if self.is_gone:
            return
        self.action_reapply()
        self.call_after_refresh(pane.focus_view)

    def action_reapply(self) -> None:
        """Set the lab as it was opened."""
        if trouble := self.query_one(LabPane).apply(self._settings):
            self.playground.say_trouble(trouble)
