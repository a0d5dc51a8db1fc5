"""How far two reviewers agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vrd.annotations.judgements import VERDICTS, Judgement, Judgements
from vrd.errors import UnknownNameError

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    *("match_id", "query_id", "ref_id", "query_start", "query_end", "ref_start", "ref_end"),
    *("verdict_one", "verdict_other", "note_one", "note_other"),
)


@dataclass(frozen=True)
class Agreement:
    """What two reviewers both judged, and how far they agree.

    Attributes
    ----------
    one, other
        The two reviewers.
    pairs
        Of all that both gave a verdict on, the judgement of the one and that of the other.
    """

    one: str
    other: str
    pairs: tuple[tuple[Judgement, Judgement], ...]

    @property
    def both(self) -> int:
        """Matches that both gave a verdict on."""
        return len(self.pairs)

    @property
    def agreed(self) -> int:
        """Matches that both gave the same verdict on."""
        return sum(one.verdict == other.verdict for one, other in self.pairs)

    @property
    def percent(self) -> float:
        """Share of agreement, 0 to 100; NaN where there is nothing that both judged."""
        return 100 * self.agreed / self.both if self.both else float("nan")

    @property
    def kappa(self) -> float:
        """Agreement beyond chance, 1 where it is complete and 0 where it is that of chance.

        NaN where both judged nothing, or both always gave one and the same verdict: chance
        cannot be told apart then.

        Source: J. Cohen, "A coefficient of agreement for nominal scales", Educational and
        Psychological Measurement 20 (1960), 37-46.
        """
        if not self.both:
            return float("nan")
        counts = self.table.to_numpy()
        total = int(counts.sum())
        # In whole numbers, so that complete agreement gives 1 and not almost 1.
        by_chance = int((counts.sum(axis=0) * counts.sum(axis=1)).sum())
        if by_chance == total**2:
            return float("nan")
        return (total * self.agreed - by_chance) / (total**2 - by_chance)

    @property
    def table(self) -> pd.DataFrame:
        """How often the one gave each verdict (lines) where the other gave each (columns)."""
        import pandas as pd

        counts = Counter((one.verdict, other.verdict) for one, other in self.pairs)
        cells = [[counts[mine, theirs] for theirs in VERDICTS] for mine in VERDICTS]
        table = pd.DataFrame(cells, index=list(VERDICTS), columns=list(VERDICTS))
        return table.rename_axis(index=self.one, columns=self.other)

    @property
    def disagreements(self) -> pd.DataFrame:
        """The matches that they see differently, with the verdicts and notes of both."""
        import pandas as pd

        differing = [two for two in self.pairs if two[0].verdict != two[1].verdict]
        return pd.DataFrame([_line(*two) for two in differing], columns=list(COLUMNS))

    def __repr__(self) -> str:
        if not self.both:
            return f"<Agreement: nothing was judged by both {self.one} and {self.other}>"
        return (
            f"<Agreement of {self.one} and {self.other}: {self.agreed:,} of {self.both:,} matches "
            f"({self.percent:.0f} %), Cohen's kappa {self.kappa:.2f}>"
        )


def agreement(judgements: Judgements, one: str, other: str) -> Agreement:
    """Compare the verdicts of two reviewers on the matches that both judged.

    Two judgements are of one match when each is the latest of its reviewer on (nearly) the
    stretches of the other; see `vrd.annotations.judgements.Judgements.of`. Notes
    without a verdict do not count.

    Raises
    ------
    UnknownNameError
        If either reviewer has judged nothing.
    """
    for reviewer in (one, other):
        if reviewer not in judgements.reviewers:
            raise UnknownNameError("reviewer", reviewer, judgements.reviewers)
    return Agreement(one, other, tuple(_pairs(judgements, one, other)))


def _pairs(judgements: Judgements, one: str, other: str) -> Iterable[tuple[Judgement, Judgement]]:
    for mine in judgements:
        if mine.reviewer != one:
            continue
        theirs = judgements.of(mine.query, mine.reference, other)
        if theirs is None or judgements.of(theirs.query, theirs.reference, one) is not mine:
            continue
        if mine.verdict and theirs.verdict:
            yield mine, theirs


def _line(one: Judgement, other: Judgement) -> tuple[object, ...]:
    query, reference = one.query, one.reference
    return (
        *(one.match_id, query.video, reference.video, *query[1:], *reference[1:]),
        *(one.verdict, other.verdict, one.note, other.note),
    )
