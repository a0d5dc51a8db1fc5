"""What every project offers once it has been searched, whether of one collection or of two."""

from __future__ import annotations

import weakref
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vrd.align_sequences import frame_steps
from vrd.errors import ProjectError, ReadOnlyError, UnknownNameError
from vrd.files import storage_errors
from vrd.fingerprinters.dct import DEFAULT_MAX_DISTANCE
from vrd.fingerprints import Fingerprints
from vrd.frames import Frames
from vrd.locking import ProjectLock
from vrd.neighbours import Neighbours
from vrd.project_settings import FinderSettings, ProjectSettings
from vrd.protocols import Fingerprinter
from vrd.readers.stretches import StretchReader
from vrd.refine_sequences import refine_sequences
from vrd.refined_file import refine_new_ones
from vrd.sequence_finder import SequenceFinder
from vrd.sequences import AlignedSequence, Sequence
from vrd.suggest_distance import suggest_max_distance

if TYPE_CHECKING:
    from matplotlib.axes import Axes


# Limits of fingerprints whose distances mean the same in every collection.
_USUAL_LIMITS = {"dct": DEFAULT_MAX_DISTANCE, "vrdnet": 0.4}
# A proposed least evidence of aligned sequences is never below this (seconds of perfect match),
# and such that chance alone makes no larger share of what is found.
LEAST_SCORE = 1.5
MOST_CHANCE = 0.25
# Sequences, the best first, whose ends `find` refines by itself.
MOST_REFINED = 500


def _nothing() -> None:
    """What closing a project without a lock does."""


