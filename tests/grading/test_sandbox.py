"""What a worker finds around it: no network, nothing to write but three small folders."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from graded import ROOT

from playground import resources
from playground.grading.client import LearnerProblem, Worker, WorkerStopped, open_worker
from playground.grading.limits import Limits
from playground.grading.sandbox import Confinement, Sandbox, SandboxError, probe

RUN = "def run(code):\n    space = {}\n    exec(code, space)\n    return space.get('out')\n"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    confinement = probe()
    assert confinement.mode == "confined", confinement.reason
    with Sandbox(confinement) as running:
        yield running


def worker(sandbox: Sandbox) -> Worker:
    return open_worker(sandbox, RUN, "code.py", time.monotonic() + 30, Limits(call_s=3))


def run(sandbox: Sandbox, code: str) -> Any:
    with closing(worker(sandbox)) as fresh:
        return fresh.call("run", (code,))


def test_it_is_nobody_with_no_rights(sandbox: Sandbox) -> None:
    status = run(sandbox, "out = open('/proc/self/status').read()")
    lines = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert lines["NoNewPrivs"].strip() == "1"
    for name in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
        assert int(lines[name], 16) == 0, name
    if os.geteuid() == 0:
        assert run(sandbox, "import os\nout = list(os.getresuid())") != [0, 0, 0]
        with pytest.raises(LearnerProblem, match="PermissionError"):
            run(sandbox, "import os\nos.setuid(0)")


@pytest.mark.parametrize("folder", ["/", "/usr", "/etc", "/proc", "/dev", "/playground/worker"])
def test_it_cannot_write_elsewhere(sandbox: Sandbox, folder: str) -> None:
    with pytest.raises(LearnerProblem, match="Error"):
        run(sandbox, f"open('{folder}/made', 'w')")


def test_its_folders_are_small_and_empty_after_a_reset(sandbox: Sandbox) -> None:
    fill = """
import os, resource
out = {}
for folder in ('/tmp', '/dev/shm', os.path.expanduser('~')):
    out[folder] = os.listdir(folder)
    total = 0
    try:
        for i in range(40):
            with open(f'{folder}/{i}', 'wb', buffering=0) as file:
                total += file.write(b'x' * 8_000_000)
    except OSError:
        pass
    out[folder] = [out[folder], total]
"""
    for _ in range(2):
        filled = run(sandbox, fill)
        assert all(listing == [] for listing, _ in filled.values()), filled
        assert all(0 < total <= 64 * 1024 * 1024 for _, total in filled.values()), filled
        assert sandbox.reset()


def test_a_folder_that_cannot_be_emptied_ends_the_sandbox() -> None:
    deep = """
import os
os.chdir('/tmp')
for i in range(30):
    os.mkdir('x' * 250)
    os.chdir('x' * 250)
"""
    with Sandbox(probe()) as sandbox:
        run(sandbox, deep)
        clean = sandbox.reset()
        left = None if not clean else run(sandbox, "import os\nout = os.listdir('/tmp')")
    assert left in (None, [])


def test_it_sees_neither_the_project_nor_the_network(sandbox: Sandbox) -> None:
    for path in (ROOT, resources.PACKAGE, resources.solutions_dir(), resources.datasets_dir()):
        seen = run(
            sandbox, f"import os\nout = os.path.isdir({str(path)!r}) and os.listdir({str(path)!r})"
        )
        assert not seen or set(seen) <= {".venv"}, (path, seen)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(LearnerProblem, match="Error"):
            run(sandbox, f"import socket\nsocket.create_connection(('127.0.0.1', {port}), 1)")


def test_processes_are_limited_and_ended(sandbox: Sandbox) -> None:
    bomb = """
import os, time
out = 0
try:
    while True:
        if os.fork() == 0:
            os.setsid()
            while True:
                time.sleep(60)
        out += 1
except OSError:
    pass
"""
    count = run(sandbox, bomb)
    assert 0 < count <= 64
    assert sandbox.reset()
    listed = run(sandbox, "import os\nout = [p for p in os.listdir('/proc') if p.isdigit()]")
    assert len(listed) == 2  # the zygote and this worker


def test_a_worker_cannot_end_the_zygote(sandbox: Sandbox) -> None:
    kill = (
        "import os, signal\nfor n in (9, 15, 19):\n    try: os.kill(1, n)\n    except OSError: pass"
    )
    run(sandbox, kill)
    with pytest.raises(WorkerStopped):
        run(sandbox, "import os\nos.kill(-1, 9)\nos.kill(os.getpid(), 9)")
    assert run(sandbox, "out = 7") == 7


def test_no_descriptor_but_its_own_is_open(sandbox: Sandbox) -> None:
    fds = run(sandbox, "import os\nout = sorted(int(n) for n in os.listdir('/proc/self/fd'))")
    assert len(fds) <= 5  # stdin, stdout, stderr, its connection, and the listing itself


def test_state_of_one_worker_is_not_in_the_next(sandbox: Sandbox) -> None:
    run(sandbox, "import sys, numpy\nsys.kept = numpy.kept = 1")
    assert (
        run(sandbox, "import sys, numpy\nout = hasattr(sys, 'kept') or hasattr(numpy, 'kept')")
        is False
    )


def test_without_bwrap_the_reason_is_told() -> None:
    with pytest.raises(SandboxError, match="could not be started"):
        Sandbox(Confinement("/no/such/bwrap", ""))
    with pytest.raises(SandboxError), Sandbox(Confinement("/bin/false", "")):
        pass


def test_unconfined_workers_are_ended_with_their_children() -> None:
    daemon = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(600)
    os._exit(0)
os.wait()
"""
    with Sandbox(Confinement(None, "")) as sandbox:
        run(sandbox, daemon)
        before = children(sandbox)
        assert before
        assert sandbox.reset()
        assert not children(sandbox)


def children(sandbox: Sandbox) -> list[str]:
    parent = sandbox._process.pid
    listing = subprocess.run(
        ["ps", "--ppid", str(parent), "-o", "pid="], capture_output=True, text=True, check=False
    )
    return listing.stdout.split()


def test_the_zygote_ends_with_its_starter() -> None:
    code = (
        "import os\nfrom playground.grading.sandbox import *\n"
        "s = Sandbox(probe()); s.wait_ready(); print(s._process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    pid = int(done.stdout)
    for _ in range(100_000):
        if ended(pid):
            return
        os.sched_yield()
    raise AssertionError("the sandbox outlived the process that started it")


def ended(pid: int) -> bool:
    """Gone, or waiting for a parent that never collects it."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True
    return status.rpartition(")")[2].split()[0] == "Z"
