"""Show what was judged of the sequences of a review, and add to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from vrd.annotations.judgements import VERDICTS, Judgement, Judgements
from vrd.core.segments import Segment
from vrd.core.text import clean
from vrd.errors import ReadOnlyError, UnknownNameError
from vrd.widgets.answers import Judged
from vrd.widgets.review_items import ReviewItems

_READ_ONLY = (
    "This project was opened for reading, so judgements cannot be saved. Open it without "
    "read_only=True to judge; where you may not write to its folder, copy that to a place of "
    "your own."
)
_NO_LOG = "Judgements cannot be saved here, since this review has no log to keep them in."


class Log(Protocol):
    """Keep judgements, as `vrd.annotations.judgement_log.JudgementLog` does."""

    @property
    def reviewer(self) -> str: ...
    def judge(
        self,
        query: Segment,
        reference: Segment,
        verdict: str,
        note: str = "",
        settings: Mapping[str, Any] | None = None,
    ) -> Judgement: ...
    def undo(self) -> Judgement | None: ...
    def redo(self) -> Judgement | None: ...
    def current(self) -> Judgements: ...


class ReviewJudgements:
    """Hold the judgements of the sequences of a review.

    Parameters
    ----------
    items
        The sequences.
    log
        Where judgements are kept; None for nowhere.
    read_only
        Whether nothing may be added.
    settings
        How the sequences were found; kept with every judgement.

    Attributes
    ----------
    why_not
        Why nothing can be added, in words for the page; empty where it can.
    """

    def __init__(
        self,
        items: ReviewItems,
        log: Log | None,
        *,
        read_only: bool = False,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        self._items, self._log = items, log
        self._settings = dict(settings or {})
        self.why_not = _NO_LOG if log is None else _READ_ONLY if read_only else ""

    @property
    def reviewer(self) -> str:
        """Return whose judgements they are, empty for nobody's."""
        return clean(self._log.reviewer) if self._log is not None else ""

    def of(self, items: Iterable[int]) -> list[tuple[int, str, str]]:
        """Return item, verdict and note of sequences, as the reviewer has judged them."""
        if self._log is None:
            return [(item, "", "") for item in items]
        current, reviewer = self._log.current(), self._log.reviewer
        judged = []
        for item in items:
            judgement = current.of(*self._items.segments(item), reviewer)
            verdict = judgement.verdict if judgement and judgement.verdict in VERDICTS else ""
            judged.append((item, verdict, clean(judgement.note) if judgement else ""))
        return judged

    def judge(self, item: int, verdict: str) -> Judged:
        """Give a sequence a verdict; its note stays. Return what is now judged.

        Raises
        ------
        UnknownNameError
            If there is no such verdict.
        ReadOnlyError
            If nothing can be added.
        """
        if verdict not in VERDICTS:
            raise UnknownNameError("verdict", verdict, VERDICTS)
        kept = self._kept(item)
        return self._keep(item, verdict, kept.note if kept else "")

    def write_note(self, item: int, note: str) -> Judged:
        """Give a sequence a note; its verdict stays. Raise ReadOnlyError as `judge` does."""
        kept = self._kept(item)
        return self._keep(item, kept.verdict if kept else "", note)

    def undo(self, view: str | None = None) -> Judged:
        """Undo the reviewer's last judgement, as a view asks; see `judge` for errors."""
        return self._moved(self._writable().undo(), "Undone", "undo", view)

    def redo(self, view: str | None = None) -> Judged:
        """Restore the judgement that the reviewer undid last; see `undo`."""
        return self._moved(self._writable().redo(), "Restored", "restore", view)

    def _moved(self, judgement: Judgement | None, done: str, task: str, view: str | None) -> Judged:
        """Say which judgement was undone or restored."""
        if judgement is None:
            return self._judged(None, f"There is no judgement to {task}.", view)
        item = self._item_of(judgement)
        film = clean(judgement.query.video)
        where = "" if item is not None else f", on {film}, which is not shown here"
        return self._judged(item, f"{done}: {judgement.verdict or 'a note'}{where}.", view)

    def _judged(self, item: int | None, text: str = "", view: str | None = None) -> Judged:
        """Return what is now judged of a sequence, and of those that share time with it."""
        judgements = [] if item is None else self.of(self._items.overlapping(item))
        return Judged(judgements=judgements, item=item, text=text, asked_by=view)

    def _item_of(self, judgement: Judgement) -> int | None:
        """Return the sequence that a judgement was made on; None if it is not in this review."""
        judged = {_rounded(judgement.query), _rounded(judgement.reference)}
        for item in range(len(self._items)):
            if {_rounded(side) for side in self._items.segments(item)} == judged:
                return item
        return None

    def _kept(self, item: int) -> Judgement | None:
        """Return the judgement of a sequence as it was written; `of` cleans it for the page."""
        log = self._writable()
        return log.current().of(*self._items.segments(item), log.reviewer)

    def _keep(self, item: int, verdict: str, note: str) -> Judged:
        log = self._writable()
        log.judge(*self._items.segments(item), verdict, note, self._settings or None)
        return self._judged(item)

    def _writable(self) -> Log:
        if self._log is None or self.why_not:
            raise ReadOnlyError(self.why_not)
        return self._log


def _rounded(segment: Segment) -> Segment:
    return Segment(segment.video, round(segment.start, 3), round(segment.end, 3))
