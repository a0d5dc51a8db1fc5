"""Plant reuse in real films: plan it, render the films, and tell what they share.

`make_plan` decides by a seed which films are made of which pieces, `render_plan` makes them with
ffmpeg, and `truth_of_plan` works out from the pieces alone what the films share.
"""

from vrd.planting.originals import Original, find_originals
from vrd.planting.plan import make_plan
from vrd.planting.render import render_plan
from vrd.planting.truth import hubs_of_plan, truth_of_plan

__all__ = [
    "Original",
    "find_originals",
    "hubs_of_plan",
    "make_plan",
    "render_plan",
    "truth_of_plan",
]
