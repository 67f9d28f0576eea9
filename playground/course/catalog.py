"""Load course.toml and the lessons' pages into frozen records.

A page is one Markdown file. Its first line may be a comment that sets the lab
beside it, `<!-- lab: preset=book step=3 -->`; a line `<!-- answer -->` parts a
question from its answer, which the reader sees on the next key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from playground import resources

LAB_COMMENT = re.compile(r"<!--\s*lab:\s*(?P<settings>.*?)\s*-->")
ANSWER_MARK = "<!-- answer -->"
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")


class CourseError(Exception):
    """A mistake in the course's own files, told as where and what."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a lesson; `answer` is "" where the page asks nothing."""

    name: str
    title: str
    text: str
    answer: str
    lab: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise; `name` is "lesson/exercise", its points are those of its hidden suite."""

    lesson: str
    id: str
    title: str
    functions: tuple[str, ...]
    points: int
    requires: tuple[str, ...]
    hints: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name that commands take, such as huffman/tree."""
        return f"{self.lesson}/{self.id}"

    @property
    def file(self) -> Path:
        """The learner's file, relative to a workspace."""
        return Path(self.lesson, f"{self.id}.py")

    @property
    def stub(self) -> Path:
        """The pristine stub."""
        return resources.exercises_dir() / self.file

    @property
    def solution(self) -> Path:
        """The reference solution."""
        return resources.solutions_dir() / self.file

    @property
    def suite(self) -> Path:
        """The hidden suite."""
        return resources.hidden_tests_dir() / self.lesson / f"test_{self.id}.py"


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson: its idea, its lab, its pages (loaded when asked for) and its exercises."""

    number: int
    id: str
    title: str
    idea: str
    lab: str
    coming: bool
    exercises: tuple[Exercise, ...]

    @property
    def points(self) -> int:
        """The points of all its exercises."""
        return sum(exercise.points for exercise in self.exercises)

    def pages(self) -> tuple[Page, ...]:
        """Load the pages, in the order of their file names."""
        return load_pages(resources.course_dir() / "lessons" / self.id)


@dataclass(frozen=True, slots=True)
class Course:
    """The whole course."""

    id: str
    title: str
    lessons: tuple[Lesson, ...]

    def exercises(self) -> Iterator[Exercise]:
        """Yield every exercise in the order of the lessons."""
        for lesson in self.lessons:
            yield from lesson.exercises

    def lesson(self, name: str) -> Lesson:
        """Return the lesson with this id or number; raise KeyError with a sentence."""
        for lesson in self.lessons:
            if name in (lesson.id, str(lesson.number)):
                return lesson
        known = ", ".join(lesson.id for lesson in self.lessons)
        raise KeyError(f"there is no lesson {name!r}; the lessons are {known}")

    def exercise(self, name: str) -> Exercise:
        """Return the exercise with this name, or with this id where only one has it.

        `huffman/tree`, `tree` and `huffman/tree.py` are the same; raises KeyError
        with a sentence for anything else.
        """
        wanted = name.removesuffix(".py").strip("/")
        found = [e for e in self.exercises() if wanted in (e.name, e.id)]
        if len(found) == 1:
            return found[0]
        if found:
            names = " or ".join(e.name for e in found)
            raise KeyError(f"{name!r} could be {names}: give the whole name")
        raise KeyError(f"there is no exercise {name!r}; `playground list` shows them all")


def load_pages(folder: Path) -> tuple[Page, ...]:
    """Load every page in a folder; raise CourseError for one without a title."""
    return tuple(
        parse_page(path.stem, path.read_text("utf-8")) for path in sorted(folder.glob("*.md"))
    )


def parse_page(name: str, source: str) -> Page:
    """Parse one page; raise CourseError where its form is wrong."""
    lab: dict[str, str] = {}
    first, _, rest = source.partition("\n")
    if match := LAB_COMMENT.fullmatch(first.strip()):
        for setting in match["settings"].split():
            key, equals, value = setting.partition("=")
            if not equals or not key or not value:
                raise CourseError(f"page {name}: lab setting {setting!r}: expected key=value")
            lab[key] = value
        source = rest.lstrip("\n")
    text, mark, answer = source.partition(f"\n{ANSWER_MARK}\n")
    if ANSWER_MARK in answer or (not mark and ANSWER_MARK in text):
        raise CourseError(f"page {name}: expected {ANSWER_MARK} once, on a line of its own")
    title = re.match(r"# (.+)\n", text)
    if not title:
        raise CourseError(f"page {name}: expected it to begin with '# Title'")
    return Page(
        name, title[1].strip(), text.strip() + "\n", answer.strip() + "\n" if mark else "", lab
    )


def parse_course(source: str, where: str = "course.toml") -> Course:
    """Parse a course.toml; raise CourseError with the place of the first mistake."""
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{where}: {error}") from None
    head = _take(data, "course", dict, where)
    lessons = tuple(
        _parse_lesson(entry, number, f"{where}, lesson {number}")
        for number, entry in enumerate(_take(data, "lesson", list, where), start=1)
    )
    course = Course(_take(head, "id", str, where), _take(head, "title", str, where), lessons)
    _check_names(course, where)
    return course


def _parse_lesson(entry: Any, number: int, where: str) -> Lesson:
    lesson_id = _identifier(entry, where)
    where = f"{where} ({lesson_id})"
    return Lesson(
        number=number,
        id=lesson_id,
        title=_take(entry, "title", str, where),
        idea=_take(entry, "idea", str, where),
        lab=entry.get("lab", ""),
        coming=bool(entry.get("coming", False)),
        exercises=tuple(
            _parse_exercise(lesson_id, item, f"{where}, exercise {i}")
            for i, item in enumerate(entry.get("exercise", []), start=1)
        ),
    )


def _parse_exercise(lesson: str, entry: Any, where: str) -> Exercise:
    exercise_id = _identifier(entry, where)
    where = f"{where} ({exercise_id})"
    points = _take(entry, "points", int, where)
    if points < 1:
        raise CourseError(f"{where}: points is {points}: expected 1 or more")
    return Exercise(
        lesson=lesson,
        id=exercise_id,
        title=_take(entry, "title", str, where),
        functions=_strings(entry, "functions", where),
        points=points,
        requires=_strings(entry, "requires", where),
        hints=_strings(entry, "hints", where),
    )


def _take(table: Any, key: str, kind: type, where: str) -> Any:
    if not isinstance(table, dict) or key not in table:
        raise CourseError(f"{where}: {key} is missing")
    value = table[key]
    if not isinstance(value, kind) or isinstance(value, bool):
        raise CourseError(f"{where}: {key} is {value!r}: expected {kind.__name__}")
    return value


def _identifier(entry: Any, where: str) -> str:
    name: str = _take(entry, "id", str, where)
    if not IDENTIFIER.fullmatch(name):
        raise CourseError(f"{where}: id is {name!r}: expected lower-case letters, digits and _")
    return name


def _strings(entry: Any, key: str, where: str) -> tuple[str, ...]:
    values = _take(entry, key, list, where)
    if not all(isinstance(value, str) for value in values):
        raise CourseError(f"{where}: {key} is {values!r}: expected strings only")
    return tuple(values)


def _check_names(course: Course, where: str) -> None:
    lesson_ids = [lesson.id for lesson in course.lessons]
    names = [exercise.name for exercise in course.exercises()]
    for kind, values in (("lesson", lesson_ids), ("exercise", names)):
        for value in values:
            if values.count(value) > 1:
                raise CourseError(f"{where}: {kind} {value} is there twice")
    done: set[str] = set()
    for exercise in course.exercises():
        for required in exercise.requires:
            if required not in names:
                raise CourseError(
                    f"{where}: {exercise.name} requires {required!r}, which is no exercise"
                )
        _check_cycle(course, exercise.name, (), done, where)


def _check_cycle(
    course: Course, name: str, path: tuple[str, ...], done: set[str], where: str
) -> None:
    if name in path:
        raise CourseError(f"{where}: prerequisites in a circle: {' -> '.join([*path, name])}")
    if name in done:
        return
    for required in course.exercise(name).requires:
        _check_cycle(course, required, (*path, name), done, where)
    done.add(name)


@cache
def load_course() -> Course:
    """Load the course that ships with the package."""
    path = resources.course_dir() / "course.toml"
    return parse_course(path.read_text("utf-8"))
