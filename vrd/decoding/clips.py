"""A short clip of a film, small enough to be sent to a browser, exact enough to be stepped through.

A clip shows ``[start, end)`` seconds from the start of the container, the same time base as the
rows. It has a constant number of frames per second: its frame ``k`` is the film's frame that begins
nearest to ``start + k / rate``. H.264 in 4:2:0 with AAC is what every browser plays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from vrd.decoding.failures import check_disk, check_ending, plain_cause, shown
from vrd.decoding.ffmpeg import Outcome, Tools, local_input, run
from vrd.decoding.film import ASPECT, LEAD
from vrd.decoding.probe import Probe
from vrd.errors import VideoError

#: Longest clip, in seconds: it is sent whole.
LONGEST = 120.0
_FRAME_RATE = 25.0  # where a film does not state its own


@dataclass(frozen=True)
class ClipSettings:
    """How clips look and sound.

    Attributes
    ----------
    lines
        Most lines of the picture; smaller films are not enlarged.
    quality
        x264's constant rate factor, 0 (best) to 51.
    frame_rate
        Most frames per second.
    keyframes
        Keyframes per second: a browser decodes from one of them when it seeks.
    sound
        Whether the sound is kept.
    """

    lines: int = 360
    quality: int = 26
    frame_rate: float = 30.0
    keyframes: float = 3.0
    sound: bool = True

    def rate(self, found: Probe) -> float:
        """Frames per second of a clip of a film."""
        return min(found.frame_rate or _FRAME_RATE, self.frame_rate)


def cut_clip(
    film: Path,
    clip: Path,
    start: float,
    end: float,
    *,
    found: Probe,
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
        Where the clip is written; it is whole only when this returns.
    start, end
        Seconds from the start of the film, at most `LONGEST` apart.
    found
        From `vrd.decoding.stretch.probe_picture`.
    tools
        From `vrd.decoding.ffmpeg.find_tools`.
    settings
        How the clip looks.
    cancelled
        Asked ten times a second whether to give up.

    Raises
    ------
    VideoError
        If the film gives no picture there, this ffmpeg cannot write H.264, or it was stopped.
    ValueError
        If the clip is empty or too long.
    """
    if not 0 <= start < end <= start + LONGEST + 1e-6:
        raise ValueError(
            f"a clip from {start} to {end} s: it must last above 0 and at most {LONGEST:g} s"
        )
    command = _command(film, clip, start, end, found, tools, settings or ClipSettings())
    # Without an index a film is decoded from its beginning.
    outcome = run(command, timeout=120 + 2 * end + 10 * (end - start), cancelled=cancelled)
    _check(outcome, film, clip, (start, end), tools)


def _command(
    film: Path,
    clip: Path,
    start: float,
    end: float,
    found: Probe,
    tools: Tools,
    settings: ClipSettings,
) -> list[str]:
    sought = max(0.0, start - LEAD)
    lead, rate = start - sought, settings.rate(found)
    seek = ["-ss", f"{sought:.6f}"] if sought else []
    sound = ["-an"]
    if settings.sound and found.has_audio:
        cut = f"aresample=async=1:first_pts=0,atrim=start={lead:.6f},asetpts=PTS-{lead:.6f}/TB"
        sound = ["-map", "0:a:0", "-af", cut, "-c:a", "aac", "-b:a", "96k", "-ac", "2"]
        sound += ["-ar", "48000"]
    return [
        *(str(tools.ffmpeg), "-nostdin", "-hide_banner", "-loglevel", "warning", "-y"),
        *("-protocol_whitelist", "file", "-reinit_filter", "0", "-threads", "1"),
        *(*seek, "-i", local_input(film), "-map", f"0:{found.video_stream}"),
        *("-vf", _picture(found, lead, rate, settings.lines)),
        *("-c:v", "libx264", "-preset", "veryfast", "-crf", str(settings.quality)),
        # Without frames that look ahead, a step backward is as quick as one forward.
        *("-bf", "0", "-g", str(max(1, round(rate / settings.keyframes)))),
        *("-threads", "2", *sound, "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"),
        *("-t", f"{end - start:.6f}", "-movflags", "+faststart", "-f", "mp4", local_input(clip)),
    ]


def _picture(found: Probe, lead: float, rate: float, lines: int) -> str:
    # The frame nearest to `start` may have begun before it: hence the frames of the lead. Rounding
    # to the nearest forgives the jitter of containers that count in milliseconds.
    parts = [f"fps={rate:.9g}:start_time={lead:.6f}:round=near", f"setpts=PTS-{lead:.6f}/TB"]
    parts.append("scale=w=iw:h=ih")
    if found.height >= 4:  # `estdif` refuses films of less than three lines
        parts.append("estdif=mode=frame:deint=interlaced")
    # H.264 in 4:2:0 wants even sides.
    size = f"min(1,min({lines}/ld(2),{2 * lines}/ld(1)))"
    width, height = (f"{ASPECT}2*max(1,round(ld({i})*{size}/2))" for i in (1, 2))
    parts.append(f"scale=w='{width}':h='{height}':out_range=tv")
    return ",".join([*parts, "setsar=1", "format=yuv420p"])


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
    if outcome.code or not clip.is_file() or clip.stat().st_size < 1000:
        raise VideoError(
            f"{shown(film)}: no clip from {span[0]:.1f} to {span[1]:.1f} s could be cut: "
            f"{plain_cause(outcome.errors, film)}."
        )
