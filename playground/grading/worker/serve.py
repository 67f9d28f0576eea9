"""One worker: load the learner's file, answer calls, and say what went wrong.

It runs as a fresh fork of the zygote. Whatever the learner's code does to this
process it does only to itself: all that leaves is bytes, which the other side checks.
"""

from __future__ import annotations

import builtins
import linecache
import os
import socket
import sys
import types
from typing import Any

import wire

LEARNER_DIR = "/learner/"
MAX_FRAMES = 24
MAX_MESSAGE = 4_000


def serve(connection: socket.socket) -> None:
    """Answer requests until the other side closes the connection."""
    module: types.ModuleType | None = None
    while True:
        request = receive(connection)
        if request is None:
            return
        fields, values = request
        if fields["op"] == "load":
            source, path = values
            module = types.ModuleType(os.path.basename(path).removesuffix(".py"))
            reply = _guarded(fields["id"], _load, module, source, path)
        else:
            assert module is not None
            reply = _call(module, fields, values)
        sys.stdout.flush()
        sys.stderr.flush()
        connection.sendall(reply)


def receive(connection: socket.socket) -> tuple[dict[str, Any], list[Any]] | None:
    """Read one frame, or None where the connection is closed."""
    prefix = _exactly(connection, wire.PREFIX.size)
    if prefix is None:
        return None
    header_size, body_size = wire.frame_sizes(prefix, wire.MAX_REQUEST_BODY)
    header = _exactly(connection, header_size)
    body = _exactly(connection, body_size)
    if header is None or body is None:
        return None
    return wire.decode_frame(header, body)


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    buffer = bytearray(size)
    view, got = memoryview(buffer), 0
    while got < size:
        count = connection.recv_into(view[got:])
        if not count:
            return None
        got += count
    return bytes(buffer)


def _load(module: types.ModuleType, source: str, path: str) -> None:
    # linecache and __file__ serve code that looks at itself (inspect, dataclasses).
    linecache.cache[path] = (len(source), None, source.splitlines(keepends=True), path)
    module.__file__ = path
    sys.modules[module.__name__] = module
    exec(compile(source, path, "exec", dont_inherit=True), module.__dict__)


def _call(module: types.ModuleType, fields: dict[str, Any], values: list[Any]) -> bytes:
    name, (args, kwargs) = fields["function"], values
    function = getattr(module, name, None)
    if not callable(function):
        kind = "missing" if function is None else "not a function"
        return wire.encode_frame({"id": fields["id"], "outcome": "no_function", "kind": kind}, [])
    if fields.get("with_args"):
        return _guarded(fields["id"], lambda: [function(*args, **kwargs), list(args)])
    return _guarded(fields["id"], lambda: [function(*args, **kwargs)])


def _guarded(request: int, function: Any, *args: Any) -> bytes:
    """Run it and encode its result, or what it raised; SystemExit and the like included."""
    try:
        values = function(*args)
    except BaseException as error:
        return _raised(request, error)
    try:
        return wire.encode_frame({"id": request, "outcome": "returned"}, values or [])
    except wire.WireError as error:
        kind = type(values[0]).__name__
        fields = {"id": request, "outcome": "not_plain", "kind": kind, "message": str(error)}
        return wire.encode_frame(fields, [])
    except BaseException as error:  # a lying subclass can raise anything when it is read
        return _raised(request, error)


def _raised(request: int, error: BaseException) -> bytes:
    known = [
        cls.__name__ for cls in type(error).__mro__ if getattr(builtins, cls.__name__, 0) is cls
    ]
    try:
        message = str(error)
    except BaseException:
        message = "(its message cannot be shown)"
    fields = {
        "id": request,
        "outcome": "raised",
        "type": str(type(error).__name__)[:200],
        "bases": known,
        "message": message[:MAX_MESSAGE],
        "frames": _frames(error),
    }
    if isinstance(error, SyntaxError) and isinstance(error.lineno, int):
        fields["syntax"] = [error.lineno, str(error.msg)[:200]]
    return wire.encode_frame(fields, [])


def _frames(error: BaseException) -> list[list[Any]]:
    """Return [line, function] of each frame in the learner's file, outermost first."""
    frames = []
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        if code.co_filename.startswith(LEARNER_DIR):
            frames.append([step.tb_lineno, code.co_name[:100]])
        step = step.tb_next
    if len(frames) > MAX_FRAMES:
        half = MAX_FRAMES // 2
        frames = frames[:half] + frames[-half:]
    return frames
