"""What every project offers once it has been searched, whether of one collection or of two."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from vrd.annotations.excluded_rows import filter_excluded
from vrd.core.neighbours import Neighbours
from vrd.core.sequences import AlignedSequence, Sequence
from vrd.matching.alignment import frame_novelty
from vrd.matching.confirm import confirmed_sequences, worth_comparing
from vrd.matching.dense_samples import DenseSampler
from vrd.matching.filters import FilterStep
from vrd.matching.finder import SequenceFinder
from vrd.matching.rescan_cache import RescanCache, compare_remembered, refine_remembered
from vrd.matching.settings import FinderSettings
from vrd.matching.thresholds import suggest_max_distance
from vrd.projects.annotating import ProjectLogs
from vrd.readers.stretches import FilmStretchReader

if TYPE_CHECKING:
    from matplotlib.axes import Axes


# A proposed least evidence of aligned sequences is never below this (seconds of perfect match),
# and such that chance alone makes no larger share of what is found.
LEAST_SCORE = 1.5
MOST_CHANCE = 0.25
# Sequences, the best first, whose ends `find` refines by itself.
MOST_REFINED = 500
# Candidates, those with the most to gain first, that `find` looks at again; at so many frames a
# second.
MOST_LOOKED_AT = 300
_RATE = 5.0


class ProjectResults(ProjectLogs):
    """What is found in a project that has been searched; parameters as for `OpenProject`."""

    # The limit proposed, and from which neighbours: in a large archive that takes a while.
    _proposed: tuple[Neighbours, float] | None = None

    def find(self, **changes: Any) -> tuple[SequenceFinder, list[Sequence]]:
        """Find sequences between different films, with the project's settings and changes to them.

        Parameters
        ----------
        **changes
            ``max_distance`` (None: proposed from the data), ``shortest_sequence``,
            ``allow_skip``, ``combine_overlap``, ``max_skipped_share``; kept with the project for
            the next time. ``align``: find lines of any speed by their evidence instead of runs at
            one lag; ``min_score``: the least evidence of these, in seconds of perfect match (None:
            proposed from the data, at least `LEAST_SCORE`). ``normalize``: measure distances
            against the archive. ``min_contrast``: leave frames with less contrast out, 0 for
            none. ``refine``: look at the films again for the exact ends of the best
            `MOST_REFINED`, see `refine`. ``confirm``: where next to nothing moves, which is
            little evidence, look at the films again and keep what moves alike. None: as suits
            the fingerprints (see `vrd.core.scale`). What they mean:
            `vrd.matching.finder.SequenceFinder`.

        Returns
        -------
        SequenceFinder, list of Sequence
            The finder, for showing and filtering, and what it found, longest first, or where
            ``align`` is true the best evidence first.
        """
        wanted = self.settings.finder.changed(**changes)
        settings = wanted.suiting(self.scale)
        finder = self._finder(settings)
        found = self._sequences(finder, settings)
        limit = finder.max_distance
        if settings.refine and limit > 0:
            # Of thousands this would take hours; `refine` takes any number.
            found = [*self._refine(found[:MOST_REFINED], limit), *found[MOST_REFINED:]]
        self.settings.finder = wanted
        if changes and not self.read_only and not self._closed:
            self.settings.save(self.folder, "finder")
        return finder, found

    def finder_settings(self) -> FinderSettings:
        """How `find` searches, with nothing left open but a limit proposed from the data."""
        return self.settings.finder.suiting(self.scale)

    def _finder(self, wanted: FinderSettings) -> SequenceFinder:
        """Matches, with the filters that the settings name."""
        finder = SequenceFinder(self.neighbours, max_distance=self._limit(wanted), quiet=True)
        finder.filter_matches_from_same_video()
        self._leave_out(finder, wanted)
        if wanted.normalize and finder.max_distance > 0:
            finder.normalize_distances()
        return finder

    def _leave_out(self, finder: SequenceFinder, wanted: FinderSettings) -> None:
        """Drop matches in which there is nothing to see, and those that nobody wants to see."""
        if wanted.min_contrast:
            finder.filter_uninformative_matches(self.contrast, wanted.min_contrast)
        if excluded := self.exclusions().holding():
            filter_excluded(finder, excluded, self.fingerprints)

    def _sequences(self, finder: SequenceFinder, wanted: FinderSettings) -> list[Sequence]:
        if wanted.align and finder.max_distance > 0:
            min_score, max_chance = least_evidence(wanted)
            found = finder.align_sequences(
                min_score,
                max_chance=max_chance,
                steps=frame_novelty(self.fingerprints, self.frames),
                scale=self.scale,
                with_candidates=bool(wanted.confirm),
            )
            found += self._confirmed(finder)
            return [*sorted(found, key=lambda one: -one.score)]
        return find_runs(finder, wanted)

    def _confirmed(self, finder: SequenceFinder) -> list[AlignedSequence]:
        """The candidates whose two films move alike, by a closer look at the films."""
        candidates = worth_comparing(finder.candidates, finder.background, finder.max_distance)
        # Of thousands this would take hours.
        candidates = candidates[:MOST_LOOKED_AT]
        if not candidates:
            return []
        comparisons = compare_remembered(
            candidates,
            self._rescans("motion", _RATE),
            lambda: self._sampler(_RATE),
            workers=self.workers,
        )
        kept = confirmed_sequences(candidates, comparisons, self.frames)
        rows = {tuple(one) for one in kept}
        dropped: list[Sequence] = [one for one in candidates if tuple(one) not in rows]
        finder.record(
            FilterStep(
                "Still pictures without shared motion",
                "candidates",
                len(candidates),
                len(kept),
                dropped,
            )
        )
        return kept

    def refine(
        self, sequences: Iterable[tuple[int, int, int]], rate: float = _RATE
    ) -> list[AlignedSequence]:
        """Look at the films again around the ends of sequences, for their ends and speed.

        What was found is remembered: the same sequences are not looked at again.

        Parameters
        ----------
        sequences
            What `find` gave, or any triples of rows.
        rate
            Frames looked at per second of film.

        Returns
        -------
        list of AlignedSequence
            The same sequences; see `vrd.matching.refine.refine_sequences`.
        """
        return self._refine(sequences, self._limit(self.finder_settings()), rate)

    def _refine(
        self, sequences: Iterable[tuple[int, int, int]], limit: float, rate: float = _RATE
    ) -> list[AlignedSequence]:
        return refine_remembered(
            sequences,
            self.frames,
            self._rescans("ends", rate),
            lambda: self._sampler(rate),
            max_distance=limit,
            workers=self.workers,
        )

    def _sampler(self, rate: float) -> DenseSampler:
        """Return what reads the films again; the network is loaded only now."""
        fingerprinter = self.fingerprinter
        spec = fingerprinter.spec
        reader = FilmStretchReader(spec.input_size, fit=spec.scale.fit)
        return DenseSampler(reader, fingerprinter, self.fingerprints, self.frames, rate)

    def _rescans(self, kind: str, rate: float) -> RescanCache:
        """Return what the project remembers of closer looks of a kind."""
        spec = self.fingerprints.spec
        made_by = {"spec": spec.digest, "frames": self.frames.digest, "rate": rate}
        writable = not self.read_only and not self._closed
        return RescanCache(self.database, f"{kind} of {spec.key}", made_by, writable=writable)

    def _limit(self, wanted: FinderSettings) -> float:
        if wanted.max_distance is not None:
            return wanted.max_distance
        if self._proposed is None or self._proposed[0] is not self.neighbours:
            proposed = suggest_max_distance(self.neighbours).max_distance
            self._proposed = self.neighbours, proposed
        # Where nothing stands out from chance, one short reuse may still be there.
        return self._proposed[1] or self.scale.usual_limit

    def show_most_reused_files(
        self, sequences: Any, size: tuple[int, int] = (1200, 600), **options: Any
    ) -> Axes:
        """Chart of how much each film shares with the others; see `vrd.views.chart`."""
        from vrd.views.chart import most_reused_files

        return most_reused_files(sequences, self.frames, size=size, **options)


def least_evidence(wanted: FinderSettings) -> tuple[float, float]:
    """The least evidence of aligned sequences, and the largest share that chance may make.

    Where nobody has set the first, the second is what limits.
    """
    if wanted.min_score is None:
        return LEAST_SCORE, MOST_CHANCE
    return wanted.min_score, 1.0


def find_runs(finder: SequenceFinder, wanted: FinderSettings) -> list[Sequence]:
    """Runs at one lag, as settings ask for them."""
    return finder.find_sequences(
        wanted.shortest_sequence,
        wanted.allow_skip,
        wanted.combine_overlap,
        max_skipped_share=wanted.max_skipped_share,
    )
