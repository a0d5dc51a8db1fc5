"""The neighbour search against brute force, and what it leaves on disk."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vrd.pipeline.neighbour_batches
from tests.support.paths import ROOT
from tests.support.search_case import films, fingerprints_of, search
from tests.support.synthetic import timeline
from vrd.core.timelines import Timeline, Video
from vrd.errors import MissingStageError, ProjectError, StaleArtefactError, StorageError
from vrd.indexes.flat import FlatCPU
from vrd.pipeline.load_neighbours import load_neighbours
from vrd.pipeline.neighbour_batches import batch_path, clear_neighbours, read_batch
from vrd.pipeline.search_plan import plan, plan_batches


def brute_force(matrix, frames, k, *, own=True, queries=None, references=None, missing=()):
    """Distances (n, k) of the nearest, by the definition, and the matrix of all distances."""
    x = np.asarray(matrix, np.float64)
    n = len(x)
    pairs = ((x[:, None] - x[None]) ** 2).sum(-1)
    allowed = np.zeros((n, n), bool)
    rows, columns = (
        np.r_[one] if one is not None else np.arange(n) for one in (queries, references)
    )
    allowed[np.ix_(rows.astype(int), columns.astype(int))] = True
    if own:
        allowed &= frames.video[:, None] != frames.video[None]
    gone = list(missing)
    allowed[gone] = allowed[:, gone] = False
    pairs[~allowed] = np.inf
    nearest = np.full((n, k), np.inf)
    ranked = np.sort(pairs, axis=1)[:, :k]
    nearest[:, : ranked.shape[1]] = ranked
    return nearest, pairs


def agree(found, truth, pairs):
    """Same distances, each of a pair that is allowed, no row twice, padding together."""
    indices, distances = found.indices, found.distances
    np.testing.assert_allclose(distances, truth, rtol=1e-4, atol=1e-5)
    assert ((indices == -1) == np.isinf(distances)).all()
    rows, places = np.nonzero(indices >= 0)
    named = pairs[rows, indices[rows, places]]
    np.testing.assert_allclose(distances[rows, places], named, rtol=1e-4, atol=1e-5)
    assert len(set(zip(rows, indices[rows, places], strict=True))) == len(rows)


# -- right whatever the films, batches and blocks ------------------------------------------


@given(
    lengths=st.lists(st.integers(0, 9), min_size=1, max_size=25),
    k=st.integers(1, 40),
    batch_rows=st.integers(1, 60),
    block=st.integers(1, 80),
    own=st.booleans(),
    leaf=st.integers(0, 12),
    data=st.data(),
)
@settings(max_examples=70, deadline=None)
def test_same_as_brute_force(lengths, k, batch_rows, block, own, leaf, data):
    frames = films(lengths)
    n = len(frames)
    # Few values on purpose: many vectors are equal, within a film and across films.
    matrix = np.random.default_rng(n).integers(0, 3, (n, 3)).astype(np.float32)
    bounds = st.tuples(st.integers(0, n), st.integers(0, n)).map(lambda two: range(*sorted(two)))
    queries = data.draw(st.none() | bounds)
    references = data.draw(st.none() | bounds)
    missing = data.draw(st.sets(st.integers(0, n - 1), max_size=5)) if n else ()
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr("vrd.pipeline.search_neighbours.LEAF", leaf)
        patch.setattr("vrd.pipeline.search_neighbours._block_rows", lambda *_: block)
        found = search(
            fingerprints_of(matrix, missing),
            frames,
            folder,
            k=k,
            leave_out_own_video=own,
            query_rows=queries,
            reference_rows=references,
            batch_rows=batch_rows,
        )
        truth, pairs = brute_force(
            matrix, frames, k, own=own, queries=queries, references=references, missing=missing
        )
        agree(found, truth, pairs)


@given(
    lengths=st.lists(st.integers(0, 300), min_size=1, max_size=30),
    batch_rows=st.integers(1, 500),
    leaf=st.integers(0, 300),
)
@settings(max_examples=100, deadline=None)
def test_the_plan_covers_every_pair_once(lengths, batch_rows, leaf):
    frames = films(lengths)
    n = len(frames)
    seen = np.zeros((n, n), np.int8)
    batches = plan_batches(range(n), frames.first, batch_rows)
    assert [row for batch in batches for row in batch] == list(range(n))
    assert all(0 < len(batch) <= batch_rows for batch in batches)
    for batch in batches:
        for task in plan(batch, range(n), frames.first, leave_out_own_video=True, leaf=leaf):
            one, other = task.queries, task.references
            seen[one.start : one.stop, other.start : other.stop] += 1
            if task.mixed:
                same = np.equal.outer(frames.video[one], frames.video[other])
                seen[one.start : one.stop, other.start : other.stop] -= same.astype(np.int8)
                assert same.sum(axis=1).max() <= task.mixed <= leaf
    np.testing.assert_array_equal(seen, frames.video[:, None] != frames.video[None])


def test_batches_are_whole_films_where_they_fit():
    frames = films([30, 50, 30, 250, 10, 0, 20])
    borders = plan_batches(range(390), frames.first, 100)
    assert borders == [
        range(0, 80),
        range(80, 110),
        range(110, 210),
        range(210, 310),
        range(310, 360),
        range(360, 390),
    ]


def test_ten_thousand_films_of_one_row_take_few_searches():
    frames = films([1] * 10_000)
    batches = plan_batches(range(10_000), frames.first, 4096)
    tasks = [
        task
        for batch in batches
        for task in plan(batch, range(10_000), frames.first, leave_out_own_video=True)
    ]
    assert len(tasks) < 500


def test_the_result_does_not_depend_on_batches_or_memory(tmp_path):
    frames = films([180, 3, 240, 1, 1, 90, 600])
    matrix = np.random.default_rng(0).exponential(1, (len(frames), 64))
    fingerprints = fingerprints_of(matrix)
    index = FlatCPU(64)
    index.add(matrix.astype(np.float32))
    whole = search(fingerprints, frames, tmp_path / "whole", k=40)
    truth, pairs = brute_force(matrix, frames, 40)
    agree(whole, truth, pairs)
    others = {
        "small batches": {"batch_rows": 100},
        "small memory": {"memory_bytes": 1},
        "both": {"batch_rows": 57, "memory_bytes": 1},
        "index at hand": {"index": index, "memory_bytes": 1},
    }
    for name, options in others.items():
        other = search(fingerprints, frames, tmp_path / name, k=40, **options)
        np.testing.assert_array_equal(other.indices, whole.indices, err_msg=name)
        np.testing.assert_allclose(other.distances, whole.distances, rtol=1e-5, err_msg=name)


def test_published_behaviour_gives_the_row_itself_first(tmp_path):
    frames = timeline(20, 30)
    matrix = np.random.default_rng(1).random((50, 8))
    found = search(fingerprints_of(matrix), frames, tmp_path, leave_out_own_video=False)
    assert found.indices[:, 0].tolist() == list(range(50))
    assert (found.distances[:, 0] == 0).all()
    assert not found.own_video_left_out


def test_more_neighbours_than_rows_is_padding(tmp_path):
    found = search(fingerprints_of(np.eye(5)), timeline(3, 2), tmp_path, k=250)
    assert found.indices.shape == (5, 250)
    assert (found.indices[:, 3:] == -1).all()
    assert found.indices[0, :3].tolist() == [3, 4, -1]


@pytest.mark.parametrize("lengths", [[], [0], [7], [0, 0, 4, 0]])
def test_nothing_to_compare_with(tmp_path, lengths):
    frames = films(lengths)
    found = search(fingerprints_of(np.ones((len(frames), 4))), frames, tmp_path)
    assert (found.indices == -1).all()
    assert np.isinf(found.distances).all()
    assert found.indices.shape == (len(frames), 5)


def test_rows_without_fingerprint_neither_ask_nor_answer(tmp_path):
    matrix = np.zeros((8, 4))  # Zeros would be everybody's nearest.
    found = search(fingerprints_of(matrix, missing=[0, 5]), timeline(4, 4), tmp_path)
    assert (found.indices[[0, 5]] == -1).all()
    assert found.indices[1, :3].tolist() == [4, 6, 7]
    assert not np.isin([0, 5], found.indices).any()


def test_query_films_in_reference_films_only(tmp_path):
    frames = timeline(3, 3, 4)
    found = search(
        fingerprints_of(np.ones((10, 2))),
        frames,
        tmp_path,
        query_rows=range(6, 10),
        reference_rows=range(0, 6),
    )
    assert (found.indices[:6] == -1).all()
    assert found.indices[6].tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("k", [1900, 2048])
def test_no_more_is_asked_than_a_gpu_gives(tmp_path, k):
    asked = []

    class Index(FlatCPU):
        def search(self, x, k, rows=None):
            asked.append(k)
            return super().search(x, k, rows)

    frames = films([200] * 15)
    matrix = np.random.default_rng(4).random((3000, 4))
    found = search(fingerprints_of(matrix), frames, tmp_path, k=k, make_index=Index)
    assert max(asked) <= 2048
    assert (found.indices >= 0).all()


# -- defects of the published system -------------------------------------------------------


def test_defect_6_a_long_still_shot_does_not_push_matches_out(tmp_path):
    """A 300 s still shot in both films gave no sequence at k 250; here k 20 finds it."""
    generator = np.random.default_rng(6)
    still = generator.random(64)
    shot = still + 0.001 * generator.standard_normal((2, 300, 64))
    matrix = np.concatenate(
        [generator.random((50, 64)), shot[0], generator.random((80, 64)), shot[1]]
    )
    frames = timeline(350, 380)
    fingerprints = fingerprints_of(matrix)
    ours = search(fingerprints, frames, tmp_path / "ours", k=20)
    rows = ours.indices[50:350]
    assert ((rows >= 430) & (rows < 730)).all(), "every neighbour is in the other film's shot"
    assert ours.distances[50:350].max() < 0.001
    published = search(
        fingerprints, frames, tmp_path / "published", k=20, leave_out_own_video=False
    )
    lost = (published.indices[50:350] < 350).all(axis=1).mean()
    assert lost < 1, "the case would prove nothing"
    assert (published.indices[50:350] < 350).mean() > 0.3, "the shot crowds its own lists"


def test_defect_6_own_film_nearer_than_any_other(tmp_path):
    still = np.ones((300, 8))
    matrix = np.concatenate([still, still + 0.1])
    fingerprints, frames = fingerprints_of(matrix), timeline(300, 300)
    published = search(fingerprints, frames, tmp_path / "a", k=250, leave_out_own_video=False)
    assert (published.indices[:300] < 300).all(), "at k 250 the other film is nowhere"
    ours = search(fingerprints, frames, tmp_path / "b", k=1)
    assert (ours.indices[:300, 0] >= 300).all()


def test_defect_11_a_changed_k_is_noticed(tmp_path):
    fingerprints, frames = fingerprints_of(np.eye(6)), timeline(3, 3)
    search(fingerprints, frames, tmp_path, k=2)
    message = r"neighbours considered 2 then, 3 now.*initialize_neighbours\(force_recreate=True\)"
    with pytest.raises(StaleArtefactError, match=message):
        search(fingerprints, frames, tmp_path, k=3)
    clear_neighbours(tmp_path)
    assert search(fingerprints, frames, tmp_path, k=3).k == 3


def test_defect_11_an_added_film_is_noticed(tmp_path):
    search(fingerprints_of(np.eye(6)), timeline(3, 3), tmp_path)
    with pytest.raises(StaleArtefactError, match=r"1 films added \(c\.mp4\)"):
        search(fingerprints_of(np.eye(8)), timeline(3, 3, 2), tmp_path)
    with pytest.raises(StaleArtefactError, match=r"1 films added \(c\.mp4\)"):
        load_neighbours(tmp_path, timeline(3, 3, 2))
    with pytest.raises(StaleArtefactError, match=r"1 films removed \(b\.mp4\)"):
        load_neighbours(tmp_path, timeline(3))


def test_defect_11_a_replaced_film_of_equal_length_is_noticed(tmp_path):
    search(fingerprints_of(np.eye(6)), films([3, 3]), tmp_path)
    other = films([3, 3])
    replaced = Timeline.uniform(
        [other.videos[0], Video("1.mp4", Path(), Path(), 3, 3, digest="new")]
    )
    with pytest.raises(StaleArtefactError, match="films were changed"):
        search(fingerprints_of(np.eye(6)), replaced, tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"leave_out_own_video": False}, "own film left out True then, False now"),
        ({"query_rows": range(3)}, r"rows to search for \[0, 6\] then, \[0, 3\] now"),
        ({"description": {"series": "b"}}, "series a then, b now"),
    ],
)
def test_any_other_question_is_noticed(tmp_path, change, message):
    options = {"description": {"series": "a"}}
    search(fingerprints_of(np.eye(6)), timeline(3, 3), tmp_path, **options)
    with pytest.raises(StaleArtefactError, match=message):
        search(fingerprints_of(np.eye(6)), timeline(3, 3), tmp_path, **(options | change))
    with pytest.raises(StaleArtefactError, match="fingerprints are not the same"):
        other = fingerprints_of(np.eye(6), network="other")
        search(other, timeline(3, 3), tmp_path, **options)
    with pytest.raises(StaleArtefactError, match="rows without fingerprint"):
        search(fingerprints_of(np.eye(6), missing=[1]), timeline(3, 3), tmp_path, **options)


# -- what is on disk -----------------------------------------------------------------------


class Counting:
    """Makes indexes that count the vectors they are asked about."""

    def __init__(self):
        self.asked = 0

    def __call__(self, dimensions):
        counter = self

        class Index(FlatCPU):
            def search(self, x, k, rows=None):
                counter.asked += len(x)
                return super().search(x, k, rows)

        return Index(dimensions)


@pytest.fixture
def archive():
    """Six films of 50 rows, in six batches."""
    frames = timeline(*[50] * 6)
    return fingerprints_of(np.random.default_rng(3).random((300, 16))), frames


def run(archive, folder, **options):
    counting = Counting()
    found = search(archive[0], archive[1], folder, batch_rows=50, make_index=counting, **options)
    return found, counting.asked


def test_finished_batches_are_not_searched_again(archive, tmp_path):
    first, asked = run(archive, tmp_path)
    assert asked > 0
    again, asked = run(archive, tmp_path)
    assert asked == 0
    np.testing.assert_array_equal(first.indices, again.indices)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:700]),
        lambda path: path.write_bytes(
            path.read_bytes()[:400] + b"\xff" * 8 + path.read_bytes()[408:]
        ),
        lambda path: np.savez(path, indices=np.zeros((50, 5), np.int32)),
        lambda path: np.savez(
            path, indices=np.zeros((50, 4), np.int32), distances=np.zeros((50, 4), np.float32)
        ),
        lambda path: np.savez(
            path, indices=np.full((50, 5), 300, np.int32), distances=np.zeros((50, 5), np.float32)
        ),
        lambda path: np.savez(
            path,
            indices=np.zeros((50, 5), np.int32),
            distances=np.full((50, 5), np.nan, np.float32),
        ),
        lambda path: np.savez(
            path, indices=np.array([[object()]]), distances=np.zeros((50, 5), np.float32)
        ),
    ],
)
def test_only_the_damaged_batch_is_searched_again(archive, tmp_path, damage):
    first, everything = run(archive, tmp_path)
    expected = first.indices
    damage(tmp_path / "0000000050-0000000100.npz")
    with pytest.raises(MissingStageError, match=r"Call initialize_neighbours\(\)"):
        _ = load_neighbours(tmp_path, archive[1]).indices
    again, asked = run(archive, tmp_path)
    assert 0 < asked < everything / 3
    np.testing.assert_array_equal(again.indices, expected)


def test_another_batch_size_goes_on_with_what_is_there(archive, tmp_path):
    run(archive, tmp_path)
    counting = Counting()
    search(archive[0], archive[1], tmp_path, batch_rows=77, make_index=counting)
    assert counting.asked == 0


def test_batches_without_manifest_count_for_nothing(archive, tmp_path):
    run(archive, tmp_path)
    (tmp_path / "manifest.json").unlink()
    with pytest.raises(MissingStageError, match=r"Call initialize_neighbours\(\) first"):
        load_neighbours(tmp_path, archive[1])
    assert run(archive, tmp_path)[1] > 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"description": 3, "batches": [], "films": {}}',
        '{"description": {"k": 5, "rows": 300}, "batches": [[5, 2]], "films": {}}',
        '{"description": {"k": 5, "rows": 300}, "batches": [[0, 999999999999]], "films": {}}',
        '{"description": {"k": 5, "rows": 300}, "batches": [["a", "b"]], "films": {}}',
    ],
)
def test_damaged_manifest(archive, tmp_path, text, capsys):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(ProjectError, match="damaged"):
        load_neighbours(tmp_path, archive[1])
    again, asked = run(archive, tmp_path)
    assert asked > 0
    assert "manifest.json was damaged" in capsys.readouterr().err
    assert np.array_equal(again.indices, run(archive, tmp_path / "new")[0].indices)


def test_whatever_is_changed_in_a_batch_is_noticed(archive, tmp_path):
    run(archive, tmp_path)
    rows = range(50, 100)
    path = batch_path(tmp_path, rows)
    whole, before = path.read_bytes(), read_batch(tmp_path, rows, 5, 300)
    random = np.random.default_rng(5)
    for start in random.integers(0, len(whole), 300).tolist():
        junk = random.bytes(int(random.integers(1, 9)))
        path.write_bytes((whole[:start] + junk + whole[start + len(junk) :])[: len(whole)])
        after = read_batch(tmp_path, rows, 5, 300)
        # A name or a date of the archive may change without harm.
        assert after is None or all(map(np.array_equal, after, before))


def test_clearing_deletes_only_what_is_ours(archive, tmp_path):
    run(archive, tmp_path)
    mine = ["notes.txt", "other.npz", "0000000000-0000000050.npz.bak"]
    for name in mine:
        (tmp_path / name).write_text("mine")
    (tmp_path / ".0000000000-0000000050.npz.77.part").write_text("left by a kill")
    clear_neighbours(tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted(mine)
    clear_neighbours(tmp_path / "not there")


def test_a_full_disk_keeps_the_good_batches(archive, tmp_path, monkeypatch):
    real, written = np.savez, []

    def savez(file, **arrays):
        if len(written) == 3:
            file.write(b"half")
            raise OSError(28, "No space left on device")
        written.append(file.name)
        real(file, **arrays)

    monkeypatch.setattr(vrd.pipeline.neighbour_batches.np, "savez", savez)  # type: ignore[attr-defined]
    with pytest.raises(StorageError, match="full"):
        run(archive, tmp_path)
    assert len(list(tmp_path.glob("*.npz"))) == 3
    assert not list(tmp_path.glob(".*"))
    with pytest.raises(MissingStageError, match="3 of 6 batches"):
        load_neighbours(tmp_path, archive[1])
    monkeypatch.setattr(vrd.pipeline.neighbour_batches.np, "savez", real)  # type: ignore[attr-defined]
    found, _ = run(archive, tmp_path)
    agree(found, *brute_force(archive[0].read(), archive[1], 5))


def child(code):
    """Python code to be run in a process of its own, in the root of the checkout."""
    head = """
