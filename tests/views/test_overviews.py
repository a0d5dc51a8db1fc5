"""What all overviews have in common, and what each of them says."""

from __future__ import annotations

import io
import random
import re
import xml.etree.ElementTree as ET
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.support.synthetic import table_of
from tests.support.views_case import ACCENTS, HOSTILE, frames_of
from vrd.core.text import length_text
from vrd.core.timelines import Failure, Timeline, Video
from vrd.errors import ProjectError, StorageError, UnknownNameError
from vrd.views.coverage import coverage
from vrd.views.film_timeline import film_timeline
from vrd.views.fonts import fitted
from vrd.views.most_reused import most_reused_stretches
from vrd.views.reuse_arcs import reuse_arcs
from vrd.views.reuse_matrix import reuse_matrix

SVG = "{http://www.w3.org/2000/svg}"
OVERVIEWS = {
    "matrix": reuse_matrix,
    "arcs": reuse_arcs,
    "timeline": lambda table, frames: film_timeline(table, frames, frames.videos[0].name),
    "coverage": coverage,
    "stretches": most_reused_stretches,
}


@pytest.fixture
def planted():
    """20 s of the first film are in the second, and 10 s in the third."""
    frames = frames_of([100, 100, 100])
    lines = [(HOSTILE, 10, 30, ACCENTS, 0, 20), (HOSTILE, 50, 60, "three.mp4", 65, 75)]
    return table_of(*lines), frames


def many(count: int):
    """So many films with long names, which share at random."""
    chance = random.Random(count)
    names = [
        f"A LONG TITLE OF A NEWSREEL, part {i} of the year {1900 + i}.mp4" for i in range(count)
    ]
    videos = [Video(name, Path(name), Path("nowhere"), 600, 600.0) for name in names]
    lines = []
    for _ in range(5 * count):
        first, second = chance.sample(range(count), 2)
        start, length = chance.randrange(500), chance.randrange(3, 90)
        lines.append((names[first], start, start + length, names[second], 5, 5 + length))
    return table_of(*lines), Timeline.uniform(videos)


def svg_of(shown) -> ET.Element:
    """The drawing; XML that is not well formed would raise."""
    return ET.fromstring(re.search(r"<svg.*</svg>", shown.html, re.S).group())


def titles(shown) -> list[str]:
    return [title.text for title in svg_of(shown).iter(f"{SVG}title")]  # type: ignore[misc]


def labels(shown) -> list[str]:
    """Texts that are drawn, without what is said when pointing at them."""
    texts = svg_of(shown).iter(f"{SVG}text")
    return [((text.text or "") + "".join(child.tail or "" for child in text)) for text in texts]


def drawn_pixels(shown) -> np.ndarray:
    """The figure as matplotlib draws it; a missing glyph would warn, a formula might raise."""
    out = io.BytesIO()
    shown.figure.savefig(out, format="png", dpi=50)
    with Image.open(out) as picture:
        return np.asarray(picture.convert("L"))


@pytest.fixture(params=OVERVIEWS)
def draw(request):
    return OVERVIEWS[request.param]


def test_names_are_inert_and_the_drawing_has_a_text(draw, planted) -> None:
    shown = draw(*planted)
    assert "<img" not in shown.html
    assert HOSTILE not in shown.html
    assert "<script" not in shown.html
    root = svg_of(shown)
    assert root.get("role") == "img"
    assert len(root.get("aria-label")) > 20
    assert HOSTILE in repr(shown)  # plain text is plain
    assert "<table" in shown.html


def test_colours_come_from_the_notebook(draw, planted) -> None:
    for mark in svg_of(draw(*planted)).iter():
        colours = {mark.get("fill"), mark.get("stroke")} - {None, "none"}
        assert colours <= {"currentColor", "#4a86c5"}
        assert mark.tag != f"{SVG}text" or colours == {"currentColor"}


@pytest.mark.parametrize("count", [3, 75])
def test_everything_is_inside_the_drawing_and_seven_hundred_pixels_wide(draw, count) -> None:
    shown = draw(*many(count))
    root = svg_of(shown)
    _, _, width, height = map(float, root.get("viewBox").split())
    assert width == 700
    for mark in root.iter(f"{SVG}rect"):
        x, y, wide, high = (float(mark.get(name)) for name in ("x", "y", "width", "height"))
        assert 0 <= x <= x + wide <= width + 0.2
        assert 0 <= y <= y + high <= height + 0.2
    for mark in root.iter(f"{SVG}text"):
        size = float(mark.get("font-size"))
        assert size >= 9
        assert 0 <= float(mark.get("y")) <= height
    shown.figure.savefig(io.BytesIO(), dpi=100)
    for text in shown.figure.axes[0].texts:
        where = text.get_window_extent()
        assert where.x0 >= 0, text.get_text()
        assert where.x1 <= width + 1, text.get_text()


def test_the_figure_is_the_same_drawing(draw, planted) -> None:
    shown = draw(*planted)
    _, _, *size = map(float, svg_of(shown).get("viewBox").split())
    assert (shown.figure.get_size_inches() * 100).tolist() == pytest.approx(size)
    drawn = [text.get_text() for text in shown.figure.axes[0].texts]
    assert [text.strip() for text in drawn] == [text.strip() for text in labels(shown)]
    assert (drawn_pixels(shown) < 128).any()


