"""What happens to bad and odd inputs: one row of a table each.

A row names the file, how it is made, and what must come of it: its number of stills (and their
size, and what the note says), or a piece of the plain-language cause for which it is refused.
Files are tiny and made on the fly; the last table runs over the project's shared odd films.
"""

from __future__ import annotations

import errno
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image

from tests.support.films import all_tools, colours, make, pattern, size_of
from tests.support.paths import SHARED
from vrd.decoding.ffmpeg import find_tools
from vrd.errors import DecoderKilledError, VideoError
from vrd.pipeline.extract_frames import extract_stills
from vrd.pipeline.find_films import find_films

H264 = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-preset", "ultrafast")
FFV1 = ("-c:v", "ffv1")
KEY = "00112233445566778899aabbccddeeff"
CLEAR_KEY = (
    *("-encryption_scheme", "cenc-aes-ctr", "-encryption_key", KEY, "-encryption_kid", KEY[::-1]),
)
Maker = Callable[[Path], object]


class Odd(NamedTuple):
    """One row: `rows`, `size` and `note` of a readable film, or the `cause` of a refusal."""

    name: str
    make: Maker
    rows: int = 0
    size: tuple[int, int] = (64, 48)
    note: str = ""
    cause: str = ""
    last: tuple[int, ...] = ()  # size of the last still, where it is another


def film(*options: str, **settings: str) -> Maker:
    return lambda path: pattern(path, *options, **settings)


def content(data: bytes | str) -> Maker:
    return lambda path: path.write_bytes(data.encode() if isinstance(data, str) else data)


def cut(share: float, *options: str) -> Maker:
    """A film of 20 s of which only the first part was copied."""

    def maker(path: Path) -> None:
        pattern(path, *options, seconds="20")
        whole = path.read_bytes()
        path.write_bytes(whole[: int(share * len(whole))])

    return maker


def overwritten(*options: str) -> Maker:
    """A film with noise in its middle."""

    def maker(path: Path) -> None:
        pattern(path, *options, seconds="20")
        data = bytearray(path.read_bytes())
        random = np.random.default_rng(0)
        for at in range(int(0.4 * len(data)), int(0.6 * len(data)), 400):
            data[at : at + 60] = random.bytes(60)
        path.write_bytes(data)

    return maker


def replaced(old: bytes, new: bytes, *options: str) -> Maker:
    def maker(path: Path) -> None:
        pattern(path, *options)
        data = path.read_bytes()
        assert data.count(old) >= 1
        path.write_bytes(data.replace(old, new))

    return maker


def turned(path: Path) -> None:
    """Recorded with the camera on its side: a quarter turn clockwise in the track header."""
    source = "color=black:size=64x48:rate=10:duration=3,drawbox=0:0:64:10:white:fill"
    make(path, "-f", "lavfi", "-i", source, *H264)
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 4 + 40
    one, deep = 0x10000, 0x40000000
    data[at : at + 36] = struct.pack(">9i", 0, one, 0, -one, 0, 0, 0, 0, deep)
    path.write_bytes(data)


def with_sound(seconds: str, *options: str) -> Maker:
    sound = ("-f", "lavfi", "-i", f"sine=duration={seconds}")
    picture = ("-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=3")
    return lambda path: make(path, *picture, *sound, *options)


def subtitles(path: Path) -> None:
    text = path.with_name("text.srt")
    text.write_text("1\n00:00:00,000 --> 00:00:01,000\nWords\n")
    make(path, "-i", str(text))


def cover_art(path: Path) -> None:
    cover = path.with_name("cover.png")
    Image.new("RGB", (300, 300), "red").save(cover)
    sound = ("-f", "lavfi", "-i", "sine=duration=3")
    options = ("-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic")
    make(path, *sound, "-i", str(cover), *options)


def joined(path: Path) -> None:
    """Two recordings one after the other, the size changing in between, as off the air."""
    one = pattern(path.with_name("one.ts"), "-c:v", "mpeg2video", rate="25")
    options = ("-c:v", "mpeg2video", "-output_ts_offset", "3")
    two = pattern(path.with_name("two.ts"), *options, size="128x96", rate="25")
    path.write_bytes(one.read_bytes() + two.read_bytes())


def zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        # A fixed time: some bytes of a time of day are taken for the beginning of a raw stream.
        member = zipfile.ZipInfo("film.txt", (2020, 1, 1, 0, 0, 0))
        archive.writestr(member, "no film" * 500)


def image(mode: str = "RGB", size: tuple[int, int] = (64, 48), **options: object) -> Maker:
    def maker(path: Path) -> None:
        Image.new(mode, size).save(path, **options)

    return maker


def cut_image(path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[:9000])


def bomb(path: Path) -> None:
    """A PNG of a few bytes that claims ten thousand million pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        sum_ = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + sum_

    header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)


def exif_turned(path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (64, 48)).save(path, exif=exif)


def link_to_nothing(path: Path) -> None:
    path.symlink_to(path.with_name("nowhere"))


def link_to_film(path: Path) -> None:
    path.symlink_to(pattern(path.with_name("elsewhere.mkv"), *FFV1))


def clear_key_webm(path: Path) -> None:
    """A WebM whose track says that it is encrypted, and names the key."""

    def element(name: str, *parts: bytes) -> bytes:
        body = b"".join(parts)
        return bytes.fromhex(name) + bytes([0x80 | len(body)]) + body

    pattern(path, "-c:v", "libvpx-vp9", "-deadline", "realtime", seconds="1")
    data = bytearray(path.read_bytes())
    key = element("5035", element("47e1", b"\5"), element("47e2", bytes(range(16))))
    added = element("6d80", element("6240", element("5033", b"\1"), key))
    tracks = data.rindex(bytes.fromhex("1654ae6b"))
    # Segment and the entry of the track have sizes of eight bytes, the list of tracks one of one.
    for size in (data.index(bytes.fromhex("18538067")) + 4, tracks + 6):
        value = int.from_bytes(data[size + 1 : size + 8], "big") + len(added)
        data[size + 1 : size + 8] = value.to_bytes(7, "big")
    end = tracks + 5 + (data[tracks + 4] & 0x7F)
    data[tracks + 4] += len(added)
    data[end:end] = added
    path.write_bytes(data)


def scrambled(path: Path) -> None:
    """A transport stream whose picture is marked as scrambled, as from a broadcaster."""
    pattern(path, "-c:v", "mpeg2video", rate="25")
    data = bytearray(path.read_bytes())
    for packet in range(0, len(data), 188):
        if data[packet + 1] & 0x1F == 1:  # the numbers of picture and sound begin with 0x01
            data[packet + 3] |= 0x80
    path.write_bytes(data)


def protected_dvd(path: Path) -> None:
    """A DVD's film, of which some sectors are scrambled."""
    pattern(path, "-c:v", "mpeg2video", "-f", "dvd", rate="25")
    data = bytearray(path.read_bytes())
    sectors = [n for n in range(0, len(data), 2048) if data[n + 17] == 0xE0]
    for sector in sectors[::3]:
        data[sector + 20] |= 0x10
    path.write_bytes(data)


HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n/etc/hostname\n#EXT-X-ENDLIST\n"
MPD = '<?xml version="1.0"?>\n<!-- x -->\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>'
SDP = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=video 5004 RTP/AVP 96\r\n"
LONG = "ü" * 124 + ".mkv"

