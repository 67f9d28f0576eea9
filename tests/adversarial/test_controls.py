"""Beside the attacks: right code gets every point, wrong code only those it earned."""

from __future__ import annotations

from typing import Any

import pytest
from graded import MODES, solution

EXERCISES = ["huffman/frequencies", "huffman/encode", "huffman/container", "quantization/quantize"]

WRONG = {
    "huffman/frequencies": "def count_frequencies(symbols): return {}\ndef entropy(f): return 1.0",
    "huffman/encode": "def encode(symbols, table): return ''",
    "huffman/container": "def compress(data): return data\ndef decompress(blob): return blob",
    "quantization/quantize": "def quantize(x, x_min, x_max, b): return x",
}


@MODES
@pytest.mark.parametrize("exercise", EXERCISES)
def test_right_code_gets_every_point(attack: Any, exercise: str, confined: bool) -> None:
    result = attack(exercise, solution(exercise), confined=confined, exercise_s=60, call_s=5)
    assert result["status"] == "passed", [t for t in result["tests"] if t["status"] != "passed"]
    assert result["score"] == result["max_score"] > 0
    assert result["confinement"] == ("confined" if confined else "unconfined")


@pytest.mark.parametrize("exercise", EXERCISES)
def test_wrong_code_does_not_pass(attack: Any, exercise: str) -> None:
    result = attack(exercise, WRONG[exercise])
    assert result["status"] == "failed"
    assert result["score"] < result["max_score"] / 2
    assert all(t["message"] for t in result["tests"] if t["status"] != "passed")
