"""Give accessors their findings: given ones, or those of the last search of a project."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from vrd.matching.finder import SequenceFinder
    from vrd.matching.settings import FinderSettings
    from vrd.projects.findings import Findings
    from vrd.projects.searchable import SearchableTrack


class Source(Protocol):
    """Give findings: `vrd.projects.findings.Findings` gives itself, a project its last ones."""

    @property
    def track(self) -> SearchableTrack:
        """Return the track that was searched."""
        ...

    @property
    def settings(self) -> FinderSettings:
        """Return the settings of the last search, or those of a search made now."""
        ...

    @property
    def max_distance(self) -> float:
        """Return the largest distance of a match (squared L2)."""
        ...

    def latest(self) -> Findings:
        """Return the findings."""
        ...

    def given(
        self,
        sequences: Iterable[tuple[int, int, int]],
        max_distance: float | None = None,
        finder: SequenceFinder | None = None,
    ) -> Findings:
        """Return findings of the given sequences."""
        ...
