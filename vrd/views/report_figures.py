"""Draw the figures of a report without a notebook, and put them into the page as PNG."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

import numpy as np

from vrd.core.decoys import DecoyCounts
from vrd.core.neighbours import Neighbours
from vrd.core.sequences import AlignedSequence, Sequence
from vrd.core.text import plural
from vrd.core.timelines import Timeline
from vrd.views.chart import most_reused_files, reuse_in_words
from vrd.views.fonts import without_glyph_warnings
from vrd.views.histogram import distance_histogram, evidence_histogram
from vrd.views.html import Markup, render

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MAX_FILMS = 40
_DISTANCES = (
    "The figure at the left counts pairs of frames by their distance: the smaller it is, the more "
    "the frames look alike. Reuse is at the left, where pairs are few. Where the bars begin to "
    "rise steeply, most pairs look alike by chance."
)
_EVIDENCE = (
    "The figure at the right counts sequences by their evidence. Its line says which share of the "
    "sequences with at least so much evidence is expected to be chance. The program learns this "
    "from what it finds where one of the two films runs backward."
)
_RUNS = (
    "The figure at the right shows the same on a logarithmic axis. Its line says which share of "
    "the short runs of frames within so small a distance is expected to be chance. A limit that "
    "suits these films need not suit others, nor another network."
)
_CHART = (
    "A bar adds up the seconds that a film shares with each other film. The figure beside it "
    "counts every second of the film once, so it is less where several films share the same "
    "footage."
)


def histogram_figure(
    neighbours: Neighbours,
    max_distance: float,
    sequences: list[Sequence],
    chance: DecoyCounts | None = None,
) -> Markup:
    """Return the histogram of distances and one of what chance finds, with how to read them.

    The second figure is the histogram of evidence where sequences carry evidence; elsewhere, it is
    the first figure on a logarithmic axis. The share of chance is drawn over the second.

    Parameters
    ----------
    neighbours
        The neighbours of every row.
    max_distance
        The limit that the sequences were found with (squared L2).
    sequences
        The sequences.
    chance
        Finds at every threshold, forward and backward.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 3.9), layout="constrained")
    left, right = figure.subplots(1, 2)
    distance_histogram(neighbours, max_distance=max_distance, ax=left)
    scores = [sequence.score for sequence in sequences if isinstance(sequence, AlignedSequence)]
    if scores and chance is not None:
        evidence_histogram(chance, min_score=min(scores), ax=right)
        notes = [_DISTANCES, _EVIDENCE + _others(len(scores) - int(chance.found.max(initial=0)))]
    else:
        distance_histogram(neighbours, max_distance=max_distance, ax=right, log=True, chance=chance)
        right.set_title("The same, logarithmic", loc="left", fontsize=11)
        notes = [_DISTANCES, _RUNS]
    limit = f", at most {max_distance:g} in sequences" if np.isfinite(max_distance) else ""
    alt = f"Histogram of the squared L2 distances between frames and their neighbours{limit}."
    return _image(figure, alt, notes)


def _others(more: int) -> str:
    """Return a sentence on sequences that the histogram of evidence leaves out."""
    if more <= 0:
        return ""
    verb = "is" if more == 1 else "are"
    return (
        f" {plural(more, 'sequence')} {verb} not counted here, because only a closer look at the "
        "films found enough evidence."
    )


def chart_figure(ordered: list[Sequence], frames: Timeline) -> Markup:
    """Return the chart of the films that share most, with how to read it and the same in words."""
    from matplotlib.figure import Figure

    films = {int(frames.video[row]) for sequence in ordered for row in sequence[:2]}
    height = 1.9 + 0.31 * max(min(len(films), _MAX_FILMS), 5)
    figure = Figure(figsize=(11, height), layout="constrained")
    most_reused_files(ordered, frames, maximum_to_show=_MAX_FILMS, ax=figure.subplots())
    return _image(figure, reuse_in_words(ordered, frames), [_CHART])


def _image(figure: Figure, alt: str, notes: list[str]) -> Markup:
    out = io.BytesIO()
    with without_glyph_warnings():
        figure.savefig(out, format="png", dpi=130, transparent=True)
    data = base64.b64encode(out.getvalue()).decode("ascii")
    return render("chart.html", alt=alt, source=f"data:image/png;base64,{data}", notes=notes)
