"""Open the app without a terminal, press keys, and read what is on the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any

from textual.pilot import Pilot

from playground.tui.app import PlaygroundApp, find_workspace
from playground.tui.session import SCREEN

WIDE = (120, 40)
NARROW = (80, 24)
PATIENCE = 20.0  # seconds; a test fails by this only where nothing happens at all


@asynccontextmanager
async def opened(
    start: Path, size: tuple[int, int] = WIDE, places: str = ""
) -> AsyncIterator[Pilot[int]]:
    """Open the app in a folder, at these places; leave it as a person would who quits."""
    workspace = find_workspace(start)
    if places:
        assert workspace is not None
        with workspace.store() as store:
            store.remember(SCREEN, f"home {places}")
    app = PlaygroundApp(start, workspace)
    async with app.run_test(size=size, notifications=True) as pilot:
        if places:
            last = places.split()[-1]
            await until(pilot, lambda: getattr(app.screen, "place", "") == last)
        await settle(pilot)
        yield pilot
        if app.is_running and app._exit is False:
            await app.action_quit()


def app_of(pilot: Pilot[int]) -> PlaygroundApp:
    """Return the app that the pilot flies."""
    assert isinstance(pilot.app, PlaygroundApp)
    return pilot.app


def seen(pilot: Pilot[int]) -> str:
    """Return what the top screen shows, as lines of text."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


async def settle(pilot: Pilot[int]) -> None:
    """Let the app do what is waiting to be done, and draw it."""
    for _ in range(3):
        await pilot.pause()


async def until(pilot: Pilot[int], true: Callable[[], Any]) -> None:
    """Wait until something is true; the test fails where it never is."""
    end = monotonic() + PATIENCE
    while not true():
        assert monotonic() < end, f"nothing came of it; the screen shows:\n{seen(pilot)}"
        await pilot.pause(0.01)


async def sees(pilot: Pilot[int], *words: str) -> str:
    """Wait until the screen shows all of these, and return it."""
    await until(pilot, lambda: all(word in seen(pilot) for word in words))
    return seen(pilot)


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys, with the app settled after each."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)
