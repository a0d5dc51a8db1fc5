"""FAISS: which one is used, its files, and what is said when it is not there."""

import importlib.metadata
import resource
import struct
import subprocess
import sys
from pathlib import Path

import faiss
import numpy as np
import pytest

from vrd import faiss_helper
from vrd.errors import FaissError, MissingExtraError, ProjectError
from vrd.indexes.flat import FlatCPU, FlatGPU, make_index


@pytest.fixture
def vectors():
    return np.random.default_rng(0).random((500, 16), np.float32)


@pytest.fixture
def index(vectors):
    filled = FlatCPU(16)
    filled.add(vectors)
    return filled


@pytest.fixture
def gpu(monkeypatch):
    """Make FAISS say that it has a GPU."""
    monkeypatch.setattr(faiss, "StandardGpuResources", object, raising=False)
    monkeypatch.setattr(faiss, "get_num_gpus", lambda: 1)


# -- which one -----------------------------------------------------------------------------


def test_auto_takes_the_gpu_where_there_is_one(gpu):
    assert type(make_index(8)) is FlatGPU
    assert type(make_index(8, device="cpu")) is FlatCPU


def test_auto_takes_the_processor_where_there_is_no_gpu(monkeypatch):
    monkeypatch.setattr(faiss, "get_num_gpus", lambda: 0)
    assert type(make_index(8)) is FlatCPU


def test_a_gpu_asked_for_and_absent_is_an_error_not_a_fallback(monkeypatch):
    monkeypatch.setattr(faiss, "get_num_gpus", lambda: 0)
    with pytest.raises(FaissError, match=r"no GPU .*device='cpu'"):
        make_index(8, device="gpu")


def test_an_unknown_device_is_refused():
    with pytest.raises(ValueError, match="'cuda'"):
        make_index(8, device="cuda")


def test_too_many_neighbours_for_a_gpu(gpu):
    with pytest.raises(ValueError, match=r"2049.*2048"):
        FlatGPU(4).search(np.zeros((1, 4), np.float32), 2049)


def test_faiss_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "faiss", None)
    with pytest.raises(MissingExtraError, match=r"video-reuse-detector\[cpu\]"):
        make_index(8)


def test_faiss_that_cannot_be_loaded(monkeypatch, tmp_path):
    # So does faiss-gpu 1.15 where NVIDIA's libraries are missing.
    (tmp_path / "faiss.py").write_text("raise RuntimeError('nvidia-cuda-runtime is missing')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "faiss")
    with pytest.raises(FaissError, match="nvidia-cuda-runtime is missing"):
        make_index(8)


def test_both_flavours_are_noticed(monkeypatch):
    assert not faiss_helper.both_flavours_installed()
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "1.15.1")
    assert faiss_helper.both_flavours_installed()
    assert "faiss-cpu 1.15.1 and faiss-gpu 1.15.1" in faiss_helper.faiss_flavour()


def test_flavour_in_one_line():
    line = faiss_helper.faiss_flavour()
    assert "faiss-" in line
    assert "GPU" in line
    assert "\n" not in line


# -- same as FAISS itself ------------------------------------------------------------------


def test_same_rows_as_faiss_with_a_range_selector(index, vectors):
    flat = faiss.IndexFlatL2(16)
    flat.add(vectors)
    within = faiss.SearchParameters(sel=faiss.IDSelectorRange(100, 333))
    distances, indices = flat.search(vectors, 120, params=within)
    ours = index.search(vectors, 120, range(100, 333))
    np.testing.assert_allclose(ours[0], distances, rtol=1e-3, atol=1e-5)
    assert (ours[1] == indices).mean() > 0.99


def test_growing_keeps_what_was_added(vectors):
    index = FlatCPU(16)
    for row in range(0, 500, 7):
        index.add(vectors[row : row + 7])
    np.testing.assert_array_equal(index.search(vectors, 1)[1][:, 0], np.arange(500))


# -- files ---------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 500])
def test_faiss_reads_our_file(vectors, tmp_path, count):
    index = FlatCPU(16)
    index.add(vectors[:count])
    index.write(tmp_path / "index")
    read_by_faiss = faiss.read_index(str(tmp_path / "index"))
    assert type(read_by_faiss) is faiss.IndexFlatL2
    assert (read_by_faiss.d, read_by_faiss.ntotal, read_by_faiss.metric_type) == (
        16,
        count,
        faiss.METRIC_L2,
    )
    np.testing.assert_array_equal(read_by_faiss.reconstruct_n(0, count), vectors[:count])
    faiss.write_index(read_by_faiss, str(tmp_path / "theirs"))
    assert (tmp_path / "theirs").read_bytes() == (tmp_path / "index").read_bytes()
    assert FlatCPU.read(tmp_path / "theirs").ntotal == count


@pytest.mark.parametrize("keep", [0, 3, 44, 45, 1000, -1])
def test_truncated_file(index, tmp_path, keep):
    path = tmp_path / "index"
    index.write(path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(ProjectError, match=r"truncated.*Delete it"):
        FlatCPU.read(path)


def forged(kind=b"IxF2", d=16, n=1 << 60, trained=1, metric=1, values=None):
    size = d * n if values is None else values
    return struct.pack("<4siqqqBiQ", kind, d, n, 0, 0, trained, metric, size % (1 << 64))


@pytest.mark.parametrize(
    "header",
    [
        forged(kind=b"IxFI"),
        forged(kind=b"IwFl"),
        forged(metric=0),
        forged(trained=0),
        forged(d=-16),
        forged(d=0),
        forged(n=-5),
        forged(),
        forged(n=2, values=1 << 62),
        b"\x80\x04" + b"pickle" * 20,
    ],
)
def test_hostile_file(tmp_path, header):
    path = tmp_path / "index"
    path.write_bytes(header + bytes(128))
    with pytest.raises(ProjectError, match="Delete it"):
        FlatCPU.read(path)


def test_file_of_another_index(vectors, tmp_path):
    inner_product = faiss.IndexFlatIP(16)
    inner_product.add(vectors)
    faiss.write_index(inner_product, str(tmp_path / "index"))
    with pytest.raises(ProjectError, match="not a flat L2 index"):
        FlatCPU.read(tmp_path / "index")


def test_file_with_values_that_are_no_numbers(tmp_path):
    (tmp_path / "index").write_bytes(forged(n=2) + b"\xff" * 128)
    with pytest.raises(ProjectError, match="not numbers"):
        FlatCPU.read(tmp_path / "index")


def test_a_write_that_fails_keeps_the_old_file(index, tmp_path):
    index.write(tmp_path / "index")
    before = (tmp_path / "index").read_bytes()
    code = f"""
import numpy as np, resource, signal
from pathlib import Path
from vrd.errors import StorageError
from vrd.indexes.flat import FlatCPU
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
index = FlatCPU(16)
index.add(np.ones((5000, 16), np.float32))
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, {resource.RLIM_INFINITY}))
try:
    index.write(Path({str(tmp_path / "index")!r}))
except StorageError as error:
    print("StorageError", error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("StorageError"), done.stderr
    assert (tmp_path / "index").read_bytes() == before
    assert [path.name for path in Path(tmp_path).iterdir()] == ["index"]
