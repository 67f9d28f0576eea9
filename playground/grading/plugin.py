"""The pytest plugin of the trusted side: fixtures, verdicts, and a fixed list of tests.

A verdict is what this plugin itself saw, test by test. A test that did not run to
its end has no points, and an exit code means nothing.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from playground.grading.client import (
    ImportFailed,
    LearnerProblem,
    NoFunction,
    NotStarted,
    Worker,
    WorkerStopped,
    fresh_sandbox,
    open_worker,
)
from playground.grading.limits import Limits
from playground.grading.sandbox import Confinement, Sandbox, SandboxError
from playground.grading.testing import Mismatch, Worth
from playground.grading.text import brief, brief_call, escape, shorten

OnEvent = Callable[[dict[str, Any]], None]
# The fixtures and the hash seeds of their processes: what relies on `hash` of a str being
# the same in the next process must not get through a round trip.
HASH_SEEDS = {"learner": 0, "second_learner": 1}


class Learner:
    """The learner's functions as a suite sees them: each call goes to their process."""

    def __init__(self, worker: Worker, last_output_only: bool = False) -> None:
        """`worker` has the learner's file loaded.

        Where `last_output_only`, as in property tests, what is printed is kept for
        the last call alone.
        """
        self._worker = worker
        self._last_output_only = last_output_only
        self.last_call: tuple[str, tuple[Any, ...], dict[str, Any]] | None = None
        self.last_result: list[Any] = []
        self.at = 0.0
        self.only_not_started = True

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)

        def call(*args: Any, **kwargs: Any) -> Any:
            return self._call(name, args, kwargs, False)

        return call

    def _output(self) -> str:
        """Return what the learner's code printed, shortened."""
        return self._worker.output.text()

    def call_and_return_arguments(self, function: str, *args: Any) -> tuple[Any, list[Any]]:
        """Call it and return the result and the arguments as the call left them."""
        result, after = self._call(function, args, {}, True)
        return result, after

    def _call(
        self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], with_args: bool
    ) -> Any:
        self.last_call = (name, args, kwargs)
        self.last_result = []
        self.at = time.monotonic()
        if self._last_output_only:
            self._worker.output.clear()
        try:
            result = self._worker.call(name, args, kwargs, with_args)
        except NotStarted:
            raise
        except (LearnerProblem, NoFunction, WorkerStopped):
            self.only_not_started = False
            raise
        self.only_not_started = False
        self.last_result = [result[0] if with_args else result]
        return result


class Record:
    """What becomes of one test."""

    def __init__(self, item: pytest.Function) -> None:
        """Nothing is earned until the test has run to its end."""
        function = item.function
        title, _, why = (inspect.getdoc(function) or item.name).partition("\n")
        worth: Worth | None = getattr(function, "worth", None)
        self.worth = worth
        self.why = " ".join(why.split())
        self.not_started = False
        self.learners: list[Learner] = []
        self.result: dict[str, Any] = {
            "name": item.name,
            "title": title.strip(),
            "status": "error",
            "points": 0,
            "max_points": worth.points if worth else 0,
            "visibility": worth.visibility if worth else "visible",
            "message": "this test did not run",
            "call": "",
            "got": "",
            "expected": "",
            "output": "",
        }

    def end(self, status: str, message: str = "", **texts: str) -> None:
        """Set the verdict; points come with "passed" alone."""
        self.result["status"] = status
        self.result["points"] = self.result["max_points"] if status == "passed" else 0
        self.result["message"] = message
        self.result.update(texts)


