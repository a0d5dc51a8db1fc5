from __future__ import annotations

import html.parser

import numpy as np
import pytest
from PIL import Image

from tests.support.views_case import ACCENTS, HOSTILE, frames_of, planted
from vrd.core.sequences import AlignedSequence
from vrd.views.draw_sequence import along_lag
from vrd.views.strips import in_order, sequence_strips

FOUND = [(0, 40, 8), (10, 60, 12), (25, 50, 4)]


class _Tags(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))


def _tags(text: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = _Tags()
    parser.feed(text)
    return parser.tags


def _images(text: str) -> list[dict[str, str | None]]:
    return [attrs for tag, attrs in _tags(text) if tag == "img"]


@pytest.fixture
def neighbours(tmp_path):
    return planted(frames_of([40, 60], tmp_path), FOUND, without=[14, 15])


def test_two_rows_of_thumbnails_with_films_times_lag_and_mean(neighbours) -> None:
    shown = sequence_strips(FOUND, neighbours)
    assert len(_images(shown.html)) == 2 * (8 + 12 + 4)
    for text in ("00:00:10–00:00:22", "10–22 s", "00:00:20–00:00:32", "20–32 s", "12 s"):
        assert text in shown.html
    for text in ("lag +00:00:10 (10 s)", "mean distance 10.00", "2 of 12 frames do not match"):
        assert text in shown.html
        assert text in shown.text
    assert ACCENTS in shown.text


def test_longest_first_and_rows_not_matching_are_marked_in_words(neighbours) -> None:
    shown = sequence_strips(FOUND, neighbours)
    assert shown.text.index("12 s,") < shown.text.index("8 s,") < shown.text.index("4 s,")
    lost = [a["title"] for t, a in _tags(shown.html) if "vrd-no" in (a.get("class") or "")]
    assert lost == [
        "00:00:14 and 00:00:24: does not match",
        "00:00:15 and 00:00:25: does not match",
    ]


def test_a_hostile_file_name_stays_text(neighbours) -> None:
    shown = sequence_strips(FOUND, neighbours, show_shift=True)
    for tag, attrs in _tags(shown.html):
        assert tag not in ("script", "iframe", "object")
        assert not [name for name in attrs if name.startswith("on")]
    assert all((a["src"] or "").startswith("data:image/jpeg;base64,") for a in _images(shown.html))
    assert all(a["alt"] for a in _images(shown.html))
    assert HOSTILE not in shown.html
    assert "http" not in shown.html.split("base64")[0]


def test_defect_720_thumbnails_in_one_row_do_not_break(tmp_path) -> None:
    frames = frames_of([720, 720], tmp_path, size=(32, 18))
    found = [(0, 720, 720)]
    neighbours = planted(frames, found)
    shown = sequence_strips(found, neighbours)
    images = _images(shown.html)
    assert len(images) == 48
    assert [images[0]["alt"], images[-2]["alt"]] == ["00:00:00", "00:11:59"]
    assert "720 frames in all" in shown.html
    every = sequence_strips(found, neighbours, max_thumbnails=None)
    assert len(_images(every.html)) == 1440
    assert "frames in all" not in every.html


def test_defect_nothing_under_the_threshold_says_what_to_loosen(neighbours) -> None:
    shown = sequence_strips([], neighbours, max_distance=0.5)
    for word in ("0.5", "max_distance", "shortest_sequence", "allow_skip", "filters"):
        assert word in shown.text
        assert word in shown.html


def test_defect_nan_means_are_never_shown(neighbours) -> None:
    shown = sequence_strips([(30, 90, 5)], neighbours, max_distance=0.5, show_shift=True)
    assert "no frame matches" in shown.text
    assert "5 of 5 frames do not match" in shown.text
    words = shown.html.lower().split('src="')
    assert not any("nan" in part.split('"', 1)[-1] for part in words)
    assert "inf" not in shown.text


def test_pages_hold_every_sequence_once(neighbours) -> None:
    first = sequence_strips(FOUND, neighbours, show_limit=2)
    second = sequence_strips(FOUND, neighbours, show_limit=2, page=2)
    assert "Sequences 1 to 2 of 3. 1 more: add page=2 to see the next." in first.text
    assert "Sequence 3" in second.html
    assert "Sequence 2<" not in second.html
    assert "There is no page 3" in sequence_strips(FOUND, neighbours, show_limit=2, page=3).text
    assert "1 sequence fills 1 page of" in sequence_strips(FOUND[:1], neighbours, page=2).text
    assert len(_images(sequence_strips(FOUND, neighbours, show_limit=None).html)) == 48


def test_a_missing_or_damaged_still_is_noted_not_raised(neighbours) -> None:
    frames = neighbours.frames
    frames.still(0).unlink()
    frames.still(1).write_bytes(frames.still(1).read_bytes()[:120])
    frames.still(2).write_bytes(b"")
    shown = sequence_strips([(0, 40, 8)], neighbours)
    assert len(_images(shown.html)) == 13
    assert shown.html.count("picture missing") == 3


def test_sort_order_may_be_a_key_or_sort_them_all(neighbours) -> None:
    every = set(FOUND)
    starts = [sequence.query for sequence in in_order(every, lambda x: -x[0])]
    assert starts == [25, 10, 0]
    published = [
        sequence.query for sequence in in_order(every, lambda s: sorted(s, key=lambda x: x[2]))
    ]
    assert published == [25, 0, 10]
    assert [sequence.duration for sequence in in_order(every)] == [12, 8, 4]
    assert [sequence.query for sequence in in_order(every, reversed)] == [25, 0, 10]


def test_show_shift_tells_how_other_lags_fit() -> None:
    frames = frames_of([40, 40])
    sequence = (5, 50, 10)
    neighbours = planted(frames, [sequence, (5, 51, 6)])
    assert np.isfinite(along_lag(sequence, neighbours)).sum() == 10
    assert np.isfinite(along_lag(sequence, neighbours, shift=1)).sum() == 6
    assert not np.isfinite(along_lag(sequence, neighbours, max_distance=9)).any()
    shown = sequence_strips([sequence], neighbours, show_shift=True).html
    assert "0 (this sequence)" in shown
    assert "<bdi>−3</bdi>" in shown
    assert '<bdi>+1</bdi></th><td class="vrd-n"><bdi>10.00</bdi></td><td' in shown


def test_shifts_never_leave_the_film() -> None:
    frames = frames_of([10, 10, 10])
    # Rows 9-13 would match 20-24, but a shift of the reference 15-19 by 5 is another film.
    neighbours = planted(frames, [(0, 20, 5)])
    assert not np.isfinite(along_lag((0, 15, 5), neighbours, shift=5)).any()
    assert not np.isfinite(along_lag((0, 10, 5), neighbours, shift=-3)).any()


def test_merged_runs_say_that_frames_need_not_be_aligned(neighbours) -> None:
    words = "frames above one another need not be the same moment"
    assert words not in sequence_strips([(0, 40, 8)], neighbours).html
    assert words in sequence_strips([(0, 40, 12)], neighbours).html


@pytest.mark.parametrize("box", [(30, 30), (90, 20)])
def test_frame_resize_is_a_box(neighbours, box) -> None:
    import base64
    import io

    from PIL import Image

    src = _images(sequence_strips(FOUND, neighbours, frame_resize=box).html)[0]["src"] or ""
    size = Image.open(io.BytesIO(base64.b64decode(src.split(",")[1]))).size
    assert size[0] <= box[0]
    assert size[1] <= box[1]
    assert size[0] / size[1] == pytest.approx(16 / 9, rel=0.06)


@pytest.mark.parametrize(
    "wrong",
    [{"show_limit": 0}, {"page": 0}, {"frame_resize": (0, 9)}, {"max_thumbnails": 1}],
)
def test_settings_without_sense_are_refused(neighbours, wrong) -> None:
    with pytest.raises(ValueError):
        sequence_strips(FOUND, neighbours, **wrong)


def test_anchors_only_where_asked_for(neighbours) -> None:
    assert "id=" not in sequence_strips(FOUND, neighbours).html
    assert 'id="sequence-3"' in sequence_strips(FOUND, neighbours, anchors=True).html


def test_shared_stills_are_read_once(neighbours, monkeypatch) -> None:
    opened, real = [], Image.open

    def counted(path, *more):
        opened.append(path)
        return real(path, *more)

    monkeypatch.setattr(Image, "open", counted)
    sequence_strips([(0, 40, 8)] * 100, neighbours)
    assert len(opened) == 2 * 8


def test_aligned_sequences_tell_speed_and_confidence_and_best_comes_first(tmp_path) -> None:
    frames = frames_of([20, 30], tmp_path)
    weak = AlignedSequence.make((2, 25, 10), (2.4, 10.4), (5.0, 15.0), speed=1.25, score=3.0)
    strong = AlignedSequence.make((12, 40, 4), (12.0, 16.0), (20.0, 24.0), score=4.0)
    weak.confidence, strong.confidence = 0.918, 1.0
    shown = sequence_strips([weak, strong], planted(frames, [(12, 40, 4)]))
    assert shown.text.index("4 s") < shown.text.index("10 s")
    assert "at 1.25 times the speed" in shown.html
    assert "confidence 91\N{NO-BREAK SPACE}%" in shown.html
    assert "confidence 99\N{NO-BREAK SPACE}%" in shown.html
    # The rows beside one another are those of the line: the last of both ends.
    assert 'title="00:00:10 and 00:00:14' in shown.html
    assert "Joined from several" not in shown.html
