"""Answer what films share, what one film repeats, and where a picture is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from vrd.errors import UnknownNameError
from vrd.matching.settings import FinderSettings
from vrd.pipeline.read_timeline import PICTURE
from vrd.projects.search import (
    distance_limit,
    filtered_matches,
    kept_settings,
    search,
    search_repeats,
    settled,
)

if TYPE_CHECKING:
    from vrd.matching.finder import SequenceFinder
    from vrd.projects.findings import Findings
    from vrd.projects.searchable import SearchableTrack

Triples = Iterable[tuple[int, int, int]]


class Find:
    """Find sequences between different films, and remember what was found last.

    Parameters
    ----------
    tracks
        The tracks of the project, by name; the one that is searched is that of the last search, at
        first ``"picture"``.
    """

    def __init__(self, tracks: Mapping[str, SearchableTrack]) -> None:
        self.tracks = tracks
        self._last: Findings | None = None

    @property
    def track(self) -> SearchableTrack:
        """Return the track that was searched last."""
        return self.tracks[PICTURE if self._last is None else self._last.track.name]

    def __call__(self, *, track: str = PICTURE, **changes: Any) -> Findings:
        """Find sequences between different films, with the project's settings and changes to them.

        Nothing is written: the settings become the project's with ``found.keep()``, and
        ``project.find.reset()`` brings back those of a new project.

        Parameters
        ----------
        track
            Name of the track to search. Only the track of pictures has settings that are kept.
        **changes
            ``max_distance`` (None: proposed from the data), ``shortest_sequence``,
            ``allow_skip``, ``combine_overlap``, ``max_skipped_share``. ``align``: find lines of
            any speed by their evidence instead of runs at one lag; ``min_score``: the least
            evidence of these, in seconds of perfect match (None: proposed from the data, at least
            `vrd.projects.search.LEAST_SCORE`). ``normalize``: measure distances against the
            archive. ``min_contrast``: leave frames with less contrast out, 0 for none.
            ``refine``: look at the films again for the exact ends of the best sequences.
            ``confirm``: where next to nothing moves, which is little evidence, look at the films
            again and keep what moves alike. ``in_regions``: find films shown in a part of another
            film's picture, if the project compares regions. None: as suits the fingerprints, see
            `vrd.core.scale`. `vrd.matching.finder.SequenceFinder` explains them.

        Returns
        -------
        vrd.projects.findings.Findings
            What was found, the longest first, or where ``align`` is true the best evidence first.
            It can be taken apart: ``finder, sequences = project.find()``.

        Raises
        ------
        UnknownNameError
            If there is no such track or setting.
        """
        searched = track_of(self.tracks, track)
        return self._search(searched, kept_settings(searched).changed(**changes))

    def reset(self) -> None:
        """Put the kept settings of the search back to those of a new project, for good.

        ``open_project(folder, reset_search=True)`` does the same for a project whose settings
        are damaged.

        Raises
        ------
        ReadOnlyError
            If the project was opened for reading only.
        """
        folder = self.tracks[PICTURE].folder
        folder.check_writable()
        folder.settings.finder = FinderSettings()
        folder.save("finder")
        self._last = None

    @property
    def settings(self) -> FinderSettings:
        """Return the settings of the last search, or those of a search made now."""
        return settled(self.track) if self._last is None else self._last.settings

    @property
    def max_distance(self) -> float:
        """Return the limit of the last search, or that of one made now (squared L2)."""
        if self._last is not None:
            return self._last.max_distance
        return distance_limit(self.track, self.settings)

    def latest(self) -> Findings:
        """Return what was found last; search where nothing was found yet, or it is out of date."""
        if self._last is None:
            return self()
        return self._search(self.track, self._last.wanted) if self._last.outdated else self._last

    def given(
        self,
        sequences: Triples,
        max_distance: float | None = None,
        finder: SequenceFinder | None = None,
    ) -> Findings:
        """Return findings of given sequences; without ``max_distance``, no match is too far."""
        from vrd.projects.findings import Findings

        settings = self.settings
        limit = np.inf if max_distance is None and finder is None else max_distance
        if finder is None:
            finder = filtered_matches(self.track, settings)
        return Findings(finder, sequences, settings, self.track, max_distance=limit)

    def _search(self, track: SearchableTrack, wanted: FinderSettings) -> Findings:
        from vrd.projects.findings import Findings

        settings = settled(track, wanted)
        finder, sequences = search(track, settings)
        self._last = Findings(finder, sequences, settings, track, wanted=wanted)
        return self._last


class Repeats:
    """Find footage that one film shows more than once.

    Parameters
    ----------
    tracks
        The tracks of the project, by name.
    """

    def __init__(self, tracks: Mapping[str, SearchableTrack]) -> None:
        self._tracks = tracks

    def __call__(
        self,
        film: str,
        *,
        min_gap: float = 10.0,
        max_distance: float | None = None,
        track: str = PICTURE,
    ) -> Findings:
        """Find footage that a film shows more than once, with the project's settings.

        The search leaves a film's own frames out; here it is searched in itself, from its
        fingerprints. Other shots of one scene from the same place look alike, too, so judge what
        is found.

        Parameters
        ----------
        film
            Its name.
        min_gap
            Least seconds between the two times.
        max_distance
            Largest squared L2 distance; by default, the project's.
        track
            Name of the track to search.

        Returns
        -------
        vrd.projects.findings.Findings
            As of `Find`; both sides are in the film, the earlier one is the query.

        Raises
        ------
        UnknownNameError
            If there is no such film.
        """
        from vrd.projects.findings import Findings

        searched = track_of(self._tracks, track)
        wanted = kept_settings(searched)
        if max_distance is not None:
            wanted = wanted.changed(max_distance=max_distance)
        settings = settled(searched, wanted)
        finder, sequences = search_repeats(searched, film, settings, min_gap=min_gap)
        return Findings(finder, sequences, settings, searched, wanted=wanted)


def track_of(tracks: Mapping[str, SearchableTrack], name: str) -> SearchableTrack:
    """Return a track by its name.

    Raises
    ------
    UnknownNameError
        If there is no such track.
    """
    if name not in tracks:
        raise UnknownNameError("track", name, tracks)
    return tracks[name]
