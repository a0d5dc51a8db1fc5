"""Test what every implementation of the `Index` seam must do."""

import numpy as np
import pytest

from vrd import faiss_helper
from vrd.core.protocols import Index


def flat_cpu(monkeypatch):
    return faiss_helper.FlatCPU


def flat_gpu(monkeypatch):
    if not faiss_helper.has_gpu():
        pytest.skip("no GPU that FAISS can use")
    return faiss_helper.FlatGPU


def flat_gpu_without_gpu(monkeypatch):
    """Our side of `FlatGPU`, with FAISS's answered by the processor."""
    import faiss

    def knn_gpu(resources, x, y, k, *, vectorsMemoryLimit, queriesMemoryLimit):
        assert vectorsMemoryLimit > 0, "or FAISS does not tile"
        assert queriesMemoryLimit > 0
        assert x.flags.c_contiguous
        assert y.flags.c_contiguous
        return faiss.knn(x, y, k)

    monkeypatch.setattr(faiss, "StandardGpuResources", object, raising=False)
    monkeypatch.setattr(faiss, "get_num_gpus", lambda: 1)
    monkeypatch.setattr(faiss, "knn_gpu", knn_gpu)
    return faiss_helper.FlatGPU


@pytest.fixture(params=[flat_cpu, flat_gpu, flat_gpu_without_gpu], ids=lambda make: make.__name__)
def kind(request, monkeypatch):
    return request.param(monkeypatch)


def exact(x, y):
    """Return the squared L2 distances of all pairs, in float64."""
    return ((x[:, None].astype(np.float64) - y[None].astype(np.float64)) ** 2).sum(-1)


@pytest.fixture
def vectors():
    return np.random.default_rng(0).exponential(1, (300, 24)).astype(np.float32)


def test_obeys_the_protocol(kind, vectors):
    index = kind(24)
    assert isinstance(index, Index)
    assert index.ntotal == 0
    index.add(vectors[:100])
    index.add(vectors[100:])
    assert index.ntotal == 300


@pytest.mark.parametrize("count", [1, 15, 300])  # FAISS takes another way below 20
@pytest.mark.parametrize("k", [1, 7, 120])
def test_answers_as_brute_force_does(kind, vectors, count, k):
    index = kind(24)
    index.add(vectors)
    distances, indices = index.search(vectors[:count], k)
    assert distances.dtype == np.float32
    assert indices.dtype == np.int64
    truth = exact(vectors[:count], vectors)
    np.testing.assert_allclose(distances, np.sort(truth, axis=1)[:, :k], rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(
        distances, np.take_along_axis(truth, indices, axis=1), rtol=1e-4, atol=1e-6
    )


def test_equal_distances_are_in_row_order(kind):
    index = kind(2)
    index.add(np.array([[1, 0], [5, 5], [1, 0], [1, 0]], np.float32))
    assert index.search(np.array([[1, 0]], np.float32), 4)[1].tolist() == [[0, 2, 3, 1]]


@pytest.mark.parametrize("rows", [range(40, 90), range(0, 1), range(299, 300), range(0, 300)])
def test_rows_restrict_the_search(kind, vectors, rows):
    index = kind(24)
    index.add(vectors)
    distances, indices = index.search(vectors[:50], 60, rows)
    count = min(60, len(rows))
    assert np.isin(indices[:, :count], rows).all()
    assert (indices[:, count:] == -1).all()
    assert np.isinf(distances[:, count:]).all()
    truth = np.sort(exact(vectors[:50], vectors[rows.start : rows.stop]), axis=1)
    np.testing.assert_allclose(distances[:, :count], truth[:, :count], rtol=1e-4, atol=1e-6)


def test_padding_where_there_is_nothing(kind, vectors):
    index = kind(24)
    for _ in range(2):
        distances, indices = index.search(vectors[:3], 4, range(0))
        assert (indices == -1).all()
        assert np.isposinf(distances).all()
        index.add(vectors)
    assert index.search(vectors[:0], 4)[0].shape == (0, 4)


@pytest.mark.parametrize("scale", [1e-3, 1, 60])
def test_identical_vectors_are_at_zero_exactly(kind, scale):
    # Without computing small distances again these come out at up to 0.0007 (scale 1).
    x = (np.random.default_rng(1).random((200, 2688)) * scale).astype(np.float32)
    index = kind(2688)
    index.add(x)
    index.add(x)
    distances, indices = index.search(x, 3)
    assert (distances[:, :2] == 0).all()
    assert not np.signbit(distances).any()
    np.testing.assert_array_equal(indices[:, :2], np.arange(200)[:, None] + [0, 200])


def test_near_copies_keep_their_distance(kind):
    generator = np.random.default_rng(2)
    x = (4 + generator.random((100, 512))).astype(np.float32)
    y = (x + 1e-3 * generator.standard_normal(x.shape)).astype(np.float32)
    index = kind(512)
    index.add(y)
    distances, indices = index.search(x, 1)
    assert indices[:, 0].tolist() == list(range(100))
    np.testing.assert_allclose(distances[:, 0], np.diag(exact(x, y)), rtol=2e-3)


def test_write_and_read(kind, vectors, tmp_path):
    index = kind(24)
    index.add(vectors)
    path = tmp_path / "Größe 映画.index"
    index.write(path)
    again = kind.read(path)
    assert isinstance(again, kind)
    for before, after in zip(index.search(vectors, 9), again.search(vectors, 9), strict=True):
        np.testing.assert_array_equal(before, after)
    again.add(vectors[:5])  # An index that was read can still grow.
    assert again.ntotal == 305
    assert [before.name for before in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_values_that_are_no_numbers_are_refused(kind, vectors, bad):
    index = kind(24)
    index.add(vectors)
    vectors[7, 3] = bad
    with pytest.raises(ValueError, match="not a finite number"):
        index.add(vectors)
    with pytest.raises(ValueError, match="not a finite number"):
        index.search(vectors, 2)
    assert index.ntotal == 300


def test_what_does_not_fit_is_refused(kind, vectors):
    index = kind(24)
    index.add(vectors)
    with pytest.raises(ValueError, match="24"):
        index.add(vectors[:, :5])
    with pytest.raises(ValueError, match="24"):
        index.search(vectors[0], 1)
    with pytest.raises(ValueError, match="k is 0"):
        index.search(vectors, 0)
    for rows in (range(0, 301), range(-1, 5), range(0, 10, 2)):
        with pytest.raises(ValueError, match="stretch"):
            index.search(vectors, 1, rows)
    with pytest.raises(ValueError, match="dimensions"):
        kind(0)
