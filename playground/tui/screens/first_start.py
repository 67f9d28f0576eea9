"""The first start: the offer to make a workspace, and nothing on the disk before a yes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from playground.course.catalog import load_course
from playground.store import StoreError
from playground.tui.screens.base import PlaygroundScreen
from playground.tui.session import offered_folder
from playground.tui.text import DIM, clean
from playground.tui.widgets.bars import Key, KeyBar
from playground.workspace import Workspace, WorkspaceError


class FirstStartScreen(PlaygroundScreen):
    """Asks where the learner's files shall be, and makes the folder on enter."""

    CSS_PATH = "first_start.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.quit", "Quit", show=False),
    ]

    def __init__(self, start: Path) -> None:
        super().__init__()
        self._offer = offered_folder(start)

    def compose(self) -> ComposeResult:
        """Yield the welcome, the folder to edit, and what will be written there."""
        course = load_course()
        exercises = list(course.exercises())
        lessons = [lesson for lesson in course.lessons if not lesson.coming]
        with Vertical(classes="card") as card:
            card.border_title = "Welcome"
            yield Static(
                Content.assemble(
                    ("Compression Playground", "bold $primary"),
                    "\nLessons to read, figures to play with, and exercises in Python that are "
                    "graded as you go. Your own files need a folder.",
                )
            )
            yield Static(Content.styled("Your folder", "bold"), classes="label")
            yield Input(str(self._offer), id="folder", select_on_focus=False)
            yield Static(id="trouble")
            yield Static(
                Content.assemble(
                    "Enter writes there:\n",
                    ("  · ", DIM),
                    f"{len(exercises)} files to fill in, such as {exercises[0].file},\n"
                    f"    in {len(lessons)} folders, one for each lesson\n",
                    ("  · ", DIM),
                    "your progress, in the folder .playground\n",
                    (
                        "Files that are there already stay as they are. Until then, nothing is "
                        "written.",
                        DIM,
                    ),
                ),
                id="says",
            )
        yield KeyBar(
            Key("enter", "make it and begin", "screen.make"),
            Key("escape", "quit, nothing written", "app.quit"),
            Key("F1", "keys", "app.help"),
        )

    def on_mount(self) -> None:
        """Begin in the field."""
        self.set_focus(self.query_one(Input))

    @on(Input.Changed)
    def _changed(self) -> None:
        self._say("")

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_make()

    def action_make(self) -> None:
        """Make the workspace, or open the one that is there."""
        typed = self.query_one(Input).value.strip()
        if not typed:
            self._say("Type the folder that your files shall go to.")
            return
        try:
            folder = Path(os.path.expanduser(typed))
            workspace = _workspace_at(folder)
            with workspace.store() as store:
                store.open()
        except (WorkspaceError, StoreError, OSError, ValueError) as error:
            self._say(str(error))
            return
        self.playground.enter(workspace)

    def _say(self, sentence: str) -> None:
        trouble = self.query_one("#trouble", Static)
        text = clean(sentence)
        trouble.update(Content.assemble(("✗ ", "$text-error"), text) if text else "")
        trouble.display = bool(text)


def _workspace_at(folder: Path) -> Workspace:
    found = Workspace.find(folder)
    if found is not None and found.root == folder.absolute():
        return found
    return Workspace.create(folder)
