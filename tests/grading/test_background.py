"""Grading for the app: events come as they happen, and a cancelled run leaves nothing."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
from graded import solution

from playground.grading.background import GradingFailed, grade_in_background
from playground.grading.live import LearnerCode, LearnerCodeError

SCALE = "quantization/scale"


def test_events_come_in_order_and_end_with_the_result(tmp_path: Path) -> None:
    file = tmp_path / "scale.py"
    file.write_text(solution(SCALE))

    async def run() -> list[dict[str, Any]]:
        return [event async for event in grade_in_background(SCALE, file)]

    events = asyncio.run(run())
    kinds = [event["event"] for event in events]
    assert kinds == ["collected", *["test"] * (len(kinds) - 2), "result"]
    assert [e["index"] for e in events[1:-1]] == list(range(len(events[0]["tests"])))
    assert events[-1]["result"]["status"] == "passed"
    assert [e["test"] for e in events[1:-1]] == events[-1]["result"]["tests"]


def test_a_cancelled_run_ends_its_processes(tmp_path: Path) -> None:
    file = tmp_path / "scale.py"
    mark = f"mark_{os.getpid()}"
    file.write_text(f"def get_scale(a, b, c):\n    '''{mark}'''\n    while True: pass\n")

    async def run() -> None:
        events = grade_in_background(SCALE, file)
        assert (await anext(events))["event"] == "collected"
        waiting = asyncio.ensure_future(anext(events))
        done, _ = await asyncio.wait([waiting], timeout=0.5)
        assert not done
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(run())
    # Ending is asynchronous in the kernel, so ask until it is done.
    for _ in range(2_000):
        if not _workers_of(str(tmp_path)):
            break
        os.sched_yield()
    assert not _workers_of(str(tmp_path))


def _workers_of(path: str) -> list[str]:
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            command = Path(f"/proc/{pid}/cmdline").read_text()
        except OSError:
            continue
        if path in command:
            found.append(pid)
    return found


def test_a_grader_that_dies_is_told_in_a_sentence(tmp_path: Path) -> None:
    async def run() -> None:
        async for _ in grade_in_background("no/such", tmp_path / "x.py"):
            raise AssertionError("no event was expected")

    with pytest.raises(GradingFailed, match="no exercise"):
        asyncio.run(run())


class TestLearnerCode:
    """The learner's functions for a lab."""

    @pytest.fixture
    def workspace(self, tmp_path: Path) -> Path:
        (tmp_path / "quantization").mkdir()
        return tmp_path

    def call(self, workspace: Path, *sources: str, function: str = "get_scale") -> list[Any]:
        """Call once for each source that the file has in turn."""

        async def run() -> list[Any]:
            code = LearnerCode(workspace)
            answers: list[Any] = []
            for source in sources:
                (workspace / "quantization" / "scale.py").write_text(source)
                try:
                    answers.append(await code.call(SCALE, function, -10.0, 10.0, 3))
                except LearnerCodeError as error:
                    answers.append(str(error))
            await code.close()
            return answers

        return asyncio.run(run())

    def test_it_gives_the_result_and_follows_the_file(self, workspace: Path) -> None:
        answers = self.call(workspace, solution(SCALE), "def get_scale(a, b, c): return 7\n")
        assert answers == [2.5, 7]

    @pytest.mark.parametrize(
        ("source", "phrase"),
        [
            ("def get_scale(a, b, c): raise NotImplementedError\n", "not written yet"),
            ("def get_scale(a, b, c): return 1 / 0\n", "ZeroDivisionError"),
            ("import os\ndef get_scale(a, b, c): os._exit(1)\n", "ended the process"),
            ("def other(): pass\n", "no function get_scale"),
            ("def get_scale(\n", "not Python yet"),
        ],
    )
    def test_what_goes_wrong_is_a_sentence(self, workspace: Path, source: str, phrase: str) -> None:
        broken, after = self.call(workspace, source, solution(SCALE))
        assert phrase in broken
        assert after == 2.5

    def test_a_missing_file_is_a_sentence(self, workspace: Path) -> None:
        async def run() -> None:
            code = LearnerCode(workspace)
            with pytest.raises(LearnerCodeError, match="is not there"):
                await code.call(SCALE, "get_scale", 0.0, 1.0, 2)
            await code.close()

        asyncio.run(run())
