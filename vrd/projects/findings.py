"""Hold what a search found, what made it, and all that can be done with it: `Findings`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from vrd.analysis.shared_groups import with_groups
from vrd.annotations.review_table import review_table
from vrd.errors import ProjectError
from vrd.matching.finder import SequenceFinder
from vrd.matching.settings import FinderSettings
from vrd.pipeline.read_timeline import PICTURE
from vrd.projects.closer_looks import LOOK_RATE, refined
from vrd.projects.exporting import Exporting
from vrd.projects.logs import exclusion_log, judgement_log
from vrd.projects.overviews import Overviews
from vrd.projects.proposed_limit import warning_of_limit
from vrd.projects.reporting import Reporting
from vrd.projects.reviewing import Reviewing
from vrd.projects.searchable import SearchableTrack
from vrd.projects.show_findings import findings_page
from vrd.projects.where_reused import WhereReused

if TYPE_CHECKING:
    import pandas as pd

    from vrd.views.html import Page


class Findings:
    """Hold what a search found, with the settings, filters and track that made it.

    It can be taken apart: ``finder, sequences = project.find()``.

    Parameters
    ----------
    finder
        The matches after every filter.
    sequences
        What was found in them, in the order to be shown.
    settings
        How it was found, with nothing left open but a limit proposed from the data.
    track
        The track in which it was found.
    wanted
        The settings as they were asked for, which `keep` makes the project's; by default,
        ``settings``.
    max_distance
        The limit of the sequences (squared L2); by default, the finder's.

    Attributes
    ----------
    sequences
        A list that may be edited: reviews, exports and overviews follow it.
    """

    def __init__(
        self,
        finder: SequenceFinder,
        sequences: Iterable[tuple[int, int, int]],
        settings: FinderSettings,
        track: SearchableTrack,
        *,
        wanted: FinderSettings | None = None,
        max_distance: float | None = None,
    ) -> None:
        self.finder, self.settings, self.track = finder, settings, track
        self.sequences: list[Any] = list(sequences)
        self.max_distance = finder.max_distance if max_distance is None else max_distance
        self.wanted = settings if wanted is None else wanted
        self._neighbours = self.track.neighbours
        self._excluded = exclusion_ids(self.track)

    # -- as a pair, as published ---------------------------------------------------------------

    def __iter__(self) -> Iterator[Any]:
        """Give the finder and a list of the sequences, which may be edited."""
        yield self.finder
        yield list(self.sequences)

    def __getitem__(self, item: int) -> Any:
        """Return the finder for 0 and the sequences for 1."""
        return (self.finder, list(self.sequences))[item]

    # -- what can be done with them ------------------------------------------------------------

    @property
    def review(self) -> Reviewing:
        """Look at the sequences side by side and judge them: ``found.review()``."""
        return Reviewing(self)

    @property
    def export(self) -> Exporting:
        """Write them for other programs: ``found.export("x.xlsx")``, ``found.export.elan(DIR)``."""
        return Exporting(self)

    @property
    def overview(self) -> Overviews:
        """Draw what they add up to: ``found.overview("matrix")``, ``found.overview.film(NAME)``."""
        return Overviews(self)

    @property
    def report(self) -> Reporting:
        """Write the findings as one HTML file: ``found.report("report.html")``."""
        return Reporting(self)

    @property
    def where_reused(self) -> WhereReused:
        """Find where a film or a picture is in other films: ``found.where_reused("a.mp4")``."""
        return WhereReused(self)

    def table(self, reviewer: str | None = None) -> pd.DataFrame:
        """Return one line per sequence, in seconds, with the judgement of each.

        Parameters
        ----------
        reviewer
            Whose judgements; by default, the latest of anybody. The columns are explained in
            `vrd.annotations.review_table.review_table`.
        """
        return review_table(
            self.sequences,
            self.finder.neigh,
            max_distance=self.max_distance,
            judgements=judgement_log(self.track).current(),
            reviewer=reviewer,
        )

    def select(self, sequences: Iterable[tuple[int, int, int]] | Iterable[bool]) -> Findings:
        """Return findings of fewer sequences, found in the same way.

        Parameters
        ----------
        sequences
            Sequences, or of every line of `table` whether to take it:
            ``found.select(found.table()["verdict"] == "match")``.

        Raises
        ------
        ProjectError
            If something else is given, such as a function.
        """
        if not isinstance(sequences, Iterable):
            raise ProjectError(
                f"select() cannot choose by {sequences!r}. Give sequences, such as "
                "found.sequences[:10], or a condition on the table, such as "
                'found.table()["duration"] > 10.'
            )
        chosen = list(sequences)
        if chosen and isinstance(chosen[0], bool | np.bool_):
            chosen = [
                sequence for sequence, take in zip(self.sequences, chosen, strict=True) if take
            ]
        return self._with(chosen)

    def refine(self, rate: float = LOOK_RATE) -> Findings:
        """Return findings with exact ends and speeds, from a closer look at the films.

        Parameters
        ----------
        rate
            Frames looked at per second of film. A search looks at the best 500 sequences by
            itself; this looks at all, which takes about half a second each.
        """
        return self._with(refined(self.track, self.sequences, self.max_distance, rate))

    def keep(self) -> Self:
        """Make the settings of these findings the project's, for the next time it is opened.

        Raises
        ------
        ReadOnlyError
            If the project was opened for reading only.
        ProjectError
            If they were found in another track than that of the pictures.
        """
        folder = self.track.folder
        if self.track.name != PICTURE:
            raise ProjectError(
                "A project keeps settings for its pictures only. Give the settings to "
                f"project.find(track={self.track.name!r}, ...) again."
            )
        folder.check_writable()
        folder.settings.finder = self.wanted
        folder.save("finder")
        return self

    # -- for the parts that work with them -----------------------------------------------------

    def latest(self) -> Findings:
        """Return these findings; a project gives what it found last."""
        return self

    def given(
        self,
        sequences: Iterable[tuple[int, int, int]],
        max_distance: float | None = None,
        finder: SequenceFinder | None = None,
    ) -> Findings:
        """Return findings of given sequences; without ``max_distance``, no match is too far."""
        if finder is None:
            return self._with(sequences, np.inf if max_distance is None else max_distance)
        limit = finder.max_distance if max_distance is None else max_distance
        return Findings(finder, sequences, self.settings, self.track, max_distance=limit)

    @property
    def outdated(self) -> bool:
        """Return whether the project has other neighbours or exclusions by now."""
        now = exclusion_ids(self.track)
        return self._neighbours is not self.track.neighbours or self._excluded != now

    def _with(self, sequences: Iterable[Any], max_distance: float | None = None) -> Findings:
        limit = self.max_distance if max_distance is None else max_distance
        return Findings(
            self.finder,
            sequences,
            self.settings,
            self.track,
            wanted=self.wanted,
            max_distance=limit,
        )

    def _page(self) -> Page:
        table = with_groups(self.finder.table(self.sequences))
        warning = warning_of_limit(self.track, self.settings)
        return findings_page(table, self.settings, self.max_distance, warning)

    def __repr__(self) -> str:
        return self._page().text

    def _repr_html_(self) -> str:
        return self._page().html


def exclusion_ids(track: SearchableTrack) -> list[int]:
    """Return the numbers of the exclusions that hold now."""
    return [exclusion.id for exclusion in exclusion_log(track).holding()]
