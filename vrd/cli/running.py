"""Run a project, find its sequences, and tell what was found and what can be done next."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from vrd.cli.finder_options import FinderOptions
from vrd.cli.listing import list_sequences
from vrd.cli.option_groups import given
from vrd.cli.run_options import AgainOptions
from vrd.core.text import distance_text, percent, plural
from vrd.errors import ProjectError
from vrd.matching.settings import FinderSettings
from vrd.pipeline.read_timeline import PICTURE
from vrd.projects.findings import Findings
from vrd.projects.opening import open_collection
from vrd.projects.proposed_limit import proposed_limit
from vrd.projects.search import LEAST_SCORE
from vrd.projects.settings import ProjectSettings, is_project
from vrd.storage.run_log import run_log, timed
from vrd.views.difference import difference_page
from vrd.views.tables import plan_table
from vrd.vrd_project import VRDProject


def open_to_run(
    folder: Path, films: Sequence[Path] | None, options: Mapping[str, Any]
) -> VRDProject:
    """Open a project, or make one; what is not given stays as the project remembers it.

    Parameters
    ----------
    folder
        The folder of the project.
    films
        The folders of films; None for those that the project remembers.
    options
        Arguments of `VRDProject` that were given.

    Raises
    ------
    ProjectError
        If the project joins two others.
    """
    changes = dict(options) | ({"video_path": list(films)} if films else {})
    if not is_project(folder):
        place = folder.resolve()
        return VRDProject(place.name, place.parent, **({"network": "vrdnet"} | changes))
    remembered = ProjectSettings.read(folder)
    if remembered.reference:
        raise ProjectError(
            f"{folder} combines two projects. Run these one by one, then combine them again with "
            "combine_projects(...)."
        )
    return open_collection(folder.resolve(), remembered, **changes)


def finder_changes(options: FinderOptions) -> dict[str, Any]:
    """Return the settings of the finder that were given.

    Raises
    ------
    typer.BadParameter
        If one of them is out of its range.
    """
    changes = given(options)
    try:
        FinderSettings(**changes)
    except ProjectError as error:
        raise typer.BadParameter(str(error)) from None
    return changes


def run_project(project: VRDProject, again: AgainOptions, changes: Mapping[str, Any]) -> None:
    """Run every stage of a project, and print what was found.

    Parameters
    ----------
    project
        Open for writing.
    again
        What is done besides new and changed films.
    changes
        Settings of the finder that were given.
    """
    # This loads the network: weights that are missing show now, not after hours of decoding.
    print(plan_table(project.plan()), flush=True)
    if again.plan:
        return
    project.run(force=again.force, retry_failed=again.retry_failed)
    if again.forget_removed:
        names = project.forget_removed_films()
        print(f"Deleted what was made of {len(names)} removed films: {', '.join(names) or 'none'}.")
    with run_log(project.folder, project.settings.film_folders), timed("Sequences") as outcome:
        outcome["found"] = find_sequences(project, changes)


def find_sequences(project: Any, changes: Mapping[str, Any]) -> int:
    """Find sequences, keep the settings, and print a table and its meaning.

    Parameters
    ----------
    project
        Any open project.
    changes
        Settings of the finder that were given.

    Returns
    -------
    int
        The number of sequences.
    """
    found = project.find(**changes)
    sequences, aligned = found.sequences, bool(found.settings.align)
    if sequences:
        print()
        print(list_sequences(found.finder.table(sequences)))
    print()
    print(_evidence_summary(found) if aligned else _distance_summary(found))
    if (films := len(project.frames.videos)) < 2:
        print(f"Reuse is found between films, and only {films} could be read.")
    if changes:
        print(_kept(found))
    print(_next_steps(project.folder, aligned=aligned, found=bool(sequences)))
    return len(sequences)


def _kept(found: Findings) -> str:
    """Make the settings of findings the project's where that may be written, and say so."""
    if found.track.folder.read_only:
        return "These settings are not kept, because nothing can be written in the project."
    found.keep()
    return "These settings are kept: reports, exports and the next search use them, too."


def _counted(sequences: Any) -> str:
    return f"{plural(len(sequences), 'sequence') if sequences else 'No sequences'} found"


def _evidence_summary(found: Findings) -> str:
    finder, sequences = found.finder, found.sequences
    wanted = found.settings.min_score or LEAST_SCORE
    text = (
        f"{_counted(sequences)} at speeds from 0.8 to 1.25 with evidence of at least {wanted:g} s "
        "(seconds of perfect match)."
    )
    if sequences and finder.decoys:
        lowest = min(sequence.score for sequence in sequences)
        forward, backward = finder.decoys.counts(lowest)
        decoys = plural(backward, "sequence") + (" is" if backward == 1 else " are")
        text += (
            "\nHow many are chance? When one film of each pair is played backwards, which shows "
            f"no reuse,\n{decoys} found; played forwards, {forward:,}."
        )
        more = len(sequences) - forward
        if more > 0:
            text += f"\nNot counted there: {more:,} that a closer look at the films has added."
    return text


def _distance_summary(found: Findings) -> str:
    settings = found.settings
    share = settings.max_skipped_share
    in_all = f" and {percent(share, 1)} in all" if share < 1 else ""
    text = (
        f"{_counted(found.sequences)} with matches at a distance of at most "
        f"{distance_text(found.max_distance)}, over at least {settings.shortest_sequence} frames; "
        f"\nat most {settings.allow_skip} in a row{in_all} may lack a match."
    )
    if settings.max_distance is None:
        text += f"\n{proposed_limit(found.track).reason}"
    return text


def _next_steps(folder: Path, *, aligned: bool, found: bool) -> str:
    place = shlex.quote(shown_folder(folder))
    limit = "--min-score SECONDS" if aligned else "--max-distance D"
    tune = f"  vrd find {place} {limit}    to find more or fewer"
    if not found:
        return f"\n{tune}"
    return (
        "The sequences are a guide, not proof: look at them.\n\n"
        f"  vrd lab {place}    to see and judge them; as a page without code: vrd app {place}\n"
        f"  vrd report {place} report.html    for colleagues\n{tune}"
    )


def shown_folder(folder: Path) -> str:
    """Return a folder as it is typed from the working folder.

    Parameters
    ----------
    folder
        An absolute path.
    """
    try:
        return str(folder.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(folder)


def take_over(project: Any, edited: Path, reviewer: str | None, *, apply: bool) -> None:
    """Show the judgements of an edited export, and add them to the project if asked to.

    Parameters
    ----------
    project
        An open project.
    edited
        The file, or a folder of files.
    reviewer
        Who edited it, where the file does not say so.
    apply
        Add the judgements to the project.
    """
    if apply:
        project.tracks[PICTURE].folder.check_writable()
    difference = project.annotations.read_edits(edited, reviewer=reviewer)
    print(difference_page(difference))
    if apply:
        difference.apply()
        print(f"Took over {plural(len(difference.judgements), 'judgement')}.")
    elif difference.judgements:
        print("Nothing was taken over yet. To take over what is new and changed, add: --apply")
