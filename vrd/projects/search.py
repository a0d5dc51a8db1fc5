"""Search for sequences among the neighbours of a track.

Everything here is a function of a track and of settings; only the closer looks at films, which
take long, are kept with the project.
"""

from __future__ import annotations

import numpy as np

from vrd.analysis.repeats import align_repeats, film_neighbours
from vrd.annotations.excluded_rows import filter_excluded
from vrd.core.sequences import AlignedSequence, Sequence
from vrd.matching.confidence import with_confidence
from vrd.matching.finder import SequenceFinder
from vrd.matching.leftovers import find_leftovers
from vrd.matching.novelty import frame_novelty
from vrd.matching.photographs import photograph_sequences
from vrd.matching.settings import FinderSettings
from vrd.pipeline.find_films import is_photograph
from vrd.pipeline.read_timeline import PICTURE
from vrd.projects.closer_looks import confirmed_candidates, refined
from vrd.projects.logs import exclusion_log
from vrd.projects.proposed_limit import proposed_limit
from vrd.projects.regions import find_in_regions, wants_regions
from vrd.projects.searchable import SearchableTrack

#: Least evidence that is ever proposed for aligned sequences (seconds of perfect match).
LEAST_SCORE = 1.5
#: Largest share of what is found that chance alone may make where that evidence is proposed.
MOST_CHANCE = 0.25
#: Sequences, the best first, whose ends a search refines by itself.
MOST_REFINED = 500


def kept_settings(track: SearchableTrack) -> FinderSettings:
    """Return the settings that the project keeps for a track, which is that of the pictures."""
    return track.folder.settings.finder if track.name == PICTURE else FinderSettings()


def settled(track: SearchableTrack, wanted: FinderSettings | None = None) -> FinderSettings:
    """Return settings with nothing left open but a limit proposed from the data.

    Parameters
    ----------
    track
        Where sequences are searched.
    wanted
        How; by default, as the project says.
    """
    settings = kept_settings(track) if wanted is None else wanted
    return settings.suiting(track.spec.scale)


def distance_limit(track: SearchableTrack, settings: FinderSettings) -> float:
    """Return the largest distance of a match (squared L2), proposed from the data if not set."""
    if settings.max_distance is not None:
        return settings.max_distance
    return proposed_limit(track).max_distance


def least_evidence(settings: FinderSettings) -> tuple[float, float]:
    """Return the least evidence of aligned sequences, and the largest share chance may make.

    Where nobody has set the first, the second is what limits.
    """
    if settings.min_score is None:
        return LEAST_SCORE, MOST_CHANCE
    return settings.min_score, 1.0


def search(
    track: SearchableTrack, settings: FinderSettings
) -> tuple[SequenceFinder, list[Sequence]]:
    """Search sequences between different films.

    Parameters
    ----------
    track
        Where they are searched.
    settings
        As `settled` gives them.

    Returns
    -------
    SequenceFinder, list of Sequence
        The matches after every filter, and the sequences: the longest first, or where evidence
        is weighed the best evidence first.
    """
    finder = filtered_matches(track, settings)
    sequences = _sequences(track, finder, settings)
    if settings.refine and finder.max_distance > 0:
        sequences = _with_exact_ends(track, finder, settings, sequences)
    return finder, [*sequences, *_photographs(track, finder, sequences)]


def _with_exact_ends(
    track: SearchableTrack,
    finder: SequenceFinder,
    settings: FinderSettings,
    sequences: list[Sequence],
) -> list[Sequence]:
    """Return the sequences with exact ends, and what became free beside those that got shorter."""
    # Of thousands this would take hours.
    coarse, rest = sequences[:MOST_REFINED], sequences[MOST_REFINED:]
    exact = refined(track, coarse, finder.max_distance)
    if not settings.align or finder.decoys is None:
        return [*exact, *rest]
    aligned = [
        (before, after)
        for before, after in zip(coarse, exact, strict=True)
        if isinstance(before, AlignedSequence)
    ]
    leftovers = find_leftovers(
        aligned,
        finder.matches,
        track.timeline,
        max_distance=finder.max_distance,
        novelty=frame_novelty(track.fingerprints, track.timeline),
        min_score=least_evidence(settings)[0],
    )
    if not leftovers:
        return [*exact, *rest]
    more = refined(track, leftovers, finder.max_distance)
    sure = with_confidence([*exact, *more], finder.decoys, track.spec.scale)
    return [*sure, *rest]


