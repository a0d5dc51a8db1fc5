"""Overviews, and where a film, a stretch or a picture is reused, asked of a project."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from tests.support.films import make
from vrd.annotations.exclusion_log import Exclusion
from vrd.core.segments import Segment
from vrd.errors import UnknownNameError, VideoError
from vrd.vrd_project import open_project

LIMIT = 0.2


@pytest.fixture(scope="module")
def project(reused):
    """The project of `reuse_project`, open for reading."""
    with open_project(reused, read_only=True) as opened:
        opened.settings.finder = opened.settings.finder.changed(max_distance=LIMIT)
        yield opened


@pytest.fixture
def picture(project, tmp_path):
    """Second 15 of the first film, which is second 3 and second 23 of the second."""
    rows = project.frames.get_index_from_video_name("one.mp4")
    path = tmp_path / "scan.png"
    with Image.open(project.frames.still(rows[15])) as still:
        still.convert("RGB").save(path)
    return path


@pytest.mark.parametrize("kind", ["matrix", "arcs", "stretches", "coverage"])
def test_overviews_of_all_films(project, kind, tmp_path):
    shown = project.overview(kind)
    assert "one.mp4" in repr(shown)
    assert "two.mp4" in repr(shown)
    assert "base64" not in shown.html
    assert shown.save(tmp_path / "reuse.pdf").read_bytes().startswith(b"%PDF")


def test_one_film_along_its_time_line(project):
    assert "00:00:12–00:00:20" in repr(project.overview("film", "one.mp4"))
    assert "shares no footage" in repr(project.overview("film", "three.mp4"))


def test_given_sequences_and_groups(project):
    found = project.find()
    assert found.sequences
    assert "No film shares" in repr(found.select([]).overview("matrix"))
    shown = found.overview.matrix(groups={"one.mp4": "Newsreels", "two.mp4": "Broadcasts"})
    assert "Newsreels" in repr(shown)
    assert "one.mp4" not in repr(shown)


def test_stills_only_if_they_are_asked_for(project):
    assert "base64" in project.overview("stretches", share="thumbs").html
    assert "<img" not in project.where_reused("one.mp4").html
    assert "<img" in project.where_reused("one.mp4", share="thumbs").html


def test_what_an_overview_does_not_know_is_told(project):
    with pytest.raises(UnknownNameError, match="matrix"):
        project.overview("matrices")
    with pytest.raises(UnknownNameError, match=r"one\.mp4"):
        project.overview("film", "onne.mp4")
    with pytest.raises(ValueError, match="give its name"):
        project.overview("film")
    with pytest.raises(ValueError, match="shows all films"):
        project.overview("arcs", "one.mp4")
    with pytest.raises(ValueError, match="no groups"):
        project.overview("coverage", groups={"one.mp4": "a"})


def test_a_film_and_a_stretch_of_it(project):
    whole = project.where_reused("one.mp4").table
    sequences = whole[whole["kind"] == "sequence"]
    assert sequences["film"].tolist() == ["two.mp4", "two.mp4"]
    assert sequences["here_start"].between(11, 13).all()
    part = project.where_reused("one.mp4", 14, 16).table
    again = project.where_reused(Segment("one.mp4", 14, 16)).table
    assert part.equals(again)
    for line in part.itertuples():
        assert (line.here_start, line.here_end) == (14, 16)
        assert min(abs(line.start - 2), abs(line.start - 22)) <= 1
    # With sequences of one's own, single frames are as near as the project's limit allows.
    found = project.find()
    assert found.select(found.sequences).where_reused("one.mp4").table.equals(whole)
    nothing = project.where_reused("one.mp4", 0, 5)
    assert len(nothing) == 0
    assert "nothing was found" in repr(nothing)


def test_a_picture_from_outside(project, picture):
    answer = project.where_reused(picture)
    assert answer.table["film"].tolist()[:1] == ["one.mp4"]
    assert "Distance at most 0.2" in answer.html
    text = repr(answer).splitlines()
    assert [line.endswith("yes") for line in text if ".mp4" in line] == [True, True, False]
    assert len(project.where_reused(str(picture), max_distance=LIMIT)) == 2
    turned = np.asarray(Image.open(picture))[:, ::-1]
    assert len(project.where_reused(turned, max_distance=LIMIT)) == 0
    assert len(project.where_reused(turned, max_distance=LIMIT, mirrored=True)) == 2


@pytest.fixture(scope="module")
def clip(project, tmp_path_factory):
    """Seconds 10 to 20 of the first film, smaller: 8 s of it are at 0 and 20 s of the second."""
    path = tmp_path_factory.mktemp("clip") / "one.mp4"
    film = str(project.frames.videos[0].path)
    assert film.endswith("one.mp4")
    return make(path, "-ss", "10", "-t", "10", "-i", film, "-vf", "scale=128:72")


def assert_places(table, *expected):
    """Assert that the sequences are at these places, to a second: the footage moves slowly."""
    lines = table[table["kind"] == "sequence"].sort_values(["film", "start"])
    assert lines["film"].tolist() == [film for film, _, _ in expected]
    times = [(start, here) for _, start, here in expected]
    assert lines[["start", "here_start"]].to_numpy() == pytest.approx(np.array(times), abs=1)


def test_a_clip_from_outside_is_found_like_a_film(project, clip):
    before = sorted(path.name for path in project.folder.rglob("*"))
    answer = project.where_reused(clip)
    assert_places(answer.table, ("one.mp4", 10, 0), ("two.mp4", 0, 2), ("two.mp4", 20, 2))
    assert "one.mp4 (from outside) elsewhere" in repr(answer)
    assert "<img" not in answer.html
    assert "<img" in project.where_reused(str(clip), share="thumbs").html
    assert sorted(path.name for path in project.folder.rglob("*")) == before, "nothing is kept"


def test_a_stretch_of_a_clip_counts_from_the_start_of_the_clip(project, clip):
    for answer in (
        project.where_reused(clip, 4, 9),
        project.where_reused(Segment(str(clip), 4, 9)),
    ):
        assert_places(answer.table, ("one.mp4", 14, 4), ("two.mp4", 2, 4), ("two.mp4", 22, 4))
        assert answer.table["here_end"].tolist() == [9, 9, 9]
    with pytest.raises(ValueError, match="outside of it"):
        project.where_reused(clip, 50, 60)
    with pytest.raises(ValueError, match="sequences are for a film of the project"):
        project.where_reused(clip, sequences=[])
    with pytest.raises(ValueError, match="mirrored"):
        project.where_reused(clip, mirrored=True)


def test_the_path_of_a_film_of_the_project_means_that_film(project):
    path = project.frames.videos[0].path
    assert project.where_reused(path).table.equals(project.where_reused("one.mp4").table)


def test_what_cannot_be_looked_for_is_told(project, picture, tmp_path):
    with pytest.raises(UnknownNameError, match="no film, and no picture file, called"):
        project.where_reused("absent.png")
    for absent in ("x" * 5000, "~nobody-here/a.png", "\0"):
        with pytest.raises(UnknownNameError, match="no film"):
            project.where_reused(absent)
    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(VideoError, match="not an image"):
        project.where_reused(tmp_path / "text.png")
    with pytest.raises(UnknownNameError, match="no film, and no film file, called"):
        project.where_reused("absent.mp4")
    (tmp_path / "text.mp4").write_text("no film")
    with pytest.raises(VideoError, match=r"text\.mp4"):
        project.where_reused(tmp_path / "text.mp4")
    with pytest.raises(ValueError, match="mirrored"):
        project.where_reused("one.mp4", mirrored=True)
    for senseless in ({"start": 3}, {"end": 5}, {"sequences": []}):
        with pytest.raises(ValueError, match="a picture has no stretch"):
            project.where_reused(picture, **senseless)
    with pytest.raises(ValueError, match="share is 'clips'"):
        project.where_reused(picture, share="clips")
    with pytest.raises(ValueError, match="outside of it"):
        project.where_reused("one.mp4", 500, 600)


@pytest.mark.parametrize("align", [False, True])
def test_repeats_within_a_film(project, align):
    project.settings.finder = project.settings.finder.changed(align=align)
    repeats = project.repeats("two.mp4")
    finder, found = repeats
    (line,) = finder.table(found).itertuples()
    assert line.query_id == line.ref_id == "two.mp4"
    assert (line.query_start, line.ref_start) == pytest.approx((0, 20), abs=1)
    assert project.repeats("one.mp4")[1] == []
    review = repeats.review()
    assert review._items.table["mean_distance"].iloc[0] < LIMIT
    review.close()
    with pytest.raises(UnknownNameError, match=r"one\.mp4"):
        project.repeats("onne.mp4")


def test_what_is_excluded_is_no_repeat(project, tmp_path):
    import shutil

    shutil.copytree(project.folder, tmp_path / "project")
    with open_project(tmp_path / "project") as own:
        own.annotations.exclusions().exclude([Exclusion(Segment("two.mp4", 0, 8))])
        assert own.repeats("two.mp4", max_distance=LIMIT)[1] == []
