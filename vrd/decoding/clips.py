"""Cut a short clip of a film, small enough for a browser and exact to the frame.

A clip shows ``[start, end)`` seconds from the start of the container, the same time base as the
rows. It has a constant number of frames per second: its frame ``k`` is the film's frame that begins
nearest to ``start + k / rate``. Every browser plays H.264 in 4:2:0 with AAC, so clips are encoded
in that way.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from vrd.decoding.failures import cause_and_cure, check_disk, check_ending, shown
from vrd.decoding.ffmpeg import Tools, local_input, protocols
from vrd.decoding.frame_log import LOUD, FrameLog, Shape, showinfo
from vrd.decoding.image import decode_picture, is_photograph
from vrd.decoding.numbered_pictures import is_scan, linked, numbered_pictures
from vrd.decoding.probe import Probe
from vrd.decoding.run_program import Outcome, run
from vrd.decoding.scan import pictures_at, scan_filters, scan_input
from vrd.decoding.seek import starting_points
from vrd.decoding.still_command import ASPECT
from vrd.decoding.stretch import time_limit
from vrd.errors import VideoError
from vrd.storage.temporary_folders import temporary_folder

#: Longest clip, in seconds: the browser receives a clip as a whole.
MAX_CLIP_S = 120.0
#: Frames per second of clips of a film that does not state its own.
_DEFAULT_FRAME_RATE = 25.0
# A frame may begin so much later than half a frame after the start of a clip.
_ROUNDING_S = 0.002
#: A clip file of fewer bytes holds no picture.
_MIN_CLIP_BYTES = 1000


@dataclass(frozen=True)
class ClipSettings:
    """Describe how clips look and sound.

    Attributes
    ----------
    lines
        Lines of the picture, at most; smaller films are not enlarged.
    quality
        The constant rate factor of x264, 0 (best) to 51.
    frame_rate
        Frames per second, at most.
    keyframes
        Keyframes per second; a browser that seeks decodes from the last keyframe.
    sound
        Whether the sound is kept.
    """

    lines: int = 360
    quality: int = 26
    frame_rate: float = 30.0
    keyframes: float = 3.0
    sound: bool = True

    def rate(self, probed: Probe) -> float:
        """Return the frames per second of a clip of a film."""
        return min(probed.frame_rate or _DEFAULT_FRAME_RATE, self.frame_rate)


def cut_clip(
    film: Path,
    clip: Path,
    start: float,
    end: float,
    *,
    probed: Probe,
    tools: Tools,
    settings: ClipSettings | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Write the clip ``[start, end)`` of `film` as an MP4 file.

    Parameters
    ----------
    film
        The file.
    clip
        The path of the clip. The file is complete only when this function returns.
    start, end
        Seconds from the start of the film, at most `MAX_CLIP_S` apart.
    probed
        From `vrd.decoding.seek.probe_for_seeking`.
    tools
        From `vrd.decoding.ffmpeg.find_tools`.
    settings
        How the clip looks.
    cancelled
        A function that is called ten times a second; cutting stops when it returns True.

    Raises
    ------
    VideoError
        If the film has no picture there, this ffmpeg cannot write H.264, or it was stopped.
    ValueError
        If the clip is empty or too long.
    """
    if not 0 <= start < end <= start + MAX_CLIP_S + 1e-6:
        raise ValueError(
            f"a clip from {start} to {end} s cannot be cut: it must last above 0 and at most "
            f"{MAX_CLIP_S:g} s"
        )
    cut = _Cut(film, clip, (start, end), probed, tools, settings or ClipSettings())
    if is_scan(film):
        outcome = _cut_pictures(cut, _pictures_of_span(cut), cancelled)
    elif is_photograph(film):
        outcome = _cut_photograph(cut, cancelled)
    else:
        outcome, log = _cut_in_time(cut, cancelled)
        if other := _other_shape(log, start, end):
            outcome, log = cut.run(log.sought, cancelled, other)
    _check(outcome, film, clip, (start, end), tools)


