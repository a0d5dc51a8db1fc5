"""Show sequences as they look in both films, in rows of thumbnails, page by page."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from vrd.core.neighbours import Neighbours
from vrd.core.sequences import AlignedSequence, Sequence, as_sequence
from vrd.core.text import plural
from vrd.core.thumbnails import UNREADABLE, jpeg_data_uri
from vrd.views.draw_sequence import STYLE, StripStyle, draw_sequence
from vrd.views.html import Markup, Page, paragraph
from vrd.views.html import page as html_page

Triples = Collection[tuple[int, int, int]]


def sequence_strips(
    sequences: Triples,
    neighbours: Neighbours,
    *,
    show_limit: int | None = 100,
    frame_resize: tuple[int, int] = (96, 72),
    show_shift: bool = False,
    sort_order: Callable[[Any], Any] | None = None,
    convert_format: str | None = "JPEG",
    max_distance: float = np.inf,
    page: int = 1,
    max_thumbnails: int | None = 24,
    anchors: bool = False,
) -> Page:
    """Return a page of sequences as two rows of thumbnails each.

    The best evidence comes first where all sequences carry some, else the longest sequence.

    Parameters
    ----------
    sequences
        Triples ``(query, reference, duration)`` in rows; a list or a set.
    neighbours
        The neighbours they were found in.
    show_limit
        Sequences per page; None for all.
    frame_resize
        Box ``(width, height)`` in pixels that each thumbnail fits in, proportions kept.
    show_shift
        Add, for each sequence, how well other lags fit, up to three rows either way.
    sort_order
        A key, as of `sorted`, over the triples; or a function that takes all sequences and
        returns them in order.
    convert_format
        ``"JPEG"``, ``"WEBP"`` or ``"PNG"``.
    max_distance
        The limit the sequences were found with (squared L2); rows above it do not match.
    page
        Number of the page of ``show_limit`` sequences, from 1.
    max_thumbnails
        Most thumbnails per film, spread evenly over the sequence; None shows every frame.
    anchors
        Give each sequence the address ``#sequence-1`` and so on, for the table of a report.

    Raises
    ------
    ValueError
        If a setting makes no sense.
    IndexError
        If a sequence reaches past the end of its film.
    """
    _check(show_limit, frame_resize, page, max_thumbnails)
    ordered = in_order(sequences, sort_order)
    if not ordered:
        return nothing_found(max_distance)
    box, kind = (int(frame_resize[0]), int(frame_resize[1])), (convert_format or "JPEG").upper()

    @lru_cache(maxsize=4096)  # overlapping sequences show the same stills
    def encode(still: Path) -> str | None:
        try:
            return jpeg_data_uri(still, box, convert_format="JPEG" if kind == "JPG" else kind)
        except UNREADABLE:  # the rest is shown
            return None

    strip = StripStyle(neighbours, max_distance, box, max_thumbnails, show_shift, encode)
    limit = len(ordered) if show_limit is None else show_limit
    first = (page - 1) * limit
    shown = ordered[first : first + limit]
    drawn = [
        draw_sequence(number, sequence, strip, anchors)
        for number, sequence in enumerate(shown, first + 1)
    ]
    return _assembled(drawn, _position(first, len(shown), len(ordered), page, limit))


def _check(limit: int | None, box: tuple[int, int], page: int, max_thumbnails: int | None) -> None:
    if limit is not None and limit < 1:
        raise ValueError(f"show_limit is {limit}; it must be at least 1, or None for all")
    if len(box) != 2 or min(box) < 1:
        raise ValueError(f"frame_resize is {box}; it must be (width, height) in pixels")
    if page < 1:
        raise ValueError(f"page is {page}; pages are counted from 1")
    if max_thumbnails is not None and max_thumbnails < 2:
        raise ValueError(f"max_thumbnails is {max_thumbnails}; it must be at least 2, or None")


def in_order(sequences: Triples, sort_order: Callable[[Any], Any] | None = None) -> list[Sequence]:
    """Return sequences in the order that ``sort_order`` gives them.

    Without it, the best evidence comes first where all sequences carry some, else the longest.
    """
    ordered = [as_sequence(sequence) for sequence in sequences]
    ordered.sort(key=lambda sequence: (-sequence.duration, sequence.query, sequence.reference))
    if all(isinstance(sequence, AlignedSequence) for sequence in ordered):
        ordered.sort(key=lambda sequence: -getattr(sequence, "score", 0.0))
    if sort_order is None:
        return ordered
    try:
        answer = list(sort_order(list(ordered)))
    except (TypeError, ValueError, IndexError, KeyError, AttributeError):
        answer = []  # it is a key over one sequence, and cannot take them all
    if len(answer) == len(ordered) and set(answer) == set(ordered):
        return answer
    return sorted(ordered, key=sort_order)


def nothing_found(max_distance: float) -> Page:
    """Return a page that says how to find sequences where there are none."""
    within = f" at a distance of at most {max_distance:g}" if np.isfinite(max_distance) else ""
    message = (
        f"No sequences to show: nothing was found{within}. To find more, allow a larger distance "
        "(max_distance; the distance histogram helps to choose it), less evidence (min_score), "
        "shorter sequences (shortest_sequence) or more missing frames (allow_skip), or use fewer "
        "filters."
    )
    return html_page(paragraph(message), message)


def _position(first: int, shown: int, count: int, page: int, limit: int) -> str:
    """Return a sentence on which of all sequences a page shows."""
    if not shown:
        pages = plural(-(-count // limit), "page")
        full = f"{plural(count, 'sequence')} {'fills' if count == 1 else 'fill'} {pages}"
        return f"There is no page {page}: {full} of {limit:,} each."
    if shown == count:
        return f"{plural(count, 'sequence')}."
    text = f"Sequences {first + 1:,} to {first + shown:,} of {count:,}."
    left = count - first - shown
    return f"{text} {left:,} more: add page={page + 1} to see the next." if left else text


def _assembled(drawn: list[tuple[Markup, str]], position: str) -> Page:
    note = paragraph(position, muted=True)
    again = note if len(drawn) > 3 else Markup()
    body = Markup().join([STYLE, note, *(html for html, _ in drawn), again])
    return html_page(body, "\n".join([position, *(text for _, text in drawn)]))
