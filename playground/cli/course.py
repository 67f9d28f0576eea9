"""Commands for whoever writes the course, and the completion of a shell."""

from __future__ import annotations

import sys

import click


@click.group()
def course() -> None:
    """Look after the course's own files."""


@course.command("check")
def course_check() -> None:
    """Hold course.toml, stubs, solutions, hidden suites, pages and labs against each other.

    One line for each finding, as "where: what". Exits with 1 where there is one.
    """
    from playground.grading.course_check import Places, check_course

    live = sys.stderr.isatty()

    def tell(done: int, count: int) -> None:
        if live:
            click.echo(f"\r\x1b[Kgraded {done} of {count}", nl=False, err=True)

    findings = check_course(Places.shipped(), tell)
    if live:
        click.echo("\r\x1b[K", nl=False, err=True)
    for finding in findings:
        click.echo(str(finding))
    if findings:
        count = len(findings)
        click.echo(f"{count} finding{'s' if count > 1 else ''}", err=True)
        click.get_current_context().exit(1)
    click.echo("The course is sound.")


# \b keeps click from joining the lines into a paragraph.
COMPLETION_HELP = """Print the completion script for a shell.

\b
bash: eval "$(playground completion bash)" in ~/.bashrc
zsh:  eval "$(playground completion zsh)" in ~/.zshrc
fish: playground completion fish > ~/.config/fish/completions/playground.fish
"""


@click.command(help=COMPLETION_HELP)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script for a shell."""
    from click.shell_completion import get_completion_class

    from playground.cli import program

    kind = get_completion_class(shell)
    if kind is None:
        raise click.ClickException(f"there is no completion for {shell}")
    click.echo(kind(program, {}, "playground", "_PLAYGROUND_COMPLETE").source())
