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
from vrd.planting.edits import EDITS
from vrd.planting.regions import common_region, fitted, joint_region, part_of, within

SOURCE, HOST = (160, 120), (160, 90)
#: Edits that change where the picture lies, or what is seen of it; and one that changes neither.
MOVING = (
    *("inset 60 %", "inset 40 %", "crop 90 %", "crop 75 %", "crop 60 %", "mirror"),
    *("letterbox", "letterbox, squeezed", "pillarbox", "pillarbox, squeezed"),
    *("crop 75 %, sped up", "letterbox, low bitrate", "rotated 3 degrees", "plain"),
)
FRAMES = 14
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
    """Make a source whose brightness tells x and whose blue tells y, and a black host."""
    folder = tmp_path_factory.mktemp("originals")
    levels = "lum='X/W*200+28':cb='Y/H*200+28':cr=128"
    source = f"color=black:size=160x120:rate=25:duration=4,format=yuv444p,geq={levels}"
    coding = ["-pix_fmt", "yuv420p", "-crf", "4"]
    make(folder / "s.mp4", "-f", "lavfi", "-i", source, *coding)
    make(folder / "h.mp4", "-f", "lavfi", "-i", "color=black:size=160x90:rate=25:d=3", *coding)
    return folder


def pictures(path):
    """Return the frames of the host as levels of brightness and blue, shape (n, 2, h, w)."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(path)]
    raw = subprocess.run(
        [*command, "-f", "rawvideo", "-pix_fmt", "yuv444p", "-"], capture_output=True, check=True
    )
    return np.frombuffer(raw.stdout, np.uint8).reshape(-1, 3, HOST[1], HOST[0])[:, :2].astype(float)


def test_a_rendered_picture_lies_where_the_truth_says(gradients, tmp_path):
    host = {"host": "h.mp4", "host_start": 0.0, "host_seconds": 2.0}
    plants = []
    for number, name in enumerate(MOVING):
        edit = EDITS[name]
        more = {"place": [0.2, 0.7]} if edit.inset or (edit.crop and number % 2) else {}
        plants.append(plant("s.mp4", 0.5, FRAMES, name, **more, **host))
    source = film("s.mp4", "s.mp4", own("s.mp4", 0.0, 75), size=SOURCE)
    made = plan(source, film("h.mp4", "h.mp4", *plants, size=HOST))
    frames = pictures(render_plan(made, gradients, tmp_path) / "h.mp4")
    lines: list[Any] = truth_of_plan(made).to_dict("records")
    assert [line["edit"] for line in lines] == list(MOVING)
    for line in lines:
        picture = frames[int((line["query_start"] + line["query_end"]) / 2 * 25)]
        for x, y in ((0.2, 0.3), (0.5, 0.5), (0.8, 0.7)):
            left, top, width, height = line["query_region"]
            column, row = int((left + x * width) * HOST[0]), int((top + y * height) * HOST[1])
            shown = picture[:, row - 1 : row + 2, column - 1 : column + 2].mean(axis=(1, 2))
            left, top, width, height = line["ref_region"]
            across = 1 - x if line["mirrored"] else x
            told = (shown - 28) / 200
            assert told == pytest.approx((left + across * width, top + y * height), abs=0.05), line
