"""Every data file is the one whose origin datasets/README.md tells."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

DATASETS = Path(__file__).resolve().parents[2] / "datasets"
README = (DATASETS / "README.md").read_text("utf-8")
# Files that tell of the data and are none themselves.
ABOUT = {"README.md", "SHA256SUMS"}

MNIST = {
    "train-images-idx3-ubyte": ("6bbc9ace898e44ae57da46a324031adb", (60_000, 28, 28)),
    "train-labels-idx1-ubyte": ("a25bea736e30d166cdddb491f175f624", (60_000,)),
    "t10k-images-idx3-ubyte": ("2646ac647ad5339dbf082846283269ea", (10_000, 28, 28)),
    "t10k-labels-idx1-ubyte": ("27ae3e4e09519cfbb04c329615203637", (10_000,)),
}
PICTURES = {"rover.jpg": (1041, 586), "cat.png": (451, 300)}


def data_files() -> set[str]:
    found = {path.relative_to(DATASETS).as_posix() for path in DATASETS.rglob("*")}
    return {name for name in found if (DATASETS / name).is_file()} - ABOUT


def sums() -> dict[str, str]:
    lines = (DATASETS / "SHA256SUMS").read_text("utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def test_there_is_data() -> None:
    assert data_files() >= {f"{name}.gz" for name in MNIST} | PICTURES.keys()


def test_every_file_has_the_sum_it_is_listed_with() -> None:
    found = {name: hashlib.sha256((DATASETS / name).read_bytes()).hexdigest() for name in sums()}
    assert found == sums()


def test_both_lists_have_every_file_and_no_other() -> None:
    listed = re.findall(r"^\| `([^`]+)` \| +([\d,]+) \|", README, re.MULTILINE)
    assert {name for name, _ in listed} == data_files()
    assert sums().keys() == data_files()


def test_the_readme_tells_each_size() -> None:
    listed = re.findall(r"^\| `([^`]+)` \| +([\d,]+) \|", README, re.MULTILINE)
    told = {name: int(size.replace(",", "")) for name, size in listed}
    assert told == {name: (DATASETS / name).stat().st_size for name in data_files()}


@pytest.mark.parametrize("name", MNIST)
def test_mnist_is_the_published_one(name: str) -> None:
    md5, shape = MNIST[name]
    unpacked = gzip.decompress((DATASETS / f"{name}.gz").read_bytes())
    assert hashlib.md5(unpacked, usedforsecurity=False).hexdigest() == md5
    assert f"| `{name}` | `{md5}` |" in README
    header = np.frombuffer(unpacked, ">u4", count=1 + len(shape))
    assert tuple(header[1:]) == shape
    assert len(unpacked) == header.nbytes + int(np.prod(shape))


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_have_the_size_and_mode_that_is_told(name: str) -> None:
    with Image.open(DATASETS / name) as picture:
        picture.load()
        assert (picture.size, picture.mode) == (PICTURES[name], "RGB")
    width, height = PICTURES[name]
    assert f"{width}x{height} pixels, RGB" in README


def test_datasets_is_no_package() -> None:
    assert not list(DATASETS.rglob("*.py"))
