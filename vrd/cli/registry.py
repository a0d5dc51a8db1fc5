"""Hold the app that the commands of the command line belong to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer
from typer import Option

from vrd import __version__
from vrd.cli.help import VRDCommand, VRDGroup
from vrd.cli.option_groups import with_option_groups

#: A project in the examples of the help.
EXAMPLE = "vrd_projects/my_films"

app = typer.Typer(
    cls=VRDGroup,
    name="vrd",
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
    epilog="\n\n".join(
        (
            "Start with one of:",
            "  vrd demo",
            f"  vrd run {EXAMPLE} --films /path/to/films",
            "Help on a command, with examples:",
            "  vrd run --help",
        )
    ),
    pretty_exceptions_enable=False,
)


def command(
    panel: str, *examples: str, name: str | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function a command of the app; its docstring is the help.

    Parameters
    ----------
    panel
        The group of commands in which ``vrd --help`` lists it.
    *examples
        Command lines that the help shows.
    name
        The command, if not the name of the function.
    """
    shown = "\n\n".join(["Examples:", *(f"  {example}" for example in examples)])

    def register(function: Callable[..., None]) -> Callable[..., None]:
        add = app.command(name, cls=VRDCommand, rich_help_panel=panel, epilog=shown)
        add(with_option_groups(function))
        return function

    return register


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"vrd {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def vrd(
    context: typer.Context,
    version: Annotated[
        bool,
        Option("--version", callback=_print_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Find where footage has been reused across films."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(2)