REFUSED = [
    Odd("empty.mp4", content(b""), cause="empty"),
    Odd("zeros.mp4", content(bytes(50_000)), cause="not a film"),
    Odd("text.mp4", content("Dear diary, this is no film. " * 99), cause="not a film"),
    Odd("page.mkv", content("<!DOCTYPE html><html><body>404</body></html>"), cause="not a film"),
    Odd("noise.avi", content(np.random.default_rng(1).bytes(9999)), cause="not a film"),
    Odd("archive.mov", zipped, cause="not a film"),
    Odd("hls.mp4", content(HLS), cause="playlist (HLS"),
    Odd("with mark.mp4", content("\ufeff\n" + HLS), cause="playlist (HLS"),
    Odd("concat.mkv", content("ffconcat version 1.0\nfile /etc/hostname"), cause="playlist (ffc"),
    Odd("noted.mkv", content("# a\n#b\nffconcat version 1.0\nfile a"), cause="playlist (ffc"),
    Odd("bare.avi", content("file '/etc/hostname'\n"), cause="playlist (ffc"),
    Odd("dash.mp4", content(MPD), cause="playlist (DASH"),
    Odd("session.mp4", content(SDP), cause="playlist (SDP"),
    Odd("sound.mp4", lambda p: make(p, "-f", "lavfi", "-i", "sine=d=1"), cause="only sound"),
    Odd("subtitles.mkv", subtitles, cause="neither picture nor sound"),
    Odd("cover.mp3", cover_art, cause="only sound"),
    Odd("cover.m4v", lambda p: cover_art(p.with_name("x.mp3")) or p.with_name("x.mp3").rename(p),
        cause="only sound"),
    Odd("locked.mp4", replaced(b"avc1\0\0\0\0\0\0", b"encv\0\0\0\0\0\0", *H264), cause="encrypted"),
    Odd("clear key.mp4", film(*H264, *CLEAR_KEY), cause="Ask its owner for a copy without"),
    Odd("clear key.webm", clear_key_webm, cause="it is encrypted"),
    Odd("scrambled.ts", scrambled, cause="it is encrypted"),
    Odd("protected.vob", protected_dvd, cause="it is encrypted"),
    Odd("newer.mp4", replaced(b"avc1", b"new1", *H264), cause="no decoder for its picture. Update"),
    Odd("unfinished.mp4", cut(0.7, *H264), cause="never finished"),
    Odd("header.mkv", cut(0.004, *FFV1), cause="cut off"),
    Odd("folder.mp4", lambda p: p.mkdir(), cause="not a file"),
    Odd("pipe.mp4", lambda p: os.mkfifo(p), cause="not a file"),
    Odd("link.mp4", link_to_nothing, cause="broken link"),
    Odd("gone.mp4", lambda p: None, cause="no longer there"),
    Odd("text.png", content("no picture"), cause="not an image"),
    Odd("script.jpg", content("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
        cause="not an image"),
    Odd("empty.tif", content(b""), cause="empty"),
    Odd("cut.jpg", cut_image, cause="damaged or cut off"),
    Odd("bomb.png", bomb, cause="too large"),
]  # fmt: skip

ODD = [
    Odd("100% real.mkv", film(*FFV1), 3),
    Odd("%03d.mkv", film(*FFV1), 3),
    Odd("-i -y.mkv", film(*FFV1), 3),
    Odd("concat:a|b.mkv", film(*FFV1), 3),
    Odd("http:x.mkv", film(*FFV1), 3),
    Odd("two\nlines.mkv", film(*FFV1), 3),
    Odd("映画 🎬 Ünï.mkv", film(*FFV1), 3),
    Odd("decomposed e\u0301.mkv", film(*FFV1), 3),
    Odd('it\'s "so" [1];*?\\.mkv', film(*FFV1), 3),
    Odd("encrypted, No space left on device.mkv", film(*FFV1), 3),
    Odd(LONG, lambda p: pattern(p.with_name("x.mkv"), *FFV1).rename(p), 3),
    Odd("UPPER.MP4", film(*H264), 3),
    Odd("truly.avi", lambda p: pattern(p.with_name("x.mkv"), *FFV1).rename(p), 3),
    Odd("link.mkv", link_to_film, 3),
    Odd("odd size.mkv", film("-vf", "scale=101:57,setsar=1", *FFV1), 3, (101, 57)),
    Odd("tiny.mkv", film("-vf", "scale=2:2,setsar=1", *FFV1), 3, (2, 2)),
    Odd("thin.mkv", film("-vf", "scale=1600:2,setsar=1", *FFV1), 3, (640, 1)),
    Odd("large.mkv", film("-vf", "scale=1280:960", *FFV1, seconds="0.4"), 1, (640, 480)),
    Odd("turned.mp4", turned, 3, (48, 64)),
    Odd("wide pixels.mkv", film("-vf", "setsar=4/3", *FFV1), 3, (64, 36)),
    Odd("tall pixels.mkv", film("-vf", "setsar=1/2", *FFV1), 3, (32, 48)),
    Odd("interlaced.mpg", film("-c:v", "mpeg2video", "-flags", "+ilme+ildct", rate="25"), 3),
    Odd("ten bits.mp4", film("-c:v", "libx264", "-pix_fmt", "yuv420p10le"), 3),
    Odd("grey.mkv", film(*FFV1, "-pix_fmt", "gray"), 3),
    Odd("sixteen bits.mkv", film(*FFV1, "-pix_fmt", "gray16le"), 3),
    Odd("alpha.mov", film("-c:v", "qtrle", "-pix_fmt", "argb"), 3),
    Odd("one frame.mkv", film("-frames:v", "1", *FFV1), 1),
    Odd("short.mkv", film(*FFV1, seconds="0.3"), 1),
    Odd("slides.mkv", film(*FFV1, rate="1/2", seconds="8"), 8),
    Odd("fast.mkv", film(*FFV1, rate="120"), 3),
    Odd("late.ts", film("-c:v", "mpeg2video", "-output_ts_offset", "90000", rate="25"), 3),
    Odd("size changes.ts", joined, 6, note="damaged", last=(128, 96)),
    Odd("animated.gif", film(), 3),
    Odd("still.gif", image("P"), 1),
    Odd("camera.avi", film("-c:v", "mjpeg"), 3),
    Odd("divx.avi", film("-c:v", "mpeg4"), 3),
    Odd("web.webm", film("-c:v", "libvpx-vp9", "-deadline", "realtime"), 3),
    Odd("free.ogv", film("-c:v", "libtheora"), 3),
    Odd("old.mpg", film("-c:v", "mpeg1video", rate="25"), 3),
    Odd("tape.dv", film("-vf", "scale=720:576", "-pix_fmt", "yuv420p", rate="25"), 3, (640, 480)),
    Odd("flash.flv", film("-c:v", "flv"), 3),
    Odd("windows.wmv", film("-c:v", "wmv2"), 3),
    Odd("edit.mxf", film("-c:v", "mpeg2video", rate="25"), 3),
    Odd("raw.y4m", film("-pix_fmt", "yuv420p"), 3),
    Odd("bare.h264", film(*H264, rate="25"), 3),  # states no length: what is shown counts
    Odd("long sound.mp4", with_sound("9", *H264), 3),
    Odd("long sound.mkv", with_sound("9", *FFV1), 3),
    Odd("cut.mkv", cut(0.5, *FFV1), 10, note="of 20 seconds could be read: it is cut off"),
    Odd("cut.avi", cut(0.5, "-c:v", "mpeg4"), 10, note="damaged"),
    Odd("noisy.avi", overwritten("-c:v", "mpeg4"), 20, note="damaged"),
    Odd("photo.jpg", image(size=(1000, 750)), 1, (640, 480)),
    Odd("50%d.jpg", image(), 1),
    Odd("turned.jpg", exif_turned, 1, (48, 64)),
    Odd("print.jpg", image("CMYK"), 1),
    Odd("clear.png", image("RGBA"), 1),
    Odd("palette.png", image("P", transparency=0), 1),
    Odd("deep.tif", image("I;16"), 1),
    Odd("real.TIFF", image("F"), 1),
    Odd("web.webp", image(), 1),
    Odd("paint.bmp", image("1"), 1),
    Odd("dot.png", image(size=(1, 1)), 1, (1, 1)),
]


def test_the_table_is_long_enough():
    assert len(REFUSED) + len(ODD) >= 40
    assert len({row.name for row in REFUSED + ODD}) == len(REFUSED) + len(ODD)


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row.name)
def test_refused(tmp_path, row):
    path = tmp_path / row.name
    row.make(path)
    for tools in all_tools():
        with pytest.raises(VideoError) as failure:
            extract_stills(path, tmp_path / "out" / "stills", tools=tools, timeout=30)
        message = str(failure.value)
        assert row.cause in message
        assert row.name in message
        assert message.endswith(".")
        assert not isinstance(failure.value, DecoderKilledError)
    assert not any((tmp_path / "out").iterdir())


