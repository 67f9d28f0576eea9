"""The progress file under a killed process, damage, and folders that refuse."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from child_process import environment, run_python

from playground.store import Store, StoreError

RESULT = {"status": "failed", "score": 1, "max_score": 2, "tests": ["x" * 2000]}

FILLER = """
import resource
# No file may grow beyond this: to SQLite that is a disk that is full.
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
with Store(Path(sys.argv[2])) as store:
    result = {"status": "failed", "score": 1, "max_score": 2}
    store.record_attempt("huffman/tree", "y" * 200_000, result, "cli")
"""

RECORDER = """
import sys
from pathlib import Path
from playground.store import Store
result = {"status": "failed", "score": 1, "max_score": 2, "tests": ["x" * 2000]}
with Store(Path(sys.argv[1])) as store:
    number = 0
    while True:
        number += 1
        code = f"# {sys.argv[2]} {number}" + "y" * (number * 997 % 20_000)
        attempt = store.record_attempt("huffman/tree", code, result, "cli")
        print(attempt, number, flush=True)
"""


def test_kill_9_loses_no_attempt_that_was_shown(tmp_path: Path):
    path = tmp_path / "progress.db"
    chance = random.Random(785)
    shown: dict[int, str] = {}
    for life in range(6):
        command = [sys.executable, "-c", RECORDER, str(path), str(life)]
        with subprocess.Popen(
            command, env=environment(), stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout is not None
            for _ in range(chance.randrange(1, 25)):
                line = child.stdout.readline()
                # Somewhere inside the next attempt, or between two.
                for _ in range(chance.randrange(3000)):
                    pass
            child.send_signal(signal.SIGKILL)
            for shown_line in [line, *child.stdout]:
                if shown_line.endswith("\n"):
                    attempt, number = shown_line.split()
                    shown[int(attempt)] = f"# {life} {number}"
            assert child.wait(30) == -signal.SIGKILL
    assert len(shown) >= 6
    with Store(path) as store:
        kept = {attempt.id: attempt for attempt in store.attempts("huffman/tree")}
        assert store.notice is None
        integrity = store._run(lambda c: c.execute("PRAGMA integrity_check").fetchall())
    assert integrity == [("ok",)]
    assert shown.keys() <= kept.keys()
    for attempt, begin in shown.items():
        assert kept[attempt].code.rstrip("y") == begin
        assert kept[attempt].result == RESULT


def damage_whole(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(9000))


def damage_page(path: Path) -> None:
    data = bytearray(path.read_bytes())
    # Page 2 holds the attempts: its first byte, the kind of page, becomes no kind.
    data[4096:4196] = b"\x55" * 100
    path.write_bytes(data)


def damage_end(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:6000])


@pytest.mark.parametrize("damage", [damage_whole, damage_page, damage_end])
def test_a_damaged_file_is_moved_aside(tmp_path: Path, damage: Callable[[Path], None]):
    path = tmp_path / "progress.db"
    with Store(path) as store:
        store.record_attempt("huffman/tree", "old", RESULT, "cli")
    damage(path)
    damaged = path.read_bytes()
    with Store(path) as store:
        store.record_attempt("huffman/tree", "new", RESULT, "cli")
        assert [attempt.code for attempt in store.attempts("huffman/tree")] == ["new"]
        assert store.notice is not None
        assert "damaged" in store.notice
        assert "progress.damaged-1.db" in store.notice
    assert (tmp_path / "progress.damaged-1.db").read_bytes() == damaged
    with Store(path) as store:
        assert len(store.attempts("huffman/tree")) == 1
        assert store.notice is None


def test_every_damaged_file_is_kept(tmp_path: Path):
    path = tmp_path / "progress.db"
    for number in range(1, 4):
        path.write_bytes(b"not a database %d" % number * 100)
        with Store(path) as store:
            store.open()
        kept = tmp_path / f"progress.damaged-{number}.db"
        assert kept.read_bytes() == b"not a database %d" % number * 100


def test_a_file_moved_aside_by_another_program_is_begun_again(tmp_path: Path):
    path = tmp_path / "progress.db"
    with Store(path) as app, Store(path) as command:
        app.record_attempt("huffman/tree", "before", RESULT, "app")
        for ending in ("", "-wal", "-shm"):
            os.rename(f"{path}{ending}", f"{path}.old{ending}")
        command.record_attempt("huffman/tree", "command", RESULT, "cli")
        app.record_attempt("huffman/tree", "app", RESULT, "app")
        assert [a.code for a in command.attempts("huffman/tree")] == ["command", "app"]


def test_a_folder_that_may_not_be_written_to_is_told():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "progress.db"
        with Store(path) as store:
            store.remember("screen", "home")
        for file in folder.iterdir():
            file.chmod(0o444)
        folder.chmod(0o555)
        try:
            said = run_python(
                "Store(Path(sys.argv[2])).remember('screen', 'lesson')", path, nobody=True
            )
            new = run_python("Store(Path(sys.argv[2])).open()", folder / "new.db", nobody=True)
        finally:
            folder.chmod(0o755)
        for sentence in (said, new):
            assert sentence.startswith("StoreError: "), sentence
            assert str(folder) in sentence
            assert "write" in sentence
        with Store(path) as store:
            assert store.recall("screen") == "home"


def test_a_path_that_is_no_file_is_told(tmp_path: Path):
    (tmp_path / "progress.db").mkdir()
    with pytest.raises(StoreError, match=r"progress\.db cannot be used"):
        Store(tmp_path / "progress.db").open()
    with pytest.raises(StoreError, match=r"cannot be used.*folder exists"):
        Store(tmp_path / "no" / "such" / "progress.db").open()


def test_a_disk_that_is_full_loses_nothing_that_was_kept(tmp_path: Path):
    path = tmp_path / "progress.db"
    with Store(path) as store:
        store.record_attempt("huffman/tree", "kept", RESULT, "cli")

    said = run_python(FILLER, path)
    assert said.startswith("StoreError: "), said
    assert str(path) in said
    with Store(path) as store:
        assert [attempt.code for attempt in store.attempts("huffman/tree")] == ["kept"]
        assert store.notice is None
