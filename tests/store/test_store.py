"""The progress file: what it keeps, and what it says when it cannot."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from child_process import environment
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import store as module
from playground.store import Store, StoreError

EXERCISES = ("huffman/tree", "huffman/codes", "quantization/scale")


def result(score: int, max_score: int = 10) -> dict[str, object]:
    status = "passed" if score == max_score else "failed"
    return {"status": status, "score": score, "max_score": max_score, "tests": [], "é": [None, 0.5]}


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "progress.db") as opened:
        yield opened


def test_an_attempt_comes_back_as_it_was(store: Store):
    before = datetime.now(UTC).replace(microsecond=0)
    code = "def f():\r\n\treturn 'é\0💡'\n"
    number = store.record_attempt("huffman/tree", code, result(7), "cli")
    store.record_attempt("huffman/codes", "x", result(1), "app")
    [attempt] = store.attempts("huffman/tree")
    assert (attempt.id, attempt.exercise, attempt.source) == (number, "huffman/tree", "cli")
    assert (attempt.status, attempt.score, attempt.max_score) == ("failed", 7, 10)
    assert attempt.code == code
    assert attempt.result == result(7)
    assert before <= attempt.at <= datetime.now(UTC)


def test_nothing_is_made_before_it_is_needed(tmp_path: Path):
    with Store(tmp_path / "progress.db"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_an_exercise_without_attempts(store: Store):
    assert store.best("huffman/tree") is None
    assert store.bests() == {}
    assert store.attempts("huffman/tree") == []
    assert not store.passed("huffman/tree")


@settings(max_examples=15)
@given(st.lists(st.tuples(st.sampled_from(EXERCISES), st.integers(0, 10)), max_size=8))
def test_the_best_is_the_highest_and_the_earliest_among_equals(scores: list[tuple[str, int]]):
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder, "progress.db")) as store:
        for exercise, score in scores:
            store.record_attempt(exercise, "", result(score), "cli")
        bests = store.bests()
        assert set(bests) == {exercise for exercise, _ in scores}
        for exercise in EXERCISES:
            own = store.attempts(exercise)
            assert [attempt.score for attempt in own] == [s for e, s in scores if e == exercise]
            assert bests.get(exercise) == store.best(exercise)
            assert store.passed(exercise) == any(attempt.score == 10 for attempt in own)
            if own:
                # max returns the first of several that are the highest.
                first = max(own, key=lambda attempt: attempt.score)
                assert bests[exercise].score == first.score
                assert bests[exercise].at == first.at


def test_hints_count_once_each(store: Store):
    assert store.hints_taken("huffman/tree") == 0
    for index in (0, 1, 1, 0):
        store.take_hint("huffman/tree", index)
    assert store.hints_taken("huffman/tree") == 2
    assert store.hints_taken("huffman/codes") == 0


def test_giving_up_is_remembered_per_exercise(store: Store):
    assert not store.gave_up("huffman/tree")
    store.give_up("huffman/tree")
    store.give_up("huffman/tree")
    assert store.gave_up("huffman/tree")
    assert not store.gave_up("huffman/codes")


def test_what_is_remembered_is_there_for_the_next_program(tmp_path: Path):
    path = tmp_path / "progress.db"
    with Store(path) as first:
        first.remember("screen", "home")
        first.remember("screen", "lesson/huffman")
    with Store(path) as second:
        assert second.recall("screen") == "lesson/huffman"
        assert second.recall("lab/huffman") is None
        assert second.recall("lab/huffman", "step=0") == "step=0"


def test_the_file_is_durable(tmp_path: Path):
    path = tmp_path / "progress.db"
    with Store(path) as store:
        store.open()
        full = store._run(lambda connection: connection.execute("PRAGMA synchronous").fetchone())
        assert full == (2,)
    # Bytes 18 and 19 of the file format are 2 for WAL (sqlite.org/fileformat2.html).
    assert path.read_bytes()[18:20] == b"\2\2"


def test_a_closed_store_opens_again(store: Store):
    store.remember("screen", "home")
    store.close()
    store.close()
    assert store.recall("screen") == "home"


def test_one_store_from_several_threads(store: Store):
    def work(name: str) -> None:
        for _ in range(10):
            store.record_attempt(name, "", result(3), "app")

    threads = [threading.Thread(target=work, args=(name,)) for name in EXERCISES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(store.attempts(name)) for name in EXERCISES] == [10, 10, 10]


def test_the_app_and_a_command_at_once(tmp_path: Path):
    path = tmp_path / "progress.db"
    with Store(path) as app, Store(path) as command:
        ids = []
        for _ in range(5):
            ids.append(app.record_attempt("huffman/tree", "a", result(3), "app"))
            ids.append(command.record_attempt("huffman/tree", "c", result(4), "cli"))
        assert [attempt.id for attempt in app.attempts("huffman/tree")] == ids == sorted(set(ids))
        assert command.attempts("huffman/tree") == app.attempts("huffman/tree")


WRITER = """
import sys
from pathlib import Path
from playground.store import Store
result = {"status": "failed", "score": 1, "max_score": 2}
sys.stdin.readline()
with Store(Path(sys.argv[1])) as store:
    for number in range(20):
        store.record_attempt("huffman/tree", f"{sys.argv[2]} {number}", result, "cli")
