"""How sequences are found: the settings of a search for sequences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from numbers import Real
from typing import Any

from vrd.core.scale import Scale
from vrd.errors import ProjectError

_NUMBERS = {"max_distance", "shortest_sequence", "allow_skip", "max_skipped_share", "min_score",
            "min_contrast"}  # fmt: skip


@dataclass
class FinderSettings:
    """How sequences are found when no other settings are given.

    ``max_distance`` and ``min_score`` None: proposed from the data. None elsewhere: as suits the
    fingerprints. Where ``align`` is true, ``min_score`` takes the place of the settings between.
    """

    max_distance: float | None = None
    shortest_sequence: int = 5
    allow_skip: int = 2
    combine_overlap: bool = True
    max_skipped_share: float = 1.0
    align: bool | None = None
    min_score: float | None = None
    normalize: bool | None = None
    min_contrast: float | None = None
    refine: bool | None = None
    confirm: bool | None = None

    def suiting(self, scale: Scale) -> FinderSettings:
        """Return these settings, with what is left open decided by the scale of fingerprints.

        Fingerprints made for copies have their evidence weighed, their distances normalized and
        frames without contrast left out; the others are searched in the published way.
        """
        align = scale.align if self.align is None else self.align
        limit = scale.copy_limit if align else None
        return replace(
            self,
            max_distance=limit if self.max_distance is None else self.max_distance,
            align=align,
            refine=scale.refine and align if self.refine is None else self.refine,
            confirm=scale.confirm and align if self.confirm is None else self.confirm,
            normalize=scale.normalize if self.normalize is None else self.normalize,
            min_contrast=scale.min_contrast if self.min_contrast is None else self.min_contrast,
        )


def check_numbers(changes: Mapping[str, Any]) -> None:
    """Refuse settings of sequences that must be numbers and are not.

    Raises
    ------
    ProjectError
        If one is something else, such as text.
    """
    for name in _NUMBERS & changes.keys():
        value = changes[name]
        if value is not None and (isinstance(value, bool) or not isinstance(value, Real)):
            raise ProjectError(f"{name} is {value!r}; it must be a number, without quotes.")
