"""What the review leaves out for good: proposed first, with what it would cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from vrd.core.segments import Segment
from vrd.errors import ReadOnlyError

_NOWHERE = "Nothing can be left out for good here: there is no log to keep it in."
_GONE = "What was proposed is not known any more. Ask again."


class Proposal(Protocol):
    """What would go: `vrd.annotations.preview_exclusions.Proposal`."""

    @property
    def text(self) -> str: ...
    def apply(self, log: Any) -> Sequence[Any]: ...


class Propose(Protocol):
    """What finds out what would go: `propose_exclusion` of a project."""

    def __call__(self, film: str, start: float, end: float | None = None) -> Proposal: ...


class ReviewExclusions:
    """Stretches and frames that are never to be shown again.

    Parameters
    ----------
    propose
        Finds out what would go; None where nothing can be left out.
    log
        Where exclusions are kept: `vrd.annotations.exclusion_log.ExclusionLog`.
    """

    def __init__(self, propose: Propose | None = None, log: Any = None) -> None:
        self._propose, self._log = propose, log
        self._proposals: dict[str | None, Proposal] = {}
        self._done: dict[str | None, list[Any]] = {}

    @property
    def possible(self) -> bool:
        """Whether anything can be left out."""
        return self._propose is not None

    def propose(self, request: str | None, stretch: Segment, moment: float | None) -> str:
        """What would go with a stretch, or with frames like that at a moment of it, in words.

        Parameters
        ----------
        request
            By which `apply` knows it again; what was proposed before is forgotten.
        stretch
            A side of a sequence.
        moment
            Seconds of the film; None for the stretch.

        Raises
        ------
        ReadOnlyError
            If nothing can be left out.
        """
        if self._propose is None:
            raise ReadOnlyError(_NOWHERE)
        if moment is None:
            proposal = self._propose(*stretch)
        else:
            proposal = self._propose(stretch.video, moment)
        self._proposals = {request: proposal}
        return proposal.text

    def apply(self, request: str | None) -> bool:
        """Leave out what was proposed; False if it was left out already.

        Raises
        ------
        ReadOnlyError
            If it is not what was proposed last.
        """
        proposal = self._proposals.get(request)
        if proposal is None:
            raise ReadOnlyError(_GONE)
        done = [*proposal.apply(self._log)]
        # Only now: what the log refused may be tried again.
        del self._proposals[request]
        if done:
            self._done[request] = done
        return bool(done)

    def take_back(self, request: str | None) -> bool:
        """Take back what was left out by a request; False if that is nothing.

        Another view of the same review may have left out something else since.
        """
        done = self._done.get(request, [])
        for one in done:
            self._log.withdraw(one)
        self._done.pop(request, None)
        return bool(done)
