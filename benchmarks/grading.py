"""Time a cold `playground check` beside plain pytest on the same suite, in turns.

Plain pytest gets the same tests with the solution imported into its own process: no
worker, no sandbox, nothing that keeps a forger out. The ratio is the price of that.

    python benchmarks/grading.py [EXERCISE ...] [--runs N]
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
sys.path.insert(0, str(ROOT))  # a script's own folder is there, the checkout is not

from playground.course.catalog import Exercise, load_course  # noqa: E402

CONFTEST = """
import copy, importlib.util
import pytest
from hypothesis import HealthCheck, Phase, settings

from playground.grading import testing
from playground.grading.client import Raised

settings.register_profile(
    "plain", derandomize=True, database=None, deadline=None, max_examples=60,
    suppress_health_check=list(HealthCheck),
    phases=[phase for phase in Phase if phase is not Phase.explain],
)
settings.load_profile("plain")


class InProcess:
    def __init__(self):
        spec = importlib.util.spec_from_file_location("answer", {file!r})
        self.module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.module)

    def __getattr__(self, name):
        def call(*args, **kwargs):
            try:
                return getattr(self.module, name)(*args, **kwargs)
            except Exception as error:
                bases = tuple(cls.__name__ for cls in type(error).__mro__)
                raise Raised(type(error).__name__, bases, str(error), ()) from None
        return call

    def call_and_return_arguments(self, name, *args):
        args = copy.deepcopy(args)
        return getattr(self, name)(*args), list(args)


@pytest.fixture
def learner():
    return InProcess()


second_learner = learner
"""


def timed(command: list[str], **options: object) -> float:
    """Return the seconds that a command takes; it must succeed."""
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return time.perf_counter() - started


def compare(exercise: Exercise, runs: int, folder: Path) -> tuple[list[float], list[float]]:
    """Return the seconds of each run: the grader's, and plain pytest's."""
    file = str(exercise.solution)
    (folder / "conftest.py").write_text(CONFTEST.replace("{file!r}", repr(file)))
    suite = folder / exercise.suite.name
    suite.write_text(exercise.suite.read_text("utf-8"))
    ours = [sys.executable, "-m", "playground", "check", exercise.name, "--file", file, "--json"]
    plain = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(suite)]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    grader, pytest_alone = [], []
    for run in range(runs + 1):
        for command, seconds in ((ours, grader), (plain, pytest_alone)):
            took = timed(command, env=environment, cwd=folder)
            if run:  # the first of each only warms up
                seconds.append(took)
    return grader, pytest_alone


def main() -> None:
    """Print one line an exercise: medians, and the median of the ratios pair by pair."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("exercises", nargs="*", default=["huffman/tree", "quantization/quantize"])
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    print(f"{'exercise':24}{'check':>9}{'pytest':>9}{'ratio':>8}   median of {options.runs}")
    for name in options.exercises:
        with tempfile.TemporaryDirectory() as folder:
            grader, plain = compare(load_course().exercise(name), options.runs, Path(folder))
        ratio = statistics.median(a / b for a, b in zip(grader, plain, strict=True))
        a, b = statistics.median(grader), statistics.median(plain)
        print(f"{name:24}{a:8.2f}s{b:8.2f}s{ratio:8.2f}")


if __name__ == "__main__":
    main()