"""


def test_several_processes_begin_the_same_file(tmp_path: Path):
    path = tmp_path / "progress.db"
    command = [sys.executable, "-c", WRITER, str(path)]
    writers = [
        subprocess.Popen([*command, str(number)], env=environment(), stdin=subprocess.PIPE)
        for number in range(3)
    ]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.close()
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    with Store(path) as store:
        codes = {attempt.code for attempt in store.attempts("huffman/tree")}
        assert store.notice is None
    assert codes == {f"{writer} {number}" for writer in range(3) for number in range(20)}


def test_a_file_in_use_is_waited_for(store: Store):
    store.open()
    other = sqlite3.connect(store.path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.05, other.execute, ["COMMIT"])
    release.start()
    store.remember("screen", "home")
    release.join()
    other.close()
    assert store.recall("screen") == "home"


def test_a_file_in_use_for_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.05)
    with Store(tmp_path / "progress.db") as store:
        store.open()
        other = sqlite3.connect(store.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"progress\.db was in use by another program"):
            store.remember("screen", "home")
        assert store.recall("screen") is None
        other.execute("ROLLBACK")
        other.close()
        store.remember("screen", "home")


def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path):
    path = tmp_path / "progress.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE attempts (later TEXT)")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with Store(path) as store, pytest.raises(StoreError, match=r"newer version.*schema 99.*update"):
        store.bests()
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["progress.db"]


def test_text_that_is_no_unicode_is_told(store: Store):
    with pytest.raises(StoreError, match="UTF-8"):
        store.record_attempt("huffman/tree", "\ud800", result(0), "app")
    assert store.attempts("huffman/tree") == []


def test_a_schema_of_today_survives_opening_again(store: Store):
    store.record_attempt("huffman/tree", "", result(3), "cli")
    store.close()
    store.open()
    assert len(store.attempts("huffman/tree")) == 1
    connection = sqlite3.connect(store.path)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(module.SCHEMA),)
    connection.close()


def test_an_older_schema_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with Store(tmp_path / "progress.db") as store:
        store.record_attempt("huffman/tree", "", result(3), "cli")
        store.close()
        later = (*module.SCHEMA, "ALTER TABLE attempts ADD COLUMN note TEXT; CREATE TABLE t (a);")
        monkeypatch.setattr(module, "SCHEMA", later)
        assert len(store.attempts("huffman/tree")) == 1
        assert store._rows("SELECT note FROM attempts") == [(None,)]


def test_an_upgrade_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with Store(tmp_path / "progress.db") as store:
        store.record_attempt("huffman/tree", "", result(3), "cli")
        store.close()
        before = module.SCHEMA
        monkeypatch.setattr(module, "SCHEMA", (*before, "CREATE TABLE extra (a); NONSENSE"))
        with pytest.raises(StoreError, match="NONSENSE"):
            store.open()
        monkeypatch.setattr(module, "SCHEMA", before)
        assert len(store.attempts("huffman/tree")) == 1
        assert store._rows("SELECT name FROM sqlite_master WHERE name = 'extra'") == []
