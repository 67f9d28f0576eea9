"""Where the course's files are, in a checkout and in an installed wheel alike.

A wheel carries `exercises`, `solutions`, `tests/hidden` and `datasets` below
`playground/_bundle`; in a checkout they lie beside the package.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
BUNDLE = PACKAGE / "_bundle"
ROOT = BUNDLE if BUNDLE.is_dir() else PACKAGE.parent
IN_CHECKOUT = ROOT != BUNDLE


def course_dir() -> Path:
    """Return the folder of course.toml and the lessons' pages."""
    return PACKAGE / "course"


def exercises_dir() -> Path:
    """Return the folder of the pristine stubs, `<lesson>/<exercise>.py`."""
    return ROOT / "exercises"


def solutions_dir() -> Path:
    """Return the folder of the reference solutions, laid out as the stubs."""
    return ROOT / "solutions"


def hidden_tests_dir() -> Path:
    """Return the folder of the graded suites, `<lesson>/test_<exercise>.py`."""
    return ROOT / "tests" / "hidden"


def datasets_dir() -> Path:
    """Return the folder of MNIST, the pictures and the texts."""
    return ROOT / "datasets"


def secret_dirs() -> list[Path]:
    """Return every folder that a learner's code must not be able to read while graded."""
    return [PACKAGE, ROOT]
