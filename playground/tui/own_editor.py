"""Open a file in the learner's own editor, with the app out of the way meanwhile."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from textual.app import App, SuspendNotSupported


class EditorError(Exception):
    """Why the editor could not be used, in a sentence."""


def command() -> list[str]:
    """Return the words of $VISUAL or $EDITOR; raise EditorError where neither says anything."""
    for name in ("VISUAL", "EDITOR"):
        value = os.environ.get(name, "").strip()
        if not value:
            continue
        try:
            return shlex.split(value)
        except ValueError as error:
            raise EditorError(f"${name} is {value!r}, which is no command: {error}.") from None
    raise EditorError(
        "Neither $VISUAL nor $EDITOR is set. Set one before you start the app, "
        "for example with: export EDITOR=nano"
    )


def edit(app: App[object], file: Path) -> None:
    """Run the editor on the file and wait for it; raise EditorError with a sentence."""
    words = command()
    try:
        with app.suspend():
            done = subprocess.run([*words, str(file)], check=False)
    except SuspendNotSupported:
        raise EditorError("An editor cannot be opened from here: there is no terminal.") from None
    except OSError as error:
        raise EditorError(f"{words[0]} could not be started: {error.strerror}.") from None
    if done.returncode:
        raise EditorError(f"{words[0]} ended with an error ({done.returncode}).")
