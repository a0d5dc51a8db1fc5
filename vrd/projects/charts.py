"""Draw charts of a project, under their published names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from vrd.matching.finder import HasFrames


def show_most_reused_files(
    project: HasFrames, sequences: Any, size: tuple[int, int] = (1200, 600), **options: Any
) -> Axes:
    """Chart how much each film shares with the others; see `vrd.views.chart`."""
    from vrd.views.chart import most_reused_files

    return most_reused_files(sequences, project.frames, size=size, **options)
