"""Exclude from a review: each exclusion is proposed first, with what it would remove."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from vrd.core.segments import Segment
from vrd.errors import ReadOnlyError

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

    def propose(self, request: str | None, stretch: Segment, moment: float | None) -> str:
        """Return what excluding a stretch, or frames like one of it, would remove, in words.

        Parameters
        ----------
        request
            The name by which `apply` knows the proposal again; the one before is forgotten.
        stretch
            A side of a sequence.
        moment
            Seconds of the film at which the frame is; None for the whole stretch.

        Raises
        ------
        ReadOnlyError
            If nothing can be excluded.
        """
        if self._propose is None:
            raise ReadOnlyError(_NO_LOG)
        if moment is None:
            proposal = self._propose(*stretch)
        else:
            proposal = self._propose(stretch.video, moment)
        self._proposals = {request: proposal}
        return proposal.text

    def apply(self, request: str | None) -> bool:
        """Exclude what was proposed, and return False if it was excluded before.

        Raises
        ------
        ReadOnlyError
            If it is not what was proposed last.
        """
        proposal = self._proposals.get(request)
        if proposal is None:
            raise ReadOnlyError(_UNKNOWN)
        made = [*proposal.apply(self._log)]
        # Only now, so that what the log refused may be tried again.
        del self._proposals[request]
        if made:
            self._made[request] = made
        return bool(made)

    def undo(self, request: str | None) -> bool:
        """Undo the exclusions of a request, and return False if there are none.

        Another view of the same review may have excluded something else since.
        """
        made = self._made.get(request, [])
        for exclusion in made:
            self._log.withdraw(exclusion)
        self._made.pop(request, None)
        return bool(made)
