"""Make two small films whose grey level tells the second that they show."""

from __future__ import annotations

from pathlib import Path

from tests.support.films import make


def make_ramps(folder: Path) -> Path:
    """Make ``s.mp4``, whose grey level grows by 20 a second, and ``h.mp4``, where it falls."""
    folder.mkdir()
    _ramp(folder / "s.mp4", "30+20*T")
    _ramp(folder / "h.mp4", "230-20*T")
    return folder


def _ramp(path: Path, level: str) -> None:
    source = f"color=black:size=64x48:rate=25:duration=8,format=gray,geq=lum={level}"
    make(path, "-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p", "-crf", "10")
