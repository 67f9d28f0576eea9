"""Grade one exercise: run its hidden suite against a learner's file, and say what it earned."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playground import resources
from playground.course.catalog import Exercise, load_course
from playground.grading.limits import DEFAULT, Limits
from playground.grading.sandbox import Confinement, probe
from playground.source import SourceError, read_source

OnEvent = Callable[[dict[str, Any]], None]

# Nothing of the user's own pytest set-up, and nothing beside the learner's file, has a say.
PYTEST_OPTIONS = (
    "--noconftest",
    "--import-mode=importlib",
    "--capture=no",
    "--assert=plain",
    *(
        word
        for name in ("cacheprovider", "terminal", "logging", "junitxml", "doctest", "faulthandler")
        for word in ("-p", f"no:{name}")
    ),
)


def grade(
    exercise: Exercise,
    file: Path,
    on_event: OnEvent | None = None,
    confinement: Confinement | None = None,
    limits: Limits = DEFAULT,
) -> dict[str, Any]:
    """Grade a learner's file; return the result, ready for JSON.

    `on_event` hears {"event": "collected"}, then one {"event": "test"} for each test.
    A file that cannot be read gives a result with status "error" and a sentence.
    """
    started = time.monotonic()
    confinement = confinement or probe()
    result: dict[str, Any] = {
        "exercise": exercise.name,
        "status": "error",
        "score": 0,
        "max_score": exercise.points,
        "confinement": confinement.mode,
        "duration_s": 0.0,
        "message": "",
        "tests": [],
    }
    try:
        source = read_source(file)
    except SourceError as error:
        result["message"] = str(error)
    else:
        _run_suite(exercise, source, result, confinement, limits, on_event or _ignore)
    result["duration_s"] = round(time.monotonic() - started, 3)
    return result


def _run_suite(
    exercise: Exercise,
    source: str,
    result: dict[str, Any],
    confinement: Confinement,
    limits: Limits,
    on_event: OnEvent,
) -> None:
    pytest = _prepare_pytest()
    from playground.grading.plugin import GradingPlugin

    plugin = GradingPlugin(source, exercise.file.name, confinement, limits, on_event)
    folder = exercise.suite.parent
    try:
        pytest.main(
            [
                *PYTEST_OPTIONS,
                f"--rootdir={folder}",
                f"--confcutdir={folder}",
                "-c",
                os.devnull,
                str(exercise.suite),
            ],
            plugins=[plugin],
        )
    finally:
        plugin.close()
    _conclude(result, plugin)


def _prepare_pytest() -> Any:
    os.environ.pop("PYTEST_ADDOPTS", None)
    os.environ.pop("PYTEST_PLUGINS", None)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    # The suites import the reference solutions: from the course, never from elsewhere.
    root = str(resources.ROOT)
    if sys.path[0] != root:
        sys.path.insert(0, root)
    from hypothesis import HealthCheck, Phase, settings
    from hypothesis.configuration import set_hypothesis_home_dir
    from platformdirs import user_cache_path

    set_hypothesis_home_dir(user_cache_path("compression-playground") / "hypothesis")
    settings.register_profile(
        "hidden-suite",
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=60,
        # Not Phase.explain: nobody reads what it finds, and a failing test takes 3 s with it.
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("hidden-suite")
    import pytest

    return pytest


def _conclude(result: dict[str, Any], plugin: Any) -> None:
    records = list(plugin.records.values())
    result["tests"] = tests = [record.result for record in records]
    result["score"] = sum(test["points"] for test in tests)
    if plugin.collect_errors or not tests:
        result["score"] = 0
        result["message"] = "a fault of the grader: the hidden suite could not be read. " + (
            plugin.collect_errors[0][-500:] if plugin.collect_errors else "It has no tests."
        )
    elif plugin.import_problem is not None:
        result["message"] = next(t["message"] for t in tests if t["status"] != "skipped")
    elif any(test["status"] == "error" for test in tests):
        result["message"] = next(t["message"] for t in tests if t["status"] == "error")
    elif all(test["status"] == "passed" for test in tests):
        result["status"] = "passed"
    elif _is_untouched(records):
        result["status"] = "not_started"
    else:
        result["status"] = "failed"


def _is_untouched(records: list[Any]) -> bool:
    ran = [record for record in records if record.result["status"] != "skipped"]
    return all(
        record.not_started and all(learner.only_not_started for learner in record.learners)
        for record in ran
    )


def _ignore(event: dict[str, Any]) -> None:
    """Hear nothing."""


def main() -> int:
    """Grade in a child process of the app: print each event as a line of JSON."""
    name, file = sys.argv[1:]
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # only events go to the reader, whatever else may be printed

    def tell(event: dict[str, Any]) -> None:
        channel.write(json.dumps(event) + "\n")
        channel.flush()

    exercise = load_course().exercise(name)
    tell({"event": "result", "result": grade(exercise, Path(file), tell)})
    return 0


if __name__ == "__main__":
    sys.exit(main())
