"""Where in the picture shared footage lies, against pictures that tell it themselves."""

import subprocess
from typing import Any

import imageio_ffmpeg
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.films import make
from tests.support.plans import film, own, plan, plant
from vrd.planting import render_plan, truth_of_plan
from vrd.planting.edits import EDITS, WHOLE
from vrd.planting.regions import common_region, fitted, joint_region, part_of, within

SOURCE, HOST = (160, 120), (160, 90)
#: Each changes where the picture lies, and the last two show it whole.
MOVING = (
    *("inset 60 %", "inset 40 %", "crop 90 %", "crop 75 %", "crop 60 %", "mirror"),
    *("letterbox", "letterbox, squeezed", "pillarbox", "pillarbox, squeezed"),
    *("crop 75 %, sped up", "letterbox, low bitrate", "greyscale", "plain"),
)
FRAMES = 20
parts = st.floats(0, 0.9)
sides = st.floats(0.1, 1)
regions = st.tuples(parts, parts, sides, sides)


@given(regions, regions)
def test_a_part_of_a_region_and_back(region, part):
    assert part_of(region, within(region, part)) == pytest.approx(part, abs=1e-6)


@given(regions, regions)
def test_the_common_region_lies_in_both_and_both_in_the_joint_one(region, other):
    common, joint = common_region(region, other), joint_region(region, other)
    for one in (region, other):
        assert common is None or joint_region(one, common) == pytest.approx(one)
        assert common_region(one, joint) == pytest.approx(one)


@given(st.tuples(sides, sides), st.tuples(sides, sides))
def test_a_fitted_picture_is_centred_and_touches_two_sides(size, into):
    left, top, width, height = fitted(size, into)
    assert max(width, height) == pytest.approx(1)
    assert (left, top) == pytest.approx(((1 - width) / 2, (1 - height) / 2))
    assert width * into[0] / (height * into[1]) == pytest.approx(size[0] / size[1])


def test_crops_and_insets_of_older_plans_lie_where_they_lay():
    assert EDITS["inset 60 %"].place == pytest.approx((0.36 / 0.4, 0.34 / 0.4))
    assert EDITS["inset 40 %"].place == pytest.approx((0.55 / 0.6, 0.08 / 0.6))
    assert EDITS["crop 60 %"].place == (0.35, 0.6)


@pytest.fixture(scope="module")
def gradients(tmp_path_factory):
    """Make a source whose brightness tells x or y, less than a second each, and a black host."""
    folder = tmp_path_factory.mktemp("originals")
    level = "if(mod(floor(N/20)\\,2)\\,Y/H\\,X/W)*200+28"
    source = f"color=black:size=160x120:rate=25:duration=16,format=gray,geq=lum='{level}'"
    lossless = ["-pix_fmt", "yuv420p", "-crf", "4"]
    make(folder / "s.mp4", "-f", "lavfi", "-i", source, *lossless)
    make(folder / "h.mp4", "-f", "lavfi", "-i", "color=black:size=160x90:rate=25:d=8", *lossless)
    return folder


def pictures(path):
    """Return the frames of the host as grey levels."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(path)]
    raw = subprocess.run(
        [*command, "-f", "rawvideo", "-pix_fmt", "gray", "-"], capture_output=True, check=True
    )
    return np.frombuffer(raw.stdout, np.uint8).reshape(-1, HOST[1], HOST[0]).astype(float)


def test_a_rendered_picture_lies_where_the_truth_says(gradients, tmp_path):
    host = {"host": "h.mp4", "host_start": 0.0, "host_seconds": 2.0}
    plants = []
    for number, name in enumerate(MOVING):
        edit = EDITS[name]
        more = {"place": [0.2, 0.7]} if edit.inset or (edit.crop and number % 2) else {}
        # The whole piece shows one of the two gradients.
        frames = FRAMES - 4
        for way in (0, 1):
            start = (4 * (number % 5) + way) * FRAMES / 25 + 0.04
            plants.append(plant("s.mp4", start, frames, name, **more, **host))
            plants.append(own("h.mp4", 0.0, 2))
    source = film("s.mp4", "s.mp4", own("s.mp4", 0.0, 390), size=SOURCE)
    made = plan(source, film("h.mp4", "h.mp4", *plants, size=HOST))
    frames = pictures(render_plan(made, gradients, tmp_path) / "h.mp4")
    truth = truth_of_plan(made)
    lines: list[Any] = truth[truth["query"] == "h.mp4"].to_dict("records")
    assert len(lines) == 2 * len(MOVING)
    moved = 0
    for line in lines:
        picture = frames[int((line["query_start"] + line["query_end"]) / 2 * 25)]
        vertical = int(line["ref_start"] * 25 / FRAMES) % 2
        moved += line["query_region"] != list(WHOLE)
        for x, y in ((0.2, 0.3), (0.5, 0.5), (0.8, 0.7)):
            left, top, width, height = line["query_region"]
            column, row = (left + x * width) * HOST[0], (top + y * height) * HOST[1]
            left, top, width, height = line["ref_region"]
            u = left + (1 - x if line["mirrored"] else x) * width
            level = 28 + 200 * (top + y * height if vertical else u)
            shown = picture[int(row) - 1 : int(row) + 2, int(column) - 1 : int(column) + 2].mean()
            assert shown == pytest.approx(level, abs=9), line
    assert moved > 20
