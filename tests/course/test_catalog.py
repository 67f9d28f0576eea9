"""course.toml and the pages: what is read, and how a mistake in them is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.course.catalog import (
    CourseError,
    load_course,
    load_pages,
    parse_course,
    parse_page,
)


def exercise(name: str, requires: str = "", **changes: str) -> str:
    fields = {
        "id": f'"{name}"',
        "title": '"Title"',
        "functions": '["f"]',
        "points": "5",
        "requires": f"[{requires}]",
        "hints": '["One.", "Two."]',
        **changes,
    }
    lines = [f"{key} = {value}" for key, value in fields.items() if value]
    return "\n".join(["[[lesson.exercise]]", *lines, ""])


def lesson(name: str, *exercises: str, more: str = "") -> str:
    head = f'[[lesson]]\nid = "{name}"\ntitle = "The {name}"\nidea = "An idea."\n{more}\n'
    return head + "\n".join(exercises)


def course(*lessons: str) -> str:
    return '[course]\nid = "small"\ntitle = "Small"\n\n' + "\n".join(lessons)


SMALL = course(
    lesson("one", exercise("a"), exercise("b", '"one/a"'), more='lab = "huffman"'),
    lesson("two", exercise("a", '"one/b"', points="7"), exercise("c")),
    lesson("three", more="coming = true"),
)


def test_a_course_is_read():
    small = parse_course(SMALL)
    assert (small.id, small.title) == ("small", "Small")
    assert [(x.number, x.id, x.points, x.coming) for x in small.lessons] == [
        (1, "one", 10, False),
        (2, "two", 12, False),
        (3, "three", 0, True),
    ]
    assert small.lessons[0].lab == "huffman"
    assert small.lessons[1].lab == ""
    assert [x.name for x in small.exercises()] == ["one/a", "one/b", "two/a", "two/c"]
    last = small.exercise("two/a")
    assert last.requires == ("one/b",)
    assert last.hints == ("One.", "Two.")
    assert last.file == Path("two/a.py")
    assert last.stub.parts[-3:] == ("exercises", "two", "a.py")
    assert last.solution.parts[-3:] == ("solutions", "two", "a.py")
    assert last.suite.parts[-4:] == ("tests", "hidden", "two", "test_a.py")


@pytest.mark.parametrize("name", ["two/c", "c", "c.py", "two/c.py"])
def test_an_exercise_by_its_names(name: str):
    assert parse_course(SMALL).exercise(name).name == "two/c"


@pytest.mark.parametrize(
    ("name", "said"),
    [("a", "one/a or two/a"), ("one/c", "no exercise 'one/c'"), ("", "no exercise ''")],
)
def test_names_that_are_no_exercise(name: str, said: str):
    with pytest.raises(KeyError, match=re.escape(said)):
        parse_course(SMALL).exercise(name)


def test_a_lesson_by_its_names():
    small = parse_course(SMALL)
    assert small.lesson("two") is small.lesson("2") is small.lessons[1]
    with pytest.raises(KeyError, match="the lessons are one, two, three"):
        small.lesson("4")


MISTAKES = {
    "is not TOML": ("[course", "Expected ']'"),
    "has no head": ("[[lesson]]", "course is missing"),
    "has no lessons": ('[course]\nid = "x"\ntitle = "X"\n', "lesson is missing"),
    "lacks a field": (course(lesson("one", exercise("a", title=""))), "title is missing"),
    "has a wrong type": (
        course(lesson("one", exercise("a", title="5"))),
        "(a): title is 5: expected str",
    ),
    "has true for points": (
        course(lesson("one", exercise("a", points="true"))),
        "points is True: expected int",
    ),
    "has no points": (course(lesson("one", exercise("a", points="0"))), "expected 1 or more"),
    "has a bad exercise id": (
        course(lesson("one", exercise("A-b"))),
        "lesson 1 (one), exercise 1: id is 'A-b'",
    ),
    "has a bad lesson id": (course(lesson("../x")), "lesson 1: id is '../x'"),
    "has numbers for hints": (
        course(lesson("one", exercise("a", hints="[1]"))),
        "hints is [1]: expected strings only",
    ),
    "has a lesson twice": (course(lesson("one"), lesson("one")), "lesson one is there twice"),
    "has an exercise twice": (
        course(lesson("one", exercise("a"), exercise("a"))),
        "exercise one/a is there twice",
    ),
    "requires nothing known": (
        course(lesson("one", exercise("a", '"one/z"'))),
        "one/a requires 'one/z', which is no exercise",
    ),
    "requires itself": (
        course(lesson("one", exercise("a", '"one/a"'))),
        "in a circle: one/a -> one/a",
    ),
    "goes in a circle": (
        course(
            lesson("one", exercise("a", '"one/c"'), exercise("b", '"one/a"')),
            lesson("two", exercise("z")),
            lesson("three", exercise("c", '"one/b"')),
        ).replace("one/c", "three/c"),
        "in a circle: one/a -> three/c -> one/b -> one/a",
    ),
}


@pytest.mark.parametrize(("source", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_the_course_is_told_with_its_place(source: str, said: str):
    with pytest.raises(CourseError, match=re.escape(said)) as caught:
        parse_course(source, "here.toml")
    assert str(caught.value).startswith("here.toml")


@given(st.permutations(range(6)), st.data())
def test_prerequisites_without_a_circle_are_taken(order: list[int], data: st.DataObject):
    """Whatever the order in the file: what each requires comes earlier in some order."""
    names = [f"e{number}" for number in order]
    requires = {
        name: data.draw(st.lists(st.sampled_from(names[:i]), unique=True)) if i else []
        for i, name in enumerate(names)
    }
    entries = [
        exercise(name, ", ".join(f'"one/{each}"' for each in requires[name]))
        for name in sorted(names)
    ]
    parsed = parse_course(course(lesson("one", *entries)))
    assert {e.id: [r.removeprefix("one/") for r in e.requires] for e in parsed.exercises()} == (
        requires
    )


# -- pages ----------------------------------------------------------------------


def test_a_page_is_read():
    page = parse_page(
        "01-first",
        "<!-- lab: preset=book step=3 -->\n# The title \n\nText.\n\n<!-- answer -->\n\nAnswer.\n\n",
    )
    assert page.name == "01-first"
    assert page.title == "The title"
    assert page.text == "# The title \n\nText.\n"
    assert page.answer == "Answer.\n"
    assert page.lab == {"preset": "book", "step": "3"}


def test_a_page_without_a_question():
    page = parse_page("p", "# Title\nText.\n")
    assert (page.answer, dict(page.lab)) == ("", {})


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Text.\n", "begin with '# Title'"),
        ("", "begin with '# Title'"),
        ("<!-- lab: preset -->\n# T\n", "'preset': expected key=value"),
        ("<!-- lab: =x -->\n# T\n", "expected key=value"),
        ("# T\n\n<!-- answer -->\nA\n\n<!-- answer -->\nB\n", "once"),
        ("# T\n\ntext <!-- answer -->\nA\n", "on a line of its own"),
    ],
)
def test_a_mistake_in_a_page_is_told(source: str, said: str):
    with pytest.raises(CourseError, match=re.escape(said)) as caught:
        parse_page("03-page", source)
    assert "page 03-page" in str(caught.value)


def test_pages_come_in_the_order_of_their_names(tmp_path: Path):
    for name in ("02-b", "10-c", "01-a"):
        (tmp_path / f"{name}.md").write_text(f"# {name}\n")
    (tmp_path / "notes.txt").write_text("no page")
    assert [page.title for page in load_pages(tmp_path)] == ["01-a", "02-b", "10-c"]
    assert load_pages(tmp_path / "none") == ()


def test_the_course_that_ships():
    shipped = load_course()
    assert [x.id for x in shipped.lessons][:2] == ["huffman", "quantization"]
    for each in shipped.lessons:
        assert bool(each.exercises) != each.coming
        assert bool(each.pages()) != each.coming
