"""The chart of the films that share most footage, and with which others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from vrd.core.segments import Span, seconds_of
from vrd.core.text import clean, hms, shorten
from vrd.core.timelines import Timeline
from vrd.views.fonts import drawable, fonts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Spans = list[Span]

# Muted, told apart by people with any colour vision; numbers in the bars say the same.
COLOURS = [
    *("#4477aa", "#ddaa33", "#bb5566", "#66a182", "#aa7bb5"),
    *("#7fb2d6", "#9a6b3f", "#e39a8b", "#5c6b73"),
]
OTHERS = "#b8b8b8"


def most_reused_files(
    sequences: Iterable[tuple[int, int, int]],
    frames: Timeline,
    *,
    size: tuple[float, float] = (1200, 600),
    video_list: Collection[str] | None = None,
    maximum_to_show: int = 80,
    ax: Axes | None = None,
) -> Axes:
    """Bars of the seconds that each film shares with each other film, most first.

    Stretches that overlap count once for each pair of films. Beside each bar stands how much of
    the film is found elsewhere at all, every second counted once.

    Parameters
    ----------
    sequences
        Triples ``(query, reference, duration)`` in rows.
    frames
        The timeline they belong to.
    size
        Width and height in pixels; the height grows where film names would not be legible.
    video_list
        Names of the films to show; all that share anything, if None.
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
    every, films = len(films), films[:maximum_to_show]
    if ax is None:
        import matplotlib.pyplot as plt

        height = max(size[1], 230 + 21 * len(films)) / 100
        _, ax = plt.subplots(figsize=(size[0] / 100, height), layout="constrained")
    if any(shared[film] for film in films):
        _bars(ax, films, shared, frames)
        more = f" (the {len(films)} most of {every})" if every > len(films) else ""
        ax.set_title(f"Films that share most footage{more}", loc="left", fontsize=11)
    else:
        said = "No film shares footage with another in these sequences."
        ax.text(0.5, 0.5, said, transform=ax.transAxes, ha="center", va="center")
        ax.set(xticks=[], yticks=[])
    ax.spines[["top", "right", "left"]].set_visible(False)
    return ax


def reuse_in_words(
    sequences: Iterable[tuple[int, int, int]], frames: Timeline, most: int = 5
) -> str:
    """The chart's first films in a sentence, for those who do not see it."""
    total = {
        film: seconds_of([span for spans in others.values() for span in spans])
        for film, others in _shared(sequences, frames).items()
    }
    first = sorted(total, key=lambda film: (-total[film], film))[:most]
    named = [f"{clean(frames.videos[film].name)} ({hms(total[film])})" for film in first]
    return "Most footage found elsewhere: " + ("; ".join(named) or "none") + "."


def _shared(
    sequences: Iterable[tuple[int, int, int]], frames: Timeline
) -> defaultdict[int, dict[int, Spans]]:
    """Stretches of each film, in seconds, by the film they are shared with."""
    shared: defaultdict[int, dict[int, Spans]] = defaultdict(dict)
    for query, reference, duration in sequences:
        sides = [(int(row), frames.segment(int(row), int(duration))) for row in (query, reference)]
        for (row, span), (other, _) in (sides, sides[::-1]):
            found = shared[int(frames.video[row])].setdefault(int(frames.video[other]), [])
            found.append((span.start, span.end))
    return shared


def _bars(
    ax: Axes, films: list[int], shared: defaultdict[int, dict[int, Spans]], frames: Timeline
) -> None:
    partners: defaultdict[int, float] = defaultdict(float)
    for film in films:
        for other, spans in shared[film].items():
            partners[other] += seconds_of(spans)
    ranked = sorted(partners, key=lambda other: (-partners[other], other))
    # One film too many for its own colour is better named than called "others".
    named = ranked if len(ranked) <= len(COLOURS) else ranked[: len(COLOURS) - 1]
    order = [[other] for other in named] + ([ranked[len(named) :]] if ranked[len(named) :] else [])
    widest = max(sum(map(seconds_of, shared[film].values())) for film in films)
    left = [0.0] * len(films)
    for number, group in enumerate(order, 1):
        rest = number > len(named)
        values = [sum(seconds_of(shared[film].get(one, [])) for one in group) for film in films]
        name = f"{len(group)} others" if rest else drawable(frames.videos[group[0]].name)
        ax.barh(
            range(len(films)),
            values,
            left=left,
            height=0.72,
            color=OTHERS if rest else COLOURS[number - 1],
            edgecolor="white",
            linewidth=0.8,
            label=f"{number}  {shorten(name, 44)}",
        )
        for row, value in enumerate(values):
            if value > widest * 0.018:
                colour = "black" if rest else _readable(COLOURS[number - 1])
                middle = left[row] + value / 2
                ax.text(middle, row, str(number), ha="center", va="center", fontsize=8, c=colour)
        left = [a + b for a, b in zip(left, values, strict=True)]
    _axes(ax, films, shared, frames, left)


def _axes(
    ax: Axes,
    films: list[int],
    shared: defaultdict[int, dict[int, Spans]],
    frames: Timeline,
    ends: list[float],
) -> None:
    for row, film in enumerate(films):
        once = seconds_of([span for spans in shared[film].values() for span in spans])
        share = once / frames.videos[film].duration if frames.videos[film].duration else 0.0
        said = f" {once:,.0f} s, {min(share, 1.0):.0%} of the film"
        ax.text(ends[row], row, said, va="center", fontsize=8.5)
    names = [shorten(drawable(frames.videos[film].name), 44) for film in films]
    # A film may be called $x^$: names are no formulas.
    ax.set_yticks(range(len(films)), names, parse_math=False, fontfamily=fonts()[0])
    ax.invert_yaxis()
    ax.set_ylim(len(films) - 0.4, -0.6)
    ax.set_xlim(0, max(ends) * 1.25)
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel("seconds shared, summed over the films they are shared with")
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
    """Black or white, whichever stands out more from a colour."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "black" if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "white"
