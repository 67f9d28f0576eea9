"""Printing without end: what is kept is bounded, and the verdict comes in time."""

from __future__ import annotations

from typing import Any

from graded import MODES, solution

FLOOD = (
    "def count_frequencies(s):\n    while True: print('x' * 10_000)\nentropy = count_frequencies\n"
)
LOUD = "for i in range(200_000): print(i)\n"


@MODES
def test_a_flood_is_ended_and_bounded(attack: Any, confined: bool) -> None:
    result = attack("huffman/frequencies", FLOOD, confined=confined, call_s=0.5, exercise_s=4)
    assert result["score"] == 0
    assert result["tests"][0]["status"] == "timeout"
    assert 1_000 < len(result["tests"][0]["output"]) < 80_000
    assert "bytes not kept" in result["tests"][0]["output"]


def test_loud_but_right_code_keeps_its_points(attack: Any) -> None:
    source = LOUD + solution("huffman/frequencies")
    result = attack("huffman/frequencies", source, call_s=5, exercise_s=60)
    assert result["score"] == result["max_score"]
