"""The command `playground`: the app, and everything else from a shell.

A command imports what it needs when it runs, so that `playground --version` and
the completion of a shell stay quick. Exit codes: 0, 1 where something failed, 2
where the command was used wrongly, 130 when interrupted.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from playground import __version__
from playground.cli import check, course, doctor, reading, work
from playground.cli.common import told


class Program(click.Group):
    """The group of all commands, which tells errors as sentences and never as tracebacks."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            ctx.exit(130)
        except Exception as error:
            if told(error):
                raise click.ClickException(str(error)) from error
            raise


@click.group(
    cls=Program,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="playground")
@click.option(
    "--dir",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Start in this folder instead of the current one.",
)
@click.pass_context
def program(ctx: click.Context, folder: Path | None) -> None:
    """See, play with and write the ways data is made smaller.

    Without a command it opens the app, in the workspace that the current folder is in.
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    ctx.obj = folder or Path()
    if ctx.invoked_subcommand is None:
        ctx.exit(reading.open_app(ctx.obj))


for command in (
    work.init,
    work.list_,
    check.check,
    work.hint,
    work.show,
    work.reset,
    work.diff,
    reading.lesson,
    reading.lab,
    doctor.doctor,
    course.course,
    course.completion,
):
    program.add_command(command)


def main() -> int:
    """Run the command line and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that has no ✓ shows a question mark instead of a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        program.main(prog_name="playground")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0
