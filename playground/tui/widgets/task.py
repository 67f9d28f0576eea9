"""The task of an exercise: what its stub says, its points, and what it builds on."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from playground.course.catalog import Exercise
from playground.tui.session import Standing
from playground.tui.text import DIM, clean, points, sign, word


class TaskPane(VerticalScroll):
    """Shows the task; it is read from the stub, so that it stays whatever becomes of the file."""

    def __init__(self, exercise: Exercise) -> None:
        super().__init__(id="task")
        self._exercise = exercise

    def compose(self) -> ComposeResult:
        """Yield the place of the text."""
        yield Static(id="task-text")

    def show(self, standings: Mapping[str, Standing]) -> None:
        """Show the task with how the exercises stand now."""
        self.query_one("#task-text", Static).update(task(self._exercise, standings))


def task(exercise: Exercise, standings: Mapping[str, Standing]) -> Content:
    """Return the task as text."""
    own = standings[exercise.name]
    parts = [
        Content.styled(exercise.title, "bold $primary"),
        Content.assemble(
            sign(own.status),
            " ",
            word(own.status),
            (f"  ·  {points(own.score, exercise.points)}  ·  {exercise.file}", DIM),
        ),
    ]
    for name in exercise.requires:
        needed = standings[name]
        parts.append(
            Content.assemble(
                ("builds on  ", DIM),
                sign(needed.status),
                f" {needed.exercise.title}  ",
                word(needed.status),
            )
        )
    try:
        tree = ast.parse(exercise.stub.read_text("utf-8"))
    except (OSError, SyntaxError) as error:
        return Content("\n").join([*parts, Content(clean(f"The stub cannot be read: {error}"))])
    if text := ast.get_docstring(tree):
        parts += [Content(""), _prose(text)]
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for name in exercise.functions:
        if name in functions:
            parts += [Content(""), _function(functions[name])]
    return Content("\n").join(parts)


def _function(node: ast.FunctionDef) -> Content:
    result = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    head = Content.assemble(
        ("def ", DIM), (node.name, "bold $primary"), f"({ast.unparse(node.args)}){result}"
    )
    return head + "\n\n" + _prose(ast.get_docstring(node) or "")


def _prose(text: str) -> Content:
    """Return paragraphs for the width of the pane; what is indented or an example keeps its lines.

    A docstring is wrapped for an editor: its lines would break twice in a narrow pane.
    """
    blocks: list[Content] = []
    for block in inspect.cleandoc(text).split("\n\n"):
        lines = [clean(line) for line in block.splitlines()]
        if lines and lines[0].startswith(">>>"):
            blocks.append(
                Content("\n").join(
                    [
                        Content.styled(line, "$secondary" if line[:3] in (">>>", "...") else "")
                        for line in lines
                    ]
                )
            )
        elif any(line.startswith((" ", "-", "*")) for line in lines):
            blocks.append(Content("\n".join(lines)))
        else:
            blocks.append(Content(" ".join(lines)))
    return Content("\n\n").join(blocks)
