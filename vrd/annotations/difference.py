"""Hold how judgements that were edited elsewhere differ from the log, and take them over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from vrd.annotations.edited_table import says_the_same
from vrd.annotations.judgement_log import JudgementLog
from vrd.annotations.judgements import Judgement, Judgements
from vrd.core.text import plural
from vrd.errors import ProjectError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Difference:
    """Hold how edited judgements differ from those in the log; `apply` adds them to the log.

    Attributes
    ----------
    table
        Every edited line, with its kind of change in ``change``, and with the former judgement
        of its reviewer in ``verdict_before`` and ``note_before``.
    judgements
        The judgements that `apply` adds.
    moved
        Lines with other times than the match that they name, beside the times of the match.
        `apply` judges the match as VRD found it, and does not move it.
    log
        The log that `apply` adds the judgements to, unless another log is given there.
    reviewer
        The person to whom lines without a name are credited; empty where nobody was named.
    """

    table: pd.DataFrame
    judgements: tuple[Judgement, ...]
    moved: pd.DataFrame
    log: JudgementLog | None = field(default=None, repr=False, compare=False)
    reviewer: str = ""

    @property
    def new(self) -> pd.DataFrame:
        """Return the judgements of matches that their reviewer had not judged before."""
        return self._lines("new")

    @property
    def changed(self) -> pd.DataFrame:
        """Return the judgements that differ from the former judgement of their reviewer."""
        return self._lines("changed")

    @property
    def unchanged(self) -> pd.DataFrame:
        """Return the lines that are empty, or repeat what is in the log already."""
        return self._lines("unchanged")

    @property
    def unknown(self) -> pd.DataFrame:
        """Return the lines that name no match; these are not added."""
        return self._lines("unknown")

    @property
    def credited_to_others(self) -> pd.DataFrame:
        """Return the changed judgements that bear another name than that of the reviewer.

        Whoever changes the judgement of somebody else writes their own name beside it; a name
        that still stands there says that its bearer has changed their mind.
        """
        changed = self.changed
        return changed[changed["reviewer"] != self.reviewer] if self.reviewer else changed[:0]

    def _lines(self, change: str) -> pd.DataFrame:
        return self.table[self.table["change"] == change].drop(columns="change")

    def __repr__(self) -> str:
        moved = f"; {len(self.moved):,} moved, which is not taken over" if len(self.moved) else ""
        return (
            f"<Difference: {len(self.new):,} new, {len(self.changed):,} changed, "
            f"{len(self.unchanged):,} unchanged, {len(self.unknown):,} unknown{moved}>"
        )

    @property
    def note(self) -> str:
        """Return what to do where the reviewer has changed what bears the name of others.

        It is empty where nothing is to be done.
        """
        lines = self.credited_to_others
        if not len(lines):
            return ""
        names = ", ".join(dict.fromkeys(lines["reviewer"]))
        return (
            f"{plural(len(lines), 'changed judgement')} will count as made by {names}, whose name "
            f"stands beside them. Where {self.reviewer} made the change, write that name there "
            "instead; then both judgements are kept."
        )

    def missing_from(self, judgements: Judgements) -> list[Judgement]:
        """Return the judgements that are not among the given ones, under whatever name."""
        return [
            judgement
            for judgement in self.judgements
            if not any(_repeats(judgement, judgements, name) for name in judgements.reviewers)
        ]

    def apply(
        self, log: JudgementLog | None = None, settings: Mapping[str, Any] | None = None
    ) -> list[Judgement]:
        """Add the new and changed judgements to the log, each under the name of its reviewer.

        A judgement that was added to the log in the meantime is not added again.

        Parameters
        ----------
        log
            The log that the edits were compared with; by default, that of the difference.
        settings
            Plain values to keep with each judgement, such as the name of the file.

        Returns
        -------
        list of Judgement
            The judgements that were added.
        """
        log = log if log is not None else self.log
        if log is None:
            raise ProjectError("This difference has no log: give the log that it is applied to.")
        current = log.current()
        return log.record(
            replace(judgement, settings=dict(settings or {}))
            for judgement in self.judgements
            if not _repeats(judgement, current, judgement.reviewer)
        )


def _repeats(judgement: Judgement, judgements: Judgements, reviewer: str) -> bool:
    """Return whether a reviewer has made this judgement already."""
    before = judgements.of(judgement.query, judgement.reference, reviewer)
    return says_the_same(before, judgement.verdict, judgement.note)
