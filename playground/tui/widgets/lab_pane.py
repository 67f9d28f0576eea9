"""The lab beside a page: its view, loaded when first shown, or a sentence in its place."""

from __future__ import annotations

from collections.abc import Mapping

from textual.containers import Container
from textual.widgets import Static

from playground.labs import LabError
from playground.tui.labs import load_view
from playground.tui.labs.base import LabView, LearnerFunctions
from playground.tui.text import clean


class LabPane(Container):
    """Holds one lab; what the lab cannot do it says in a sentence."""

    def __init__(self, name: str, learner: LearnerFunctions | None) -> None:
        super().__init__(id="lab")
        self._lab_name = name
        self._learner = learner
        self.view: LabView | None = None

    async def load(self) -> None:
        """Load and show the lab; a second call does nothing."""
        if self.view is not None or self.children:
            return
        if not self._lab_name:
            await self.mount(Static("This lesson has no lab.", classes="sentence"))
            return
        try:
            view = load_view(self._lab_name)
        except (KeyError, ModuleNotFoundError) as error:
            # A lab of an extra that is not installed, or of a lesson still being written.
            sentence = clean(f"The lab {self._lab_name} cannot be shown here: {error}.")
            await self.mount(Static(sentence, classes="sentence", markup=False))
            return
        self.view = view(self._learner)
        await self.mount(self.view)

    def apply(self, settings: Mapping[str, str]) -> str:
        """Set the lab; return a sentence where it has no such setting, "" where all went well."""
        if self.view is None:
            return ""
        try:
            self.view.apply(settings)
        except LabError as error:
            return f"The lab could not be set as the page asks: {error}"
        return ""

    def focus_view(self) -> None:
        """Move the focus into the lab."""
        candidates = [] if self.view is None else [self.view, *self.view.query("*")]
        self.screen.set_focus(next((w for w in candidates if w.focusable), None))
