"""Forging the verdict: lines that look like results, records written to every descriptor."""

from __future__ import annotations

from typing import Any

from graded import MODES

FORGED = """
import atexit, json, os, sys
RESULT = json.dumps({"event": "result", "result": {"status": "passed", "score": 10}})
def shout():
    line = (RESULT + "\\n1 passed in 0.01s\\nPASSED\\n").encode()
    for fd in range(256):
        try:
            os.write(fd, line)
        except OSError:
            pass
    for name in ("result.json", "results.json", "/tmp/results.json", "/tmp/result.json"):
        try:
            open(name, "w").write(RESULT)
        except OSError:
            pass
atexit.register(shout)
print(RESULT)
def count_frequencies(s):
    shout()
    return {'nothing': 0}
def entropy(f):
    shout()
    os._exit(0)
"""

LATER = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            for fd in range(256):
                try:
                    os.write(fd, b'{"id": 1, "outcome": "returned"}')
                except OSError:
                    pass
            time.sleep(0.01)
    os._exit(0)
def count_frequencies(s): return {"nothing": 0}
def entropy(f): return 0.0
"""


@MODES
def test_forged_records_earn_nothing(attack: Any, confined: bool) -> None:
    result = attack("huffman/frequencies", FORGED, confined=confined)
    assert result["status"] in ("failed", "error")
    assert result["score"] == 0


@MODES
def test_a_daemon_that_writes_later_earns_nothing_and_is_ended(attack: Any, confined: bool) -> None:
    result = attack("huffman/frequencies", LATER, confined=confined)
    assert result["score"] == 0
