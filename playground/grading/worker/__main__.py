"""The zygote: Python with numpy imported, ready to fork a fresh worker in milliseconds.

Run as `python -P -s -S worker <control fd> <options as JSON>` with an empty environment
(which is `-I`, but for the fixed hash seed). It never sees the learner's
code: that arrives in the worker it forks. It answers one request at a
time, so nothing it says can block it:

    {"op": "fork"} with two descriptors   a worker on that connection, printing there
    {"op": "status", "pid": n}            how that worker ended
    {"op": "reset"}                       end every process, empty every folder
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import socket
import sys
import time
from typing import Any, NoReturn

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36


def main() -> None:
    """Set the process up, then answer requests until the control connection closes."""
    control = socket.socket(fileno=int(sys.argv[1]))
    options: dict[str, Any] = json.loads(sys.argv[2])
    sys.path[:0] = options["paths"]
    _prctl(PR_SET_DUMPABLE, 0)
    _prctl(PR_SET_CHILD_SUBREAPER, 1)
    if not options["confined"]:
        _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    _prefer_for_oom_killer()
    for name in options["preload"]:
        __import__(name)
    import serve  # noqa: F401 - imported once here, so that no worker imports it again

    zygote = Zygote(control, options)
    control.sendall(b'{"ready": true}\n')
    while True:
        message, fds, _, _ = socket.recv_fds(control, 4096, 2)
        if not message:
            zygote.reset()
            return
        try:
            request = json.loads(message)
            answer = zygote.answer(request, fds)
        finally:
            for fd in fds:
                os.close(fd)
        control.sendall(json.dumps(answer).encode() + b"\n")


class Zygote:
    """The processes it has started, and what became of them."""

    def __init__(self, control: socket.socket, options: dict[str, Any]) -> None:
        """`options` hold the limits and, where this process is root, the worker's uid."""
        self.control = control
        self.options = options
        self.ended: dict[int, int] = {}

    def answer(self, request: dict[str, Any], fds: list[int]) -> dict[str, Any]:
        """Carry out one request."""
        if request["op"] == "fork":
            try:
                pid = os.fork()
            except OSError as error:
                return {"error": str(error)}
            if pid == 0:
                self._become_worker(*fds)
            return {"pid": pid}
        if request["op"] == "status":
            return {"status": self._wait_for(request["pid"], request["seconds"])}
        return {"reset": self.reset()}

    def _become_worker(self, connection_fd: int, output_fd: int) -> NoReturn:
        code = 1
        try:
            self.control.close()
            os.setsid()
            null = os.open(os.devnull, os.O_RDONLY)
            os.dup2(null, 0)
            os.dup2(output_fd, 1)
            os.dup2(output_fd, 2)
            connection = socket.socket(fileno=os.dup(connection_fd))
            for fd in (null, connection_fd, output_fd):
                os.close(fd)
            _limit(self.options["limits"])
            self._drop_privileges()
            os.chdir(self.options["home"])
            sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
            sys.argv[:] = ["learner"]
            import serve

            serve.serve(connection)
            code = 0
        finally:
            os._exit(code)

    def _drop_privileges(self) -> None:
        uid = self.options["uid"]
        if uid is not None:
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
            _drop_capabilities()
            _prctl(PR_SET_DUMPABLE, 0)

    def _wait_for(self, pid: int, seconds: float) -> int | None:
        """Return how the process ended, as waitpid tells it; None while it runs."""
        deadline = time.monotonic() + seconds
        while True:
            self._reap()
            if pid in self.ended or time.monotonic() > deadline:
                return self.ended.get(pid)
            time.sleep(0.002)

    def _reap(self) -> bool:
        """Collect the processes that ended; False where there are none left at all."""
        try:
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return True
                self.ended[pid] = status
        except ChildProcessError:
            return False

    def reset(self) -> bool:
        """End every process the workers left, then empty the folders they could write.

        Returns False where something is left: this sandbox must not be used again.
        """
        deadline = time.monotonic() + 5
        self._kill_all()
        while self._reap() and time.monotonic() < deadline:
            self._kill_all()
            time.sleep(0.001)
        clean = not self._reap()
        self.ended.clear()
        return clean and (not self.options["scratch"] or self._empty_folders())

    def _kill_all(self) -> None:
        if self.options["confined"]:
            # In a PID namespace of its own this reaches all but the caller, process 1.
            try:
                os.kill(-1, signal.SIGKILL)
            except ProcessLookupError:
                return
        else:
            for pid in _descendants(os.getpid()):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue

    def _empty_folders(self) -> bool:
        # As the worker's own user: process 1 keeps no right to override file modes.
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                self._drop_privileges()
                for folder in self.options["scratch"]:
                    _empty(folder)
                code = 0
            finally:
                os._exit(code)
        return os.waitpid(pid, 0)[1] == 0


def _empty(folder: str) -> None:
    """Delete everything in a folder, bottom up, without following links."""
    pending = [(folder, False)]
    while pending:
        path, visited = pending.pop()
        if visited:
            if path != folder:
                os.rmdir(path)
            continue
        pending.append((path, True))
        if path != folder:
            os.chmod(path, 0o700)
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append((entry.path, False))
                else:
                    os.unlink(entry.path)


def _descendants(root: int) -> list[int]:
    """Return every process below this one; orphans come here, as a subreaper has them."""
    children: dict[int, list[int]] = {}
    try:
        names = os.listdir("/proc")
    except OSError:
        return []
    for name in filter(str.isdigit, names):
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                parent = int(file.read().rpartition(b")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        children.setdefault(parent, []).append(int(name))
    found, queue = [], [root]
    while queue:
        for pid in children.get(queue.pop(), []):
            found.append(pid)
            queue.append(pid)
    return found


def _limit(limits: dict[str, int]) -> None:
    for name, value in limits.items():
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        _, hard = resource.getrlimit(kind)
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(kind, (allowed, allowed))
        except (ValueError, OSError):
            continue  # a system that does not know this limit, such as RLIMIT_AS on macOS


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def _drop_capabilities() -> None:
    """Empty all sets: a change of user alone leaves the inheritable one (capset(2))."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    ctypes.CDLL(None, use_errno=True).capset(header, (ctypes.c_uint32 * 6)())


def _prefer_for_oom_killer() -> None:
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
    except OSError:
        return  # no /proc: the rlimits alone bound the memory


main()
