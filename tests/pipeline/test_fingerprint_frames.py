import numpy as np
import pytest

from tests.support.synthetic import timeline
from vrd.core.fingerprints import FingerprintSpec
from vrd.errors import FingerprintError, MissingStageError
from vrd.pipeline.fingerprint_frames import fingerprint_frames, read_fingerprints
from vrd.storage.database import Database
from vrd.storage.records import VideoRecord

SPEC = FingerprintSpec("row number", "", (1, 1), "none", 2)


class RowReader:
    """A real reader of a small kind: the picture of a row is its number."""

    def __init__(self, frames, size=4, unreadable=()):
        self.frames, self.size, self.unreadable = frames, size, set(unreadable)
        self.given = []

    def batches(self, skip):
        rows = [r for r in range(len(self.frames)) if not skip[r] and r not in self.unreadable]
        for start in range(0, len(rows), self.size):
            batch = np.array(rows[start : start + self.size])
            self.given.extend(batch.tolist())
            yield batch, batch.astype(np.float32)


class RowFingerprinter:
    """The fingerprint of a row is its number and one; it may be told to break off."""

    spec = SPEC

    def __init__(self, stop_at=None):
        self.stop_at = stop_at

    def __call__(self, batch):
        if self.stop_at is not None and (batch >= self.stop_at).any():
            raise KeyboardInterrupt
        return np.stack([batch, np.ones_like(batch)], axis=1)


@pytest.fixture
def database(tmp_path):
    database = Database(tmp_path / "database_file")
    yield database
    database.close()


def setup(database, *rows):
    frames = timeline(*rows)
    for video in frames.videos:
        database.write_video(VideoRecord(video.name, 1, 1, "x", "{}", "ok", rows=video.rows))
    return frames, {one.path: one.timeline for one in database.videos()}


def run(database, reader, ids, fingerprinter=None):
    fingerprinter = fingerprinter or RowFingerprinter()
    return fingerprint_frames(reader, fingerprinter, database, ids, progress=False)


@pytest.mark.parametrize("size", [1, 3, 100])
def test_batches_may_cross_films(database, size):
    frames, ids = setup(database, 3, 1, 0, 5, 2)
    assert run(database, RowReader(frames, size), ids) == 0
    matrix = read_fingerprints(database, ids, frames, SPEC).read()
    assert matrix[:, 0].tolist() == list(range(11))
    assert matrix.dtype == np.float32


def test_stopping_loses_only_the_film_in_flight(database):
    frames, ids = setup(database, 4, 4, 4)
    with pytest.raises(KeyboardInterrupt):
        run(database, RowReader(frames, 2), ids, RowFingerprinter(stop_at=7))
    assert database.fingerprints.timelines(SPEC) == {ids["a.mp4"]}
    reader = RowReader(frames, 2)
    run(database, reader, ids)
    assert reader.given == list(range(4, 12))


def test_films_that_have_fingerprints_are_passed_over(database):
    frames, ids = setup(database, 3, 3)
    run(database, RowReader(frames), ids)
    again = RowReader(frames)
    run(database, again, ids)
    assert again.given == []


def test_one_unreadable_still_does_not_end_the_run(database):
    frames, ids = setup(database, 4, 4)
    assert run(database, RowReader(frames, unreadable=[2, 7]), ids) == 2
    fingerprints = read_fingerprints(database, ids, frames, SPEC)
    assert fingerprints.missing.tolist() == [2, 7]
    assert fingerprints.read(2, 3).tolist() == [[0, 0]]
    assert fingerprints.read(3, 4).tolist() == [[3, 1]]


def test_a_film_without_any_readable_still_is_named(database):
    frames, ids = setup(database, 4, 2)
    with pytest.raises(MissingStageError, match=r"b\.mp4"):
        run(database, RowReader(frames, unreadable=[4, 5]), ids)
    assert database.fingerprints.timelines(SPEC) == {ids["a.mp4"]}


def test_blocks_are_read_in_any_cut(database):
    frames, ids = setup(database, 3, 4, 2)
    run(database, RowReader(frames), ids)
    fingerprints = read_fingerprints(database, ids, frames, SPEC)
    for start in range(10):
        for stop in range(start, 10):
            assert fingerprints.read(start, stop)[:, 0].tolist() == list(range(start, stop))


@pytest.mark.parametrize("bad", [np.nan, np.inf, 70000])
def test_values_that_cannot_be_stored_are_refused(database, bad):
    frames, ids = setup(database, 3)

    class Bad(RowFingerprinter):
        def __call__(self, batch):
            return np.full((len(batch), 2), bad, np.float32)

    with pytest.raises(FingerprintError, match=r"row number.*Scale them"):
        run(database, RowReader(frames), ids, Bad())
    assert database.fingerprints.timelines(SPEC) == set()


def test_vectors_of_another_length_than_promised_are_refused(database):
    frames, ids = setup(database, 3)

    class Wide(RowFingerprinter):
        def __call__(self, batch):
            return np.ones((len(batch), 4), np.float32)

    with pytest.raises(FingerprintError, match=r"\(3, 4\) for 3 frames"):
        run(database, RowReader(frames), ids, Wide())


def test_reading_before_fingerprinting_names_the_call(database):
    frames, ids = setup(database, 3)
    with pytest.raises(MissingStageError, match=r"populate_fingerprint_database\(\)"):
        read_fingerprints(database, ids, frames, SPEC)