@pytest.mark.parametrize("row", ODD, ids=lambda row: row.name[:30])
def test_odd(tmp_path, row):
    folder = tmp_path / "films"
    folder.mkdir()
    row.make(folder / row.name)
    assert folder / row.name in find_films(folder)
    found = extract_stills(folder / row.name, tmp_path / "stills", timeout=30)
    stills = sorted((tmp_path / "stills").iterdir())
    assert [still.name for still in stills] == [f"{k:06d}.jpg" for k in range(found.rows)]
    # Without ffprobe an MP4 tells the length of its sound only: the second begun is kept, and said.
    unsure = row.name == "long sound.mp4" and find_tools().ffprobe is None
    if unsure:
        row = row._replace(note="the picture ends after")
    tolerance = 1 if row.note else 0
    assert abs(found.rows - row.rows) <= tolerance
    assert size_of(stills[0]) == row.size
    width, height = row.last or row.size
    assert colours(stills[-1]).shape == (height, width, 3)
    assert row.note in found.note if row.note else found.note == ""


def test_a_turned_film_is_upright(tmp_path):
    """The white strip was at the top of the sensor, and is at the right once it is upright."""
    turned(tmp_path / "turned.mp4")
    for tools in all_tools():
        extract_stills(tmp_path / "turned.mp4", tmp_path / "stills", tools=tools)
        still = colours(tmp_path / "stills" / "000001.jpg")
        assert still[:, -6:].min() > 200
        assert still[:, :-14].max() < 60


