"""The first start: nothing is written before a yes, and every trouble is a sentence."""

from __future__ import annotations

from pathlib import Path

from app_harness import NARROW, app_of, opened, press, sees, settle
from textual.widgets import Input

from playground.tui.app import find_workspace
from playground.tui.session import FOLDER, offered_folder
from playground.workspace import Workspace


async def test_it_says_what_is_written_and_writes_nothing_before_enter(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    async with opened(folder, NARROW) as pilot:
        await sees(pilot, "Welcome", str(folder)[-20:], "11 files", "huffman/frequencies.py")
        await press(pilot, "escape")
        assert not pilot.app.is_running or pilot.app._exit
    assert list(tmp_path.iterdir()) == []


async def test_enter_makes_the_workspace_and_shows_the_map(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    async with opened(folder) as pilot:
        await press(pilot, "enter")
        await sees(pilot, "Huffman coding", "Quantization", "coming", "0 of 125 points")
    assert (folder / "huffman" / "tree.py").is_file()
    assert (folder / ".playground" / "progress.db").is_file()


async def test_a_folder_that_cannot_be_made_is_a_sentence_and_can_be_mended(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    async with opened(tmp_path / "file" / "below") as pilot:
        await press(pilot, "enter")
        await sees(pilot, "cannot become a")
        pilot.app.screen.query_one(Input).value = str(tmp_path / "good")
        await settle(pilot)
        await press(pilot, "enter")
        await sees(pilot, "Lesson 1")
    assert Workspace.find(tmp_path / "good") is not None


async def test_an_empty_field_is_a_sentence(tmp_path: Path) -> None:
    async with opened(tmp_path / "new") as pilot:
        pilot.app.screen.query_one(Input).value = "  "
        await press(pilot, "enter")
        await sees(pilot, "Type the folder")


async def test_a_workspace_that_is_there_is_opened_with_what_is_in_it(workspace: Workspace) -> None:
    workspace.write(workspace.course.exercise("huffman/tree"), "kept = True\n")
    start = workspace.root.parent / "elsewhere"
    async with opened(start) as pilot:
        pilot.app.screen.query_one(Input).value = str(workspace.root)
        await press(pilot, "enter")
        await sees(pilot, "Lesson 1")
        assert app_of(pilot).session.workspace.root == workspace.root
    assert (workspace.root / "huffman" / "tree.py").read_text() == "kept = True\n"
    assert not start.exists()


async def test_a_path_with_a_null_byte_is_a_sentence(tmp_path: Path) -> None:
    async with opened(tmp_path / "new") as pilot:
        pilot.app.screen.query_one(Input).value = f"{tmp_path}/a\0b"
        await press(pilot, "enter")
        await sees(pilot, "✗")
        assert isinstance(pilot.app.screen.query_one(Input), Input)


def test_a_used_folder_is_not_filled_and_its_workspace_is_found_again(tmp_path: Path) -> None:
    assert offered_folder(tmp_path) == tmp_path
    assert offered_folder(tmp_path / "new") == tmp_path / "new"
    (tmp_path / "thesis.tex").write_text("mine")
    assert offered_folder(tmp_path) == tmp_path / FOLDER
    assert find_workspace(tmp_path) is None
    Workspace.create(tmp_path / FOLDER)
    found = find_workspace(tmp_path)
    assert found is not None
    assert found.root == tmp_path / FOLDER
