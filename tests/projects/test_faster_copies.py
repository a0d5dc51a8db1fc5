"""Find copies that run a little faster as one sequence, case 8 of the published defects."""

import numpy as np
from PIL import Image

from tests.support.films import make
from tests.support.planted_films import project_of


def shots(folder, count=14, seconds=3):
    """A film of still shots, each another picture."""
    generator = np.random.default_rng(8)
    for number in range(count):
        small = generator.integers(0, 255, (5, 8, 3), dtype=np.uint8)
        Image.fromarray(small).resize((160, 90), Image.Resampling.BICUBIC).save(
            folder / f"{number:02d}.png"
        )
    pictures = ("-framerate", f"1/{seconds}", "-i", str(folder / "%02d.png"))
    return make(folder / "shots.mp4", *pictures, "-r", "25")


def found_at(tmp_path, filters):
    """Sequences between 42 s of footage and a copy of it under these ffmpeg filters."""
    films = tmp_path / "films"
    films.mkdir()
    original = shots(tmp_path).rename(films / "original.mp4")
    make(films / "copy.mp4", "-i", str(original), "-vf", filters, "-r", "25")
    with project_of(tmp_path, films) as project:
        project.run()
        finder, found = project.find(max_distance=0.4)
        return finder.table(found)


def test_defect_8_a_copy_4_percent_faster_is_one_sequence(tmp_path):
    table = found_at(tmp_path, "setpts=PTS/1.04")
    assert len(table) == 1
    assert table.iloc[0].duration > 34
