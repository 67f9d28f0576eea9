"""The app in a real terminal: from an empty folder to a passed exercise, and back again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal import Terminal

from playground.course.catalog import load_course
from playground.workspace import Workspace

RUN = "import sys; from pathlib import Path; from playground.tui.app import run; "
RUN += "sys.exit(run(Path(sys.argv[1])))"
EXERCISE = load_course().exercise("huffman/frequencies")


@pytest.fixture
def started() -> Iterator[list[Terminal]]:
    """Return a list for the terminals of a test, which are closed at its end."""
    terminals: list[Terminal] = []
    yield terminals
    for terminal in terminals:
        terminal.child.close(force=True)


def start(started: list[Terminal], folder: Path, **env: str) -> Terminal:
    terminal = Terminal(RUN, str(folder), **env)
    started.append(terminal)
    return terminal


def test_from_an_empty_folder_to_a_passed_exercise_and_back(
    tmp_path: Path, started: list[Terminal]
) -> None:
    solution = EXERCISE.solution.read_text("utf-8")
    app = start(started, tmp_path)
    app.sees("Welcome", "Enter writes there")
    assert list(tmp_path.iterdir()) == []
    app.press("enter")
    app.sees("Huffman coding", "0 of 125 points")
    app.press("right")
    app.press("down", "enter")
    app.sees("Task", "Count the symbols")
    app.press("f2")
    app.sees("raise NotImplementedError")
    before = app.colours()
    app.press("ctrl+a")
    app.until(lambda: app.colours() != before, "nothing was selected")
    app.paste(solution)
    app.sees("● unsaved")
    app.press("f5")
    app.sees("Passed", "✓ Count and measure", "10/80", "next: Build the tree")
    with Workspace(tmp_path).store() as store:
        assert store.passed(EXERCISE.name)
    app.press("n")
    app.sees("Build the tree", "builds on  ✓ Count and measure  passed")
    app.press("ctrl+q")
    assert app.ends() == 0
    assert (tmp_path / EXERCISE.file).read_text("utf-8") == solution

    again = start(started, tmp_path)  # tomorrow
    again.sees("Build the tree", "builds on  ✓ Count and measure  passed")
    again.press("escape")
    again.sees("page 1 of")
    again.press("escape")
    again.sees("10 of 125 points", "✓")
    again.press("q")
    assert again.ends() == 0


def test_what_was_typed_survives_a_kill(tmp_path: Path, started: list[Terminal]) -> None:
    workspace = Workspace.create(tmp_path)
    with workspace.store() as store:
        store.remember("screen", f"home lesson:huffman exercise:{EXERCISE.name}")
    workspace.write(EXERCISE, "first = 1\n")
    app = start(started, tmp_path)
    app.sees("first = 1")
    app.paste("second = 2\n")
    app.sees("second = 2", "● unsaved")

    def drafted() -> bool:
        with workspace.store() as store:
            return "second = 2" in (store.recall(f"draft/{EXERCISE.name}") or "")

    app.until(drafted, "no draft was kept")
    app.kill()
    assert workspace.read(EXERCISE) == "first = 1\n"
    again = start(started, tmp_path)
    again.sees("second = 2", "● unsaved")
    again.press("ctrl+q")
    assert again.ends() == 0
    assert "second = 2" in workspace.read(EXERCISE)


def test_the_own_editor_takes_the_terminal_and_its_text_is_graded(
    tmp_path: Path, started: list[Terminal]
) -> None:
    workspace = Workspace.create(tmp_path / "work")
    with workspace.store() as store:
        store.remember("screen", f"home exercise:{EXERCISE.name}")
    script = tmp_path / "editor.py"
    script.write_text(
        "import sys\n"
        "print('EDITING', sys.argv[1].rpartition('/')[2])\n"
        "input()\n"
        f"open(sys.argv[1], 'w').write({EXERCISE.solution.read_text('utf-8')!r})\n",
        "utf-8",
    )
    app = start(started, workspace.root, EDITOR=f"{sys.executable} {script}")
    app.sees("Task", "Count the symbols")
    app.press("f4")
    app.sees("EDITING frequencies.py")
    app.press("enter")
    app.sees("Passed", "✓ Count and measure")
    app.press("escape", "ctrl+q")
    assert app.ends() == 0
