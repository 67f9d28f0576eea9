"""A real terminal for a program: a PTY, and a screen that pyte keeps from what it writes."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pexpect
import pyte

ENTER, ESCAPE, TAB = "\r", "\x1b", "\t"
UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
PAGE_DOWN, END = "\x1b[6~", "\x1b[F"
F2, F5, F7 = "\x1bOQ", "\x1b[15~", "\x1b[18~"


class Terminal:
    """A program in a terminal of a given size; `text` is what a person would see."""

    def __init__(
        self,
        command: Sequence[str],
        cwd: Path,
        columns: int = 80,
        rows: int = 24,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._child = pexpect.spawn(
            command[0],
            list(command[1:]),
            cwd=str(cwd),
            dimensions=(rows, columns),
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})},
            timeout=60,
        )

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def send(self, *keys: str) -> None:
        """Press keys one after another, each read before the next."""
        for key in keys:
            self._child.send(key)
            self._read(0.3)

    def paste(self, text: str) -> None:
        """Paste, as a terminal does where the program asked for bracketed paste."""
        self._child.send(f"\x1b[200~{text}\x1b[201~")

    def wait_for(self, *phrases: str, seconds: float = 60) -> str:
        """Read until all phrases are on the screen at once; return the screen."""
        deadline = time.monotonic() + seconds
        while not all(phrase in self.text for phrase in phrases):
            if time.monotonic() > deadline:
                raise AssertionError(f"no {phrases} within {seconds} s on\n{self.text}")
            if not self._read(0.5) and not self._child.isalive():
                raise AssertionError(f"the program ended before {phrases}:\n{self.text}")
        return self.text

    def wait_for_end(self, seconds: float = 30) -> int:
        """Read until the program ends; return its exit code."""
        deadline = time.monotonic() + seconds
        while self._child.isalive():
            if time.monotonic() > deadline:
                raise AssertionError(f"still running after {seconds} s:\n{self.text}")
            self._read(0.5)
        self._child.close()
        return int(self._child.exitstatus if self._child.exitstatus is not None else -1)

    def close(self) -> None:
        """End the program if it still runs."""
        self._child.close(force=True)

    def _read(self, seconds: float) -> bool:
        try:
            self._stream.feed(self._child.read_nonblocking(1 << 16, seconds))
        except pexpect.TIMEOUT:
            return False
        except pexpect.EOF:
            return False
        return True
