"""requirements.lock and pyproject.toml agree, and the lock names no place."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import playground

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")


def asked() -> list[Requirement]:
    extras = PROJECT["optional-dependencies"].values()
    return [Requirement(text) for texts in (PROJECT["dependencies"], *extras) for text in texts]


def locked() -> dict[str, Requirement]:
    lines = [line for line in LOCK.splitlines() if not line.startswith("#")]
    found = [Requirement(line) for line in lines]
    assert len({one.name for one in found}) == len(found), "a package has two versions"
    return {one.name: one for one in found}


@pytest.mark.parametrize("one", asked(), ids=lambda one: one.name)
def test_the_lock_has_a_version_that_the_bound_allows(one: Requirement) -> None:
    (pin,) = locked()[one.name].specifier
    assert pin.operator == "=="
    assert pin.version in one.specifier
    assert [bound.operator for bound in one.specifier] == [">="]


def test_the_lock_names_no_place() -> None:
    assert not re.search(r"://|index|find-links|@|^-|/home|/root|/tmp", LOCK, re.MULTILINE)


def test_the_changelog_has_the_version() -> None:
    assert f"## [{playground.__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")
