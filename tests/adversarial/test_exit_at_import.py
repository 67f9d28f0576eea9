"""Ending the process while it is imported, with an exit code that says success."""

from __future__ import annotations

from typing import Any

import pytest
from graded import MODES


@MODES
@pytest.mark.parametrize("line", ["os._exit(0)", "sys.exit(0)", "raise SystemExit", "exit(0)"])
def test_it_scores_nothing(attack: Any, line: str, confined: bool) -> None:
    result = attack("huffman/frequencies", f"import os, sys\n{line}\n", confined=confined)
    assert (result["status"], result["score"]) == ("error", 0)
    assert "could not be loaded" in result["message"]
    assert result["tests"]
    assert all(t["points"] == 0 for t in result["tests"])
