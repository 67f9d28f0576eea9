"""What the screens share: the workspace, the progress in it, and where the learner was."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from playground.course.catalog import Course, Exercise, Lesson, Page
from playground.store import Attempt, Best, StoreError
from playground.workspace import Workspace

T = TypeVar("T")

SCREEN = "screen"
LATEST = "latest"
THEME = "theme"
FOLDER = "compression-playground"


@dataclass(frozen=True, slots=True)
class Standing:
    """How an exercise stands: `status` is passed, failed, not_started or later.

    "later" is an exercise that has not been tried while one that it builds on has
    not been passed; it can be opened all the same.
    """

    exercise: Exercise
    status: str
    score: int


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a lesson, and whether its answer is shown."""

    page: str
    answer: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """Text that was in the editor and not saved; `base` is what the file held then."""

    base: str
    text: str


class Session:
    """One learner's workspace while the app runs.

    What only remembers a place reports trouble to `on_trouble` once and goes on;
    what keeps an attempt, a hint or a backup raises, for then nothing may be shown.
    """

    def __init__(self, workspace: Workspace, on_trouble: Callable[[str], None]) -> None:
        self.workspace = workspace
        self.course: Course = workspace.course
        self.store = workspace.store()
        self._on_trouble = on_trouble
        self._pages: dict[str, tuple[Page, ...]] = {}
        self._troubled = False
        self._noticed = False

    def close(self) -> None:
        """Close the progress file."""
        self.store.close()

    # -- progress ---------------------------------------------------------------

    def standings(self) -> dict[str, Standing]:
        """Return how every exercise stands, by name, in the order of the course."""
        none: dict[str, Best] = {}
        bests = self._try(self.store.bests, none)
        passed = {name for name, best in bests.items() if best.status == "passed"}
        return {
            exercise.name: self._standing(exercise, bests.get(exercise.name), passed)
            for exercise in self.course.exercises()
        }

    def available(self) -> list[Lesson]:
        """Return the lessons that are there, without those still to come."""
        return [lesson for lesson in self.course.lessons if not lesson.coming]

    def pages(self, lesson: Lesson) -> tuple[Page, ...]:
        """Return the pages of a lesson, read once; raise CourseError where one is malformed."""
        if lesson.id not in self._pages:
            self._pages[lesson.id] = lesson.pages()
        return self._pages[lesson.id]

    def next_exercise(self, exercise: Exercise) -> Exercise | None:
        """Return the exercise to go on with: the next not passed, from here and then around."""
        standings = list(self.standings().values())
        names = [standing.exercise.name for standing in standings]
        here = names.index(exercise.name)
        ahead = [s for s in standings[here + 1 :] + standings[:here] if s.status != "passed"]
        ready = [s for s in ahead if s.status != "later"]
        chosen = ready or ahead
        return chosen[0].exercise if chosen else None

    def _standing(self, exercise: Exercise, best: Best | None, passed: set[str]) -> Standing:
        if best is not None and best.status == "passed":
            return Standing(exercise, "passed", best.score)
        if best is not None and self._was_tried(best):
            return Standing(exercise, "failed", best.score)
        waits = not passed.issuperset(exercise.requires)
        return Standing(exercise, "later" if waits else "not_started", 0)

    def _was_tried(self, best: Best) -> bool:
        """Say whether any attempt got further than the stub; the best is the first of equals."""
        if best.status != "not_started":
            return True
        none: list[Attempt] = []
        attempts = self._try(lambda: self.store.attempts(best.exercise), none)
        return any(attempt.status != "not_started" for attempt in attempts)

    # -- where the learner was --------------------------------------------------

    def place(self, lesson: Lesson) -> Place | None:
        """Return the page where the learner left a lesson."""
        value = self.recall(f"lesson/{lesson.id}/page")
        if not value:
            return None
        page, _, answer = value.partition(" ")
        return Place(page, answer == "answer")

    def keep_place(self, lesson: Lesson, place: Place) -> None:
        """Remember the page of a lesson."""
        answer = " answer" if place.answer else ""
        self.remember(f"lesson/{lesson.id}/page", f"{place.page}{answer}")

    def lab(self, lesson: Lesson, page: str) -> dict[str, str] | None:
        """Return the lab as the learner changed it on this page, if they did."""
        kept = self._recall_json(f"lab/{lesson.lab}")
        if kept.get("page") != f"{lesson.id}/{page}" or not isinstance(kept.get("settings"), dict):
            return None
        return {str(key): str(value) for key, value in kept["settings"].items()}

    def keep_lab(self, lesson: Lesson, page: str, settings: Mapping[str, str] | None) -> None:
        """Remember the lab as the learner changed it; None where it is as the page set it."""
        kept = {} if settings is None else {"page": f"{lesson.id}/{page}", "settings": {**settings}}
        self.remember(f"lab/{lesson.lab}", json.dumps(kept))

    def draft(self, exercise: Exercise) -> Draft | None:
        """Return the text of an exercise that was never saved, after a crash say."""
        kept = self._recall_json(f"draft/{exercise.name}")
        base, text = kept.get("base"), kept.get("text")
        return Draft(base, text) if isinstance(base, str) and isinstance(text, str) else None

    def keep_draft(self, exercise: Exercise, draft: Draft | None) -> None:
        """Remember unsaved text; None once it is saved."""
        kept = {} if draft is None else {"base": draft.base, "text": draft.text}
        self.remember(f"draft/{exercise.name}", json.dumps(kept))

    def remember(self, key: str, value: str) -> None:
        """Remember a value; what cannot be kept is only said."""
        self._try(lambda: self.store.remember(key, value), None)

    def recall(self, key: str) -> str | None:
        """Return a remembered value, or None."""
        return self._try(lambda: self.store.recall(key), None)

    def _recall_json(self, key: str) -> dict[str, Any]:
        try:
            kept = json.loads(self.recall(key) or "{}")
        except ValueError:
            return {}
        return kept if isinstance(kept, dict) else {}

    def _try(self, work: Callable[[], T], otherwise: T) -> T:
        try:
            value = work()
        except StoreError as error:
            if not self._troubled:
                self._troubled = True
                self._on_trouble(str(error))
            return otherwise
        if self.store.notice and not self._noticed:
            self._noticed = True
            self._on_trouble(self.store.notice)
        return value


def keep_copy(file: Path, text: str) -> Path:
    """Keep text beside a file under the first free backup name, and return that name."""
    number = 1
    while True:
        backup = file.with_name(f"{file.stem}.backup-{number}{file.suffix}")
        try:
            with open(backup, "x", encoding="utf-8", newline="") as stream:
                stream.write(text)
            return backup
        except FileExistsError:
            number += 1


def offered_folder(start: Path) -> Path:
    """Return where a first workspace would go: `start` if it is new or empty, else inside it."""
    try:
        if not any(start.iterdir()):
            return start.absolute()
    except FileNotFoundError:
        return start.absolute()
    except OSError:
        pass  # not readable or no folder: making the workspace will say so
    return start.absolute() / FOLDER
