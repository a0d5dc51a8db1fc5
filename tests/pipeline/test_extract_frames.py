"""Stills: their times, their number, their shape and levels; finding films; several at once."""

from __future__ import annotations

import os
import stat
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.support.films import all_tools, colours, counting, grey, levels, make, pattern, size_of
from tests.support.work import ends
from vrd.decoding.ffmpeg import Tools
from vrd.decoding.film import expected_rows
from vrd.decoding.still_command import StillSettings
from vrd.errors import DecoderKilledError, StorageError, VideoError
from vrd.pipeline.extract_frames import Extraction, extract_many, extract_stills
from vrd.pipeline.find_films import find_films

both = pytest.mark.parametrize("tools", all_tools(), ids=lambda tools: tools.source)


def middles(rows: int, fps: float) -> np.ndarray:
    return (np.arange(rows) + 0.5) / fps


@both
@pytest.mark.parametrize("fps", [1.0, 2.0, 0.5])
@pytest.mark.parametrize("rate", ["24", "25", "30000/1001", "50", "10", "2", "1/2"])
def test_a_still_shows_the_middle_of_its_row(tmp_path, rate, fps, tools):
    """Case 13: the published system shows k + 0.48 s and calls it k."""
    exact = float(Fraction(rate))
    frames = min(200, int(exact * 9.3))
    film = counting(tmp_path / "count.mkv", rate=rate, frames=frames)
    found = extract_stills(film, tmp_path / "stills", StillSettings(fps), tools=tools)
    shown = np.array(levels(tmp_path / "stills")) / exact
    assert found.rows == len(shown) == max(1, round(np.ceil(frames / exact * fps - 0.5 - 1e-3)))
    wanted = middles(found.rows, fps)
    if exact >= 20:
        assert np.abs(shown - wanted).max() <= 0.5 / exact + 0.002
    else:  # the frame on screen: it has begun (or does within 25 ms) and is not over
        assert (shown <= wanted + 0.026).all()
        assert (shown + 1 / exact > wanted).all()


@both
def test_variable_frame_rate(tmp_path, tools):
    kept = [n for n in range(200) if n % 50 < 20 or n % 11 == 0]
    choice = r",select='lt(mod(n\,50)\,20)+not(mod(n\,11))'"
    film = counting(tmp_path / "vfr.mkv", "-fps_mode", "passthrough", frames=200, filters=choice)
    extract_stills(film, tmp_path / "stills", tools=tools)
    shown = levels(tmp_path / "stills")
    wanted = [max(n for n in kept if n / 25 < m + 0.0199) for m in middles(len(shown), 1)]
    assert shown == wanted


@both
def test_picture_that_starts_after_the_sound(tmp_path, tools):
    plain = counting(tmp_path / "plain.mkv", frames=100)
    sound = ("-f", "lavfi", "-i", "sine=duration=6")
    film = make(
        tmp_path / "late.mkv", *sound, "-itsoffset", "1.8", "-i", str(plain), "-c:v", "copy"
    )
    extract_stills(film, tmp_path / "stills", tools=tools)
    shown = levels(tmp_path / "stills")
    assert shown[:2] == [0, 0]  # nothing has been shown yet, so the first picture stands in
    ahead = np.array(shown[2:]) / 25 + 1.8 - middles(len(shown), 1)[2:]
    assert len(ahead) >= 3
    assert np.abs(ahead).max() <= 0.021


@both
def test_container_that_does_not_start_at_zero(tmp_path, tools):
    film = counting(
        tmp_path / "late.ts", "-c:v", "mpeg2video", "-q:v", "1", "-output_ts_offset", "4000",
        filters=r",geq=lum='2*lum(X\,Y)'",
    )  # fmt: skip
    found = extract_stills(film, tmp_path / "stills", tools=tools)
    shown = np.array(levels(tmp_path / "stills")) / 2
    assert found.rows == 4
    assert np.abs(shown - [12, 37, 62, 87]).max() <= 1


@both
@pytest.mark.parametrize(("frames", "rows"), [(1, 1), (5, 1), (25, 1), (37, 1), (39, 2), (62, 2)])
def test_rows_are_those_whose_middle_is_in_the_film(tmp_path, frames, rows, tools):
    film = counting(tmp_path / "short.mkv", frames=frames)
    assert extract_stills(film, tmp_path / "stills", tools=tools).rows == rows
    assert len(os.listdir(tmp_path / "stills")) == rows


def test_expected_rows():
    lengths = (0.0, 0.04, 1.0, 1.5, 1.51, 2.5, 10.0)
    assert [expected_rows(length, 1) for length in lengths] == [1, 1, 1, 1, 2, 2, 10]
    assert expected_rows(3, 2) == 6
    assert expected_rows(3, 0.5) == 1


