"""The wheel: what is in it, and that the course works from it alone."""

from __future__ import annotations

import email
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import playground
from playground.course.catalog import load_course

ROOT = Path(__file__).resolve().parents[2]
# Folder of the checkout to folder of the wheel.
PLACES = {
    "playground": "playground",
    "exercises": "playground/_bundle/exercises",
    "solutions": "playground/_bundle/solutions",
    "tests/hidden": "playground/_bundle/tests/hidden",
    "datasets": "playground/_bundle/datasets",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked as an installer does it, with no checkout around it."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(installed: Path, cwd: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-P", *words],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_it_has_every_file_of_the_course_and_nothing_else(wheel: Path) -> None:
    expected = {
        f"{there}/{path.relative_to(ROOT / here).as_posix()}"
        for here, there in PLACES.items()
        for path in (ROOT / here).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name for name in names(wheel) if ".dist-info/" not in name} == expected


def test_it_has_what_every_exercise_and_lesson_needs(wheel: Path) -> None:
    found = names(wheel)
    for exercise in load_course().exercises():
        for kind in ("exercises", "solutions"):
            assert f"playground/_bundle/{kind}/{exercise.file.as_posix()}" in found
        assert f"playground/_bundle/tests/hidden/{exercise.lesson}/{exercise.suite.name}" in found
    for lesson in load_course().lessons:
        for page in lesson.pages():
            assert f"playground/course/lessons/{lesson.id}/{page.name}.md" in found


def test_it_fits_a_poor_connection(wheel: Path) -> None:
    assert wheel.stat().st_size < 16e6


def test_its_metadata_names_the_licences_and_asks_for_tensorflow_only_with_mnist(
    wheel: Path,
) -> None:
    with zipfile.ZipFile(wheel) as archive:
        folder = f"compression_playground-{playground.__version__}.dist-info"
        metadata = email.message_from_bytes(archive.read(f"{folder}/METADATA"))
        scripts = archive.read(f"{folder}/entry_points.txt").decode()
    assert "playground = playground.cli:main" in scripts
    assert set(metadata.get_all("License-File") or []) == {"LICENSE", "datasets/README.md"}
    asked = [Requirement(text) for text in metadata.get_all("Requires-Dist") or []]
    plain = {one.name for one in asked if "extra" not in str(one.marker)}
    assert {"numpy", "textual", "pytest", "hypothesis"} <= plain
    assert not plain & {"tensorflow", "ai-edge-litert"}
    assert {one.name for one in asked if 'extra == "mnist"' in str(one.marker)} == {
        "tensorflow",
        "ai-edge-litert",
    }


def test_it_runs_where_there_is_no_checkout(installed: Path, tmp_path: Path) -> None:
    code = "from playground import resources as r; print(r.PACKAGE, r.IN_CHECKOUT)"
    assert run(installed, tmp_path, "-c", code).split() == [str(installed / "playground"), "False"]
    said = run(installed, tmp_path, "-m", "playground", "--version")
    assert playground.__version__ in said


def test_it_lists_the_course_and_reads_a_lesson(installed: Path, tmp_path: Path) -> None:
    listed = json.loads(run(installed, tmp_path, "-m", "playground", "list", "--json"))
    assert [one["id"] for one in listed["lessons"]] == [one.id for one in load_course().lessons]
    page = load_course().lessons[0].pages()[0]
    assert page.title in run(installed, tmp_path, "-m", "playground", "lesson", "1", "--page", "1")


def test_it_grades(installed: Path, tmp_path: Path) -> None:
    exercise = load_course().exercise("huffman/frequencies")
    solution = installed / "playground" / "_bundle" / "solutions" / exercise.file
    words = ["-m", "playground", "check", exercise.name, "--file", str(solution), "--json"]
    result = json.loads(run(installed, tmp_path, *words))
    assert (result["status"], result["score"]) == ("passed", exercise.points)


def test_a_workspace_made_from_it_has_every_stub(installed: Path, tmp_path: Path) -> None:
    run(installed, tmp_path, "-m", "playground", "init", "mine")
    for exercise in load_course().exercises():
        written = (tmp_path / "mine" / exercise.file).read_bytes()
        assert written == exercise.stub.read_bytes()
