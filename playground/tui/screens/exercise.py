"""An exercise: the task, the learner's code, and what the grader says of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.worker import Worker

from playground.course.catalog import Exercise
from playground.store import StoreError
from playground.tui.code_file import CodeFile
from playground.tui.grade import grade
from playground.tui.messages import Collected, Graded, NoVerdict, Outdated, TestEnded
from playground.tui.own_editor import EditorError, edit
from playground.tui.screens.base import PlaygroundScreen
from playground.tui.screens.confirm import ConfirmScreen
from playground.tui.screens.hints import HintsScreen
from playground.tui.screens.passed import PassedScreen
from playground.tui.screens.viewer import ViewerScreen
from playground.tui.session import Standing
from playground.tui.text import DIM, sign, word
from playground.tui.widgets.bars import Key, KeyBar, TopBar
from playground.tui.widgets.code_pane import CodePane
from playground.tui.widgets.results import ResultsPane
from playground.tui.widgets.task import TaskPane
from playground.workspace import WorkspaceError

TASK, CODE, RESULTS = "Task", "Code", "Results"
PANES = (TASK, CODE, RESULTS)

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
    """Shows one exercise: what to do, the code, and the verdict."""

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
        self._run = 0  # the number of the grading run whose messages count
        self._standing: Standing | None = None

    def compose(self) -> ComposeResult:
        """Yield the line at the top, the code beside task and results, and the keys."""
        yield TopBar(self.exercise.title, PANES, TASK)
        with Horizontal(id="body"):
            yield CodePane(CodeFile(self.session, self.exercise))
            with Container(id="side"):
                yield TaskPane(self.exercise)
                yield ResultsPane()
        yield KeyBar(*KEYS)

    @property
    def editor(self) -> CodePane:
        """The editor with the learner's file."""
        return self.query_one(CodePane)

    @property
    def _is_passed(self) -> bool:
        return self._standing is not None and self._standing.status == "passed"

    def on_mount(self) -> None:
        """Begin with the task, or with the code where it was begun."""
        self._show_standing()
        untouched = self.session.workspace.state(self.exercise) == "untouched"
        self._show_pane(TASK if untouched and not self.is_wide else CODE)
        self._show_last_results()

    def on_screen_resume(self) -> None:
        """Show how the exercises stand now, and what happened to the file meanwhile."""
        self._show_standing()
        self.editor.look()

    # -- what is shown ------------------------------------------------------------

    def _show_standing(self) -> None:
        standings = self.session.standings()
        self._standing = standings[self.exercise.name]
        self.query_one(TaskPane).show(standings)
        self._say_state()

    def _say_state(self) -> None:
        if self._standing is None:
            return
        unsaved = self.editor.unsaved
        self.query_one(TopBar).right = Content.assemble(
            ("● unsaved   " if unsaved else "", "$primary"),
            sign(self._standing.status),
            " ",
            word(self._standing.status),
            (f"  {self._standing.score}/{self.exercise.points}", DIM),
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
        if (
            attempts
            and attempts[-1].code == self.editor.file.known
            and attempts[-1].result.get("tests")
        ):
            self.query_one(ResultsPane).finish(attempts[-1].result, "From last time.")
            self.add_class("-side-results")

    # -- the file -----------------------------------------------------------------

    @on(CodePane.Unsaved)
    def _unsaved_changed(self) -> None:
        self._say_state()

    @on(CodePane.Broken)
    def _broken(self, event: CodePane.Broken) -> None:
        sentence = f"{event.sentence}. F10 puts the stub back, with a backup."
        self.query_one(ResultsPane).end(sentence, failed=True)
        self._show_pane(RESULTS)

    @on(CodePane.TakenOver)
    def _taken_over(self) -> None:
        self.action_grade()

    def save_on_leaving(self) -> str:
        """Save what was typed."""
        return self.editor.save()

    def action_save(self) -> None:
        """Save the file."""
        if self.editor.is_broken:
            self.playground.say_trouble("There is no text to save: the file could not be read.")
        elif trouble := self.editor.save():
            self.playground.say_trouble(trouble)
        else:
            self.playground.say(f"Saved as {self.editor.file.path}")

    def action_reload(self) -> None:
        """Read the file again."""
        self.editor.reload()

    def action_own_editor(self) -> None:
        """Save, and open the file in the learner's own editor until that is closed."""
        if trouble := self.editor.save():
            self.playground.say_trouble(trouble)
            return
        self._stop_grading()
        try:
            edit(self.app, self.editor.file.path)
        except EditorError as error:
            self.playground.say_trouble(str(error))
        if self.editor.is_broken:
            self.editor.open()
        else:
            self.editor.look()

    def action_diff(self) -> None:
        """Show what was changed in the stub."""
        trouble = self.editor.save()
        try:
            diff = trouble or self.editor.file.diff()
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
            self.editor.reset()
        except WorkspaceError as error:
            self.playground.say_trouble(str(error))
            return
        self.query_one(ResultsPane).end("The stub is back. F5 grades it.")
        self._show_pane(CODE)

    # -- grading ------------------------------------------------------------------

    @property
    def grading(self) -> bool:
        """Whether the grader is at work."""
        return any(not worker.is_finished for worker in self._graders())

    def _graders(self) -> list[Worker[object]]:
        return [w for w in self.app.workers if w.node is self and w.group == "grade"]

    def action_grade(self) -> None:
        """Save and grade."""
        if self.editor.is_broken:
            self.editor.open()
            if self.editor.is_broken:
                return
        if trouble := self.editor.save():
            self.playground.say_trouble(trouble)
            return
        self._run += 1
        self.query_one(ResultsPane).start()
        self.query_one(KeyBar).keys = KEYS_RUNNING
        # Beside the code the focus stays where it is, so that typing can go on.
        self._show_pane(RESULTS, focus=not self.is_wide)
        run = grade(self.editor.file, self.session.store, self, self._run)
        self.run_worker(run, group="grade", exclusive=True)

    def _stop_grading(self) -> None:
        for worker in self._graders():
            worker.cancel()
        self._run += 1  # what the stopped run has posted already is of no run any more
        self._after_run()

    def _after_run(self) -> None:
        self.query_one(ResultsPane).stop_clock()
        self.query_one(KeyBar).keys = KEYS

    @on(Collected)
    def _collected(self, event: Collected) -> None:
        if event.run == self._run:
            self.query_one(ResultsPane).collected(event.tests)

    @on(TestEnded)
    def _test_ended(self, event: TestEnded) -> None:
        if event.run == self._run:
            self.query_one(ResultsPane).ended(event.number, event.test)

    @on(Outdated)
    def _outdated(self, event: Outdated) -> None:
        if event.run == self._run:
            self._after_run()
            self.query_one(ResultsPane).end("The file was changed while it was graded.")
            self.editor.look()

    @on(NoVerdict)
    def _no_verdict(self, event: NoVerdict) -> None:
        if event.run == self._run:
            self._after_run()
            self.query_one(ResultsPane).end(event.sentence, failed=True)

    @on(Graded)
    def _graded(self, event: Graded) -> None:
        was_passed = self._is_passed
        self._show_standing()  # it is recorded, even where the run was stopped just then
        if event.run != self._run:
            return
        self._after_run()
        passed = event.result.get("status") == "passed"
        note = ""
        if event.unrecorded:
            note = f"Not recorded, so it does not count: {event.unrecorded}"
        elif passed:
            following = self.session.next_exercise(self.exercise)
            note = f"n  next exercise: {following.title}" if following else "You passed them all."
        self.query_one(ResultsPane).finish(event.result, note)
        self._say_once_if_unconfined(event)
        # Who types on is not interrupted.
        if self._is_passed and not was_passed and not self.editor.unsaved:
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
        if not self._is_passed:
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
            self.query_one(ResultsPane).end("Stopped.")
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
