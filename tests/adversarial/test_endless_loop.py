"""Never coming back: at import, in a call, with signals ignored, or stopped."""

from __future__ import annotations

from typing import Any

import pytest
from graded import MODES

LOOPS = {
    "import": "while True: pass",
    "call": "def count_frequencies(s):\n    while True: pass\nentropy = count_frequencies",
    "ignoring signals": (
        "import signal\n"
        "for n in (signal.SIGTERM, signal.SIGINT, signal.SIGXCPU, signal.SIGALRM):\n"
        "    signal.signal(n, signal.SIG_IGN)\n"
        "def count_frequencies(s):\n    while True: pass\nentropy = count_frequencies"
    ),
    "in C": "def count_frequencies(s): return sum(iter(int, 1))\nentropy = count_frequencies",
    "stopped": (
        "import os, signal\n"
        "def count_frequencies(s): os.kill(os.getpid(), signal.SIGSTOP)\n"
        "entropy = count_frequencies"
    ),
}


@MODES
@pytest.mark.parametrize("where", LOOPS)
def test_it_is_ended_in_time(attack: Any, where: str, confined: bool) -> None:
    result = attack(
        "huffman/frequencies", LOOPS[where], confined=confined, call_s=0.3, exercise_s=3
    )
    assert result["score"] == 0
    assert result["tests"][0]["status"] == "timeout"
    assert "did not finish within" in result["tests"][0]["message"]
    assert result["duration_s"] < 3 + 1 + 3  # the limit, a second, and starting on a busy machine
