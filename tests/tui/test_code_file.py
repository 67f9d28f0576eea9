"""The learner's file and the editor: whatever happens, no text is lost."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.tui.code_file import CodeFile
from playground.tui.session import Session
from playground.workspace import Workspace, WorkspaceError

NAME = "huffman/tree"


@contextmanager
def opened_file(folder: Path) -> Iterator[CodeFile]:
    workspace = Workspace.create(folder)
    session = Session(workspace, pytest.fail)
    try:
        yield CodeFile(session, workspace.course.exercise(NAME))
    finally:
        session.close()


def kept_in(file: CodeFile) -> set[str]:
    """Return what is in the file and in all the backups beside it."""
    files = file.path.parent.glob(f"{file.path.stem}*{file.path.suffix}")
    return {path.read_text("utf-8") for path in files}


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["type", "save", "outside", "mine", "theirs", "reset", "crash"]),
        st.sampled_from(["a = 1\n", "b = 2\n", "c = 3\n", "d = 4\r\n", ""]),
    ),
    max_size=12,
)


@settings(max_examples=40)
@given(STEPS)
def test_no_order_of_events_loses_a_text(steps: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder, opened_file(Path(folder)) as file:
        stub = file.exercise.stub.read_text("utf-8")
        editor = file.open().text
        for step, text in steps:
            on_disk = file.path.read_bytes().decode()
            before = {editor, on_disk}
            if step == "type":
                editor = text
                continue
            if step == "outside":
                file.path.write_bytes(text.encode())
                continue
            theirs = file.from_outside()
            if step == "save" or (step == "mine" and theirs is not None):
                before.discard(file.known or "")  # saved over on purpose, like in any editor
                file.save(editor)
            elif step == "theirs" and theirs is not None:
                file.take_over(editor, theirs)
                editor = theirs
            elif step == "reset":
                before.discard(file.known or "")
                if editor == file.known:
                    before.add(editor)
                editor, _ = file.reset(editor)
            elif step == "crash":
                file.keep_draft(editor)
                editor = file.open().text
            kept = {text.replace("\r\n", "\n") for text in kept_in(file) | {editor, stub}}
            assert {text.replace("\r\n", "\n") for text in before} <= kept


def test_a_draft_comes_back_and_goes_once_it_is_saved(tmp_path: Path) -> None:
    with opened_file(tmp_path) as file:
        file.open()
        file.keep_draft("unsaved = 1\n")
        again = file.open()
        assert (again.text, again.unsaved) == ("unsaved = 1\n", True)
        file.save(again.text)
        later = file.open()
        assert (later.text, later.unsaved, later.notice) == ("unsaved = 1\n", False, "")


def test_a_draft_beside_a_changed_file_becomes_a_backup(tmp_path: Path) -> None:
    with opened_file(tmp_path) as file:
        file.open()
        file.keep_draft("unsaved = 1\n")
        file.path.write_text("theirs = 1\n")
        opened = file.open()
        assert (opened.text, opened.unsaved) == ("theirs = 1\n", False)
        assert "tree.backup-1.py" in opened.notice
        assert kept_in(file) == {"unsaved = 1\n", "theirs = 1\n"}
        assert file.open().notice == ""


def test_where_no_backup_can_be_made_nothing_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path, text: str) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("playground.tui.code_file.keep_copy", refused)
    with opened_file(tmp_path) as file:
        file.open()
        known = file.known
        with pytest.raises(WorkspaceError, match="nothing was changed"):
            file.take_over("mine\n", "theirs\n")
        assert file.known == known
