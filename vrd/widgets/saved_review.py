"""Show, in a saved notebook without a kernel, as much of a review as somebody chose to share.

Clips are cut when the cell is run, and stand inside the page. They are those of the first page of
the review, of each sequence its first `MAX_SHARED_S`, until they take `MAX_SHARED_MB` together: a
notebook that holds more is slow to open and to save, and many sites refuse it.
"""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, get_args

from vrd.core.redaction import cut_folders
from vrd.core.text import span_text
from vrd.errors import VRDError
from vrd.views.html import Page, page, render
from vrd.views.strips import sequence_strips
from vrd.views.tables import show_sequences_table
from vrd.widgets.clip_pairs import clip_pair
from vrd.widgets.review_clips import ClipSource, FilmStretch
from vrd.widgets.review_items import ReviewItems
from vrd.widgets.review_options import Share

#: Longest clip in a saved notebook, in seconds of its film.
MAX_SHARED_S = 20.0
#: Megabytes of all clips in one output, before they are written as text (which takes a third more).
MAX_SHARED_MB = 10.0
_MAX_THUMBS = 50


class _Side(NamedTuple):
    """Hold one side of a sequence, as the template shows it: a clip, or why there is none."""

    film: str
    times: str
    mp4: str
    why_none: str


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
    """Return clips of as many of the first sequences as there is room for."""
    sequences: list[list[_Side]] = []
    for item in range(count):
        stretches = _stretches(items, item)
        cut = _cut(clips, stretches)
        # They go into the page as text: what does not fit is never encoded.
        max_bytes -= sum(len(clip) for clip in cut if isinstance(clip, bytes))
        if max_bytes < 0:
            break
        sides = zip(items.segments(item), cut, stretches, strict=True)
        sequences.append([_side(segment.video, clip, stretch) for segment, clip, stretch in sides])
    summary = f"Clips of the first {len(sequences):,} of {len(items):,} sequences"
    if len(sequences) < count:
        summary += " (more would make the notebook too large)"
    summary += "."
    body = render("shared_clips.html", "vrd.widgets", summary=summary, sequences=sequences)
    return page(body, summary)


def _stretches(items: ReviewItems, item: int) -> tuple[FilmStretch, FilmStretch]:
    """Return both films of a sequence and what is cut from them, at most `MAX_SHARED_S` of each."""
    pair = clip_pair(items, item)
    query, reference = pair.films
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


def _side(film: str, clip: bytes | str, stretch: FilmStretch) -> _Side:
    times = span_text(*stretch[1:])
    if isinstance(clip, str):
        return _Side(film, times, "", clip)
    return _Side(film, times, base64.b64encode(clip).decode("ascii"), "")
