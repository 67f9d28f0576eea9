"""The code editor: Textual's text area, coloured as Python where tree-sitter is installed."""

from __future__ import annotations

import unicodedata
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.theme import Theme
from textual.widgets import TextArea

from playground.tui.theme import code_theme


class CodeEditor(TextArea):
    """Edits Python; tab indents, and the F keys stay the screen's."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # The text area's own F6 and F7 select; here they belong to the screen. Home goes to
        # the start of the line as ever.
        Binding("ctrl+a", "select_all", show=False),
        Binding("f6", "screen.reload", show=False),
        Binding("f7", "screen.hint", show=False),
    ]

    def __init__(self, text: str = "", *, read_only: bool = False, id: str | None = None) -> None:
        super().__init__(
            text,
            id=id,
            soft_wrap=False,
            tab_behavior="focus" if read_only else "indent",
            read_only=read_only,
            show_line_numbers=True,
            highlight_cursor_line=not read_only,
        )
        if "python" in self.available_languages and _has_python():
            self.language = "python"

    def on_mount(self) -> None:
        """Follow the app's theme."""
        self.app.theme_changed_signal.subscribe(self, self._follow)
        self._follow(self.app.current_theme)

    def _follow(self, theme: Theme) -> None:
        colours = code_theme(theme.dark)
        self.register_theme(colours)
        self.theme = colours.name

    def get_line(self, line_index: int) -> Text:
        """Return a line with what could act on the terminal replaced by a visible character."""
        line = super().get_line(line_index)
        if not line.plain.isprintable():
            line.plain = "".join(_shown(char) for char in line.plain)
        return line

    def replace_all(self, text: str) -> None:
        """Put another text in, with the cursor where it was as far as there is such a place."""
        cursor, top = self.cursor_location, self.scroll_offset
        self.load_text(text)
        self.move_cursor(self.clamp_visitable(cursor))
        self.scroll_to(top.x, top.y, animate=False)


def _has_python() -> bool:
    try:
        import tree_sitter  # noqa: F401
        import tree_sitter_python  # noqa: F401
    except ImportError:
        return False
    return True


def _shown(char: str) -> str:
    if char == "\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return char
    code = ord(char)
    # The control pictures, U+2400 and on, draw a control character in one cell.
    return chr(0x2400 + code) if code < 0x20 else "\N{REPLACEMENT CHARACTER}"
