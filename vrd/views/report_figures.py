"""The figures of a report, drawn without a notebook and put inside the page as PNG."""

from __future__ import annotations

import base64
import io
import warnings
from typing import TYPE_CHECKING

import numpy as np

from vrd.core.decoys import DecoyCounts
from vrd.core.neighbours import Neighbours
from vrd.core.sequences import AlignedSequence, Sequence
from vrd.core.timelines import Timeline
from vrd.views.chart import most_reused_files, reuse_in_words
from vrd.views.histogram import distance_histogram, evidence_histogram
from vrd.views.html import escape

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def histogram_figure(
    neighbours: Neighbours,
    max_distance: float,
    sequences: list[Sequence],
    chance: DecoyCounts | None = None,
) -> str:
    """The distance histogram and what chance makes of it, with a word on reading them.

    Where sequences carry evidence, the second figure is the histogram of that; elsewhere, the
    first one on a logarithmic axis. The share of chance is drawn over the second.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 3.9), layout="constrained")
    one, two = figure.subplots(1, 2)
    distance_histogram(neighbours, max_distance=max_distance, ax=one)
    advice = (
        "Reuse lies to the left, where pairs are few; where the bars begin to rise steeply, "
        "chance takes over. "
    )
    scores = [one.score for one in sequences if isinstance(one, AlignedSequence)]
    if scores and chance is not None:
        evidence_histogram(chance, min_score=min(scores), ax=two)
        advice += (
            "At the right, how strong the evidence of each sequence is, and how many of those at "
            "least as strong are found where one film of each pair runs backward, as chance would."
        )
    else:
        distance_histogram(neighbours, max_distance=max_distance, ax=two, log=True, chance=chance)
        two.set_title("The same, logarithmic", loc="left", fontsize=11)
        advice += "A limit does not carry over to other films or another network."
    limit = f", with the limit {max_distance:g} marked" if np.isfinite(max_distance) else ""
    alt = f"Histogram of the squared L2 distances between frames and their neighbours{limit}."
    return f'{_image(figure, alt)}<p class="vrd-p vrd-muted">{advice}</p>'


def chart_figure(ordered: list[Sequence], frames: Timeline) -> str:
    """The chart of the films that share most, and the same in words as its alt text."""
    from matplotlib.figure import Figure

    films = {int(frames.video[row]) for one in ordered for row in one[:2]}
    height = 1.9 + 0.31 * max(min(len(films), 40), 5)
    figure = Figure(figsize=(11, height), layout="constrained")
    most_reused_files(ordered, frames, maximum_to_show=40, ax=figure.subplots())
    return _image(figure, reuse_in_words(ordered, frames))


def _image(figure: Figure, alt: str) -> str:
    out = io.BytesIO()
    with warnings.catch_warnings():
        # Composed characters may lack a glyph though each of their parts has one.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        figure.savefig(out, format="png", dpi=130, transparent=True)
    data = base64.b64encode(out.getvalue()).decode("ascii")
    return f'<img class="chart" alt="{escape(alt)}" src="data:image/png;base64,{data}">'
