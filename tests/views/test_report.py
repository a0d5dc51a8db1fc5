from __future__ import annotations

import html.parser
import os
import re
from pathlib import Path

import pandas as pd
import pytest

from tests.support.views_case import HOSTILE, frames_of, planted
from vrd.core.timelines import Failure
from vrd.errors import StorageError
from vrd.matching.filters import FilterStep
from vrd.views.report import Run, report, write_report

FOUND = [(0, 40, 8), (10, 60, 12), (25, 50, 4)]


class _Tags(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag


def _tags(text: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = _Tags()
    parser.feed(text)
    assert not parser.open  # every element is closed, in order
    return parser.tags


@pytest.fixture
def neighbours(tmp_path):
    lost = [Failure("lost.mp4", "The file is empty.", False)]
    return planted(frames_of([40, 60], tmp_path, failures=lost), FOUND)


@pytest.fixture
def whole(neighbours) -> str:
    run = Run(
        f"Project {HOSTILE}",
        {"network": "dct", "k": 250},
        stages=[("Frames", True, "100 rows")],
        funnel=[FilterStep("Within one film", "matches", 50, 30, [])],
        max_distance=120,
        planted=pd.DataFrame({"Film": [HOSTILE], "Found (s)": [8.0]}),
    )
    return report(FOUND, neighbours, run)


def test_the_report_asks_for_nothing_outside_itself(whole) -> None:
    tags = _tags(whole)
    for tag, attrs in tags:
        assert tag not in ("script", "link", "iframe", "object", "base", "form")
        assert not [name for name in attrs if name.startswith("on")]
        for name in ("src", "href"):
            assert name not in attrs or re.match(r"data:image/|#", attrs[name] or "")
    policy = [a for t, a in tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy[0]["content"] == "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    assert "url(" not in whole
    assert "@import" not in whole


def test_it_is_accessible(whole) -> None:
    tags = _tags(whole)
    assert ("html", {"lang": "en"}) in tags
    assert next(t for t, _ in tags if t in ("h1", "h2")) == "h1"
    assert all(a.get("alt") for t, a in tags if t == "img")
    assert all(a.get("scope") for t, a in tags if t == "th")


def test_it_says_what_was_compared_found_lost_and_that_it_is_no_proof(whole) -> None:
    for text in (
        *("2 films", "3 sequences were found", "guide, not proof", "lost.mp4"),
        *(
            "The file is empty.",
            "network",
            "dct",
            "Within one film",
            "Planted and found",
            "at most 120",
        ),
    ):
        assert text in whole
    assert "nan" not in re.sub(r'base64,[^"]*', "", whole)


def test_table_lines_lead_to_their_pictures(whole) -> None:
    tags = _tags(whole)
    ids = {a["id"] for _, a in tags if "id" in a}
    links = {a["href"] for t, a in tags if t == "a"}
    assert {f"#sequence-{i}" for i in (1, 2, 3)} <= links
    assert links == {f"#{identifier}" for identifier in ids}


def test_beyond_the_limit_and_without_thumbnails_no_link_is_dead(neighbours) -> None:
    few = report(FOUND, neighbours, Run("t", {}), show_limit=1)
    assert few.count('href="#sequence-') == 1
    assert "2 more sequences without pictures can be found in the table above" in few
    bare = report(FOUND, neighbours, Run("t", {}), thumbnails=False)
    assert "#sequence-" not in bare
    assert "image/jpeg" not in bare


def test_nothing_found_is_reported(neighbours) -> None:
    text = report([], neighbours, Run("t", {}, max_distance=1))
    _tags(text)
    assert "nothing was found at a distance of at most 1" in text


def test_two_hundred_sequences_stay_below_10_mb(tmp_path) -> None:
    import numpy as np
    from PIL import Image

    frames = frames_of([60, 60], tmp_path, size=(8, 8))
    noise = np.random.default_rng(0)
    for row in range(len(frames)):  # livelier than film
        coarse = Image.fromarray(noise.integers(0, 256, (9, 16, 3), dtype=np.uint8))
        coarse.resize((640, 360), Image.Resampling.BICUBIC).save(frames.still(row))
    found = [(i % 30, 60 + i % 29, 30) for i in range(200)]
    text = report(found, planted(frames, []), Run("t", {}))
    assert text.count('class="vrd-seq"') == 200
    assert len(text) < 10_000_000


def test_write_report_replaces_whole_or_not_at_all(tmp_path, monkeypatch) -> None:
    target = write_report(tmp_path / "new" / "out.html", "old ä")
    assert target.read_text("utf-8") == "old ä"
    write_report(target, "newer")
    assert target.read_text("utf-8") == "newer"

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError):
        write_report(target, "lost")
    assert target.read_text("utf-8") == "newer"
    assert [path.name for path in Path(target).parent.iterdir()] == ["out.html"]
