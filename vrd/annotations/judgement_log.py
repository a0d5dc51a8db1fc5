"""The log of judgements, in the database of a project; see `vrd.annotations.log`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from vrd.annotations.film_identity import FilmIdentity
from vrd.annotations.judgements import VERDICTS, Judgement, Judgements
from vrd.annotations.log import AppendOnlyLog, checked_reviewer, checked_stretch
from vrd.core.segments import Segment
from vrd.errors import UnknownNameError

if TYPE_CHECKING:
    from vrd.annotations.agreement import Agreement


class JudgementLog(AppendOnlyLog[Judgement]):
    """What reviewers said of pairs of stretches; parameters as for `AppendOnlyLog`."""

    _table = "judgements"
    # What held when it was last asked for: to put it in order takes longer than to compare.
    _held: tuple[list[Judgement], Judgements] = [], Judgements()

    def judge(
        self,
        query: Segment,
        reference: Segment,
        verdict: str,
        note: str = "",
        settings: Mapping[str, Any] | None = None,
    ) -> Judgement:
        """Say something of a pair of stretches; it takes the place of what was said before.

        Parameters
        ----------
        query, reference
            The stretches, in seconds.
        verdict
            One of `vrd.annotations.judgements.VERDICTS`, or ``""`` for none, which also takes an
            earlier verdict of this reviewer back.
        note
            In words of one's own; it, too, takes the place of an earlier note.
        settings
            How the pair was found; plain values.

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
        """Add many judgements at once, all of them or none; their ids and times are made anew.

        Each is added under the reviewer that it names; see `judge` for the errors.
        """
        given = [
            new_judgement(
                one.query, one.reference, one.verdict, one.note, one.reviewer, one.settings
            )
            for one in judgements
        ]
        with self._writing() as connection:
            names = self._names()
            lines = [self._append(connection, one, names, reviewer=one.reviewer) for one in given]
        return [self._read(line, names) for line in lines]

    def current(self) -> Judgements:
        """What holds now, of all reviewers."""
        holding = self.holding()
        if holding != self._held[0]:
            self._held = holding, Judgements(holding)
        return self._held[1]

    def agreement(self, one: str, other: str) -> Agreement:
        """How far two reviewers agree; see `vrd.annotations.agreement.agreement`."""
        from vrd.annotations.agreement import agreement

        return agreement(self.current(), one, other)

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
    """A judgement that is in no log yet; see `JudgementLog.judge` for parameters and errors."""
    if verdict not in ("", *VERDICTS):
        raise UnknownNameError("verdict", verdict, VERDICTS)
    return Judgement(
        id=0,
        time="",
        reviewer=checked_reviewer(reviewer),
        verdict=verdict,
        # What a browser sends may hold half a character, which no file can.
        note=str(note).encode("utf-8", "backslashreplace").decode("utf-8"),
        query=checked_stretch(query),
        reference=checked_stretch(reference),
        settings=dict(settings or {}),
    )
