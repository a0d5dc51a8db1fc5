"""Generate footage, and cut it into films that share known stretches."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.support.films import make
from vrd.fingerprinters.networks import NeuralNetworks
from vrd.vrd_project import VRDProject


def scene(path: Path, seed: int, start: float = 0, seconds: float = 12) -> Path:
    """Write footage that differs from second to second; one seed is one piece of footage."""
    source = (
        f"mandelbrot=size=160x90:rate=5:start_x=-0.{seed}4:start_y=-0.{seed}3:"
        f"start_scale=0.{seed}:end_scale=0.000{seed}:end_pts=60"
    )
    cut = f"trim=start={start}:duration={seconds},setpts=PTS-STARTPTS"
    return make(path, "-f", "lavfi", "-i", source, "-vf", cut)


def still(path: Path, seconds: float) -> Path:
    """Write so many seconds of one picture that does not move."""
    return make(path, "-f", "lavfi", "-i", f"smptebars=size=160x90:rate=5:duration={seconds}")


def joined(path: Path, *parts: Path, options: Iterable[str] = ()) -> Path:
    """Write a film of these parts."""
    listed = path.with_suffix(".txt")
    listed.write_text("".join(f"file '{part}'\n" for part in parts))
    made = make(path, "-f", "concat", "-safe", "0", "-i", str(listed), "-t", "200", *options)
    listed.unlink()
    return made


def three_films(folder: Path) -> None:
    """Write two films that share 8 s, ``one.mp4`` and ``two.mp4``, and one that shares nothing."""
    shared, a, b = folder / "s.mkv", folder / "a.mkv", folder / "b.mkv"
    scene(shared, 7, 3, 8), scene(a, 2), scene(b, 5)
    joined(folder / "one.mp4", a, shared)
    joined(folder / "two.mp4", shared, b)
    scene(folder / "three.mp4", 3)
    for path in (shared, a, b):
        path.unlink()


def project_of(base: Path, films: Path, **options: Any) -> VRDProject:
    """Return a project with the embedded descriptor and small stills, none of its stages done."""
    settings: dict[str, Any] = {"network": NeuralNetworks.dct, "longest_side": 160} | options
    return VRDProject("project", base, films, **settings)


def reuse_project(base: Path) -> Path:
    """Make a project of three films, and search it.

    8 s of shared footage are in ``one.mp4`` at 12 s, and in ``two.mp4`` at 0 and at 20 s;
    ``three.mp4`` begins with 30 s of a picture that does not move, and shares nothing.
    """
    parts, films = base / "parts", base / "films"
    parts.mkdir()
    films.mkdir()
    shared, a, b, c = (parts / f"{name}.mkv" for name in ("shared", "a", "b", "c"))
    scene(shared, 7, 3, 8), scene(a, 2), scene(b, 5), scene(c, 3)
    joined(films / "one.mp4", a, shared)
    joined(films / "two.mp4", shared, b, shared)
    joined(films / "three.mp4", still(parts / "still.mkv", 30), c)
    with project_of(base, films) as project:
        project.run()
        return project.folder
