"""Compare parts of pictures with whole pictures: the stage "Regions" of a project, and its answer.

The regions of every picture are fingerprinted by the network of the whole pictures, side by side,
and each region is searched among the whole pictures of the other films.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vrd.annotations.excluded_rows import excluded_rows
from vrd.core.fingerprints import Fingerprints
from vrd.core.regions import REGIONS, Region
from vrd.core.sequences import AlignedSequence
from vrd.errors import DamagedArtefactError, MissingStageError
from vrd.fingerprinters.regions import RegionFingerprinter, of_each_region, regions_spec
from vrd.matching.novelty import Novelty, frame_novelty
from vrd.matching.region_lines import RegionMatches, align_regions
from vrd.matching.settings import FinderSettings
from vrd.pipeline.fingerprint_frames import (
    drop_damaged,
    fingerprint_frames,
    read_fingerprints,
)
from vrd.pipeline.load_neighbours import load_neighbours
from vrd.pipeline.neighbour_batches import UNREADABLE, clear_neighbours
from vrd.pipeline.search_neighbours import search_neighbours
from vrd.pipeline.search_settings import SearchSettings
from vrd.projects.logs import exclusion_log
from vrd.projects.run_records import logged
from vrd.projects.searchable import SearchableTrack
from vrd.projects.track import Track
from vrd.readers.stills import StillsReader
from vrd.storage.files import replacing

#: Neighbours searched of each region.
NEIGHBOURS = 100
_NOVELTY = "novelty.npz"


def make_regions(track: Track, *, force: bool = False) -> None:
    """Fingerprint the regions of all pictures, and search each among the whole pictures.

    Parameters
    ----------
    track
        The track of pictures, with its neighbours.
    force
        Do it again for all films.

    Raises
    ------
    StaleArtefactError
        If the answers at hand are to another question, and not ``force``.
    """
    track.folder.check_writable()
    spec = track.spec
    if force:
        track.database.fingerprints.forget(regions_spec(spec), track.name)
    reader = StillsReader(track.timeline, spec.input_size, fit=spec.scale.fit, regions=REGIONS)
    with logged(track, "regions") as outcome:
        drop_damaged(track.database, regions_spec(spec))
        fingerprint_frames(
            reader,
            RegionFingerprinter(track.fingerprinter),
            track.database,
            track.timeline_ids(),
            title="Regions",
        )
        for region, queries in zip(REGIONS, _fingerprints(track), strict=True):
            _search(track, region, queries, force=force)
        outcome |= {"regions": len(REGIONS), "k": NEIGHBOURS}
    track.folder.save("regions")


def _fingerprints(track: Track) -> Iterator[Fingerprints]:
    """Give the fingerprints of each region of all pictures."""
    stored = read_fingerprints(
        track.database, track.timeline_ids(), track.timeline, regions_spec(track.spec)
    )
    yield from of_each_region(stored, track.spec)


def _search(track: Track, region: Region, queries: Fingerprints, *, force: bool) -> None:
    folder = _folder(track, region)
    if force:
        clear_neighbours(folder)
    search_neighbours(
        track.fingerprints,
        track.timeline,
        folder,
        SearchSettings(k=NEIGHBOURS, memory_bytes=track.resources.memory_bytes),
        make_index=track.resources.make_index,
        index=track.index,
        queries=queries,
        description=_description(track, region),
        title=f"Neighbours, {region.name}",
    )
    novelty = frame_novelty(queries, track.timeline)
    # Unlike a plain file of NumPy, this one holds a checksum, which NumPy compares.
    with replacing(folder / _NOVELTY) as temporary, temporary.open("wb") as file:
        np.savez(file, distance=novelty.distance)


def _folder(track: SearchableTrack, region: Region) -> Path:
    return track.results_folder / "regions" / region.name.replace(" ", "_")


def _description(track: SearchableTrack, region: Region) -> dict[str, object]:
    return {"spec": track.spec.digest, "region": [region.name, *region.borders], "k": NEIGHBOURS}


def wants_regions(track: SearchableTrack, settings: FinderSettings) -> bool:
    """Return whether regions are looked at, too: as the search says, or else the project."""
    wanted = settings.in_regions
    return track.folder.settings.regions if wanted is None else wanted


def find_in_regions(
    track: SearchableTrack,
    settings: FinderSettings,
    max_distance: float,
    known: list[AlignedSequence],
) -> list[AlignedSequence]:
    """Find films that show another film in a part of their picture.

    Parameters
    ----------
    track
        Where they are searched.
    settings
        As `vrd.projects.search.settled` gives them.
    max_distance
        Squared L2 distance at which a match of whole pictures says nothing any more.
    known
        What was found among whole pictures.

    Raises
    ------
    MissingStageError
        If the regions have not been compared.
    StaleArtefactError
        If films or fingerprints have changed since.
    """
    exclusions = exclusion_log(track).holding()
    left_out = excluded_rows(exclusions, track.timeline, track.fingerprints).rows
    if settings.min_contrast:
        left_out = left_out | (track.contrast < settings.min_contrast)
    return align_regions(
        (_matches(track, region) for region in REGIONS),
        track.timeline,
        max_distance=max_distance,
        left_out=left_out,
        known=known,
    )


def _matches(track: SearchableTrack, region: Region) -> RegionMatches:
    """Read what the search of a region answered."""
    folder = _folder(track, region)
    try:
        neighbours = load_neighbours(folder, track.timeline, _description(track, region))
        distance = _read_novelty(folder / _NOVELTY)
    except (MissingStageError, FileNotFoundError):
        raise MissingStageError(
            "The parts of pictures have not been compared yet. Call project.run(), or leave them "
            "out with find(in_regions=False)."
        ) from None
    return RegionMatches(region.name, neighbours, Novelty(distance, track.spec.scale))


def _read_novelty(path: Path) -> NDArray[np.float32]:
    try:
        # NumPy does not close a damaged file that it has opened itself.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            distance: NDArray[np.float32] = stored["distance"]
            return distance
    except FileNotFoundError:
        raise
    except UNREADABLE as error:
        raise DamagedArtefactError(
            f"{path} is damaged ({error}). Call run(): it makes it again, and only it."
        ) from error
