"""Describe the scale of fingerprints, by which their distances are read.

A distance means nothing by itself. Whether 0.3 is a copy or chance depends on what made the
fingerprints; so does how pictures are brought to their size, and how sequences are sought by
default. All of this is a `Scale`, which travels in the `vrd.core.fingerprints.FingerprintSpec`.
Distances are squared L2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

#: How a picture comes to the size that is wanted: padded, cropped or stretched.
Fit = Literal["pad", "crop", "stretch"]


def check_fit(fit: str) -> None:
    """Raise ValueError if there is no such way to bring a picture to its size."""
    if fit not in get_args(Fit):
        raise ValueError(f"fit is {fit!r}; it must be one of {', '.join(get_args(Fit))}")


@dataclass(frozen=True)
class Scale:
    """Describe how the distances of one kind of fingerprint are to be read.

    The scale does not change the fingerprints, but for ``fit``; so it is no part of their digest.
    As ``fit`` does change them, `FingerprintSpec.preprocessing` should name it.

    Attributes
    ----------
    copy_limit
        Distance at which a match says nothing any more, where one limit serves all collections;
        None where the limit must be proposed from the data.
    usual_limit
        Limit where nothing can be proposed from the data; 0 where there is none.
    novelty
        Distance to the row before at which a row counts fully, as it shows something new.
    min_novelty
        Smallest share that a row counts, however little it differs from the row before.
    shot_cut
        Distance to the row before at which another shot begins.
    coding_noise
        Distance that two pictures of one moment may have by their coding alone: differences of
        this size tell no moment from the next.
    motion_cut
        Distance of two samples, a fraction of a second apart, from which on there is a cut
        between them and no motion.
    motion_still
        Distance of such samples below which a picture stands still, and only its coding differs.
    fit
        How a picture comes to ``spec.input_size``: ``"pad"``, ``"crop"`` or ``"stretch"``.
    evidence_odds
        How often a sequence is right: the natural logarithm of the odds is
        ``offset + slope * ln(s)`` at ``s`` seconds of evidence. None where it was not measured.
    align, normalize, refine, confirm, min_contrast
        What `find` does unless it is told otherwise; see
        `vrd.matching.settings.FinderSettings`.

    Examples
    --------
    >>> Scale(copy_limit=0.8).made_for_copies
    True
    >>> Scale.from_dict(Scale(fit="crop").to_dict()).fit
    'crop'
    """

    copy_limit: float | None = None
    usual_limit: float = 0.0
    novelty: float = 0.3
    min_novelty: float = 0.04
    shot_cut: float = 0.8
    coding_noise: float = 0.03
    motion_cut: float = 0.3
    motion_still: float = 2e-4
    fit: Fit = "pad"
    evidence_odds: tuple[float, float] | None = None
    align: bool = False
    normalize: bool = False
    refine: bool = False
    confirm: bool = False
    min_contrast: float = 0.0

    def __post_init__(self) -> None:
        check_fit(self.fit)
        distances = (self.novelty, self.shot_cut, self.motion_cut)
        if not min(distances) > 0 or not (self.copy_limit is None or self.copy_limit > 0):
            raise ValueError(f"the distances of a scale must be above 0: {self}")

    @classmethod
    def for_copies(cls, copy_limit: float, fit: Fit = "pad") -> Scale:
        """Return the scale of a network that was made for copies, which `find` searches fully.

        Parameters
        ----------
        copy_limit
            Distance at which a match says nothing any more.
        fit
            How a picture comes to the size that the network takes.
        """
        return cls(
            copy_limit=copy_limit,
            usual_limit=copy_limit / 2,
            fit=fit,
            align=True,
            normalize=True,
            refine=True,
            confirm=True,
            min_contrast=0.02,
        )

    def share_right(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how often sequences with so much evidence (seconds) are right, 0 to 1.

        It is 1 where that was not measured.

        Examples
        --------
        >>> Scale(evidence_odds=(0.0, 2.0)).share_right(np.array([1.0, 3.0])).round(2)
        array([0.5, 0.9])
        """
        if self.evidence_odds is None:
            return np.ones(len(scores))
        offset, slope = self.evidence_odds
        odds = np.exp(offset + slope * np.log(np.maximum(scores, 1e-9)))
        share: NDArray[np.float64] = odds / (1 + odds)
        return share

    @property
    def made_for_copies(self) -> bool:
        """Return whether one limit tells copies from other pictures in all collections."""
        return self.copy_limit is not None

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Scale:
        """Return the scale that `to_dict` described."""
        odds = values.get("evidence_odds")
        return cls(**{**values, "evidence_odds": None if odds is None else tuple(odds)})


#: The scale of fingerprints of which nothing more is known.
USUAL_SCALE = Scale()
