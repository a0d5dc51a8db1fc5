"""Read the numbers that ffmpeg and ffprobe print."""

from __future__ import annotations

import math
import re

#: Frames per second; what claims more is the rate of a clock.
MAX_PICTURE_RATE = 1000.0


def number(text: object) -> float | None:
    """Return a finite number, or None if the text is none.

    Examples
    --------
    >>> number("12.5"), number("N/A")
    (12.5, None)
    """
    try:
        value = float(str(text))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def ratio(text: object) -> float | None:
    """Return the value of a ratio, or None if it is no number or 0.

    Examples
    --------
    >>> ratio("30000/1000"), ratio("16:10"), ratio("0/0")
    (30.0, 1.6, None)
    """
    upper, _, lower = str(text).replace(":", "/").partition("/")
    numerator, denominator = number(upper), number(lower or 1)
    return numerator / denominator if numerator and denominator else None


def picture_rate(average: float | None, usual: float | None) -> float | None:
    """Return the frames per second of a picture; None where they are unknown.

    The average of a raw DV stream is the rate of its clock, 60,000 ticks per second.

    Parameters
    ----------
    average, usual
        Frames per second on average, and those that the time stamps suggest.

    Examples
    --------
    >>> picture_rate(24.8, 25.0), picture_rate(60_000.0, 25.0), picture_rate(None, None)
    (24.8, 25.0, None)
    """
    believable = average is not None and average <= MAX_PICTURE_RATE
    return (average if believable else None) or usual or average or None


def clock_seconds(text: str) -> float | None:
    """Return a time of the form ``HH:MM:SS.ss`` in seconds, or None if it has another form.

    Examples
    --------
    >>> clock_seconds("01:00:02.50")
    3602.5
    """
    time = re.match(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)", text)
    return int(time[1]) * 3600 + int(time[2]) * 60 + float(time[3]) if time else None


def quarter_turn(degrees: float) -> int:
    """Return an angle rounded to a quarter turn, 0 to 270 degrees.

    A damaged rotation matrix gives absurd angles, which count as no rotation.

    Examples
    --------
    >>> quarter_turn(-90.2), quarter_turn(1e9)
    (270, 0)
    """
    return round(degrees / 90) * 90 % 360 if abs(degrees) <= 360 else 0
