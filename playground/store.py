"""The learner's progress in one SQLite file: attempts, best scores, hints, and where they were.

The file is in WAL mode with `synchronous=FULL`: what a method has returned from is
on the disk, so a killed process loses no attempt that was shown. The app and the
commands may have it open at the same time.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

T = TypeVar("T")

BUSY_SECONDS = 10.0
# One script for each version of the schema; `PRAGMA user_version` counts those done.
SCHEMA = (
    """
    CREATE TABLE attempts (
        id        INTEGER PRIMARY KEY AUTOINCREMENT,
        exercise  TEXT NOT NULL,
        at        TEXT NOT NULL,
        status    TEXT NOT NULL,
        score     INTEGER NOT NULL,
        max_score INTEGER NOT NULL,
        code      TEXT NOT NULL,
        result    TEXT NOT NULL,
        source    TEXT NOT NULL
    );
    CREATE INDEX attempts_by_score ON attempts (exercise, score DESC, id);
    CREATE TABLE hints (
        exercise TEXT NOT NULL,
        hint     INTEGER NOT NULL,
        at       TEXT NOT NULL,
        PRIMARY KEY (exercise, hint)
    ) WITHOUT ROWID;
    CREATE TABLE given_up (
        exercise TEXT PRIMARY KEY,
        at       TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE memory (
        key   TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) WITHOUT ROWID;
    """,
)
_BEST = "exercise, score, max_score, status, at"
_ATTEMPT = "id, exercise, at, status, score, max_score, code, result, source"


class StoreError(Exception):
    """The progress file cannot be used, told as what is wrong, where, and what to do."""


@dataclass(frozen=True, slots=True)
class Best:
    """The attempt with the highest score of one exercise, the earliest among equals."""

    exercise: str
    score: int
    max_score: int
    status: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """One graded attempt, with the code as it was and the grader's result as it was.

    `at` is in UTC. `source` says what recorded it, such as "cli" or "app".
    """

    id: int
    exercise: str
    at: datetime
    status: str
    score: int
    max_score: int
    code: str
    result: dict[str, Any]
    source: str


class Store:
    """The progress file at `path`, opened when it is first needed.

    Every method raises StoreError with a sentence where the file cannot be used. A
    damaged file is moved aside and a new one begun: `notice` then says so. One Store
    may be used from several threads.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notice: str | None = None
        self._connection: sqlite3.Connection | None = None
        self._opened: tuple[int, int] | None = None
        self._lock = threading.RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def open(self) -> None:
        """Open the file now, to hear early what is wrong with it."""
        self._run(lambda connection: None)

    def close(self) -> None:
        """Close the file; the next call opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    # -- attempts ---------------------------------------------------------------

    def record_attempt(
        self, exercise: str, code: str, result: Mapping[str, Any], source: str
    ) -> int:
        """Record one attempt and return its id; it is on the disk when this returns.

        `result` is the result of the grader: `status`, `score` and `max_score` are
        read from it, and all of it is kept.
        """
        row = (
            exercise,
            _now(),
            str(result["status"]),
            int(result["score"]),
            int(result["max_score"]),
            code,
            json.dumps(dict(result)),
            source,
        )
        # Every column but the id, which the database gives.
        columns = _ATTEMPT.removeprefix("id, ")
        marks = ", ".join("?" * len(row))
        sql = f"INSERT INTO attempts ({columns}) VALUES ({marks})"
        attempt_id = self._run(lambda connection: connection.execute(sql, row).lastrowid)
        if attempt_id is None:  # pragma: no cover - an INSERT always has a row id
            raise StoreError(f"{self.path} did not keep the attempt: check the disk")
        return attempt_id

    def best(self, exercise: str) -> Best | None:
        """Return the best attempt of an exercise, or None where there is none."""
        sql = f"SELECT {_BEST} FROM attempts WHERE exercise = ? ORDER BY score DESC, id LIMIT 1"
        rows = self._rows(sql, exercise)
        return _best(rows[0]) if rows else None

    def bests(self) -> dict[str, Best]:
        """Return the best attempt of every exercise that has one, by the exercise's name."""
        sql = (
            f"SELECT {_BEST} FROM (SELECT *, row_number() OVER"
            " (PARTITION BY exercise ORDER BY score DESC, id) AS place FROM attempts)"
            " WHERE place = 1"
        )
        return {row[0]: _best(row) for row in self._rows(sql)}

    def passed(self, exercise: str) -> bool:
        """Say whether any attempt of the exercise passed."""
        sql = "SELECT 1 FROM attempts WHERE exercise = ? AND status = 'passed' LIMIT 1"
        return bool(self._rows(sql, exercise))

    def attempts(self, exercise: str) -> list[Attempt]:
        """Return the attempts of an exercise, the oldest first."""
        sql = f"SELECT {_ATTEMPT} FROM attempts WHERE exercise = ? ORDER BY id"
        return [_attempt(row) for row in self._rows(sql, exercise)]

    # -- hints and solutions ----------------------------------------------------

    def take_hint(self, exercise: str, index: int) -> None:
        """Record that the hint with this index (from 0) was shown."""
        sql = "INSERT OR IGNORE INTO hints (exercise, hint, at) VALUES (?, ?, ?)"
        self._rows(sql, exercise, index, _now())

    def hints_taken(self, exercise: str) -> int:
        """Return how many of the exercise's hints were shown."""
        rows = self._rows("SELECT count(*) FROM hints WHERE exercise = ?", exercise)
        return int(rows[0][0])

    def give_up(self, exercise: str) -> None:
        """Record that the learner asked for the solution before passing."""
        sql = "INSERT OR IGNORE INTO given_up (exercise, at) VALUES (?, ?)"
        self._rows(sql, exercise, _now())

    def gave_up(self, exercise: str) -> bool:
        """Say whether the learner asked for the solution before passing."""
        return bool(self._rows("SELECT 1 FROM given_up WHERE exercise = ?", exercise))

    # -- where the learner was --------------------------------------------------

    def remember(self, key: str, value: str) -> None:
        """Keep a value under a key, in place of the one before."""
        sql = "INSERT OR REPLACE INTO memory (key, value) VALUES (?, ?)"
        self._rows(sql, key, value)

    def recall(self, key: str, default: str | None = None) -> str | None:
        """Return the value kept under a key, or `default`."""
        rows = self._rows("SELECT value FROM memory WHERE key = ?", key)
        return str(rows[0][0]) if rows else default

    # -- the file ---------------------------------------------------------------

    def _rows(self, sql: str, *values: object) -> list[Any]:
        return self._run(lambda connection: connection.execute(sql, values).fetchall())

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with self._lock:
            try:
                # A file that was deleted or moved aside under us would take attempts
                # with it: begin again with the one that has its name now.
                if self._connection is not None and self._opened != _identity(self.path):
                    self.close()
                if self._connection is None:
                    self._connection = self._open()
                    self._opened = _identity(self.path)
                return work(self._connection)
            except (sqlite3.Error, OSError, UnicodeError) as error:
                raise StoreError(self._sentence(error)) from error

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(exist_ok=True)
        found = _identity(self.path)
        try:
            return _connect(self.path)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            # Another process may have moved it aside in the meantime: then the file
            # that is there now is that one's new one, and good.
            if found is not None and found == _identity(self.path):
                kept = _move_aside(self.path)
                self.notice = (
                    f"The progress file {self.path} was damaged ({error}). It is kept as "
                    f"{kept.name} beside it, and a new one was begun; your code is untouched."
                )
            return _connect(self.path)

    def _sentence(self, error: Exception) -> str:
        if isinstance(error, _NewerSchema):
            return (
                f"{self.path} was written by a newer version of Compression Playground "
                f"(schema {error.found}, this one knows {len(SCHEMA)}). Nothing was changed: "
                "update the program, or use another workspace."
            )
        if isinstance(error, UnicodeError):
            return f"{self.path} keeps Unicode text only: {error}. Save the file as UTF-8."
        code = getattr(error, "sqlite_errorcode", None)
        primary = code & 0xFF if code is not None else None
        if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return (
                f"{self.path} was in use by another program for {BUSY_SECONDS:g} seconds. "
                "Close what else has it open and try again."
            )
        if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return (
                f"{self.path} is damaged ({error}). Start the program again: the file is "
                "then moved aside and a new one begun."
            )
        if primary == sqlite3.SQLITE_FULL:
            return f"{self.path} could not be written: the disk is full. Free some space."
        return (
            f"{self.path} cannot be used to keep your progress ({error}). Check that its "
            "folder exists and that you may write to it, or use another workspace."
        )


class _NewerSchema(sqlite3.Error):
    def __init__(self, found: int) -> None:
        super().__init__(f"schema {found}")
        self.found = found


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        version = _version(connection)
        if version > len(SCHEMA):
            raise _NewerSchema(version)
        faults = [row[0] for row in connection.execute("PRAGMA quick_check(1)")]
        if faults != ["ok"]:
            raise _Damage(faults[0])
        _use_wal(connection)
        connection.execute("PRAGMA synchronous = FULL")
        if version < len(SCHEMA):
            _upgrade(connection)
        # The first question that needs a table tells a file of another program apart.
        connection.execute("SELECT 1 FROM attempts LIMIT 1").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


class _Damage(sqlite3.DatabaseError):
    """What quick_check found; SQLite itself raises nothing there."""


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return isinstance(error, _Damage) or code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL; where the file system has no WAL the journal stays as it is.

    The switch needs the file alone for a moment, and SQLite does not wait for that
    by its busy timeout when two processes begin the same new file.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _upgrade(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again under the lock: another process may have done it meanwhile.
        for number in range(_version(connection), len(SCHEMA)):
            for statement in filter(str.strip, SCHEMA[number].split(";")):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number + 1}")
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # some errors have ended the transaction already
            connection.execute("ROLLBACK")
        raise


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _move_aside(path: Path) -> Path:
    """Rename the file and its journal to a free name, and return that name."""
    number = 1
    while (kept := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    # The journal first: left behind for a moment, it would be played into a new file.
    for ending in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            os.rename(f"{path}{ending}", f"{kept}{ending}")
    os.rename(path, kept)
    return kept


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _best(row: Iterable[Any]) -> Best:
    exercise, score, max_score, status, at = row
    return Best(exercise, score, max_score, status, _time(at))


def _attempt(row: Iterable[Any]) -> Attempt:
    number, exercise, at, status, score, max_score, code, result, source = row
    result = json.loads(result)
    return Attempt(number, exercise, _time(at), status, score, max_score, code, result, source)
