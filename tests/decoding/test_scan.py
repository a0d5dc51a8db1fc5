"""Film scans: numbered pictures as one film, in stills, closer looks and clips."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.films import all_tools, grey, levels, make
from tests.support.scans import scan
from vrd.core.timelines import Video
from vrd.decoding.clip_cache import ClipCache
from vrd.decoding.ffmpeg import Tools
from vrd.decoding.numbered_pictures import is_scan, missing_numbers
from vrd.decoding.probe import probe
from vrd.decoding.still_command import StillSettings
from vrd.errors import VideoError
from vrd.pipeline.extract_frames import extract_stills
from vrd.readers.stretches import FilmStretchReader

both = pytest.mark.parametrize("tools", all_tools(), ids=lambda tools: tools.source)


@both
@pytest.mark.parametrize(("fps", "rate"), [(1.0, 24.0), (2.0, 24.0), (1.0, 16.0)])
def test_a_still_of_a_scan_shows_the_middle_of_its_row(
    tmp_path: Path, fps: float, rate: float, tools: Tools
) -> None:
    film = scan(tmp_path / "100% %d") / "scan_#####.tif"
    assert is_scan(film)
    made = extract_stills(film, tmp_path / "stills", StillSettings(fps, scan_fps=rate), tools=tools)
    assert (made.rows, made.duration, made.note) == (round(96 / rate * fps), 96 / rate, "")
    middles = (np.arange(made.rows) + 0.5) / fps
    assert levels(tmp_path / "stills") == pytest.approx(2 * np.floor(middles * rate), abs=1)


@pytest.mark.parametrize("name", ["{:04d}.png", "a{:d}.jpg", "a.{:07d}.JPEG", "b{:03d}.tga"])
def test_scans_of_other_kinds(tmp_path: Path, name: str) -> None:
    folder = scan(tmp_path / "film", range(40), name)
    mark = name.format(0).rpartition(".")[0].replace("0", "#")
    film = folder / (mark + Path(name).suffix)
    extract_stills(film, tmp_path / "stills", StillSettings(scan_fps=20))
    assert levels(tmp_path / "stills") == pytest.approx([20, 60], abs=2)


@pytest.mark.parametrize("suffix", [".dpx", ".exr"])
def test_scans_of_scanners(tmp_path: Path, suffix: str) -> None:
    """OpenEXR holds light; a picture of it must not come out darker than it is."""
    folder = scan(tmp_path / "film", range(40, 44), "{:02d}.png", step=3)
    pixels = "rgb24" if suffix == ".dpx" else "gbrpf32le"
    curve = "'maxval*pow(val/maxval,2.2)'"
    light = f"format=gbrp16le,lutrgb=r={curve}:g={curve}:b={curve}"
    for number in range(40, 44):
        source, frame = folder / f"{number}.png", folder / f"{number}{suffix}"
        filters = "null" if suffix == ".dpx" else light
        make(frame, "-i", str(source), "-vf", filters, "-pix_fmt", pixels)
    extract_stills(folder / f"##{suffix}", tmp_path / "stills", StillSettings(scan_fps=4))
    assert levels(tmp_path / "stills") == pytest.approx([126], abs=3)


def test_a_damaged_picture_and_missing_ones_are_noted(tmp_path: Path) -> None:
    film = scan(tmp_path, [*range(20), *range(24, 48)]) / "scan_#####.tif"
    (tmp_path / "scan_00012.tif").write_bytes(b"II*\0 damaged")
    made = extract_stills(film, tmp_path / "stills", StillSettings(fps=24))
    assert "pictures 20 to 23 are missing; some of its pictures are damaged" in made.note
    shown = levels(tmp_path / "stills")
    assert made.rows == len(shown) == 44
    assert shown[12] == pytest.approx(22, abs=1)
    assert shown[-1] == pytest.approx(94, abs=1)


def test_missing_numbers() -> None:
    assert missing_numbers([3, 4, 5]) == ""
    assert missing_numbers([3, 5]) == "picture 4 is missing"
    assert "further gaps" in missing_numbers(range(0, 30, 3))


def test_a_closer_look_and_a_clip_show_their_seconds(tmp_path: Path) -> None:
    film = scan(tmp_path / "film") / "scan_#####.tif"
    video = Video(film.name, film, tmp_path, rows=6, duration=6.0)  # 16 frames per second
    times, pictures = FilmStretchReader((32, 32))(video, 2.0, 3.0, 8.0)
    assert pictures.mean(axis=(1, 2, 3)) == pytest.approx(2 * np.floor(times * 16), abs=1)
    clips = ClipCache(tmp_path / "clips")
    clips.scans[film] = 6.0
    content, rate = clips.clip(film, 2.0, 3.0)
    assert rate == 16
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(content)
    first = make(tmp_path / "first.png", "-i", str(clip), "-frames:v", "1")
    assert float(grey(first).mean()) == pytest.approx(64, abs=3)
    extract_stills(clip, tmp_path / "all", StillSettings(fps=16))
    assert len(levels(tmp_path / "all")) == 16


def test_a_scan_that_is_gone_is_said(tmp_path: Path) -> None:
    for film in (tmp_path / "a_##.tif", tmp_path / "gone" / "a_##.tif"):
        with pytest.raises(VideoError, match=r"are no longer there|cannot be read"):
            extract_stills(film, tmp_path / "stills")
    with pytest.raises(VideoError, match="cannot be played"):
        ClipCache(tmp_path / "clips").clip(tmp_path / "a_##.tif", 0, 1)


def test_what_reads_single_files_refuses_a_scan(tmp_path: Path) -> None:
    film = scan(tmp_path, range(12)) / "scan_#####.tif"
    with pytest.raises(VideoError, match="numbered pictures, which cannot be read as one file"):
        probe(film, all_tools()[0])
