"""The editor and the learner's file together: saving, drafts, and saves by other programs."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual import on
from textual.message import Message
from textual.timer import Timer
from textual.widgets import TextArea

from playground.tui.code_file import CodeFile
from playground.tui.screens.conflict import ConflictScreen
from playground.tui.watching import changes
from playground.tui.widgets.editor import CodeEditor
from playground.workspace import WorkspaceError

if TYPE_CHECKING:
    from playground.tui.app import PlaygroundApp

DRAFT_SECONDS = 1.0
LOOK_SECONDS = 2.0


class CodePane(CodeEditor):
    """Edits one exercise's file; what is typed here is never lost, see `CodeFile`."""

    class Unsaved(Message):
        """Whether there is unsaved text has changed."""

    class TakenOver(Message):
        """The text that another program saved is in the editor now."""

    class Broken(Message):
        """The file cannot be edited; the sentence says why."""

        def __init__(self, sentence: str) -> None:
            super().__init__()
            self.sentence = sentence

    def __init__(self, file: CodeFile) -> None:
        super().__init__(id="code")
        self.file = file
        # The text here when it last agreed with the file; None where the file is broken.
        self._agreed: str | None = None
        self._said_unsaved = False
        self._draft_timer: Timer | None = None

    def on_mount(self) -> None:
        """Open the file and keep an eye on it."""
        self.open()
        self.run_worker(self._watch(), group="watch")
        self.set_interval(LOOK_SECONDS, self.look)

    @property
    def playground(self) -> PlaygroundApp:
        """The app, as what it is."""
        return cast("PlaygroundApp", self.app)

    @property
    def is_broken(self) -> bool:
        """Whether the file could not be read, so that there is nothing to edit."""
        return self._agreed is None

    @property
    def unsaved(self) -> bool:
        """Whether there is text here that is not in the file."""
        return self._agreed is not None and self.text != self._agreed

    # -- open and save ------------------------------------------------------------

    def open(self) -> None:
        """Read the file anew; a draft from before a crash comes back as unsaved text."""
        try:
            opened = self.file.open()
        except WorkspaceError as error:
            self._agreed = None
            self.load_text("")
            self.read_only = True
            self.post_message(self.Broken(str(error)))
            return
        self._put_in(opened.text)
        self._go_to_work()
        if opened.unsaved:
            self._agreed = self.file.known
            self._say_unsaved()
        if opened.notice:
            self.playground.say(opened.notice)

    def save(self) -> str:
        """Save unsaved text; return a sentence where that failed, "" where all is safe."""
        if not self.unsaved:
            return ""
        text = self.text
        try:
            backup = self.file.save(text)
        except WorkspaceError as error:
            self._keep_draft()
            return str(error)
        self._agreed = text
        self._say_unsaved()
        if backup is not None:
            self._say_backup("Another program had saved this file too: its text", backup)
        return ""

    def reset(self) -> None:
        """Put the stub back, with a backup; raise WorkspaceError with a sentence."""
        text, backup = self.file.reset(None if self.is_broken else self.text)
        self._put_in(text)
        self._go_to_work()
        if backup is not None:
            self._say_backup("Your version", backup)

    def on_unmount(self) -> None:
        """Save on every way out, whatever it was; what cannot be saved stays as a draft."""
        self.save()

    def _put_in(self, text: str) -> None:
        """Put text that agrees with the file into the editor."""
        self.read_only = False
        self.replace_all(text)
        # Not `text` itself: the editor gives all lines the same line ends.
        self._agreed = self.text
        self._say_unsaved()

    def _go_to_work(self) -> None:
        """Put the cursor where the first function is still to be written."""
        for i, line in enumerate(self.text.splitlines()):
            if line.strip().startswith("raise NotImplementedError"):
                self.move_cursor((i, len(line) - len(line.lstrip())))
                self.call_after_refresh(self.scroll_cursor_visible, center=True)
                return

    def _say_backup(self, whose: str, backup: Path) -> None:
        self.playground.say(f"{whose} is kept in {backup.name}.")

    # -- typing -------------------------------------------------------------------

    @on(TextArea.Changed)
    def _typed(self) -> None:
        self._say_unsaved()
        if self._draft_timer is not None:
            self._draft_timer.stop()
            self._draft_timer = None
        if self.unsaved:
            self._draft_timer = self.set_timer(DRAFT_SECONDS, self._keep_draft)

    def _keep_draft(self) -> None:
        if self.unsaved:
            self.file.keep_draft(self.text)

    def _say_unsaved(self) -> None:
        if self.unsaved != self._said_unsaved:
            self._said_unsaved = self.unsaved
            self.post_message(self.Unsaved())

    # -- saves by other programs --------------------------------------------------

    async def _watch(self) -> None:
        async for _ in changes(self.file.path):
            self.look()

    def look(self) -> None:
        """Look whether another program saved the file, and take what it saved."""
        if not self.is_broken:
            self.run_worker(self._take_changes(), group="look", exclusive=True)

    async def _take_changes(self) -> None:
        try:
            theirs = await asyncio.to_thread(self.file.from_outside)
        except WorkspaceError:
            return  # in the middle of a save by another program, or gone: F5 and F6 say so
        if theirs is None or theirs == self.file.known or not self.is_attached:
            return
        if not self.unsaved:
            self.file.take(theirs)
            self._put_in(theirs)
            self.playground.say(f"{self.file.exercise.file} was saved by another program.")
            self.post_message(self.TakenOver())
        elif not isinstance(self.app.screen, ConflictScreen):
            self.app.push_screen(ConflictScreen(str(self.file.exercise.file)), self._choose)

    def _choose(self, choice: str | None) -> None:
        try:
            theirs = self.file.from_outside()
            if theirs is None:
                return
            if choice == "theirs":
                backup = self.file.take_over(self.text, theirs)
                self._put_in(theirs)
                self._say_backup("Your text", backup)
                self.post_message(self.TakenOver())
            elif trouble := self.save():
                self.playground.say_trouble(trouble)
        except WorkspaceError as error:
            self.playground.say_trouble(str(error))

    def reload(self) -> None:
        """Read the file again, because the learner asks for it."""
        if self.is_broken:
            self.open()
            return
        try:
            if self.file.from_outside() is None:
                self.playground.say("The file holds what it held when it was last read.")
            else:
                self.look()
        except WorkspaceError as error:
            self.playground.say_trouble(str(error))
