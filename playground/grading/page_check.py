"""Hold the lessons' pages against what they promise: their form, their labs, their exercises."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from playground import labs
from playground.course.catalog import Course, CourseError, Lesson, Page, parse_page

PAGES = range(12, 19)
MOST_LINES = 59
FENCE_COLUMNS = 54
_PAGE_NAME = re.compile(r"\d\d-[a-z0-9-]+\.md")


def check_pages(course: Course, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield (where, what) for every mistake in the pages below the folder lessons/."""
    ids = {lesson.id for lesson in course.lessons}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name not in ids:
            yield f"lessons/{path.name}", "it belongs to no lesson"
    for lesson in course.lessons:
        if not lesson.coming:
            yield from _check_lesson(lesson, folder / lesson.id)


def _check_lesson(lesson: Lesson, folder: Path) -> Iterator[tuple[str, str]]:
    where = f"lessons/{lesson.id}"
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    for path in files:
        if not _PAGE_NAME.fullmatch(path.name):
            yield f"{where}/{path.name}", "expected pages only, named as 01-words.md"
    files = [path for path in files if _PAGE_NAME.fullmatch(path.name)]
    if len(files) not in PAGES:
        yield where, f"{len(files)} pages: expected {PAGES[0]} to {PAGES[-1]}"
    numbers = [int(path.name[:2]) for path in files]
    if numbers != list(range(1, len(files) + 1)):
        yield where, f"its pages are numbered {numbers}: expected 1 to {len(files)}, each once"
    text = ""
    for path in files:
        name = f"{where}/{path.name}"
        try:
            source = path.read_text("utf-8")
            page = parse_page(path.stem, source)
        except (OSError, UnicodeError, CourseError) as error:
            yield name, str(error)
            continue
        text += page.text + page.answer
        lines = len(source.splitlines())
        if lines > MOST_LINES:
            yield name, f"{lines} lines: expected {MOST_LINES} at most"
        for part in (page.text, page.answer):
            yield from ((name, what) for what in _check_fences(part))
        yield from ((name, what) for what in _check_lab(lesson, page))
    for exercise in lesson.exercises:
        if not re.search(rf"\b{re.escape(exercise.name)}\b", text):
            yield where, f"no page mentions the exercise {exercise.name}"


def _check_fences(source: str) -> Iterator[str]:
    inside = False
    for line in source.splitlines():
        if line.startswith("```"):
            inside = not inside
        elif inside and (width := _columns(line)) > FENCE_COLUMNS:
            yield f"a figure's line of {width} columns, expected {FENCE_COLUMNS} at most: {line}"
    if inside:
        yield "a fence ``` is not closed"


def _columns(line: str) -> int:
    """Return how many cells of a terminal a line takes."""
    return sum(
        0
        if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf")
        else 2
        if unicodedata.east_asian_width(char) in "WF"
        else 1
        for char in line
    )


def _check_lab(lesson: Lesson, page: Page) -> Iterator[str]:
    if not page.lab:
        return
    if not lesson.lab:
        yield "it sets a lab, but its lesson has none"
        return
    try:
        labs.load(lesson.lab).parse(page.lab)
    except labs.LabError as error:
        yield f"its lab does not take these settings: {error}"
    except ImportError as error:
        yield f"the lab {lesson.lab} cannot be loaded: {error}"
