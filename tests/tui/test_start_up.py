"""Starting the app: what it does not import, and one lab on its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from app_harness import NARROW, WIDE, press, seen, settle, until
from textual.pilot import Pilot

from playground.tui.app import LabApp
from playground.tui.widgets.lab_pane import LabPane
from playground.workspace import Workspace

START = """
import asyncio, sys
from pathlib import Path
from playground.tui.app import PlaygroundApp, find_workspace

async def main():
    start = Path(sys.argv[1])
    async with PlaygroundApp(start, find_workspace(start)).run_test() as pilot:
        await pilot.pause()
        if sys.argv[2:]:
            await pilot.press(*sys.argv[2:])
            await pilot.pause()

asyncio.run(main())
print(" ".join(sorted(sys.modules)))
"""


def modules_after(start: Path, *keys: str) -> set[str]:
    words = [sys.executable, "-c", START, str(start), *keys]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("exists", [True, False])
def test_the_first_frame_needs_neither_tensorflow_nor_pytest_nor_numpy(
    tmp_path: Path, exists: bool
) -> None:
    if exists:
        Workspace.create(tmp_path)
    loaded = modules_after(tmp_path if exists else tmp_path / "new")
    heavy = {"tensorflow", "pytest", "hypothesis", "numpy", "PIL", "tree_sitter", "watchfiles"}
    assert "playground.tui.app" in loaded
    assert not heavy & loaded
    assert not {name for name in loaded if name.startswith(("playground.grading", "solutions"))}


def test_an_exercise_needs_neither_tensorflow_nor_pytest(tmp_path: Path) -> None:
    with Workspace.create(tmp_path).store() as store:
        store.remember("screen", "home lesson:huffman exercise:huffman/tree")
    loaded = modules_after(tmp_path, "f2", "f7")
    assert "playground.tui.screens.exercise" in loaded
    assert not {"tensorflow", "pytest", "hypothesis"} & loaded


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_lab_opens_alone_without_a_workspace(tmp_path: Path, size: tuple[int, int]) -> None:
    app = LabApp("huffman", {"preset": "dyadic", "view": "sizes"}, tmp_path)
    async with app.run_test(size=size, notifications=True) as pilot:
        assert await shown_settings(pilot) >= {("preset", "dyadic"), ("view", "sizes")}
        await press(pilot, "1")
        assert ("view", "tree") in await shown_settings(pilot)
        await press(pilot, "f1", "escape", "r")
        assert ("view", "sizes") in await shown_settings(pilot)
        assert "q quit" in seen(pilot)
        await press(pilot, "q")
    assert app.return_code == 0
    assert list(tmp_path.iterdir()) == []


async def test_a_lab_alone_leaves_the_learner_s_place_as_it_was(tmp_path: Path) -> None:
    with Workspace.create(tmp_path).store() as store:
        store.remember("screen", "home lesson:huffman")
    app = LabApp("quantization", {"bits": "3"}, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        assert ("bits", "3") in await shown_settings(pilot)
        assert app.learner is not None
        await press(pilot, "q")
    with Workspace(tmp_path).store() as store:
        assert store.recall("screen") == "home lesson:huffman"


async def shown_settings(pilot: Pilot[int]) -> set[tuple[str, str]]:
    pane = pilot.app.screen.query_one(LabPane)
    await until(pilot, lambda: pane.view is not None and pane.view.is_mounted)
    await settle(pilot)
    assert pane.view is not None
    return set(pane.view.settings().items())
