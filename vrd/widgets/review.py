"""Review sequences: look at them side by side, and judge them with keys or with the mouse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import traitlets

from vrd.annotations.judgements import VERDICTS
from vrd.core.neighbours import Neighbours
from vrd.core.text import plural
from vrd.views.html import Page, page, paragraph
from vrd.widgets import answers
from vrd.widgets.clip_pairs import PART_S, ClipPair, clip_pair, count_parts
from vrd.widgets.messages import message_of
from vrd.widgets.requests_of_page import (
    AskClips,
    AskStills,
    Exclude,
    Include,
    Judge,
    Propose,
    Ready,
    Redo,
    Undo,
    WriteNote,
    check_position,
)
from vrd.widgets.review_clips import ClipDesk, PairOfMp4
from vrd.widgets.review_exclusions import ReviewExclusions
from vrd.widgets.review_items import ReviewItems
from vrd.widgets.review_judgements import Log, ReviewJudgements
from vrd.widgets.review_keys import key_bindings
from vrd.widgets.review_options import FilmAccess, ReviewOptions
from vrd.widgets.saved_review import check_share, shared_page
from vrd.widgets.widget import Handlers, Widget

#: Pairs of thumbnails of a sequence.
_MAX_PAIRS = 8


class ReviewWidget(Widget):
    """Show pages of sequences to look at and to judge.

    Parameters
    ----------
    sequences
        Triples ``(query, reference, duration)`` in rows, in the order to be shown.
    neighbours
        The neighbours they were found in.
    log
        Where judgements are kept; None shows without judging.
    max_distance
        The limit the sequences were found with (squared L2); rows over it do not match.
    settings
        How the sequences were found; kept with every judgement.
    films
        How films can be played and opened; by default, thumbnails are all that is shown.
    options
        Keys, the size of pages, what a saved notebook shows, and whether nothing may be judged.
    exclusions
        Where stretches and frames are excluded; without, nothing can be excluded.

    Raises
    ------
    UnknownNameError
        If the options name a task of keys that does not exist.
    ValueError
        If one key is to do two things, an option makes no sense, or clips are to be shared and
        there are none.
    """

    bindings = traitlets.Dict().tag(sync=True)
    page_size = traitlets.Int(10).tag(sync=True)
    # A review whose making was refused is closed, too.
    _desk: ClipDesk | None = None

    def __init__(
        self,
        sequences: Iterable[tuple[int, int, int]],
        neighbours: Neighbours,
        log: Log | None,
        *,
        max_distance: float = np.inf,
        settings: Mapping[str, Any] | None = None,
        films: FilmAccess | None = None,
        options: ReviewOptions | None = None,
        exclusions: ReviewExclusions | None = None,
    ) -> None:
        self._films, self._options = films or FilmAccess(), options or ReviewOptions()
        check_share(self._options.share, self._films.shared_clips)
        bindings = key_bindings(self._options.keys)
        self._items = ReviewItems(sequences, neighbours, max_distance)
        self._judgements = ReviewJudgements(
            self._items, log, read_only=self._options.read_only, settings=settings
        )
        self._exclusions = exclusions or ReviewExclusions()
        if self._films.clips is not None:
            self._desk = ClipDesk(self._films.clips)
        super().__init__("review", bindings=bindings, page_size=self._options.page_size)

    def handlers(self) -> Handlers:
        """Return the method that answers each kind of message."""
        return {
            Ready: self._send_table,
            AskStills: self._send_stills,
            AskClips: self._send_clips,
            Judge: self._judge,
            WriteNote: self._write_note,
            Undo: self._undo,
            Redo: self._redo,
            Propose: self._propose,
            Exclude: self._exclude,
            Include: self._include,
        }

    def close(self) -> None:
        """Stop cutting clips, and take the review out of the page."""
        if self._desk is not None:
            self._desk.close()
        super().close()

    def _checked(self, item: int | None) -> int:
        return check_position(item, len(self._items), "sequence")

    # -- looking ------------------------------------------------------------------------------

    def _send_table(self, request: Ready) -> None:
        judged = self._judgements.of(range(len(self._items)))
        table = answers.SequencesTable(
            view=request.view,
            size=len(self._items),
            films=self._items.described_films(self._films.served),
            part_seconds=PART_S,
            verdicts=[VERDICTS.index(verdict) if verdict else -1 for _, verdict, _ in judged],
            notes=[(item, note) for item, _, note in judged if note],
            can_judge=not self._judgements.why_not,
            why_not=self._judgements.why_not,
            can_exclude=self._exclusions.possible,
            can_play=self._desk is not None,
            reviewer=self._judgements.reviewer,
        )
        self.send_answer(table, [self._items.packed()])

    def _send_stills(self, request: AskStills) -> None:
        for item in [self._checked(item) for item in request.items]:
            pairs, pictures = self._items.stills(item, _MAX_PAIRS)
            self.send_answer(answers.Stills(view=request.view, item=item, pairs=pairs), pictures)

    def _send_clips(self, request: AskClips) -> None:
        if self._desk is None:
            return
        if request.request is None:
            self._desk.drop()
            return
        item = self._checked(request.item)
        part = check_position(request.part, count_parts(self._items, item), "part")
        following = None if request.next is None else self._checked(request.next)
        pair = clip_pair(self._items, item, part)
        self._desk.ask(pair.films, lambda cut: self._send_cut(request, pair, cut))
        if following is not None:
            self._desk.look_ahead(clip_pair(self._items, following).films)

    def _send_cut(self, request: AskClips, pair: ClipPair, cut: PairOfMp4 | Exception) -> None:
        """Send both clips, or why there are none, from the thread that cut them."""
        view, name = request.view, request.request or ""
        if isinstance(cut, Exception):
            self.send_answer(answers.NoClips(view=view, request=name, message=message_of(cut)))
            return
        (_, start, end), (_, reference_start, _) = pair.films
        films, rate = cut
        clips = answers.Clips(
            view=view,
            request=name,
            ratio=pair.ratio,
            length=end - start,
            start=pair.start,
            end=pair.end,
            starts=(start, reference_start),
            rate=rate,
        )
        self.send_answer(clips, films)

    # -- judging ------------------------------------------------------------------------------

    def _judge(self, request: Judge) -> None:
        item = self._checked(request.item)
        self.send_answer(self._judgements.judge(item, request.verdict))

    def _write_note(self, request: WriteNote) -> None:
        item = self._checked(request.item)
        self.send_answer(self._judgements.write_note(item, request.note))

    def _undo(self, request: Undo) -> None:
        self.send_answer(self._judgements.undo(request.view))

    def _redo(self, request: Redo) -> None:
        self.send_answer(self._judgements.redo(request.view))

    # -- excluding ----------------------------------------------------------------------------

    def _propose(self, request: Propose) -> None:
        stretch = self._items.segments(self._checked(request.item))[request.side]
        self.send_answer(self._exclusions.propose(request, stretch))

    def _exclude(self, request: Exclude) -> None:
        self.send_answer(self._exclusions.exclude(request))

    def _include(self, request: Include) -> None:
        self.send_answer(self._exclusions.include(request))

    # -- without a kernel ---------------------------------------------------------------------

    def _summary(self) -> str:
        judged = sum(
            bool(verdict) for _, verdict, _ in self._judgements.of(range(len(self._items)))
        )
        count = plural(len(self._items), "sequence")
        return f"Review of {count}, {judged:,} judged. Run this cell to look at them."

    def __repr__(self) -> str:
        return self._summary()

    def static_page(self) -> Page:
        """Return what is shown where no kernel runs: a summary, and what ``share`` allows."""
        text = self._summary()
        summary = page(paragraph(text), text)
        shared = shared_page(
            self._items, self._options.share, self._films.shared_clips, self._options.page_size
        )
        if shared is None:
            return summary
        return Page(summary.html + shared.html, f"{text}\n{shared.text}")
