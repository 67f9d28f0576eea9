"""The trusted end of a worker: send calls, read replies, keep time, keep what it prints."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import time
from dataclasses import dataclass, field
from typing import Any

from playground.grading.limits import DEFAULT, Limits
from playground.grading.sandbox import Confinement, Sandbox, SandboxError, start_sandbox
from playground.grading.worker import wire

CHUNK = 1 << 16


class LearnerProblem(Exception):
    """Something the learner's code did; `status` is that of the test it ended.

    `sentence` is for the learner; the code's own file and lines are in `frames`,
    outermost first, as (line, function).
    """

    status = "failed"

    def __init__(self, sentence: str, frames: tuple[tuple[int, str], ...] = ()) -> None:
        """Keep the sentence and the frames."""
        super().__init__(sentence)
        self.sentence = sentence
        self.frames = frames


class Unanswered(BaseException):
    """There is no function to grade. Not an Exception: no other input would help."""

    def __init__(self, sentence: str) -> None:
        """`sentence` is for the learner."""
        super().__init__(sentence)
        self.sentence = sentence


class NotStarted(Unanswered):
    """The function still raises NotImplementedError."""


class NoFunction(Unanswered):
    """The file does not define the function."""


class Raised(LearnerProblem):
    """The learner's function raised an exception."""

    def __init__(
        self,
        type_name: str,
        bases: tuple[str, ...],
        message: str,
        frames: tuple[tuple[int, str], ...],
    ) -> None:
        """`bases` are the built-in classes among the exception's own bases."""
        super().__init__(f"it raised {type_name}{': ' if message else ''}{message}", frames)
        self.type_name = type_name
        self.bases = bases
        self.message = message


class NotPlainData(LearnerProblem):
    """The function returned something that may not cross, such as an object of a class."""


class WorkerStopped(BaseException):
    """The worker is gone: too slow, crashed, or it broke the wire's rules.

    Not an Exception: a property test must not try to shrink an input that hangs.
    """

    def __init__(self, sentence: str, status: str = "failed") -> None:
        """`status` is that of the test it ended: "timeout" or "failed"."""
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


class ImportFailed(WorkerStopped):
    """The learner's file cannot be loaded, so no call can be made."""

    def __init__(
        self, sentence: str, status: str = "error", frames: tuple[tuple[int, str], ...] = ()
    ) -> None:
        """`frames` as in LearnerProblem."""
        super().__init__(sentence, status)
        self.frames = frames


@dataclass
class Output:
    """What the learner's code printed: its start and its end, the middle counted."""

    keep: int
    total: int = 0
    head: bytearray = field(default_factory=bytearray)
    tail: bytearray = field(default_factory=bytearray)

    def add(self, chunk: bytes) -> None:
        """Take in what came."""
        self.total += len(chunk)
        room = self.keep - len(self.head)
        self.head += chunk[:room]
        self.tail += chunk[room:] if room > 0 else chunk
        if len(self.tail) > 2 * self.keep:
            del self.tail[: -self.keep]

    def clear(self) -> None:
        """Forget all of it."""
        self.total = 0
        self.head.clear()
        self.tail.clear()

    def text(self) -> str:
        """Return it as text, with a line in place of what was not kept."""
        tail = bytes(self.tail[-self.keep :])
        missing = self.total - len(self.head) - len(tail)
        gap = f"\n... {missing:,} bytes not kept ...\n".encode() if missing else b""
        return (bytes(self.head) + gap + tail).decode("utf-8", "replace")


