"""What is in a film file: one picture stream, its size, its length, its peculiarities.

ffprobe answers when there is one; otherwise the banner of ``ffmpeg -i`` is read. Times are in
seconds; `Probe.picture_end` counts from the start of the container, as players do.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vrd.decoding.failures import check_ending, plain_cause, shown
from vrd.decoding.ffmpeg import Outcome, Tools, find_tools, local_input, run
from vrd.decoding.headers import check_openable, is_encrypted
from vrd.errors import VideoError

REFUSED = {"hls", "applehttp", "concat", "dash", "sdp", "imf", "rtsp", "lavfi", "avisynth"}
ENTRIES = (
    "format=format_name,duration,start_time:stream=index,codec_type,codec_name,width,height,"
    "field_order,sample_aspect_ratio,r_frame_rate,avg_frame_rate,start_time,duration:"
    "stream_disposition=attached_pic:stream_tags=DURATION,rotate:stream_side_data=rotation"
)


@dataclass(frozen=True)
class Probe:
    """What a film file holds.

    `video_stream` is the index of the largest picture stream that is not cover art, None when
    there is none. `width` and `height` are as coded, before rotation and pixel aspect.
    `duration` is that of the container, `picture_end` that of the picture where it is known.
    """

    formats: tuple[str, ...]
    duration: float | None
    start_time: float
    has_audio: bool
    encrypted: bool
    errors: str
    video_stream: int | None = None
    codec: str = ""
    width: int = 0
    height: int = 0
    picture_end: float | None = None
    frame_rate: float | None = None
    rotation: int = 0
    pixel_aspect: float = 1.0
    interlaced: bool = False

    @property
    def has_video(self) -> bool:
        """Whether there is a picture stream."""
        return self.video_stream is not None

    @property
    def length(self) -> float | None:
        """Seconds of picture, as well as the file tells."""
        return self.picture_end if self.picture_end is not None else self.duration


def probe(path: Path, tools: Tools | None = None, timeout: float = 60.0) -> Probe:
    """Look into a film file without decoding it.

    Parameters
    ----------
    path
        A local file.
    tools
        From `find_tools`; found when not given.
    timeout
        Seconds.

    Raises
    ------
    VideoError
        If the file is empty, unreadable, a playlist or no film at all; the message says which.
    """
    check_openable(path)
    tools = tools or find_tools()
    command = _ffprobe(tools.ffprobe, path) if tools.ffprobe else _banner(tools.ffmpeg, path)
    outcome = run(command, timeout=timeout)
    check_ending(outcome, path)
    read = _read_json if tools.ffprobe else _read_banner
    found = read(outcome, path)
    if REFUSED & set(found.formats):
        raise VideoError(f"{shown(path)}: it is a playlist, not a film. Add the films it lists.")
    return found


def _ffprobe(program: Path, path: Path) -> list[str]:
    safe = ["-v", "warning", "-protocol_whitelist", "file"]
    return [str(program), *safe, "-of", "json", "-show_entries", ENTRIES, "-i", local_input(path)]


def _banner(program: Path, path: Path) -> list[str]:
    safe = ["-hide_banner", "-nostdin", "-protocol_whitelist", "file"]
    return [str(program), *safe, "-i", local_input(path)]


def _not_a_film(outcome: Outcome, path: Path) -> VideoError:
    cause = plain_cause(outcome.errors, path, "it is not a film")
    return VideoError(f"{shown(path)}: {cause}. Copy it again from its source, or leave it out.")


# ---------------------------------------------------------------------------------------- ffprobe


def _read_json(outcome: Outcome, path: Path) -> Probe:
    try:
        answer = json.loads(outcome.output or "{}")
    except json.JSONDecodeError:
        answer = {}
    container = answer.get("format")
    if outcome.code != 0 or not container:
        raise _not_a_film(outcome, path)
    streams: list[dict[str, Any]] = answer.get("streams", [])
    start = _number(container.get("start_time")) or 0.0
    duration = _number(container.get("duration"))
    fields: dict[str, Any] = {}
    video = [
        one
        for one in streams
        if one.get("codec_type") == "video"
        and not (one.get("disposition") or {}).get("attached_pic")
    ]
    if video:
        fields = _picture(max(video, key=_area), start, duration)
    return Probe(
        formats=tuple(container.get("format_name", "").split(",")),
        duration=duration,
        start_time=start,
        has_audio=any(one.get("codec_type") == "audio" for one in streams),
        encrypted=is_encrypted(path),
        errors=outcome.errors,
        **fields,
    )


def _area(stream: Mapping[str, Any]) -> int:
    return int(stream.get("width") or 0) * int(stream.get("height") or 0)


def _picture(stream: Mapping[str, Any], start: float, duration: float | None) -> dict[str, Any]:
    sides: list[dict[str, Any]] = stream.get("side_data_list", [])
    turns = [turn for side in sides if (turn := _number(side.get("rotation"))) is not None]
    rate = _ratio(stream.get("avg_frame_rate")) or _ratio(stream.get("r_frame_rate"))
    return {
        "video_stream": int(stream["index"]),
        "codec": str(stream.get("codec_name", "")),
        "width": int(stream.get("width") or 0),
        "height": int(stream.get("height") or 0),
        "picture_end": _picture_end(stream, start, duration),
        "frame_rate": rate,
        "rotation": _quarter(turns[0]) if turns else 0,
        "pixel_aspect": _ratio(stream.get("sample_aspect_ratio")) or 1.0,
        "interlaced": stream.get("field_order") in ("tt", "bb", "tb", "bt"),
    }


def _picture_end(stream: Mapping[str, Any], start: float, duration: float | None) -> float | None:
    length = _number(stream.get("duration"))
    if length is not None and length > 0:
        return max(0.0, (_number(stream.get("start_time")) or start) - start) + length
    # Matroska keeps the end of a track in a tag, which survives a cut that makes it untrue.
    end = _clock(str((stream.get("tags") or {}).get("DURATION", "")))
    if end is None or duration is None or end > duration + 0.05:
        return None
    return max(0.0, end - start)


# ----------------------------------------------------------------------------------------- banner

_STREAM = re.compile(r"^  Stream #0:(\d+)\S*: (Video|Audio)(?:: (.*))?$", re.MULTILINE)
_ROTATION = re.compile(r"rotation of (-?[\d.]+) degrees")


def _read_banner(outcome: Outcome, path: Path) -> Probe:
    text = outcome.errors.replace("\r", "")
    opened = re.search(r"^Input #0, (.*), from '", text, re.MULTILINE)
    if not opened:
        raise _not_a_film(outcome, path)
    length = re.search(r"^  Duration: ([\d:.]+|N/A)(?:, start: (-?[\d.]+))?", text, re.MULTILINE)
    start = float(length[2]) if length and length[2] else 0.0
    found = list(_STREAM.finditer(text))
    ends = [one.start() for one in found[1:]] + [len(text)]
    pictures = [
        _banner_picture(one, text[one.end() : end])
        for one, end in zip(found, ends, strict=True)
        if one[2] == "Video" and "(attached pic)" not in (one[3] or "")
    ]
    best = max(pictures, key=_area) if pictures else {}
    if best and best["picture_end"] is not None:
        best["picture_end"] = max(0.0, best["picture_end"] - start)
    return Probe(
        formats=tuple(opened[1].split(",")),
        duration=_clock(length[1]) if length else None,
        start_time=start,
        has_audio=any(one[2] == "Audio" for one in found),
        encrypted=is_encrypted(path),
        errors=text[: opened.start()],
        **best,
    )


def _banner_picture(line: re.Match[str], below: str) -> dict[str, Any]:
    words = line[3] or ""
    size = re.search(r", (\d+)x(\d+)(?=[, ]|$)", words)
    rate = re.search(r", ([\d.]+)(k?) fps", words) or re.search(r", ([\d.]+)(k?) tbr", words)
    # Of two aspects the first is the codec's; the second, the container's, is the one that counts.
    aspects = re.findall(r"SAR (\d+:\d+)", words)
    turn = _ROTATION.search(below)
    end = re.search(r"^      DURATION +: ([\d:.]+)", below, re.MULTILINE)
    return {
        "video_stream": int(line[1]),
        "codec": words.split(",")[0].split(" ")[0],
        "width": int(size[1]) if size else 0,
        "height": int(size[2]) if size else 0,
        "picture_end": _clock(end[1]) if end else None,
        "frame_rate": (float(rate[1]) * (1000 if rate[2] else 1) or None) if rate else None,
        "rotation": _quarter(float(turn[1])) if turn else 0,
        "pixel_aspect": (_ratio(aspects[-1]) if aspects else None) or 1.0,
        "interlaced": bool(re.search(r"\b(?:top|bottom) (?:coded )?first", words)),
    }


# ---------------------------------------------------------------------------------------- numbers


def _number(text: object) -> float | None:
    try:
        value = float(str(text))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _ratio(text: object) -> float | None:
    upper, _, lower = str(text).replace(":", "/").partition("/")
    over, under = _number(upper), _number(lower or 1)
    return over / under if over and under else None


def _clock(text: str) -> float | None:
    found = re.match(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)", text)
    return int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3]) if found else None


def _quarter(degrees: float) -> int:
    """Round to a quarter turn; a damaged matrix gives absurd angles, which count as none."""
    return round(degrees / 90) * 90 % 360 if abs(degrees) <= 360 else 0
