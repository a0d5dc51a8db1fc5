"""Keep the judgements of reviewers in the database of a project; see `vrd.annotations.log`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from vrd.annotations.checks import checked_reviewer, checked_stretch
from vrd.annotations.film_identity import FilmIdentity
from vrd.annotations.judgements import VERDICTS, Judgement, Judgements
from vrd.annotations.log import AppendOnlyLog
from vrd.core.segments import Segment
from vrd.errors import UnknownNameError

if TYPE_CHECKING:
    import pandas as pd

    from vrd.annotations.agreement import Agreement

_SEGMENT = ("id", "start", "end")


class JudgementLog(AppendOnlyLog[Judgement]):
    """Keep judgements of pairs of stretches; the parameters are those of `AppendOnlyLog`."""

    _table = "judgements"
    _noun = "judgement"
    # Sorting the judgements takes longer than comparing them, so the last result is kept.
    _last_current: tuple[list[Judgement], Judgements] = [], Judgements()

    def judge(
        self,
        query: Segment,
        reference: Segment,
        verdict: str,
        note: str = "",
        settings: Mapping[str, Any] | None = None,
    ) -> Judgement:
        """Judge a pair of stretches; the judgement replaces an earlier one of this reviewer.

        Parameters
        ----------
        query, reference
            The stretches, in seconds.
        verdict
            One of `vrd.annotations.judgements.VERDICTS`, or ``""`` for none. An empty verdict
            also takes back an earlier verdict of this reviewer.
        note
            A remark in the reviewer's own words; it also replaces an earlier note.
        settings
            The settings with which the pair was found, as plain values.

        Raises
        ------
        UnknownNameError
            If there is no such verdict.
        ProjectError
            If a stretch does not end after it starts.
        ReadOnlyError
            If the project was opened for reading only.
        """
        return self.record(
            [new_judgement(query, reference, verdict, note, self.reviewer, settings)]
        )[0]

    def record(self, judgements: Iterable[Judgement]) -> list[Judgement]:
        """Add many judgements at once, all of them or none; they get new ids and times.

        Each is added under the reviewer that it names; see `judge` for the errors.
        """
        checked = [
            new_judgement(
                judgement.query,
                judgement.reference,
                judgement.verdict,
                judgement.note,
                judgement.reviewer,
                judgement.settings,
            )
            for judgement in judgements
        ]
        with self._writing() as connection:
            names = self._names()
            lines = [
                self._append(connection, judgement, names, reviewer=judgement.reviewer)
                for judgement in checked
            ]
        return [self._read(line, names) for line in lines]

    def current(self) -> Judgements:
        """Return the judgements of all reviewers that are in force."""
        holding = self.holding()
        if holding != self._last_current[0]:
            self._last_current = holding, Judgements(holding)
        return self._last_current[1]

    def table(self) -> pd.DataFrame:
        """Return the judgements that are in force, one a line, with times in seconds.

        The latest judgement of each reviewer on each pair of stretches is in force. Judgements
        that have neither a verdict nor a note are left out.

        Returns
        -------
        DataFrame
            ``id``, ``reviewer``, ``verdict`` and ``note``; the films and times of the two
            stretches, named as in `vrd.core.sequence_table`; and ``judged``, the time
            of the judgement.
        """
        import pandas as pd

        sides = [f"{side}_{column}" for side in ("query", "ref") for column in _SEGMENT]
        lines = [
            (
                *(judgement.id, judgement.reviewer, judgement.verdict, judgement.note),
                *(*judgement.query, *judgement.reference, judgement.time),
            )
            for judgement in self.current()
            if judgement.verdict or judgement.note
        ]
        names = ["id", "reviewer", "verdict", "note", *sides, "judged"]
        return pd.DataFrame(lines, columns=names)

    def agreement(self, first: str, second: str) -> Agreement:
        """Measure how far two reviewers agree; see `vrd.annotations.agreement.agreement`."""
        from vrd.annotations.agreement import agreement

        return agreement(self.current(), first, second)

    def _count(self) -> int:
        return len(self.current())

    def _read(self, line: Mapping[str, Any], names: FilmIdentity) -> Judgement:
        return Judgement(
            id=line["id"],
            time=line["time"],
            reviewer=line["reviewer"],
            verdict=line["verdict"],
            note=line["note"],
            query=names.segment("query", line),
            reference=names.segment("reference", line),
            settings=json.loads(line["settings"]),
            undoes=line["undoes"],
        )

    def _columns(self, entry: Judgement, names: FilmIdentity) -> dict[str, Any]:
        return {
            "verdict": entry.verdict,
            "note": entry.note,
            **names.columns("query", entry.query),
            **names.columns("reference", entry.reference),
            "settings": json.dumps(entry.settings, sort_keys=True),
        }


def new_judgement(
    query: Segment,
    reference: Segment,
    verdict: str,
    note: str,
    reviewer: str,
    settings: Mapping[str, Any] | None = None,
) -> Judgement:
    """Make a judgement that is in no log yet.

    The parameters and errors are those of `JudgementLog.judge`.

    Examples
    --------
    >>> query, reference = Segment("report.mp4", 1, 4), Segment("harbour.mp4", 11, 14)
    >>> new_judgement(query, reference, "match", "", "anna").verdict
    'match'
    """
    if verdict not in ("", *VERDICTS):
        raise UnknownNameError("verdict", verdict, VERDICTS)
    return Judgement(
        id=0,
        time="",
        reviewer=checked_reviewer(reviewer),
        verdict=verdict,
        # A browser may send half of a surrogate pair, which no file can hold.
        note=str(note).encode("utf-8", "backslashreplace").decode("utf-8"),
        query=checked_stretch(query),
        reference=checked_stretch(reference),
        settings=dict(settings or {}),
    )
