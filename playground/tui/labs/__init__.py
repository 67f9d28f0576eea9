"""The labs' views, each loaded when it is first shown."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playground.tui.labs.base import LabView

_VIEWS = {
    "huffman": ("playground.tui.labs.huffman", "HuffmanLab"),
    "quantization": ("playground.tui.labs.quantization", "QuantizationLab"),
}


def load_view(name: str) -> type[LabView]:
    """Return the view of the lab with this name; raise KeyError with a sentence."""
    if name not in _VIEWS:
        raise KeyError(f"there is no lab {name!r}; the labs are {', '.join(_VIEWS)}")
    module, view = _VIEWS[name]
    loaded: type[LabView] = getattr(import_module(module), view)
    return loaded
