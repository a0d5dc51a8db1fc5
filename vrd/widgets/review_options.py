"""Hold what can be chosen for a review, beside its sequences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from vrd.widgets.requests_of_page import MAX_STILLS_ITEMS
from vrd.widgets.review_clips import ClipSource
from vrd.widgets.served_folder import ServedFolder

Share = Literal["nothing", "table", "thumbs", "clips"]
#: Sequences on a page of the list, which asks for the stills of all of them at once.
MAX_PAGE_SIZE = MAX_STILLS_ITEMS


@dataclass(frozen=True)
class ReviewOptions:
    """Hold how a review looks and what it may do.

    Attributes
    ----------
    keys
        Keys that replace the usual ones, by task: ``{"match": "y", "next": ["j", "ArrowDown"]}``,
        named as in JavaScript's ``KeyboardEvent.key``, or ``"Shift+Z"`` for a letter with Shift.
        ``[]`` leaves a task without a key.
    page_size
        Sequences on a page.
    share
        What a saved notebook shows without a kernel: ``"nothing"`` but how many sequences and
        judgements there are, the ``"table"`` of sequences, ``"thumbs"`` of the first fifty, or
        thumbnails and ``"clips"`` of those on the first page; see `vrd.widgets.saved_review` for
        how long and how large these are at most.
    read_only
        Show what was judged without adding to it.

    Raises
    ------
    ValueError
        If the size of a page makes no sense.
    """

    keys: Mapping[str, str | Iterable[str]] = field(default_factory=dict)
    page_size: int = 10
    share: Share = "nothing"
    read_only: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.page_size <= MAX_PAGE_SIZE:
            raise ValueError(
                f"page_size is {self.page_size}; it must be from 1 to {MAX_PAGE_SIZE} sequences"
            )


@dataclass(frozen=True)
class FilmAccess:
    """Say how films can be played and opened.

    Attributes
    ----------
    clips
        Where clips come from; None shows thumbnails only.
    small_clips
        Where clips come from that are shared in a saved notebook; by default, ``clips``.
    served
        The folder that the notebook server shows: films in it get a link to the original. None
        gives no links.
    """

    clips: ClipSource | None = None
    small_clips: ClipSource | None = None
    served: ServedFolder | None = None

    @property
    def shared_clips(self) -> ClipSource | None:
        """Return where the clips of a saved notebook come from."""
        return self.small_clips or self.clips
