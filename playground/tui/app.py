"""The app: it finds the learner's workspace, their place in it, and shows the screens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from playground.course.catalog import Exercise, Lesson
from playground.tui import theme as themes
from playground.tui.learner import LazyLearner
from playground.tui.screens.base import PlaygroundScreen
from playground.tui.session import LATEST, SCREEN, THEME, Session, offered_folder
from playground.workspace import Workspace


class PlaygroundApp(App[int]):
    """The app in one workspace, or at its first start where there is none yet."""

    TITLE = "Compression Playground"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9,ctrl+p", "command_palette", "Commands", show=False, priority=True),
    ]

    def __init__(self, start: Path, workspace: Workspace | None) -> None:
        """`start` is where the learner is; `workspace` is None where none was found there."""
        super().__init__()
        self.start = start
        self._session: Session | None = None
        self._learner: LazyLearner | None = None
        self._unsaid: list[str] = []
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.DARK
        if workspace is not None:
            self._open(workspace)

    @property
    def session(self) -> Session:
        """The workspace and its progress; screens are shown only once there is one."""
        assert self._session is not None, "a screen needs a workspace"
        return self._session

    @property
    def learner(self) -> LazyLearner | None:
        """The learner's own functions, for the labs; None where there is no workspace."""
        return self._learner

    def _open(self, workspace: Workspace) -> None:
        self._session = Session(workspace, self.say_trouble)
        self._learner = LazyLearner(workspace.root)
        kept = self._session.recall(THEME)
        if kept in self.available_themes:
            self.theme = kept

    # -- starting and leaving -----------------------------------------------------

    def first_screen(self) -> Screen[Any]:
        """Return the home screen, or the first start's where there is no workspace."""
        if self._session is None:
            from playground.tui.screens.first_start import FirstStartScreen

            return FirstStartScreen(self.start)
        from playground.tui.screens.home import HomeScreen

        return HomeScreen()

    async def on_mount(self) -> None:
        """Go back to where the learner was."""
        self.theme_changed_signal.subscribe(self, self._keep_theme)
        # Asked for first: the home screen is remembered as soon as it is shown.
        places = self._places_left()
        await self.push_screen(self.first_screen())
        await self.go(places)
        for sentence in self._unsaid:
            self.say_trouble(sentence)

    def enter(self, workspace: Workspace) -> None:
        """Go on with a workspace that was just made or chosen."""
        self._open(workspace)
        places = self._places_left()
        # Not awaited: the first start's screen asks for this and would wait for its own end.
        self.switch_screen(self.first_screen())
        self.call_later(self.go, places)

    def _places_left(self) -> str:
        return (self._session and self._session.recall(SCREEN)) or ""

    async def go(self, places: str) -> None:
        """Show the screens of these places above the home screen.

        Places are names such as lesson:huffman or exercise:huffman/tree, with spaces
        between them; those that this course does not have are left out.
        """
        screens = [screen for place in places.split() if (screen := self.screen_at(place))]
        for screen in screens:
            screen.covered = screen is not screens[-1]
            await self.push_screen(screen)
        for screen in screens:
            screen.covered = False

    def screen_at(self, place: str) -> PlaygroundScreen | None:
        """Return a new screen for a place, or None where the course has no such place."""
        kind, _, name = place.partition(":")
        try:
            if kind == "lesson":
                lesson = self.session.course.lesson(name)
                return None if lesson.coming else self._lesson_screen(lesson)
            if kind == "exercise":
                return self._exercise_screen(self.session.course.exercise(name))
        except KeyError:
            return None
        return None

    def _lesson_screen(self, lesson: Lesson) -> PlaygroundScreen:
        from playground.tui.screens.lesson import LessonScreen

        return LessonScreen(lesson)

    def _exercise_screen(self, exercise: Exercise) -> PlaygroundScreen:
        from playground.tui.screens.exercise import ExerciseScreen

        return ExerciseScreen(exercise)

    def keep_place(self) -> None:
        """Remember the screens as they are now, to come back to them."""
        if self._session is None:
            return
        places = [s.place for s in self.screen_stack if isinstance(s, PlaygroundScreen) and s.place]
        self.session.remember(SCREEN, " ".join(places))
        if places != ["home"]:
            self.session.remember(LATEST, " ".join(places))

    def _keep_theme(self, theme: object) -> None:
        if self._session is not None:
            self.session.remember(THEME, self.theme)

    def say_trouble(self, sentence: str) -> None:
        """Tell the learner of something that went wrong beside what they are doing."""
        if not self.is_running:
            self._unsaid.append(sentence)  # while the workspace is opened, before the first frame
            return
        self.notify(sentence, severity="warning", timeout=12, markup=False)

    def say(self, sentence: str) -> None:
        """Tell the learner of something that was done."""
        self.notify(sentence, timeout=5, markup=False)

    async def action_quit(self) -> None:
        """Save what is open and end the app; where it cannot be saved, ask first."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, PlaygroundScreen) and (trouble := screen.save_on_leaving()):
                screen.ask_to_leave(trouble, self.exit)
                return
        self.exit(0)

    async def on_unmount(self) -> None:
        """Let go of the learner's process and the progress file."""
        if self._learner is not None:
            await self._learner.close()
        if self._session is not None:
            self._session.close()

    # -- keys and commands --------------------------------------------------------

    def action_help(self) -> None:
        """Show the keys."""
        from playground.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen())

    def action_home(self) -> None:
        """Go to the map of the lessons."""
        self.leave_to("")

    def leave_to(self, places: str) -> None:
        """Leave every screen above home, saving what is open, and show these places."""
        self.run_worker(self._leave_to(places), group="go", exclusive=True)

    async def _leave_to(self, places: str) -> None:
        # Textual's own blank screen is the first of all, and home the second.
        while len(self.screen_stack) > 2:
            screen = self.screen
            if isinstance(screen, PlaygroundScreen) and (trouble := screen.save_on_leaving()):
                screen.ask_to_leave(trouble, None)
                return
            await self.pop_screen()
        await self.go(places)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Yield what the command palette offers."""
        yield SystemCommand("Keys", "What every key does", self.action_help)
        yield SystemCommand("Theme", "Other colours, dark or light", self.action_change_theme)
        yield SystemCommand("Quit", "Save and leave", self.action_quit)
        if self._session is None:
            return
        if isinstance(screen, PlaygroundScreen):
            yield from screen.commands()
        yield SystemCommand("Home", "The map of the lessons", self.action_home)
        for lesson in self.session.available():
            places = f"lesson:{lesson.id}"
            yield SystemCommand(
                f"Lesson: {lesson.title}", lesson.idea, partial(self.leave_to, places)
            )
            for exercise in lesson.exercises:
                places = f"lesson:{lesson.id} exercise:{exercise.name}"
                yield SystemCommand(
                    f"Exercise: {exercise.title}",
                    f"{exercise.name}, {exercise.points} points",
                    partial(self.leave_to, places),
                )


class LabApp(PlaygroundApp):
    """One lab alone, for `playground lab NAME`."""

    def __init__(self, name: str, settings: Mapping[str, str], start: Path) -> None:
        super().__init__(start, Workspace.find(start))
        self._lab = name
        self._settings = settings

    def first_screen(self) -> Screen[Any]:
        """Return the lab's screen."""
        from playground.tui.screens.lab import LabScreen

        return LabScreen(self._lab, self._settings)

    async def go(self, places: str) -> None:
        """Stay with the lab: where the learner was in the course is not touched."""

    def keep_place(self) -> None:
        """Remember nothing: the lab was opened beside the course."""


def find_workspace(start: Path) -> Workspace | None:
    """Return the workspace that `start` is in, or the one the first start offers inside it."""
    found = Workspace.find(start)
    if found is None and (inside := Workspace.find(offered_folder(start))):
        found = inside
    return found


def run(start: Path) -> int:
    """Run the app for whoever is in the folder `start`, and return its exit code."""
    return PlaygroundApp(start, find_workspace(start)).run() or 0


def run_lab(name: str, settings: Mapping[str, str], start: Path | None = None) -> int:
    """Run one lab alone, and return its exit code.

    The lab runs the learner's own functions where `start`, by default the current
    folder, is in a workspace.
    """
    return LabApp(name, settings, start or Path.cwd()).run() or 0