@both
def test_a_change_of_size_does_not_start_the_clock_again(tmp_path, tools):
    level = ",lutyuv=y=80:u=128:v=128"
    parts = [
        pattern(tmp_path / "a.ts", "-c:v", "mpeg2video", size="64x48", rate="25", extra=level),
        pattern(
            tmp_path / "b.ts", "-c:v", "mpeg2video", "-output_ts_offset", "3",
            size="96x48", rate="25", extra=level.replace("80", "160"),
        ),
    ]  # fmt: skip
    film = tmp_path / "both.ts"
    film.write_bytes(b"".join(part.read_bytes() for part in parts))
    found = extract_stills(film, tmp_path / "stills", tools=tools)
    assert found.rows == 6
    shown = levels(tmp_path / "stills")
    assert max(shown[:3]) < 100 < min(shown[3:])
    shapes = [grey(still).shape for still in sorted((tmp_path / "stills").iterdir())]
    assert shapes == [(48, 64)] * 3 + [(48, 96)] * 3
    assert "the size or proportions of the picture change at 3.0 s" in found.remark


@both
def test_interlaced_film_is_deinterlaced(tmp_path, tools):
    """Two fields of different times make a comb at the edge of what moves."""
    source = "testsrc2=size=128x96:rate=50:duration=2,scroll=h=0.08,tinterlace=mode=interleave_top"
    encode = ("-c:v", "mpeg2video", "-q:v", "2", "-flags", "+ilme+ildct", "-r", "25")
    film = make(tmp_path / "fields.mpg", "-f", "lavfi", "-i", source, *encode)
    extract_stills(film, tmp_path / "stills", tools=tools)
    raw = make(tmp_path / "raw.png", "-i", str(film), "-vf", r"select=eq(n\,12)", "-frames:v", "1")

    def comb(picture: np.ndarray) -> float:
        lines = picture.astype(float)
        return float(np.abs(lines[:-2:2] + lines[2::2] - 2 * lines[1:-1:2]).mean())

    assert comb(grey(tmp_path / "stills" / "000000.jpg")) < 0.5 * comb(grey(raw))


@both
@pytest.mark.parametrize(
    ("suffix", "options"),
    [
        (".mp4", ("-c:v", "libx264", "-crf", "1", "-pix_fmt", "yuv420p")),
        (".mp4", ("-c:v", "libx264", "-crf", "1", "-pix_fmt", "yuv420p10le")),
        (".mp4", ("-c:v", "libx264", "-crf", "1", "-pix_fmt", "yuvj420p")),
        (".mkv", ("-c:v", "ffv1", "-pix_fmt", "yuv422p10le")),
        (".mov", ("-c:v", "prores_ks")),
        (".mov", ("-c:v", "qtrle", "-pix_fmt", "rgb24")),
        (".avi", ("-c:v", "mjpeg", "-q:v", "1", "-pix_fmt", "yuvj422p")),
        (
            ".mp4",
            ("-vf", "scale=out_color_matrix=bt709,format=yuv420p", "-colorspace", "bt709"),
        ),
    ],
    ids=["8 bit", "10 bit", "full range", "422 10", "prores", "rgb", "mjpeg", "bt709"],
)
def test_levels_and_colours_are_right(tmp_path, suffix, options, tools):
    source = "color=0xC82040:size=64x64:rate=5:duration=1,format=rgb24"
    box = "drawbox=0:0:32:32:white:fill,drawbox=32:0:32:32:black:fill"
    film = make(tmp_path / f"red{suffix}", "-f", "lavfi", "-i", f"{source},{box}", *options)
    extract_stills(film, tmp_path / "stills", StillSettings(quality=2), tools=tools)
    still = colours(tmp_path / "stills" / "000000.jpg")
    wanted = [((8, 8), (255, 255, 255)), ((8, 56), (0, 0, 0)), ((56, 32), (0xC8, 0x20, 0x40))]
    for (y, x), colour in wanted:
        assert np.abs(still[y, x] - colour).max() <= 9, (y, x, still[y, x])


