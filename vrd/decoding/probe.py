"""Tell what is in a film file: its picture stream, its size, its length, its peculiarities.

ffprobe answers where it is installed; otherwise the messages of ``ffmpeg -i`` are read. Times are
in seconds; `Probe.picture_end` counts from the start of the container, as players do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vrd.decoding.failures import cause_and_cure, check_ending, shown
from vrd.decoding.ffmpeg import Tools, find_tools, local_input, protocols
from vrd.decoding.ffmpeg_banner import read_banner
from vrd.decoding.headers import check_openable, is_encrypted
from vrd.decoding.picture_choice import Picture, choose_picture
from vrd.decoding.printed_values import clock_seconds, number, picture_rate, quarter_turn, ratio
from vrd.decoding.run_program import Outcome, run
from vrd.errors import VideoError

REFUSED = {"hls", "applehttp", "concat", "dash", "sdp", "imf", "rtsp", "lavfi", "avisynth"}
# ffprobe lists the programmes, too, with the numbers of their streams.
ENTRIES = (
    "format=format_name,duration,start_time:stream=index,codec_type,codec_name,width,height,"
    "field_order,sample_aspect_ratio,r_frame_rate,avg_frame_rate,start_time,duration:"
    "stream_disposition=attached_pic,timed_thumbnails,default:format_tags=timecode,TIMECODE:"
    "stream_tags=DURATION,rotate,timecode,TIMECODE,enc_key_id,ENC_KEY_ID:stream_side_data=rotation"
)
#: Seconds by which the stated end of a picture may exceed the duration of its container.
_END_TOLERANCE_S = 0.05


@dataclass(frozen=True)
class Probe:
    """Describe what a film file holds.

    Attributes
    ----------
    formats
        Names of the container format.
    duration
        Seconds of the container, where it states them.
    start_time
        Time stamp of the start of the container, in seconds.
    has_audio, encrypted
        Whether there is sound, and whether the picture is encrypted.
    errors
        Messages of the program.
    video_stream
        Number of the picture stream that a player shows; None where there is none.
    codec
        Name of the codec of the picture.
    width, height
        Pixels as coded, before rotation and pixel aspect.
    picture_end
        Second at which the picture ends, where it is known.
    frame_rate
        Frames per second, where they are known.
    rotation
        Degrees by which players turn the picture: 0, 90, 180 or 270.
    pixel_aspect
        Width of a pixel divided by its height.
    interlaced
        Whether the file says that the picture is interlaced.
    left_out
        Which other pictures the file holds, in plain words; empty where there are none.
    timecode
        Timecode at which the film starts, as the container states it; empty where it does not.
    seekable
        Whether a part of the film is found by its time; see `vrd.decoding.seek`.
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
    left_out: str = ""
    timecode: str = ""
    seekable: bool = True

    @property
    def has_video(self) -> bool:
        """Return whether there is a picture stream."""
        return self.video_stream is not None

    @property
    def length(self) -> float | None:
        """Return the seconds of picture that the file states."""
        return self.picture_end if self.picture_end is not None else self.duration


def probe(
    path: Path,
    tools: Tools | None = None,
    timeout: float = 60.0,
    cancelled: Callable[[], bool] = lambda: False,
) -> Probe:
    """Look into a film file without decoding it.

    Parameters
    ----------
    path
        A local file.
    tools
        From `vrd.decoding.ffmpeg.find_tools`; found when not given.
    timeout
        Seconds after which the program is stopped.
    cancelled
        A function that is called ten times a second; looking stops when it returns True.

    Raises
    ------
    VideoError
        If the file is empty, unreadable, a playlist or no film at all; the message says which.
    """
    check_openable(path)
    tools = tools or find_tools()
    if tools.ffprobe:
        command, read = _ffprobe_command(tools.ffprobe, path), _read_json
    else:
        command, read = _banner_command(tools.ffmpeg, path), _read_banner
    outcome = run(command, timeout=timeout, cancelled=cancelled)
    check_ending(outcome, path)
    probed = read(outcome, path)
    if REFUSED & set(probed.formats):
        raise VideoError(f"{shown(path)}: it is a playlist, not a film. Add the films it lists.")
    return probed


def probe_picture(film: Path, tools: Tools, cancelled: Callable[[], bool] = lambda: False) -> Probe:
    """Probe a film, and check that it holds a picture that can be decoded.

    The parameters are those of `probe`.

    Raises
    ------
    VideoError
        If the film has no picture, or must not or cannot be opened; the message says why.
    """
    probed = probe(film, tools, cancelled=cancelled)
    if probed.encrypted:
        raise VideoError(
            f"{shown(film)}: it is encrypted (copy protection), and VRD holds no keys. Ask its "
            "owner for a copy without protection."
        )
    if not probed.has_video:
        held = "only sound" if probed.has_audio else "neither picture nor sound"
        raise VideoError(f"{shown(film)}: it holds {held}, no moving picture. Leave it out.")
    return probed


def _ffprobe_command(program: Path, path: Path) -> list[str]:
    safe = ["-v", "warning", "-protocol_whitelist", protocols(path)]
    return [str(program), *safe, "-of", "json", "-show_entries", ENTRIES, "-i", local_input(path)]