def test_transparency_is_black_and_sixteen_bits_are_not_clipped(tmp_path):
    Image.new("RGBA", (40, 40), (255, 255, 255, 0)).save(tmp_path / "clear.png")
    Image.fromarray(np.full((40, 40), 0x8000, np.uint16)).save(tmp_path / "deep.tif")
    for name, level in (("clear.png", 0), ("deep.tif", 128)):
        extract_stills(tmp_path / name, tmp_path / "stills")
        assert np.abs(colours(tmp_path / "stills" / "000000.jpg") - level).max() <= 2


def closed(monkeypatch, folder: Path, number: int) -> None:
    """Let the system refuse to list a folder, which root may list whatever its permissions."""
    scandir = os.scandir

    def refuse(path="."):
        if not isinstance(path, int) and Path(path) == folder:
            raise OSError(number, os.strerror(number), str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (errno.EACCES, "no permission to open this folder, so the films in it are left out"),
        (errno.EIO, "the films in it are left out"),
        (errno.ENAMETOOLONG, "its path is too long for this system"),
    ],
)
def test_a_folder_that_cannot_be_opened_is_no_broken_link(tmp_path, monkeypatch, number, message):
    folder = tmp_path / "films" / "closed.mp4"
    folder.mkdir(parents=True)
    closed(monkeypatch, folder, number)
    assert find_films(tmp_path / "films") == [folder]
    with pytest.raises(VideoError, match=message) as failure:
        extract_stills(folder, tmp_path / "stills", timeout=30)
    assert "closed.mp4" in str(failure.value)
    assert "Remove" not in str(failure.value)


def test_a_closed_folder_of_films_changes_nothing(tmp_path, monkeypatch):
    """Films that cannot be seen for a while are not taken for films that are gone."""
    closed(monkeypatch, tmp_path, errno.EACCES)
    with pytest.raises(VideoError, match="no permission to open the folder of films"):
        find_films(tmp_path)


def test_a_path_that_is_too_long_says_so(tmp_path):
    path = tmp_path / ("x" * 300 + ".mp4")
    with pytest.raises(VideoError, match="its path is too long for this system") as failure:
        extract_stills(path, tmp_path / "stills", timeout=30)
    assert "Shorten the names of its folders" in str(failure.value)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_no_permission(tmp_path):
    path = pattern(tmp_path / "film.mkv", *FFV1)
    path.chmod(0)
    with pytest.raises(VideoError, match="permission"):
        extract_stills(path, tmp_path / "stills")


