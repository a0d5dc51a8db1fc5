"""Define the commands that show results in Jupyter, and those that help to begin."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from vrd.cli.options import EarlierProject, NoBrowser, Project
from vrd.cli.registry import EXAMPLE, command

_LOOK, _HELP = "Look and judge", "Help"


@command(_LOOK, f"vrd lab {EXAMPLE}", "vrd lab /path/to/films")
def lab(
    project: Annotated[
        Path,
        Argument(metavar="PROJECT", help="The folder of a project, or of films without one yet."),
    ],
    no_browser: NoBrowser = False,
) -> None:
    """Open JupyterLab at a notebook that is ready to run, to see and judge what was found.

    For a folder of films, the notebook makes the project, too.
    """
    from vrd.cli.serve import open_lab

    raise typer.Exit(open_lab(project, browser=not no_browser))


@command(_LOOK, f"vrd app {EXAMPLE}", name="app")
def open_as_page(
    project: Project,
    port: Annotated[int, Option(metavar="N", help="Port of this computer; 0: any free one.")] = 0,
    no_browser: NoBrowser = False,
) -> None:
    """Show a project as a page without code, to see and judge what was found.

    Only this computer can open the page.
    """
    from vrd.cli.serve import open_app

    raise typer.Exit(open_app(project, port=port, browser=not no_browser))


@command(_HELP, "vrd demo")
def demo(
    project: Annotated[
        Path, Argument(metavar="[PROJECT]", help="The folder of the project.")
    ] = Path("vrd_projects/demo"),
    earlier: EarlierProject = None,
    films: Annotated[Path, Option(metavar="FOLDER", help="Where the demo films are made.")] = Path(
        "media/demo"
    ),
    network: Annotated[
        str, Option(metavar="NAME", help="What makes the fingerprints; see 'vrd networks'.")
    ] = "vrdnet",
    report: Annotated[
        Path | None,
        Option(metavar="OUT.html", help="The report. By default: report.html in the project."),
    ] = None,
) -> None:
    """Make films with planted reuse, search them, and compare what is found with what was planted.

    It takes some minutes and needs no films of your own.
    """
    from vrd.cli.demo import run_demo

    raise typer.Exit(run_demo(films, earlier or project, network=network, report=report))


@command(_HELP, "vrd networks", "vrd networks efficientnetb4      # its layers")
def networks(
    network: Annotated[
        str | None,
        Argument(
            metavar="[NETWORK]",
            help="List the layers of this one, or what the file of an ONNX model takes and gives.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """List what can make fingerprints, or the layers of one network."""
    from vrd.cli.listing import list_layers, list_networks

    print(list_layers(network) if network else list_networks())


@command(_HELP, "vrd doctor", "vrd doctor --paths")
def doctor(
    paths: Annotated[
        bool, Option("--paths", help="Name folders in full; otherwise the list can be sent on.")
    ] = False,
) -> None:
    """Check what is installed, and tell how to repair it."""
    from vrd.cli.doctor import check, verdict

    checks = check(paths=paths)
    for done in checks:
        print(done)
    print()
    print(verdict(checks))
    raise typer.Exit(int(any(done.fatal and done.repair for done in checks)))
