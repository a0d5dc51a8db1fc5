"""The command line: the same stages and settings as in Python.

Exit codes: 0 done (films that could not be read are listed, not fatal), 1 an error that the
message explains, 2 wrong use, 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from vrd import __version__
from vrd.cli_options import (
    add_export_options,
    add_finder_options,
    add_network_options,
    add_run_options,
    add_share_option,
    asked_for_stills,
    count,
    export_options,
    finder_changes,
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
        from vrd.views.html import clean

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

    run = add("run", _run, "Search a folder of films: every stage, through sequences.")
    run.add_argument("folder", type=Path, metavar="FOLDER", help="the films; subfolders too")
    run.add_argument("--project", type=Path, required=True, metavar="DIR", help="kept here")
    add_network_options(run)
    add_run_options(run)
    add_finder_options(run)
    find = add("find", _find, "Find sequences again, with other settings.")
    find.add_argument("--project", type=Path, required=True, metavar="DIR")
    add_finder_options(find)
    report = add("report", _report, "Write one self-contained HTML file.")
    report.add_argument("project", type=Path, metavar="DIR")
    report.add_argument("out", type=Path, metavar="OUT.html")
    report.add_argument("--show", type=count, default=200, metavar="N", help="sequences shown")
    add_share_option(report)
    export = add("export", _export, "Write the sequences for other programs.")
    export.add_argument("project", type=Path, metavar="DIR")
    add_export_options(export)
    status = add("status", _status, "Tell which stages are done, and which films failed.")
    status.add_argument("project", type=Path, metavar="DIR")
    doctor = add("doctor", _doctor, "Check what is installed, and tell how to repair it.")
    doctor.add_argument("--paths", action="store_true", help="name folders in full")
    networks = add("networks", _networks, "List the networks, or the layers of one.")
    networks.add_argument("network", nargs="?", metavar="NETWORK", help="list its layers")
    lab = add("lab", _lab, "Open JupyterLab at the right notebook for a project or its films.")
    lab.add_argument("folder", type=Path, metavar="FOLDER", help="a project, or a folder of films")
    app = add("app", _app, "Show the workbench of a project as a page, on this machine only.")
    app.add_argument("project", type=Path, metavar="DIR")
    app.add_argument("--port", type=int, default=0, metavar="N", help="default: any free one")
    for sub in (lab, app):
        sub.add_argument("--no-browser", action="store_true", help="print the address only")
    demo = add("demo", _demo, "Make demo films, find their reuse, compare with the truth.")
    demo.add_argument("--films", type=Path, default=Path("media/demo"), metavar="DIR")
    demo.add_argument("--project", type=Path, default=Path("vrd_projects/demo"), metavar="DIR")
    demo.add_argument("--network", default="vrdnet", metavar="NAME")
    demo.add_argument("--report", type=Path, metavar="OUT.html", help="default: in the project")
    return parser


def _run(options: argparse.Namespace) -> int:
    from vrd.views.tables import plan_table

    project = _project_to_run(options)
    with project:
        # This loads the network: weights that are missing show now, not after hours of decoding.
        print(plan_table(project.plan()))
        if options.plan:
            return 0
        project.run(force=options.force, retry_failed=options.retry_failed)
        if options.forget_removed:
            gone = project.forget_removed_films()
            print(f"{len(gone)} removed films forgotten for good: {', '.join(gone) or 'none'}")
        return _print_sequences(project, finder_changes(options))


def _project_to_run(options: argparse.Namespace) -> Any:
    """The project asked for: settings given now, else those it remembers, else the defaults."""
    from vrd.project_settings import ProjectSettings
    from vrd.vrd_project import VRDProject

    remembered = ProjectSettings(name=options.project.name, network="vrdnet")
    if (options.project / "project.json").is_file():
        remembered = ProjectSettings.read(options.project)
    new_network = options.network not in (None, remembered.network)
    return VRDProject(
        name=options.project.resolve().name,
        project_base_path=options.project.resolve().parent,
        video_path=options.folder,
        network=options.network or remembered.network,
        stop_at_layer=options.layer or (None if new_network else remembered.layer or None),
        weights=options.weights or (None if new_network else remembered.weights or None),
        additional_video_extensions=options.extension or remembered.additional_video_extensions,
        neighbours_considered=options.neighbours or remembered.neighbours_considered,
        fps=options.fps or remembered.fps,
        longest_side=options.longest_side or remembered.longest_side,
        leave_out_own_video=remembered.leave_out_own_video
        if options.leave_out_own_film is None
        else options.leave_out_own_film,
        device=options.device,
        memory_gib=options.memory,
        workers=options.workers,
    )


def _print_sequences(project: Any, changes: dict[str, Any]) -> int:
    from vrd.project_results import LEAST_SCORE
    from vrd.suggest_distance import suggest_max_distance
    from vrd.views.tables import show_sequences_table

    finder, found = project.find(**changes)
    print(show_sequences_table(finder.table(found)))
    settings = project.finder_settings()
    if settings.align:
        least = min((one.score for one in found), default=LEAST_SCORE)
        forward, backward = finder.chance.counts(least) if finder.chance else (0, 0)
        print(
            f"{len(found):,} sequences at speeds from 0.8 to 1.25, with evidence worth at least "
            f"{settings.min_score or LEAST_SCORE:g} seconds of perfect match. Chance: with one "
            f"film of each pair running backward, {backward:,} in {forward:,} are found. They "
            "are a guide, not proof: look at them.\n"
            f"{_next_steps(project.folder, '--min-score S')}"
        )
        return 0
    if settings.max_distance is None:
        print(f"Limit proposed from the data: {suggest_max_distance(project.neighbours).reason}.")
    share = settings.max_skipped_share
    in_all = f" and {100 * share:g}% in all" if share < 1 else ""
    print(
        f"{len(found):,} sequences, with matches at most {finder.max_distance:g} apart, of "
        f"{settings.shortest_sequence} frames or more with at most {settings.allow_skip} missing "
        f"in a row{in_all} (kept for the next time). They are a guide, not proof: look at them.\n"
        f"{_next_steps(project.folder, '--max-distance D')}"
    )
    return 0


def _next_steps(folder: Path, limit: str) -> str:
    place = shlex.quote(str(folder))
    return (
        f"  vrd lab {place}    to see and judge them; without cells: vrd app {place}\n"
        f"  vrd report {place} report.html    for colleagues\n"
        f"  vrd find --project {place} {limit}    to loosen or tighten"
    )


def _open(folder: Path, *, read_only: bool = True) -> Any:
    from vrd.vrd_project import open_project

    return open_project(folder, read_only=read_only)


def _find(options: argparse.Namespace) -> int:
    with _open(options.project, read_only=False) as project:
        return _print_sequences(project, finder_changes(options))


def _report(options: argparse.Namespace) -> int:
    from vrd.write_report import write_report

    with _open(options.project) as project:
        share = options.share or asked_for_stills()
        write_report(project, options.out, show_limit=options.show, share=share)
    print(f"Wrote {options.out}")
    if not options.share and share == "nothing":
        print("It holds no stills of the films. To have them in it: --share thumbs")
    return 0


def _export(options: argparse.Namespace) -> int:
    with _open(options.project) as project:
        finder, found = project.find()
        project.export(
            options.out, found, max_distance=finder.max_distance, **export_options(options)
        )
    print(f"Wrote {len(found):,} sequences to {options.out}")
    return 0


def _status(options: argparse.Namespace) -> int:
    with _open(options.project) as project:
        print(project)
        project.show_failures()
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from vrd.doctor import check

    findings = check(paths=options.paths)
    for finding in findings:
        print(finding)
    return 1 if any(finding.repair and finding.fatal for finding in findings) else 0


def _networks(options: argparse.Namespace) -> int:
    from vrd.neural_networks import get_network, networks_table

    if options.network == "dct":
        print("dct is made by hand: it has no layers and needs no weights.")
        return 0
    if options.network is None:
        print(networks_table().to_string(index=False))
        return 0
    from vrd.fingerprinters.keras_cnn import layers

    print(layers(get_network(options.network)).to_string(index=False))
    return 0


def _lab(options: argparse.Namespace) -> int:
    from vrd.serve_notebooks import open_lab

    return open_lab(options.folder, browser=not options.no_browser)


def _app(options: argparse.Namespace) -> int:
    from vrd.serve_notebooks import open_app

    return open_app(options.project, port=options.port, browser=not options.no_browser)


def _demo(options: argparse.Namespace) -> int:
    from vrd.run_demo import run_demo

    return run_demo(options.films, options.project, network=options.network, report=options.report)


if __name__ == "__main__":
    sys.exit(main())
