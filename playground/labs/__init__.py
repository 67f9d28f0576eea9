"""The labs' models: what each lab shows, as plain records and text, without a screen.

A module here has a frozen state, `parse(settings)` and `state.settings()` between
it and the settings that pages carry, `plain(state)` for the lab as text, and
`tables(state)` for its figures as rows.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

LABS = {
    "huffman": "playground.labs.huffman",
    "quantization": "playground.labs.quantization",
}


class LabError(ValueError):
    """A lab was asked for something it does not have, told in a sentence."""


def load(name: str) -> ModuleType:
    """Return the model of the lab with this name; raise LabError where there is none."""
    if name not in LABS:
        raise LabError(f"there is no lab {name!r}; the labs are {', '.join(LABS)}")
    return import_module(LABS[name])
