"""A text to read and not to change: the solution, or what the learner changed."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from playground.tui.screens.card import CardScreen
from playground.tui.text import DIM, clean
from playground.tui.widgets.bars import Key, KeyBar
from playground.tui.widgets.editor import CodeEditor


class ViewerScreen(CardScreen[None]):
    """Shows code, or a diff, in a large card."""

    CSS_PATH = "viewer.tcss"

    def __init__(self, title: str, text: str, diff: bool = False) -> None:
        super().__init__()
        self._heading = title
        self._text = text
        self._diff = diff

    def compose(self) -> ComposeResult:
        """Yield the text and the key that closes it."""
        with Vertical(classes="card") as card:
            card.border_title = self._heading
            if self._diff:
                with VerticalScroll():
                    yield Static(_coloured(self._text))
            else:
                yield CodeEditor(self._text, read_only=True)
            yield KeyBar(Key("↑↓", "scroll", ""), Key("escape", "close", "screen.close"))

    def on_mount(self) -> None:
        """Let the arrows scroll at once."""
        self.set_focus(self.query_one(VerticalScroll if self._diff else CodeEditor))


def _coloured(diff: str) -> Content:
    """Return a unified diff with its added and removed lines in colour beside their signs."""
    styles = {"+": "$text-success", "-": "$text-error", "@": DIM}
    lines = []
    for line in diff.splitlines():
        head = line.startswith(("+++", "---"))
        lines.append(Content.styled(clean(line), DIM if head else styles.get(line[:1], "")))
    return Content("\n").join(lines)
