"""Dead borders: found when they are there, and never eaten out of the picture (case 12)."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.support.paths import SHARED
from vrd.decoding.borders import NONE, borders_of, find_borders

H, W = 120, 160


def scenes(count=12, height=H, width=W, seed=0) -> np.ndarray:
    """Varied pictures: smooth shapes, other ones in every frame, and a little noise."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width] / max(height, width)
    frames = []
    for _ in range(count):
        a, b, c, d = random.uniform(3, 9, 2).tolist() + random.uniform(0, 6, 2).tolist()
        frame = 130 + 60 * np.sin(a * x + c) + 50 * np.cos(b * y + d)
        frames.append(frame + random.normal(0, 3, frame.shape))
    return np.clip(frames, 0, 255).astype(np.uint8)


def framed(top=0, bottom=0, left=0, right=0, colour=0, noise=1.5) -> np.ndarray:
    """Make a film of the size (H, W) with bars of so many lines."""
    random = np.random.default_rng(1)
    luma = np.clip(colour + random.normal(0, noise, (12, H, W)), 0, 255).astype(np.uint8)
    inner = scenes(height=H - top - bottom, width=W - left - right)
    luma[:, top : H - bottom, left : W - right] = inner
    return luma


def trimmed(luma: np.ndarray) -> tuple[int, int, int, int]:
    top, bottom, left, right = find_borders(luma)
    return round(top * H), round(bottom * H), round(left * W), round(right * W)


def text(luma: np.ndarray, where: tuple[int, int], words: str, level=235) -> None:
    """Write into every frame given."""
    for frame in luma:
        picture = Image.fromarray(frame)
        ImageDraw.Draw(picture).text(where, words, fill=level)
        frame[:] = np.asarray(picture)


@pytest.mark.parametrize(
    "bars",
    [
        (15, 15, 0, 0),
        (0, 0, 20, 20),
        (12, 12, 16, 16),
        (14, 22, 0, 0),
        (40, 40, 0, 0),
        (0, 0, 3, 0),
    ],
    ids=["letterbox", "pillarbox", "window", "raised", "wide", "overscan"],
)
@pytest.mark.parametrize("colour", [0, 16])
def test_black_bars(bars, colour):
    assert trimmed(framed(*bars, colour=colour)) == bars  # type: ignore[misc]


@pytest.mark.parametrize("colour", [110, 250])
def test_coloured_bars_in_pairs(colour):
    assert trimmed(framed(15, 15, colour=colour)) == (15, 15, 0, 0)


def test_no_bars():
    assert find_borders(scenes()) == NONE


def test_a_logo_in_the_bar():
    luma = framed(15, 15)
    luma[:, 3:12, 125:155] = 220
    assert trimmed(luma) == (15, 15, 0, 0)


def test_subtitles_in_the_bar():
    luma = framed(16, 16)
    for k, frame in enumerate(luma):
        if k % 3:
            text(frame[None], (12 + 17 * k % 41, H - 14), f"{'Ah, Wmxliq'[k % 7 :]} {k**7} go on")
    assert trimmed(luma) == (16, 16, 0, 0)


def test_black_leaders_and_fades_do_not_count():
    luma = framed(15, 15)
    luma[:5] = 0
    assert trimmed(luma) == (15, 15, 0, 0)


@pytest.mark.parametrize("level", [5, 235])
def test_sky_is_not_cropped(level):
    """Make a film of a fixed camera, with an even sky and a ragged horizon."""
    luma = scenes()
    horizon = 40 + (8 * np.sin(np.arange(W) / 7)).astype(int)
    for x in range(W):
        luma[:, : horizon[x], x] = level
    assert find_borders(luma) == NONE


def test_an_even_sky_over_a_straight_horizon_is_not_cropped():
    luma = scenes()
    luma[:, :40] = 200
    assert find_borders(luma) == NONE


def test_one_dark_half_is_not_cropped():
    luma = scenes()
    luma[:, :, :40] = 0
    assert find_borders(luma) == NONE


def credits(count=12, level=235) -> np.ndarray:
    luma = np.zeros((count, H, W), np.uint8)
    for k, frame in enumerate(luma):
        for line in range(4):
            text(frame[None], (30, 35 + 12 * line), f"Name {k * 31 + line} of credits", level)
    return luma


def test_credits_do_not_crop_a_normal_film():
    assert find_borders(np.concatenate([scenes(9), credits(3)])) == NONE


def test_a_film_of_nothing_but_credits_is_left_alone():
    assert find_borders(credits()) == NONE


def test_one_still_of_text_is_left_alone():
    film = credits(1)
    text(film, (30, 90), "WWWWWWWWWWWWWWWW")
    assert find_borders(film) == NONE
    assert find_borders(255 - film) == NONE


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_film_of_one_colour(level):
    assert find_borders(np.full((8, H, W), level, np.uint8)) == NONE


def test_a_film_in_two_formats_is_not_cropped():
    assert find_borders(np.concatenate([scenes(8), framed(15, 15)[:8]])) == NONE


@pytest.mark.parametrize("shape", [(0, H, W), (1, 1, 1), (3, 6, 10)])
def test_tiny_films(shape):
    assert find_borders(np.zeros(shape, np.uint8)) == NONE


def test_borders_of_stills(tmp_path):
    stills = []
    for k, frame in enumerate(np.repeat(framed(0, 0, 20, 20), 8, axis=0)):
        big = Image.fromarray(frame).resize((640, 480))
        stills.append(tmp_path / f"{k:06d}.jpg")
        big.save(stills[-1], quality=88)
    top, bottom, left, right = borders_of(stills)
    assert (top, bottom) == (0, 0)
    assert left == pytest.approx(0.125, abs=0.01)
    assert right == pytest.approx(0.125, abs=0.01)
    assert borders_of([]) == NONE


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the project's shared films are not here")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("archive/chaplin.mp4", (0, 0, 0.115, 0.115)),
        ("archive/navy_infrared.mp4", (0, 0, 0.215, 0.215)),
        ("archive/talking_head.mp4", NONE),
        ("archive/dutch.ogg", NONE),
        ("odd/uuid540.mp4", NONE),
        ("odd/sample_iTunes.mov", NONE),
        ("odd/Eyevinn__v300_multiple_segments.mp4", NONE),
    ],
)
def test_real_films(tmp_path, name, expected):
    from vrd.decoding.still_command import StillSettings
    from vrd.pipeline.extract_frames import extract_stills

    extraction = extract_stills(SHARED / name, tmp_path / "stills", StillSettings(fps=0.5))
    assert extraction.borders == pytest.approx(expected, abs=0.012)
