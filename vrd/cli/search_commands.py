"""Define the commands that search films, and those that write what was found.

Every command that is about a project takes its folder as the first word: ``vrd COMMAND PROJECT``.
VRD is imported within the commands: ``vrd --help`` shall not wait for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from vrd.cli.finder_options import FinderOptions
from vrd.cli.onnx_options import OnnxOptions, onnx_network
from vrd.cli.option_groups import given
from vrd.cli.options import (
    EarlierProject,
    ExportOptions,
    Project,
    ProjectArgument,
    Shared,
    ask_for_stills,
)
from vrd.cli.registry import EXAMPLE, command
from vrd.cli.run_options import AgainOptions, MachineOptions, NetworkOptions, StageOptions

_PANEL = "Search"


def _named(project: Path | None, earlier: Path | None) -> Path:
    """Return the folder of the project, from where earlier versions took it or from where it is."""
    folder = project if earlier is None else earlier
    if folder is None:
        raise typer.BadParameter(f"Name the folder of the project, such as {EXAMPLE}.")
    return folder


@command(
    _PANEL,
    f"vrd run {EXAMPLE} --films /path/to/films",
    f"vrd run {EXAMPLE}                  # go on, or look at films that were added",
    f"vrd run {EXAMPLE} --plan           # how long will it take?",
    f"vrd run {EXAMPLE} --films /path/to/films --network dct",
    f"vrd run {EXAMPLE} --films /path/to/films --network sscd.onnx --mean imagenet --std imagenet",
)
def run(
    project: ProjectArgument = None,
    films: Annotated[
        list[Path] | None,
        Option(
            metavar="FOLDER",
            help="The folder of films, with its subfolders. It is needed the first time only, and "
            "never written to. May be given repeatedly, for all folders of the project.",
        ),
    ] = None,
    earlier: EarlierProject = None,
    *,
    again: AgainOptions,
    network: NetworkOptions,
    model: OnnxOptions,
    stages: StageOptions,
    machine: MachineOptions,
    finder: FinderOptions,
) -> None:
    """Search a folder of films for footage that they share.

    All stages run, from reading the films to a table of sequences. Only films that are new or have
    changed are read. A run that was stopped goes on where it was; run.log in the project tells
    how far it came.
    """
    from vrd.cli.running import finder_changes, open_to_run, run_project
    from vrd.projects.settings import is_project

    if earlier is not None and project is not None and not films:
        # The grammar of earlier versions: vrd run FILMS --project PROJECT
        films, project = [project], earlier
    folder = _named(project, earlier)
    if not films and not is_project(folder):
        raise typer.BadParameter(
            f"{folder} is not a project yet. Say where the films are, to make one:\n"
            f"  vrd run {_example_for(folder)} --films /path/to/films"
        )
    changes = finder_changes(finder)
    options = given(network) | given(stages) | given(machine)
    if (described := onnx_network(folder, network.network, model)) is not None:
        options["network"] = described
    with open_to_run(folder, films, options) as opened:
        run_project(opened, again, changes)


def _example_for(folder: Path) -> str:
    # A folder that is there holds the films, more likely than not.
    return f"vrd_projects/{folder.resolve().name or 'my_films'}" if folder.exists() else str(folder)


@command(
    _PANEL,
    f"vrd find {EXAMPLE}",
    f"vrd find {EXAMPLE} --min-score 3           # more evidence, fewer sequences",
    f"vrd find {EXAMPLE} --min-score auto        # back to the proposed one",
    f"vrd find {EXAMPLE} --reset                 # back to the settings of a new project",
)
def find(
    project: ProjectArgument = None,
    earlier: EarlierProject = None,
    reset: Annotated[
        bool,
        Option(
            "--reset",
            help="Forget the settings that were kept; those given now are added to the settings "
            "of a new project.",
        ),
    ] = False,
    *,
    finder: FinderOptions,
) -> None:
    """Find sequences again with other settings, without searching the frames again.

    The settings are kept with the project: reports, exports and the next search use them, too.
    """
    from vrd.cli.running import find_sequences, finder_changes
    from vrd.vrd_project import open_project

    folder, changes = _named(project, earlier), finder_changes(finder)
    with open_project(folder, reset_search=reset) as opened:
        find_sequences(opened, changes)
    if reset and not changes:
        print("The settings of the search are those of a new project again.")


@command(
    _PANEL,
    f"vrd export {EXAMPLE} found.xlsx",
    f"vrd export {EXAMPLE} one.eaf --film one.mp4",
    f"vrd export {EXAMPLE} elan --format eaf        # a folder with a file for each film",
)
def export(
    project: Project,
    out: Annotated[
        Path,
        Argument(
            metavar="OUT",
            help="The file to write. Its ending says for which program: .csv .xlsx .ods .json "
            ".vrd.json .iiif.json .jsonld .otio .eaf .vtt; or a folder, with --format.",
        ),
    ],
    *,
    options: ExportOptions,
) -> None:
    """Write the sequences for a spreadsheet, ELAN, an editing program, a web player or an archive.

    Stills and folders of films are written only if you ask for them.
    """
    from vrd.vrd_project import open_project

    with open_project(project, read_only=True) as opened:
        found = opened.find()
        found.export(out, **given(options))
    print(f"Wrote {len(found.sequences):,} sequences to {out}.")


@command(
    _PANEL,
    f"vrd report {EXAMPLE} report.html",
    f"vrd report {EXAMPLE} report.html --share thumbs",
)
def report(
    project: Project,
    out: Annotated[Path, Argument(metavar="OUT.html", help="The file to write.")],
    share: Annotated[
        Shared | None,
        Option(help="thumbs: put small stills of the films into the file. By default: nothing."),
    ] = None,
    show: Annotated[
        int, Option(min=1, metavar="N", help="Sequences shown one by one, the best first.")
    ] = 200,
) -> None:
    """Write a report for colleagues: one HTML file that any browser shows."""
    from vrd.vrd_project import open_project

    with open_project(project, read_only=True) as opened:
        wanted = share.value if share else ask_for_stills()
        opened.report(out, show_limit=show, share=wanted)
    print(f"Wrote {out}.")
    if not share and wanted == "nothing":
        print("It holds no stills of the films. To have them in it, add: --share thumbs")


@command(_PANEL, f"vrd status {EXAMPLE}")
def status(project: Project) -> None:
    """Tell which stages are done, and which films could not be read."""
    from vrd.vrd_project import open_project

    with open_project(project, read_only=True) as opened:
        print(opened)
        opened.show_failures()


@command(
    _PANEL,
    f"vrd import {EXAMPLE} found.xlsx",
    f"vrd import {EXAMPLE} found.xlsx --apply",
    f"vrd import {EXAMPLE} elan --reviewer Ann --apply",
    name="import",
)
def read_edits(
    project: Project,
    edited: Annotated[
        Path,
        Argument(
            metavar="FILE", help="A .csv, .xlsx, .ods or .eaf file, or a folder of .eaf files."
        ),
    ],
    reviewer: Annotated[
        str | None,
        Option(metavar="NAME", help="Who made the judgements that bear no name in the file."),
    ] = None,
    apply: Annotated[
        bool, Option("--apply", help="Take the judgements over; without this, only show them.")
    ] = False,
) -> None:
    """Show the judgements that somebody wrote into an export, and take them over.

    The file must be one that 'vrd export' wrote and that was edited in Excel, ELAN or the like.
    """
    from vrd.cli.running import take_over
    from vrd.vrd_project import open_project

    with open_project(project, read_only=not apply) as opened:
        take_over(opened, edited, reviewer, apply=apply)