@pytest.mark.parametrize(
    ("size", "aspect", "side", "wanted"),
    [
        ("704x576", "16/11", 640, (640, 360)),
        ("640x360", "2/3", 640, (427, 360)),
        ("320x240", "1", 640, (320, 240)),
        ("101x57", "1", 640, (101, 57)),
        ("720x576", "16/15", 320, (320, 240)),
        ("480x640", "1", 320, (240, 320)),
        ("64x64", "1000/1", 640, (64, 64)),
    ],
)
def test_proportions(tmp_path, size, aspect, side, wanted):
    film = pattern(
        tmp_path / "film.mkv", "-vf", f"scale={size},setsar={aspect}", "-c:v", "ffv1", seconds="0.3"
    )
    extract_stills(film, tmp_path / "stills", StillSettings(longest_side=side))
    assert size_of(tmp_path / "stills" / "000000.jpg") == wanted


def test_the_borders_of_a_film_are_found_on_the_way(tmp_path):
    film = pattern(tmp_path / "film.mkv", "-vf", "pad=64:64:0:8", "-c:v", "ffv1")
    assert extract_stills(film, tmp_path / "stills").borders == (0.125, 0.125, 0.0, 0.0)


# --------------------------------------------------------------------------------- finding films


def test_find_films(tmp_path):
    """Case 14: extensions in any case, with or without dot, and nothing else."""
    names = "b.MP4 a.ts sub/c.Mkv sub/deep/d.JPEG e.xyz f.QQQ g.csv h.txt .i.mp4 .j/k.mp4 mp4 ts"
    for name in names.split():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "sub" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "gone.avi").symlink_to(tmp_path / "nowhere")
    found = find_films(tmp_path, [".xyz", "qqq", ""])
    wanted = ["a.ts", "b.MP4", "e.xyz", "f.QQQ", "gone.avi", "sub/c.Mkv", "sub/deep/d.JPEG"]
    assert [str(film.relative_to(tmp_path)) for film in found] == wanted
    assert [film.name for film in find_films(tmp_path / "sub" / "deep")] == ["d.JPEG"]


def test_find_films_with_names_that_are_not_unicode(tmp_path):
    raw = os.path.join(os.fsencode(tmp_path), b"na\xefve.mp4")
    with open(raw, "wb"):
        pass
    (film,) = find_films(tmp_path)
    with pytest.raises(VideoError, match="rename it") as failure:
        extract_stills(film, tmp_path / "stills")
    str(failure.value).encode("utf-8")


def test_find_films_says_when_there_is_no_folder(tmp_path):
    with pytest.raises(VideoError, match="no folder"):
        find_films(tmp_path / "none")


def test_two_films_of_one_name_do_not_meet(tmp_path):
    """Case 9: films of one base name in different folders swallow each other's rows."""
    for folder, frames in (("x", 50), ("y", 100)):
        (tmp_path / folder).mkdir()
        counting(tmp_path / folder / "film.mkv", frames=frames)
    films = find_films(tmp_path)
    jobs = [(film, tmp_path / "stills" / str(k)) for k, film in enumerate(films)]
    done = dict(extract_many(jobs))
    assert [done[film].rows for film in films] == [2, 4]


# ------------------------------------------------------------------- crashes, disks, interruptions


