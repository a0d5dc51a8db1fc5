"""Run the demo: make films with planted reuse, find it, and compare it with the truth."""

from __future__ import annotations

import shlex
from pathlib import Path

import pandas as pd

from vrd.analysis.evaluation import compare_with_truth
from vrd.cli.running import shown_folder
from vrd.core.text import hms, percent
from vrd.demo_films import make_demo_films, read_truth
from vrd.views.cells import text_table
from vrd.vrd_project import VRDProject

_SHOWN = ["query", "query_start", "query_end", "ref", "ref_start", "edit", "result", "covered"]


def run_demo(
    films: Path, folder: Path, *, network: str = "vrdnet", report: Path | None = None
) -> int:
    """Run the whole demo, and print for each planted stretch whether it was found.

    Parameters
    ----------
    films
        The folder in which the demo films are made, unless they are there already.
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
    place = shlex.quote(shown_folder(folder))
    print(f"\n{_table(compared)}\n\n{_summary(compared)}")
    print(f"The report, with pictures: {report}")
    print(f"To see and judge the sequences: vrd lab {place}")
    return 0 if (compared["result"] == "found").any() else 1


def _table(compared: pd.DataFrame) -> str:
    headers = ["Film", "Time", "Shown also in", "from", "Edit", "Result", "Covered"]
    rows = [
        (
            line["query"],
            f"{hms(line['query_start'])}-{hms(line['query_end'])}",
            line["ref"],
            hms(line["ref_start"]),
            line["edit"],
            line["result"],
            "" if line["result"] == "false" else percent(line["covered"]),
        )
        for line in compared.to_dict("records")
    ]
    return text_table(headers, rows)


def _summary(compared: pd.DataFrame) -> str:
    counts = compared["result"].value_counts()
    found, partly, missed, false = (
        counts.get(result, 0) for result in ("found", "partly", "missed", "false")
    )
    return (
        f"Of {found + partly + missed} planted stretches, {found} were found, {partly} in part, "
        f"and {missed} missed.\n{false} other sequences were found that were not planted "
        "(false)."
    )
