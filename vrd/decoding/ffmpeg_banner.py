"""Read what ``ffmpeg -i`` prints about a film, for systems without ffprobe."""

from __future__ import annotations

import re
from typing import Any

from vrd.decoding.picture_choice import Picture, choose_picture
from vrd.decoding.printed_values import clock_seconds, picture_rate, quarter_turn, ratio

_STREAM = re.compile(r"^  Stream #0:(\d+)\S*: (Video|Audio)(?:: (.*))?$", re.MULTILINE)
_GROUP = re.compile(r"^  Stream group .*\n((?:    .*\n)*)", re.MULTILINE)
_TIMECODE = re.compile(r"^ +timecode +: (\S+)", re.MULTILINE | re.IGNORECASE)
_KEY = re.compile(r"^ +enc_key_id +:", re.MULTILINE | re.IGNORECASE)
_PROGRAMME = re.compile(r"^  (?:Program \d+|No Program)", re.MULTILINE)
_ROTATION = re.compile(r"rotation of (-?[\d.]+) degrees")


def read_banner(messages: str) -> dict[str, Any] | None:
    """Return the attributes of `vrd.decoding.probe.Probe`, or None if ffmpeg opened no film.

    Parameters
    ----------
    messages
        The messages that ffmpeg printed.
    """
    text = messages.replace("\r", "")
    opened = re.search(r"^Input #0, (.*), from '", text, re.MULTILINE)
    if not opened:
        return None
    length = re.search(r"^  Duration: ([\d:.]+|N/A)(?:, start: (-?[\d.]+))?", text, re.MULTILINE)
    start = float(length[2]) if length and length[2] else 0.0
    # Streams that belong together, a picture and its timecode for one, stand one step to the right.
    text = _GROUP.sub(lambda group: re.sub(r"^  ", "", group[1], flags=re.MULTILINE), text)
    streams = list(_STREAM.finditer(text))
    ends = [*(stream.start() for stream in streams), len(text)][1:]
    pictures = [
        (stream, _picture(stream, text[stream.end() : end]))
        for stream, end in zip(streams, ends, strict=True)
        if stream[2] == "Video"
        and not re.search(r"\((?:attached pic|timed thumbnails)\)", stream[3] or "")
    ]
    picture = _shown_picture(text, pictures) if pictures else {}
    if picture and picture["picture_end"] is not None:
        picture["picture_end"] = max(0.0, picture["picture_end"] - start)
    return {
        "formats": tuple(opened[1].split(",")),
        "duration": clock_seconds(length[1]) if length else None,
        "start_time": start,
        "has_audio": any(stream[2] == "Audio" for stream in streams),
        "errors": text[: opened.start()],
        "timecode": timecode[1] if (timecode := _TIMECODE.search(text, opened.end())) else "",
        **picture,
    }


def _shown_picture(
    text: str, streams: list[tuple[re.Match[str], dict[str, Any]]]
) -> dict[str, Any]:
    """Return the attributes of the picture that a player shows, and a note on the others."""
    programmes = [programme.start() for programme in _PROGRAMME.finditer(text)]
    pictures = [
        Picture(
            attributes["video_stream"],
            attributes["width"],
            attributes["height"],
            default="(default)" in (stream[3] or ""),
            programme=max(0, sum(start < stream.start() for start in programmes) - 1),
        )
        for stream, attributes in streams
    ]
    chosen, left_out = choose_picture(pictures)
    return streams[pictures.index(chosen)][1] | {"left_out": left_out}


def _picture(stream: re.Match[str], below: str) -> dict[str, Any]:
    """Return the attributes of a picture stream from its line and the lines below it."""
    words = stream[3] or ""
    size = re.search(r", (\d+)x(\d+)(?=[, ]|$)", words)
    # Of two aspects, the first is that of the codec; the second, that of the container, counts.
    aspects = re.findall(r"SAR (\d+:\d+)", words)
    turn = _ROTATION.search(below)
    end = re.search(r"^      DURATION +: ([\d:.]+)", below, re.MULTILINE)
    return {
        "video_stream": int(stream[1]),
        "codec": words.split(",")[0].split(" ")[0],
        "width": int(size[1]) if size else 0,
        "height": int(size[2]) if size else 0,
        "picture_end": clock_seconds(end[1]) if end else None,
        "frame_rate": picture_rate(_rate("fps", words), _rate("tbr", words)),
        "rotation": quarter_turn(float(turn[1])) if turn else 0,
        "pixel_aspect": (ratio(aspects[-1]) if aspects else None) or 1.0,
        "encrypted": bool(_KEY.search(below)),
        "interlaced": bool(re.search(r"\b(?:top|bottom) (?:coded )?first", words)),
    }


def _rate(unit: str, words: str) -> float | None:
    """Return a number of frames per second, or None if it is not stated."""
    rate = re.search(rf", ([\d.]+)(k?) {unit}", words)
    return float(rate[1]) * (1000 if rate[2] else 1) if rate else None
