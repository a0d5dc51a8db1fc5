"""Make reviewed sequences of films with hostile names, for the tests of exports."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests.support.views_case import frames_of, planted
from vrd.annotations.judgements import Judgement, Judgements
from vrd.annotations.review_table import review_table, segments_of
from vrd.core.timelines import Timeline, Video

MARKUP = "<img src=x onerror=alert(1)>.mp4"
# A formula, a line break, a bell, a byte that is no text; a colon that looks like a scheme.
ODD = "sub/http:=cmd()\n\x07\udc80.mp4"
LONG = "Ö" * 118 + ".mp4"
NAMES = (MARKUP, ODD, LONG)
NOTE = "--> <b>café</b>\n\n=1+1 & more\x07"
FOUND = [(10, 60, 12), (0, 40, 5), (5, 105, 8)]
WHEN = "2026-01-02T03:04:05+00:00"


def films(folder: Path, *, stills: bool = False) -> Timeline:
    """Return three films of 40, 60 and 30 seconds, which would lie in ``folder``."""
    made = frames_of([40, 60, 30], folder if stills else None, names=NAMES)
    return Timeline.uniform(
        [
            Video(
                video.name, folder / "films" / video.name, video.stills, video.rows, video.duration
            )
            for video in made.videos
        ]
    )


def reviewed(frames: Timeline) -> pd.DataFrame:
    """Return a table of three sequences, of which the first and longest was judged."""
    neighbours = planted(frames, FOUND)
    pair = next(iter(segments_of(review_table(FOUND, neighbours))))
    given = Judgement(1, WHEN, "ann", "match", NOTE, *pair, settings={})
    return review_table(FOUND, neighbours, judgements=Judgements([given]))