import re, time
from pathlib import Path
import numpy as np
from tests.support.search_case import films, fingerprints_of, search
from tests.support.synthetic import timeline
from vrd.core.fingerprints import Fingerprints, FingerprintSpec
from vrd.indexes.flat import FlatCPU
"""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", head + code], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env=environment,
    )  # fmt: skip


def test_kill_9_loses_only_the_batch_in_flight(archive, tmp_path):
    process = child(
        f"""
class Slow(FlatCPU):
    def search(self, x, k, rows=None):
        time.sleep(0.2)
        return super().search(x, k, rows)
matrix = np.random.default_rng(3).random((300, 16))
search(fingerprints_of(matrix), timeline(*[50] * 6), {str(tmp_path)!r}, batch_rows=50,
       make_index=Slow)
"""
    )
    while len(list(tmp_path.glob("*.npz"))) < 2:
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate()
    kept = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.npz")}
    assert 2 <= len(kept) < 6
    found, _ = run(archive, tmp_path)
    agree(found, *brute_force(archive[0].read(), archive[1], 5))
    assert all((tmp_path / name).stat().st_mtime_ns == time for name, time in kept.items())


def test_memory_is_bounded_by_the_setting_not_by_the_archive(tmp_path):
    """164 MB of vectors, made when they are read, in blocks of some 30 MB."""
    limits = {}
    for memory in (60 << 20, 1 << 30):
        folder = tmp_path / str(memory)
        process = child(
            f"""
