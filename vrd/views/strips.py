"""Thumbnail rows: sequences as they look in both films, page by page."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from vrd.core.neighbours import Neighbours
from vrd.core.sequences import AlignedSequence, Sequence
from vrd.core.thumbnails import jpeg_data_uri
from vrd.views.draw_sequence import STYLE, Look, draw_sequence
from vrd.views.html import Page, escape, page

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
    """Sequences as two rows of thumbnails each, longest first.

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
        gives them back in order, as published.
    convert_format
        ``"JPEG"``, ``"WEBP"`` or ``"PNG"``.
    max_distance
        The limit the sequences were found with (squared L2); rows over it do not match.
    page
        Which page of ``show_limit`` sequences, from 1.
    max_thumbnails
        Most thumbnails per film, spread evenly over the sequence; None shows every frame.
    anchors
        Give each sequence the address ``#sequence-1`` and so on, for a report's table.

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
        except (OSError, ValueError, SyntaxError):
            # Absent, truncated or damaged: pictures are for looking, so the rest is shown.
            return None

    look = Look(neighbours, max_distance, box, max_thumbnails, show_shift, encode)
    limit = len(ordered) if show_limit is None else show_limit
    first = (page - 1) * limit
    shown = ordered[first : first + limit]
    drawn = [draw_sequence(i, one, look, anchors) for i, one in enumerate(shown, first + 1)]
    said = _position(first, len(shown), len(ordered), page, limit)
    return _assembled(drawn, said)


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
    """Sequences in the order that ``sort_order`` gives them.

    Without, the best evidence comes first where all carry any, elsewhere the longest.
    """
    every = [one if isinstance(one, Sequence) else Sequence(*map(int, one)) for one in sequences]
    every.sort(key=lambda one: (-one.duration, one.query, one.reference))
    if all(isinstance(one, AlignedSequence) for one in every):
        every.sort(key=lambda one: -getattr(one, "score", 0.0))
    if sort_order is None:
        return every
    try:
        answer = list(sort_order(list(every)))
    except (TypeError, ValueError, IndexError, KeyError, AttributeError):
        answer = []  # it is a key over one sequence, and cannot take them all
    if len(answer) == len(every) and set(answer) == set(every):
        return answer
    return sorted(every, key=sort_order)


def nothing_found(max_distance: float) -> Page:
    """What is said where there are no sequences."""
    within = f" at a distance of at most {max_distance:g}" if np.isfinite(max_distance) else ""
    said = (
        f"No sequences to show: nothing was found{within}. To find more, raise max_distance "
        "(the distance histogram helps), lower shortest_sequence, raise allow_skip, or use "
        "fewer filters."
    )
    return page(f'<p class="vrd-p">{escape(said)}</p>', said)


def _position(first: int, shown: int, every: int, page: int, limit: int) -> str:
    if not shown:
        pages = -(-every // limit)
        return f"There is no page {page}: {every:,} sequences fill {pages:,} of {limit:,} each."
    if shown == every:
        return f"{every:,} sequence{'' if every == 1 else 's'}."
    said = f"Sequences {first + 1:,} to {first + shown:,} of {every:,}."
    left = every - first - shown
    return f"{said} {left:,} more: add page={page + 1} to see the next." if left else said


def _assembled(drawn: list[tuple[str, str]], said: str) -> Page:
    note = f'<p class="vrd-p vrd-muted">{escape(said)}</p>'
    again = note if len(drawn) > 3 else ""
    html = STYLE + note + "".join(one for one, _ in drawn) + again
    return page(html, "\n".join([said, *(text for _, text in drawn)]))
