"""Time a drag of the explorer's limit in a real page: Voila, Chromium, a million matches."""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmark import archive
from benchmark.explore import LIMIT
from tests.support.browser import browsing, environment, free_port, wait_for_server

_CELL = """
from pathlib import Path
from benchmark import archive
from benchmark.explore import {panel}
frames = archive.timeline({rows}, 500, Path({stills!r}))
{panel}(archive.neighbours(frames, {matches}))
"""
# From the event to the first picture that is drawn after another count is there.
_WATCH = """() => {
  const said = () => document.querySelector('[role=status]')?.textContent;
  let [asked, before] = [null, said()];
  window.answers = [];
  document.addEventListener('pointermove', () => { asked ??= performance.now(); }, true);
  new MutationObserver(() => {
    if (said() === before || said() === undefined) return;
    [before, window.lastChange] = [said(), performance.now()];
    const since = asked;
    asked = null;
    if (since !== null) requestAnimationFrame(() => window.answers.push(performance.now() - since));
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""
_STEPS, _FLOOD = 40, 60


def main(arguments: list[str]) -> dict[str, Any]:
    """Run the benchmark; print a table, return the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmark explore_page", description=__doc__)
    parser.add_argument("--matches", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, default=100_000)
    options = parser.parse_args(arguments)
    figures: dict[str, Any] = {"matches": options.matches, "cpus": os.cpu_count()}
    with (
        tempfile.TemporaryDirectory(prefix="vrd-benchmark-") as named,
        browsing() as browser,
    ):
        stills = archive.stills(Path(named) / "stills", 1000)
        for panel in ("runs_panel", "evidence_panel"):
            cell = _CELL.format(
                panel=panel, rows=options.rows, matches=options.matches, stills=str(stills)
            )
            with _shown(cell, Path(named) / panel) as address:
                figures[panel] = _dragged(browser, address)
                print(panel, figures[panel])
    print(f"seconds from an event to the changed count in the page; the limit is {LIMIT}")
    return figures


@contextlib.contextmanager
def _shown(cell: str, folder: Path) -> Iterator[str]:
    """Give the address at which Voila shows a notebook of one cell, until the end of the block."""
    import nbformat

    folder.mkdir()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    nbformat.write(notebook, folder / "page.ipynb")
    port = free_port()
    called = [sys.executable, "-m", "voila", str(folder / "page.ipynb"), "--no-browser"]
    called += [f"--port={port}", "--token=", "--Voila.ip=127.0.0.1"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(called, stdout=log, stderr=log, env=environment(folder))
        try:
            wait_for_server(server, port, folder / "log")
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait(30)


def _dragged(browser: Any, address: str) -> dict[str, float]:
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(180_000)
    page.goto(address)
    handle = page.locator(".vrd-limit-0 path")
    handle.wait_for()
    page.wait_for_timeout(3000)
    page.evaluate(_WATCH)
    box, plot = handle.bounding_box(), page.locator(".vrd-limits svg").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 4
    page.mouse.move(x, y)
    page.mouse.down()
    page.wait_for_timeout(500)
    page.evaluate("window.answers.length = 0")
    places = np.linspace(plot["x"] + 80, plot["x"] + plot["width"] / 2, _STEPS).tolist()
    for number, place in enumerate(places, 1):
        page.mouse.move(place, y)
        page.wait_for_function(f"window.answers.length >= {number}")
        page.wait_for_timeout(30)
    steps = np.array(page.evaluate("window.answers")) / 1000
    # Without waiting for answers, as a hand moves; the last place must be answered soon.
    for place in np.linspace(places[-1], places[0], _FLOOD).tolist():
        page.mouse.move(place, y)
        page.wait_for_timeout(16)
    end = page.evaluate("performance.now()")
    page.wait_for_timeout(3000)
    last = max(0.0, page.evaluate("window.lastChange") - end) / 1000
    page.close()
    return {
        "median": round(float(np.median(steps)), 3),
        "p90": round(float(np.percentile(steps, 90)), 3),
        "after_a_drag": round(last, 3),
        "median_of_limit": round(float(np.median(steps)) / LIMIT, 2),
    }
