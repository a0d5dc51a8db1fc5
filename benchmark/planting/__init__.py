"""Reuse planted in real films: what is planned, how it is rendered, and what is then true.

`make_plan` (pure, seeded) says which films are made of which pieces, `render_plan` makes them by
ffmpeg, and `truth_of_plan` works out from the pieces alone what the films share.
"""

from benchmark.planting.originals import Original, find_originals
from benchmark.planting.plan import make_plan
from benchmark.planting.render import render_plan
from benchmark.planting.truth import hubs_of_plan, truth_of_plan

__all__ = [
    "Original",
    "find_originals",
    "hubs_of_plan",
    "make_plan",
    "render_plan",
    "truth_of_plan",
]
