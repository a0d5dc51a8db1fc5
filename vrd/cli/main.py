"""The command line: the same stages and settings as in Python.

Exit codes: 0 done (films that could not be read are listed, not fatal), 1 an error that the
message explains, 2 wrong use, 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from vrd import __version__
from vrd.cli import commands as cli_commands
from vrd.cli.options import (
    add_export_options,
    add_finder_options,
    add_network_options,
    add_run_options,
    add_share_option,
    count,
)
from vrd.errors import VRDError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is returned.

    Parameters
    ----------
    arguments
        Words of the command line; None for those of the process.
    """
    # Before TensorFlow is loaded: its start-up messages would drown ours.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except (VRDError, OSError) as error:
        if isinstance(error, BrokenPipeError):
            # The reader of our output (head, less) has gone; that is no error.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        from vrd.core.text import clean

        print(f"vrd: {clean(str(error))}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("vrd: interrupted; what was finished is kept, and the same command goes on from "
              "there.", file=sys.stderr)  # fmt: skip
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vrd",
        description="Find where footage has been reused across films.",
        epilog="Start with: vrd demo, or: vrd run FOLDER --project DIR",
    )
    parser.add_argument("--version", action="version", version=f"vrd {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, command: Any, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(command=command)
        return sub

    run = add("run", cli_commands.run, "Search a folder of films: every stage, through sequences.")
    run.add_argument("folder", type=Path, metavar="FOLDER", help="the films; subfolders too")
    run.add_argument("--project", type=Path, required=True, metavar="DIR", help="kept here")
    add_network_options(run)
    add_run_options(run)
    add_finder_options(run)
    find = add("find", cli_commands.find, "Find sequences again, with other settings.")
    find.add_argument("--project", type=Path, required=True, metavar="DIR")
    add_finder_options(find)
    report = add("report", cli_commands.report, "Write one self-contained HTML file.")
    report.add_argument("project", type=Path, metavar="DIR")
    report.add_argument("out", type=Path, metavar="OUT.html")
    report.add_argument("--show", type=count, default=200, metavar="N", help="sequences shown")
    add_share_option(report)
    export = add("export", cli_commands.export, "Write the sequences for other programs.")
    export.add_argument("project", type=Path, metavar="DIR")
    add_export_options(export)
    status = add(
        "status", cli_commands.status, "Tell which stages are done, and which films failed."
    )
    status.add_argument("project", type=Path, metavar="DIR")
    doctor = add(
        "doctor", cli_commands.doctor, "Check what is installed, and tell how to repair it."
    )
    doctor.add_argument("--paths", action="store_true", help="name folders in full")
    networks = add("networks", cli_commands.networks, "List the networks, or the layers of one.")
    networks.add_argument("network", nargs="?", metavar="NETWORK", help="list its layers")
    lab = add(
        "lab", cli_commands.lab, "Open JupyterLab at the right notebook for a project or its films."
    )
    lab.add_argument("folder", type=Path, metavar="FOLDER", help="a project, or a folder of films")
    app = add(
        "app", cli_commands.app, "Show the workbench of a project as a page, on this machine only."
    )
    app.add_argument("project", type=Path, metavar="DIR")
    app.add_argument("--port", type=int, default=0, metavar="N", help="default: any free one")
    for sub in (lab, app):
        sub.add_argument("--no-browser", action="store_true", help="print the address only")
    demo = add(
        "demo", cli_commands.demo, "Make demo films, find their reuse, compare with the truth."
    )
    demo.add_argument("--films", type=Path, default=Path("media/demo"), metavar="DIR")
    demo.add_argument("--project", type=Path, default=Path("vrd_projects/demo"), metavar="DIR")
    demo.add_argument("--network", default="vrdnet", metavar="NAME")
    demo.add_argument("--report", type=Path, metavar="OUT.html", help="default: in the project")
    return parser


if __name__ == "__main__":
    sys.exit(main())
