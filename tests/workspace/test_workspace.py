"""The learner's folder: nothing of theirs is lost, and what cannot be used is told."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from child_process import run_python
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import resources, workspace
from playground.course.catalog import Course, Exercise, parse_course
from playground.source import MAX_BYTES, read_source
from playground.workspace import Workspace, WorkspaceError

COURSE = """
[course]
id = "small"
title = "Small"

[[lesson]]
id = "one"
title = "One"
idea = "The first."

[[lesson.exercise]]
id = "first"
title = "First"
functions = ["f"]
points = 1
requires = []
hints = []

[[lesson.exercise]]
id = "second"
title = "Second"
functions = ["g"]
points = 1
requires = []
hints = []
"""
STUB = 'def f(x):\n    """Return x, naïvely."""\n    raise NotImplementedError("f")\n'


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    stubs = tmp_path / "bundle" / "exercises" / "one"
    stubs.mkdir(parents=True)
    (stubs / "first.py").write_text(STUB, "utf-8")
    (stubs / "second.py").write_text(STUB.replace("f", "g"), "utf-8")
    monkeypatch.setattr(resources, "ROOT", tmp_path / "bundle")
    return parse_course(COURSE)


@pytest.fixture
def own(course: Course, tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "own", course)


@pytest.fixture
def first(course: Course) -> Exercise:
    return course.exercise("one/first")


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_create_makes_every_stub(own: Workspace):
    assert files(own.root) == {
        ".playground/.gitignore": b"*\n",
        "one/first.py": STUB.encode(),
        "one/second.py": STUB.replace("f", "g").encode(),
    }
    umask = os.umask(0)
    os.umask(umask)
    mode = stat.S_IMODE((own.root / "one" / "first.py").stat().st_mode)
    assert mode == 0o644 & ~umask | 0o600


def test_create_keeps_every_file_that_is_there(course: Course, tmp_path: Path):
    root = tmp_path / "own"
    (root / "one").mkdir(parents=True)
    (root / "one" / "first.py").write_bytes(b"\xffmine")
    (root / "notes.txt").write_text("mine")
    (root / ".playground").mkdir()
    (root / ".playground" / ".gitignore").write_text("mine")
    Workspace.create(root, course)
    Workspace.create(root, course)
    assert files(root) == {
        "one/first.py": b"\xffmine",
        "one/second.py": STUB.replace("f", "g").encode(),
        "notes.txt": b"mine",
        ".playground/.gitignore": b"mine",
    }


def test_find_walks_up(own: Workspace, course: Course, tmp_path: Path):
    deep = own.root / "one" / "two"
    deep.mkdir()
    for start in (own.root, deep, own.root / "one" / "first.py"):
        found = Workspace.find(start, course)
        assert found is not None
        assert found.root == own.root
    assert Workspace.find(tmp_path / "bundle", course) is None


def test_find_takes_a_relative_folder(own: Workspace, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(own.root / "one")
    found = Workspace.find(Path("."), own.course)
    assert found is not None
    assert found.root == own.root


def test_the_states_of_a_file(own: Workspace, first: Exercise):
    file = own.file(first)
    assert own.state(first) == "untouched"
    file.write_bytes(b"\xef\xbb\xbf" + STUB.replace("\n", "\r\n").encode())
    assert own.state(first) == "untouched"
    file.write_text(STUB + "\n# begun\n", "utf-8")
    assert own.state(first) == "edited"
    file.write_bytes(b"\xff\xfe")
    assert own.state(first) == "edited"
    file.unlink()
    assert own.state(first) == "missing"
    file.symlink_to(first.stub)
    assert own.state(first) == "edited"


def test_restore_missing_brings_back_only_what_is_missing(own: Workspace, first: Exercise):
    own.write(first, "mine")
    (own.root / "one" / "second.py").unlink()
    assert own.restore_missing() == [own.root / "one" / "second.py"]
    assert own.restore_missing() == []
    assert own.read(first) == "mine"


def test_reset_backs_up_and_never_over_a_backup(own: Workspace, first: Exercise):
    assert own.reset(first) is None
    backups = []
    for text in ("one", "two", "three"):
        own.write(first, text)
        backup = own.reset(first)
        assert backup is not None
        assert backup.parent == own.file(first).parent
        backups.append(backup)
        assert own.read(first) == STUB
    assert [backup.read_text() for backup in backups] == ["one", "two", "three"]
    # Later saves go to the file alone.
    own.write(first, "four")
    assert [backup.read_text() for backup in backups] == ["one", "two", "three"]


def test_reset_keeps_what_cannot_be_read(own: Workspace, first: Exercise):
    own.file(first).write_bytes(b"\xff\0mine")
    backup = own.reset(first)
    assert backup is not None
    assert backup.read_bytes() == b"\xff\0mine"


def test_reset_where_the_file_system_has_no_hard_links(
    own: Workspace, first: Exercise, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    backups = []
    for text in ("one", "two"):
        own.write(first, text)
        backups.append(own.reset(first))
    assert [backup.read_text() for backup in backups if backup] == ["one", "two"]


def test_reset_of_a_missing_file(own: Workspace, first: Exercise):
    own.file(first).unlink()
    assert own.reset(first) is None
    assert own.read(first) == STUB


def test_write_is_whole_or_not_at_all(
    own: Workspace, first: Exercise, monkeypatch: pytest.MonkeyPatch
):
    own.write(first, "old")

    def fail(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(WorkspaceError, match=r"first\.py could not be saved \(no space left"):
        own.write(first, "new" * 1000)
    assert own.read(first) == "old"
    assert sorted(path.name for path in own.file(first).parent.iterdir()) == [
        "first.py",
        "second.py",
    ]


def test_write_keeps_the_permissions(own: Workspace, first: Exercise):
    own.file(first).chmod(0o640)
    own.write(first, "new")
    assert stat.S_IMODE(own.file(first).stat().st_mode) == 0o640


def test_write_backs_up_what_another_program_saved(own: Workspace, first: Exercise):
    own.write(first, "known")
    assert own.write(first, "edited here", replacing="known") is None
    own.file(first).write_text("saved elsewhere")
    backup = own.write(first, "edited on", replacing="edited here")
    assert backup is not None
    assert backup.read_text() == "saved elsewhere"
    assert own.read(first) == "edited on"
    own.file(first).unlink()
    assert own.write(first, "again", replacing="edited on") is None


def test_write_refuses_half_a_character(own: Workspace, first: Exercise):
    with pytest.raises(WorkspaceError, match="character 3"):
        own.write(first, "ab\ud800")
    assert own.read(first) == STUB


@settings(max_examples=50)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")))
def test_what_was_written_is_read(text: str):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "first.py")
        workspace._write_atomically(file, workspace._encode(text, file))
        assert read_source(file) == text


def test_diff_shows_what_changed(own: Workspace, first: Exercise):
    assert own.diff(first) == ""
    own.file(first).write_bytes(STUB.replace("\n", "\r\n").encode())
    assert own.diff(first) == ""
    own.write(first, STUB.replace('raise NotImplementedError("f")', "return x"))
    lines = own.diff(first).splitlines()
    assert lines[:2] == ["--- one/first (stub)", "+++ one/first (yours)"]
    assert lines[-2:] == ['-    raise NotImplementedError("f")', "+    return x"]


def test_a_byte_order_mark_is_fine(own: Workspace, first: Exercise):
    own.file(first).write_bytes(b"\xef\xbb\xbfx = 1\r\n")
    assert own.read(first) == "x = 1\r\n"


def too_large(file: Path) -> None:
    file.write_bytes(b"#" * (MAX_BYTES + 1))


def not_utf8(file: Path) -> None:
    file.write_bytes(b"# fine\n# caf\xe9\n")


def nul(file: Path) -> None:
    file.write_bytes(b"x\0")


def folder(file: Path) -> None:
    file.mkdir()


def pipe(file: Path) -> None:
    os.mkfifo(file)


def link(file: Path) -> None:
    target = file.with_name("target.py")
    target.write_text("x = 1")
    file.symlink_to(target)


def loop(file: Path) -> None:
    file.symlink_to(file)


def missing(file: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (too_large, "at most 1,000,000"),
        (not_utf8, "not UTF-8: line 2"),
        (nul, "null bytes"),
        (folder, "not a plain file"),
        (pipe, "not a plain file"),
        (link, "is a link"),
        (loop, "is a link"),
        (missing, "playground reset one/first"),
    ],
)
def test_odd_files_are_not_read(
    own: Workspace, first: Exercise, make: Callable[[Path], None], said: str
):
    own.file(first).unlink()
    make(own.file(first))
    with pytest.raises(WorkspaceError, match=said) as caught:
        own.read(first)
    assert str(own.file(first)) in str(caught.value)


def test_the_largest_file_is_read(own: Workspace, first: Exercise):
    own.file(first).write_bytes(b"#" * MAX_BYTES)
    assert len(own.read(first)) == MAX_BYTES


@pytest.mark.parametrize("make", [folder, pipe, link])
def test_odd_files_are_never_replaced(
    own: Workspace, first: Exercise, make: Callable[[Path], None]
):
    file = own.file(first)
    file.unlink()
    make(file)
    before = os.lstat(file)
    for action in (own.reset, lambda e: own.write(e, "x"), own.read, own.diff):
        with pytest.raises(WorkspaceError, match=r"first\.py is (a link|not a (plain )?file)"):
            action(first)
    assert own.restore_missing() == []
    assert os.lstat(file).st_ino == before.st_ino


def test_a_lesson_that_is_a_link_is_refused(own: Workspace, first: Exercise, tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    (own.root / "one").rename(elsewhere)
    (own.root / "one").symlink_to(elsewhere)
    for action in (own.read, lambda e: own.write(e, "x")):
        with pytest.raises(WorkspaceError, match="one is a link"):
            action(first)
    (elsewhere / "first.py").unlink()
    with pytest.raises(WorkspaceError, match="one is a link"):
        own.restore_missing()
    assert [path.name for path in elsewhere.iterdir()] == ["second.py"]


def test_an_installation_without_a_stub_is_told(own: Workspace, first: Exercise):
    own.write(first, "mine")
    first.stub.unlink()
    with pytest.raises(WorkspaceError, match="stub of one/first is missing"):
        own.reset(first)
    assert own.read(first) == "mine"


def test_a_folder_that_cannot_be_made_is_told(course: Course, tmp_path: Path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(WorkspaceError, match="cannot become a workspace"):
        Workspace.create(tmp_path / "file", course)
    with pytest.raises(WorkspaceError, match="cannot become a workspace"):
        Workspace.create(tmp_path / "file" / "deeper", course)
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / ".playground").write_text("x")
    with pytest.raises(WorkspaceError, match="cannot become a workspace"):
        Workspace.create(tmp_path / "odd", course)
    assert (tmp_path / "odd" / ".playground").read_text() == "x"


@pytest.fixture
def read_only() -> Iterator[Workspace]:
    """A workspace that its user may read and not write, below a folder open to all."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        own = Workspace.create(Path(name, "own"))
        own.write(next(own.course.exercises()), "mine")
        folders = [own.root, own.root / "huffman", own.root / ".playground"]
        for path in folders:
            path.chmod(0o555)
        try:
            yield own
        finally:
            for path in folders:
                path.chmod(0o755)


def test_a_read_only_workspace_is_told(read_only: Workspace):
    def say(code: str) -> str:
        before = "w = Workspace(Path(sys.argv[2])); e = next(w.course.exercises());"
        return run_python(before + code, read_only.root, nobody=True)

    before = files(read_only.root)
    said = say("w.write(e, 'x')")
    assert said.startswith("WorkspaceError: "), said
    assert "frequencies.py could not be saved (permission denied)" in said
    said = say("w.store().open()")
    assert said.startswith("StoreError: "), said
    assert "progress.db" in said
    said = say("Workspace.create(w.root / 'deeper')")
    assert "cannot become a workspace (permission denied)" in said
    assert say("print(w.read(e))") == "mine\n"
    assert files(read_only.root) == before


def test_the_store_is_in_the_workspace(own: Workspace):
    with own.store() as store:
        store.remember("screen", "home")
    assert (own.root / ".playground" / "progress.db").is_file()
