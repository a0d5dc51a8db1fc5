"""Closer looks at films: exact ends of sequences, and whether the two films move alike.

What was seen is kept with the project, so that the same sequences are not looked at again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from vrd.core.sequences import AlignedSequence, Sequence
from vrd.matching.confirm import confirm_sequences, confirmed, worth_looking
from vrd.matching.confirmed_file import compare_new_ones
from vrd.matching.filters import FilterStep
from vrd.matching.finder import SequenceFinder
from vrd.matching.refine import REVISION, refine_sequences
from vrd.matching.refined_file import refine_new_ones
from vrd.projects.searchable import SearchableTrack
from vrd.readers.stretches import StretchReader

#: Candidates, those with the most to gain first, that a search looks at again.
MOST_LOOKED_AT = 300
#: Frames looked at per second of film.
LOOK_RATE = 5.0


def confirmed_candidates(track: SearchableTrack, finder: SequenceFinder) -> list[AlignedSequence]:
    """Return the candidates whose two films move alike, by a closer look at the films."""
    candidates = worth_looking(finder.candidates, finder.background, finder.max_distance)
    # Of thousands this would take hours.
    candidates = candidates[:MOST_LOOKED_AT]
    if not candidates:
        return []
    compared = compare_new_ones(
        candidates,
        track.results_folder / "movement.json",
        _made_by(track, LOOK_RATE),
        _closer_look(track, confirm_sequences, rate=LOOK_RATE),
        write=track.folder.writable,
    )
    kept = confirmed(candidates, compared, track.timeline)
    rows = {tuple(sequence) for sequence in kept}
    dropped: list[Sequence] = [sequence for sequence in candidates if tuple(sequence) not in rows]
    finder.record(FilterStep("Hardly moving", "candidates", len(candidates), len(kept), dropped))
    return kept


def refined(
    track: SearchableTrack,
    sequences: Iterable[tuple[int, int, int]],
    limit: float,
    rate: float = LOOK_RATE,
) -> list[AlignedSequence]:
    """Look at the films again around the ends of sequences, for their exact ends and their speed.

    The same sequences are not looked at again: their ends are kept with the project.

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
    return refine_new_ones(
        sequences,
        track.timeline,
        track.results_folder / "refined.json",
        _made_by(track, rate) | {"revision": REVISION},
        _closer_look(track, refine_sequences, rate=rate, max_distance=limit),
        limit=limit,
        write=track.folder.writable,
    )


def _closer_look(
    track: SearchableTrack, stage: Callable[..., Any], **settings: Any
) -> Callable[..., Any]:
    """Return a stage that looks at films again, ready to be called with sequences and ``done``."""

    def look(sequences: list[AlignedSequence], done: Any) -> Any:
        # The network is loaded only now: it may take a while.
        fingerprinter = track.fingerprinter
        spec = fingerprinter.spec
        reader = StretchReader(spec.input_size, fit=spec.scale.fit)
        workers = track.resources.workers
        settings.update(fingerprints=track.fingerprints, workers=workers, done=done)
        return stage(sequences, track.timeline, reader, fingerprinter, **settings)

    return look


def _made_by(track: SearchableTrack, rate: float) -> dict[str, Any]:
    """Return what closer looks depend on."""
    return {"spec": track.spec.digest, "frames": track.timeline.digest, "rate": rate}
