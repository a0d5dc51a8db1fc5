"""The notebooks that `vrd lab` and `vrd app` open: what their cells say."""

from __future__ import annotations

import html
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Cells = list[tuple[str, str]]


def first_cells(films: Path) -> Cells:
    """For a folder of films that has no project yet."""
    return [
        (
            "markdown",
            f"# Reuse in {_plain(films.name)}\n\nRun the cells from the top: click into one and "
            "press Shift+Enter. The first run looks at every film, which takes about a minute for "
            "an hour of film; what is done is kept, and a run that is cut off goes on from there.",
        ),
        (
            "code",
            "from vrd.vrd_project import VRDProject\n\n"
            f"project = VRDProject({films.name!r}, video_path={str(films)!r}, network='vrdnet')\n"
            "project.run()",
        ),
        ("markdown", "What was found, the best evidence first."),
        ("code", "finder, sequences = project.find()\nfinder.show_notebook_sequence(sequences)"),
        (
            "markdown",
            "Tune the limits, and judge what was found. `?` in the review lists the keys.",
        ),
        ("code", "project.explore()"),
        ("code", "project.review()"),
    ]


def review_cells(project: Path) -> Cells:
    """For a project."""
    return [
        (
            "markdown",
            f"# Tune and review {_plain(project.name)}\n\nRun the cells from the top: click into "
            "one and press Shift+Enter. Judgements are kept in the project as they are made.",
        ),
        (
            "code",
            "from vrd.vrd_project import open_project\n\n"
            f"project = open_project({str(project)!r})\nproject",
        ),
        ("markdown", "**Tune.** Every change shows at once how much would be found."),
        ("code", "project.explore()"),
        ("markdown", "**Review.** `?` lists the keys."),
        ("code", "project.review()"),
        ("markdown", "**Take it along.** Spreadsheets can be edited and read back."),
        ("code", f"project.export({str(project / 'found.xlsx')!r})"),
    ]


def app_cells(project: Path) -> Cells:
    """For a project, shown as a page."""
    opened = (
        "from vrd.serve_notebooks import open_when_free\n"
        f"project = open_when_free({str(project)!r})"
    )
    return [
        ("markdown", f"# {_plain(project.name)}"),
        ("code", opened),
        ("code", "project.explore()"),
        ("code", "project.review()"),
    ]


def _plain(name: str) -> str:
    """A name as text of a Markdown cell: nothing in it is markup."""
    shown = html.escape(name, quote=False)
    return "".join(f"\\{mark}" if mark in "\\`*_[]()#!~|" else mark for mark in shown)


def notebook_of(cells: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """A notebook as Jupyter stores it; cells are ``("markdown" or "code", text)``."""
    every = []
    for number, (kind, source) in enumerate(cells):
        cell: dict[str, Any] = {
            "cell_type": kind,
            "id": f"cell-{number}",
            "metadata": {},
            "source": source,
        }
        every.append(cell | ({"execution_count": None, "outputs": []} if kind == "code" else {}))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "cells": every,
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