class ProjectResults(ABC):
    """A project folder, its lock, and the results in it.

    Parameters
    ----------
    folder
        The folder of the project.
    settings
        Its settings; written at once unless ``read_only``.
    read_only
        Take no lock and write nothing.

    Raises
    ------
    ProjectLockedError
        If another process is writing the project.
    """

    workers: int | None = None

    def __init__(self, folder: Path, settings: ProjectSettings, *, read_only: bool) -> None:
        self.folder = folder
        self.settings = settings
        self.read_only = read_only
        self._neighbours: Neighbours | None = None
        self._closed = False
        self._close: Callable[[], object] = _nothing
        if read_only:
            if not folder.is_dir():
                raise ProjectError(f"There is no project {folder} to read.")
            return
        if folder.exists() and not folder.is_dir():
            raise ProjectError(f"{folder} is a file. A project is a folder: choose another name.")
        with storage_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
        lock = ProjectLock(folder)
        # Also when the object is forgotten: the next run of a notebook cell makes a new one.
        self._close = weakref.finalize(self, lock.release)
        if not (folder / "project.json").is_file():
            settings.write(folder)

    def close(self) -> None:
        """Let other processes write the project; this object must not be used afterwards."""
        self._close()
        self._closed = True

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _must_write(self) -> None:
        if self._closed:
            raise ReadOnlyError(f"The project {self.folder} was closed. Open it again.")
        if self.read_only:
            raise ReadOnlyError(
                f"The project {self.folder} was opened for reading only. Open it without "
                "read_only=True to run a stage."
            )

    @property
    def name(self) -> str:
        """Name of the project."""
        return self.settings.name

    @property
    @abstractmethod
    def frames(self) -> Frames:
        """The timeline of all films."""

    @property
    def frame_extractor(self) -> Frames:
        """The timeline of all films, under its published name."""
        return self.frames

    @property
    @abstractmethod
    def fingerprints(self) -> Fingerprints:
        """The stored fingerprints of all rows."""

    @property
    @abstractmethod
    def contrast(self) -> NDArray[np.float32]:
        """Contrast of every row, 0 to 0.5, shape (n,); see `vrd.fingerprinters.contrast`."""

    @property
    @abstractmethod
    def neighbours(self) -> Neighbours:
        """What the search answered."""

    @property
    @abstractmethod
    def fingerprinter(self) -> Fingerprinter:
        """What makes the fingerprints; its weights are loaded when it is first asked for."""

    @property
    @abstractmethod
    def _results_folder(self) -> Path:
        """Where results derived from these fingerprints are kept."""

    @abstractmethod
    def stages(self) -> list[tuple[str, bool, str]]:
        """Every stage: its name, whether it is done, and a detail."""

    def _status(self) -> Any:
        from vrd.views.tables import stages_table

        return stages_table(self.stages(), caption=f"{self.name}, in {self.folder}")

    def __repr__(self) -> str:
        if self._closed:
            return f"<{self.name}, closed: open it again to use it>"
        return repr(self._status())

    def _repr_html_(self) -> str | None:
        # None makes Jupyter show the text.
        return None if self._closed else self._status()._repr_html_()

    def show_failures(self) -> None:
        """Show the films that could not be read, or only in part, and why; nothing if none."""
        from IPython.display import display

        from vrd.views.tables import failures_table

        if self.frames.failures:
            display(failures_table(self.frames.failures))  # type: ignore[no-untyped-call]

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
            `MOST_REFINED`, see `refine`. None: as suits the network, that is with ``vrdnet`` only.
            What they mean: `vrd.sequence_finder.SequenceFinder`.

        Returns
        -------
        SequenceFinder, list of Sequence
            The finder, for showing and filtering, and what it found, longest first, or where
            ``align`` is true the best evidence first.
        """
        known = [one.name for one in fields(FinderSettings)]
        for name in changes:
            if name not in known:
                raise UnknownNameError("setting of find()", name, known)
        wanted: FinderSettings = replace(self.settings.finder, **changes)
        settings = wanted.suiting(self.settings.network)
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
        return self.settings.finder.suiting(self.settings.network)

    def _finder(self, wanted: FinderSettings) -> SequenceFinder:
        """Matches, with the filters that the settings name."""
        finder = SequenceFinder(self.neighbours, max_distance=self._limit(wanted), quiet=True)
        finder.filter_matches_from_same_video()
        if wanted.min_contrast:
            finder.filter_uninformative_matches(self.contrast, wanted.min_contrast)
        if wanted.normalize and finder.max_distance > 0:
            finder.normalize_distances()
        return finder

    def _sequences(self, finder: SequenceFinder, wanted: FinderSettings) -> list[Sequence]:
        if wanted.align and finder.max_distance > 0:
            steps = frame_steps(self.fingerprints, self.frames)
            if wanted.min_score is not None:
                return [*finder.align_sequences(wanted.min_score, steps=steps)]
            return [*finder.align_sequences(LEAST_SCORE, max_chance=MOST_CHANCE, steps=steps)]
        return finder.find_sequences(
            wanted.shortest_sequence,
            wanted.allow_skip,
            wanted.combine_overlap,
            max_skipped_share=wanted.max_skipped_share,
        )

    def refine(
        self, sequences: Iterable[tuple[int, int, int]], rate: float = 5.0
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
            The same sequences; see `vrd.refine_sequences.refine_sequences`.
        """
        return self._refine(sequences, self._limit(self.finder_settings()), rate)

    def _refine(
        self, sequences: Iterable[tuple[int, int, int]], limit: float, rate: float = 5.0
    ) -> list[AlignedSequence]:
        def refine(new: list[AlignedSequence], done: Any) -> list[AlignedSequence]:
            # Only now: it may take a while to load.
            fingerprinter = self.fingerprinter
            fit: Any = getattr(fingerprinter, "fit", "pad")
            return refine_sequences(
                new,
                self.frames,
                StretchReader(fingerprinter.spec.input_size, fit=fit),
                fingerprinter,
                fingerprints=self.fingerprints,
                max_distance=limit,
                rate=rate,
                workers=self.workers,
                done=done,
            )

        return refine_new_ones(
            sequences,
            self.frames,
            self._results_folder / "refined.json",
            {"spec": self.fingerprints.spec.digest, "frames": self.frames.digest, "rate": rate},
            refine,
            limit=limit,
            write=not self.read_only and not self._closed,
        )

    def _limit(self, wanted: FinderSettings) -> float:
        if wanted.max_distance is not None:
            return wanted.max_distance
        # Where nothing stands out from chance, one short reuse may still be there.
        usual = _USUAL_LIMITS.get(self.settings.network, 0.0)
        return suggest_max_distance(self.neighbours).max_distance or usual

    def show_most_reused_files(
        self, sequences: Any, size: tuple[int, int] = (1200, 600), **options: Any
    ) -> Axes:
        """Chart of how much each film shares with the others; see `vrd.views.chart`."""
        from vrd.views.chart import most_reused_files

        return most_reused_files(sequences, self.frames, size=size, **options)
