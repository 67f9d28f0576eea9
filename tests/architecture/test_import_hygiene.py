"""What starting the program loads, seen in a fresh process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REPORT = "\nimport json, sys; print('\\n' + json.dumps(sorted(sys.modules)))\n"

FIRST_FRAME = """
import asyncio, sys
from pathlib import Path
from playground.tui.app import PlaygroundApp
from playground.workspace import Workspace

async def one_frame() -> None:
    app = PlaygroundApp(Path(sys.argv[1]), Workspace.create(Path(sys.argv[1])))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert type(app.screen).__name__ == "HomeScreen", app.screen

asyncio.run(one_frame())
"""

COMMAND = """
import sys
from playground.cli import main
sys.argv[1:] = {words!r}
code = main()
assert code == 0, code
"""


def loaded(code: str, *words: str) -> set[str]:
    """Run the code in a fresh process; return the outermost packages that it has loaded."""
    done = subprocess.run(
        [sys.executable, "-c", code + REPORT, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    modules: list[str] = json.loads(done.stdout.splitlines()[-1])
    return {name.partition(".")[0] for name in modules}


def test_the_app_starts_without_tensorflow_and_pytest(tmp_path: Path) -> None:
    packages = loaded(FIRST_FRAME, str(tmp_path / "mine"))
    assert "textual" in packages
    assert not packages & {"tensorflow", "keras", "ai_edge_litert"}
    assert not packages & {"pytest", "_pytest", "hypothesis"}


def test_the_version_is_told_without_anything_heavy() -> None:
    packages = loaded(COMMAND.format(words=["--version"]))
    assert "click" in packages
    assert not packages & {"numpy", "textual", "pytest", "hypothesis", "tensorflow", "PIL"}


def test_a_list_needs_no_screen_and_no_grader() -> None:
    packages = loaded(COMMAND.format(words=["list", "--json"]))
    assert not packages & {"textual", "pytest", "hypothesis", "tensorflow"}
