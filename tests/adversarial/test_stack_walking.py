"""Looking for the expected value or the solution: the stack, gc, sys.modules, the disk."""

from __future__ import annotations

import json
from typing import Any

import pytest
from graded import MODES

FIND = """
import gc, os, sys
def look():
    found = []
    frame = sys._getframe()
    while frame:
        found += [n for n in frame.f_locals if "expected" in n or "reference" in n]
        found += [n for n in frame.f_globals if "solution" in n.lower()]
        frame = frame.f_back
    hidden = ("solutions", "playground", "pytest", "tests")
    found += [n for n in sys.modules if n.startswith(hidden)]
    found += [o for o in gc.get_objects() if getattr(o, "__name__", "") == "solutions"]
    for module in ("solutions.huffman.frequencies", "playground", "pytest"):
        try:
            __import__(module)
            found.append("import " + module)
        except ImportError:
            pass
    return found
def count_frequencies(s):
    print("FOUND", look())
    return {"nothing": 0}
def entropy(f): return 0.0
"""

DISK = """
import os
SECRETS = {"test_frequencies.py", "course.toml", "frequencies.py", "t10k-labels-idx1-ubyte.gz"}
def hits():
    for folder, dirs, files in os.walk("/"):
        if folder in ("/proc", "/sys"):
            dirs.clear()
        for name in files:
            if name in SECRETS:
                yield os.path.join(folder, name)
def count_frequencies(s):
    if s == "abracadabra":
        print("FOUND", list(hits()))
    return {"nothing": 0}
def entropy(f): return 0.0
"""

PROC = """
import os
def count_frequencies(s):
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        for name in ("environ", "mem", "maps", "root"):
            if int(pid) == os.getpid():
                continue
            try:
                with open(f"/proc/{pid}/{name}", "rb") as file:
                    found.append((pid, name, file.read(1)))
            except OSError:
                pass
    print("FOUND", found, "OTHERS", [p for p in os.listdir("/proc") if p.isdigit()])
    return {"nothing": 0}
def entropy(f): return 0.0
"""


def found(result: dict[str, Any]) -> list[str]:
    lines = [line for t in result["tests"] for line in t["output"].splitlines() if "FOUND" in line]
    assert lines, json.dumps(result)[:2000]
    return lines


@MODES
def test_nothing_of_the_trusted_side_is_in_the_process(attack: Any, confined: bool) -> None:
    result = attack("huffman/frequencies", FIND, confined=confined)
    assert result["score"] == 0
    assert all(line.startswith("FOUND []") for line in found(result))


def test_nothing_of_the_course_is_on_the_disk(attack: Any) -> None:
    result = attack("huffman/frequencies", DISK, call_s=10, exercise_s=60)
    assert result["score"] == 0
    assert all(line == "FOUND []" for line in found(result))


def test_no_other_process_can_be_read(attack: Any) -> None:
    result = attack("huffman/frequencies", PROC)
    assert result["score"] == 0
    assert all(line.startswith("FOUND [] ") for line in found(result))
    # Its own PID namespace: the zygote and the worker, nothing of the system.
    assert all(len(line.partition("OTHERS")[2].split(",")) <= 3 for line in found(result))


@pytest.mark.parametrize("line", ["socket.create_connection(('127.0.0.1', 9), 1)"])
def test_there_is_no_network(attack: Any, line: str) -> None:
    source = f"""
import os, socket
def count_frequencies(s):
    print("FOUND", os.listdir("/sys/class/net") if os.path.isdir("/sys/class/net") else "no sys")
    try:
        {line}
    except OSError as error:
        print("FOUND", error)
    return {{"nothing": 0}}
def entropy(f): return 0.0
"""
    result = attack("huffman/frequencies", source)
    lines = found(result)
    assert result["score"] == 0
    assert any("unreachable" in line or "refused" in line for line in lines)
