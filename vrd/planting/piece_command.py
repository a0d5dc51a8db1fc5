"""Build the ffmpeg commands that render one piece."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from vrd.decoding.ffmpeg import local_input
from vrd.planting.edits import EDITS
from vrd.planting.hubs import hub_filters, hub_input
from vrd.planting.overlays import draw_overlay
from vrd.planting.pieces import FPS, Piece, seconds_of
from vrd.planting.regions import place_of

# Frames that refer to later ones would shift where pieces are joined, so there are none.
CODING = [
    *("-c:v", "libx264", "-preset", "veryfast", "-crf", "22", "-bf", "0", "-g", "50"),
    *("-pix_fmt", "yuv420p", "-r", str(FPS), "-threads", "2", "-an", "-map_metadata", "-1"),
]
#: Width and height in pixels.
Size = Sequence[int]
# The last frame is repeated for some seconds, so that rounding never makes a piece too short.
_REPEAT_LAST = "tpad=stop_mode=clone:stop_duration=4"


def piece_command(
    piece: Piece,
    size: Size,
    sizes: Mapping[str, Size],
    originals: Path,
    work: Path,
    name: str,
) -> list[list[str]]:
    """Return the arguments of one or two runs of ffmpeg that make a piece.

    Parameters
    ----------
    piece
        The piece; see `vrd.planting.pieces`.
    size
        Width and height of the film, in pixels.
    sizes
        Width and height of every original by its name, in pixels.
    originals
        The folder of the originals.
    work, name
        A folder for intermediate files, and the name of the piece in it.
    """
    if piece["kind"] == "hub":
        inputs, graph = _hub(piece, size, work)
    elif piece["kind"] == "own":
        inputs = _excerpt(originals, piece["film"], piece["start"], seconds_of(piece))
        graph = f"[0:v]{_scaled(size)}"
    else:
        inputs, graph = _plant(piece, size, sizes[piece["film"]], originals, work / name)
    end = f"fps={FPS},{_REPEAT_LAST},setsar=1,format=yuv420p[out]"
    command = [*inputs, "-filter_complex", f"{graph},{end}", "-map", "[out]"]
    command += ["-frames:v", str(piece["frames"])]
    final = [*CODING, str(work / name)]
    bitrate = EDITS[piece["edit"]].bitrate if piece["kind"] == "plant" else 0
    if not bitrate:
        return [[*command, *final]]
    poor = str(work / f"poor_{name}")
    again = ["-i", poor, "-vf", _REPEAT_LAST, "-frames:v", str(piece["frames"])]
    return [[*command, *_poor_coding(bitrate), poor], [*again, *final]]


def _poor_coding(bitrate: int) -> list[str]:
    """Return options that keep to a bitrate, however bad the picture becomes."""
    rate = ["-b:v", str(bitrate), "-maxrate", str(bitrate), "-bufsize", str(bitrate)]
    start = CODING.index("-crf")
    return [*CODING[:start], *CODING[start + 2 :], *rate]


def _excerpt(originals: Path, film: str, start: float, seconds: float) -> list[str]:
    # The last frame may begin after the last moment, so one more second is read.
    times = ["-ss", f"{max(start, 0):.3f}", "-t", f"{seconds + 1:.3f}"]
    return [*times, "-i", local_input(originals / film)]


def _scaled(size: Size) -> str:
    return f"scale={size[0]}:{size[1]}:flags=bicubic,setsar=1"


def _fitted(size: Size) -> str:
    """Fit a picture into one of another shape, with bars, as a broadcaster does."""
    width, height = size
    return (
        f"scale={width}:{height}:force_original_aspect_ratio=decrease:force_divisible_by=2,"
        f"pad={width}:{height}:(ow-iw)/2:(oh-ih)/2,setsar=1"
    )


def _hub(piece: Piece, size: Size, work: Path) -> tuple[list[str], str]:
    seconds = seconds_of(piece)
    shape = (int(size[0]), int(size[1]))
    inputs = hub_input(piece["hub"], shape, seconds, piece["seed"], work)
    return inputs, f"[0:v]{hub_filters(piece['hub'], shape, seconds, piece['seed'])}"


def _plant(
    piece: Piece, size: Size, own_size: Size, originals: Path, path: Path
) -> tuple[list[str], str]:
    """Return inputs and filter graph of a planted stretch.

    Parameters
    ----------
    piece, size, originals
        As for `piece_command`.
    own_size
        Width and height of the original of the stretch.
    path
        The path of the rendered piece.
    """
    edit, seconds = EDITS[piece["edit"]], seconds_of(piece)
    inputs = _excerpt(originals, piece["film"], piece["start"], seconds * edit.speed)
    chain = _chain(piece, own_size)
    if edit.overlay:
        overlay = path.parent / f"overlay_{path.name}.png"
        seed = zlib.crc32(path.name.encode())
        shape = (int(own_size[0]), int(own_size[1]))
        draw_overlay(edit.overlay, shape, seed).save(overlay)
        inputs += ["-loop", "1", "-framerate", str(FPS), "-i", str(overlay)]
        graph = f"[0:v]{chain}[v];[v][1:v]overlay={edit.position}:shortest=1,{_fitted(size)}"
    elif edit.inset:
        host, graph = _inset(piece, size, chain, originals)
        inputs += host
    elif edit.dissolve:
        host, graph = _dissolved(piece, size, chain, originals)
        inputs += host
    else:
        graph = f"[0:v]{chain},{_fitted(size)}"
    return inputs, graph


def _chain(piece: Piece, own_size: Size) -> str:
    """Return the filters for speed and picture, at the size of the source.

    They run at a constant rate, because some filters count frames.
    """
    edit = EDITS[piece["edit"]]
    x, y = place_of(piece, edit)
    rate = f"fps={edit.rate:g}," if edit.rate else ""
    filters = edit.filters.format(w=own_size[0], h=own_size[1], x=x, y=y)
    chain = f"{rate}setpts=(PTS-STARTPTS)/{edit.speed:.6f},fps={FPS},{_scaled(own_size)}"
    return f"{chain},{filters}" if filters else chain


def _inset(piece: Piece, size: Size, chain: str, originals: Path) -> tuple[list[str], str]:
    """Lay the stretch, made smaller, over the host, which continues around it."""
    edit, seconds = EDITS[piece["edit"]], seconds_of(piece)
    width, height = (round(side * edit.inset / 2) * 2 for side in size)
    shown = min(seconds, piece["host_seconds"])
    inputs = _excerpt(originals, piece["host"], piece["host_start"], shown)
    still = f"trim=duration={shown:.3f},tpad=stop=-1:stop_mode=clone"
    host = f"[1:v]{_scaled(size)},fps={FPS},{still}[h]"
    inner = f"[0:v]{chain},{_fitted((width, height))}[v]"
    x, y = place_of(piece, edit)
    return inputs, f"{host};{inner};[h][v]overlay=(W-w)*{x}:(H-h)*{y}:shortest=1"


def _dissolved(piece: Piece, size: Size, chain: str, originals: Path) -> tuple[list[str], str]:
    """Fade from the last moment of the host into the stretch, and back into that moment."""
    fade, seconds = EDITS[piece["edit"]].dissolve, seconds_of(piece)
    moment = _excerpt(originals, piece["host"], piece["host_start"], fade)
    alike = f"fps={FPS},settb=1/{FPS},setpts=PTS-STARTPTS,format=yuv420p"
    length = f"{_REPEAT_LAST},trim=duration={fade}"
    ends = [f"[{n}:v]{_scaled(size)},{length},{alike}[h{n}]" for n in (1, 2)]
    whole = f"{_REPEAT_LAST},trim=duration={seconds:.3f}"
    inner = f"[0:v]{chain},{_fitted(size)},{whole},{alike}[v]"
    faded = f"[h1][v]xfade=duration={fade}:offset=0[b]"
    out = f"[b][h2]xfade=duration={fade}:offset={seconds - fade:.3f}"
    return [*moment, *moment], ";".join([*ends, inner, faded, out])
