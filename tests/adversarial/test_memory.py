"""Asking for 10 GB in one piece, in many, and as a mapping."""

from __future__ import annotations

from typing import Any

import pytest
from graded import MODES

GREED = {
    "array": "import numpy as np\n    x = np.ones(10 * 2**27)",
    "list": "x = []\n    while True: x.append(bytearray(2**24))",
    "mmap": "import mmap\n    x = mmap.mmap(-1, 10 * 2**30)\n    x.write(b'1' * 2**31)",
}


@MODES
@pytest.mark.parametrize("kind", GREED)
def test_it_is_refused(attack: Any, kind: str, confined: bool) -> None:
    source = f"def count_frequencies(s):\n    {GREED[kind]}\nentropy = count_frequencies\n"
    result = attack(
        "huffman/frequencies", source, confined=confined, call_s=5, exercise_s=20, data_mb=200
    )
    assert result["score"] == 0
    first = result["tests"][0]
    assert first["status"] == "failed"
    assert any(word in first["message"] for word in ("more memory", "allocate memory", "killed"))
