"""The learner's own editor: which one it is, and what is said where there is none."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from app_harness import WIDE, opened, press, sees

from playground.tui.own_editor import EditorError, command, edit
from playground.workspace import Workspace


class Terminal:
    """Stands for the app: counts how often it stepped aside."""

    suspended = 0

    @contextmanager
    def suspend(self) -> Iterator[None]:
        self.suspended += 1
        yield


def test_visual_comes_before_editor_and_may_have_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "nano")
    assert command() == ["nano"]
    monkeypatch.setenv("VISUAL", "'/opt/my editor' --wait")
    assert command() == ["/opt/my editor", "--wait"]
    monkeypatch.setenv("VISUAL", " ")
    assert command() == ["nano"]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("", "Neither .VISUAL nor .EDITOR is set"),
        ("nano 'unclosed", "which is no command"),
        ("/no/such/editor", "could not be started: No such file"),
        (f"{sys.executable} -c 'raise SystemExit(3)'", r"ended with an error \(3\)"),
    ],
)
def test_every_trouble_is_a_sentence(
    value: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", value)
    app: Any = Terminal()
    with pytest.raises(EditorError, match=sentence):
        edit(app, tmp_path / "tree.py")


def test_the_editor_gets_the_file_while_the_app_is_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = "import sys; open(sys.argv[1], 'w').write('edited')"
    monkeypatch.setenv("EDITOR", f'{sys.executable} -c "{write}"')
    app: Any = Terminal()
    edit(app, tmp_path / "a file.py")
    assert (tmp_path / "a file.py").read_text() == "edited"
    assert app.suspended == 1


async def test_f4_says_what_is_missing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(workspace.root, WIDE, "exercise:huffman/tree") as pilot:
        await press(pilot, "f4")
        await sees(pilot, "Neither $VISUAL nor $EDITOR is set")
        monkeypatch.setenv("EDITOR", "nano")
        await press(pilot, "f4")
        await sees(pilot, "An editor cannot be opened from here")
