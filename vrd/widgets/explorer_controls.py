"""Offer sliders for the settings of runs, and write the call that they amount to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets

from vrd.matching.runs import RunSettings
from vrd.matching.settings import FinderSettings

_STYLE = {"description_width": "195px"}


def _slider(kind: Any, label: str, value: float, ends: tuple[float, float], **more: Any) -> Any:
    return kind(
        value=value,
        min=ends[0],
        max=ends[1],
        description=label,
        style=_STYLE,
        layout={"width": "390px"},
        **more,
    )


class RunControls(widgets.HBox):  # type: ignore[misc]
    """Hold sliders and choices.

    Parameters
    ----------
    settings
        What they begin with.
    names
        The names of the films.
    contrast, groups
        Whether matches can be filtered by contrast and by groups of films.
    """

    def __init__(
        self, settings: FinderSettings, names: Sequence[str], *, contrast: bool, groups: bool
    ) -> None:
        self._has_contrast = contrast
        self._make_sliders(settings)
        self._make_choices(settings, names, groups)
        self._running = [self.shortest, self.skip, self.share, self.overlap]
        self._filtering = [self.films, *[self.contrast] * contrast, *[self.same_group] * groups]
        shown = [*self._running[:3], *self._filtering[1:], self.overlap, self.films]
        super().__init__(shown, layout={"flex_flow": "row wrap"})

    def _make_sliders(self, settings: FinderSettings) -> None:
        whole, real = widgets.IntSlider, widgets.FloatSlider
        self.shortest = _slider(
            whole, "Shortest sequence (frames)", settings.shortest_sequence, (1, 60)
        )
        self.skip = _slider(whole, "Longest gap (frames)", settings.allow_skip, (0, 20))
        self.share = _slider(
            real, "Largest share of gaps", settings.max_skipped_share, (0, 1), step=0.05
        )
        self.contrast = _slider(
            real, "Lowest contrast", settings.min_contrast or 0.0, (0, 0.2), step=0.01
        )

    def _make_choices(self, settings: FinderSettings, names: Sequence[str], groups: bool) -> None:
        self.overlap = widgets.Checkbox(
            value=settings.combine_overlap, description="Merge overlapping sequences", indent=False
        )
        self.same_group = widgets.Checkbox(
            value=groups, description="Leave out matches within one group", indent=False
        )
        self.films = widgets.SelectMultiple(
            options=[(name, position) for position, name in enumerate(names)],
            description="Films left out",
            style=_STYLE,
            layout={"width": "490px", "height": "92px"},
        )

    def watch(self, *, running: Callable[..., None], filtering: Callable[..., None]) -> None:
        """Call one function when runs must be sought again, another when filters have changed."""
        for controls, act in ((self._running, running), (self._filtering, filtering)):
            for control in controls:
                control.observe(act, "value")

    @property
    def min_contrast(self) -> float:
        """Return the lowest contrast of a frame, 0 where contrast is no filter."""
        return round(self.contrast.value, 2) if self._has_contrast else 0.0

    def run_settings(self, max_distance: float) -> RunSettings:
        """Return the settings that the controls show, with a limit (squared L2)."""
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
    """Return the Python that finds the same.

    Parameters
    ----------
    settings
        How runs are found.
    min_contrast
        None where contrast is no filter.
    published
        Whether the project would weigh evidence unless the call says otherwise.
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
    lines = [f"found = project.find({_arguments(given)})"]
    filters = [f"found.finder.filter_matches_from_video({name!r})" for name in films]
    if groups:
        filters.append("found.finder.filter_matches_from_same_group(groups)")
    if filters:
        again = (settings.shortest_sequence, settings.allow_skip, settings.combine_overlap)
        share = _arguments({"max_skipped_share": settings.max_skipped_share})
        lines += [
            *filters,
            f"sequences = found.finder.find_sequences({', '.join(map(repr, again))}, {share})",
            "found = found.select(sequences)",
        ]
    return "\n".join(lines)


def _arguments(values: dict[str, object]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in values.items())
