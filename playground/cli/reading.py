"""Commands to read and look: the app, lesson, lab."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from playground.cli.common import (
    Misuse,
    bold,
    complete_lesson,
    faint,
    need_lesson,
    note,
    on_terminal,
    place,
)

if TYPE_CHECKING:
    from playground.course.catalog import Page

NO_TERMINAL = """\
The app needs a terminal for its input, its output and its errors. Without one:
  playground list                 the exercises, and how far you are
  playground lesson huffman       a lesson as text
  playground lab huffman --plain  a lab as text
  playground check huffman/tree   grade an exercise
  playground --help               everything else"""


def open_app(start: Path) -> int:
    """Open the app and return its exit code; without a terminal say what to run instead."""
    if not on_terminal():
        click.echo(NO_TERMINAL, err=True)
        return 2
    from playground.tui.app import run

    return int(run(start.absolute()))


@click.command()
@click.argument("name", metavar="NAME", shell_complete=complete_lesson)
@click.option("--page", type=click.IntRange(min=1), metavar="N", help="Print this page alone.")
def lesson(name: str, page: int | None) -> None:
    """Print a lesson's pages as text, each answer after its question."""
    found = need_lesson(name)
    pages = found.pages()
    if page is not None and page > len(pages):
        raise Misuse(f"{found.title} has {len(pages)} pages: there is no page {page}")
    if page is None:
        click.echo(f"{bold(found.title)}\n{found.idea}\n")
    for number, each in enumerate(pages, start=1):
        if page in (None, number):
            click.echo(faint(f"-- {found.id}, page {number} of {len(pages)} --"))
            click.echo("\n".join(page_as_text(each)))
            click.echo()


def page_as_text(page: Page) -> Iterator[str]:
    """Yield a page's lines without Markdown's marks; figures are set in by four columns."""
    yield from _markdown_as_text(page.text)
    if page.answer:
        yield ""
        yield bold("Answer")
        yield ""
        yield from _markdown_as_text(page.answer)


def _markdown_as_text(source: str) -> Iterator[str]:
    inside = False
    for line in source.rstrip("\n").split("\n"):
        if line.startswith("```"):
            inside = not inside
        elif inside:
            yield f"    {line}".rstrip()
        elif line.startswith("#"):
            title = line.lstrip("#").strip()
            yield bold(title)
            yield "=" * len(title)
        else:
            yield _strong(line)


def _strong(line: str) -> str:
    """Return the line with **words** bold instead of marked."""
    parts = line.split("**")
    if len(parts) % 2 == 0:  # a mark without its partner is no mark
        return line
    return "".join(bold(part) if i % 2 else part for i, part in enumerate(parts))


@click.command()
@click.argument("name", metavar="NAME", shell_complete=complete_lesson)
@click.argument("words", metavar="[KEY=VALUE]...", nargs=-1)
@click.option("--plain", is_flag=True, help="Print the lab as text.")
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the lab's figures as CSV tables into this folder, and print the lab as text.",
)
@click.pass_obj
def lab(start: Path, name: str, words: tuple[str, ...], plain: bool, out: Path | None) -> None:
    """Open one lab, or print it as text.

    KEY=VALUE sets what it shows, such as `playground lab huffman --plain view=codes`.
    """
    from playground.labs import LabError, load

    settings = _settings(words)
    try:
        module = load(name)
        state = module.parse(settings)
    except LabError as error:
        raise Misuse(str(error)) from None
    if plain or out is not None:
        click.echo(module.plain(state).rstrip("\n"))
        if out is not None:
            _write_tables(place(start) / out, module.tables(state))
        return
    if not on_terminal():
        again = " ".join(["playground lab", name, "--plain", *words])
        raise Misuse(f"a lab needs a terminal; as text: {again}")
    from playground.tui.app import run_lab

    click.get_current_context().exit(int(run_lab(name, settings, place(start))))


def _settings(words: Sequence[str]) -> dict[str, str]:
    settings: dict[str, str] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or not key or not value:
            raise Misuse(f"{word!r} is no setting: expected KEY=VALUE, such as view=codes")
        if key in settings:
            raise Misuse(f"{key} is set twice")
        settings[key] = value
    return settings


def _write_tables(folder: Path, tables: Mapping[str, Sequence[Sequence[Any]]]) -> None:
    for name, rows in tables.items():
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        file = folder / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file.write_text(text.getvalue(), "utf-8")
        except OSError as error:
            raise click.ClickException(
                f"{file} could not be written ({error.strerror}): choose another folder"
            ) from None
        note(f"wrote {file}")
