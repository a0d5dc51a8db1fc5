"""Draw the films that share most footage, and with which other films they share it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from vrd.core.segments import Span, seconds_of
from vrd.core.sequences import segments
from vrd.core.text import clean, hms, percent, shorten
from vrd.core.timelines import Timeline
from vrd.views.fonts import drawable, fonts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Triples = Iterable[tuple[int, int, int]]
#: Stretches of a film, in seconds, by the position of the film that it shares them with.
SharedWith = dict[int, list[Span]]

# Muted, told apart by people with any colour vision; numbers in the bars say the same.
COLOURS = [
    *("#4477aa", "#ddaa33", "#bb5566", "#66a182", "#aa7bb5"),
    *("#7fb2d6", "#9a6b3f", "#e39a8b", "#5c6b73"),
]
OTHERS = "#b8b8b8"
_MAX_NAME = 44
# Most films that the sentence of the chart names.
_MAX_IN_WORDS = 5
# A bar has room for its number if it is this much of the width.
_MIN_NUMBERED_SHARE = 0.018


def most_reused_files(
    sequences: Triples,
    frames: Timeline,
    *,
    size: tuple[float, float] = (1200, 600),
    video_list: Collection[str] | None = None,
    maximum_to_show: int = 80,
    ax: Axes | None = None,
) -> Axes:
    """Draw bars of the seconds that each film shares with each other film, most first.

    Stretches that overlap count once for each pair of films. The figure beside a bar says how much
    of the film is found elsewhere at all; there, every second counts once.

    Parameters
    ----------
    sequences
        Triples ``(query, reference, duration)`` in rows.
    frames
        The timeline that they belong to.
    size
        Width and height in pixels; the height grows where film names would not be legible.
    video_list
        Names of the films to show; if None, all films that share anything.
    maximum_to_show
        Most films shown.
    ax
        Draw here instead of in a new figure.

    Raises
    ------
    UnknownNameError
        If ``video_list`` has a name that is not in ``frames``.
    """
    shared = _shared(sequences, frames)
    if video_list is None:
        films = list(shared)
    else:
        films = [frames.get_position_from_video_name(name) for name in video_list]
    films.sort(key=lambda film: (-sum(map(seconds_of, shared[film].values())), film))
    count, films = len(films), films[:maximum_to_show]
    if ax is None:
        import matplotlib.pyplot as plt

        height = max(size[1], 230 + 21 * len(films)) / 100
        _, ax = plt.subplots(figsize=(size[0] / 100, height), layout="constrained")
    if any(shared[film] for film in films):
        _bars(ax, films, shared, frames)
        more = f" (the {len(films)} most of {count})" if count > len(films) else ""
        ax.set_title(f"Films that share most footage{more}", loc="left", fontsize=11)
    else:
        message = "No film shares footage with another in these sequences."
        ax.text(0.5, 0.5, message, transform=ax.transAxes, ha="center", va="center")
        ax.set(xticks=[], yticks=[])
    ax.spines[["top", "right", "left"]].set_visible(False)
    return ax


def reuse_in_words(sequences: Triples, frames: Timeline) -> str:
    """Return the first films of the chart in a sentence, for those who do not see it.

    Parameters
    ----------
    sequences, frames
        As for `most_reused_files`.
    """
    total = {
        film: _found_elsewhere(partners) for film, partners in _shared(sequences, frames).items()
    }
    films = sorted(total, key=lambda film: (-total[film], film))[:_MAX_IN_WORDS]
    named = [f"{clean(frames.videos[film].name)} ({hms(total[film])})" for film in films]
    return "Most footage found elsewhere: " + ("; ".join(named) or "none") + "."


def _shared(sequences: Triples, frames: Timeline) -> defaultdict[int, SharedWith]:
    """Return the stretches of each film, by its position and that of the other film."""
    shared: defaultdict[int, SharedWith] = defaultdict(dict)
    for sequence in sequences:
        query, reference = (int(frames.video[row]) for row in sequence[:2])
        here, there = segments(sequence, frames)
        for film, other_film, segment in ((query, reference, here), (reference, query, there)):
            shared[film].setdefault(other_film, []).append((segment.start, segment.end))
    return shared


def _found_elsewhere(partners: SharedWith) -> float:
    """Return the seconds of a film that are in any other film."""
    return seconds_of(span for spans in partners.values() for span in spans)


def _bars(
    ax: Axes, films: list[int], shared: defaultdict[int, SharedWith], frames: Timeline
) -> None:
    """Draw a part of each bar for each film that is shared with."""
    groups = _partner_groups(films, shared)
    widest = max(sum(map(seconds_of, shared[film].values())) for film in films)
    left = [0.0] * len(films)
    for number, group in enumerate(groups, 1):
        rest = len(group) > 1
        values = [
            sum(seconds_of(shared[film].get(partner, [])) for partner in group) for film in films
        ]
        name = f"{len(group)} other films" if rest else drawable(frames.videos[group[0]].name)
        colour = OTHERS if rest else COLOURS[number - 1]
        ax.barh(
            range(len(films)),
            values,
            left=left,
            height=0.72,
            color=colour,
            edgecolor="white",
            linewidth=0.8,
            label=f"{number}  {shorten(name, _MAX_NAME)}",
        )
        for row, value in enumerate(values):
            if value > widest * _MIN_NUMBERED_SHARE:
                ink = "black" if rest else _readable(colour)
                middle = left[row] + value / 2
                ax.text(middle, row, str(number), ha="center", va="center", fontsize=8, c=ink)
        left = [start + value for start, value in zip(left, values, strict=True)]
    _axes(ax, films, shared, frames, left)
    _legend(ax)


def _partner_groups(films: list[int], shared: defaultdict[int, SharedWith]) -> list[list[int]]:
    """Return the other films that share most, in groups that have a colour each."""
    seconds: defaultdict[int, float] = defaultdict(float)
    for film in films:
        for partner, spans in shared[film].items():
            seconds[partner] += seconds_of(spans)
    ranked = sorted(seconds, key=lambda partner: (-seconds[partner], partner))
    # A single film that has no colour left is better named than called "others".
    named = ranked if len(ranked) <= len(COLOURS) else ranked[: len(COLOURS) - 1]
    rest = ranked[len(named) :]
    return [[partner] for partner in named] + ([rest] if rest else [])


def _axes(
    ax: Axes,
    films: list[int],
    shared: defaultdict[int, SharedWith],
    frames: Timeline,
    ends: list[float],
) -> None:
    """Name the films, and say how much of each is found elsewhere."""
    for row, film in enumerate(films):
        seconds = _found_elsewhere(shared[film])
        duration = frames.videos[film].duration
        share = min(seconds / duration, 1.0) if duration else 0.0
        ax.text(
            ends[row],
            row,
            f" {seconds:,.0f} s, {percent(share)} of the film",
            va="center",
            fontsize=8.5,
        )
    names = [shorten(drawable(frames.videos[film].name), _MAX_NAME) for film in films]
    # A film may be called $x^$: names are no formulas.
    ax.set_yticks(range(len(films)), names, parse_math=False, fontfamily=fonts()[0])
    ax.invert_yaxis()
    ax.set_ylim(len(films) - 0.4, -0.6)
    ax.set_xlim(0, max(ends) * 1.25)
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel("seconds shared, added up over the films they are shared with")


def _legend(ax: Axes) -> None:
    legend = ax.figure.legend(
        title="shared with",
        loc="outside lower left",
        ncols=2,
        alignment="left",
        frameon=False,
        fontsize=9,
    )
    for text in legend.get_texts():
        text.set_parse_math(False)
        text.set_fontfamily(fonts()[0])


def _readable(colour: str) -> str:
    """Return black or white, whichever stands out more from a colour."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "black" if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "white"
