"""Measure how far two reviewers agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vrd.annotations.judgements import VERDICTS, Judgement, Judgements
from vrd.core.text import percent
from vrd.errors import UnknownNameError

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    *("match_id", "query_id", "ref_id", "query_start", "query_end", "ref_start", "ref_end"),
    *("verdict_one", "verdict_other", "note_one", "note_other"),
)


@dataclass(frozen=True)
class Agreement:
    """Hold what two reviewers both judged, and measure how far they agree.

    Attributes
    ----------
    first, second
        The names of the two reviewers.
    pairs
        For each match that both gave a verdict on, the judgement of the first reviewer and that
        of the second.
    """

    first: str
    second: str
    pairs: tuple[tuple[Judgement, Judgement], ...]

    @property
    def both(self) -> int:
        """Return the number of matches that both gave a verdict on."""
        return len(self.pairs)

    @property
    def agreed(self) -> int:
        """Return the number of matches that both gave the same verdict on."""
        return sum(first.verdict == second.verdict for first, second in self.pairs)

    @property
    def percent(self) -> float:
        """Return the share of agreement, 0 to 100; NaN where both judged nothing in common."""
        return 100 * self.agreed / self.both if self.both else float("nan")

    @property
    def kappa(self) -> float:
        """Return Cohen's kappa: 1 for complete agreement, 0 for no more than chance gives.

        It is NaN where both judged nothing in common, and where both always gave one and the
        same verdict: agreement cannot be told from chance then.

        Source: J. Cohen, "A coefficient of agreement for nominal scales", Educational and
        Psychological Measurement 20 (1960), 37-46.
        """
        if not self.both:
            return float("nan")
        counts = self.table.to_numpy()
        total = int(counts.sum())
        # Whole numbers give exactly 1 for complete agreement; fractions would give almost 1.
        by_chance = int((counts.sum(axis=0) * counts.sum(axis=1)).sum())
        if by_chance == total**2:
            return float("nan")
        return (total * self.agreed - by_chance) / (total**2 - by_chance)

    @property
    def table(self) -> pd.DataFrame:
        """Count each verdict of the first reviewer (rows) with each of the second (columns)."""
        import pandas as pd

        counts = Counter((first.verdict, second.verdict) for first, second in self.pairs)
        cells = [[counts[row, column] for column in VERDICTS] for row in VERDICTS]
        table = pd.DataFrame(cells, index=list(VERDICTS), columns=list(VERDICTS))
        return table.rename_axis(index=self.first, columns=self.second)

    @property
    def disagreements(self) -> pd.DataFrame:
        """Return the matches with different verdicts, with the verdicts and notes of both.

        The columns ``verdict_one`` and ``note_one`` are those of the first reviewer,
        ``verdict_other`` and ``note_other`` those of the second.
        """
        import pandas as pd

        lines = [
            _line(first, second) for first, second in self.pairs if first.verdict != second.verdict
        ]
        return pd.DataFrame(lines, columns=list(COLUMNS))

    def __repr__(self) -> str:
        if not self.both:
            return f"<Agreement: nothing was judged by both {self.first} and {self.second}>"
        return (
            f"<Agreement of {self.first} and {self.second}: {self.agreed:,} of {self.both:,} "
            f"matches ({percent(self.percent / 100)}), Cohen's kappa {self.kappa:.2f}>"
        )


def agreement(judgements: Judgements, first: str, second: str) -> Agreement:
    """Compare the verdicts of two reviewers on the matches that both judged.

    Two judgements count as judgements of one match when each is the latest of its reviewer on
    the same or similar stretches; see `vrd.annotations.judgements.Judgements.of`. Notes without
    a verdict do not count.

    Raises
    ------
    UnknownNameError
        If either reviewer has judged nothing.

    Examples
    --------
    >>> from vrd.annotations.judgement_log import new_judgement
    >>> from vrd.core.segments import Segment
    >>> pair = Segment("report.mp4", 1, 4), Segment("harbour.mp4", 11, 14)
    >>> anna = new_judgement(*pair, "match", "", "anna")
    >>> berta = new_judgement(*pair, "unsure", "", "berta")
    >>> agreement(Judgements([anna, berta]), "anna", "berta").percent
    0.0
    """
    for reviewer in (first, second):
        if reviewer not in judgements.reviewers:
            raise UnknownNameError("reviewer", reviewer, judgements.reviewers)
    return Agreement(first, second, tuple(_pairs(judgements, first, second)))


def _pairs(
    judgements: Judgements, first: str, second: str
) -> Iterable[tuple[Judgement, Judgement]]:
    """Yield the judgements of both reviewers on each match that both gave a verdict on."""
    for judgement in judgements:
        if judgement.reviewer != first:
            continue
        query, reference = judgement.query, judgement.reference
        counterpart = judgements.of(query, reference, second)
        if counterpart is None:
            continue
        query, reference = counterpart.query, counterpart.reference
        if judgements.of(query, reference, first) is not judgement:
            continue
        if judgement.verdict and counterpart.verdict:
            yield judgement, counterpart


def _line(first: Judgement, second: Judgement) -> tuple[object, ...]:
    query, reference = first.query, first.reference
    return (
        *(first.match_id, query.video, reference.video, *query[1:], *reference[1:]),
        *(first.verdict, second.verdict, first.note, second.note),
    )
