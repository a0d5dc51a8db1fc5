"""Write the folders of a DVD and of a VideoCD, whose pictures tell their number."""

from __future__ import annotations

from pathlib import Path

from tests.support.films import counting

_MPEG2 = ("-c:v", "mpeg2video", "-q:v", "1", "-g", "12", "-bf", "0")
_MPEG1 = ("-c:v", "mpeg1video", "-q:v", "1", "-g", "12", "-bf", "0")
#: Pictures of grey level 2N + 16, and so large that a disc has several packs a second.
_LEVELS = r",geq=lum='2*lum(X\,Y)+16',scale=64:48:flags=neighbor,noise=alls=12:allf=t"
#: Bytes of a sector, and of a sector of a VideoCD with its frame of synchronization and checks.
_SECTOR, _WHOLE_SECTOR, _DATA = 2048, 2352, 2324


def dvd(folder: Path) -> Path:
    """Write a DVD with a menu, a film of 4 s in two files, and an extra of 1 s."""
    folder.mkdir(parents=True)
    whole = counting(folder / "whole.vob", *_MPEG2, "-f", "dvd", frames=100, filters=_LEVELS)
    extra = counting(folder / "extra.vob", *_MPEG2, "-f", "dvd", frames=25)
    content = whole.read_bytes()
    half = len(content) // _SECTOR // 2 * _SECTOR
    (folder / "VTS_02_1.VOB").write_bytes(content[:half])
    (folder / "VTS_02_2.VOB").write_bytes(content[half:])
    for name in ("VIDEO_TS.VOB", "VTS_01_0.VOB", "VTS_01_1.VOB"):
        (folder / name).write_bytes(extra.read_bytes())
    for name in ("VIDEO_TS.IFO", "VIDEO_TS.BUP", "VTS_01_0.IFO", "VTS_02_0.IFO"):
        (folder / name).write_bytes(b"DVDVIDEO")
    whole.unlink()
    extra.unlink()
    return folder


def video_cd(folder: Path) -> Path:
    """Write a VideoCD with one track of 4 s, in sectors as a disc has them."""
    folder.mkdir(parents=True)
    film = counting(folder / "whole.mpg", *_MPEG1, "-f", "vcd", frames=100, filters=_LEVELS)
    content = film.read_bytes()
    sectors = [content[start : start + _DATA] for start in range(0, len(content), _DATA)]
    head = b"\0" + b"\xff" * 10 + b"\0" + b"\0\2\0\2" + b"\1\1\x62\x0f" * 2
    body = b"".join(head + sector.ljust(_DATA, b"\0") + b"\0" * 4 for sector in sectors)
    assert len(body) == _WHOLE_SECTOR * len(sectors)
    size = len(body)
    riff = b"RIFF" + (size + 36).to_bytes(4, "little") + b"CDXAfmt " + (16).to_bytes(4, "little")
    riff += bytes(16) + b"data" + size.to_bytes(4, "little")
    (folder / "AVSEQ01.DAT").write_bytes(riff + body)
    film.unlink()
    return folder
