"""The folder of a learner's own files, and what is done with them.

A workspace holds the learner's copies of the stubs (`huffman/tree.py`, ...) and a
folder `.playground` with their progress. No method overwrites or deletes a
learner's file without a backup beside it, but `write`, which saves what the learner
wrote.
"""

from __future__ import annotations

import difflib
import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Literal

from playground.course.catalog import Course, Exercise, load_course
from playground.source import SourceError, read_source
from playground.store import Store

MARK = ".playground"

FileState = Literal["missing", "untouched", "edited"]


class WorkspaceError(Exception):
    """A workspace or a file in it cannot be used, told as what, where and what to do."""


class Workspace:
    """A learner's folder; `root` is the folder that has `.playground` in it.

    `course` is the course whose stubs it holds, by default the one that ships with
    the package. Methods raise WorkspaceError where the file system refuses.
    """

    def __init__(self, root: Path, course: Course | None = None) -> None:
        self.root = root
        self.course = course or load_course()

    @classmethod
    def create(cls, folder: Path, course: Course | None = None) -> Workspace:
        """Make a workspace in a folder, new or not; every file that is there stays as it is."""
        root = Path(os.path.abspath(folder))
        workspace = cls(root, course)
        try:
            workspace._mark()
        except OSError as error:
            raise WorkspaceError(
                f"{root} cannot become a workspace ({_reason(error)}): choose a folder "
                "that you may write to"
            ) from error
        workspace.restore_missing()
        return workspace

    @classmethod
    def find(cls, start: Path, course: Course | None = None) -> Workspace | None:
        """Return the workspace that a folder or file is in, or None where it is in none."""
        place = Path(os.path.abspath(start))
        for folder in (place, *place.parents):
            if os.path.isdir(folder / MARK):
                return cls(folder, course)
        return None

    @property
    def database(self) -> Path:
        """The file of the learner's progress."""
        return self.root / MARK / "progress.db"

    def store(self) -> Store:
        """Return the learner's progress, not yet opened; the caller closes it."""
        return Store(self.database)

    def file(self, exercise: Exercise) -> Path:
        """Return the path of the learner's file, which may be missing."""
        return self.root / exercise.file

    def state(self, exercise: Exercise) -> FileState:
        """Say whether the learner's file is missing, still the stub, or edited.

        A file that cannot be read counts as edited: it is the learner's all the same.
        """
        file = self.file(exercise)
        if not os.path.lexists(file):
            return "missing"
        try:
            text = _read(file)
        except WorkspaceError:
            return "edited"
        return "untouched" if _lines(text) == _lines(_stub(exercise)) else "edited"

    def read(self, exercise: Exercise) -> str:
        """Return the learner's code; see `read_source` for what is refused."""
        file = self.file(exercise)
        self._refuse_links(file.parent)
        if not os.path.lexists(file):
            raise WorkspaceError(
                f"{file} is missing: `playground reset {exercise.name}` brings it back"
            )
        return _read(file)

    def write(self, exercise: Exercise, text: str, replacing: str | None = None) -> Path | None:
        """Save the learner's code, whole or not at all.

        `replacing` is the text that the caller knows to be in the file: where something
        else is there by now, saved by another program, that is backed up first and the
        path of the backup is returned.
        """
        file = self.file(exercise)
        data = _encode(text, file)
        try:
            self._prepare(file)
            backup = None
            if replacing is not None and _content(file) not in (None, _encode(replacing, file)):
                backup = _back_up(file)
            _write_atomically(file, data)
        except OSError as error:
            raise WorkspaceError(
                f"{file} could not be saved ({_reason(error)}): it still holds what it "
                "held before; check the disk and the folder's permissions"
            ) from error
        return backup

    def reset(self, exercise: Exercise) -> Path | None:
        """Put the stub back, and return the backup of the edited file, if there was one."""
        file = self.file(exercise)
        data = _encode(_stub(exercise), file)
        state = self.state(exercise)
        if state == "untouched":
            return None
        try:
            self._prepare(file)
            backup = _back_up(file) if state == "edited" else None
            _write_atomically(file, data)
        except OSError as error:
            raise WorkspaceError(
                f"{file} could not be reset ({_reason(error)}): check the disk and the "
                "folder's permissions"
            ) from error
        return backup

    def diff(self, exercise: Exercise) -> str:
        """Return what the learner changed, as a unified diff from the stub; "" for nothing."""
        # Split at line ends, the text after the last one is "" and no line.
        own = _lines(self.read(exercise).rstrip("\r\n") + "\n")[:-1]
        stub = _lines(_stub(exercise).rstrip("\r\n") + "\n")[:-1]
        names = (f"{exercise.name} (stub)", f"{exercise.name} (yours)")
        return "".join(f"{line}\n" for line in difflib.unified_diff(stub, own, *names, lineterm=""))

    def restore_missing(self) -> list[Path]:
        """Copy every stub whose file is missing, and return the files made."""
        made = []
        for exercise in self.course.exercises():
            file = self.file(exercise)
            if os.path.lexists(file):
                continue
            data = _encode(_stub(exercise), file)
            try:
                self._prepare(file)
                _write_atomically(file, data)
            except OSError as error:
                raise WorkspaceError(
                    f"{file} could not be made ({_reason(error)}): check the disk and the "
                    "folder's permissions"
                ) from error
            made.append(file)
        return made

    def _mark(self) -> None:
        mark = self.root / MARK
        mark.mkdir(parents=True, exist_ok=True)
        ignore = mark / ".gitignore"
        if not os.path.lexists(ignore):
            _write_atomically(ignore, b"*\n")

    def _prepare(self, file: Path) -> None:
        """Make the folder of a file; refuse to write where a link leads elsewhere."""
        self._refuse_links(file.parent)
        file.parent.mkdir(exist_ok=True)
        if os.path.lexists(file):
            _refuse_odd(file, os.lstat(file))

    def _refuse_links(self, folder: Path) -> None:
        if folder.is_symlink():
            raise WorkspaceError(
                f"{folder} is a link to another folder: replace it with a folder of its own"
            )


