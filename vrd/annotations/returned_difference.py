"""What judgements that came back say beyond what is in the log, and how it is taken over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vrd.annotations.judgement_log import JudgementLog, new_judgement
from vrd.annotations.judgements import Judgement, Judgements

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Difference:
    """What came back, beside what was known; `apply` adds it to the log.

    Attributes
    ----------
    table
        Every line that came back, what it is in ``change``, and what its reviewer had said in
        ``verdict_before`` and ``note_before``.
    said
        What `apply` adds.
    moved
        Lines with other times than the match they name, beside its own; `apply` leaves a match
        where it was found, and judges that.
    """

    table: pd.DataFrame
    said: tuple[Judgement, ...]
    moved: pd.DataFrame

    @property
    def new(self) -> pd.DataFrame:
        """Judgements of matches that their reviewer had not judged."""
        return self._lines("new")

    @property
    def changed(self) -> pd.DataFrame:
        """Judgements that differ from what their reviewer had said."""
        return self._lines("changed")

    @property
    def unchanged(self) -> pd.DataFrame:
        """Lines that say nothing, or what is in the log already."""
        return self._lines("unchanged")

    @property
    def unknown(self) -> pd.DataFrame:
        """Lines of which it cannot be told what match they are about; they are not added."""
        return self._lines("unknown")

    def _lines(self, change: str) -> pd.DataFrame:
        return self.table[self.table["change"] == change].drop(columns="change")

    def __repr__(self) -> str:
        moved = f"; {len(self.moved):,} moved, which is not taken over" if len(self.moved) else ""
        return (
            f"<Difference: {len(self.new):,} new, {len(self.changed):,} changed, "
            f"{len(self.unchanged):,} unchanged, {len(self.unknown):,} unknown{moved}>"
        )

    def unheard(self, judgements: Judgements) -> list[Judgement]:
        """What came back and nobody has said, whoever it was read for."""
        return [
            one
            for one in self.said
            if not any(
                says_the_same(judgements.of(one.query, one.reference, who), one.verdict, one.note)
                for who in judgements.reviewers
            )
        ]

    def apply(
        self, log: JudgementLog, settings: Mapping[str, Any] | None = None
    ) -> list[Judgement]:
        """Add what is new or changed to the log, each under the name of its reviewer.

        What the log has come to say meanwhile is not added again.

        Parameters
        ----------
        log
            The log that it was compared with.
        settings
            Plain values to keep with each, such as the name of the file.

        Returns
        -------
        list of Judgement
            Those added.
        """
        current = log.current()
        return log.record(
            new_judgement(one.query, one.reference, one.verdict, one.note, one.reviewer, settings)
            for one in self.said
            if not says_the_same(
                current.of(one.query, one.reference, one.reviewer), one.verdict, one.note
            )
        )


def says_the_same(judgement: Judgement | None, verdict: str, note: str) -> bool:
    """Whether it says this, but for what programs do to a note: line ends, odd characters."""
    from vrd.core.text import visible

    if judgement is None:
        return False
    before, now = (visible(one).split() for one in (judgement.note, note))
    return judgement.verdict == verdict and before == now
