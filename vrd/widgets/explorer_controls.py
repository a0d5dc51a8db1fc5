"""Sliders for the settings of runs, and the call that they amount to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets

from vrd.matching.explore_settings import RunSettings
from vrd.matching.settings import FinderSettings

_WIDE = {"description_width": "150px"}


def _slider(kind: Any, name: str, value: float, ends: tuple[float, float], **more: Any) -> Any:
    return kind(
        value=value,
        min=ends[0],
        max=ends[1],
        description=name,
        style=_WIDE,
        layout={"width": "330px"},
        **more,
    )


class RunControls(widgets.HBox):  # type: ignore[misc]
    """Sliders and choices.

    Parameters
    ----------
    settings
        What they begin with.
    names
        Of the films.
    contrast, groups
        Whether matches can be filtered by contrast and by groups of films.
    """

    def __init__(
        self, settings: FinderSettings, names: Sequence[str], *, contrast: bool, groups: bool
    ) -> None:
        whole, real = widgets.IntSlider, widgets.FloatSlider
        self.shortest = _slider(whole, "Shortest (frames)", settings.shortest_sequence, (1, 60))
        self.skip = _slider(whole, "Gap allowed (frames)", settings.allow_skip, (0, 20))
        share = settings.max_skipped_share
        self.share = _slider(real, "Most missing (share)", share, (0, 1), step=0.05)
        self.contrast = _slider(
            real, "Least contrast", settings.min_contrast or 0.0, (0, 0.2), step=0.01
        )
        self.overlap = widgets.Checkbox(
            value=settings.combine_overlap, description="Merge what overlaps", indent=False
        )
        self.same_group = widgets.Checkbox(
            value=groups, description="Leave out pairs of one group", indent=False
        )
        self.films = widgets.SelectMultiple(
            options=[(name, i) for i, name in enumerate(names)],
            description="Films left out",
            style=_WIDE,
            layout={"width": "450px", "height": "92px"},
        )
        self._running = [self.shortest, self.skip, self.share, self.overlap]
        self._filtering = [self.films, *[self.contrast] * contrast, *[self.same_group] * groups]
        shown = [*self._running[:3], *self._filtering[1:], self.overlap, self.films]
        super().__init__(shown, layout={"flex_flow": "row wrap"})
        self._has_contrast = contrast

    def watch(self, *, running: Callable[..., None], filtering: Callable[..., None]) -> None:
        """Call one function when runs are to be sought anew, another when filters have changed."""
        for controls, act in ((self._running, running), (self._filtering, filtering)):
            for one in controls:
                one.observe(act, "value")

    @property
    def min_contrast(self) -> float:
        """Least contrast; 0 where it is no filter."""
        return round(self.contrast.value, 2) if self._has_contrast else 0.0

    def run_settings(self, max_distance: float) -> RunSettings:
        """What the controls say."""
        return RunSettings(
            max_distance=max_distance,
            shortest_sequence=self.shortest.value,
            allow_skip=self.skip.value,
            combine_overlap=self.overlap.value,
            max_skipped_share=round(self.share.value, 2),
        )


def written_call(
    settings: RunSettings,
    *,
    min_contrast: float | None,
    published: bool,
    films: Sequence[str],
    groups: bool,
) -> str:
    """The Python that finds the same.

    Parameters
    ----------
    settings
        How runs are found.
    min_contrast
        None where contrast is no filter.
    published
        Whether the project would weigh evidence if it were not told otherwise.
    films
        Names of films left out.
    groups
        Whether matches within a group are left out.
    """
    given: dict[str, object] = dict(vars(settings))
    if settings.max_skipped_share == 1:
        del given["max_skipped_share"]
    if min_contrast is not None:
        given["min_contrast"] = min_contrast
    if published:
        given["align"] = False
    words = ", ".join(f"{name}={value!r}" for name, value in given.items())
    lines = [f"finder, sequences = project.find({words})"]
    filters = [f"finder.filter_matches_from_video({name!r})" for name in films]
    if groups:
        filters.append("finder.filter_matches_from_same_group(groups)")
    if filters:
        again = (settings.shortest_sequence, settings.allow_skip, settings.combine_overlap)
        told = ", ".join(map(repr, again))
        share = f"max_skipped_share={settings.max_skipped_share!r}"
        lines += [*filters, f"sequences = finder.find_sequences({told}, {share})"]
    return "\n".join(lines)
