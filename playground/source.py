"""Read a learner's file as it is on the disk, or say why it cannot be graded."""

from __future__ import annotations

import stat
from pathlib import Path

MAX_BYTES = 1_000_000


class SourceError(Exception):
    """The file cannot be taken as an answer, told as what, where and what to do."""


def read_source(file: Path) -> str:
    """Return the text of a learner's file; raise SourceError with a sentence.

    A byte order mark is dropped. Refused are a file that is not there, not a plain
    file, a link, over 1 MB, not UTF-8, or with null bytes in it.
    """
    try:
        info = file.lstat()
        if stat.S_ISLNK(info.st_mode):
            raise SourceError(f"{file} is a link: expected the file itself")
        if not stat.S_ISREG(info.st_mode):
            raise SourceError(f"{file} is not a plain file")
        if info.st_size > MAX_BYTES:
            raise SourceError(f"{file} has {info.st_size:,} bytes: at most {MAX_BYTES:,} are read")
        raw = file.read_bytes()
    except FileNotFoundError:
        raise SourceError(f"{file} is not there; `playground reset` brings the stub back") from None
    except OSError as error:
        raise SourceError(f"{file} cannot be read: {error.strerror}") from None
    if b"\0" in raw:
        raise SourceError(f"{file} has null bytes in it: expected Python source text")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SourceError(f"{file} is not UTF-8: line {line} has a byte that is not") from None
