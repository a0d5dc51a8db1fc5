"""Keep what is never to be shown again: stretches of film, and frames similar to a given one.

Exclusions are added to a log in the database and can be taken back, as judgements can; see
`vrd.annotations.log`. `vrd.annotations.excluded_rows` drops what they exclude.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vrd.annotations.checks import checked_stretch
from vrd.annotations.film_identity import FilmIdentity
from vrd.annotations.log import AppendOnlyLog
from vrd.core.segments import Segment
from vrd.core.text import clean, hms, number, span_text
from vrd.core.timelines import Timeline
from vrd.errors import ProjectError, UnknownNameError
from vrd.matching.unwanted import read_unwanted

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Exclusion:
    """Describe a stretch of film that is not to be shown, or a frame with all that look like it.

    Attributes
    ----------
    stretch
        The stretch, or the stretch that the frame covers, in seconds.
    reason
        The reason in the reviewer's own words.
    radius
        The largest squared L2 distance of a frame that counts as similar to the given one; None
        for a stretch.
    spec
        `FingerprintSpec.key` of the fingerprints in which that distance is measured; None for a
        stretch.
    id, time, reviewer, undoes
        As in `vrd.annotations.judgements.Judgement`; 0 and empty before it is added to a log.

    Examples
    --------
    >>> titles = Exclusion(Segment("film.mp4", 0, 12.5), "opening titles")
    >>> titles
    <Exclusion: film.mp4, 00:00:00–00:00:12: opening titles>
    >>> titles.of_frames
    False
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
            raise ProjectError(
                "To exclude similar frames, give both the radius and the key of the fingerprints "
                "(spec); to exclude a stretch, give neither."
            )
        if self.radius is not None and not (math.isfinite(self.radius) and self.radius >= 0):
            raise ProjectError(
                f"The radius is {self.radius}; it must be 0 or more. Give the largest distance "
                "of a frame that is to be excluded."
            )

    @property
    def of_frames(self) -> bool:
        """Return whether it excludes frames similar to a given one, and not a stretch."""
        return self.spec is not None

    def __repr__(self) -> str:
        film, start, end = self.stretch
        text = f"{clean(film)}, {span_text(start, end)}"
        if self.radius is not None:
            limit = number(self.radius, 4)
            text = f"frames like {clean(film)} at {hms(start)}, distance at most {limit}"
        return f"<Exclusion: {text}{f': {clean(self.reason)}' if self.reason else ''}>"


class ExclusionLog(AppendOnlyLog[Exclusion]):
    """Keep what is never to be shown again; the parameters are those of `AppendOnlyLog`."""

    _table = "exclusions"
    _noun = "exclusion"

    def exclude(self, exclusions: Iterable[Exclusion]) -> list[Exclusion]:
        """Add exclusions, all of them or none; those that are in force already are left out.

        Returns
        -------
        list of Exclusion
            The exclusions that were added, with their ids.
        """
        added = []
        with self._writing() as connection:
            names = self._names()
            in_force = {_meaning(exclusion) for exclusion in self.holding()}
            for exclusion in exclusions:
                if _meaning(exclusion) not in in_force:
                    in_force.add(_meaning(exclusion))
                    line = self._append(connection, exclusion, names, reviewer=self.reviewer)
                    added.append(self._read(line, names))
        return added

    def import_unwanted(self, path: Path | str, frames: Timeline) -> list[Exclusion]:
        """Add the stretches of a spreadsheet with "Video", "Start time" and "Duration".

        Stretches that are in force already are left out, so a list may be read again when it has
        grown. See `vrd.matching.unwanted.read_unwanted` for the warnings and errors.

        Returns
        -------
        list of Exclusion
            The exclusions that were added.
        """
        reason = f"listed in {Path(path).name}"
        stretches = [
            stretch for stretch in read_unwanted(path, frames) if stretch.end > stretch.start
        ]
        return self.exclude(Exclusion(stretch, reason) for stretch in stretches)

    def withdraw(self, exclusion: Exclusion | int) -> Exclusion:
        """Take back any exclusion that is in force, also that of another reviewer.

        Parameters
        ----------
        exclusion
            An exclusion from `holding`, or its ``id`` in `table`.

        Raises
        ------
        UnknownNameError
            If it is not in force.
        """
        id_ = exclusion.id if isinstance(exclusion, Exclusion) else int(exclusion)
        with self._writing() as connection:
            in_force = {entry.id: entry for entry in self.holding()}
            if id_ not in in_force:
                raise UnknownNameError("exclusion", id_, map(str, in_force))
            self._take_back(connection, in_force[id_])
        return in_force[id_]

    def table(self) -> pd.DataFrame:
        """Return the exclusions that are in force, one a line, with times in seconds."""
        import pandas as pd

        names = ["id", "film", "start", "end", "radius", "spec", "reason", "reviewer", "time"]
        lines = [
            (
                *(entry.id, *entry.stretch, entry.radius, entry.spec),
                *(entry.reason, entry.reviewer, entry.time),
            )
            for entry in self.holding()
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
    """Return what an exclusion excludes, to the millisecond; equal ones exclude the same."""
    film, start, end = exclusion.stretch
    return film, round(start * 1000), round(end * 1000), exclusion.radius, exclusion.spec