def _photographs(
    track: SearchableTrack, finder: SequenceFinder, found: list[Sequence]
) -> list[AlignedSequence]:
    """Return the frames that show photographs of the project, which are too short for sequences."""
    videos = track.timeline.videos
    photographs = np.array(
        [video.rows == 1 and is_photograph(video.path) for video in videos], np.bool_
    )
    if track.name != PICTURE or not photographs.any() or finder.max_distance <= 0:
        return []
    return photograph_sequences(
        finder.matches, track.timeline, photographs, finder.max_distance, found
    )


def filtered_matches(track: SearchableTrack, settings: FinderSettings) -> SequenceFinder:
    """Return the matches within the limit, after the filters that the settings name."""
    limit = distance_limit(track, settings)
    finder = SequenceFinder(track.neighbours, max_distance=limit, quiet=True)
    finder.filter_matches_from_same_video()
    _leave_out(track, finder, settings)
    if settings.normalize and finder.max_distance > 0:
        finder.normalize_distances(novelty=frame_novelty(track.fingerprints, track.timeline))
    return finder


def _leave_out(track: SearchableTrack, finder: SequenceFinder, settings: FinderSettings) -> None:
    """Drop matches of frames without contrast, and those that reviewers have excluded."""
    if settings.min_contrast:
        finder.filter_uninformative_matches(track.contrast, settings.min_contrast)
    if excluded := exclusion_log(track).holding():
        filter_excluded(finder, excluded, track.fingerprints)


def _sequences(
    track: SearchableTrack, finder: SequenceFinder, settings: FinderSettings
) -> list[Sequence]:
    if not settings.align or finder.max_distance <= 0:
        return _runs(finder, settings)
    min_score, max_false_discovery_rate = least_evidence(settings)
    aligned = finder.align_sequences(
        min_score,
        max_false_discovery_rate=max_false_discovery_rate,
        novelty=frame_novelty(track.fingerprints, track.timeline),
        with_candidates=bool(settings.confirm),
    )
    aligned += [
        sequence for sequence in confirmed_candidates(track, finder) if sequence.score >= min_score
    ]
    if wants_regions(track, settings):
        aligned += find_in_regions(track, settings, finder.max_distance, aligned)
    if finder.decoys is None:
        raise ValueError("sequences are aligned before their confidence is asked for")
    return [*with_confidence(aligned, finder.decoys, track.spec.scale)]


def _runs(finder: SequenceFinder, settings: FinderSettings) -> list[Sequence]:
    return finder.find_sequences(
        settings.shortest_sequence,
        settings.allow_skip,
        settings.combine_overlap,
        max_skipped_share=settings.max_skipped_share,
    )


def search_repeats(
    track: SearchableTrack, film: str, settings: FinderSettings, *, min_gap: float
) -> tuple[SequenceFinder, list[Sequence]]:
    """Search footage that a film shows more than once.

    Parameters
    ----------
    track
        Where it is searched.
    film
        Name of the film.
    settings
        As `settled` gives them.
    min_gap
        Least seconds between the two times.

    Returns
    -------
    SequenceFinder, list of Sequence
        As of `search`; both sides are in the film, the earlier one is the query.
    """
    limit = distance_limit(track, settings)
    fingerprints, timeline = track.fingerprints, track.timeline
    own = film_neighbours(fingerprints, timeline, film, min_gap=min_gap, max_distance=limit)
    finder = SequenceFinder(own, limit, quiet=True)
    _leave_out(track, finder, settings)
    if settings.normalize and limit > 0:
        finder.normalize_distances(filtered_matches(track, settings).background)
    if not settings.align or limit <= 0:
        return finder, _runs(finder, settings)
    min_score, max_false_discovery_rate = least_evidence(settings)
    repeats = align_repeats(
        finder.matches,
        timeline,
        film,
        max_distance=limit,
        novelty=frame_novelty(fingerprints, timeline),
        min_score=min_score,
        max_false_discovery_rate=max_false_discovery_rate,
    )
    return finder, [*repeats]
