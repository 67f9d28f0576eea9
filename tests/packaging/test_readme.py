"""The README tells what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from playground.cli import program
from playground.course.catalog import Lesson, load_course

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("lesson", load_course().lessons, ids=lambda lesson: lesson.id)
def test_the_table_of_lessons(lesson: Lesson) -> None:
    here = "coming"
    if not lesson.coming:
        pages, exercises = len(lesson.pages()), len(lesson.exercises)
        here = f"yes: {pages} pages, a lab, {exercises} exercises"
    assert f"| {lesson.number} | {lesson.title} | {lesson.idea} | {here} |" in README


def test_the_table_of_commands() -> None:
    told = set(re.findall(r"^\| `playground ([a-z]+)", README, re.MULTILINE))
    assert told == set(program.commands)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_every_command_named_is_there(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    named = set(re.findall(r"(?:^|[`/])playground ([a-z]+)\b", text, re.MULTILINE))
    assert named
    assert named <= set(program.commands)


def test_every_option_named_is_there() -> None:
    options = {
        option
        for command in (program, *program.commands.values())
        for parameter in command.params
        for option in parameter.opts
    }
    table = "\n".join(line for line in README.splitlines() if line.startswith("| `playground"))
    assert set(re.findall(r"--[a-z-]+", table)) <= options


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_every_file_named_is_there(name: str) -> None:
    named = re.findall(
        r"`((?:playground|tests|scripts|datasets)/[\w./-]+\.\w+|[A-Z]+\.md|LICENSE|Makefile)`",
        (ROOT / name).read_text("utf-8"),
    )
    assert named
    assert [path for path in named if not (ROOT / path).is_file()] == []
