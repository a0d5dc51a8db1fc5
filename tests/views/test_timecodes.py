"""Tables of places in films: a column of timecodes where any film has one, and none elsewhere."""

from dataclasses import replace

import pandas as pd
import pytest

from tests.support.synthetic import table_of, timeline
from vrd.core.timecodes import StartTimecode
from vrd.core.timelines import Timeline
from vrd.views.film_timeline import film_timeline
from vrd.views.found_places import found_places
from vrd.views.most_reused import most_reused_stretches

TABLE = table_of(("a.mp4", 2.0, 7.0, "b.mp4", 5.0, 10.0))
HERE, THERE = "10:00:02:00–10:00:07:00", "01:00:05:00–01:00:10:00"
PLACES = pd.DataFrame(
    [("sequence", "b.mp4", 5.0, 10.0, 0.5, 2.0, 7.0, 0)],
    columns=["kind", "film", "start", "end", "distance", "here_start", "here_end", "sequence"],
)
PICTURE = pd.DataFrame(
    [("b.mp4", 5.0, 10.0, 0.5, "as it is")],
    columns=["film", "start", "end", "distance", "seen_as"],
)

VIEWS = {
    "film": (lambda frames: film_timeline(TABLE, frames, "a.mp4"), (HERE, THERE)),
    "stretches": (lambda frames: most_reused_stretches(TABLE, frames), (HERE,)),
    "where reused": (lambda frames: found_places(PLACES, frames, "a.mp4"), (HERE, THERE)),
    "picture": (lambda frames: found_places(PICTURE, frames), (THERE,)),
}


@pytest.mark.parametrize("name", VIEWS)
def test_places_have_timecodes_where_films_have_them(name):
    view, expected = VIEWS[name]
    plain = timeline(20, 20)
    timecodes = StartTimecode("10:00:00:00", 25.0), StartTimecode("01:00:00:00", 24.0)
    frames = Timeline.uniform(
        replace(video, timecode=timecode)
        for video, timecode in zip(plain.videos, timecodes, strict=True)
    )
    shown, without = view(frames), view(plain)
    for text in expected:
        assert text in repr(shown)
        assert text in shown._repr_html_()
    assert "Timecode" not in repr(without)
