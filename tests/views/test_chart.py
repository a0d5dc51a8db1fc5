from __future__ import annotations

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import pytest

from tests.support.views_case import frames_of
from vrd.errors import UnknownNameError
from vrd.views.chart import most_reused_files, reuse_in_words
from vrd.views.fonts import drawable

NAMES = ["$\\frac{a$ 日本.mp4", "_b.mp4", "c.mp4", *(f"film {i}.mp4" for i in range(30))]


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def _bars(ax) -> dict[str, list[float]]:
    """Widths by series."""
    return {c.get_label(): [bar.get_width() for bar in c] for c in ax.containers}


def _films(ax) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def test_overlapping_sequences_do_not_count_twice() -> None:
    frames = frames_of([100, 100, 100], names=NAMES)
    found = [(0, 100, 20), (10, 130, 20), (50, 250, 10)]  # 0-30 of the first with the second
    ax = most_reused_files(found, frames)
    bars = _bars(ax)
    assert _films(ax)[1:] == ["_b.mp4", "c.mp4"]
    assert bars["2  _b.mp4"][0] == 30
    assert bars["3  c.mp4"][0] == 10
    texts = [text.get_text() for text in ax.texts]
    assert " 40 s, 40\N{NO-BREAK SPACE}% of the film" in texts


def test_hostile_and_foreign_names_are_drawn_without_a_warning() -> None:
    ax = most_reused_files([(0, 100, 20)], frames_of([100, 100], names=NAMES))
    ax.figure.canvas.draw()  # a formula in $…$ would raise, a missing glyph would warn
    assert drawable("a_$b\n.mp4") == "a_$b .mp4"
    assert drawable("\U0010fffd") == "□"


def test_many_partners_are_gathered_as_others() -> None:
    frames = frames_of([1000] + [20] * 30, names=NAMES)
    found = [(20 * i, 1000 + 20 * i, 5 + i % 7) for i in range(30)]
    ax = most_reused_files(found, frames, size=(800, 300), maximum_to_show=12)
    assert "other films" in list(_bars(ax))[-1]
    assert sum(values[0] for values in _bars(ax).values()) == sum(d for *_, d in found)
    assert len(_films(ax)) == 12
    assert "12 most of 31" in ax.get_title(loc="left")
    width, height = ax.figure.get_size_inches() * 100
    assert width == pytest.approx(800)
    assert height > 300  # grows until names are legible


def test_size_is_in_pixels() -> None:
    ax = most_reused_files([(0, 100, 20)], frames_of([100, 100]), size=(900, 500))
    assert (ax.figure.get_size_inches() * 100).tolist() == pytest.approx([900, 500])


def test_video_list_chooses_films() -> None:
    frames = frames_of([100, 100, 100], names=NAMES)
    found = [(0, 100, 20), (50, 250, 10)]
    assert _films(most_reused_files(found, frames, video_list=["c.mp4"])) == ["c.mp4"]
    with pytest.raises(UnknownNameError):
        most_reused_files(found, frames, video_list=["d.mp4"])


def test_nothing_found_gives_a_note() -> None:
    ax = most_reused_files([], frames_of([5, 5]))
    assert "No film shares footage" in ax.texts[0].get_text()
    ax.figure.canvas.draw()


def test_the_chart_in_words_counts_every_second_once() -> None:
    frames = frames_of([100, 100, 100], names=NAMES)
    words = reuse_in_words([(0, 100, 20), (0, 200, 30)], frames)
    assert words.startswith("Most footage found elsewhere: $\\frac{a$ 日本.mp4 (00:00:30); c.mp4")
