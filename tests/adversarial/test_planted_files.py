"""Files beside the submission that a grader in one process would load or obey."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from graded import grade_file, solution

WRONG = "def count_frequencies(symbols): return {}\ndef entropy(f): return 1.0\n"
SHOUT = "import os\nopen(os.environ['MARK'], 'w').close()\n"
PLANTED = {
    "conftest.py": SHOUT
    + "import pytest\n@pytest.hookimpl(wrapper=True)\ndef pytest_runtest_makereport():\n"
    "    report = yield\n    report.outcome = 'passed'\n    return report\n",
    "pytest.ini": "[pytest]\naddopts = --collect-only\npython_functions = nothing\n",
    "tox.ini": "[pytest]\naddopts = -k nothing\n",
    "sitecustomize.py": SHOUT,
    "usercustomize.py": SHOUT,
    "numpy.py": SHOUT,
    "pytest.py": SHOUT,
    "json.py": SHOUT,
    "hypothesis.py": SHOUT,
    "wire.py": SHOUT,
    "serve.py": SHOUT,
    "solutions/__init__.py": SHOUT,
    "solutions/huffman/__init__.py": SHOUT,
    "solutions/huffman/frequencies.py": SHOUT + WRONG,
    "playground/__init__.py": SHOUT,
    "test_frequencies.py": SHOUT + "def test_counts(): pass\n",
    "evil.pth": "import os; open(os.environ['MARK'], 'w').close()\n",
}


@pytest.mark.parametrize("right", [True, False])
def test_they_are_never_looked_at(
    tmp_path: Path, right: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "mark"
    monkeypatch.setenv("MARK", str(mark))
    folder = tmp_path / "ann" / "huffman"
    for place in (folder, folder.parent):
        for name, text in PLANTED.items():
            file = place / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
    file = folder / "frequencies.py"
    file.write_text(solution("huffman/frequencies") if right else WRONG)
    result = grade_file("huffman/frequencies", file, cwd=folder)
    assert not mark.exists()
    assert (result["score"] == result["max_score"]) is right
    assert (result["status"] == "passed") is right


@pytest.mark.parametrize("kind", ["symlink", "fifo", "folder", "missing", "null bytes", "latin-1"])
def test_a_submission_that_is_no_plain_file_is_refused(tmp_path: Path, kind: str) -> None:
    import os

    file = tmp_path / "frequencies.py"
    other = tmp_path / "other.py"
    other.write_text(solution("huffman/frequencies"))
    match kind:
        case "symlink":
            file.symlink_to(other)
        case "fifo":
            os.mkfifo(file)
        case "folder":
            file.mkdir()
        case "null bytes":
            file.write_bytes(b"x = 1\0")
        case "latin-1":
            file.write_bytes("# é\n".encode("latin-1"))
    result: dict[str, Any] = grade_file("huffman/frequencies", file)
    assert (result["status"], result["score"]) == ("error", 0)
    assert "frequencies.py" in result["message"]
