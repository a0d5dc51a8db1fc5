"""The notebooks that `vrd lab` and `vrd app` open: what their cells say."""

from __future__ import annotations

import html
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Cells = list[tuple[str, str]]


def first_cells(films: Path, projects: Path) -> Cells:
    """For a folder of films that has no project yet; it will be kept in ``projects``."""
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
            "all other films. That takes one to three minutes for an hour of film. What is done is "
            "kept in a folder of its own, the *project*: a run that is cut off goes on from there, "
            "and when films are added only these are looked at. Your films are never changed.",
        ),
        ("code", project),
        (
            "markdown",
            "## What was found\n\nThe best evidence first. Each sequence is two rows of pictures, "
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
            "## Tune\n\nDrag the limit, or move it with the arrow keys: every change shows at once "
            "how much would be found.",
        ),
        ("code", "project.explore()"),
        (
            "markdown",
            "## Review\n\n**Look closer** plays both films in step. What you say of a sequence is "
            "kept in the project as you say it. `?` lists the keys.",
        ),
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
        *_tune_and_review(),
        (
            "markdown",
            "## Take it along\n\nSpreadsheets can be edited, and read back with "
            "`project.annotations.read_edits(...)`.",
        ),
        ("code", f"project.export({str(project / 'found.xlsx')!r})"),
    ]


def app_cells(project: Path) -> Cells:
    """For a project, shown as a page."""
    opened = f"from vrd.cli.serve import open_when_free\nproject = open_when_free({str(project)!r})"
    return [
        ("markdown", f"# {_plain(project.name)}"),
        ("code", opened),
        ("markdown", "## Tune\n\nEvery change shows at once how much would be found."),
        ("code", "project.explore()"),
        (
            "markdown",
            "## Review\n\nWhat is found with the settings of the project. What you say of it is "
            "kept at once.",
        ),
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
