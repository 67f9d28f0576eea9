"""Who may import whom: the contracts of pyproject.toml, and what those cannot say.

import-linter reads the graph of modules, with the imports inside functions. The rest
is read here from the syntax of every file.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "playground"
FILES = sorted(PACKAGE.rglob("*.py"))
WORKER = PACKAGE / "grading" / "worker"


@cache
def imported(file: Path) -> frozenset[str]:
    """Return every module that a file imports, anywhere in it, by its absolute name."""
    return frozenset(_imported(file))


def _imported(file: Path) -> Iterator[str]:
    package = file.parent.relative_to(ROOT).parts
    for node in ast.walk(ast.parse(file.read_text("utf-8"), str(file))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package[: len(package) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def importers(*names: str) -> set[str]:
    """The files of the package that import one of these, or something below it."""
    return {
        file.relative_to(PACKAGE).as_posix()
        for file in FILES
        if any(
            one == name or one.startswith(f"{name}.") for one in imported(file) for name in names
        )
    }


def roots(folder: Path) -> set[str]:
    """The outermost packages that the files below a folder import."""
    return {name.partition(".")[0] for file in folder.rglob("*.py") for name in imported(file)}


def rooms(folder: Path) -> set[str]:
    """The rooms of ours that the files below a folder import."""
    names = {name for file in folder.rglob("*.py") for name in imported(file)}
    return {name.split(".")[1] for name in names if name.startswith("playground.")}


def test_the_reader_sees_every_form_of_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a" / "b" / "c.py"
    file.parent.mkdir(parents=True)
    file.write_text(
        "import x.y\nfrom . import d\nfrom ..e import f\n"
        "def late():\n    from z import w\n    if w:\n        import v\n"
    )
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    assert {"x.y", "a.b.d", "a.e", "a.e.f", "z", "z.w", "v"} <= imported(file)


def test_the_contracts_of_pyproject_are_kept() -> None:
    run = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    done = subprocess.run(
        [*run, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken" in done.stdout


def test_only_tui_imports_textual() -> None:
    found = importers("textual")
    assert found, "nothing imports Textual: this test reads the wrong files"
    assert {name for name in found if not name.startswith("tui/")} == set()


def test_only_mnist_imports_tensorflow() -> None:
    found = importers("tensorflow", "keras", "ai_edge_litert")
    assert {name for name in found if not name.startswith("mnist/")} == set()


def test_only_the_grader_knows_the_solutions_and_the_stubs() -> None:
    found = importers("solutions", "exercises")
    trusted = {name for name in found if name.startswith("grading/")}
    assert found == {name for name in trusted if not name.startswith("grading/worker/")}


def test_core_knows_numpy_and_the_standard_library_only() -> None:
    assert rooms(PACKAGE / "core") == {"core"}
    assert roots(PACKAGE / "core") - {"playground"} - sys.stdlib_module_names == {"numpy"}


def test_labs_know_core_and_where_the_data_is_only() -> None:
    assert rooms(PACKAGE / "labs") <= {"core", "labs", "resources"}


def test_the_worker_knows_itself_numpy_and_the_standard_library_only() -> None:
    beside = {file.stem for file in WORKER.glob("*.py")}
    assert roots(WORKER) <= beside | {"numpy"} | sys.stdlib_module_names


def test_nothing_is_imported_by_its_place_in_the_checkout() -> None:
    assert importers("tests", "datasets", "benchmarks") == set()