def fake(tmp_path: Path, script: str) -> Tools:
    """An ffmpeg that probes truly, but runs `script` in place of decoding."""
    real = all_tools()[-1]
    program = tmp_path / "ffmpeg"
    program.write_text(
        f'#!/bin/sh\ncase "$*" in *filter_complex*) {script} ;;\n'
        f'*) exec "{real.ffmpeg}" "$@" ;; esac\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return Tools(program, None, real.version, "environment")


@pytest.mark.parametrize(
    ("script", "kind", "message"),
    [
        ("kill -SEGV $$", VideoError, "the decoder crashed"),
        ("kill -KILL $$", VideoError, "tries the film again"),
        ("kill -TERM $$", VideoError, "tries the film again"),
        ("sleep 60 & wait", VideoError, "ffmpeg was stopped after 1 s"),
        ("echo 'x: No space left on device' >&2; exit 1", StorageError, "No space left"),
        ("echo 'film: Invalid data found when processing input' >&2", VideoError, "damaged"),
        ("echo 'no decoder found for: vvc' >&2; exit 1", VideoError, r"\(VVC\)\. Update ffmpeg"),
        ("echo 'Cannot allocate memory' >&2; exit 1", VideoError, "memory .*Close other programs"),
        ("exit 0", VideoError, "no picture could be decoded"),
    ],
    ids=[
        "crash",
        "killed",
        "terminated",
        "hangs",
        "disk full",
        "invalid",
        "vvc",
        "memory",
        "nothing",
    ],
)
def test_ffmpeg_that_fails(tmp_path, script, kind, message):
    film = pattern(tmp_path / "film.mkv", "-c:v", "ffv1")
    with pytest.raises(kind, match=message) as failure:
        extract_stills(film, tmp_path / "stills", timeout=1, tools=fake(tmp_path, script))
    assert "film.mkv" in str(failure.value)
    assert isinstance(failure.value, DecoderKilledError) == ("tries the film again" in message)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["ffmpeg", "film.mkv"]


def test_stills_of_a_killed_run_do_not_count(tmp_path):
    """Case 10: 54 of 180 frames of a killed ffmpeg were accepted for good."""
    film = pattern(tmp_path / "film.mkv", "-c:v", "ffv1")
    half = fake(tmp_path, "touch 000000.jpg 000001.jpg; kill -KILL $$")
    with pytest.raises(VideoError):
        extract_stills(film, tmp_path / "stills", tools=half)
    assert not (tmp_path / "stills").exists()
    left = tmp_path / ".part-0"
    assert extract_stills(film, tmp_path / "stills").rows == 3
    assert not left.exists()


def test_a_percent_sign_in_every_name(tmp_path):
    """Case 10: `100% real.mp4` gave 1 frame of 10."""
    folder = tmp_path / "50%d of %03d"
    folder.mkdir()
    film = pattern(folder / "100% real %d.mkv", "-c:v", "ffv1")
    assert extract_stills(film, folder / "stills %04d").rows == 3
    names = sorted(os.listdir(folder / "stills %04d"))
    assert names == ["000000.jpg", "000001.jpg", "000002.jpg"]


def test_what_an_earlier_kill_left_is_cleared_away(tmp_path):
    film = pattern(tmp_path / "film.mkv", "-c:v", "ffv1")
    (tmp_path / "stills").mkdir()
    (tmp_path / "stills" / "000099.jpg").touch()
    from vrd.pipeline.extract_frames import _partial_folder

    left = _partial_folder(film, tmp_path / "stills")
    assert extract_stills(film, tmp_path / "stills").rows == 3
    assert not left.exists()
    assert len(os.listdir(tmp_path / "stills")) == 3


def test_a_place_that_cannot_be_written_is_no_fault_of_the_film(tmp_path):
    film = pattern(tmp_path / "film.mkv", "-c:v", "ffv1")
    (tmp_path / "occupied").touch()
    with pytest.raises(StorageError, match=r"film\.mkv"):
        extract_stills(film, tmp_path / "occupied" / "stills")


def test_extract_many_goes_on_after_a_bad_film(tmp_path):
    films = [counting(tmp_path / f"{n}.mkv", frames=25 * n) for n in (1, 2, 3)]
    bad = tmp_path / "bad.mkv"
    bad.write_bytes(b"no film at all" * 99)
    jobs = [(film, tmp_path / "stills" / film.stem) for film in [bad, *films]]
    done = dict(extract_many(jobs, StillSettings(fps=2.0), workers=2))
    assert isinstance(done.pop(bad), VideoError)
    assert [done[film].rows for film in films] == [2, 4, 6]


def test_extract_many_takes_jobs_only_as_it_needs_them(tmp_path):
    film = counting(tmp_path / "film.mkv", frames=25)
    taken = []

    def jobs():
        for n in range(50):
            taken.append(n)
            yield film, tmp_path / f"stills{n}"

    results = extract_many(jobs(), workers=2)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert len(taken) < 6


@pytest.mark.parametrize("how", ["closed", "disk full"])
def test_extract_many_stops_its_decoders(tmp_path, how):
    films = [counting(tmp_path / f"{n}.mkv", frames=25) for n in (1, 2)]
    script = (
        'case "$*" in *1.mkv*) sleep 0.3; '
        + ("kill -SEGV $$" if how == "closed" else "echo No space left on device >&2; exit 1")
        + f" ;; *) echo $$ > {tmp_path}/number; exec sleep 300 ;; esac"
    )
    jobs = [(film, tmp_path / "stills" / film.stem) for film in films]
    results = extract_many(jobs, workers=2, tools=fake(tmp_path, script))
    if how == "closed":
        assert isinstance(next(results)[1], VideoError)
        results.close()  # type: ignore[attr-defined]
    else:
        with pytest.raises(StorageError):
            next(results)
    number = tmp_path / "number"
    assert not number.exists() or ends(int(number.read_text()))
    assert not list((tmp_path / "stills").iterdir())


def test_extraction_of_an_image_lasts_one_row(tmp_path):
    Image.new("RGB", (1000, 500), "red").save(tmp_path / "red.png")
    found = extract_stills(tmp_path / "red.png", tmp_path / "stills", StillSettings(fps=2.0))
    assert found == Extraction(1, 0.5, "", (0.0, 0.0, 0.0, 0.0))
    assert size_of(tmp_path / "stills" / "000000.jpg") == (640, 320)
