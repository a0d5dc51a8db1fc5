"""Pictures and repeats looked for in films with known answers, with the embedded descriptor."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from PIL import Image, ImageOps

from vrd.analysis.find_picture import AS_IT_IS, MIRRORED, TRIMMED, PictureDescriber, find_picture
from vrd.analysis.repeats import align_repeats, film_neighbours
from vrd.core.fingerprints import Fingerprints
from vrd.errors import StaleArtefactError, VideoError
from vrd.matching.finder import SequenceFinder
from vrd.matching.novelty import frame_novelty
from vrd.readers.stills import read_picture
from vrd.vrd_project import open_project

LIMIT = 0.2


@pytest.fixture(scope="module")
def project(reused):
    """The project of `reuse_project`, open for reading."""
    with open_project(reused, read_only=True) as opened:
        yield opened


@pytest.fixture
def find(project):
    """`find_picture` in this project."""
    maker = project.fingerprinter
    size, fit = maker.spec.input_size, maker.spec.scale.fit

    def sample(path, borders):
        return read_picture(path, size, fit, borders)

    return partial(
        find_picture,
        fingerprints=project.fingerprints,
        frames=project.frames,
        describer=PictureDescriber(maker, sample),
    )


@pytest.fixture
def picture(project):
    """Second 15 of the first film, which is second 3 and second 23 of the second."""
    with Image.open(
        project.frames.still(project.frames.get_index_from_video_name("one.mp4")[15])
    ) as one:
        return one.convert("RGB")


def _is_the_planted_one(answer) -> None:
    near = answer[answer["distance"] < LIMIT]
    assert sorted(near["film"]) == ["one.mp4", "two.mp4"]
    times = dict(zip(near["film"], near["start"], strict=True))
    assert times["one.mp4"] == 15
    assert times["two.mp4"] in (3, 23)


def test_a_picture_is_found_in_both_films(find, picture, tmp_path) -> None:
    path = tmp_path / "scan.png"
    picture.save(path)
    answer = find(path)
    _is_the_planted_one(answer)
    assert answer["film"].tolist()[2:] == ["three.mp4"]  # the nearest frame of every film
    assert answer["distance"].is_monotonic_increasing
    assert set(answer["seen_as"]) == {AS_IT_IS}
    assert len(find(path, max_distance=LIMIT)) == 2
    assert find(path, count=1)["film"].tolist() == answer["film"].tolist()[:1]


def test_arrays_grey_and_with_opacity(find, picture) -> None:
    for mode in ("RGB", "L", "RGBA"):
        _is_the_planted_one(find(np.asarray(picture.convert(mode))))


@pytest.mark.parametrize("mode", ["CMYK", "P", "LA", "I;16"])
def test_modes_of_scans(find, picture, tmp_path, mode) -> None:
    path = tmp_path / ("scan.png" if mode != "CMYK" else "scan.tif")
    if mode == "I;16":
        Image.fromarray(np.asarray(picture.convert("L"), np.uint16) * 257).save(path)
    else:
        picture.convert(mode).save(path)
    _is_the_planted_one(find(path))


def test_a_photograph_taken_upright_is_turned(find, picture, tmp_path) -> None:
    path = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned by 90 degrees
    picture.rotate(90, expand=True).save(path, exif=exif, quality=95)
    _is_the_planted_one(find(path))


def test_a_scan_with_black_borders(find, picture, tmp_path) -> None:
    path = tmp_path / "borders.png"
    ImageOps.expand(picture.resize((320, 180)), (60, 40), "black").save(path)
    answer = find(path)
    _is_the_planted_one(answer)
    assert answer["seen_as"].tolist()[:2] == [TRIMMED, TRIMMED]


def test_a_mirrored_picture_is_found_only_if_asked_for(find, picture) -> None:
    turned = np.asarray(ImageOps.mirror(picture))
    assert find(turned, max_distance=LIMIT).empty
    answer = find(turned, mirrored=True, max_distance=LIMIT)
    _is_the_planted_one(answer)
    assert set(answer["seen_as"]) == {MIRRORED}


def test_rows_that_are_left_out_or_missing_are_no_answer(find, picture, project) -> None:
    rows = project.frames.get_index_from_video_name("one.mp4")
    out = np.zeros(len(project.frames), bool)
    out[rows.start : rows.stop] = True
    assert "one.mp4" not in set(find(np.asarray(picture), leave_out=out)["film"])
    known = project.fingerprints
    holed = Fingerprints(known._read, known.shape, known.spec, [rows[15]])
    answer = find(np.asarray(picture), fingerprints=holed).set_index("film")
    assert answer.loc["one.mp4", "start"] != 15


def test_what_is_no_picture_is_told(find, picture, tmp_path) -> None:
    with pytest.raises(VideoError, match="There is no picture"):
        find(tmp_path / "absent.png")
    text = tmp_path / "text.png"
    text.write_text("no picture")
    with pytest.raises(VideoError, match="not an image"):
        find(text)
    cut = tmp_path / "cut.jpg"
    picture.resize((640, 360)).save(cut)
    cut.write_bytes(cut.read_bytes()[:3000])
    with pytest.raises(VideoError, match="damaged or cut off"):
        find(cut)
    for array in (
        np.zeros((9, 9), float),
        np.zeros((3, 9, 9), np.uint8),
        np.zeros((0, 4), np.uint8),
    ):
        with pytest.raises(ValueError, match="is no picture"):
            find(array)
    with pytest.raises(ValueError, match="count is -1"):
        find(np.asarray(picture), count=-1)


def test_fingerprints_of_another_network_are_not_compared(find, picture, project) -> None:
    from dataclasses import replace

    known = project.fingerprints
    other = Fingerprints(known._read, known.shape, replace(known.spec, weights="others"))
    with pytest.raises(StaleArtefactError, match="cannot be compared"):
        find(np.asarray(picture), fingerprints=other)


def _spans(found, project):
    table = [project.frames.segment(row, one.duration) for one in found for row in one[:2]]
    return [(one.video, round(one.start), round(one.end)) for one in table]


def _repeats(project, film, **options):
    return film_neighbours(
        project.fingerprints, project.frames, film, max_distance=LIMIT, **options
    )


def test_the_usual_search_does_not_hold_repeats(project) -> None:
    assert project.neighbours.own_video_left_out
    _, found = project.find(max_distance=LIMIT)
    assert all(
        project.frames.video[one.query] != project.frames.video[one.reference] for one in found
    )


def test_footage_twice_in_one_film_is_found(project) -> None:
    own = _repeats(project, "two.mp4")
    assert len(own) == len(project.frames)
    finder = SequenceFinder(own, LIMIT, quiet=True)
    # Seconds beside one another look alike: runs beside the true lag are merged with it.
    found = finder.find_sequences(combine_overlap=True)
    assert _spans(found, project) == [("two.mp4", 0, 8), ("two.mp4", 20, 28)]
    line = finder.table(found).iloc[0]
    assert line.query_id == line.ref_id == "two.mp4"
    assert line.matched == 8
    assert line.mean_distance < LIMIT


def test_lines_of_repeats_by_their_evidence(project) -> None:
    finder = SequenceFinder(_repeats(project, "two.mp4"), LIMIT, quiet=True)
    novelty = frame_novelty(project.fingerprints, project.frames)
    (one,) = align_repeats(
        finder.matches, project.frames, "two.mp4", max_distance=LIMIT, novelty=novelty
    )
    assert _spans([one], project) == [("two.mp4", 0, 8), ("two.mp4", 20, 28)]
    assert one.query_span == pytest.approx((0, 8), abs=1)
    assert one.reference_span == pytest.approx((20, 28), abs=1)
    assert one.score > 1.5


def test_a_film_without_repeats_and_a_picture_that_stands_still(project) -> None:
    for film in ("one.mp4", "three.mp4"):
        finder = SequenceFinder(_repeats(project, film), LIMIT, quiet=True)
        assert finder.find_sequences() == []
    # Without a limit nobody can tell what stands still: the 30 s are near themselves.
    own = film_neighbours(project.fingerprints, project.frames, "three.mp4")
    assert len(SequenceFinder(own, LIMIT, quiet=True).find_sequences()) > 0


def test_what_is_nearer_in_time_than_asked_for_is_no_repeat(project) -> None:
    for gap, some in ((20, True), (22, True), (28, False)):
        matches = SequenceFinder(_repeats(project, "two.mp4", min_gap=gap), LIMIT).matches
        assert bool(len(matches)) == some
        assert (matches.reference - matches.query >= gap).all()
    for options in ({"min_gap": 0}, {"min_gap": float("inf")}, {"k": 0}):
        with pytest.raises(ValueError, match="must be"):
            _repeats(project, "two.mp4", **options)