@dataclass(frozen=True)
class _Cut:
    """Hold what a clip is cut from, and how."""

    film: Path
    clip: Path
    span: tuple[float, float]
    probed: Probe
    tools: Tools
    settings: ClipSettings

    def run(
        self, sought: float, cancelled: Callable[[], bool], shape: Shape | None = None
    ) -> tuple[Outcome, FrameLog]:
        """Cut the clip, decoding from a second on, and follow the clock of its frames."""
        log = FrameLog(sought)
        outcome = run(
            self._command(sought, shape),
            timeout=time_limit(*self.span),
            cancelled=cancelled,
            heard=log,
        )
        return outcome, log

    def _command(self, sought: float, shape: Shape | None) -> list[str]:
        lead, rate = self.span[0] - sought, self.settings.rate(self.probed)
        seek = ["-ss", f"{sought:.6f}"] if sought else []
        name, quick = showinfo(self.tools.release)
        shown = "=".join([name, *(f"{option}={value}" for option, value in quick.items())])
        return [
            *(str(self.tools.ffmpeg), "-nostdin", "-hide_banner", *LOUD, "-y"),
            *("-protocol_whitelist", protocols(self.film), "-reinit_filter", "0", "-threads", "1"),
            *(*seek, "-i", local_input(self.film), "-map", f"0:{self.probed.video_stream}"),
            *("-vf", f"{shown},{_picture(self.probed, lead, rate, self.settings.lines, shape)}"),
            *self.encoding(self._sound(lead)),
        ]

    @property
    def frames(self) -> int:
        """Return the number of frames of the clip."""
        rate = self.settings.rate(self.probed)
        return math.ceil((self.span[1] - self.span[0]) * rate - 1e-6)

    def _sound(self, lead: float) -> list[str]:
        if not (self.settings.sound and self.probed.has_audio):
            return ["-an"]
        cut = f"aresample=async=1:first_pts=0,atrim=start={lead:.6f},asetpts=PTS-{lead:.6f}/TB"
        encoded = ["-c:a", "aac", "-b:a", "96k", "-ac", "2", "-ar", "48000"]
        return ["-map", "0:a:0", "-af", cut, *encoded]

    def encoding(self, sound: list[str]) -> list[str]:
        """Return the arguments that encode the clip."""
        start, end = self.span
        rate = self.settings.rate(self.probed)
        return [
            *("-c:v", "libx264", "-preset", "veryfast", "-crf", str(self.settings.quality)),
            # Without frames that refer to later ones, a step back is as quick as one forward.
            *("-bf", "0", "-g", str(max(1, round(rate / self.settings.keyframes)))),
            *("-threads", "2", *sound, "-sn", "-dn"),
            *("-map_metadata", "-1", "-map_chapters", "-1", "-t", f"{end - start:.6f}"),
            *("-movflags", "+faststart", "-f", "mp4", local_input(self.clip)),
        ]


def _pictures_of_span(cut: _Cut) -> list[Path]:
    """Return the picture of a film scan for each frame of a clip."""
    rate = cut.settings.rate(cut.probed)
    # The frame that begins nearest to a time is on screen half a frame later.
    half = 0.5 / (cut.probed.frame_rate or rate)
    times = [cut.span[0] + number / rate + half for number in range(cut.frames)]
    pictures = list(numbered_pictures(cut.film).values())
    return pictures_at(times, pictures, cut.probed.frame_rate or rate)


def _cut_photograph(cut: _Cut, cancelled: Callable[[], bool]) -> Outcome:
    """Cut a clip that shows a photograph all the time, upright as its still is."""
    with temporary_folder("photograph-") as folder:
        decode_picture(cut.film, folder, longest_side=4 * cut.settings.lines, quality=2)
        return _cut_pictures(cut, [folder / "000000.jpg"] * cut.frames, cancelled)


