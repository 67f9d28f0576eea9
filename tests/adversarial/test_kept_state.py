"""`compress` that stores its input for `decompress`: in memory, in files, for later tests."""

from __future__ import annotations

from typing import Any

import pytest

# Each store keeps data under the number that the "compressed" blob carries.
STORES = {
    "memory": "KEPT = {}\ndef put(n, d): KEPT[n] = d\ndef get(n): return KEPT[n]\n",
    "files": (
        "import os, glob\n"
        "PLACES = ['/tmp', '/dev/shm', os.path.expanduser('~'), '.', '/var/tmp', '/dev', '/run']\n"
        "def put(n, d):\n"
        "    for p in PLACES:\n"
        "        try:\n"
        "            open(f'{p}/kept-{n}', 'wb').write(d)\n"
        "        except OSError: pass\n"
        "def get(n):\n"
        "    for p in PLACES:\n"
        "        if os.path.exists(f'{p}/kept-{n}'):\n"
        "            return open(f'{p}/kept-{n}', 'rb').read()\n"
        "    raise ValueError('not kept')\n"
    ),
    "deep folders": (
        "import os\n"
        "def put(n, d):\n"
        "    os.chdir('/tmp')\n"
        "    for i in range(40):\n"
        "        os.makedirs('x' * 250, exist_ok=True); os.chdir('x' * 250)\n"
        "    open(f'kept-{n}', 'wb').write(d)\n"
        "def get(n):\n"
        "    os.chdir('/tmp')\n"
        "    for i in range(40): os.chdir('x' * 250)\n"
        "    return open(f'kept-{n}', 'rb').read()\n"
    ),
}
CHEAT = """
import zlib
def compress(data):
    n = zlib.crc32(data)
    put(n, data)
    return n.to_bytes(4, "big")
def decompress(blob):
    if len(blob) != 4: raise ValueError("not mine")
    try:
        return get(int.from_bytes(blob, "big"))
    except (KeyError, OSError):
        raise ValueError("not kept")
"""


@pytest.mark.parametrize("store", STORES)
def test_a_round_trip_through_a_store_earns_nothing(attack: Any, store: str) -> None:
    result = attack("huffman/container", STORES[store] + CHEAT, call_s=5, exercise_s=60)
    assert result["confinement"] == "confined"
    assert result["status"] == "failed"
    passed = [t["title"] for t in result["tests"] if t["status"] == "passed"]
    round_trips = [t for t in result["tests"] if "second" in t["message"] or "kept" in t["message"]]
    assert round_trips, result["tests"]
    assert result["score"] <= result["max_score"] / 2, passed


def test_state_in_memory_does_not_help_even_unconfined(attack: Any) -> None:
    result = attack("huffman/container", STORES["memory"] + CHEAT, confined=False, exercise_s=60)
    assert result["score"] <= result["max_score"] / 2
