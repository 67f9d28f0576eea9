"""The colours: two themes of our own, and code colours that follow whichever theme is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.theme import Theme

if TYPE_CHECKING:
    from textual.widgets.text_area import TextAreaTheme

DARK = "playground-dark"
LIGHT = "playground-light"

# One accent, amber as old terminals had it; green and red only ever say passed and failed.
THEMES = (
    Theme(
        name=DARK,
        primary="#f0b55f",
        secondary="#8fb4d9",
        accent="#f0b55f",
        warning="#f0b55f",
        error="#f2806b",
        success="#8fcf7d",
        foreground="#d9dce3",
        background="#13161c",
        surface="#191d25",
        panel="#222731",
        dark=True,
        variables={
            "block-cursor-background": "#2d3442",
            "block-cursor-foreground": "#ffffff",
            "block-cursor-text-style": "none",
            "block-cursor-blurred-background": "#20252f",
            "border": "#f0b55f",
            "border-blurred": "#343b49",
            "input-selection-background": "#f0b55f 30%",
        },
    ),
    Theme(
        name=LIGHT,
        primary="#8a5200",
        secondary="#2b5f93",
        accent="#8a5200",
        warning="#8a5200",
        error="#b3261e",
        success="#2c6e1f",
        foreground="#24272e",
        background="#faf8f3",
        surface="#f3efe6",
        panel="#e9e4d8",
        dark=False,
        variables={
            "block-cursor-background": "#e3d9c4",
            "block-cursor-foreground": "#17191e",
            "block-cursor-text-style": "none",
            "block-cursor-blurred-background": "#ece6d8",
            "border": "#8a5200",
            "border-blurred": "#d0c8b6",
            "input-selection-background": "#8a5200 25%",
        },
    ),
)

# Every pair reaches a contrast of 4.5 on the surface and the background of its theme.
_DARK_CODE = {
    "keyword": "#f0b55f",
    "string": "#a5d08f",
    "comment": "#8b93a3",
    "number": "#d9a5d4",
    "function": "#8fb4d9",
    "type": "#7fcac0",
    "plain": "#d9dce3",
}
_LIGHT_CODE = {
    "keyword": "#8a5200",
    "string": "#2f6b1f",
    "comment": "#6a6659",
    "number": "#7d3575",
    "function": "#2b5f93",
    "type": "#15645b",
    "plain": "#24272e",
}
# What tree-sitter's highlights query calls things, by the colour they get.
_NAMES = {
    "keyword": (
        "keyword keyword.function keyword.return keyword.operator conditional repeat"
        " exception include"
    ),
    "string": "string string.documentation string.escape",
    "comment": "comment",
    "number": "number float boolean constant.builtin",
    "function": "function function.call method method.call",
    "type": "type type.builtin class type.class constructor",
}


def code_theme(dark: bool) -> TextAreaTheme:
    """Return the editor's colours for a dark or a light theme.

    The background, the cursor and the selection stay with the app's theme.
    """
    from rich.style import Style
    from textual.widgets.text_area import TextAreaTheme

    colours = _DARK_CODE if dark else _LIGHT_CODE
    styles = {
        name: Style(color=colours[kind], italic=kind == "comment" or None)
        for kind, names in _NAMES.items()
        for name in names.split()
    }
    return TextAreaTheme(name=f"playground-{'dark' if dark else 'light'}", syntax_styles=styles)
