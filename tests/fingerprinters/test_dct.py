"""Test which edits the descriptor must withstand, and which pictures it must tell apart."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageEnhance, ImageFilter

from tests.support.paths import SHARED
from tests.support.work import calls_of
from vrd.decoding.ffmpeg import find_tools
from vrd.fingerprinters.dct import DCTDescriptor
from vrd.readers.stills import read_picture

FILMS = SHARED / "films"
DESCRIPTOR = DCTDescriptor()
LIMIT = DESCRIPTOR.spec.scale.usual_limit


def scene(seed: int) -> Image.Image:
    """Draw a scene: a sky, overlapping coloured forms of all sizes, some grain."""
    rng = np.random.default_rng(seed)
    height, width = 180, 320
    y, x = np.mgrid[:height, :width]
    picture = np.linspace(0, 1, height)[:, None, None] * rng.uniform(40, 200, 3) + rng.uniform(
        0, 50, 3
    )
    picture = np.broadcast_to(picture, (height, width, 3)).copy()
    for _ in range(40):
        size = rng.uniform(8, 70)
        inside = np.hypot(
            (x - rng.uniform(0, width)) / rng.uniform(0.5, 2), y - rng.uniform(0, height)
        )
        picture[inside < size] = rng.uniform(20, 235, 3)
    return Image.fromarray(np.clip(picture + rng.normal(0, 4, picture.shape), 0, 255).astype("u1"))


def fingerprints(pictures: list[Image.Image], folder: Path) -> NDArray[np.float32]:
    """Fingerprint pictures as a project does: write stills, read them, and keep float16."""
    batch = []
    for picture in pictures:
        picture.save(folder / "still.jpg", quality=90)
        batch.append(read_picture(folder / "still.jpg", (64, 64), "stretch"))
    return DESCRIPTOR(np.stack(batch)).astype(np.float16).astype(np.float32)


def distances(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    return ((a[:, None] - b[None]) ** 2).sum(-1)


def recompressed(picture: Image.Image) -> Image.Image:
    coded = io.BytesIO()
    picture.resize((160, 90)).save(coded, "JPEG", quality=15)
    return Image.open(coded)


EDITS = {
    "smaller": lambda p: p.resize((96, 54)),
    "larger": lambda p: p.resize((1280, 720)),
    "4:3": lambda p: p.resize((320, 240)),
    "re-encoded": recompressed,
    "grey": lambda p: p.convert("L"),
    "brighter": lambda p: p.point(lambda v: v + 25),
    "darker": lambda p: p.point(lambda v: v * 0.6),
    "contrast": lambda p: ImageEnhance.Contrast(p).enhance(1.4),
    "flatter": lambda p: ImageEnhance.Contrast(p).enhance(0.6),
    "blur": lambda p: p.filter(ImageFilter.GaussianBlur(2)),
    "faded": lambda p: ImageEnhance.Color(p).enhance(0.4),
}


@pytest.fixture(scope="module")
def scenes() -> list[Image.Image]:
    return [scene(seed) for seed in range(12)]


@pytest.mark.parametrize("edit", EDITS)
def test_robust_on_made_up_scenes(edit: str, scenes: list[Image.Image], tmp_path: Path) -> None:
    original = fingerprints(scenes, tmp_path)
    edited = fingerprints([EDITS[edit](picture) for picture in scenes], tmp_path)
    between = distances(edited, original)
    own = np.diag(between)
    strangers = between[~np.eye(len(scenes), dtype=bool)]
    assert own.max() < LIMIT
    assert strangers.min() > 2 * LIMIT


@pytest.fixture(scope="module")
def film_stills(tmp_path_factory: pytest.TempPathFactory) -> list[Image.Image]:
    if not FILMS.is_dir():
        pytest.skip("the project's shared films are not here")
    import subprocess

    folder = tmp_path_factory.mktemp("stills")
    film = FILMS / "big_buck_bunny.mp4"
    # One still every 40 s: each of another shot.
    command = [find_tools().ffmpeg, "-v", "error", "-skip_frame", "nokey", "-i", str(film)]
    subprocess.run(
        [*map(str, command), "-vf", "fps=1/40", "-q:v", "2", str(folder / "%03d.jpg")], check=True
    )
    stills = [Image.open(path).convert("RGB") for path in sorted(folder.iterdir())]
    return [still for still in stills if np.asarray(still.convert("L")).std() > 15]


@pytest.mark.shared
@pytest.mark.parametrize("edit", EDITS)
def test_robust_on_film(edit: str, film_stills: list[Image.Image], tmp_path: Path) -> None:
    assert len(film_stills) >= 8
    original = fingerprints(film_stills, tmp_path)
    edited = fingerprints([EDITS[edit](picture) for picture in film_stills], tmp_path)
    between = distances(edited, original)
    assert np.diag(between).max() < LIMIT
    assert (between.argmin(axis=1) == np.arange(len(film_stills))).all()


def flat(level: int, noise: float = 0.0, seed: int = 0) -> NDArray[np.uint8]:
    rng = np.random.default_rng(seed)
    return np.clip(rng.normal(level, noise, (64, 64, 3)), 0, 255).round().astype(np.uint8)


def test_flat_frames_are_near_one_another_and_far_from_pictures(
    scenes: list[Image.Image], tmp_path: Path
) -> None:
    flats = DESCRIPTOR(
        np.stack([flat(0), flat(255), flat(128), flat(3, 2.0, 1), flat(3, 2.0, 2), flat(200, 3, 3)])
    )
    assert np.isfinite(flats).all()
    assert distances(flats, flats).max() < LIMIT
    assert distances(flats, fingerprints(scenes, tmp_path)).min() > 2 * LIMIT


def test_length_and_scale() -> None:
    rng = np.random.default_rng(0)
    vectors = DESCRIPTOR(rng.integers(0, 256, (50, 64, 64, 3), dtype=np.uint8))
    np.testing.assert_allclose((vectors**2).sum(axis=1), 1, atol=1e-5)
    assert distances(vectors, vectors).max() <= 4


def test_wrong_size_is_refused() -> None:
    with pytest.raises(ValueError, match="64"):
        DESCRIPTOR(np.zeros((1, 32, 64, 3), np.uint8))


def test_transform_is_the_orthonormal_cosine_transform() -> None:
    from scipy.fft import dctn

    from vrd.fingerprinters.dct import _cosines, _transform

    planes = np.random.default_rng(0).normal(size=(3, 64, 64)).astype(np.float32)
    expected = dctn(planes, axes=(1, 2), norm="ortho")[:, :10, :10] / 64
    np.testing.assert_allclose(_transform(planes, _cosines(10)), expected.reshape(3, -1), atol=1e-5)


def test_a_batch_of_any_size_takes_the_same_number_of_steps() -> None:
    batch = np.random.default_rng(0).integers(0, 256, (250, 64, 64, 3), dtype=np.uint8)
    DESCRIPTOR(batch[:1])
    assert calls_of(lambda: DESCRIPTOR(batch)) <= 2 * calls_of(lambda: DESCRIPTOR(batch[:1]))
