"""Notice that a file was saved by another program."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path


async def changes(file: Path) -> AsyncIterator[None]:
    """Yield each time something happens to the file, until the caller stops listening.

    Ends at once where the system offers no notifications, or the folder is gone: the
    caller looks at the file now and then in any case, because network drives and some
    virtual machines never tell.
    """
    try:
        from watchfiles import awatch
    except ImportError:
        return
    try:
        # The folder, for editors that save by renaming make a new file each time.
        async for batch in awatch(file.parent, recursive=False, debounce=100, step=50):
            if any(Path(path).name == file.name for _, path in batch):
                yield
    except (OSError, RuntimeError):
        return
