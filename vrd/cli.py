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
    _add_network_options(run)
    _add_run_options(run)
    _add_finder_options(run)
    find = add("find", _find, "Find sequences again, with other settings.")
    find.add_argument("--project", type=Path, required=True, metavar="DIR")
    _add_finder_options(find)
    report = add("report", _report, "Write one self-contained HTML file.")
    report.add_argument("project", type=Path, metavar="DIR")
    report.add_argument("out", type=Path, metavar="OUT.html")
    report.add_argument("--show", type=_count, default=200, metavar="N", help="sequences shown")
    report.add_argument("--no-thumbnails", action="store_true", help="leave pictures out")
    export = add("export", _export, "Write the sequences as a table.")
    export.add_argument("project", type=Path, metavar="DIR")
    export.add_argument("out", type=Path, metavar="OUT.{csv,xlsx,json}")
    status = add("status", _status, "Tell which stages are done, and which films failed.")
    status.add_argument("project", type=Path, metavar="DIR")
    add("doctor", _doctor, "Check what is installed, and tell how to repair it.")
    networks = add("networks", _networks, "List the networks, or the layers of one.")
    networks.add_argument("network", nargs="?", metavar="NETWORK", help="list its layers")
    demo = add("demo", _demo, "Make demo films, find their reuse, compare with the truth.")
    demo.add_argument("--films", type=Path, default=Path("media/demo"), metavar="DIR")
    demo.add_argument("--project", type=Path, default=Path("vrd_projects/demo"), metavar="DIR")
    demo.add_argument("--network", default="dct", metavar="NAME")
    demo.add_argument("--report", type=Path, metavar="OUT.html", help="default: in the project")
    return parser


def _add_network_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("fingerprints").add_argument
    add("--network", metavar="NAME", help="see: vrd networks (default: dct, needs no weights)")
    add("--layer", metavar="NAME", help="layer to stop at (default: the network's own)")
    add("--weights", metavar="FILE", help="weights of your own, or 'random'")


def _add_run_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("stages").add_argument
    add("--fps", type=_positive, metavar="N", help="frames per second of film (default: 1)")
    add("--longest-side", type=_count, metavar="PX", help="of stills (default: 640)")
    add("--extension", action="append", metavar=".EXT", help="further film extension; repeatable")
    add("--neighbours", type=_count, metavar="K", help="neighbours of each frame (default: 250)")
    add(
        "--leave-out-own-film",
        action=argparse.BooleanOptionalAction,
        help="before the nearest are chosen (default; the published way is --no-...)",
    )
    add("--device", choices=["auto", "cpu", "gpu"], default="auto", help="for the search")
    add("--memory", type=_positive, default=4.0, metavar="GIB", help="for the search")
    add("--workers", type=_count, metavar="N", help="films read at once")
    add("--retry-failed", action="store_true", help="try unreadable films again")
    add("--forget-removed", action="store_true", help="delete what films now gone had given")
    add("--force", action="store_true", help="make everything again")
    add("--plan", action="store_true", help="tell what would be done, and stop")


def _add_finder_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("sequences").add_argument
    add("--max-distance", type=_limit, metavar="D", help="squared L2, or 'auto' (the default)")
    add("--shortest", type=_count, metavar="N", help="shortest sequence, in frames (default: 5)")
    add("--allow-skip", type=_count_or_none, metavar="N", help="frames missing (default: 2)")
    add("--combine", action=argparse.BooleanOptionalAction, help="merge overlapping (default)")


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is below 1")
    return value


def _count_or_none(text: str) -> int:
    return 0 if text == "0" else _count(text)


def _limit(text: str) -> float | str:
    return "auto" if text == "auto" else _positive(text)


def _finder_changes(options: argparse.Namespace) -> dict[str, Any]:
    given = {
        "max_distance": options.max_distance,
        "shortest_sequence": options.shortest,
        "allow_skip": options.allow_skip,
        "combine_overlap": options.combine,
    }
    changes = {name: value for name, value in given.items() if value is not None}
    if changes.get("max_distance") == "auto":
        changes["max_distance"] = None
    return changes


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
        return _print_sequences(project, _finder_changes(options))


def _project_to_run(options: argparse.Namespace) -> Any:
    """The project asked for: settings given now, else those it remembers, else the defaults."""
    from vrd.project_settings import ProjectSettings
    from vrd.vrd_project import VRDProject

    remembered = ProjectSettings(name=options.project.name, network="dct")
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
    from vrd.suggest_distance import suggest_max_distance
    from vrd.views.tables import show_sequences_table

    finder, found = project.find(**changes)
    print(show_sequences_table(finder.table(found)))
    if project.settings.finder.max_distance is None:
        print(f"Limit proposed from the data: {suggest_max_distance(project.neighbours).reason}.")
    print(
        f"{len(found):,} sequences, with matches at most {finder.max_distance:g} apart. They are "
        f"a guide, not proof: look at them.\n"
        f"  vrd report {project.folder} report.html    to see them\n"
        f"  vrd find --project {project.folder} --max-distance D    to loosen or tighten"
    )
    return 0


def _open(folder: Path, *, read_only: bool = True) -> Any:
    from vrd.vrd_project import open_project

    return open_project(folder, read_only=read_only)


def _find(options: argparse.Namespace) -> int:
    with _open(options.project, read_only=False) as project:
        return _print_sequences(project, _finder_changes(options))


def _report(options: argparse.Namespace) -> int:
    from vrd.write_report import write_report

    with _open(options.project) as project:
        write_report(
            project,
            options.out,
            show_limit=options.show,
            thumbnails=not options.no_thumbnails,
        )
    print(f"Wrote {options.out}")
    return 0


def _export(options: argparse.Namespace) -> int:
    from vrd.exports.tables import export

    with _open(options.project) as project:
        finder, found = project.find()
        export(finder.table(found), options.out)
    print(f"Wrote {len(found):,} sequences to {options.out}")
    return 0


def _status(options: argparse.Namespace) -> int:
    with _open(options.project) as project:
        print(project)
        project.show_failures()
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from vrd.doctor import check

    findings = check()
    for finding in findings:
        print(finding)
    return 1 if any(finding.repair and finding.fatal for finding in findings) else 0


def _networks(options: argparse.Namespace) -> int:
    from vrd.neural_networks import get_network, networks_table

    if options.network is None:
        print(networks_table().to_string(index=False))
        return 0
    from vrd.fingerprinters.keras_cnn import layers

    print(layers(get_network(options.network)).to_string(index=False))
    return 0


def _demo(options: argparse.Namespace) -> int:
    from vrd.run_demo import run_demo

    return run_demo(options.films, options.project, network=options.network, report=options.report)


if __name__ == "__main__":
    sys.exit(main())