class Worker:
    """One process with the learner's file loaded. Use `open_worker` to get one."""

    def __init__(self, sandbox: Sandbox, limits: Limits, deadline: float) -> None:
        """Fork it; `deadline` (time.monotonic) is that of the whole exercise."""
        self.sandbox = sandbox
        self.limits = limits
        self.deadline = deadline
        self.output = Output(limits.output_kb * 1024)
        self._requests = 0
        self._connection, theirs = socket.socketpair()
        self._output_fd, output_writer = os.pipe()
        self._drained = False
        try:
            self.pid = sandbox.fork(theirs, output_writer)
        except BaseException:
            self.close()
            raise
        finally:
            theirs.close()
            os.close(output_writer)
        self._connection.setblocking(False)
        os.set_blocking(self._output_fd, False)

    def close(self) -> None:
        """Let go of the connection; the sandbox's reset ends the process."""
        self._connection.close()
        if self._output_fd >= 0:
            os.close(self._output_fd)
            self._output_fd = -1

    def load(self, source: str, file_name: str) -> None:
        """Load the learner's file; raise ImportFailed with a sentence where it cannot be."""
        seconds = self.limits.import_s
        try:
            fields, _ = self._request({"op": "load"}, [source, f"/learner/{file_name}"], seconds)
        except WorkerStopped as stopped:
            raise ImportFailed(
                f"{file_name} could not be loaded: {stopped.sentence}", stopped.status
            ) from None
        if fields["outcome"] != "returned":
            raise ImportFailed(*_load_problem(fields, file_name))

    def call(
        self,
        function: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any] | None = None,
        with_args: bool = False,
    ) -> Any:
        """Call a function and return its result, or (result, arguments after the call).

        Raises LearnerProblem for what the code did, Unanswered where there is no code
        yet, WorkerStopped where the process is gone.
        """
        fields, values = self._request(
            {"op": "call", "function": function, "with_args": with_args},
            [list(args), kwargs or {}],
            self.limits.call_s,
        )
        match fields["outcome"]:
            case "returned" if len(values) == (2 if with_args else 1):
                return tuple(values) if with_args else values[0]
            case "no_function":
                raise NoFunction(_no_function(function, fields))
            case "not_plain":
                kind = _text(fields, "kind")
                raise NotPlainData(
                    f"{function} returned a value of type {kind}, which cannot be graded: "
                    f"{_text(fields, 'message')}"
                )
            case "raised":
                raise _problem(fields, self.limits)
        raise self._broke_rules("a reply of an unknown kind")

    # -- the conversation ---------------------------------------------------

    def _request(
        self, fields: dict[str, Any], values: list[Any], seconds: float
    ) -> tuple[dict[str, Any], list[Any]]:
        self._requests += 1
        frame = wire.encode_frame({**fields, "id": self._requests}, values, wire.MAX_REQUEST_BODY)
        limit = time.monotonic() + seconds
        whole = limit > self.deadline
        reader = _FrameReader()
        try:
            self._exchange(frame, reader, min(limit, self.deadline))
            reply, result = wire.decode_frame(bytes(reader.header), bytes(reader.body))
        except wire.WireError as error:
            raise self._broke_rules(str(error)) from None
        except TimeoutError:
            raise WorkerStopped(
                f"the time for the whole exercise ({self.limits.exercise_s:g} s) was used up"
                if whole
                else f"it did not finish within {seconds:g} s; is there a loop that never ends?",
                "timeout",
            ) from None
        if reply.get("id") != self._requests or not isinstance(reply.get("outcome"), str):
            raise self._broke_rules("a reply to a question nobody asked")
        return reply, result

    def _exchange(self, frame: bytes, reader: _FrameReader, deadline: float) -> None:
        """Send the frame and read one back, draining what is printed all the while."""
        outgoing = memoryview(frame)
        with selectors.DefaultSelector() as selector:
            events = selectors.EVENT_READ | selectors.EVENT_WRITE
            selector.register(self._connection, events)
            if not self._drained:
                selector.register(self._output_fd, selectors.EVENT_READ)
            while not reader.complete:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError
                for key, mask in selector.select(left):
                    if key.fd == self._output_fd:
                        if not self._drain_once():
                            selector.unregister(self._output_fd)
                        continue
                    if mask & selectors.EVENT_READ:
                        self._read(reader)
                    if mask & selectors.EVENT_WRITE and not reader.complete:
                        outgoing = self._write(outgoing)
                        if not outgoing:
                            selector.modify(self._connection, selectors.EVENT_READ)
        self.drain()

    def _write(self, outgoing: memoryview) -> memoryview:
        try:
            return outgoing[self._connection.send(outgoing[:CHUNK]) :]
        except BlockingIOError:
            return outgoing
        except OSError:
            raise self._ended() from None

    def _read(self, reader: _FrameReader) -> None:
        try:
            chunk = self._connection.recv(min(CHUNK * 16, reader.wanted))
        except BlockingIOError:
            return
        except OSError:
            chunk = b""
        if not chunk:
            raise self._ended()
        reader.feed(chunk)

    def _drain_once(self) -> bool:
        try:
            chunk = os.read(self._output_fd, CHUNK)
        except BlockingIOError:
            return True
        if not chunk:
            self._drained = True
            return False
        self.output.add(chunk)
        return True

    def drain(self) -> None:
        """Take in what is printed and already there, at most 1 MB of it."""
        for _ in range(16):
            before = self.output.total
            if self._drained or not self._drain_once() or self.output.total == before:
                return

    def _ended(self) -> WorkerStopped:
        self.drain()
        try:
            status = self.sandbox.status(self.pid)
        except SandboxError:
            status = None
        return WorkerStopped(*_how_it_ended(status, self.limits))

    def _broke_rules(self, what: str) -> WorkerStopped:
        return WorkerStopped(f"its process sent something that is no answer: {what}")


