"""The demo: make films with planted reuse, find it, compare it with the truth."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from vrd.analysis.evaluation import compare_with_truth
from vrd.demo_films import make_demo_films, read_truth
from vrd.vrd_project import VRDProject

_SHOWN = ["query", "query_start", "query_end", "ref", "ref_start", "edit", "result", "covered"]


def run_demo(
    films: Path, folder: Path, *, network: str = "vrdnet", report: Path | None = None
) -> int:
    """Run the whole demo and print a table of what was found against what was planted.

    Parameters
    ----------
    films
        Where the demo films are made, unless they are there already.
    folder
        The folder of the project.
    network
        Name of the network that makes the fingerprints.
    report
        The HTML report; by default ``report.html`` in the project.

    Returns
    -------
    int
        Exit code: 0, or 1 when nothing of what was planted was found.
    """
    make_demo_films(films)
    truth = read_truth(films)
    report = report or folder / "report.html"
    folder = folder.absolute()
    with VRDProject(folder.name, folder.parent, films, network) as project:
        project.run()
        findings = project.find()
        finder, sequences = findings
        found = finder.table(sequences).rename(columns={"query_id": "query", "ref_id": "ref"})
        compared = compare_with_truth(found, truth)
        # The demo's films are made of open pictures that come with the package.
        findings.report(report, share="thumbs", planted=compared[_SHOWN])
    print(_readable(compared))
    print(_summary(compared))
    print(f"The report, with pictures: {report}")
    return 0 if (compared["result"] == "found").any() else 1


def _readable(compared: pd.DataFrame) -> str:
    return compared[_SHOWN].to_string(index=False, float_format=lambda value: f"{value:.2f}")


def _summary(compared: pd.DataFrame) -> str:
    counts = compared["result"].value_counts()
    parts = [f"{counts.get(name, 0)} {name}" for name in ("found", "partly", "missed", "false")]
    return f"Planted stretches: {', '.join(parts)} (false: found, but not planted)."