def test_nothing_found_is_a_sentence(draw) -> None:
    for frames in (frames_of([50, 50]), frames_of([50])):
        shown = draw(table_of(), frames)
        assert len(repr(shown)) > 20
        assert (drawn_pixels(shown) < 128).any()
    assert "vrd" in shown.html


def test_saved_for_print(draw, planted, tmp_path) -> None:
    shown = draw(*planted)
    assert shown.save(tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert b"<svg" in shown.save(tmp_path / "a.svg").read_bytes()
    with Image.open(shown.save(tmp_path / "a.png", dpi=200)) as picture:
        assert picture.width == 1400
    with pytest.raises(ValueError, match="xyz"):
        shown.save(tmp_path / "a.xyz")
    with pytest.raises(ProjectError, match=r"no folder .*absent to write a\.svg in"):
        shown.save(tmp_path / "absent" / "a.svg")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pdf", "a.png", "a.svg"]


def test_a_name_the_collection_has_not_is_told(draw, planted) -> None:
    with pytest.raises(UnknownNameError):
        draw(table_of(("no.mp4", 0, 9, "three.mp4", 0, 9)), planted[1])


@pytest.mark.parametrize(
    "view", [reuse_matrix, reuse_arcs, coverage, partial(film_timeline, film="three.mp4")]
)
def test_at_least_one_must_be_told_apart(view, planted) -> None:
    with pytest.raises(ValueError, match="most is 0"):
        view(*planted, most=0)


# -- each of them --------------------------------------------------------------------------------


def test_matrix_says_both_directions() -> None:
    frames = frames_of([100, 100], names=["a.mp4", "b.mp4"])
    shown = reuse_matrix(table_of(("a.mp4", 10, 30, "b.mp4", 0, 25)), frames)
    assert "a.mp4: 20 s also in b.mp4" in titles(shown)
    assert "b.mp4: 25 s also in a.mp4" in titles(shown)
    assert {"20 s", "25 s"} <= set(labels(shown))  # not by size alone
    squares = [box for box in svg_of(shown).iter(f"{SVG}rect") if box.get("fill") != "none"]
    areas = sorted(float(box.get("width")) ** 2 for box in squares)
    assert areas[0] / areas[1] == pytest.approx(20 / 25, rel=0.02)


def test_most_films_told_apart_and_the_rest_as_one() -> None:
    table, frames = many(75)
    for view in (reuse_matrix, reuse_arcs):
        shown = view(table, frames)
        assert "the 60 of 75 films that share most" in repr(shown)
        assert any(label.startswith("15 other films") for label in labels(shown))
        assert re.search(r"The table has the 100 largest of \d+ shares\.", repr(shown))


def test_groups_instead_of_films(planted) -> None:
    shown = reuse_arcs(*planted, groups=lambda name: "news" if name == "three.mp4" else "fiction")
    assert {"news", "fiction"} <= set(labels(shown))
    assert "The table has" not in repr(shown)
    assert "2 groups" in repr(shown)
    assert "fiction and news: 10 s" in titles(shown)


def test_arcs_are_thicker_where_more_is_shared(planted) -> None:
    shown = reuse_arcs(*planted)
    arcs = {
        arc[0].text: float(arc.get("stroke-width"))
        for arc in svg_of(shown).iter(f"{SVG}path")
        if len(arc)
    }
    (more,), (less,) = (
        [arcs[title] for title in arcs if end in title] for end in (": 20 s", ": 10 s")
    )
    assert more > less


def test_stretches_lie_where_they_are_in_the_film(planted) -> None:
    shown = film_timeline(*planted, HOSTILE)
    boxes = {box[0].text: box for box in svg_of(shown).iter(f"{SVG}rect") if len(box)}
    title = f"00:00:10–00:00:30 in this film, 00:00:00–00:00:20 in {ACCENTS}"
    assert title in boxes
    whole = next(box for box in svg_of(shown).iter(f"{SVG}rect") if not len(box))
    left, wide = (float(whole.get(name)) for name in ("x", "width"))
    assert float(boxes[title].get("x")) == pytest.approx(left + 0.1 * wide, abs=0.2)
    assert float(boxes[title].get("width")) == pytest.approx(0.2 * wide, abs=0.2)
    assert "30 s of 1 min 40 s are also elsewhere" in repr(shown)
    assert "00:01:05–00:01:15" in repr(shown)


def test_a_film_is_as_long_along_its_time_line_as_in_the_coverage_of_all() -> None:
    names = ["one.mp4", "two.mp4"]
    frames = Timeline.uniform(
        [Video(name, Path(name), Path("nowhere"), 90, 89.3) for name in names]
    )
    table = table_of(("one.mp4", 10, 30, "two.mp4", 0, 20))
    assert "20 s of 1 min 29 s" in film_timeline(table, frames, "one.mp4").text
    assert "1 min 29 s" in coverage(table, frames).text


def test_a_lane_for_repeats_and_one_for_all_other_films() -> None:
    table, frames = many(20)
    name = frames.videos[0].name
    table.loc[len(table)] = [name, 10, 40, name, 400, 430]
    shown = film_timeline(table, frames, name, most=3)
    assert "this film, elsewhere" in labels(shown)
    assert any(re.fullmatch(r"\d+ other films", label) for label in labels(shown))
    with pytest.raises(UnknownNameError):
        film_timeline(table, frames, "none.mp4")


def test_coverage_says_what_was_not_read() -> None:
    videos = [
        Video("a.mp4", Path("a"), Path("s"), 100, 100.0),
        Video("b.mp4", Path("b"), Path("s"), 50, 100.0),
    ]
    failures = [Failure("b.mp4", "cut <off>", True), Failure(HOSTILE, "no film", False)]
    frames = Timeline.uniform(videos, failures=failures)
    shown = coverage(table_of(("a.mp4", 0, 25, "b.mp4", 0, 20)), frames)
    shown_labels = labels(shown)
    assert "25 s, 25\N{NO-BREAK SPACE}%" in shown_labels
    assert "20 s, 20\N{NO-BREAK SPACE}%, read in part" in shown_labels
    assert "not read: no film" in shown_labels
    assert "2 of 3 films share footage with other films" in repr(shown)
    assert "1 was read in part; 1 was not read" in repr(shown)
    (lost,) = (box for box in svg_of(shown).iter(f"{SVG}rect") if box.get("stroke-dasharray"))
    assert lost[0].text == "50 s could not be read: cut <off>"
    assert re.search("State +Cause", repr(shown))
    assert not re.search("State|Cause", repr(coverage(*many(3))))
    for drawn in coverage(*many(75), most=10), coverage(table_of(), frames, most=1):
        assert any("other films, on average" in label for label in labels(drawn))


def test_most_reused_have_a_picture_where_there_is_one(tmp_path) -> None:
    frames = frames_of([60, 60, 60], tmp_path)
    table = table_of((HOSTILE, 10, 20, ACCENTS, 0, 10), (HOSTILE, 40, 50, "three.mp4", 0, 10))
    (tmp_path / "0" / "000045.jpg").unlink()
    shown = most_reused_stretches(table, frames, share="thumbs")
    (picture,) = svg_of(shown).iter(f"{SVG}image")
    assert picture[0].text == f"{HOSTILE} at 00:00:15"
    assert "picture missing" in labels(shown)
    assert len(shown.figure.axes[0].images) == 1
    assert (drawn_pixels(shown) < 128).any()
    without = most_reused_stretches(table, frames)
    assert not list(svg_of(without).iter(f"{SVG}image"))
    assert "base64" not in without.html
    with pytest.raises(ValueError, match="share is 'clips'"):
        most_reused_stretches(table, frames, share="clips")


def test_many_copies_are_counted() -> None:
    frames = frames_of([60] * 7, names=[f"{i}.mp4" for i in range(7)])
    table = table_of(*[("0.mp4", 10, 20, f"{i}.mp4", 5, 15) for i in range(1, 7)])
    shown = most_reused_stretches(table, frames)
    assert "and 4 more" in labels(shown)
    assert "6.mp4 00:00:05–00:00:15" in repr(shown)
    assert any("in 6 other films" in label for label in labels(shown))


def test_a_stretch_takes_no_more_room_than_its_copies() -> None:
    frames = frames_of([60] * 4, names=[f"{i}.mp4" for i in range(4)])
    few = table_of(("0.mp4", 10, 20, "1.mp4", 5, 15))
    many = table_of(*[("0.mp4", 10, 20, f"{i}.mp4", 5, 15) for i in range(1, 4)])
    heights = []
    for table in (few, many):
        shown = most_reused_stretches(table, frames)
        bottom = float(svg_of(shown).get("viewBox").split()[3])
        last = max(float(text.get("y")) for text in svg_of(shown).iter(f"{SVG}text"))
        assert 0 < bottom - last < 20, "no blank lines below the last copy"
        heights.append(bottom)
    assert heights[1] > heights[0]


def test_a_disk_that_may_not_be_written_is_told(planted, tmp_path, monkeypatch) -> None:
    import errno

    shown = reuse_matrix(*planted)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(shown.figure, "savefig", full)
    with pytest.raises(StorageError, match="is full"):
        shown.save(tmp_path / "a.pdf")


def test_names_of_any_script_fit() -> None:
    for name in ("映画" * 40, "WIDE TITLE " * 20, "é" * 200, "abc.mp4"):
        shown = fitted(name, 150, 12)
        assert shown[0] == name[0]
        assert shown == name or ("…" in shown and shown[-1] == name[-1])
        assert len(shown) <= 150 / 12 / 0.3
    assert fitted("映" * 40, 150, 12).count("映") <= 12
    assert fitted("x", 1, 12) == "x"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0 s"), (59.6, "1 min 00 s"), (61, "1 min 01 s"), (7300, "2 h 01 min")],
)
def test_lengths_as_people_say_them(seconds, text) -> None:
    assert length_text(seconds) == text