def _cut_pictures(cut: _Cut, pictures: Sequence[Path], cancelled: Callable[[], bool]) -> Outcome:
    """Cut a clip of which every frame is a picture file."""
    probed, settings = cut.probed, cut.settings
    rate, seconds = settings.rate(probed), cut.span[1] - cut.span[0]
    with linked(pictures) as source:
        command = [
            *(str(cut.tools.ffmpeg), "-nostdin", "-hide_banner", "-loglevel", "warning", "-y"),
            *scan_input(source, rate, 1),
            *("-vf", scan_filters(cut.film, _picture(probed, 0.0, rate, settings.lines))),
            *cut.encoding(["-an"]),
        ]
        return run(command, timeout=time_limit(0.0, seconds), cancelled=cancelled)


def _cut_in_time(cut: _Cut, cancelled: Callable[[], bool]) -> tuple[Outcome, FrameLog]:
    """Cut a clip, decoding from further and further back, until its first frame comes in time."""
    start = cut.span[0]
    latest = start + 0.5 / cut.settings.rate(cut.probed) + _ROUNDING_S
    for sought in starting_points(start, cut.probed):
        outcome, log = cut.run(sought, cancelled)
        in_time = log.first is not None and log.first <= latest
        if in_time or outcome.stopped or "Unknown encoder" in outcome.errors:
            break
    return outcome, log


def _other_shape(log: FrameLog, start: float, end: float) -> Shape | None:
    """Return the shape of most of a clip, where its film was another when it was decoded from."""
    if len(log.shapes) < 2:
        return None
    shape = log.shape_at((start + end) / 2)
    return None if shape == log.shapes[0][1] else shape


def _picture(
    probed: Probe, lead: float, rate: float, lines: int, shape: Shape | None = None
) -> str:
    """Return the filters that choose the frames of a clip and bring them to their size."""
    # The frame nearest to `start` may have begun before it, so frames of the lead are read, too.
    # Containers that count in milliseconds place frames inexactly: hence the rounding.
    parts = [f"fps={rate:.9g}:start_time={lead:.6f}:round=near"]
    parts += [f"setpts=PTS-{lead:.6f}/TB", _one_size(shape)]
    if (shape.height if shape else probed.height) >= 4:  # `estdif` refuses fewer than three lines.
        parts.append("estdif=mode=frame:deint=interlaced")
    # H.264 in 4:2:0 needs even width and height.
    size = f"min(1,min({lines}/ld(2),{2 * lines}/ld(1)))"
    width, height = (f"{ASPECT}2*max(1,round(ld({i})*{size}/2))" for i in (1, 2))
    parts.append(f"scale=w='{width}':h='{height}':out_range=tv")
    return ",".join([*parts, "setsar=1", "format=yuv420p"])


def _one_size(shape: Shape | None) -> str:
    """Return the filters that bring all pictures to one size: the first one's, or `shape`."""
    if shape is None:
        return "scale=w=iw:h=ih"
    return f"scale=w={shape.width}:h={shape.height},setsar={shape.pixel_aspect:.6f}"


def _check(
    outcome: Outcome, film: Path, clip: Path, span: tuple[float, float], tools: Tools
) -> None:
    if "Unknown encoder" in outcome.errors:
        raise VideoError(
            f"{tools.ffmpeg} has no encoder libx264, so it can cut no clips. Set VRD_FFMPEG to an "
            "ffmpeg that has it: 'python -m pip install imageio-ffmpeg' brings one."
        )
    check_disk(outcome, film)
    check_ending(outcome, film)
    if outcome.code or not clip.is_file() or clip.stat().st_size < _MIN_CLIP_BYTES:
        reason = cause_and_cure(outcome.errors, film)
        raise VideoError(
            f"{shown(film)}: no clip from {span[0]:.1f} to {span[1]:.1f} s could be cut: {reason} "
            "Meanwhile, judge by the stills."
        )
