"""Count in the timecode of a film: the clock that its tape or its camera had written into it.

Seconds stay what everything else counts in: they begin with the file. A timecode is what people
look a place up by in the archive. The library ``timecode`` counts, drop frames too, at any rate:
films are scanned at 16 and 18 frames per second, which editing libraries refuse.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import pandas as pd
    from timecode.timecode import Timecode

    from vrd.core.videos import Video

_FORM = re.compile(r"(\d\d):([0-5]\d):([0-5]\d)([:;])(\d{2,3})")
_HOURS = 24
#: Rates that are so much slower than a whole number, 29.97 for one, have their own way to count.
_NTSC = 1000 / 1001
#: The columns of tables with timecodes, by the columns with the film and the seconds.
COLUMNS: Mapping[str, tuple[str, str]] = {
    f"{side}_{end}_timecode": (f"{side}_id", f"{side}_{end}")
    for side in ("query", "ref")
    for end in ("start", "end")
}


@dataclass(frozen=True)
class StartTimecode:
    """Hold the timecode at which a film starts.

    Attributes
    ----------
    text
        The timecode that the film states: ``hh:mm:ss:ff``, or ``hh:mm:ss;ff`` where numbers of
        frames are dropped.
    rate
        Frames per second of picture, such as 25 or 30000/1001.
    second
        The second of the file that has this timecode.
    """

    text: str
    rate: float
    second: float = 0.0

    @classmethod
    def stated(cls, text: str, rate: float | None, second: float = 0.0) -> Self | None:
        """Return the timecode that a film states; None where it is none.

        Parameters
        ----------
        text
            What the film states.
        rate
            Frames per second, as far as the film tells them: 29.97 becomes 30000/1001.
        second
            The second of the file that has this timecode.

        Examples
        --------
        >>> StartTimecode.stated("01:00:00;00", 29.97)
        StartTimecode(text='01:00:00;00', rate=29.97002997002997, second=0.0)
        >>> StartTimecode.stated("01:00:00:25", 25), StartTimecode.stated("N/A", 25)
        (None, None)
        """
        form = _FORM.fullmatch(text.strip())
        if form is None or rate is None or rate < 1:
            return None
        whole, told = round(rate), rate
        rate = min(float(whole), whole * _NTSC, key=lambda known: abs(known - told))
        if int(form[1]) >= _HOURS or int(form[5]) >= whole:
            return None
        hours, minutes, seconds, mark, frame = form.groups()
        if rate == whole or whole % 30:
            mark = ":"  # Frames are dropped at 29.97 and its multiples alone.
        return cls(f"{hours}:{minutes}:{seconds}{mark}{frame}", rate, second)

    @property
    def drops_frames(self) -> bool:
        """Return whether numbers of frames are left out, so that it keeps up with the clock."""
        return ";" in self.text

    @property
    def starts_at_zero(self) -> bool:
        """Return whether it says nothing, as many programs write 00:00:00:00 into every film."""
        return not self.text.strip("0:;")

    @cached_property
    def first_frame(self) -> int:
        """Return the frame that the timecode stands for, counted from 00:00:00:00."""
        return int(self._timecode(start_timecode=self.text).frame_number)

    @cached_property
    def _frames_per_day(self) -> int:
        last = f"23:59:59{self.text[8]}{round(self.rate) - 1:02d}"
        return int(self._timecode(start_timecode=last).frames)

    def _timecode(self, **value: Any) -> Timecode:
        from timecode.timecode import Timecode

        rate = f"{self.rate:.2f}"
        return Timecode(rate, force_non_drop_frame=not self.drops_frames, **value)

    def frame_at(self, seconds: float) -> int:
        """Return the frame at a second of the file, counted from 00:00:00:00.

        Examples
        --------
        >>> StartTimecode("10:00:00:00", 25.0).frame_at(2)
        900050
        """
        return self.first_frame + round((seconds - self.second) * self.rate)

    def text_at(self, seconds: float) -> str:
        """Return the timecode at a second of the file; after 24 hours it begins anew.

        Examples
        --------
        >>> StartTimecode("10:00:00:00", 25.0).text_at(1.48)
        '10:00:01:12'
        >>> StartTimecode("00:00:59;29", 30000 / 1001).text_at(0.0334)
        '00:01:00;02'
        """
        return str(self._timecode(frames=self.frame_at(seconds) % self._frames_per_day + 1))

    def span_text(self, start: float, end: float) -> str:
        """Return the timecodes of a stretch.

        Examples
        --------
        >>> StartTimecode("10:00:00:00", 25.0).span_text(0, 2)
        '10:00:00:00–10:00:02:00'
        """
        return f"{self.text_at(start)}–{self.text_at(end)}"

    def to_json(self) -> str:
        """Return it as the database keeps it."""
        return json.dumps([self.text, self.rate, self.second])

    @classmethod
    def from_json(cls, text: str | None) -> Self | None:
        """Return what `to_json` wrote; None where nothing was written."""
        return cls(*json.loads(text)) if text else None


def told_timecode(video: Video | None) -> StartTimecode | None:
    """Return the timecode of a film where it tells more than the seconds do."""
    timecode = None if video is None else video.timecode
    return None if timecode is None or timecode.starts_at_zero else timecode


def timecode_columns(videos: Iterable[Video], table: pd.DataFrame) -> dict[str, list[str]]:
    """Return columns with the timecodes of starts and ends; none where no film has timecodes.

    Parameters
    ----------
    videos
        The films.
    table
        A table of sequences.

    Returns
    -------
    dict
        Texts by the names in `COLUMNS`; empty ones for films without timecode.
    """
    known = {video.name: video.timecode for video in videos if video.timecode}
    if all(timecode.starts_at_zero for timecode in known.values()):
        return {}

    def text(film: str, seconds: float) -> str:
        return known[film].text_at(seconds) if film in known else ""

    return {
        name: [text(*place) for place in zip(table[films], table[seconds], strict=True)]
        for name, (films, seconds) in COLUMNS.items()
    }
