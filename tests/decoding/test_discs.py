"""Folders of DVDs and VideoCDs as films."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.discs import dvd, video_cd
from tests.support.films import all_tools, levels
from tests.support.sharing import made_once
from vrd.core.timelines import Video
from vrd.decoding.clip_cache import ClipCache
from vrd.decoding.discs import titles_of_disc
from vrd.decoding.ffmpeg import Tools
from vrd.errors import VideoError
from vrd.pipeline.extract_frames import extract_stills
from vrd.pipeline.find_films import look_into
from vrd.pipeline.known_films import ExtractionSettings, seen_now
from vrd.readers.stretches import FilmStretchReader

both = pytest.mark.parametrize("tools", all_tools(), ids=lambda tools: tools.source)


def discs(folder: Path) -> None:
    dvd(folder / "disc" / "VIDEO_TS")
    video_cd(folder / "cd" / "MPEGAV")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "discs", discs)


def test_a_disc_is_one_film_and_its_other_files_belong_to_it(made: Path, tmp_path: Path) -> None:
    found = look_into(made)
    names = [film.relative_to(made).as_posix() for film in found.films]
    assert names == ["cd/MPEGAV", "disc/VIDEO_TS"]
    assert found.passed_over == {}
    for film in found.films:
        seen = seen_now(film, "disc", ExtractionSettings())
        assert seen.content_key
        assert seen.size > 10_000
    with pytest.raises(VideoError, match="Give the folder above it"):
        look_into(made / "disc" / "VIDEO_TS")


def test_what_is_no_disc(tmp_path: Path) -> None:
    assert titles_of_disc(tmp_path, ["VTS_01_1.VOB", "VTS_01_2.VOB"]) == []
    assert titles_of_disc(tmp_path / "VIDEO_TS", ["VIDEO_TS.VOB", "VTS_01_0.VOB"]) == []
    with_table = ["vts_01_0.ifo", "vts_01_2.vob", "vts_01_1.vob"]
    assert titles_of_disc(tmp_path, with_table) == [["vts_01_1.vob", "vts_01_2.vob"]]


@both
@pytest.mark.parametrize("name", ["disc/VIDEO_TS", "cd/MPEGAV"])
def test_the_film_of_a_disc_goes_on_from_file_to_file(
    made: Path, tmp_path: Path, name: str, tools: Tools
) -> None:
    result = extract_stills(made / name, tmp_path / "stills", tools=tools)
    assert (result.rows, result.duration) == (4, pytest.approx(4, abs=0.3))
    assert levels(tmp_path / "stills") == pytest.approx([40, 90, 140, 190], abs=5)
    assert ("not 1 other title (VTS_01_1.VOB)" in result.remark) == (name == "disc/VIDEO_TS")


def test_a_closer_look_and_a_clip_of_a_disc(made: Path, tmp_path: Path) -> None:
    film = made / "disc" / "VIDEO_TS"
    video = Video("disc", film, tmp_path, rows=4, duration=4.0)
    _, pictures = FilmStretchReader((48, 64))(video, 2.0, 3.0, 2.0)
    assert pictures.mean(axis=(1, 2, 3)) == pytest.approx([128, 154], abs=5)
    content, _ = ClipCache(tmp_path / "clips").clip(film, 2.0, 3.0)
    (tmp_path / "clip.mp4").write_bytes(content)
    extract_stills(tmp_path / "clip.mp4", tmp_path / "of_clip")
    assert levels(tmp_path / "of_clip") == pytest.approx([140], abs=5)


def test_an_encrypted_dvd_is_said(made: Path, tmp_path: Path) -> None:
    film = tmp_path / "VIDEO_TS"
    film.mkdir()
    content = bytearray((made / "disc" / "VIDEO_TS" / "VTS_02_1.VOB").read_bytes())
    for start in range(0, len(content), 2048):
        assert content[start + 17] in b"\xbb\xbd\xbe\xe0"
        content[start + 20] |= 0x10 if content[start + 17] == 0xE0 else 0
    (film / "VTS_01_1.VOB").write_bytes(content)
    with pytest.raises(VideoError, match="encrypted"):
        extract_stills(film, tmp_path / "stills")


def test_a_folder_whose_name_would_split_a_disc_is_named(made: Path, tmp_path: Path) -> None:
    film = tmp_path / "a|b" / "VIDEO_TS"
    film.mkdir(parents=True)
    (film / "VTS_01_1.VOB").write_bytes(b"any")
    with pytest.raises(VideoError, match=r"has the sign \|. Rename it"):
        extract_stills(film, tmp_path / "stills")
