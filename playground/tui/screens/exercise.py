"""An exercise: the task, the learner's code, and what the grader says of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import TextArea
from textual.worker import Worker

from playground.course.catalog import Exercise
from playground.store import StoreError
from playground.tui.code_file import CodeFile
from playground.tui.grade import grade
from playground.tui.messages import Collected, Graded, NoVerdict, Outdated, TestEnded
from playground.tui.own_editor import EditorError, edit
from playground.tui.screens.base import PlaygroundScreen
from playground.tui.screens.confirm import ConfirmScreen
from playground.tui.screens.conflict import ConflictScreen
from playground.tui.screens.hints import HintsScreen
from playground.tui.screens.passed import PassedScreen
from playground.tui.screens.viewer import ViewerScreen
from playground.tui.text import DIM, sign, word
from playground.tui.watching import changes
from playground.tui.widgets.bars import Key, KeyBar, TopBar
from playground.tui.widgets.editor import CodeEditor
from playground.tui.widgets.results import ResultsPane
from playground.tui.widgets.task import TaskPane
from playground.workspace import WorkspaceError

TASK, CODE, RESULTS = "Task", "Code", "Results"
PANES = (TASK, CODE, RESULTS)
DRAFT_SECONDS = 1.0
LOOK_SECONDS = 2.0

KEYS = (
    Key("F5", "grade", "screen.grade"),
    Key("F2", "pane", "screen.switch"),
    Key("F7", "hint", "screen.hint"),
    Key("esc", "back", "screen.back"),
    Key("F1", "keys", "app.help"),
    Key("F3", "diff", "screen.diff"),
    Key("F4", "own editor", "screen.own_editor"),
    Key("F8", "solution", "screen.solution"),
    Key("F10", "reset", "screen.reset"),
)
KEYS_RUNNING = (Key("esc", "stop grading", "screen.back"), Key("F1", "keys", "app.help"))


class ExerciseScreen(PlaygroundScreen):
    """Shows one exercise; what is typed here is never lost, see `CodeFile`."""

    CSS_PATH = "exercise.tcss"
    # Before the editor's own: it would take letters and escape.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5,ctrl+r", "grade", "Grade", show=False, priority=True),
        Binding("ctrl+s", "save", "Save", show=False, priority=True),
        Binding("f2", "switch", "Next pane", show=False, priority=True),
        Binding("f3", "diff", "Diff", show=False, priority=True),
        Binding("f4", "own_editor", "Own editor", show=False, priority=True),
        Binding("f6", "reload", "Reload", show=False, priority=True),
        Binding("f7", "hint", "Hint", show=False, priority=True),
        Binding("f8", "solution", "Solution", show=False, priority=True),
        Binding("f10", "reset", "Reset", show=False, priority=True),
        Binding("escape", "back", "Back", show=False, priority=True),
        Binding("n", "next", "Next exercise", show=False),
    ]

    def __init__(self, exercise: Exercise) -> None:
        super().__init__()
        self.add_class(f"-{TASK.lower()}")
        self.exercise = exercise
        self.place = f"exercise:{exercise.name}"
        # Kept here, and not looked up: its text is saved when the screen is taken down, too.
        self.editor = CodeEditor(id="code")
        self._file: CodeFile | None = None
        # The editor's text when it last agreed with the file; None where there is no text.
        self._agreed: str | None = None
        self._draft_timer: Timer | None = None
        self._was_passed = False

    def compose(self) -> ComposeResult:
        """Yield the line at the top, the code beside task and results, and the keys."""
        yield TopBar(self.exercise.title, PANES, TASK)
        with Horizontal(id="body"):
            yield self.editor
            with Container(id="side"):
                yield TaskPane(self.exercise)
                yield ResultsPane()
        yield KeyBar(*KEYS)

    @property
    def file(self) -> CodeFile:
        """The learner's file."""
        if self._file is None:
            self._file = CodeFile(self.session, self.exercise)
        return self._file

    @property
    def unsaved(self) -> bool:
        """Whether the editor holds text that is not in the file."""
        return self._agreed is not None and self.editor.text != self._agreed

    def on_mount(self) -> None:
        """Open the file, and begin with the task, or with the code where it was begun."""
        self._open()
        self._show_standing()
        self._was_passed = self.session.standings()[self.exercise.name].status == "passed"
        untouched = self.session.workspace.state(self.exercise) == "untouched"
        self._show_pane(TASK if untouched and not self.is_wide else CODE)
        self._show_last_results()
        self.run_worker(self._watch(), group="watch")
        self.set_interval(LOOK_SECONDS, self._look)

    def on_screen_resume(self) -> None:
        """Show how the exercises stand now, and what happened to the file meanwhile."""
        self._show_standing()
        if self._agreed is not None:
            self._look()

    # -- what is shown ------------------------------------------------------------

    def _show_standing(self) -> None:
        standings = self.session.standings()
        self.query_one(TaskPane).show(standings)
        self._say_state()

    def _say_state(self) -> None:
        standing = self.session.standings()[self.exercise.name]
        unsaved = Content.styled("● unsaved   ", "$primary") if self.unsaved else Content("")
        self.query_one(TopBar).right = unsaved + Content.assemble(
            sign(standing.status),
            " ",
            word(standing.status),
            (f"  {standing.score}/{self.exercise.points}", DIM),
        )

    def _show_pane(self, pane: str, focus: bool = True) -> None:
        """Show a pane; beside the code, where there is room, or in its place."""
        for name in PANES:
            self.set_class(name == pane, f"-{name.lower()}")
        if pane != CODE:
            self.set_class(pane == RESULTS, "-side-results")
        self.query_one(TopBar).shown = pane
        if focus:
            # At once, and not when the pane has come to light: the next key may be waiting.
            self.set_focus(self._widget_of(pane))

    def _widget_of(self, pane: str) -> Widget:
        if pane == CODE:
            return self.editor
        if pane == TASK:
            return self.query_one(TaskPane)
        tests = self.query_one("#tests")
        return tests if tests.display else self.query_one("#detail")

    @on(TopBar.Switched)
    def _switched(self, event: TopBar.Switched) -> None:
        self._show_pane(event.pane)

    def action_switch(self) -> None:
        """Go on to the next of task, code and results."""
        shown = self.query_one(TopBar).shown
        self._show_pane(PANES[(PANES.index(shown) + 1) % len(PANES)])

    def on_descendant_focus(self) -> None:
        """Keep the names at the top in step with the focus, however it got there."""
        if self.is_wide and self.focused is not None:
            path = {widget.id for widget in self.focused.ancestors_with_self}
            pane = CODE if "code" in path else TASK if "task" in path else RESULTS
            if pane != self.query_one(TopBar).shown:
                self._show_pane(pane, focus=False)

    def _show_last_results(self) -> None:
        """Show the verdict on this very text, where there was one before."""
        try:
            attempts = self.session.store.attempts(self.exercise.name)
        except StoreError:
            return  # the session has said so already
        if attempts and attempts[-1].code == self.file.known and attempts[-1].result.get("tests"):
            self.query_one(ResultsPane).finish(attempts[-1].result, "From last time.")
            self.add_class("-side-results")

    # -- the file -----------------------------------------------------------------

    def _open(self) -> None:
        try:
            opened = self.file.open()
        except WorkspaceError as error:
            self._cannot_edit(str(error))
            return
        self._load(opened.text)
        self._go_to_work()
        if opened.unsaved:
            self._agreed = self.file.known
        if opened.notice:
            self.playground.say(opened.notice)

    def _go_to_work(self) -> None:
        """Put the cursor where the first function is still to be written."""
        for i, line in enumerate(self.editor.text.splitlines()):
            if line.strip().startswith("raise NotImplementedError"):
                self.editor.move_cursor((i, len(line) - len(line.lstrip())))
                self.call_after_refresh(self.editor.scroll_cursor_visible, center=True)
                return

    def _load(self, text: str) -> None:
        """Put text that agrees with the file into the editor."""
        self.editor.read_only = False
        self.editor.replace_all(text)
        # Not `text` itself: the editor gives all lines the same line ends.
        self._agreed = self.editor.text
        self._say_state()

    def _cannot_edit(self, sentence: str) -> None:
        self._agreed = None
        self.editor.load_text("")
        self.editor.read_only = True
        self.query_one(ResultsPane).end(f"{sentence}. F10 puts the stub back, with a backup.", True)
        self._show_pane(RESULTS)

    @on(TextArea.Changed, "#code")
    def _typed(self) -> None:
        self._say_state()
        if self._draft_timer is not None:
            self._draft_timer.stop()
            self._draft_timer = None
        if self.unsaved:
            self._draft_timer = self.set_timer(DRAFT_SECONDS, self._keep_draft)

    def _keep_draft(self) -> None:
        if self.unsaved:
            self.file.keep_draft(self.editor.text)

    def _save(self) -> str:
        """Save the editor's text; return a sentence where that failed, "" otherwise."""
        if not self.unsaved:
            return ""
        text = self.editor.text
        try:
            backup = self.file.save(text)
        except WorkspaceError as error:
            self._keep_draft()
            return str(error)
        self._agreed = text
        if not self.is_gone and self.query(TopBar):
            self._say_state()
        if backup is not None:
            self.playground.say(
                f"Another program had saved this file too: its text is in {backup.name}."
            )
        return ""

    def save_on_leaving(self) -> str:
        """Save what was typed."""
        return self._save()

    def on_unmount(self) -> None:
        """Save on every way out, whatever it was; what cannot be saved stays as a draft."""
        self._save()

    def action_save(self) -> None:
        """Save the file."""
        if self._agreed is None:
            self.playground.say_trouble("There is no text to save: the file could not be read.")
        elif trouble := self._save():
            self.playground.say_trouble(trouble)
        else:
            self.playground.say(f"Saved as {self.file.path}")

    async def _watch(self) -> None:
        async for _ in changes(self.file.path):
            self._look()

    def _look(self) -> None:
        """Look whether another program saved the file."""
        if self._agreed is not None:
            self.run_worker(self._take_changes(), group="look", exclusive=True)

    async def _take_changes(self) -> None:
        try:
            theirs = await asyncio.to_thread(self.file.from_outside)
        except WorkspaceError:
            return  # in the middle of a save by another program, or gone: F5 and F6 say so
        if theirs is None or theirs == self.file.known:
            return
        if not self.unsaved:
            self.file.take(theirs)
            self._load(theirs)
            self.playground.say(f"{self.exercise.file} was saved by another program.")
            self.action_grade()
        elif not isinstance(self.app.screen, ConflictScreen):
            self.app.push_screen(ConflictScreen(str(self.exercise.file)), self._choose)

    def _choose(self, choice: str | None) -> None:
        try:
            theirs = self.file.from_outside()
            if theirs is None:
                return
            if choice == "theirs":
                backup = self.file.take_over(self.editor.text, theirs)
                self._load(theirs)
                self.playground.say(f"Your text is kept in {backup.name}.")
                self.action_grade()
            elif trouble := self._save():
                self.playground.say_trouble(trouble)
        except WorkspaceError as error:
            self.playground.say_trouble(str(error))

    def action_reload(self) -> None:
        """Read the file again."""
        if self._agreed is None:
            self._open()
            return
        try:
            if self.file.from_outside() is None:
                self.playground.say("The file holds what it held when it was last read.")
            else:
                self._look()
        except WorkspaceError as error:
            self.playground.say_trouble(str(error))

    def action_own_editor(self) -> None:
        """Save, and open the file in the learner's own editor until that is closed."""
        if trouble := self._save():
            self.playground.say_trouble(trouble)
            return
        self._stop_grading()
        try:
            edit(self.app, self.file.path)
        except EditorError as error:
            self.playground.say_trouble(str(error))
        if self._agreed is None:
            self._open()
        else:
            self._look()

    def action_diff(self) -> None:
        """Show what was changed in the stub."""
        trouble = self._save()
        try:
            diff = trouble or self.file.diff()
        except WorkspaceError as error:
            trouble = str(error)
        if trouble:
            self.playground.say_trouble(trouble)
        elif diff:
            self.app.push_screen(ViewerScreen(f"Changes: {self.exercise.file}", diff, diff=True))
        else:
            self.playground.say("You have not changed the stub yet.")

    def action_reset(self) -> None:
        """Begin again from the stub, after a question."""
        question = (
            f"Put the stub of {self.exercise.title} back? What is in {self.exercise.file} now is "
            "kept beside it as a backup, and your points stay."
        )
        self.app.push_screen(ConfirmScreen("Begin again", question, "begin again"), self._reset)

    def _reset(self, sure: bool | None) -> None:
        if not sure:
            return
        self._stop_grading()
        try:
            text, backup = self.file.reset(None if self._agreed is None else self.editor.text)
        except WorkspaceError as error:
            self.playground.say_trouble(str(error))
            return
        self._load(text)
        self.query_one(ResultsPane).end("The stub is back. F5 grades it.")
        self._show_pane(CODE)
        if backup is not None:
            self.playground.say(f"Your version is kept in {backup.name}.")

    # -- grading ------------------------------------------------------------------

    @property
    def grading(self) -> bool:
        """Whether the grader is at work."""
        return any(not worker.is_finished for worker in self._graders())

    def _graders(self) -> list[Worker[object]]:
        return [w for w in self.app.workers if w.node is self and w.group == "grade"]

    def action_grade(self) -> None:
        """Save and grade."""
        if self._agreed is None:
            self._open()
            if self._agreed is None:
                return
        if trouble := self._save():
            self.playground.say_trouble(trouble)
            return
        self.query_one(ResultsPane).start()
        self.query_one(KeyBar).keys = KEYS_RUNNING
        # Beside the code the focus stays where it is, so that typing can go on.
        self._show_pane(RESULTS, focus=not self.is_wide)
        run = grade(self.exercise, self.file, self.session.store, self)
        self.run_worker(run, group="grade", exclusive=True)

    def _stop_grading(self) -> None:
        for worker in self._graders():
            worker.cancel()
        self._after_run()

    def _after_run(self) -> None:
        self.query_one(ResultsPane).stop_clock()
        self.query_one(KeyBar).keys = KEYS

    @on(Collected)
    def _collected(self, event: Collected) -> None:
        self.query_one(ResultsPane).collected(event.tests)

    @on(TestEnded)
    def _test_ended(self, event: TestEnded) -> None:
        self.query_one(ResultsPane).ended(event.number, event.test)

    @on(Outdated)
    def _outdated(self) -> None:
        self._after_run()
        self.query_one(ResultsPane).end("The file was changed while it was graded.")
        self._look()

    @on(NoVerdict)
    def _no_verdict(self, event: NoVerdict) -> None:
        self._after_run()
        self.query_one(ResultsPane).end(event.sentence, failed=True)

    @on(Graded)
    def _graded(self, event: Graded) -> None:
        self._after_run()
        passed = event.result.get("status") == "passed"
        note = ""
        if event.unrecorded:
            note = f"Not recorded, so it does not count: {event.unrecorded}"
        elif passed:
            following = self.session.next_exercise(self.exercise)
            note = f"n  next exercise: {following.title}" if following else "You passed them all."
        self.query_one(ResultsPane).finish(event.result, note)
        self._show_standing()
        self._say_once_if_unconfined(event)
        if passed and not event.unrecorded and not self._was_passed:
            self._was_passed = True
            if not self.unsaved:  # who types on is not interrupted
                self._celebrate()

    def _say_once_if_unconfined(self, event: Graded) -> None:
        if event.result.get("confinement") != "unconfined":
            return
        if not self.session.recall("said/unconfined"):
            self.session.remember("said/unconfined", "yes")
            self.playground.say_trouble(
                "This system has no sandbox for your code, so it is graded with limits on time "
                "and memory only. `playground doctor` says more."
            )

    def _celebrate(self) -> None:
        lesson = self.session.course.lesson(self.exercise.lesson)
        standings = self.session.standings()
        following = self.session.next_exercise(self.exercise)
        card = PassedScreen(
            self.exercise,
            lesson,
            [standings[exercise.name] for exercise in lesson.exercises],
            following.title if following else "",
        )
        self.app.push_screen(card, self._after_joy)

    def _after_joy(self, choice: str | None) -> None:
        if choice == "next":
            self.action_next()
        elif choice == "lesson":
            self.playground.leave_to(f"lesson:{self.exercise.lesson}")

    def action_next(self) -> None:
        """Go on with the next exercise, once this one is passed."""
        if not self._was_passed:
            self.playground.say("The next exercise opens with n once this one is passed.")
            return
        following = self.session.next_exercise(self.exercise)
        if following is None:
            self.playground.say("You have passed every exercise there is.")
        else:
            places = f"lesson:{following.lesson} exercise:{following.name}"
            self.playground.leave_to(places)

    def action_back(self) -> None:
        """Stop grading; where nothing is graded, save and go back."""
        if self.grading:
            self._stop_grading()
            self.query_one(ResultsPane).end("Stopped. Nothing was recorded.")
        else:
            super().action_back()

    # -- help ---------------------------------------------------------------------

    def action_hint(self) -> None:
        """Show the hints, and take one."""
        self.app.push_screen(HintsScreen(self.exercise, self.session.store))

    def action_solution(self) -> None:
        """Show the solution to who passed or gave up, and ask the others."""
        name = self.exercise.name
        try:
            free = self.session.store.passed(name) or self.session.store.gave_up(name)
        except StoreError as error:
            self.playground.say_trouble(str(error))
            return
        if free:
            self._show_solution()
            return
        question = (
            f"You have not passed {self.exercise.title} yet. Show a solution all the same? It is "
            "noted that you gave up; you can still pass, and the points count as ever."
        )
        self.app.push_screen(ConfirmScreen("Give up?", question, "show it"), self._give_up)

    def _give_up(self, sure: bool | None) -> None:
        if not sure:
            return
        try:
            self.session.store.give_up(self.exercise.name)
        except StoreError as error:
            self.playground.say_trouble(str(error))
        else:
            self._show_solution()

    def _show_solution(self) -> None:
        try:
            text = self.exercise.solution.read_text("utf-8")
        except OSError as error:
            self.playground.say_trouble(f"The solution cannot be read: {error.strerror}.")
            return
        self.app.push_screen(ViewerScreen(f"A solution: {self.exercise.title}", text))

    def commands(self) -> Iterable[SystemCommand]:
        """Yield what can be done with an exercise."""
        yield SystemCommand("Grade", "Save and grade (F5)", self.action_grade)
        yield SystemCommand("Save", "Save the file (ctrl+s)", self.action_save)
        yield SystemCommand("Hint", "One hint at a time (F7)", self.action_hint)
        yield SystemCommand("Diff", "What you changed in the stub (F3)", self.action_diff)
        yield SystemCommand("Own editor", "$VISUAL or $EDITOR (F4)", self.action_own_editor)
        yield SystemCommand("Reload", "Read the file again (F6)", self.action_reload)
        yield SystemCommand("Solution", "Once passed or given up (F8)", self.action_solution)
        yield SystemCommand("Begin again", "Back to the stub (F10)", self.action_reset)
