"""The keys, all of them, by screen."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from playground.tui.screens.card import CardScreen

# Letters, digits, arrows, F keys and plain ctrl only: these arrive from every terminal.
SECTIONS = (
    (
        "Everywhere",
        (
            ("F1  ?", "these keys (? where no text is being typed)"),
            ("F9  ctrl+p", "every command, the colours too"),
            ("escape", "back; what is open is saved"),
            ("tab", "on to the next part of the screen"),
            ("ctrl+q", "save and quit"),
        ),
    ),
    (
        "Home",
        (
            ("↑ ↓  enter", "choose a lesson, and open it"),
            ("→  ←", "to its exercises, and back to the map"),
            ("c", "continue where you left"),
            ("q", "quit"),
        ),
    ),
    (
        "Lesson",
        (
            ("n  →", "on: first the answer, then the next page"),
            ("p  ←", "back the same way"),
            ("space  pagedown", "down the page, and on at its end"),
            ("pageup", "up the page, and back at its top"),
            ("F2  l", "to the lab, and back to the page"),
            ("r", "the lab as this page sets it"),
            ("e", "the exercises of this page"),
        ),
    ),
    (
        "Exercise",
        (
            ("F2", "task, code, results: on to the next"),
            ("F5  ctrl+r", "save and grade; escape stops it"),
            ("ctrl+s", "save"),
            ("F3", "what you changed in the stub"),
            ("F4", "your own editor ($VISUAL or $EDITOR)"),
            ("F6", "read the file again"),
            ("F7", "a hint, one at a time"),
            ("F8", "the solution, once passed or given up"),
            ("F10", "begin again from the stub, with a backup"),
            ("n", "in the results of a passed exercise: the next one"),
        ),
    ),
    (
        "Code",
        (
            ("ctrl+z  ctrl+y", "undo, redo"),
            ("ctrl+a", "select all"),
            ("ctrl+x ctrl+c ctrl+v", "cut, copy, paste; a whole line without a selection"),
            ("tab", "four spaces; F2 leaves the editor"),
        ),
    ),
)


class HelpScreen(CardScreen[None]):
    """Lists the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,question_mark,q,enter", "close", "Close", show=False)
    ]

    def compose(self) -> ComposeResult:
        """Yield the keys of each screen."""
        with Vertical(classes="card") as card:
            card.border_title = "Keys"
            card.border_subtitle = "escape closes"
            with VerticalScroll():
                yield Static(_table())


def _table() -> Content:
    lines: list[Content] = []
    for title, keys in SECTIONS:
        if lines:
            lines.append(Content(""))
        lines.append(Content.styled(title, "bold $primary"))
        lines += [
            Content.assemble((f"  {key:<19}", "bold"), (does, "$foreground 75%"))
            for key, does in keys
        ]
    return Content("\n").join(lines)
