"""Text for people: clean names, clock times, numbers."""

from __future__ import annotations

import math
import re

# Lone surrogates (undecodable file names) cannot be saved as UTF-8; control characters reach
# terminals; direction marks make a name read as another.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(value: object) -> str:
    """Text without characters that cannot be saved, drive terminals or reverse a name."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", str(value))


def hms(seconds: float) -> str:
    """``hh:mm:ss``, rounded down; hours may exceed 99; dashes where it is no number."""
    if not math.isfinite(seconds):
        return "--:--:--"
    # A time such as 3.0000 s may be stored a hair below its second.
    whole = math.floor(abs(seconds) + 1e-6)
    clock = f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    return f"-{clock}" if seconds < 0 and whole else clock


def number(value: float, digits: int = 2) -> str:
    """A number as people write it: no needless zeros, a dash where there is none."""
    if not math.isfinite(value):
        return "–"
    text = f"{value:,.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text.replace("-", "−")


def distance_text(value: float) -> str:
    """A squared L2 distance, with decimals to suit its size; a dash where there is none."""
    if not math.isfinite(value):
        return "–"
    return f"{value:,.{1 if value >= 100 else 2 if value >= 1 else 4}f}"


def shorten(name: str, length: int) -> str:
    """A name of at most ``length`` characters, cut in the middle: both ends tell films apart."""
    if len(name) <= length:
        return name
    head = (length - 1) // 2
    return f"{name[:head]}…{name[len(name) - (length - 1 - head) :]}"


def visible(text: str) -> str:
    """Text that XML and strict readers accept; what they do not is escaped, as ``\\x07``."""
    return _NO_TEXT.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
