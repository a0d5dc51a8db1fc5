"""Show, in a saved notebook without a kernel, as much of a review as somebody chose to share.

Clips are cut when the cell is run, and stand inside the page. They are those of the first page of
the review, of each sequence its first `MAX_SHARED_S`, until they take `MAX_SHARED_MB` together: a
notebook that holds more is slow to open and to save, and many sites refuse it.
"""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from typing import Literal, get_args

from vrd.core.redaction import cut_folders
from vrd.core.segments import Segment
from vrd.core.text import hms
from vrd.errors import VRDError
from vrd.views.html import Page, escape, page
from vrd.views.strips import sequence_strips
from vrd.views.tables import show_sequences_table
from vrd.widgets.review_clips import ClipSource, FilmStretch
from vrd.widgets.review_items import ReviewItems

Share = Literal["nothing", "table", "thumbs", "clips"]
#: Longest clip in a saved notebook, in seconds of its film.
MAX_SHARED_S = 20.0
#: Megabytes of all clips in one output, before they are written as text (which takes a third more).
MAX_SHARED_MB = 10.0
_MAX_THUMBS = 50
_PAIR_STYLE = "display:flex;flex-wrap:wrap;gap:.6em;margin:.3em 0 1em"
_SIDE_STYLE = "flex:1 1 16em;max-width:32em;margin:0;min-width:0"


def check_share(share: Share, clips: ClipSource | None) -> None:
    """Raise ValueError unless this can be shared."""
    if share not in get_args(Share):
        raise ValueError(f"share is {share!r}; it must be 'nothing', 'table', 'thumbs' or 'clips'")
    if share == "clips" and clips is None:
        raise ValueError("share is 'clips', but this review has no clips: share 'thumbs' instead")


def shared_page(
    items: ReviewItems,
    share: Share,
    clips: ClipSource | None,
    page_size: int,
    *,
    max_mb: float = MAX_SHARED_MB,
) -> Page | None:
    """Return what is shown of a review where no kernel runs, beside its size; None for nothing.

    Parameters
    ----------
    items
        The sequences.
    share
        How much is shared.
    clips
        Where clips come from.
    page_size
        Clips are those of so many sequences, the first.
    max_mb
        Megabytes of all clips at most.
    """
    if share == "nothing":
        return None
    if share == "table":
        return show_sequences_table(items.table)
    thumbs = sequence_strips(
        items.sequences,
        items.neighbours,
        show_limit=_MAX_THUMBS,
        max_distance=items.max_distance,
        sort_order=lambda _: items.sequences,
    )
    if share == "thumbs" or clips is None or not len(items):
        return thumbs
    shown = _clips_page(items, clips, min(page_size, len(items)), max_mb * 1e6)
    return Page(shown.html + thumbs.html, f"{shown.text}\n{thumbs.text}")


def _clips_page(items: ReviewItems, clips: ClipSource, count: int, max_bytes: float) -> Page:
    """Return clips of the first sequences, as far as there is room."""
    drawn: list[str] = []
    for item in range(count):
        stretches = _stretches(items, item)
        cut = _cut(clips, stretches)
        # They go into the page as text: what does not fit is never encoded.
        max_bytes -= sum(len(clip) for clip in cut if isinstance(clip, bytes))
        if max_bytes < 0:
            break
        drawn.append(_pair_html(items, item, cut, stretches))
    text = f"Clips of the first {len(drawn):,} of {len(items):,} sequences"
    if len(drawn) < count:
        text += " (more would make the notebook too large)"
    text += "."
    return page(f'<p class="vrd-p">{escape(text)}</p>{"".join(drawn)}', text)


def _stretches(items: ReviewItems, item: int) -> tuple[FilmStretch, FilmStretch]:
    """Return both films of a sequence and what is cut from them, at most `MAX_SHARED_S` of each."""
    pair = items.clips(item)
    query, reference = items.film_stretches(item, pair)
    # Both sides stay in step where one is faster.
    seconds = min(query[2] - query[1], MAX_SHARED_S / max(1.0, pair.ratio))
    return (
        (query[0], query[1], query[1] + seconds),
        (reference[0], reference[1], reference[1] + seconds * pair.ratio),
    )


def _cut(clips: ClipSource, stretches: tuple[FilmStretch, FilmStretch]) -> list[bytes | str]:
    """Return both clips, or why there is none."""

    def cut(stretch: FilmStretch) -> bytes | str:
        try:
            return clips.clip(*stretch)[0]
        except (VRDError, OSError, ValueError) as error:
            return cut_folders(str(error))  # it stays in the notebook, which other people open

    with ThreadPoolExecutor(2) as pool:
        return [*pool.map(cut, stretches)]


def _pair_html(
    items: ReviewItems,
    item: int,
    cut: list[bytes | str],
    stretches: tuple[FilmStretch, FilmStretch],
) -> str:
    sides = "".join(
        _side_html(side, clip, stretch[1:])
        for side, clip, stretch in zip(items.segments(item), cut, stretches, strict=True)
    )
    title = f'<b role="heading" aria-level="4">Sequence {item + 1:,}</b>'
    return f'{title}<div style="{_PAIR_STYLE}">{sides}</div>'


def _side_html(side: Segment, clip: bytes | str, span: tuple[float, float]) -> str:
    times = f"{hms(span[0])}–{hms(span[1])}"
    name = f'<figcaption><bdi>{escape(side.video)}</bdi> <span class="vrd-t">{times}</span>'
    if isinstance(clip, str):
        shown = f'<p class="vrd-p vrd-muted">{escape(clip)}</p>'
    else:
        source = f"data:video/mp4;base64,{base64.b64encode(clip).decode('ascii')}"
        shown = (
            f'<video controls loop muted playsinline preload="metadata" style="width:100%" '
            f'aria-label="{escape(side.video)}, {times}" src="{source}"></video>'
        )
    return f'<figure style="{_SIDE_STYLE}">{name}</figcaption>{shown}</figure>'
