"""What is never to be shown again: stretches of film, and frames like a given one.

Like judgements they are added to a log in the database and can be taken back, see
`vrd.annotations.log`. What they would drop and the dropping: `vrd.annotations.excluded_rows`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vrd.annotations.film_identity import FilmIdentity
from vrd.annotations.log import AppendOnlyLog, checked_stretch
from vrd.core.segments import Segment
from vrd.core.timelines import Timeline
from vrd.errors import ProjectError, UnknownNameError
from vrd.matching.unwanted import read_unwanted

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Exclusion:
    """A stretch of film that is not to be shown, or a frame whose likes are not.

    Attributes
    ----------
    stretch
        The stretch in seconds, or that of the frame.
    reason
        In the reviewer's own words.
    radius
        Largest squared L2 distance of the frames that are like the given one; None for a
        stretch.
    spec
        `FingerprintSpec.key` of the fingerprints in which that distance is measured; None for a
        stretch.
    id, time, reviewer, undoes
        As in `vrd.annotations.judgements.Judgement`; 0 and empty before it is added to a log.
    """

    stretch: Segment
    reason: str = ""
    radius: float | None = None
    spec: str | None = None
    id: int = 0
    time: str = ""
    reviewer: str = ""
    undoes: int | None = None

    def __post_init__(self) -> None:
        checked_stretch(self.stretch)
        if (self.radius is None) != (self.spec is None):
            raise ProjectError("Frames like one need both a radius and the key of a spec.")
        if self.radius is not None and not (math.isfinite(self.radius) and self.radius >= 0):
            raise ProjectError(f"The radius is {self.radius}; it must be 0 or more.")

    @property
    def of_frames(self) -> bool:
        """Whether it is about frames like one, and not about a stretch."""
        return self.spec is not None


class ExclusionLog(AppendOnlyLog[Exclusion]):
    """What is never to be shown again; parameters as for `AppendOnlyLog`."""

    _table = "exclusions"

    def exclude(self, exclusions: Iterable[Exclusion]) -> list[Exclusion]:
        """Add exclusions, all of them or none; those that hold already are passed over.

        Returns
        -------
        list of Exclusion
            Those added, with their ids.
        """
        added = []
        with self._writing() as connection:
            names, held = self._names(), {_meaning(one) for one in self.holding()}
            for one in exclusions:
                if _meaning(one) not in held:
                    held.add(_meaning(one))
                    line = self._append(connection, one, names, reviewer=self.reviewer)
                    added.append(self._read(line, names))
        return added

    def import_unwanted(self, path: Path | str, frames: Timeline) -> list[Exclusion]:
        """Add the stretches of a spreadsheet with "Video", "Start time" and "Duration".

        Those that hold already are passed over, so a list may be read again when it has grown.
        See `vrd.matching.unwanted.read_unwanted` for the warnings and errors.

        Returns
        -------
        list of Exclusion
            Those added.
        """
        reason = f"listed in {Path(path).name}"
        listed = [one for one in read_unwanted(path, frames) if one.end > one.start]
        return self.exclude(Exclusion(stretch, reason) for stretch in listed)

    def withdraw(self, exclusion: Exclusion | int) -> Exclusion:
        """Take back any exclusion that holds, also another reviewer's.

        Parameters
        ----------
        exclusion
            One of `holding`, or its ``id`` in `table`.

        Raises
        ------
        UnknownNameError
            If it does not hold.
        """
        wanted = exclusion.id if isinstance(exclusion, Exclusion) else int(exclusion)
        with self._writing() as connection:
            held = {one.id: one for one in self.holding()}
            if wanted not in held:
                raise UnknownNameError("exclusion", wanted, map(str, held))
            self._take_back(connection, held[wanted])
        return held[wanted]

    def table(self) -> pd.DataFrame:
        """The exclusions that hold, one a line, times in seconds."""
        import pandas as pd

        names = ["id", "film", "start", "end", "radius", "spec", "reason", "reviewer", "time"]
        lines = [
            (one.id, *one.stretch, one.radius, one.spec, one.reason, one.reviewer, one.time)
            for one in self.holding()
        ]
        return pd.DataFrame(lines, columns=names)

    def _read(self, line: Mapping[str, Any], names: FilmIdentity) -> Exclusion:
        kept = ("reason", "radius", "spec", "id", "time", "reviewer", "undoes")
        return Exclusion(names.segment("film", line), **{name: line[name] for name in kept})

    def _columns(self, entry: Exclusion, names: FilmIdentity) -> dict[str, Any]:
        return {
            "reason": entry.reason,
            "radius": entry.radius,
            "spec": entry.spec,
            **names.columns("film", entry.stretch),
        }


def _meaning(exclusion: Exclusion) -> tuple[object, ...]:
    """What tells exclusions apart, to the millisecond."""
    film, start, end = exclusion.stretch
    return film, round(start * 1000), round(end * 1000), exclusion.radius, exclusion.spec