# ------------------------------------------------------------------------------ shared odd films

Expected = tuple[int, tuple[int, int], str]
SHARED_ODD: dict[str, Expected | str] = {
    "100_0306.AVI": (3, (320, 240), ""),
    "Breakthrough__delayed_start.mp4": (1, (480, 320), ""),
    "Breakthrough__goldeneye-vfr-drop3.mp4": (10, (640, 272), ""),
    "Breakthrough__issue-195-aspect-ratio.mp4": (25, (640, 360), ""),
    "Eyevinn__cbcs.mp4": "encrypted",
    "Eyevinn__v300_multiple_segments.mp4": (8, (640, 360), "the picture ends after 8 of 3900"),
    "FLIR Thermal.mp4": (11, (480, 640), ""),
    "MVI_4823.AVI": (3, (640, 480), ""),
    "Sony ILCE-7M3 (A7M3).mts": (1, (640, 360), ""),
    "WyattBlue__SAR-2by3.mp4": (2, (427, 360), ""),
    "Zulko__result.webm": "empty",
    "Zulko__with-attached-pic.mp3": "only sound",
    "ccnmtl__sample.avi": (12, (321, 321), ""),
    "cisco__Error_I_P.264": (1, (352, 288), "damaged"),
    "ftyp3gp5.mp4": (1, (360, 640), ""),
    "google__internal_emulator_transformer_output_270_rotated.mp4": (5, (360, 640), ""),
    "google__roadtrip-vp92-10bit.webm": (3, (426, 240), ""),
    "google__sample_sef_slow_motion.mp4": (2, (320, 240), ""),
    "google__ssasample.mkv": (30, (640, 360), ""),
    "jcodec__test.mkv": (1, (640, 360), "only 1 of 47 seconds could be read"),
    "mediaelement__grampa-laughing.flv": (8, (352, 288), ""),
    "mozilla__no_timescale.mp4": (6, (320, 240), "damaged"),
    "mozilla__trailer.mp4": (65, (10, 6), ""),
    "opencast__aonly.mov": "only sound",
    "opencast__file_0.mp4": "empty",
    "openpreserve__animation.mov": (1, (320, 240), ""),
    "openpreserve__apple-prores-422-proxy.mov": (1, (320, 240), ""),
    "pytorch__bt709_full_range.mp4": (1, (640, 360), ""),
    "pytorch__h265_10bits.mp4": (1, (200, 200), ""),
    "quodlibet__truncated-64bit.mp4": "cut off",
    "sample.3gp": (5, (176, 144), ""),
    "sample_3GPP2.3g2": (5, (176, 144), ""),
    "sample_iTunes.mov": (85, (640, 480), ""),
    "sample_mpeg4.mp4": (5, (190, 240), ""),
    "test-padded-dimensions.mp4": (5, (640, 640), ""),
    "uuid540.mp4": (1, (640, 360), ""),
    "webmproject__chapters_truncated_chapter_string.mkv": "cut off",
    "webmproject__invalid_vp9_bitstream-bug_1416.webm": "cut off or damaged",
    "webmproject__projection_float_overflow.webm": "cut off",
    "with-gps.mov": (4, (320, 568), ""),
    "with-gps.mp4": (1, (640, 360), ""),
    "xmp480qt.mov": (1, (640, 360), ""),
}


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "odd").is_dir(), reason="the shared odd films are not here")
@pytest.mark.parametrize("name", SHARED_ODD)
def test_shared_odd_films(tmp_path, name):
    expected = SHARED_ODD[name]
    if isinstance(expected, str):
        with pytest.raises(VideoError, match=expected):
            extract_stills(SHARED / "odd" / name, tmp_path / "stills")
        return
    rows, size, note = expected
    found = extract_stills(SHARED / "odd" / name, tmp_path / "stills")
    assert (found.rows, size_of(tmp_path / "stills" / "000000.jpg")) == (rows, size)
    assert found.note.startswith(note) if note else found.note == ""
