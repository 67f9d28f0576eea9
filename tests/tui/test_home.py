"""The home screen: the map, the progress in it, and the ways from it."""

from __future__ import annotations

from typing import Any

import pytest
from app_harness import NARROW, WIDE, app_of, opened, press, seen, sees, settle, until

from playground.tui.screens.home import HomeScreen
from playground.tui.session import Place
from playground.workspace import Workspace


def record(workspace: Workspace, exercise: str, status: str, score: int) -> None:
    whole = workspace.course.exercise(exercise).points
    result: dict[str, Any] = {"status": status, "score": score, "max_score": whole, "tests": []}
    with workspace.store() as store:
        store.record_attempt(exercise, "code", result, "test")


@pytest.mark.parametrize("size", [NARROW, WIDE, (100, 30)])
async def test_the_map_shows_progress_in_signs_words_and_points(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    record(workspace, "huffman/frequencies", "passed", 10)
    record(workspace, "huffman/tree", "failed", 6)
    async with opened(workspace.root, size) as pilot:
        screen = await sees(pilot, "16 of 125 points", "16/80", "0/45")
        assert "✓ ✗ ↷ ↷ ↷ ↷ ↷" in screen
        # The rows of the exercises end in their points; the titles of the pages do not.
        listed = [line for line in screen.splitlines() if line.rstrip(" │")[-1:].isdigit()]
        names = ("Count and measure", "Build the tree", "Encode")
        rows = {name: line for line in listed for name in names if f" {name} " in line}
        assert "✓ Count and measure" in rows["Count and measure"]
        assert "passed" in rows["Count and measure"]
        assert "10/10" in rows["Count and measure"]
        assert "✗ Build the tree" in rows["Build the tree"]
        assert "failed" in rows["Build the tree"]
        assert "6/15" in rows["Build the tree"]
        assert "↷ Encode" in rows["Encode"]
        assert "later" in rows["Encode"]
        assert screen.count("coming") == 4


async def test_a_failed_attempt_without_points_is_not_called_not_started(
    workspace: Workspace,
) -> None:
    record(workspace, "huffman/frequencies", "not_started", 0)
    async with opened(workspace.root) as pilot:
        row = next(line for line in seen(pilot).splitlines() if "Count and measure" in line)
        assert "· Count and measure" in row
        assert "not started" in row
    record(workspace, "huffman/frequencies", "failed", 0)
    async with opened(workspace.root) as pilot:
        row = next(line for line in seen(pilot).splitlines() if "Count and measure" in line)
        assert "✗ Count and measure" in row
        assert "failed" in row


async def test_a_lesson_that_is_coming_says_so_and_cannot_be_entered(workspace: Workspace) -> None:
    async with opened(workspace.root) as pilot:
        await press(pilot, "down", "down")
        await sees(pilot, "Lesson 3", "Coming: this lesson is still being written.")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, HomeScreen)
        await press(pilot, "right", "enter")
        assert isinstance(pilot.app.screen, HomeScreen)


async def test_enter_opens_the_lesson_and_escape_comes_back_to_it(workspace: Workspace) -> None:
    async with opened(workspace.root) as pilot:
        await press(pilot, "down", "enter")
        await sees(pilot, "What a number weighs", "page 1 of")
        await press(pilot, "escape")
        await sees(pilot, "Lesson 2")


async def test_an_exercise_opens_from_the_card_above_its_lesson(workspace: Workspace) -> None:
    async with opened(workspace.root) as pilot:
        await press(pilot, "right", "down", "enter")
        await until(pilot, lambda: place(pilot) == "exercise:huffman/frequencies")
        await press(pilot, "escape")
        await until(pilot, lambda: place(pilot) == "lesson:huffman")
        await press(pilot, "escape")
        await until(pilot, lambda: place(pilot) == "home")


async def test_the_mouse_chooses_and_opens(workspace: Workspace) -> None:
    async with opened(workspace.root) as pilot:
        lines = seen(pilot).splitlines()
        y = next(i for i, line in enumerate(lines) if "● 2 Quantization" in line)
        await pilot.click(offset=(lines[y].index("Quantization"), y))
        await until(pilot, lambda: place(pilot) == "lesson:quantization")
        await press(pilot, "escape")
        y = next(i for i, line in enumerate(seen(pilot).splitlines()) if " c Continue" in line)
        await pilot.click(offset=(20, y))
        await until(pilot, lambda: place(pilot) == "lesson:quantization")


