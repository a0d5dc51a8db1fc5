"""Test what every source of rows must do."""

import numpy as np
import pytest

from tests.support.films import pattern
from tests.support.toy_track import ToyFingerprinter, ToyRows
from vrd.core.protocols import Reader, RowSource
from vrd.core.timelines import Timeline, Video

SOURCES = {"toy": (ToyRows, ToyFingerprinter)}


@pytest.fixture(params=SOURCES)
def source(request):
    return SOURCES[request.param][0](), SOURCES[request.param][1]()


@pytest.fixture
def video(tmp_path):
    return Video("a.mp4", pattern(tmp_path / "a.mp4", seconds="9"), tmp_path, 0, 9.0)


def timeline_of(source, video):
    start, end = source.row_times(video)
    return Timeline([Video(video.name, video.path, video.stills, len(start), 9.0)], start, end)


def test_it_is_a_source_of_rows(source):
    assert isinstance(source[0], RowSource)
    assert isinstance(source[0].settings, str)


def test_its_rows_make_a_timeline_within_the_film(source, video):
    timeline = timeline_of(source[0], video)
    assert len(timeline) > 1
    assert timeline.end[-1] <= video.duration + 1e-6
    assert source[0].row_times(video)[0].tolist() == timeline.start.tolist()


def test_its_reader_gives_every_row_once_in_order_and_passes_over_others(source, video):
    rows_of, fingerprinter = source
    timeline = timeline_of(rows_of, video)
    reader = rows_of.reader(timeline, fingerprinter.spec)
    assert isinstance(reader, Reader)
    skip = np.zeros(len(timeline), bool)
    skip[1] = True
    batches = list(reader.batches(skip))
    rows = np.concatenate([rows for rows, _ in batches])
    assert rows.tolist() == np.flatnonzero(~skip).tolist()
    for rows, batch in batches:
        assert fingerprinter(batch).shape == (len(rows), fingerprinter.spec.dimensions)
