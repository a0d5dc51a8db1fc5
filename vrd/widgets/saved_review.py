"""What a saved notebook shows of a review where no kernel runs: as much as was asked for.

Clips are cut when the cell is run, and stand inside the page. They are those of the first page of
the review, of each sequence its first `SHARED_SECONDS`, until they take `SHARED_MEGABYTES`
together: a notebook that holds more is slow to open and to save, and many sites refuse it.
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
from vrd.widgets.review_clips import Clips, Film
from vrd.widgets.review_items import ReviewRows

Share = Literal["nothing", "table", "thumbs", "clips"]
#: Longest clip in a saved notebook, in seconds of its film.
SHARED_SECONDS = 20.0
#: What all clips in one output take at most, before they are written as text (a third more).
SHARED_MEGABYTES = 10.0
_THUMBS = 50
_ROW = "display:flex;flex-wrap:wrap;gap:.6em;margin:.3em 0 1em"
_SIDE = "flex:1 1 16em;max-width:32em;margin:0;min-width:0"


def check_share(share: Share, clips: Clips | None) -> None:
    """Raise ValueError unless this can be shared."""
    if share not in get_args(Share):
        raise ValueError(f"share is {share!r}; it must be 'nothing', 'table', 'thumbs' or 'clips'")
    if share == "clips" and clips is None:
        raise ValueError("share is 'clips', but this review has no clips: share 'thumbs' instead")


def shared_page(
    rows: ReviewRows,
    share: Share,
    clips: Clips | None,
    page_size: int,
    *,
    most_megabytes: float = SHARED_MEGABYTES,
) -> Page | None:
    """What is shown of a review where no kernel runs, beside its size; None for nothing.

    Parameters
    ----------
    rows
        The sequences.
    share
        How much.
    clips
        Where clips come from.
    page_size
        Clips are those of so many sequences, the first.
    most_megabytes
        What all clips take at most.
    """
    if share == "nothing":
        return None
    if share == "table":
        return show_sequences_table(rows.table)
    thumbs = sequence_strips(
        rows.sequences,
        rows.neighbours,
        show_limit=_THUMBS,
        max_distance=rows.max_distance,
        sort_order=lambda _: rows.sequences,
    )
    if share == "thumbs" or clips is None or not len(rows):
        return thumbs
    shown = _clips(rows, clips, min(page_size, len(rows)), most_megabytes * 1e6)
    return Page(shown.html + thumbs.html, f"{shown.text}\n{thumbs.text}")


def _clips(rows: ReviewRows, clips: Clips, most: int, most_bytes: float) -> Page:
    """Clips of the first sequences, as far as there is room."""
    drawn: list[str] = []
    for place in range(most):
        cut = _cut(clips, _films(rows, place))
        # As text they go into the page: what does not fit is never encoded.
        most_bytes -= sum(len(one) for one in cut if isinstance(one, bytes))
        if most_bytes < 0:
            break
        drawn.append(_drawn(rows, place, cut))
    said = f"Clips of the first {len(drawn):,} of {len(rows):,} sequences"
    if len(drawn) < most:
        said += " (more would make the notebook too large)"
    said += "."
    return page(f'<p class="vrd-p">{escape(said)}</p>{"".join(drawn)}', said)


def _films(rows: ReviewRows, place: int) -> tuple[Film, Film]:
    """Both films of a sequence and what is cut from them, at most `SHARED_SECONDS` of each."""
    pair = rows.clips(place)
    one, two = rows.pair_of_films(place, pair)
    # Both sides stay in step where one is faster.
    seconds = min(one[2] - one[1], SHARED_SECONDS / max(1.0, pair.ratio))
    return (
        (one[0], one[1], one[1] + seconds),
        (two[0], two[1], two[1] + seconds * pair.ratio),
    )


def _cut(clips: Clips, films: tuple[Film, Film]) -> list[bytes | str]:
    """Both clips, or why there is none."""

    def cut(film: Film) -> bytes | str:
        try:
            return clips.clip(*film)[0]
        except (VRDError, OSError, ValueError) as error:
            return cut_folders(str(error))  # it stays in the notebook, which others open

    with ThreadPoolExecutor(2) as pool:
        return [*pool.map(cut, films)]


def _drawn(rows: ReviewRows, place: int, cut: list[bytes | str]) -> str:
    sides = "".join(
        _side(film, clip, span[1:])
        for film, clip, span in zip(rows.segments(place), cut, _films(rows, place), strict=True)
    )
    title = f'<b role="heading" aria-level="4">Sequence {place + 1:,}</b>'
    return f'{title}<div style="{_ROW}">{sides}</div>'


def _side(film: Segment, clip: bytes | str, span: tuple[float, float]) -> str:
    times = f"{hms(span[0])}–{hms(span[1])}"
    name = f'<figcaption><bdi>{escape(film.video)}</bdi> <span class="vrd-t">{times}</span>'
    if isinstance(clip, str):
        shown = f'<p class="vrd-p vrd-muted">{escape(clip)}</p>'
    else:
        source = f"data:video/mp4;base64,{base64.b64encode(clip).decode('ascii')}"
        shown = (
            f'<video controls loop muted playsinline preload="metadata" style="width:100%" '
            f'aria-label="{escape(film.video)}, {times}" src="{source}"></video>'
        )
    return f'<figure style="{_SIDE}">{name}</figcaption>{shown}</figure>'
