"""Time what a person waits for: the command, and the app's first frame, beside a bare app.

The peer is Textual's own hello world: what is above it is ours.

    python benchmarks/cold_start.py [--runs N]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FRAME = """
import asyncio, sys
from pathlib import Path
{make}
async def main():
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
asyncio.run(main())
"""
HELLO = FRAME.format(
    make="from textual.app import App\nfrom textual.widgets import Static\n"
    "class Hello(App):\n    def compose(self):\n        yield Static('Hello')\napp = Hello()"
)
HOME = FRAME.format(
    make="from playground.tui.app import PlaygroundApp, find_workspace\n"
    "app = PlaygroundApp(Path(sys.argv[1]), find_workspace(Path(sys.argv[1])))"
)
COMMAND = [sys.executable, "-m", "playground"]


def seconds(command: list[str]) -> float:
    """Return the wall time of a command that must succeed."""
    started = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, env=environment, capture_output=True, check=True)
    return time.perf_counter() - started


def main() -> None:
    """Print the median of each, and its ratio to the bare app."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*COMMAND, "init", folder], check=True, capture_output=True, cwd=ROOT)
        commands = {
            "Textual, hello world": [sys.executable, "-c", HELLO],
            "home, first frame": [sys.executable, "-c", HOME, folder],
            "playground --version": [*COMMAND, "--version"],
            "playground list": [*COMMAND, "--dir", folder, "list"],
        }
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for run in range(runs + 1):
            for name, command in commands.items():
                took = seconds(command)
                if run:  # the first of each only warms up
                    taken[name].append(took)
    peer = taken["Textual, hello world"]
    for name, times in taken.items():
        ratio = statistics.median(a / b for a, b in zip(times, peer, strict=True))
        print(f"{name:24}{statistics.median(times) * 1000:7.0f} ms{ratio:7.2f} x")


if __name__ == "__main__":
    main()