class _FrameReader:
    """Collects one frame; it never asks for more bytes than the frame has."""

    def __init__(self) -> None:
        self.prefix = bytearray()
        self.header = bytearray()
        self.body = bytearray()
        self.sizes: tuple[int, int] | None = None

    @property
    def wanted(self) -> int:
        if self.sizes is None:
            return wire.PREFIX.size - len(self.prefix)
        return sum(self.sizes) - len(self.header) - len(self.body)

    @property
    def complete(self) -> bool:
        return self.sizes is not None and self.wanted == 0

    def feed(self, chunk: bytes) -> None:
        if self.sizes is None:
            self.prefix += chunk
            if len(self.prefix) == wire.PREFIX.size:
                self.sizes = wire.frame_sizes(bytes(self.prefix))
            return
        room = self.sizes[0] - len(self.header)
        self.header += chunk[:room]
        self.body += chunk[room:]


def open_worker(
    sandbox: Sandbox, source: str, file_name: str, deadline: float, limits: Limits = DEFAULT
) -> Worker:
    """Return a fresh worker with the file loaded; raises ImportFailed."""
    worker = Worker(sandbox, limits, deadline)
    try:
        worker.load(source, file_name)
    except BaseException:
        worker.close()
        raise
    return worker


def fresh_sandbox(
    confinement: Confinement, old: Sandbox | None, limits: Limits, hash_seed: int = 0
) -> Sandbox:
    """Return the old sandbox made clean, or a new one where there is none or it is not clean."""
    if old is not None:
        if old.reset():
            return old
        old.close()
    return start_sandbox(confinement, limits, hash_seed)


# -- sentences ----------------------------------------------------------------


def _text(fields: dict[str, Any], key: str) -> str:
    value = fields.get(key)
    return value if isinstance(value, str) else "?"


def _frames(fields: dict[str, Any]) -> tuple[tuple[int, str], ...]:
    frames = fields.get("frames")
    if not isinstance(frames, list):
        return ()
    return tuple(
        (line, name)
        for line, name in (f for f in frames[:64] if isinstance(f, list) and len(f) == 2)
        if isinstance(line, int) and isinstance(name, str)
    )


def _problem(fields: dict[str, Any], limits: Limits) -> LearnerProblem | NotStarted | WorkerStopped:
    bases = fields.get("bases")
    known = tuple(b for b in bases if isinstance(b, str)) if isinstance(bases, list) else ()
    name, message, frames = _text(fields, "type"), _text(fields, "message"), _frames(fields)
    if "NotImplementedError" in known:
        return NotStarted(message or "not started")
    if "MemoryError" in known:
        # No smaller input is looked for: each try would fill the memory again.
        return WorkerStopped(f"it needs more memory than the {limits.data_mb:,} MB there are")
    return Raised(name, known, message, frames)


def _load_problem(
    fields: dict[str, Any], file_name: str
) -> tuple[str, str, tuple[tuple[int, str], ...]]:
    if fields["outcome"] != "raised":
        return f"{file_name} could not be loaded", "error", ()
    name, message, frames = _text(fields, "type"), _text(fields, "message"), _frames(fields)
    syntax = fields.get("syntax")
    if isinstance(syntax, list) and len(syntax) == 2 and isinstance(syntax[0], int):
        sentence = f"{file_name} is not Python yet: line {syntax[0]}: {syntax[1]}"
        return sentence, "error", ((syntax[0], "<module>"),)
    where = f", line {frames[-1][0]}" if frames else ""
    return f"{file_name} could not be loaded{where}: {name}: {message}", "error", frames


def _no_function(function: str, fields: dict[str, Any]) -> str:
    if fields.get("kind") == "missing":
        return f"there is no function {function} in the file; was it renamed or deleted?"
    return f"{function} is not a function any more; something else has taken its name"


def _how_it_ended(status: int | None, limits: Limits) -> tuple[str, str]:
    if status is None:
        return "its process closed the connection", "failed"
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number == signal.SIGXCPU:
            return f"it used more than {limits.cpu_s} s of processor time", "timeout"
        try:
            name = signal.Signals(number).name
        except ValueError:
            name = f"signal {number}"
        what = {"SIGSEGV": "it crashed the process", "SIGKILL": "its process was killed"}
        return f"{what.get(name, 'its process was ended')} ({name})", "failed"
    with contextlib.suppress(ValueError):
        return f"it ended the process (exit code {os.waitstatus_to_exitcode(status)})", "failed"
    return "it ended the process", "failed"