def _read(file: Path) -> str:
    try:
        return read_source(file)
    except SourceError as error:
        raise WorkspaceError(str(error)) from error


def _stub(exercise: Exercise) -> str:
    try:
        return exercise.stub.read_text("utf-8")
    except OSError as error:
        raise WorkspaceError(
            f"the stub of {exercise.name} is missing from this installation "
            f"({_reason(error)}): install the program again"
        ) from error


def _refuse_odd(file: Path, status: os.stat_result) -> None:
    if stat.S_ISLNK(status.st_mode):
        raise WorkspaceError(f"{file} is a link: replace it with a file of its own")
    if not stat.S_ISREG(status.st_mode):
        raise WorkspaceError(f"{file} is not a file: move it away and try again")


def _lines(text: str) -> list[str]:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _encode(text: str, file: Path) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise WorkspaceError(
            f"{file} was not saved: character {error.start + 1} of the text is half of a "
            "character; delete it and save again"
        ) from None


def _content(file: Path) -> bytes | None:
    """Return what is in a file, without its byte order mark; None where it is missing."""
    try:
        return file.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except FileNotFoundError:
        return None


def _back_up(file: Path) -> Path:
    """Copy a file to the first free name beside it, and return that name."""
    number = 1
    while True:
        backup = file.with_name(f"{file.stem}.backup-{number}{file.suffix}")
        try:
            # A second name for the same content: exclusive, instant, and complete. The
            # write that follows replaces the first name and leaves this one as it is.
            os.link(file, backup)
            return backup
        except FileExistsError:
            number += 1
        except OSError:  # a file system without hard links
            with suppress(FileExistsError), open(backup, "xb") as target:
                with open(file, "rb") as source:
                    shutil.copyfileobj(source, target)
                target.flush()
                os.fsync(target.fileno())
                return backup
            number += 1


def _write_atomically(file: Path, data: bytes) -> None:
    """Write a file so that at any moment it holds the old text or the new."""
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".tmp", dir=file.parent)
    try:
        with open(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, _mode(file))
        os.replace(name, file)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise


def _mode(file: Path) -> int:
    """Return the permissions that a file has, or that a new one would get."""
    try:
        return stat.S_IMODE(os.stat(file).st_mode)
    except FileNotFoundError:
        # There is no way to ask for the umask but to set it, which other threads would
        # see: the folder's own bits tell what its owner meant.
        return 0o644 & (os.stat(file.parent).st_mode | 0o600)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
