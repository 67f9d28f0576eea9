"""Returning an object that equals whatever it is compared with."""

from __future__ import annotations

from typing import Any

import pytest
from graded import MODES

YES = "    def __eq__(self, other): return True\n"
LIARS = {
    "object": f"class Yes:\n{YES}    __hash__ = None\n",
    "str": f"class Yes(str):\n{YES}    __hash__ = str.__hash__\n",
    "dict": (
        f"class Yes(dict):\n{YES}    def __getitem__(self, k): return 1\n"
        "    def __contains__(self, k): return True\n    def get(self, k, d=None): return 1\n"
    ),
    "float": f"class Yes(float):\n{YES}    __hash__ = float.__hash__\n",
    "array": (
        f"import numpy as np\nclass A(np.ndarray):\n{YES}def Yes(): return np.zeros(3).view(A)\n"
    ),
}


@MODES
@pytest.mark.parametrize("kind", LIARS)
def test_it_earns_nothing(attack: Any, kind: str, confined: bool) -> None:
    source = (
        LIARS[kind] + "\ndef count_frequencies(s): return Yes()\ndef entropy(f): return Yes()\n"
    )
    result = attack("huffman/frequencies", source, confined=confined)
    assert result["status"] == "failed"
    assert result["score"] == 0
