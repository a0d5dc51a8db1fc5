"""Fingerprint several regions of each picture with the network of the whole pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import Fingerprints, FingerprintSpec
from vrd.core.protocols import Fingerprinter
from vrd.core.regions import REGIONS, Region


def regions_spec(spec: FingerprintSpec, regions: Sequence[Region] = REGIONS) -> FingerprintSpec:
    """Return the description of the fingerprints of regions, which lie side by side in a row.

    Parameters
    ----------
    spec
        Of the fingerprints of whole pictures.
    regions
        The regions, in their order.
    """
    described = "; ".join(f"{region.name} {region.borders}" for region in regions)
    return replace(
        spec,
        layer=f"{spec.layer} regions".strip(),
        preprocessing=f"{spec.preprocessing}; regions: {described}",
        dimensions=len(regions) * spec.dimensions,
    )


class RegionFingerprinter:
    """Make one row of values of all regions of a picture.

    Parameters
    ----------
    fingerprinter
        What makes the fingerprints of whole pictures.
    regions
        The regions, in their order.

    Attributes
    ----------
    spec
        Of the rows made.
    """

    def __init__(self, fingerprinter: Fingerprinter, regions: Sequence[Region] = REGIONS) -> None:
        self._fingerprinter = fingerprinter
        self.spec = regions_spec(fingerprinter.spec, regions)

    def __call__(self, batch: NDArray[Any]) -> NDArray[np.float32]:
        """Return vectors (b, r * d) of pictures (b, r, height, width, 3)."""
        vectors = self._fingerprinter(batch.reshape(-1, *batch.shape[2:]))
        return vectors.reshape(len(batch), -1)


def of_each_region(fingerprints: Fingerprints, spec: FingerprintSpec) -> Iterable[Fingerprints]:
    """Give the fingerprints of each region alone.

    Parameters
    ----------
    fingerprints
        Of all regions, side by side.
    spec
        Of the fingerprints of whole pictures.
    """
    for first in range(0, fingerprints.shape[1], spec.dimensions):
        columns = slice(first, first + spec.dimensions)

        def read(start: int, stop: int, columns: slice = columns) -> NDArray[np.float32]:
            return fingerprints.read(start, stop)[:, columns]

        yield Fingerprints(read, (len(fingerprints), spec.dimensions), spec, fingerprints.missing)
