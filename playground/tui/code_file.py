"""The learner's file as the editor sees it: what it held, what is unsaved, what came from outside.

Nothing here touches a widget. The promise is that no text is lost: whatever was in the
file or in the editor is in the file, in a backup beside it, or kept as a draft.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playground.course.catalog import Exercise
from playground.tui.session import Draft, Session, keep_copy
from playground.workspace import WorkspaceError


@dataclass(frozen=True, slots=True)
class Opened:
    """What to put into the editor, whether it is unsaved, and a sentence about it or ""."""

    text: str
    unsaved: bool = False
    notice: str = ""


class CodeFile:
    """One exercise's file between the disk and the editor.

    `known` is what the file held when it was last read or written here; None where it
    could not be read. Methods raise WorkspaceError with a sentence.
    """

    def __init__(self, session: Session, exercise: Exercise) -> None:
        self._session = session
        self._workspace = session.workspace
        self.exercise = exercise
        self.path: Path = self._workspace.file(exercise)
        self.known: str | None = None
        self._draft: Draft | None = None

    def open(self) -> Opened:
        """Read the file; a missing one is made from the stub, an unsaved draft comes back."""
        notice = ""
        if self._workspace.state(self.exercise) == "missing":
            self._workspace.reset(self.exercise)
            notice = f"{self.exercise.file} was missing: the stub is there again."
        text = self.known = self._workspace.read(self.exercise)
        draft = self._session.draft(self.exercise)
        if draft is None or draft.text == text:
            return Opened(text, notice=notice)
        if draft.base == text:
            return Opened(draft.text, True, "Your text from last time was not saved: here it is.")
        # Both went on since: the file stays, and the draft is put beside it.
        backup = self._keep(draft.text)
        self._session.keep_draft(self.exercise, None)
        return Opened(
            text,
            notice=(
                f"The file was changed after you left. What you had not saved is in {backup.name}."
            ),
        )

    def save(self, text: str) -> Path | None:
        """Write the text; return the backup of what another program had put there, if it had."""
        backup = self._workspace.write(self.exercise, text, replacing=self.known)
        self.known = text
        self.drop_draft()
        return backup

    def from_outside(self) -> str | None:
        """Return what another program saved since `known`, or None where nothing changed."""
        text = self._workspace.read(self.exercise)
        return None if text == self.known else text

    def take(self, text: str) -> None:
        """Go on with what another program saved."""
        self.known = text
        self.drop_draft()

    def take_over(self, mine: str, theirs: str) -> Path:
        """Go on with what another program saved, and return the backup of the editor's text."""
        backup = self._keep(mine)
        self.take(theirs)
        return backup

    def reset(self, text: str | None) -> tuple[str, Path | None]:
        """Put the stub back; return its text, and the backup of what was there, if it differed.

        `text` is what the editor holds, None where the file could not be shown in it.
        """
        if text is not None and text != self.known:
            self.save(text)
        backup = self._workspace.reset(self.exercise)
        self.known = self._workspace.read(self.exercise)
        self.drop_draft()
        return self.known, backup

    def diff(self) -> str:
        """Return what the learner changed in the stub, as a unified diff."""
        return self._workspace.diff(self.exercise)

    def keep_draft(self, text: str) -> None:
        """Keep unsaved text, so that not even a killed terminal loses it."""
        if self.known is None:
            return
        draft = Draft(self.known, text)
        if draft != self._draft:
            self._session.keep_draft(self.exercise, draft)
            self._draft = draft

    def drop_draft(self) -> None:
        """Forget the draft: its text is in the file, or in a backup."""
        if self._session.draft(self.exercise) is not None:
            self._session.keep_draft(self.exercise, None)
        self._draft = None

    def _keep(self, text: str) -> Path:
        try:
            return keep_copy(self.path, text)
        except OSError as error:
            raise WorkspaceError(
                f"No backup could be made beside {self.path} ({error.strerror}), so nothing was "
                "changed: check the disk and the folder's permissions."
            ) from error
