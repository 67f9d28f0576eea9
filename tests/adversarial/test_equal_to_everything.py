"""Returning an object that equals whatever it is compared with."""

from __future__ import annotations

from typing import Any

import pytest
from graded import MODES

LIARS = {
    "object": "class Yes:\n    def __eq__(self, o): return True\n    __hash__ = None\n",
    "str": "class Yes(str):\n    def __eq__(self, o): return True\n    __hash__ = str.__hash__\n",
    "dict": "class Yes(dict):\n    def __eq__(self, o): return True\n    def __getitem__(self, k): return 1\n    def __contains__(self, k): return True\n    def get(self, k, d=None): return 1\n",
    "float": "class Yes(float):\n    def __eq__(self, o): return True\n    __hash__ = float.__hash__\n",
    "array": "import numpy as np\ndef Yes():\n    class A(np.ndarray):\n        def __eq__(self, o): return np.True_\n    return np.zeros(3).view(A)\n",
}


@MODES
@pytest.mark.parametrize("kind", LIARS)
def test_it_earns_nothing(attack: Any, kind: str, confined: bool) -> None:
    source = LIARS[kind] + "\ndef count_frequencies(s): return Yes()\ndef entropy(f): return Yes()\n"
    result = attack("huffman/frequencies", source, confined=confined)
    assert result["status"] == "failed"
    assert result["score"] == 0
