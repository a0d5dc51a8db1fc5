"""Look closer at films, for exact ends of sequences and to see whether both move alike.

What was seen is kept in the database of the project, so that the same sequences are not looked at
again.
"""

from __future__ import annotations

from collections.abc import Iterable

from vrd.core.sequences import AlignedSequence, Sequence
from vrd.matching.confirm import confirmed_sequences, worth_comparing
from vrd.matching.dense_samples import DenseSampler
from vrd.matching.filters import FilterStep
from vrd.matching.finder import SequenceFinder
from vrd.matching.rescan_cache import RescanCache, compare_remembered, refine_remembered
from vrd.projects.searchable import SearchableTrack

#: Candidates, those with the most to gain first, that a search looks at again.
MOST_LOOKED_AT = 300
#: Frames looked at per second of film.
LOOK_RATE = 5.0
_CANDIDATES = "candidates have too little evidence to be sequences without a closer look"


def confirmed_candidates(track: SearchableTrack, finder: SequenceFinder) -> list[AlignedSequence]:
    """Return the candidates whose two films move alike, by a closer look at the films."""
    candidates = worth_comparing(finder.candidates, finder.background, finder.max_distance)
    # Of thousands this would take hours.
    candidates = candidates[:MOST_LOOKED_AT]
    if not candidates:
        return []
    comparisons = compare_remembered(
        candidates,
        _rescans(track, "motion", LOOK_RATE),
        lambda: _sampler(track, LOOK_RATE),
        workers=track.resources.workers,
    )
    kept = confirmed_sequences(candidates, comparisons, track.timeline)
    rows = {tuple(sequence) for sequence in kept}
    dropped: list[Sequence] = [sequence for sequence in candidates if tuple(sequence) not in rows]
    counts = len(candidates), len(kept)
    name, reason = "Still pictures without shared motion", _CANDIDATES
    finder.record(FilterStep(name, "candidates", *counts, dropped, reason))
    return kept


def refined(
    track: SearchableTrack,
    sequences: Iterable[tuple[int, int, int]],
    limit: float,
    rate: float = LOOK_RATE,
) -> list[AlignedSequence]:
    """Look at the films again around the ends of sequences, for their exact ends and their speed.

    Parameters
    ----------
    track
        Where they were found.
    sequences
        Triples of rows, or aligned sequences.
    limit
        Largest squared L2 distance of a match.
    rate
        Frames looked at per second of film.
    """
    return refine_remembered(
        sequences,
        track.timeline,
        _rescans(track, "ends", rate),
        lambda: _sampler(track, rate),
        max_distance=limit,
        workers=track.resources.workers,
    )


def _sampler(track: SearchableTrack, rate: float) -> DenseSampler:
    """Return what reads the films again; the network is loaded only now."""
    fingerprinter = track.fingerprinter
    return DenseSampler(
        track.stretch_reader(), fingerprinter, track.fingerprints, track.timeline, rate
    )


def _rescans(track: SearchableTrack, kind: str, rate: float) -> RescanCache:
    """Return what the project remembers of closer looks of a kind."""
    folder, spec = track.folder, track.spec
    made_by = {"spec": spec.digest, "frames": track.timeline.digest, "rate": rate}
    name = f"{kind} of {spec.key}"
    return RescanCache(folder.database, name, made_by, writable=folder.writable)