async def test_continue_goes_to_where_the_learner_was(workspace: Workspace) -> None:
    async with opened(workspace.root, places="lesson:huffman exercise:huffman/tree") as pilot:
        await press(pilot, "escape", "escape")
        await sees(pilot, "Continue  Huffman coding")
    async with opened(workspace.root) as pilot:
        assert place(pilot) == "home"
        await press(pilot, "c")
        await until(pilot, lambda: place(pilot) == "lesson:huffman")


async def test_the_app_opens_where_it_was_left(workspace: Workspace) -> None:
    places = "lesson:quantization exercise:quantization/scale"
    async with opened(workspace.root, places=places):
        pass
    async with opened(workspace.root) as pilot:
        await until(pilot, lambda: place(pilot) == "exercise:quantization/scale")
        await press(pilot, "escape")
        await until(pilot, lambda: place(pilot) == "lesson:quantization")


async def test_a_remembered_place_that_is_gone_leads_home(workspace: Workspace) -> None:
    with workspace.store() as store:
        store.remember("screen", "lesson:gone exercise:huffman/gone nonsense lesson:layer")
        store.remember("latest", "lesson:gone")
    async with opened(workspace.root) as pilot:
        await sees(pilot, "Begin with  Huffman coding")
        assert place(pilot) == "home"


async def test_the_page_reached_is_on_the_card(workspace: Workspace) -> None:
    async with opened(workspace.root) as pilot:
        session = app_of(pilot).session
        lesson = session.course.lesson("huffman")
        session.keep_place(lesson, Place(session.pages(lesson)[3].name))
    async with opened(workspace.root) as pilot:
        count = len(app_of(pilot).session.pages(lesson))
        await sees(pilot, f"page 4 of {count}")


async def test_a_small_terminal_gets_a_sentence_and_the_screen_comes_back(
    workspace: Workspace,
) -> None:
    async with opened(workspace.root, NARROW) as pilot:
        for size in ((59, 24), (80, 17), (20, 5)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            assert "Lesson 1" not in seen(pilot)
            words = " ".join(seen(pilot).split())
            assert words.startswith(f"This terminal is {size[0]} by {size[1]} cells.")
        await pilot.resize_terminal(60, 18)
        await sees(pilot, "Lesson 1")
        await press(pilot, "down")
        await sees(pilot, "Lesson 2")


async def test_q_quits(workspace: Workspace) -> None:
    async with opened(workspace.root) as pilot:
        await press(pilot, "q")
        assert pilot.app.return_code == 0
        assert pilot.app._exit


async def test_the_theme_is_kept(workspace: Workspace) -> None:
    async with opened(workspace.root) as pilot:
        pilot.app.theme = "playground-light"
        await settle(pilot)
    async with opened(workspace.root) as pilot:
        assert pilot.app.theme == "playground-light"


@pytest.mark.parametrize("key", ["f1", "question_mark"])
async def test_the_keys_are_listed(workspace: Workspace, key: str) -> None:
    async with opened(workspace.root, WIDE) as pilot:
        await press(pilot, key)
        await sees(pilot, "Everywhere", "F9  ctrl+p")
        await press(pilot, "escape")
        await sees(pilot, "Lesson 1")


@pytest.mark.parametrize("key", ["f9", "ctrl+p"])
async def test_the_palette_leads_to_an_exercise(workspace: Workspace, key: str) -> None:
    async with opened(workspace.root, WIDE) as pilot:
        await press(pilot, key)
        await until(pilot, lambda: pilot.app.screen.query("CommandInput"))
        await press(pilot, *"canonical")
        await sees(pilot, "Exercise: Canonical codes")
        await press(pilot, "down", "enter")
        await until(pilot, lambda: place(pilot) == "exercise:huffman/canonical")


async def test_progress_that_cannot_be_read_is_said_and_the_map_is_shown(
    workspace: Workspace,
) -> None:
    with workspace.store() as store:
        store.open()
    workspace.database.unlink()
    workspace.database.mkdir()
    async with opened(workspace.root) as pilot:
        await sees(pilot, "Lesson 1", "keep your progress")


def place(pilot: Any) -> str:
    return str(getattr(pilot.app.screen, "place", ""))
