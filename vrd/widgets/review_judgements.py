"""What the review knows of judgements: those of its sequences, and how one is added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from vrd.annotations.judgements import VERDICTS, Judgement, Judgements
from vrd.core.segments import Segment
from vrd.core.text import clean
from vrd.errors import ReadOnlyError, UnknownNameError
from vrd.widgets.review_items import ReviewRows

_READING = (
    "Opened for reading: judgements cannot be kept. Open the project without read_only=True to "
    "judge."
)
_NO_LOG = "Judgements cannot be kept here: this review has no log to keep them in."


class Log(Protocol):
    """Where judgements are kept: `vrd.annotations.judgement_log.JudgementLog`."""

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
    """Judgements of the sequences of a review.

    Parameters
    ----------
    rows
        The sequences.
    log
        Where judgements are kept; None for nowhere.
    read_only
        Nothing may be added.
    settings
        Kept with every judgement.

    Attributes
    ----------
    why_not
        Why nothing can be added, in words for the page; empty where it can.
    """

    def __init__(
        self,
        rows: ReviewRows,
        log: Log | None,
        *,
        read_only: bool = False,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        self._rows, self._log = rows, log
        self._settings = dict(settings or {})
        self.why_not = _NO_LOG if log is None else _READING if read_only else ""

    @property
    def reviewer(self) -> str:
        """Whose judgements they are, empty for nobody's."""
        return clean(self._log.reviewer) if self._log is not None else ""

    def of(self, rows: Iterable[int]) -> list[tuple[int, str, str]]:
        """Row, verdict and note of sequences, as the reviewer has judged them."""
        if self._log is None:
            return [(row, "", "") for row in rows]
        current = self._log.current()
        found = []
        for row in rows:
            one = current.of(*self._rows.segments(row), self._log.reviewer)
            verdict = one.verdict if one and one.verdict in VERDICTS else ""
            found.append((row, verdict, clean(one.note) if one else ""))
        return found

    def judge(self, row: int, verdict: str) -> None:
        """Give a sequence a verdict; its note stays.

        Raises
        ------
        UnknownNameError
            If there is no such verdict.
        ReadOnlyError
            If nothing can be added.
        """
        if verdict not in VERDICTS:
            raise UnknownNameError("verdict", verdict, VERDICTS)
        held = self._held(row)
        self._keep(row, verdict, held.note if held else "")

    def write_note(self, row: int, note: str) -> None:
        """Give a sequence a note; its verdict stays. Raises ReadOnlyError as `judge` does."""
        held = self._held(row)
        self._keep(row, held.verdict if held else "", note)

    def undo(self) -> Judgement | None:
        """Take back the reviewer's last judgement; see `judge` for errors."""
        return self._writable().undo()

    def redo(self) -> Judgement | None:
        """Bring back what the reviewer took back last; see `judge` for errors."""
        return self._writable().redo()

    def row_of(self, judged: Judgement) -> int | None:
        """The sequence that a judgement was made on, as far as it is shown here."""
        wanted = {_rounded(judged.query), _rounded(judged.reference)}
        for row in range(len(self._rows)):
            if {_rounded(one) for one in self._rows.segments(row)} == wanted:
                return row
        return None

    def _held(self, row: int) -> Judgement | None:
        """What is kept of a sequence as it was written: `of` has what a page can show of it."""
        log = self._writable()
        return log.current().of(*self._rows.segments(row), log.reviewer)

    def _keep(self, row: int, verdict: str, note: str) -> None:
        log = self._writable()
        log.judge(*self._rows.segments(row), verdict, note, self._settings or None)

    def _writable(self) -> Log:
        if self._log is None or self.why_not:
            raise ReadOnlyError(self.why_not)
        return self._log


def _rounded(one: Segment) -> Segment:
    return Segment(one.video, round(one.start, 3), round(one.end, 3))
