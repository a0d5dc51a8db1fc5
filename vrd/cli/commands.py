"""What each command of the command line does; each gives its exit code."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path
from typing import Any

from vrd.cli.options import asked_for_stills, export_options, finder_changes


def run(options: argparse.Namespace) -> int:
    """Every stage, through sequences."""
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
    from vrd.projects.settings import ProjectSettings
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
    from vrd.matching.thresholds import suggest_max_distance
    from vrd.projects.search import LEAST_SCORE
    from vrd.views.tables import show_sequences_table

    findings = project.find(**changes)
    kept = ""
    if changes:
        findings.keep()
        kept = " These settings are kept with the project for the next time."
    finder, found = findings
    print(show_sequences_table(finder.table(found)))
    settings = findings.settings
    if settings.align:
        least = min((one.score for one in found), default=LEAST_SCORE)
        forward, backward = finder.chance.counts(least) if finder.chance else (0, 0)
        print(
            f"{len(found):,} sequences at speeds from 0.8 to 1.25, with evidence worth at least "
            f"{settings.min_score or LEAST_SCORE:g} seconds of perfect match. Chance: with one "
            f"film of each pair running backward, {backward:,} in {forward:,} are found. They "
            f"are a guide, not proof: look at them.{kept}\n"
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
        f"in a row{in_all}. They are a guide, not proof: look at them.{kept}\n"
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


def find(options: argparse.Namespace) -> int:
    """Sequences with other settings."""
    with _open(options.project, read_only=False) as project:
        return _print_sequences(project, finder_changes(options))


def report(options: argparse.Namespace) -> int:
    """One HTML file."""
    with _open(options.project) as project:
        share = options.share or asked_for_stills()
        project.report(options.out, show_limit=options.show, share=share)
    print(f"Wrote {options.out}")
    if not options.share and share == "nothing":
        print("It holds no stills of the films. To have them in it: --share thumbs")
    return 0


def export(options: argparse.Namespace) -> int:
    """The sequences for other programs."""
    with _open(options.project) as project:
        found = project.find()
        found.export(options.out, **export_options(options))
    print(f"Wrote {len(found.sequences):,} sequences to {options.out}")
    return 0


def status(options: argparse.Namespace) -> int:
    """Which stages are done, and which films failed."""
    with _open(options.project) as project:
        print(project)
        project.show_failures()
    return 0


def doctor(options: argparse.Namespace) -> int:
    """What is installed, and how to repair it; 1 if VRD cannot run."""
    from vrd.cli.doctor import check

    findings = check(paths=options.paths)
    for finding in findings:
        print(finding)
    return 1 if any(finding.repair and finding.fatal for finding in findings) else 0


def networks(options: argparse.Namespace) -> int:
    """The networks, or the layers of one."""
    from vrd.fingerprinters.networks import get_network, networks_table

    if options.network == "dct":
        print("dct is made by hand: it has no layers and needs no weights.")
        return 0
    if options.network is None:
        print(networks_table().to_string(index=False))
        return 0
    from vrd.fingerprinters.keras_cnn import layers

    print(layers(get_network(options.network)).to_string(index=False))
    return 0


def lab(options: argparse.Namespace) -> int:
    """JupyterLab at the right notebook."""
    from vrd.cli.serve import open_lab

    return open_lab(options.folder, browser=not options.no_browser)


def app(options: argparse.Namespace) -> int:
    """The workbench as a page."""
    from vrd.cli.serve import open_app

    return open_app(options.project, port=options.port, browser=not options.no_browser)


def demo(options: argparse.Namespace) -> int:
    """The demo; 1 if nothing of what was planted was found."""
    from vrd.cli.demo import run_demo

    return run_demo(options.films, options.project, network=options.network, report=options.report)