def _banner_command(program: Path, path: Path) -> list[str]:
    safe = ["-hide_banner", "-nostdin", "-protocol_whitelist", protocols(path)]
    return [str(program), *safe, "-i", local_input(path)]


def _not_a_film(outcome: Outcome, path: Path) -> VideoError:
    reason = cause_and_cure(outcome.errors, path, "it is not a film")
    return VideoError(f"{shown(path)}: {reason}")


def _read_banner(outcome: Outcome, path: Path) -> Probe:
    attributes = read_banner(outcome.errors)
    if attributes is None:
        raise _not_a_film(outcome, path)
    encrypted = attributes.pop("encrypted", False) or is_encrypted(path)
    return Probe(encrypted=encrypted, **attributes)


def _read_json(outcome: Outcome, path: Path) -> Probe:
    try:
        answer = json.loads(outcome.output or "{}")
    except json.JSONDecodeError:
        answer = {}
    container = answer.get("format")
    if outcome.code != 0 or not container:
        raise _not_a_film(outcome, path)
    streams: list[dict[str, Any]] = answer.get("streams", [])
    start = number(container.get("start_time")) or 0.0
    duration = number(container.get("duration"))
    pictures = [
        stream
        for stream in streams
        if stream.get("codec_type") == "video"
        and not _is_illustration(stream.get("disposition") or {})
    ]
    programmes = [
        {stream.get("index") for stream in programme.get("streams", [])}
        for programme in answer.get("programs", [])
    ]
    return Probe(
        formats=tuple(container.get("format_name", "").split(",")),
        duration=duration,
        start_time=start,
        has_audio=any(stream.get("codec_type") == "audio" for stream in streams),
        encrypted=is_encrypted(path) or any(map(_has_key, pictures)),
        errors=outcome.errors,
        timecode=_timecode(container, *streams),
        **(_shown_picture(pictures, programmes, start, duration) if pictures else {}),
    )


def _timecode(*parts: Mapping[str, Any]) -> str:
    """Return the first timecode that the container or one of its streams states."""
    tags = [part.get("tags") or {} for part in parts]
    texts = [tag.get("timecode") or tag.get("TIMECODE") for tag in tags]
    return next((str(text) for text in texts if text), "")


def _has_key(stream: Mapping[str, Any]) -> bool:
    """Return whether a stream of Matroska or WebM names the key that it is encrypted with."""
    return any(name.lower() == "enc_key_id" for name in stream.get("tags") or {})


def _is_illustration(disposition: Mapping[str, Any]) -> bool:
    return bool(disposition.get("attached_pic") or disposition.get("timed_thumbnails"))


def _shown_picture(
    streams: list[dict[str, Any]],
    programmes: list[set[Any]],
    start: float,
    duration: float | None,
) -> dict[str, Any]:
    """Return the attributes of the picture that a player shows, and a note on the others."""
    pictures = [
        Picture(
            stream=int(stream["index"]),
            width=int(stream.get("width") or 0),
            height=int(stream.get("height") or 0),
            default=bool((stream.get("disposition") or {}).get("default")),
            programme=next(
                (n for n, indices in enumerate(programmes) if stream["index"] in indices),
                len(programmes),
            ),
        )
        for stream in streams
    ]
    chosen, left_out = choose_picture(pictures)
    shown = streams[pictures.index(chosen)]
    return _picture(shown, start, duration) | {"left_out": left_out}


def _picture(stream: Mapping[str, Any], start: float, duration: float | None) -> dict[str, Any]:
    """Return the attributes of a picture stream."""
    side_data: list[dict[str, Any]] = stream.get("side_data_list", [])
    turns = [turn for data in side_data if (turn := number(data.get("rotation"))) is not None]
    rate = picture_rate(ratio(stream.get("avg_frame_rate")), ratio(stream.get("r_frame_rate")))
    return {
        "video_stream": int(stream["index"]),
        "codec": str(stream.get("codec_name", "")),
        "width": int(stream.get("width") or 0),
        "height": int(stream.get("height") or 0),
        "picture_end": _picture_end(stream, start, duration),
        "frame_rate": rate,
        "rotation": quarter_turn(turns[0]) if turns else 0,
        "pixel_aspect": ratio(stream.get("sample_aspect_ratio")) or 1.0,
        "interlaced": stream.get("field_order") in ("tt", "bb", "tb", "bt"),
    }


def _picture_end(stream: Mapping[str, Any], start: float, duration: float | None) -> float | None:
    """Return the second at which a picture stream ends, or None if it is unknown."""
    length = number(stream.get("duration"))
    if length is not None and length > 0:
        return max(0.0, (number(stream.get("start_time")) or start) - start) + length
    # Matroska keeps the end of a track in a tag, which becomes wrong when the film is cut.
    end = clock_seconds(str((stream.get("tags") or {}).get("DURATION", "")))
    if end is None or duration is None or end > duration + _END_TOLERANCE_S:
        return None
    return max(0.0, end - start)
