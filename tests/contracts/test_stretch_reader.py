"""Test what every `StretchReader` must do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.support.films import make
from vrd.core.protocols import StretchReader
from vrd.core.timelines import Video
from vrd.errors import VideoError
from vrd.readers.stretches import FilmStretchReader

READERS: dict[str, Callable[[], StretchReader]] = {
    "films": lambda: FilmStretchReader((18, 32)),
}


def never() -> bool:
    return False


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Video:
    path = tmp_path_factory.mktemp("films") / "film.mp4"
    make(path, "-f", "lavfi", "-i", "testsrc=size=64x36:rate=10:duration=4")
    return Video("film.mp4", path, path.parent, rows=4, duration=4.0)


@pytest.mark.parametrize("name", READERS)
def test_gives_times_inside_the_stretch_and_as_many_inputs(name: str, video: Video) -> None:
    reader = READERS[name]()
    assert isinstance(reader, StretchReader)
    for start, end, rate in ((0.0, 4.0, 1.0), (1.0, 2.0, 5.0), (3.0, 9.0, 5.0)):
        times, batch = reader(video, start, end, rate, never)
        assert len(times) == len(batch)
        assert np.diff(times) == pytest.approx(1 / rate)
        assert start <= times[0]
        assert times[-1] < min(end, video.duration)


@pytest.mark.parametrize("name", READERS)
def test_a_film_that_is_gone_is_an_error_of_films(name: str, video: Video) -> None:
    lost = replace(video, path=video.path.with_name("gone.mp4"))
    with pytest.raises(VideoError, match=r"gone\.mp4"):
        READERS[name]()(lost, 0.0, 2.0, 5.0, never)
