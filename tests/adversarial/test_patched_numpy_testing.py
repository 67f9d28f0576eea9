"""Replacing the comparisons: numpy.testing, numpy.allclose, builtins, json, pytest."""

from __future__ import annotations

from typing import Any

from graded import MODES

PATCHES = """
import builtins, json, sys, types
import numpy as np
import numpy.testing
yes = lambda *a, **k: True
for name in dir(np.testing):
    if name.startswith("assert"):
        setattr(np.testing, name, yes)
for name in ("allclose", "isclose", "array_equal", "all", "any"):
    setattr(np, name, yes)
builtins.abs = builtins.isinstance = builtins.all = builtins.any = yes
json.loads = json.dumps = yes
sys.modules["pytest"] = types.SimpleNamespace(fail=yes, raises=yes)
def quantize(x, x_min, x_max, b): return None
"""


@MODES
def test_it_changes_only_its_own_process(attack: Any, confined: bool) -> None:
    result = attack("quantization/quantize", PATCHES, confined=confined)
    assert result["score"] == 0
    assert result["status"] in ("failed", "error")
