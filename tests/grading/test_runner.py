"""Verdicts: what a result says of code that is right, wrong, unfinished, broken or strange."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from graded import ROOT, grade_file, grade_source, solution

KEYS = {
    "exercise",
    "status",
    "score",
    "max_score",
    "confinement",
    "duration_s",
    "message",
    "tests",
}
TEST_KEYS = {
    "name",
    "title",
    "status",
    "points",
    "max_points",
    "visibility",
    "message",
    "call",
    "got",
    "expected",
    "output",
}
SCALE = "quantization/scale"
RIGHT = solution(SCALE)


def first_problem(result: dict[str, Any]) -> dict[str, Any]:
    return next(test for test in result["tests"] if test["status"] != "passed")


def test_the_solution_has_every_point_and_the_contracts_keys(tmp_path: Path) -> None:
    result = grade_source("huffman/tree", solution("huffman/tree"), tmp_path)
    assert set(result) == KEYS
    assert all(set(test) == TEST_KEYS for test in result["tests"])
    assert result["status"] == "passed"
    assert result["score"] == result["max_score"] == 15
    assert sum(test["max_points"] for test in result["tests"]) == 15
    assert result["confinement"] == "confined"


def test_a_stub_is_not_started() -> None:
    result = grade_file("huffman/tree", ROOT / "exercises" / "huffman" / "tree.py")
    assert (result["status"], result["score"]) == ("not_started", 0)
    assert all("not started" in test["message"] for test in result["tests"])


def test_one_function_of_two_is_a_start(tmp_path: Path) -> None:
    source = solution("huffman/frequencies")
    body = source.index("def entropy")
    unfinished = source[:body] + "def entropy(frequencies):\n    raise NotImplementedError\n"
    result = grade_source("huffman/frequencies", unfinished, tmp_path)
    assert result["status"] == "failed"
    assert 0 < result["score"] < result["max_score"]


def test_a_wrong_answer_is_told_with_call_got_and_expected(tmp_path: Path) -> None:
    wrong = "def get_scale(x_min, x_max, b):\n    print('so far', b)\n    return 1.5\n"
    test = first_problem(grade_source(SCALE, wrong, tmp_path))
    assert test["status"] == "failed"
    assert test["call"].startswith("get_scale(")
    assert test["got"] == "1.5"
    assert test["expected"]
    assert "so far" in test["output"]
    assert test["message"][0].isupper()


def test_an_exception_shows_the_learners_own_lines(tmp_path: Path) -> None:
    wrong = (
        "def inner(b):\n    return [][b]\n\ndef get_scale(x_min, x_max, b):\n    return inner(b)\n"
    )
    message = first_problem(grade_source(SCALE, wrong, tmp_path))["message"]
    assert "IndexError" in message
    assert "scale.py:2 in inner: return [][b]" in message
    assert "site-packages" not in message
    assert "serve.py" not in message


@pytest.mark.parametrize(
    ("source", "phrase"),
    [
        ("def get_scale(:\n", "scale.py is not Python yet: line 1"),
        ("x = 1\nimport nonsense_package\n", "line 2: ModuleNotFoundError"),
        ("1 / 0\n", "line 1: ZeroDivisionError"),
        ("while True: pass\n", "did not finish within"),
        ("import os; os.kill(os.getpid(), 11)\n", "SIGSEGV"),
    ],
)
def test_a_file_that_cannot_be_loaded(tmp_path: Path, source: str, phrase: str) -> None:
    result = grade_source(SCALE, source, tmp_path, import_s=1)
    assert (result["status"], result["score"]) == ("error", 0)
    assert phrase in result["message"]
    assert [test["status"] for test in result["tests"][1:]] == ["skipped"] * 4
    assert "could not be loaded" in result["tests"][1]["message"]


@pytest.mark.parametrize(
    ("source", "phrase"),
    [
        ("def scale(a, b, c): return 1\n", "no function get_scale"),
        ("get_scale = 3\n", "not a function"),
        ("def get_scale(a): return 1\n", "TypeError"),
        ("def get_scale(a, b, c): return None\n", "None (is a return missing?)"),
        ("def get_scale(a, b, c): return object()\n", "cannot be graded"),
        ("def get_scale(a, b, c): return float('nan')\n", "NaN"),
        ("def get_scale(a, b, c): return '2.5'\n", "a str, expected a number"),
        ("def get_scale(a, b, c): return input()\n", "EOFError"),
        ("def get_scale(a, b, c): return get_scale(a, b, c)\n", "RecursionError"),
        ("import os\ndef get_scale(a, b, c): os._exit(3)\n", "exit code 3"),
        ("def get_scale(a, b, c): raise SystemExit(0)\n", "SystemExit"),
        ("def get_scale(a, b, c): return (x for x in [1])\n", "type generator"),
        ("import time\ndef get_scale(a, b, c): time.sleep(99)\n", "did not finish within 0.5 s"),
    ],
)
def test_each_mistake_has_its_own_sentence(tmp_path: Path, source: str, phrase: str) -> None:
    result = grade_source(SCALE, source, tmp_path, call_s=0.5)
    assert (result["status"], result["score"]) == ("failed", 0)
    assert phrase in result["tests"][0]["message"]


def test_control_characters_never_leave(tmp_path: Path) -> None:
    nasty = (
        "print('\\x1b[2J\\u202e\\x07 evil')\n"
        "def get_scale(a, b, c): raise RuntimeError('\\x1b]0;title\\x07')\n"
    )
    result = grade_source(SCALE, nasty, tmp_path)
    text = str([[t["message"], t["output"], t["got"]] for t in result["tests"]])
    assert "evil" in text
    assert not any(char in text for char in "\x1b\x07\u202e")


def test_the_whole_exercise_has_a_limit(tmp_path: Path) -> None:
    slow = "import time\ndef get_scale(a, b, c): time.sleep(99)\n"
    result = grade_source(SCALE, slow, tmp_path, call_s=0.6, exercise_s=1.0)
    messages = [test["message"] for test in result["tests"]]
    assert any("whole exercise" in message for message in messages)
    assert "used up" in messages[-1]
    assert result["score"] == 0


def test_the_same_code_gets_the_same_result(tmp_path: Path) -> None:
    wrong = "def get_scale(x_min, x_max, b): return (x_max - x_min) / (2**b - 1)\n"

    def verdict() -> Any:
        result = grade_source(SCALE, wrong, tmp_path)
        return [{**test, "output": ""} for test in result["tests"]]

    assert verdict() == verdict()


def test_numpy_results_and_plain_ones_are_both_right(tmp_path: Path) -> None:
    source = RIGHT.replace("def get_scale", "def _inner") + (
        "\nimport numpy as np\n"
        "def get_scale(x_min, x_max, b):\n    return np.float64(_inner(x_min, x_max, b))\n"
    )
    assert grade_source(SCALE, source, tmp_path)["status"] == "passed"
