"""`make` sets up once, again when it must, and says what is missing in a sentence.

A stand-in for Python notes what it is asked for, so that nothing is installed here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Answers what set-up.sh asks; FAKE_VERSION, FAKE_LACKS and FAKE_LOG come from the environment.
PYTHON = r"""#!/bin/sh
case "$*" in
--version) echo "Python $FAKE_VERSION" ;;
"-c import sys;"*) case $FAKE_VERSION in 3.11*|3.12*|3.13*) ;; *) exit 1 ;; esac ;;
"-c import "*) for module in $FAKE_LACKS; do [ "$2" != "import $module" ] || exit 1; done ;;
"-m pip --version") ;;
"-m venv"*|"-m virtualenv"*)
    for folder; do :; done
    echo "$1 $2" "$3" >> "$FAKE_LOG"
    mkdir -p "$folder/bin"
    cp "$0" "$folder/bin/python" ;;
"-m pip"*install*) echo "install" >> "$FAKE_LOG"; [ -z "$FAKE_FAILS" ] ;;
"-m pytest"*) echo "pytest" >> "$FAKE_LOG" ;;
*) echo "not expected: $*" >&2; exit 99 ;;
esac
"""


class Machine:
    """A checkout on a machine with nothing but make, a shell and this Python."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "log"
        self.bin = folder / "bin"
        self.checkout = folder / "the checkout"
        self.env = {
            "PATH": str(self.bin),
            "FAKE_LOG": str(self.log),
            "FAKE_VERSION": "3.12.1",
            "FAKE_LACKS": "virtualenv",
            "FAKE_FAILS": "",
        }
        self.bin.mkdir()
        for program in ("sh", "make", "mkdir", "cp", "cat", "rm", "echo"):
            if found := shutil.which(program):
                (self.bin / program).symlink_to(found)
        python = self.bin / "python3"
        python.write_text(PYTHON)
        python.chmod(0o755)
        self.checkout.mkdir()
        for name in ("Makefile", "pyproject.toml", "requirements.lock"):
            shutil.copy(ROOT / name, self.checkout)
        shutil.copytree(ROOT / "scripts", self.checkout / "scripts")

    def make(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["make", *words],
            cwd=self.checkout,
            env=self.env | env,
            capture_output=True,
            text=True,
            check=False,
        )

    def done(self) -> list[str]:
        """What the stand-in was asked for since the last look."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return lines


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    if not shutil.which("make"):
        pytest.skip("make is not installed")
    return Machine(tmp_path)


FIRST = ["-m venv --clear", "install", "pytest"]


def test_one_command_does_all_and_the_next_only_the_tests(machine: Machine) -> None:
    first = machine.make("test")
    assert first.returncode == 0, first.stderr
    assert "Python 3.12.1" in first.stdout
    assert machine.done() == FIRST
    assert machine.make("test").returncode == 0
    assert machine.done() == ["pytest"]


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements.lock"])
def test_it_installs_again_when_the_versions_change(machine: Machine, name: str) -> None:
    machine.make("test")
    machine.done()
    stamp = (machine.checkout / ".venv" / "installed").stat()
    os.utime(machine.checkout / name, (stamp.st_atime + 5, stamp.st_mtime + 5))
    machine.make("test")
    assert machine.done() == ["install", "pytest"]


def test_it_installs_again_where_the_checkout_was_moved(machine: Machine) -> None:
    machine.make("test")
    machine.done()
    machine.checkout = machine.checkout.rename(machine.checkout.with_name("elsewhere"))
    machine.make("test")
    assert machine.done() == ["install", "pytest"]


def test_it_starts_anew_where_the_python_is_gone(machine: Machine) -> None:
    machine.make("test")
    machine.done()
    (machine.checkout / ".venv" / "bin" / "python").unlink()
    machine.make("test")
    assert machine.done() == FIRST


def test_an_install_that_failed_is_not_taken_for_done(machine: Machine) -> None:
    assert machine.make("test", FAKE_FAILS="yes").returncode != 0
    assert machine.done() == FIRST[:2]
    machine.make("test")
    assert machine.done() == ["install", "pytest"]


def test_without_ensurepip_the_pip_that_is_there_helps(machine: Machine) -> None:
    assert machine.make("test", FAKE_LACKS="virtualenv ensurepip").returncode == 0
    assert machine.done() == ["-m venv --clear", "install", "install", "pytest"]


def test_without_ensurepip_virtualenv_is_as_good(machine: Machine) -> None:
    assert machine.make("test", FAKE_LACKS="ensurepip").returncode == 0
    assert machine.done()[0] == "-m virtualenv --quiet"


@pytest.mark.parametrize("version", ["3.9.6", "3.10.13", "3.14.0", "2.7.18"])
def test_a_python_that_does_not_suit_is_told(machine: Machine, version: str) -> None:
    done = machine.make("test", FAKE_VERSION=version)
    assert done.returncode != 0
    assert (
        f"Python 3.11, 3.12 or 3.13 is needed, and was not found (python3: Python {version})"
        in (done.stderr)
    )
    assert machine.done() == []


def test_a_python_that_makes_no_environments_is_told(machine: Machine) -> None:
    done = machine.make("test", FAKE_LACKS="virtualenv ensurepip pip")
    assert done.returncode != 0
    assert "apt install python3-venv" in done.stderr


def test_help_needs_no_set_up(machine: Machine) -> None:
    done = machine.make()
    for command in ("play", "test", "check"):
        assert f"make {command} " in done.stdout
    assert machine.done() == []
