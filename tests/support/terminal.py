"""A real terminal for a test: a program in a PTY, and the screen as its reader sees it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pexpect
import pyte

PATIENCE = 40.0  # seconds; a test fails by this only where nothing happens at all
KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f7": "\x1b[18~",
    "f9": "\x1b[20~",
    "ctrl+a": "\x01",
    "ctrl+q": "\x11",
    "ctrl+s": "\x13",
}


class Terminal:
    """Python running some code in a terminal of a given size."""

    def __init__(
        self, code: str, *words: str, size: tuple[int, int] = (80, 24), **env: str
    ) -> None:
        width, height = size
        self.screen = pyte.Screen(width, height)
        self._stream = pyte.ByteStream(self.screen)
        root = Path(__file__).resolve().parents[2]
        self.child = pexpect.spawn(
            sys.executable,
            ["-c", code, *words],
            dimensions=(height, width),
            env={
                **os.environ,
                "TERM": "xterm-256color",
                "PYTHONPATH": str(root),
                **env,
            },
            timeout=PATIENCE,
        )
        self.child.delaybeforesend = None

    def text(self) -> str:
        """Return what the screen shows, as lines of text."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def colours(self) -> list[str]:
        """Return the background of each cell that has a letter in it."""
        rows = (self.screen.buffer[y] for y in range(self.screen.lines))
        return [row[x].bg for row in rows for x in sorted(row) if row[x].data.isalpha()]

    def press(self, *keys: str) -> None:
        """Send keys, by their names or as they are."""
        for key in keys:
            self.child.send(KEYS.get(key, key))

    def paste(self, text: str) -> None:
        """Send text as a terminal sends what was pasted."""
        self.child.send(f"\x1b[200~{text}\x1b[201~")

    def sees(self, *words: str) -> str:
        """Read until the screen shows all of these, and return it."""
        self.until(lambda: all(word in self.text() for word in words), f"{words} never came")
        return self.text()

    def until(self, true: Callable[[], bool], or_say: str) -> None:
        """Read until something is true; the test fails where it never is."""
        end = monotonic() + PATIENCE
        while not true():
            assert monotonic() < end, f"{or_say}; the screen shows:\n{self.text()}"
            self._read(0.05)

    def ends(self) -> int:
        """Read until the program has ended, and return its exit code."""
        end = monotonic() + PATIENCE
        while self._read(0.05):
            assert monotonic() < end, f"it did not end; the screen shows:\n{self.text()}"
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -1)

    def kill(self) -> None:
        """End the program as a closed machine does, without a word."""
        self.child.kill(9)
        self.child.close(force=True)

    def _read(self, seconds: float) -> bool:
        try:
            data = self.child.read_nonblocking(65536, timeout=seconds)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self._stream.feed(data)
        return True
