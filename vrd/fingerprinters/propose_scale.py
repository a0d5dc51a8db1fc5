"""Propose how the distances of a network's fingerprints are read, by trying it on edited copies.

Of a network that a user brings, nothing is known but what it makes of pictures. It is shown
pictures that have nothing in common, and copies of each that were edited as films are: made grey,
darker or coarse, cropped, and written on. How far these lie apart gives the scale.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageEnhance

from vrd.core.protocols import Fingerprinter
from vrd.core.scale import Scale

#: The limit of copies, as a share of the usual distance of pictures with nothing in common.
LIMIT_SHARE = 0.4
#: A limit serves if so many copies lie within it, and not more of the other pictures.
MIN_COPIES, MAX_OTHERS = 0.75, 0.02
#: Distances of `Scale` are meant for networks in which pictures lie so far apart.
USUAL_DISTANCE = 2.0
#: Quality of the coarse copies, and how they are cropped and darkened.
_JPEG_QUALITY, _KEPT_SIDE, _BRIGHTNESS, _BANNER = 15, 0.85, 0.6, 0.15


@dataclass(frozen=True)
class Trial:
    """Hold what a network made of pictures and of their copies.

    Attributes
    ----------
    scale
        The scale that is proposed.
    distance
        Usual distance (squared L2) of pictures that have nothing in common.
    copies, others
        Shares of copies and of other pictures within the limit of copies.
    """

    scale: Scale
    distance: float
    copies: float
    others: float

    @property
    def separates(self) -> bool:
        """Return whether one limit tells copies from other pictures."""
        return self.scale.made_for_copies

    def in_words(self, name: str) -> str:
        """Say what was proposed for the network of a name, and why."""
        tried = (
            f"in a trial, {self.copies:.0%} of edited copies and {self.others:.0%} of other "
            f"pictures lay within a distance of {LIMIT_SHARE * self.distance:.3g}"
        )
        if self.separates:
            return (
                f"The limit of {name} is proposed: {tried}. Evidence is weighed as with vrdnet. To "
                "set another limit, say --copy-limit, or in Python scale=Scale.for_copies(...)."
            )
        return (
            f"{name} does not tell copies from other pictures by one distance: {tried}. A limit is "
            "proposed from the films instead; look at the pairs on either side of it."
        )


def propose_scale(fingerprinter: Fingerprinter, pictures: NDArray[np.uint8]) -> Trial:
    """Try a fingerprinter on pictures and on edited copies of them, and propose a scale.

    Parameters
    ----------
    fingerprinter
        What makes the fingerprints.
    pictures
        uint8 RGB, shape (n, height, width, 3), at least two that have nothing in common.
    """
    originals = fingerprinter(pictures)
    first, second = np.triu_indices(len(pictures), 1)
    others = _distances(originals[first], originals[second])
    edited = ([_edited(picture, edit) for picture in pictures] for edit in _EDITS)
    copies = np.concatenate(
        [_distances(originals, fingerprinter(np.stack(copied))) for copied in edited]
    )
    distance = float(np.median(others))
    limit = LIMIT_SHARE * distance
    shares = float((copies < limit).mean()), float((others < limit).mean())
    fit = fingerprinter.spec.scale.fit
    if shares[0] >= MIN_COPIES and shares[1] <= MAX_OTHERS:
        return Trial(_stretched(Scale.for_copies(limit, fit), distance), distance, *shares)
    return Trial(_stretched(Scale(fit=fit), distance), distance, *shares)


def _stretched(scale: Scale, distance: float) -> Scale:
    """Return a scale with its distances in proportion to those of the network."""
    if not 0 < distance < np.inf:
        return scale
    share = distance / USUAL_DISTANCE
    return replace(
        scale,
        novelty=scale.novelty * share,
        shot_cut=scale.shot_cut * share,
        coding_noise=scale.coding_noise * share,
        motion_cut=scale.motion_cut * share,
        motion_still=scale.motion_still * share,
    )


def _distances(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(((one - other) ** 2).sum(axis=1), dtype=np.float32)


Edit = Callable[[Image.Image], Image.Image]


def _edited(picture: NDArray[np.uint8], edit: Edit) -> NDArray[np.uint8]:
    image = Image.fromarray(picture)
    return np.asarray(edit(image).convert("RGB").resize(image.size), dtype=np.uint8)


def _coarse(image: Image.Image) -> Image.Image:
    coded = io.BytesIO()
    image.resize((image.width // 2 + 1, image.height // 2 + 1)).save(
        coded, "JPEG", quality=_JPEG_QUALITY
    )
    return Image.open(coded, formats=["JPEG"])


def _cropped(image: Image.Image) -> Image.Image:
    left, top = (round(side * (1 - _KEPT_SIDE) / 2) for side in image.size)
    return image.crop((left, top, image.width - left, image.height - top))


def _written_on(image: Image.Image) -> Image.Image:
    banner = round(image.height * _BANNER)
    written = image.copy()
    written.paste((230, 230, 230), (0, image.height - banner, image.width, image.height))
    return written


_EDITS: tuple[Edit, ...] = (
    lambda image: image.convert("L"),
    lambda image: ImageEnhance.Brightness(image).enhance(_BRIGHTNESS),
    _coarse,
    _cropped,
    _written_on,
)