n, d = 40_000, 1024
spec = FingerprintSpec("test", "", (1, 1), "none", d)
def read(start, stop):
    rows = np.arange(start, stop, dtype=np.float32)[:, None] % 977
    return (rows * np.arange(1, d + 1, dtype=np.float32) % 31).astype(np.float16)
# A warm-up, so that what libraries take is not counted.
search(fingerprints_of(np.eye(300)), films([150, 150]), {str(tmp_path)!r} + "/warm{memory}")
def peak():
    # Not getrusage: a new process inherits its parent's peak there.
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before = peak()
found = search(Fingerprints(read, (n, d), spec), films([400] * 100), {str(folder)!r}, k=10,
               batch_rows=256, query_rows=range(300), memory_bytes={memory})
print(peak() - before)
"""
        )
        out, _ = process.communicate(timeout=60)
        limits[memory] = int(out) / 1024
    small, large = limits.values()
    assert small < 60 + 40, limits  # FAISS's own tables of distances take some 30 MB.
    assert large > 140, limits
    frames = films([400] * 100)
    one, other = (load_neighbours(tmp_path / str(memory), frames) for memory in limits)
    np.testing.assert_array_equal(one.indices[:300], other.indices[:300])


def test_manifest_says_what_was_asked(archive, tmp_path):
    run(archive, tmp_path, description={"who": "the test"})
    stored = json.loads((tmp_path / "manifest.json").read_text("utf-8"))["description"]
    assert stored["k"] == 5
    assert stored["who"] == "the test"
    assert stored["frames"] == archive[1].digest


def test_neighbours_are_read_batch_by_batch(archive, tmp_path):
    run(archive, tmp_path, query_rows=range(50, 200))
    found = load_neighbours(tmp_path, archive[1], {"k": 5})
    parts = [(start, len(indices)) for start, indices, _ in found.batches()]
    assert parts == [(0, 50), (50, 50), (100, 50), (150, 50), (200, 100)]
    with pytest.raises(StaleArtefactError, match="5 then, 6 now"):
        load_neighbours(tmp_path, archive[1], {"k": 6})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"k": 0}, "k 0"),
        ({"batch_rows": 0}, "batch_rows 0"),
        ({"query_rows": range(0, 301)}, "not a stretch"),
        ({"reference_rows": range(0, 10, 2)}, "not a stretch"),
        ({"index": FlatCPU(16)}, "0 vectors for 300 rows"),
    ],
)
def test_what_does_not_fit_is_refused(archive, tmp_path, options, message):
    with pytest.raises(ValueError, match=message):
        search(*archive, tmp_path, **options)
    with pytest.raises(ValueError, match="300 fingerprints for 3 rows"):
        search(archive[0], timeline(3), tmp_path)
