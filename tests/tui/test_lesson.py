"""A lesson: its pages and answers, the lab beside them, and where the learner was."""

from __future__ import annotations

import json
from typing import Any

import pytest
from app_harness import NARROW, WIDE, app_of, opened, press, seen, sees, settle, until
from textual.pilot import Pilot

from playground.course.catalog import CourseError, Lesson, Page
from playground.tui.screens.lesson import LessonScreen
from playground.tui.widgets.lab_pane import LabPane
from playground.tui.widgets.page import PagePane
from playground.workspace import Workspace

HUFFMAN = "lesson:huffman"


def lesson_of(pilot: Pilot[int]) -> LessonScreen:
    screen = pilot.app.screen
    assert isinstance(screen, LessonScreen)
    return screen


async def lab_of(pilot: Pilot[int]) -> Any:
    """Return the lab's view once it is there."""
    pane = lesson_of(pilot).query_one(LabPane)
    await until(pilot, lambda: pane.view is not None and pane.view.is_mounted)
    await settle(pilot)
    return pane.view


def pages(pilot: Pilot[int]) -> tuple[Page, ...]:
    return app_of(pilot).session.pages(lesson_of(pilot).lesson)


async def test_a_key_shows_the_answer_first_and_then_the_next_page(workspace: Workspace) -> None:
    async with opened(workspace.root, places=HUFFMAN) as pilot:
        first, second = pages(pilot)[:2]
        assert first.answer
        start = first.answer.split()[:3]
        await sees(pilot, first.title, "page 1 of", "n  shows the answer")
        assert " ".join(start) not in seen(pilot)
        await press(pilot, "n")
        await sees(pilot, " ".join(start), "page 1 of")
        await press(pilot, "n")
        await sees(pilot, second.title, "page 2 of")
        await press(pilot, "p")
        await sees(pilot, "page 1 of", " ".join(start))
        await press(pilot, "p")
        await sees(pilot, "page 1 of", "n  shows the answer")
        await press(pilot, "p")
        await sees(pilot, "page 1 of")


@pytest.mark.parametrize("key", ["right", "n", "space", "pagedown"])
async def test_every_key_for_on_goes_on(workspace: Workspace, key: str) -> None:
    async with opened(workspace.root, WIDE, HUFFMAN) as pilot:
        for _ in range(12):
            await press(pilot, key)
            if "page 2 of" in seen(pilot):
                return
    raise AssertionError("the second page never came")


async def test_space_reads_a_long_page_to_its_end_before_it_goes_on(workspace: Workspace) -> None:
    async with opened(workspace.root, (80, 18), HUFFMAN) as pilot:
        pane = lesson_of(pilot).query_one(PagePane)
        await until(pilot, lambda: pane.max_scroll_y > 0)
        await press(pilot, "space")
        assert pane.scroll_offset.y > 0
        await sees(pilot, "page 1 of")
        while not pane.at_end:
            await press(pilot, "space")
        assert not lesson_of(pilot)._answer
        await press(pilot, "space")
        assert lesson_of(pilot)._answer


async def test_the_last_page_leads_to_the_exercises(workspace: Workspace) -> None:
    async with opened(workspace.root, places=HUFFMAN) as pilot:
        screen = lesson_of(pilot)
        await screen._turn(len(pages(pilot)) - 1, True)
        await sees(pilot, "That was the last page of this lesson.")
        await press(pilot, "n")
        await sees(pilot, "Exercises", "Count and measure", "A file of your own", "0/20")
        await press(pilot, "down", "enter")
        await until(pilot, lambda: place(pilot) == "exercise:huffman/tree")


async def test_a_page_sets_the_lab_and_r_sets_it_again(workspace: Workspace) -> None:
    async with opened(workspace.root, places=HUFFMAN) as pilot:
        lab = await lab_of(pilot)
        first, second = pages(pilot)[:2]
        assert first.lab.items() <= lab.settings().items()
        await press(pilot, "n", "n")
        assert second.lab.items() <= lab.settings().items()
        changed = {**second.lab, "view": "bits"}
        lab.apply(changed)
        await press(pilot, "r")
        assert second.lab.items() <= lab.settings().items()


async def test_the_lab_as_the_learner_changed_it_is_found_again(workspace: Workspace) -> None:
    async with opened(workspace.root, places=HUFFMAN) as pilot:
        await lab_of(pilot)
        await press(pilot, "n", "n", "f2")
        await press(pilot, "3")  # a digit chooses the view, once the lab has the focus
        lab = await lab_of(pilot)
        assert lab.settings()["view"] == "bits"
        wanted = lab.settings()
    async with opened(workspace.root) as pilot:
        assert "page 2 of" in await sees(pilot, "page 2 of")
        lab = await lab_of(pilot)
        await until(pilot, lambda: lab.settings() == wanted)
        await press(pilot, "n", "n", "p", "p")  # another page, and back: the page's own again
        assert pages(pilot)[1].lab.items() <= lab.settings().items()


async def test_the_page_and_its_answer_are_found_again(workspace: Workspace) -> None:
    async with opened(workspace.root, places=HUFFMAN) as pilot:
        await press(pilot, "n", "n", "n")
        assert lesson_of(pilot)._answer
    async with opened(workspace.root) as pilot:
        await sees(pilot, "page 2 of")
        assert lesson_of(pilot)._answer


