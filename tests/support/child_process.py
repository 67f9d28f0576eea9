"""Run a piece of Python in a child process, where it may lose its rights."""

from __future__ import annotations

import os
import subprocess
import sys

# Everything is imported before the rights are dropped: a user without rights may not
# be able to read the folder of the checkout.
_BEFORE = """
import codecs, os, sys
from pathlib import Path
import playground.store, playground.workspace
from playground.course.catalog import load_course
from playground.store import Store
from playground.workspace import Workspace
load_course()
codecs.lookup("utf-8-sig")  # the codec's module, which is loaded when first asked for
if {nobody} and os.geteuid() == 0:
    os.setgroups([])
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)
try:
    exec(sys.argv[1])
except Exception as error:
    print(f"{{type(error).__name__}}: {{error}}")
"""


def environment() -> dict[str, str]:
    """Return an environment in which a child finds what this process finds."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def run_python(code: str, *words: object, nobody: bool = False) -> str:
    """Run the code, with `words` in sys.argv[2:], and return what it prints.

    An exception is printed as "Name: text". With `nobody` it runs as a user without
    rights, where this process may choose (as root).
    """
    done = subprocess.run(
        [sys.executable, "-c", _BEFORE.format(nobody=nobody), code, *map(str, words)],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout
