"""Reading stills: borders, proportions, what cannot be read, memory."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from vrd.core.timelines import Timeline, Video
from vrd.readers import stills
from vrd.readers.stills import StillsReader, read_picture

ALL_ROWS = np.zeros(5, dtype=bool)


def film(
    folder: Path,
    rows: int,
    first: int = 0,
    borders: tuple[float, float, float, float] = (0, 0, 0, 0),
) -> Video:
    """A film whose row k is one grey, 10 * (first + k)."""
    folder.mkdir()
    for k in range(rows):
        Image.new("RGB", (64, 36), (10 * (first + k),) * 3).save(folder / f"{k:06d}.jpg")
    return Video(folder.name, folder, folder, rows, float(rows), borders)


@pytest.fixture
def frames(tmp_path: Path) -> Timeline:
    return Timeline.uniform([film(tmp_path / "a", 3), film(tmp_path / "b", 2, first=3)])


def test_batches_run_on_across_films_in_row_order(frames: Timeline) -> None:
    batches = list(StillsReader(frames, (16, 16), batch_size=4, fit="crop").batches(ALL_ROWS))
    assert [rows.tolist() for rows, _ in batches] == [[0, 1, 2, 3], [4]]
    for rows, pictures in batches:
        assert pictures.dtype == np.uint8
        assert pictures.shape == (len(rows), 16, 16, 3)
        assert np.abs(pictures.mean(axis=(1, 2, 3)) - 10 * rows).max() < 2


@pytest.mark.parametrize("content", [b"", b"not a picture", "truncated", None])
def test_unreadable_stills_are_left_out_and_noted(frames: Timeline, content: object) -> None:
    path = frames.still(1)
    if content is None:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-200] if content == "truncated" else content)
    reader = StillsReader(frames, (16, 16), batch_size=2)
    for _ in range(2):  # a second pass does not count twice
        rows = [rows.tolist() for rows, _ in reader.batches(ALL_ROWS)]
        assert rows == [[0, 2], [3, 4]]
        assert [row for row, _ in reader.unreadable] == [1]
        assert reader.unreadable[0][1]


def test_all_unreadable_gives_no_batch(frames: Timeline) -> None:
    for row in range(5):
        frames.still(row).write_bytes(b"")
    reader = StillsReader(frames, (16, 16))
    assert list(reader.batches(ALL_ROWS)) == []
    assert len(reader.unreadable) == 5


def test_borders_of_the_film_are_cut_off(tmp_path: Path) -> None:
    """Case 12: borders are the film's, not guessed from a pixel."""
    boxed = Image.new("RGB", (200, 100), "black")
    boxed.paste((200, 100, 50), (20, 10, 170, 70))
    video = film(tmp_path / "boxed", 1, borders=(0.1, 0.3, 0.1, 0.15))
    boxed.save(video.stills / "000000.jpg", quality=95)
    reader = StillsReader(Timeline.uniform([video]), (32, 32), fit="stretch")
    ((_, pictures),) = reader.batches(np.zeros(1, bool))
    # The outermost line touches the bar by antialiasing and JPEG blocks.
    assert np.abs(pictures[0, 1:-1, 1:-1].astype(int) - (200, 100, 50)).max() < 25


@pytest.mark.parametrize(
    ("fit", "size"), [("pad", (32, 18)), ("crop", (57, 32)), ("stretch", (32, 32))]
)
def test_proportions(fit: stills.Fit, size: tuple[int, int], tmp_path: Path) -> None:  # type: ignore[name-defined]
    """Case 12: a disc stays a disc unless stretching is asked for."""
    y, x = np.mgrid[:360, :640]
    disc = np.where(np.hypot(x - 320, y - 180) < 120, 255, 60).astype(np.uint8)
    Image.fromarray(disc).save(tmp_path / "disc.jpg")
    picture = read_picture(tmp_path / "disc.jpg", (32, 32), fit)[..., 0]
    bright = picture > 158
    scale = size[0] / 640, size[1] / 360
    assert bright.any(axis=0).sum() == pytest.approx(240 * scale[0], abs=1.5)
    assert bright.any(axis=1).sum() == pytest.approx(240 * scale[1], abs=1.5)
    black = 32 - size[1] if fit == "pad" else 0
    assert (picture.max(axis=1) < 20).sum() == pytest.approx(black, abs=1)


def test_antialiased_even_where_the_decoder_shrinks(tmp_path: Path) -> None:
    y, x = np.mgrid[:480, :640]
    checks = np.where((x + y) % 2, 255, 0).astype(np.uint8)
    Image.fromarray(checks).save(tmp_path / "checks.jpg", quality=95)
    picture = read_picture(tmp_path / "checks.jpg", (24, 32), "stretch")
    assert np.abs(picture.astype(int) - 127).max() < 6


@pytest.mark.parametrize("mode", ["L", "CMYK", "1"])
def test_any_colour_mode_becomes_rgb(mode: str, tmp_path: Path) -> None:
    kind = "png" if mode == "1" else "jpg"
    Image.new("RGB", (40, 30), "white").convert(mode).save(tmp_path / f"one.{kind}")
    picture = read_picture(tmp_path / f"one.{kind}", (8, 8), "stretch")
    assert picture.shape == (8, 8, 3)
    assert picture.min() > 250


def test_reads_only_a_few_batches_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = StillsReader(Timeline.uniform([film(tmp_path / "long", 60)]), (8, 8), batch_size=4)
    read: list[int] = []
    original = reader._read
    monkeypatch.setattr(reader, "_read", lambda row: (read.append(row), original(row))[1])
    batches = reader.batches(np.zeros(60, bool))
    next(batches)
    assert len(read) <= (stills.AHEAD + 1) * 4
    batches.close()  # type: ignore[attr-defined]
    assert not [one for one in threading.enumerate() if one.name.startswith("stills")]


@pytest.mark.parametrize("wrong", [{"fit": "squash"}, {"batch_size": 0}])
def test_wrong_settings_are_refused(frames: Timeline, wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        StillsReader(frames, (8, 8), **wrong)