class GradingPlugin:
    """Runs one hidden suite against one learner's file."""

    def __init__(
        self,
        source: str,
        file_name: str,
        confinement: Confinement,
        limits: Limits,
        on_event: OnEvent,
    ) -> None:
        """`source` is the learner's file as text; `on_event` hears of each test."""
        self.source = source
        self.file_name = file_name
        self.confinement = confinement
        self.limits = limits
        self.on_event = on_event
        self.deadline = time.monotonic() + limits.exercise_s
        self.records: dict[str, Record] = {}
        self.collect_errors: list[str] = []
        self.import_problem: ImportFailed | None = None
        self.grader_problem = ""
        self._sandboxes: dict[str, Sandbox] = {}
        self._renew("learner")  # it gets ready while pytest collects
        self._workers: list[Worker] = []

    def close(self) -> None:
        """End every process of the untrusted side."""
        for worker in self._workers:
            worker.close()
        for sandbox in self._sandboxes.values():
            sandbox.close()

    # -- what pytest calls ----------------------------------------------------

    @pytest.fixture
    def learner(self, request: pytest.FixtureRequest) -> Iterator[Learner]:
        """The learner's file in a fresh process."""
        yield from self._provide("learner", request)

    @pytest.fixture
    def second_learner(self, request: pytest.FixtureRequest) -> Iterator[Learner]:
        """The learner's file in a fresh process of another sandbox."""
        yield from self._provide("second_learner", request)

    def pytest_configure(self, config: pytest.Config) -> None:
        """Spare pytest its long tracebacks: nobody sees them, and they took half of the time."""
        config.option.tbstyle = "native"

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A suite that cannot be collected is the grader's fault, and told as such."""
        if report.failed:
            self.collect_errors.append(str(report.longrepr))

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Fix the list of tests that decides."""
        for item in session.items:
            assert isinstance(item, pytest.Function)
            self.records[item.nodeid] = Record(item)
            if "second_learner" in item.fixturenames and "second_learner" not in self._sandboxes:
                self._renew("second_learner")
        tests = [
            {key: record.result[key] for key in ("name", "title", "max_points")}
            for record in self.records.values()
        ]
        self.on_event({"event": "collected", "tests": tests})

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        """Skip what cannot pass, run the rest, and tell how each test ended."""
        record = self.records[item.nodeid]
        reason = self._reason_to_skip(record)
        if reason:
            record.end("skipped", reason)
            item.add_marker(pytest.mark.skip(reason=reason))
        result = yield
        index = list(self.records).index(item.nodeid)
        self.on_event(
            {"event": "test", "index": index, "count": len(self.records), "test": record.result}
        )
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
        """Turn what ended a phase of the test into its verdict."""
        report = yield
        record = self.records[item.nodeid]
        if call.when == "call" and call.excinfo is None:
            record.end("passed")
        elif call.excinfo is not None and not call.excinfo.errisinstance(pytest.skip.Exception):
            self._judge(record, call.excinfo.value)
        return report

    # -- workers --------------------------------------------------------------

    def _provide(self, fixture: str, request: pytest.FixtureRequest) -> Iterator[Learner]:
        try:
            worker = open_worker(
                self._sandboxes[fixture], self.source, self.file_name, self.deadline, self.limits
            )
        except ImportFailed as problem:
            self.import_problem = problem
            self._renew(fixture)
            raise
        self._workers.append(worker)
        property_test = getattr(request.function, "is_hypothesis_test", False)
        learner = Learner(worker, last_output_only=property_test)
        record = self.records[request.node.nodeid]
        record.learners.append(learner)
        yield learner
        worker.drain()
        record.result["output"] = "".join(escape(each._output()) for each in record.learners)
        worker.close()
        self._workers.remove(worker)
        self._renew(fixture)

    def _renew(self, fixture: str) -> None:
        self._sandboxes[fixture] = fresh_sandbox(
            self.confinement, self._sandboxes.get(fixture), self.limits, HASH_SEEDS[fixture]
        )

    # -- verdicts -------------------------------------------------------------

    def _reason_to_skip(self, record: Record) -> str:
        if self.import_problem is not None:
            return f"skipped because {self.file_name} could not be loaded"
        if self.grader_problem:
            return f"skipped because of a fault of the grader: {self.grader_problem}"
        if time.monotonic() > self.deadline:
            return f"skipped because the {self.limits.exercise_s:g} s for the exercise are used up"
        needed = record.worth.depends_on if record.worth else None
        for other in self.records.values():
            if other.result["name"] == needed and other.result["status"] != "passed":
                return f"skipped because “{other.result['title']}” did not pass"
        return ""

    def _judge(self, record: Record, error: BaseException) -> None:
        last = max(record.learners, key=lambda each: each.at, default=None)
        texts = {"call": "", "got": "", "expected": ""}
        if last is not None and last.last_call is not None:
            texts["call"] = brief_call(*last.last_call)
            texts["got"] = brief(last.last_result[0]) if last.last_result else ""
        why = record.why
        if isinstance(error, Mismatch):
            if error.got is not None:
                texts["got"] = error.got
            texts["expected"] = error.expected or ""
            message = _sentence(error.message, error.why or why)
            record.end("failed", message, **texts)
        elif isinstance(error, ImportFailed):
            message = self._with_lines(error.sentence, error.frames)
            record.end(error.status, message)
        elif isinstance(error, NotStarted):
            record.not_started = True
            record.end("failed", f"not started: {escape(shorten(error.sentence, 300))}", **texts)
        elif isinstance(error, LearnerProblem):
            sentence = self._with_lines(_sentence(error.sentence, why), error.frames)
            record.end("failed", sentence, **texts)
        elif isinstance(error, NoFunction):
            record.end("failed", _sentence(error.sentence, ""), **texts)
        elif isinstance(error, WorkerStopped):
            record.end(error.status, _sentence(error.sentence, why), **texts)
        elif type(error).__module__.startswith("hypothesis") and "Flaky" in type(error).__name__:
            record.end(
                "failed",
                "the same call gave different answers at different times; "
                "the result must depend on the arguments alone",
                **texts,
            )
        else:
            self._grader_fault(record, error)

    def _grader_fault(self, record: Record, error: BaseException) -> None:
        kind = f"{type(error).__name__}: {error}"
        if isinstance(error, SandboxError):
            self.grader_problem = str(error)
        record.end(
            "error", escape(shorten(f"a fault of the grader, not of your code: {kind}", 600))
        )

    def _with_lines(self, sentence: str, frames: tuple[tuple[int, str], ...]) -> str:
        """Add the learner's own lines that led there, as the trusted side has them."""
        lines = self.source.splitlines()
        shown = []
        for number, function in frames[-4:]:
            if 1 <= number <= len(lines):
                code = escape(shorten(lines[number - 1].strip(), 120))
                shown.append(f"  {self.file_name}:{number} in {escape(function)}: {code}")
        return "\n".join([escape(shorten(sentence, 1_000)), *shown])


def _sentence(message: str, why: str) -> str:
    first = message.split(" ", 1)[0]
    # A sentence may begin with a function's name, which is written as it is.
    text = message if "_" in first else message[:1].upper() + message[1:]
    if text and text[-1] not in ".?!":
        text += "."
    return escape(f"{text} {why}".strip())
