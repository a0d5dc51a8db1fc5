"""Test what every `Reader` must do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from vrd.core.protocols import Reader
from vrd.core.timelines import Timeline, Video
from vrd.readers.stills import StillsReader

READERS: dict[str, Callable[[Timeline], Reader]] = {
    fit: (lambda frames, fit=fit: StillsReader(frames, (8, 12), batch_size=3, fit=fit))  # type: ignore[misc]
    for fit in ("pad", "crop", "stretch")
}


@pytest.fixture(params=READERS)
def reader(request: pytest.FixtureRequest, tmp_path: Path) -> Reader:
    videos = []
    for name, rows in [("a", 4), ("empty", 0), ("b", 1), ("c", 5)]:
        folder = tmp_path / name
        folder.mkdir()
        for k in range(rows):
            Image.new("RGB", (32, 18), (0, 20 * k, 0)).save(folder / f"{k:06d}.jpg")
        videos.append(Video(name, folder, folder, rows, float(rows)))
    return READERS[request.param](Timeline.uniform(videos))


def rows_of(reader: Reader, skip: np.ndarray) -> list[int]:
    return [row for rows, _ in reader.batches(skip) for row in rows.tolist()]


def test_obeys_the_seam(reader: Reader) -> None:
    assert isinstance(reader, Reader)


def test_every_row_once_and_in_order(reader: Reader) -> None:
    skip = np.zeros(10, bool)
    assert rows_of(reader, skip) == list(range(10))
    assert rows_of(reader, skip) == list(range(10)), "a second pass gives the same"
    for rows, batch in reader.batches(skip):
        assert rows.dtype == np.int64
        assert rows.shape == batch.shape[:1]


@pytest.mark.parametrize("skipped", [[0], [3, 4, 5], [9], range(10)])
def test_rows_to_skip_are_left_out(reader: Reader, skipped: list[int]) -> None:
    skip = np.isin(np.arange(10), list(skipped))
    assert rows_of(reader, skip) == np.flatnonzero(~skip).tolist()


def test_unreadable_rows_are_left_out(reader: Reader) -> None:
    reader.frames.still(4).write_bytes(b"")
    assert rows_of(reader, np.zeros(10, bool)) == [0, 1, 2, 3, 5, 6, 7, 8, 9]
