"""What a grading run tells the exercise's screen, in small records.

Each says of which run it is, by a number: a run that was stopped may have posted some
that are still on their way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from textual.message import Message

JsonObject = Mapping[str, Any]


@dataclass
class Collected(Message):
    """The tests are known; none has run yet."""

    run: int
    tests: Sequence[JsonObject]


@dataclass
class TestEnded(Message):
    """One test has run; `number` counts from 1."""

    __test__ = False  # not a test case, whatever its name

    run: int
    number: int
    count: int
    test: JsonObject


@dataclass
class Graded(Message):
    """The verdict; it is in the progress file already, unless `unrecorded` says why not."""

    run: int
    result: JsonObject
    code: str
    unrecorded: str = ""


@dataclass
class Outdated(Message):
    """The file was changed while it was graded: this verdict is of neither text."""

    run: int


@dataclass
class NoVerdict(Message):
    """The grader came to no verdict; the sentence says why."""

    run: int
    sentence: str
