"""No point for code that ignores its task: a constant, the argument itself, or a refusal."""

from __future__ import annotations

from pathlib import Path

import pytest
from graded import grade_source

from playground.course.catalog import load_course

# One constant for each function, of the type that is asked.
CONSTANTS = {
    "count_frequencies": "{'a': 1}",
    "entropy": "1.0",
    "build_tree": "('a', 'b')",
    "code_table": "{'a': '0', 'b': '1'}",
    "encode": "'0'",
    "decode": "['a']",
    "canonical_table": "{'a': '0', 'b': '1'}",
    "compress": "b'0123456789'",
    "decompress": "b'a'",
    "get_scale": "2.5",
    "quantize": "np.zeros(np.shape(args[0]), np.uint8)",
    "quantize_signed": "np.zeros(np.shape(args[0]), np.int8)",
    "pack_bits": "b'\\0'",
    "unpack_bits": "np.zeros(args[2], np.uint8)",
}
EXERCISES = [exercise.name for exercise in load_course().exercises()]


def bodies(function: str) -> dict[str, str]:
    return {
        "constant": f"return {CONSTANTS[function]}",
        "argument": "return args[0]",
        "refusal": "raise ValueError('no')",
    }


@pytest.mark.parametrize("kind", ["constant", "argument", "refusal"])
@pytest.mark.parametrize("exercise", EXERCISES)
def test_it_earns_nothing(exercise: str, kind: str, tmp_path: Path) -> None:
    functions = load_course().exercise(exercise).functions
    source = "import numpy as np\n" + "".join(
        f"def {name}(*args):\n    {bodies(name)[kind]}\n" for name in functions
    )
    result = grade_source(exercise, source, tmp_path)
    earned = [test["title"] for test in result["tests"] if test["points"]]
    assert (result["status"], result["score"]) == ("failed", 0), earned
