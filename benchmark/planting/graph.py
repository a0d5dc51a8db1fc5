"""The commands of ffmpeg that render one piece."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmark.planting.edits import EDITS, Edit
from benchmark.planting.hubs import hub_filters, hub_input
from benchmark.planting.overlays import draw_overlay
from benchmark.planting.pieces import RATE, Piece, seconds_of
from vrd.decoding.ffmpeg import local_input

# No frames that refer ahead: they would shift where pieces are joined.
CODING = [
    *("-c:v", "libx264", "-preset", "veryfast", "-crf", "22", "-bf", "0", "-g", "50"),
    *("-pix_fmt", "yuv420p", "-r", str(RATE), "-threads", "2", "-an", "-map_metadata", "-1"),
]
Size = Sequence[int]


def piece_command(
    piece: Piece,
    size: Size,
    sizes: Mapping[str, Size],
    originals: Path,
    work: Path,
    name: str,
) -> list[list[str]]:
    """Arguments of one or two runs of ffmpeg that make a piece.

    Parameters
    ----------
    piece
        See `benchmark.planting.pieces`.
    size
        Width and height of the film, in pixels.
    sizes
        Those of every original.
    originals
        The folder they lie in.
    work, name
        A folder for what is made on the way, and the name in it of the piece.
    """
    if piece["kind"] == "hub":
        given, graph = _hub(piece, size, work)
    elif piece["kind"] == "own":
        given = _excerpt(originals, piece["film"], piece["start"], seconds_of(piece))
        graph = f"[0:v]{_scaled(size)}"
    else:
        given, graph = _plant(piece, size, sizes, originals, work, name)
    end = f"fps={RATE},tpad=stop_mode=clone:stop_duration=4,setsar=1,format=yuv420p[out]"
    command = [*given, "-filter_complex", f"{graph},{end}", "-map", "[out]"]
    command += ["-frames:v", str(piece["frames"])]
    final = [*CODING, str(work / name)]
    bitrate = EDITS[piece["edit"]].bitrate if piece["kind"] == "plant" else 0
    if not bitrate:
        return [[*command, *final]]
    poor = str(work / f"poor_{name}")
    again = ["-i", poor, "-vf", "tpad=stop_mode=clone:stop_duration=4"]
    again += ["-frames:v", str(piece["frames"])]
    return [[*command, *_poor(bitrate), poor], [*again, *final]]


def _poor(bitrate: int) -> list[str]:
    """Coding at a rate that is kept to, whatever becomes of the picture."""
    rate = ["-b:v", str(bitrate), "-maxrate", str(bitrate), "-bufsize", str(bitrate)]
    start = CODING.index("-crf")
    return [*CODING[:start], *CODING[start + 2 :], *rate]


def _excerpt(originals: Path, film: str, start: float, seconds: float) -> list[str]:
    # A second more than is needed: the last frame may lie after the last moment.
    times = ["-ss", f"{max(start, 0):.3f}", "-t", f"{seconds + 1:.3f}"]
    return [*times, "-i", local_input(originals / film)]


def _scaled(size: Size) -> str:
    return f"scale={size[0]}:{size[1]}:flags=bicubic,setsar=1"


def _fitted(size: Size) -> str:
    """Into a picture of another shape, with bars, as a broadcaster does."""
    width, height = size
    return (
        f"scale={width}:{height}:force_original_aspect_ratio=decrease:force_divisible_by=2,"
        f"pad={width}:{height}:(ow-iw)/2:(oh-ih)/2,setsar=1"
    )


def _hub(piece: Piece, size: Size, work: Path) -> tuple[list[str], str]:
    seconds = seconds_of(piece)
    shape = (int(size[0]), int(size[1]))
    given = hub_input(piece["hub"], shape, seconds, piece["seed"], work)
    return given, f"[0:v]{hub_filters(piece['hub'], shape, seconds, piece['seed'])}"


def _plant(
    piece: Piece,
    size: Size,
    sizes: Mapping[str, Size],
    originals: Path,
    work: Path,
    name: str,
) -> tuple[list[str], str]:
    edit, seconds, own = EDITS[piece["edit"]], seconds_of(piece), sizes[piece["film"]]
    given = _excerpt(originals, piece["film"], piece["start"], seconds * edit.speed)
    chain = _chain(edit, own)
    if edit.overlay:
        path = work / f"overlay_{name}.png"
        seed = zlib.crc32(name.encode())
        draw_overlay(edit.overlay, (int(own[0]), int(own[1])), seed).save(path)
        given += ["-loop", "1", "-framerate", str(RATE), "-i", str(path)]
        graph = f"[0:v]{chain}[v];[v][1:v]overlay={edit.at}:shortest=1,{_fitted(size)}"
    elif edit.inset:
        width, height = (round(side * edit.inset / 2) * 2 for side in size)
        shown = min(seconds, piece["host_seconds"])
        given += _excerpt(originals, piece["host"], piece["host_start"], shown)
        still = f"trim=duration={shown:.3f},tpad=stop=-1:stop_mode=clone"
        host = f"[1:v]{_scaled(size)},fps={RATE},{still}[h]"
        inner = f"[0:v]{chain},{_fitted((width, height))}[v]"
        graph = f"{host};{inner};[h][v]overlay={edit.at}:shortest=1"
    elif edit.dissolve:
        given, graph = _dissolved(piece, size, chain, given, originals)
    else:
        graph = f"[0:v]{chain},{_fitted(size)}"
    return given, graph


def _chain(edit: Edit, own: Size) -> str:
    """Speed and filters, at the source's own shape; at a constant rate, as filters count frames."""
    rate = f"fps={edit.rate:g}," if edit.rate else ""
    filters = edit.filters.format(w=own[0], h=own[1])
    chain = f"{rate}setpts=(PTS-STARTPTS)/{edit.speed:.6f},fps={RATE},{_scaled(own)}"
    return f"{chain},{filters}" if filters else chain


def _dissolved(
    piece: Piece, size: Size, chain: str, given: list[str], originals: Path
) -> tuple[list[str], str]:
    """The host's last moment fades into the stretch, and the stretch into that moment again."""
    fade, seconds, at = EDITS[piece["edit"]].dissolve, seconds_of(piece), piece["host_start"]
    given = [*given, *_excerpt(originals, piece["host"], at, fade)]
    given += _excerpt(originals, piece["host"], at, fade)
    alike = f"fps={RATE},settb=1/{RATE},setpts=PTS-STARTPTS,format=yuv420p"
    length = f"tpad=stop_mode=clone:stop_duration=4,trim=duration={fade}"
    ends = [f"[{n}:v]{_scaled(size)},{length},{alike}[h{n}]" for n in (1, 2)]
    whole = f"tpad=stop_mode=clone:stop_duration=4,trim=duration={seconds:.3f}"
    inner = f"[0:v]{chain},{_fitted(size)},{whole},{alike}[v]"
    faded = f"[h1][v]xfade=duration={fade}:offset=0[b]"
    out = f"[b][h2]xfade=duration={fade}:offset={seconds - fade:.3f}"
    return given, ";".join([*ends, inner, faded, out])
