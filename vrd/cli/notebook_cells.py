"""Write the notebooks that `vrd lab` and `vrd app` open."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from vrd.storage.files import write_json

#: The parts of a notebook: pairs of ``"markdown"`` or ``"code"`` and a text.
Cells = list[tuple[str, str]]


def first_cells(films: Path, projects: Path) -> Cells:
    """Return the cells for a folder of films without a project, which they make.

    Parameters
    ----------
    films
        The folder of films.
    projects
        The folder in which the project is kept.
    """
    project = (
        "from vrd.vrd_project import VRDProject\n\n"
        f"project = VRDProject(\n    {films.name!r},\n"
        f"    project_base_path={str(projects)!r},\n"
        f"    video_path={str(films)!r},\n"
        "    network='vrdnet',\n)\nproject.run()\nproject"
    )
    return [
        (
            "markdown",
            f"# Reuse in {_plain(films.name)}\n\nRun the cells from the top: click into the first "
            "and press Shift+Enter, again and again. You need not read the code.\n\n## Search\n\n"
            "VRD takes a picture of every second of every film, and compares each with those of "
            "all other films. This takes one to three minutes for an hour of film. The results "
            "are kept in a folder of their own, the *project*. A run that is stopped goes on from "
            "there, and when you add films only these are read. Your films are never changed.",
        ),
        ("code", project),
        (
            "markdown",
            "## Results\n\nThe best evidence comes first. Each sequence is two rows of pictures, "
            "one film above the other. What looks alike need not be reuse: you decide.",
        ),
        (
            "code",
            "finder, sequences = project.find()\n"
            "finder.show_notebook_sequence(sequences, show_limit=10)",
        ),
        *_tune_and_review(),
    ]


def _tune_and_review() -> Cells:
    return [
        (
            "markdown",
            "## Tune\n\nDrag the limit, or move it with the arrow keys: you see at once how many "
            "sequences there would be.",
        ),
        ("code", "project.explore()"),
        (
            "markdown",
            "## Review\n\n**Look closer** plays both films in step. Your judgements are kept in "
            "the project as you make them. `?` lists the keys.",
        ),
        ("code", "project.review()"),
    ]


def review_cells(project: Path, exports: Path | None = None) -> Cells:
    """Return the cells for a project that has been searched.

    Parameters
    ----------
    project
        The folder of the project.
    exports
        Where exports are written; by default into the project.
    """
    return [
        (
            "markdown",
            f"# Tune and review {_plain(project.name)}\n\nRun the cells from the top: click into "
            "one and press Shift+Enter. Your judgements are kept in the project as you make them.",
        ),
        (
            "code",
            "from vrd.vrd_project import open_project\n\n"
            f"project = open_project({str(project)!r})\nproject",
        ),
        *_tune_and_review(),
        (
            "markdown",
            "## Export\n\nYou can edit the judgements in the spreadsheet, and read them back with "
            "`project.annotations.read_edits(...)`.",
        ),
        ("code", f"project.export({str((exports or project) / 'found.xlsx')!r})"),
    ]


def app_cells(project: Path) -> Cells:
    """Return the cells for a project that is shown as a page.

    Parameters
    ----------
    project
        The folder of the project.
    """
    opened = f"from vrd.cli.serve import open_when_free\nproject = open_when_free({str(project)!r})"
    return [
        ("markdown", f"# {_plain(project.name)}"),
        ("code", opened),
        ("markdown", "## Tune\n\nEvery change shows at once how many sequences there would be."),
        ("code", "project.explore()"),
        (
            "markdown",
            "## Review\n\nThese are the sequences found with the settings of the project. Your "
            "judgements are kept as you make them.",
        ),
        ("code", "project.review()"),
    ]


def _plain(name: str) -> str:
    """Return a name as the text of a Markdown cell, in which nothing is markup."""
    shown = html.escape(name, quote=False)
    return "".join(f"\\{mark}" if mark in "\\`*_[]()#!~|" else mark for mark in shown)


def write_notebook(path: Path, cells: Cells) -> None:
    """Write a notebook with these cells, whole or not at all."""
    # nbformat has no types for mypy.
    from nbformat import v4

    make: dict[str, Any] = {"markdown": v4.new_markdown_cell, "code": v4.new_code_cell}
    new: Any = v4.new_notebook
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = new(
        cells=[make[kind](text) for kind, text in cells], metadata={"kernelspec": kernel}
    )
    write_json(path, notebook)
