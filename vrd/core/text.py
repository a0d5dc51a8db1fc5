"""Write text for people: clean names, clock times, lengths, numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

# Lone surrogates (undecodable file names) cannot be saved as UTF-8; control characters reach
# terminals; direction marks make a name read as another.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(value: object) -> str:
    r"""Return text without characters that cannot be saved, drive terminals or reverse a name.

    Examples
    --------
    >>> clean("a\x1b[31m.mp4")
    'a�[31m.mp4'
    """
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", str(value))


def hms(seconds: float) -> str:
    """Return a time as ``hh:mm:ss``, rounded down; dashes where it is no number.

    Hours may exceed 99.

    Examples
    --------
    >>> hms(756.9), hms(float("nan"))
    ('00:12:36', '--:--:--')
    """
    if not math.isfinite(seconds):
        return "--:--:--"
    # A time such as 3.0000 s may be stored a hair below its second.
    whole = math.floor(abs(seconds) + 1e-6)
    clock = f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    return f"-{clock}" if seconds < 0 and whole else clock


def span_text(start: float, end: float) -> str:
    """Return a span in seconds as ``hh:mm:ss–hh:mm:ss``.

    Examples
    --------
    >>> span_text(63, 90.5)
    '00:01:03–00:01:30'
    """
    return f"{hms(start)}–{hms(end)}"


def length_text(seconds: float) -> str:
    """Return a length as people write it, rounded to whole seconds.

    Examples
    --------
    >>> length_text(41), length_text(185), length_text(7800)
    ('41 s', '3 min 05 s', '2 h 10 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600:,} h {whole // 60 % 60:02d} min"


def plural(count: int, noun: str, nouns: str = "") -> str:
    """Return a number with its noun.

    Parameters
    ----------
    count
        How many there are.
    noun, nouns
        The noun for one, and for several; by default, the first with an s.

    Examples
    --------
    >>> plural(1, "film"), plural(1200, "film"), plural(2, "stretch", "stretches")
    ('1 film', '1,200 films', '2 stretches')
    """
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def number(value: float, digits: int = 2) -> str:
    """Return a number without needless zeros; a dash where there is none.

    Parameters
    ----------
    value
        The number.
    digits
        Most digits after the point.

    Examples
    --------
    >>> number(1234.50), number(-3.0)
    ('1,234.5', '−3')
    """
    if not math.isfinite(value):
        return "–"
    text = f"{value:,.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text.replace("-", "−")


def percent(share: float, digits: int = 0) -> str:
    """Return a share in percent, which no line break separates from its sign; a dash for none.

    Parameters
    ----------
    share
        The share, 1 for all.
    digits
        Most digits after the point.

    Examples
    --------
    >>> percent(0.341).split(), percent(0.125, 1).split(), percent(float("nan"))
    (['34', '%'], ['12.5', '%'], '–')
    """
    if not math.isfinite(share):
        return "–"
    return f"{number(100 * share, digits)}\N{NO-BREAK SPACE}%"


def column_text(values: Iterable[float], digits: int = 1) -> list[str]:
    """Return the numbers of a column, all with as many digits after the point.

    Rows can be compared at a glance if their points stand below one another. NaN and infinity
    become dashes.

    Parameters
    ----------
    values
        The numbers.
    digits
        Most digits after the point; there are fewer if no number needs them.

    Examples
    --------
    >>> column_text([12.37, 31, float("nan")]), column_text([27.0, -3.0, 0.04])
    (['12.4', '31.0', '–'], ['27', '−3', '0'])
    """
    # Adding 0 makes 0 of a rounded -0.
    rounded = [round(value, digits) + 0.0 for value in values]
    finite = [value for value in rounded if math.isfinite(value)]
    used = next(
        count
        for count in range(digits + 1)
        if all(round(value, count) == value for value in finite)
    )
    return [
        f"{value:,.{used}f}".replace("-", "−") if math.isfinite(value) else "–" for value in rounded
    ]


def seconds_span(start: float, end: float) -> str:
    """Return a span in seconds, both ends with as many digits after the point, at most two.

    Examples
    --------
    >>> seconds_span(33, 52.82), seconds_span(8, 28)
    ('33.00–52.82 s', '8–28 s')
    """
    return f"{'–'.join(column_text((start, end), 2))} s"


def distance_text(value: float) -> str:
    """Return a squared L2 distance with decimals to suit its size; a dash where there is none.

    Examples
    --------
    >>> distance_text(0.01234), distance_text(67.6)
    ('0.0123', '67.60')
    """
    if not math.isfinite(value):
        return "–"
    return f"{value:,.{1 if value >= 100 else 2 if value >= 1 else 4}f}"


def shorten(name: str, length: int) -> str:
    """Return a name of at most ``length`` characters, cut in the middle.

    Both ends are kept, because they tell films apart.

    Examples
    --------
    >>> shorten("abcdefghij.mp4", 9)
    'abcd….mp4'
    """
    if len(name) <= length:
        return name
    head = (length - 1) // 2
    return f"{name[:head]}…{name[len(name) - (length - 1 - head) :]}"


def visible(text: str) -> str:
    r"""Return text that XML and strict readers accept.

    Characters that they refuse are escaped.

    Examples
    --------
    >>> print(visible("bell \x07"))
    bell \x07
    """
    return _NO_XML.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
