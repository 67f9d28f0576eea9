"""An exercise: write, grade, be helped, and lose nothing on the way."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_harness import NARROW, WIDE, app_of, opened, press, seen, sees, settle, until
from stand_in_grader import Grader
from textual.pilot import Pilot

from playground.course.catalog import Exercise
from playground.grading.background import GradingFailed
from playground.store import Store, StoreError
from playground.tui.messages import Collected, NoVerdict, TestEnded
from playground.tui.screens.conflict import ConflictScreen
from playground.tui.screens.exercise import ExerciseScreen
from playground.tui.screens.passed import PassedScreen
from playground.tui.screens.viewer import ViewerScreen
from playground.tui.widgets.code_pane import CodePane
from playground.workspace import Workspace

NAME = "huffman/frequencies"
PLACES = f"lesson:huffman exercise:{NAME}"


def exercise_of(pilot: Pilot[int]) -> ExerciseScreen:
    screens = [s for s in pilot.app.screen_stack if isinstance(s, ExerciseScreen)]
    return screens[-1]


def path_of(workspace: Workspace, name: str = NAME) -> Path:
    return workspace.file(workspace.course.exercise(name))


async def write(pilot: Pilot[int], text: str) -> None:
    """Put text into the editor as pasting over everything does."""
    editor = exercise_of(pilot).editor
    editor.select_all()
    editor.replace(text, *editor.selection)
    await settle(pilot)


def outcome(status: str, points: int, **more: Any) -> dict[str, Any]:
    return {
        "name": "test_it",
        "title": "The letters of a word are counted.",
        "status": status,
        "points": points,
        "max_points": 10,
        "visibility": "visible",
        "message": "",
        "call": "",
        "got": "",
        "expected": "",
        "output": "",
        **more,
    }


# -- grading, with the real grader -------------------------------------------------


async def test_a_solution_passes_is_recorded_and_leads_on(workspace: Workspace) -> None:
    solution = workspace.course.exercise(NAME).solution.read_text("utf-8")
    async with opened(workspace.root, NARROW, PLACES) as pilot:
        await press(pilot, "f2")
        await write(pilot, solution)
        await press(pilot, "f5")
        await until(pilot, lambda: isinstance(pilot.app.screen, PassedScreen))
        with workspace.store() as store:  # it is on the disk by the time it is shown
            assert store.passed(NAME)
            attempt = store.attempts(NAME)[-1]
        assert attempt.code == solution == path_of(workspace).read_text("utf-8")
        assert attempt.source == "app"
        assert attempt.score == attempt.max_score == 10
        await sees(pilot, "✓ Count and measure", "10/80", "n next: Build the tree")
        await press(pilot, "n")
        await until(pilot, lambda: exercise_of(pilot).exercise.name == "huffman/tree")
        await press(pilot, "escape", "escape")
        await sees(pilot, "10 of 125 points", "✓")


async def test_a_stub_is_not_started(workspace: Workspace) -> None:
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        await press(pilot, "f5")
        await sees(pilot, "· not started", "0 of 10 points", "0 of 8 tests")
        with workspace.store() as store:
            assert [a.status for a in store.attempts(NAME)] == ["not_started"]


# -- what a run shows ----------------------------------------------------------------


async def test_a_failure_shows_call_got_expected_and_prints(
    workspace: Workspace, grader: Grader
) -> None:
    grader.gives(
        "failed",
        outcome("passed", 10, title="Nothing is nothing."),
        outcome(
            "failed",
            0,
            message="The value of 'a' is 6.",
            call="count_frequencies('abra')",
            got="{'a': 6}",
            expected="{'a': 5}",
            output="I was here\n",
        ),
    )
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        await press(pilot, "f5")
        await sees(
            pilot,
            "✗ failed  10 of 20 points",
            "1 of 2 tests",
            "✗ The letters of a word",
            "The value of 'a' is 6.",
            "call      count_frequencies('abra')",
            "got       {'a': 6}",
            "expected  {'a': 5}",
            "your code printed",
            "I was here",
        )
        await press(pilot, "f2", "up")
        await until(pilot, lambda: "I was here" not in seen(pilot))


async def test_nothing_of_the_learner_acts_on_the_screen(
    workspace: Workspace, grader: Grader
) -> None:
    nasty = "\x1b[31m[red]x[/red][@click=quit] \u202eabc\r\x07"
    grader.gives("failed", outcome("failed", 0, message=nasty, got=nasty, output=nasty))
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        await press(pilot, "f5")
        screen = await sees(pilot, "✗ failed")
        assert screen.count("\\x1b[31m[red]x[/red][@click=quit]") == 3
        assert "\\u202eabc\\x0d\\x07" in screen
        assert not set("\x1b\r\x07\u202e") & set(screen)


async def test_control_characters_in_the_file_are_drawn_and_not_sent(workspace: Workspace) -> None:
    path_of(workspace).write_text("x = '\x1b[31m\u202e'\n", "utf-8")
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        screen = await sees(pilot, "x = '")
        assert "\u241b[31m" in screen
        assert not set("\x1b\u202e") & set(screen)
        assert exercise_of(pilot).editor.text == "x = '\x1b[31m\u202e'\n"


async def test_progress_is_shown_and_escape_stops_it(workspace: Workspace, grader: Grader) -> None:
    grader.gives("passed", outcome("passed", 10))
    grader.hold.clear()
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        await press(pilot, "f5")
        await sees(pilot, "1 of 1 tests", "escape stops it", "esc stop grading")
        await press(pilot, "escape")
        await sees(pilot, "Stopped.", "F5 grade")
        await until(pilot, lambda: grader.ended == 1)
        assert pilot.app.screen is exercise_of(pilot)
        with workspace.store() as store:
            assert store.attempts(NAME) == []
        await press(pilot, "escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, ExerciseScreen))


async def test_late_words_of_a_stopped_run_are_not_shown(
    workspace: Workspace, grader: Grader
) -> None:
    grader.gives("passed", outcome("passed", 10))
    grader.hold.clear()
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        await press(pilot, "f5")
        await sees(pilot, "1 of 1 tests")
        await press(pilot, "escape")
        screen = exercise_of(pilot)
        screen.post_message(Collected(1, [outcome("waiting", 0)]))
        screen.post_message(TestEnded(1, 1, 1, outcome("passed", 10)))
        screen.post_message(NoVerdict(1, "late"))
        await settle(pilot)
        assert "Stopped." in seen(pilot)
        assert "late" not in seen(pilot).replace("later", "")
        assert "The letters of a word" not in seen(pilot)


async def test_a_second_f5_begins_again(workspace: Workspace, grader: Grader) -> None:
    grader.gives("failed", outcome("failed", 0))
    grader.hold.clear()
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        await press(pilot, "f5", "ctrl+r")
        await until(pilot, lambda: (grader.runs, grader.ended) == (2, 1))
        grader.hold.set()
        await sees(pilot, "✗ failed")
        with workspace.store() as store:
            assert len(store.attempts(NAME)) == 1


async def test_leaving_in_the_middle_of_a_run_ends_it(workspace: Workspace, grader: Grader) -> None:
    grader.gives("passed", outcome("passed", 10))
    grader.hold.clear()
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        await press(pilot, "f5")
        app_of(pilot).action_home()
        await until(pilot, lambda: grader.ended == 1)
        await sees(pilot, "Lesson 1")


async def test_a_grader_that_fails_is_a_sentence(workspace: Workspace, grader: Grader) -> None:
    grader.error = GradingFailed("the grader ended early: out of memory")
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        await press(pilot, "f5")
        await sees(pilot, "the grader ended early: out of memory", "press F5 to")


async def test_what_cannot_be_recorded_does_not_count(
    workspace: Workspace, grader: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> int:
        raise StoreError("the disk is full")

    grader.gives("passed", outcome("passed", 10))
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        monkeypatch.setattr(Store, "record_attempt", full)
        await press(pilot, "f5")
        await sees(pilot, "Not recorded, so it does not", "· not started  0/10")
        assert isinstance(pilot.app.screen, ExerciseScreen)


async def test_joy_comes_once_and_never_over_someone_who_types_on(
    workspace: Workspace, grader: Grader
) -> None:
    grader.gives("passed", outcome("passed", 10))
    grader.hold.clear()
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        await press(pilot, "f5")
        await sees(pilot, "1 of 1 tests")
        await press(pilot, "x")
        grader.hold.set()
        await sees(pilot, "✓ passed  10 of 10 points", "n  next exercise: Build the tree")
        assert isinstance(pilot.app.screen, ExerciseScreen)
        await press(pilot, "f5")
        await until(pilot, lambda: grader.ended == 2)
        await settle(pilot)
        assert isinstance(pilot.app.screen, ExerciseScreen)


async def test_the_last_verdict_is_there_after_coming_back(
    workspace: Workspace, grader: Grader
) -> None:
    grader.gives("failed", outcome("failed", 0, message="Look at the loop."))
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        await press(pilot, "f5")
        await sees(pilot, "Look at the loop.")
    async with opened(workspace.root) as pilot:
        await sees(pilot, "From last time.", "Look at the loop.")


async def test_no_sandbox_is_said_once(workspace: Workspace, grader: Grader) -> None:
    grader.gives("failed", outcome("failed", 0), confinement="unconfined")
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        await press(pilot, "f5")
        await sees(pilot, "no sandbox for your code")
    async with opened(workspace.root) as pilot:
        await press(pilot, "f5")
        await until(pilot, lambda: grader.ended == 2)
        await settle(pilot)
        assert "no sandbox for your code" not in seen(pilot)


# -- nothing is lost -----------------------------------------------------------------


@pytest.mark.parametrize("leave", ["escape", "ctrl+q"])
async def test_leaving_saves(workspace: Workspace, leave: str) -> None:
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        await write(pilot, "half = 'written'\n")
        await sees(pilot, "● unsaved")
        await press(pilot, leave)
    assert path_of(workspace).read_text() == "half = 'written'\n"


async def test_ctrl_s_saves(workspace: Workspace) -> None:
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        await write(pilot, "half = 'written'\n")
        await press(pilot, "ctrl+s")
        assert path_of(workspace).read_text() == "half = 'written'\n"
        assert "● unsaved" not in seen(pilot)


async def test_an_untouched_file_is_not_written(workspace: Workspace) -> None:
    path = path_of(workspace)
    path.write_bytes(b"\xef\xbb\xbfa = 1\r\nb = 2\n")  # a mark, and two kinds of line ends
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        assert "● unsaved" not in seen(pilot)
        await press(pilot, "escape")
    assert path.read_bytes() == b"\xef\xbb\xbfa = 1\r\nb = 2\n"


async def test_text_that_was_never_saved_comes_back_after_a_crash(workspace: Workspace) -> None:
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        session = app_of(pilot).session
        await write(pilot, "before = 'the crash'\n")
        await until(pilot, lambda: session.draft(exercise_of(pilot).exercise) is not None)
        draft = session.draft(exercise_of(pilot).exercise)
    # As it was when the terminal was killed: the file unwritten, the draft kept.
    exercise = workspace.course.exercise(NAME)
    workspace.write(exercise, exercise.stub.read_text("utf-8"))
    async with opened(workspace.root) as pilot:
        app_of(pilot).session.keep_draft(exercise, draft)
        app_of(pilot).leave_to(PLACES)
        await sees(pilot, "before = 'the crash'", "● unsaved")


async def test_a_full_disk_keeps_the_learner_there_and_asks(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from playground.workspace import WorkspaceError

    def full(*args: object, **more: object) -> None:
        raise WorkspaceError("frequencies.py could not be saved (no space left)")

    async with opened(workspace.root, WIDE, PLACES) as pilot:
        await write(pilot, "kept = True\n")
        with monkeypatch.context() as patch:
            patch.setattr(Workspace, "write", full)
            await press(pilot, "escape")
            await sees(pilot, "Not saved", "no space left", "Leave all the same")
            await press(pilot, "escape")
            assert exercise_of(pilot).editor.text == "kept = True\n"
            await press(pilot, "ctrl+q")
            await sees(pilot, "Not saved", "Leave all the same")
            await press(pilot, "escape")
        await press(pilot, "escape")
    assert path_of(workspace).read_text() == "kept = True\n"


async def test_a_save_by_another_program_is_taken_and_graded(
    workspace: Workspace, grader: Grader
) -> None:
    grader.gives("failed", outcome("failed", 0))
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        workspace.write(workspace.course.exercise(NAME), "theirs = 1\n")
        await until(pilot, lambda: grader.ended == 1)
        assert grader.read == "theirs = 1\n"
        await sees(pilot, "theirs = 1", "✗ failed")
        with workspace.store() as store:
            assert store.attempts(NAME)[-1].code == "theirs = 1\n"


@pytest.mark.parametrize(
    ("key", "goes_on", "backed_up"),
    [("m", "mine = 1\n", "theirs = 1\n"), ("t", "theirs = 1\n", "mine = 1\n")],
)
async def test_two_versions_are_asked_about_and_both_kept(
    workspace: Workspace, grader: Grader, key: str, goes_on: str, backed_up: str
) -> None:
    grader.gives("failed", outcome("failed", 0))
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        await write(pilot, "mine = 1\n")
        path_of(workspace).write_text("theirs = 1\n")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConflictScreen))
        await press(pilot, key)
        await until(pilot, lambda: path_of(workspace).read_text() == goes_on)
        assert exercise_of(pilot).editor.text == goes_on
    backups = [f.read_text() for f in path_of(workspace).parent.glob("*.backup-*.py")]
    assert backups == [backed_up]


async def test_a_save_over_an_unseen_save_keeps_that_too(
    workspace: Workspace, grader: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    grader.gives("failed", outcome("failed", 0))
    monkeypatch.setattr(CodePane, "look", lambda pane: None)
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        await write(pilot, "mine = 1\n")
        path_of(workspace).write_text("theirs = 1\n")
        await press(pilot, "f5")
        await sees(pilot, "frequencies.backup-1.py")
    assert path_of(workspace).read_text() == "mine = 1\n"
    assert path_of(workspace).with_name("frequencies.backup-1.py").read_text() == "theirs = 1\n"


async def test_a_verdict_on_a_file_that_changed_meanwhile_is_of_no_text(
    workspace: Workspace, grader: Grader
) -> None:
    grader.gives("passed", outcome("passed", 10))
    grader.hold.clear()
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        await press(pilot, "f5")
        await sees(pilot, "1 of 1 tests")
        workspace.write(workspace.course.exercise(NAME), "changed = 1\n")
        grader.hold.set()
        await until(pilot, lambda: grader.read == "changed = 1\n")
        await until(pilot, lambda: isinstance(pilot.app.screen, PassedScreen))
        with workspace.store() as store:
            assert {attempt.code for attempt in store.attempts(NAME)} == {"changed = 1\n"}


async def test_a_missing_file_comes_back_as_the_stub(workspace: Workspace) -> None:
    path_of(workspace).unlink()
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        await sees(pilot, "was missing: the stub", "def count_frequencies")
    assert path_of(workspace).is_file()


async def test_a_file_that_is_no_text_is_told_left_alone_and_can_be_reset(
    workspace: Workspace,
) -> None:
    path_of(workspace).write_bytes(b"\xff\xfe\x00")
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        await sees(pilot, "F10 puts the stub back, with a")
        await press(pilot, "x", "ctrl+s", "f5", "f6", "f3", "escape")
        assert path_of(workspace).read_bytes() == b"\xff\xfe\x00"
        app_of(pilot).leave_to(PLACES)
        await sees(pilot, "F10 puts the stub back, with a")
        await press(pilot, "f10", "enter")
        await sees(pilot, "def count_frequencies", "frequencies.backup-1.py")
    backup = path_of(workspace).with_name("frequencies.backup-1.py")
    assert backup.read_bytes() == b"\xff\xfe\x00"


# -- help --------------------------------------------------------------------------


async def test_hints_come_one_at_a_time_and_are_recorded(workspace: Workspace) -> None:
    hints = workspace.course.exercise(NAME).hints
    assert len(hints) >= 2

    def taken() -> int:
        with workspace.store() as store:
            return store.hints_taken(NAME)

    async with opened(workspace.root, WIDE, PLACES) as pilot:
        await press(pilot, "f7")
        await sees(pilot, hints[0][:30], f"another ({len(hints) - 1} left)")
        assert hints[1][:30] not in seen(pilot)
        assert taken() == 1
        await press(pilot, "f7")
        await sees(pilot, hints[1][:30])
        assert taken() == 2
        await press(pilot, "escape", "f7")
        await sees(pilot, hints[1][:30])
        assert taken() == 2
        for _ in hints[2:]:
            await press(pilot, "n")
        await sees(pilot, "These were all the hints there are.")
        assert taken() == len(hints)


async def test_the_solution_comes_after_giving_up_only(workspace: Workspace) -> None:
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        await press(pilot, "f8")
        await sees(pilot, "Give up?")
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ExerciseScreen)
        with workspace.store() as store:
            assert not store.gave_up(NAME)
        await press(pilot, "f8", "enter")
        await sees(pilot, "A solution: Count and measure")
        with workspace.store() as store:
            assert store.gave_up(NAME)
        await press(pilot, "x", "escape", "f8")
        assert isinstance(pilot.app.screen, ViewerScreen)


async def test_the_diff_shows_what_was_changed(workspace: Workspace) -> None:
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        await press(pilot, "f3")
        await sees(pilot, "You have not changed the stub yet.")
        text = exercise_of(pilot).editor.text
        await write(pilot, f"{text}\nmine = True\n")
        await press(pilot, "f3")
        await sees(pilot, "Changes: huffman/frequencies.py", "+mine = True")


async def test_beginning_again_keeps_the_old_text(workspace: Workspace) -> None:
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        await write(pilot, "mine = True\n")
        await press(pilot, "f10")
        await sees(pilot, "Begin again", "kept beside it as a backup")
        await press(pilot, "escape")
        assert exercise_of(pilot).editor.text == "mine = True\n"
        await press(pilot, "f10", "enter")
        await sees(pilot, "def count_frequencies")
    assert path_of(workspace).with_name("frequencies.backup-1.py").read_text() == "mine = True\n"


@pytest.mark.parametrize("size", [NARROW, WIDE, (100, 30), (60, 18)])
async def test_task_code_and_results_are_a_key_apart(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    async with opened(workspace.root, size, PLACES) as pilot:
        wide = size[0] >= 100
        top = seen(pilot).splitlines()[0]
        assert all(name in top for name in (" Task ", " Code ", " Results "))
        text = await sees(pilot, "Count the symbols")
        assert ("def count_frequencies" in text) == wide or "· not started" in text
        shown: list[Callable[[], bool]] = [
            lambda: bool(exercise_of(pilot).query_one("#task").region),
            lambda: bool(exercise_of(pilot).editor.region),
            lambda: bool(exercise_of(pilot).query_one("#results").region),
        ]
        panes = [[pane() for pane in shown]]
        for _ in range(3):
            await press(pilot, "f2")
            panes.append([pane() for pane in shown])
        if wide:
            both, results = [True, True, False], [False, True, True]
            assert panes == [both, results, both, results] or panes[1] == results
            assert all(pane[1] for pane in panes)
        else:
            task, code, results = [True, False, False], [False, True, False], [False, False, True]
            assert panes == [task, code, results, task]


async def test_prerequisites_are_told_and_nothing_is_locked(workspace: Workspace) -> None:
    places = "lesson:huffman exercise:huffman/tree"
    async with opened(workspace.root, WIDE, places) as pilot:
        await sees(pilot, "↷ later", "builds on  · Count and measure  not started")


async def test_n_leads_on_only_from_a_passed_exercise(workspace: Workspace) -> None:
    async with opened(workspace.root, NARROW, PLACES) as pilot:
        await press(pilot, "n")
        await sees(pilot, "The next exercise opens with n")


@pytest.mark.parametrize("there", [True, False])
async def test_the_editor_works_with_and_without_tree_sitter(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    if not there:
        monkeypatch.setitem(sys.modules, "tree_sitter_python", None)
    async with opened(workspace.root, WIDE, PLACES) as pilot:
        editor = exercise_of(pilot).editor
        assert editor.language == ("python" if there else None)
        await sees(pilot, "def count_frequencies")
        await press(pilot, "x")
        await sees(pilot, "● unsaved")


def test_the_task_is_the_stub_s_own_words(workspace: Workspace) -> None:
    from playground.tui.session import Session
    from playground.tui.widgets.task import task

    session = Session(workspace, print)
    standings = session.standings()
    exercises: list[Exercise] = list(workspace.course.exercises())
    for exercise in exercises:
        text = task(exercise, standings).plain
        assert exercise.title in text
        for function in exercise.functions:
            assert f"def {function}(" in text
        for line in exercise.stub.read_text("utf-8").splitlines():
            if line.strip().startswith(">>>"):
                assert line.strip() in text
    session.close()
