"""Make films of drifting clouds whose picture at any moment is known, and their fingerprints."""

from __future__ import annotations

import numpy as np
from PIL import Image

from tests.support.films import make
from vrd.core.fingerprints import Fingerprints
from vrd.core.timelines import Timeline, Video
from vrd.fingerprinters.dct import DCTDescriptor
from vrd.readers.stretches import StretchReader

SECONDS, RATE, SIZE = 26, 25, (48, 64)


def picture(seed, seconds):
    """What a film of that seed shows: clouds that drift into others twice in three seconds."""
    number, share = divmod(seconds / 1.5, 1)
    one, two = (
        np.random.default_rng([seed, int(number) + later]).uniform(0, 255, (6, 8, 3))
        for later in (0, 1)
    )
    small = Image.fromarray(((1 - share) * one + share * two).astype(np.uint8))
    return np.asarray(small.resize(SIZE[::-1], Image.Resampling.BICUBIC))


def film(path, shown, *options, seconds=SECONDS):
    """A film that shows ``shown(second)``."""
    raw = path.with_suffix(".raw")
    raw.write_bytes(b"".join(shown(n / RATE).tobytes() for n in range(seconds * RATE)))
    form = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{SIZE[1]}x{SIZE[0]}", "-r", str(RATE)]
    codec = ["-c:v", "libx264", "-crf", "18", "-pix_fmt", "yuv420p"]
    made = make(path, *form, "-i", str(raw), *codec, *options)
    raw.unlink()
    return made


def collection(folder, *names):
    """Frames of these films, and fingerprints of their rows."""
    videos = [Video(name, folder / name, folder, SECONDS, float(SECONDS)) for name in names]
    sample, fingerprinter = StretchReader((64, 64), fit="stretch"), DCTDescriptor()
    rows = [fingerprinter(sample(video, 0, SECONDS, 1.0)[1]) for video in videos]
    assert [len(one) for one in rows] == [SECONDS] * len(names)
    return Timeline(videos), Fingerprints.from_array(np.concatenate(rows), fingerprinter.spec)