async def test_a_page_that_is_gone_begins_the_lesson(workspace: Workspace) -> None:
    with workspace.store() as store:
        store.remember("lesson/huffman/page", "99-gone answer")
        store.remember("lab/huffman", json.dumps({"page": "huffman/99", "settings": [1]}))
    async with opened(workspace.root, places=HUFFMAN) as pilot:
        await sees(pilot, "page 1 of")


async def test_wide_shows_both_and_f2_moves_between_them(workspace: Workspace) -> None:
    async with opened(workspace.root, (100, 30), HUFFMAN) as pilot:
        lab = await lab_of(pilot)
        page = lesson_of(pilot).query_one(PagePane)
        assert page.region.width >= 40
        assert lab.region.width >= 56
        assert "Page " not in seen(pilot).splitlines()[0]
        await press(pilot, "f2")
        assert lesson_of(pilot).query_one(LabPane).has_focus_within
        await press(pilot, "f2")
        assert page.has_focus


async def test_the_pane_with_the_focus_stays_when_the_window_gets_narrow(
    workspace: Workspace,
) -> None:
    async with opened(workspace.root, WIDE, HUFFMAN) as pilot:
        lab = await lab_of(pilot)
        await press(pilot, "f2")
        await pilot.resize_terminal(*NARROW)
        await until(pilot, lambda: lab.region.size == (80, 22))
        assert lesson_of(pilot).query_one(LabPane).has_focus_within
        await pilot.resize_terminal(*WIDE)
        await until(pilot, lambda: lab.region.width < 80)
        assert lesson_of(pilot).query_one(PagePane).region.width >= 60


async def test_narrow_shows_one_at_full_size_and_switches_by_key_and_mouse(
    workspace: Workspace,
) -> None:
    async with opened(workspace.root, NARROW, HUFFMAN) as pilot:
        lab = await lab_of(pilot)
        page = lesson_of(pilot).query_one(PagePane)
        top = seen(pilot).splitlines()[0]
        assert " Page " in top
        assert " Lab " in top
        assert page.region.size == (80, 22)
        assert not lab.region
        await press(pilot, "f2")
        assert lab.region.size == (80, 22)
        assert not page.region
        assert lesson_of(pilot).query_one(LabPane).has_focus_within
        await press(pilot, "f2")
        assert page.has_focus
        assert not lab.region
        await pilot.click(offset=(top.index(" Lab ") + 1, 0))
        await until(pilot, lambda: lab.region.size == (80, 22))


async def test_e_opens_the_exercise_that_the_page_names(workspace: Workspace) -> None:
    async with opened(workspace.root, places="lesson:quantization") as pilot:
        screen = lesson_of(pilot)
        at = next(i for i, page in enumerate(pages(pilot)) if "quantization/scale" in page.answer)
        await screen._turn(at, True)
        await settle(pilot)
        await press(pilot, "end")
        await sees(pilot, "e  opens  · The width of a bin  not started")
        await press(pilot, "e")
        await until(pilot, lambda: place(pilot) == "exercise:quantization/scale")
        await press(pilot, "escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_e_offers_the_lesson_s_exercises_where_the_page_names_none(
    workspace: Workspace,
) -> None:
    async with opened(workspace.root, places=HUFFMAN) as pilot:
        await press(pilot, "e")
        await sees(pilot, "Exercises", "Count and measure")
        await press(pilot, "escape")
        assert place(pilot) == HUFFMAN


async def test_pages_with_a_fault_are_a_sentence(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(lesson: Lesson) -> tuple[Page, ...]:
        raise CourseError("page 01-x: expected it to begin with '# Title'")

    monkeypatch.setattr(Lesson, "pages", faulty)
    async with opened(workspace.root, places=HUFFMAN) as pilot:
        await sees(pilot, "The pages cannot be read", "page 01-x")
        await press(pilot, "n", "p", "r", "space", "pageup", "escape")
        assert place(pilot) == "home"


async def test_a_setting_that_the_lab_does_not_have_is_a_sentence(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Page("01-x", "Title", "# Title\n\nText.\n", "", {"colour": "red"})
    monkeypatch.setattr(Lesson, "pages", lambda lesson: (page,))
    async with opened(workspace.root, places=HUFFMAN) as pilot:
        await sees(pilot, "Title", "The lab could not be set")


async def test_a_lab_that_is_missing_is_a_sentence(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.tui.labs._VIEWS", {})
    async with opened(workspace.root, places=HUFFMAN) as pilot:
        await sees(pilot, "page 1 of", "The lab huffman cannot be")
        await press(pilot, "f2", "f2", "n", "n")
        await sees(pilot, "page 2 of")


@pytest.mark.parametrize("name", ["huffman", "quantization"])
async def test_every_page_can_be_read_and_its_lab_set(workspace: Workspace, name: str) -> None:
    async with opened(workspace.root, NARROW, f"lesson:{name}") as pilot:
        await lab_of(pilot)
        for i, page in enumerate(pages(pilot), start=1):
            await sees(pilot, f"page {i} of", page.title[:40])
            await press(pilot, "n", *(["n"] if page.answer else []))
        await sees(pilot, "Exercises")
        assert not pilot.app._notifications


def place(pilot: Pilot[int]) -> str:
    return str(getattr(pilot.app.screen, "place", ""))
