"""Exclude from a review: each exclusion is proposed first, with what it would remove."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from vrd.core.segments import Segment
from vrd.core.text import clean
from vrd.errors import ReadOnlyError
from vrd.widgets.answers import Excluded, Proposed
from vrd.widgets.requests_of_page import Exclude, Include, Propose

_NO_LOG = "Nothing can be excluded here, since there is no log to keep exclusions in."
_UNKNOWN = "This proposal is not known any more. Choose again what is to be excluded."


class Proposal(Protocol):
    """Describe an exclusion: `vrd.annotations.preview_exclusions.Proposal`."""

    @property
    def text(self) -> str: ...
    def apply(self, log: Any) -> Sequence[Any]: ...


class ProposeExclusion(Protocol):
    """Propose an exclusion: `propose_exclusion` of a project."""

    def __call__(self, film: str, start: float, end: float | None = None) -> Proposal: ...


class ReviewExclusions:
    """Propose, make and undo exclusions of stretches and frames.

    Parameters
    ----------
    propose
        Finds out what an exclusion would remove; None where nothing can be excluded.
    log
        Where exclusions are kept: `vrd.annotations.exclusion_log.ExclusionLog`.
    """

    def __init__(self, propose: ProposeExclusion | None = None, log: Any = None) -> None:
        self._propose, self._log = propose, log
        self._proposals: dict[str | None, Proposal] = {}
        self._made: dict[str | None, list[Any]] = {}

    @property
    def possible(self) -> bool:
        """Return whether anything can be excluded."""
        return self._propose is not None

    def propose(self, request: Propose, stretch: Segment) -> Proposed:
        """Return what excluding a stretch, or frames like one of it, would remove, in words.

        Parameters
        ----------
        request
            Its name is that by which `exclude` knows the proposal again; an earlier proposal is
            forgotten. Its moment is the time of the frame, None for the whole stretch.
        stretch
            A side of a sequence.

        Raises
        ------
        ReadOnlyError
            If nothing can be excluded.
        """
        if self._propose is None:
            raise ReadOnlyError(_NO_LOG)
        if request.moment is None:
            proposal = self._propose(*stretch)
        else:
            proposal = self._propose(stretch.video, request.moment)
        self._proposals = {request.request: proposal}
        return Proposed(view=request.view, request=request.request, text=clean(proposal.text))

    def exclude(self, request: Exclude) -> Excluded:
        """Exclude what was proposed.

        Raises
        ------
        ReadOnlyError
            If it is not what was proposed last.
        """
        proposal = self._proposals.get(request.request)
        if proposal is None:
            raise ReadOnlyError(_UNKNOWN)
        made = [*proposal.apply(self._log)]
        # Only now, so that what the log refused may be tried again.
        del self._proposals[request.request]
        if not made:
            return _excluded(request, "This was excluded before.")
        self._made[request.request] = made
        return _excluded(request, "This is excluded from every search from now on.", can_undo=True)

    def include(self, request: Include) -> Excluded:
        """Undo the exclusions of a request.

        Another view of the same review may have excluded something else since.
        """
        made = self._made.get(request.request, [])
        for exclusion in made:
            self._log.withdraw(exclusion)
        self._made.pop(request.request, None)
        if not made:
            return _excluded(request, "There is no exclusion to undo.")
        return _excluded(request, "The exclusion was undone.")


def _excluded(request: Exclude | Include, text: str, *, can_undo: bool = False) -> Excluded:
    return Excluded(view=request.view, request=request.request, text=text, can_undo=can_undo)
