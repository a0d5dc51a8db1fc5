"""The review: sequences looked at side by side, and judged, with keys or with the mouse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import traitlets

from vrd.annotations.judgements import VERDICTS, Judgement
from vrd.core.neighbours import Neighbours
from vrd.core.text import clean
from vrd.views.html import Page, escape, page
from vrd.widgets.messages import asked_list, asked_name, asked_number, asked_seconds, asked_text
from vrd.widgets.review_clips import ClipDesk, Clips
from vrd.widgets.review_exclusions import Propose, ReviewExclusions
from vrd.widgets.review_items import PART, ReviewRows
from vrd.widgets.review_judgements import Log, ReviewJudgements
from vrd.widgets.review_keys import key_bindings
from vrd.widgets.saved_review import Share, check_share, shared_page
from vrd.widgets.widget import Widget

#: Pairs of thumbnails of a sequence.
_PAIRS = 8
#: Characters of a note.
_MOST_NOTE = 2000


class ReviewWidget(Widget):
    """Pages of sequences to look at and to judge.

    Parameters
    ----------
    sequences
        Triples ``(query, reference, duration)`` in rows, in the order to be shown.
    neighbours
        The neighbours they were found in.
    log
        Where judgements are kept; None shows without judging.
    read_only
        Show what the log says without adding to it.
    clips
        Where clips come from; None shows thumbnails only.
    shared_clips
        Where those of ``share="clips"`` come from; by default, ``clips``.
    max_distance
        The limit the sequences were found with (squared L2); rows over it do not match.
    keys
        Keys that replace the usual ones, by task: ``{"match": "y", "next": ["j", "ArrowDown"]}``,
        named as in JavaScript's ``KeyboardEvent.key``, or ``"Shift+Z"`` for a letter with Shift.
        ``[]`` leaves a task without a key.
    page_size
        Sequences on a page.
    settings
        How the sequences were found; kept with every judgement.
    share
        What a saved notebook shows without a kernel: ``"nothing"`` but how many sequences and
        judgements there are, the ``"table"`` of sequences, ``"thumbs"`` of the first fifty, or
        thumbnails and ``"clips"`` of those on the first page; see `vrd.widgets.saved_review` for
        how long and how large these are at most.
    root, base
        The folder that the notebook server shows, and the address at which it does (``/files``
        for JupyterLab): films below ``root`` get a link to the original.
    propose, exclusions
        What finds out what an exclusion would cost, and the log that it is added to; None leaves
        nothing out.

    Raises
    ------
    UnknownNameError
        If ``keys`` names a task that does not exist.
    ValueError
        If one key is to do two things, a setting makes no sense, or clips are to be shared and
        there are none.
    """

    bindings = traitlets.Dict().tag(sync=True)
    page_size = traitlets.Int(10).tag(sync=True)
    # One whose making was refused is closed, too.
    _desk: ClipDesk | None = None

    def __init__(
        self,
        sequences: Iterable[tuple[int, int, int]],
        neighbours: Neighbours,
        log: Log | None,
        *,
        read_only: bool = False,
        clips: Clips | None = None,
        shared_clips: Clips | None = None,
        max_distance: float = np.inf,
        keys: Mapping[str, str | Iterable[str]] | None = None,
        page_size: int = 10,
        settings: Mapping[str, Any] | None = None,
        share: Share = "nothing",
        root: Path | None = None,
        base: str | None = None,
        propose: Propose | None = None,
        exclusions: Any = None,
    ) -> None:
        if not 1 <= page_size <= 100:
            raise ValueError(f"page_size is {page_size}; it must be from 1 to 100 sequences")
        self._shared_clips = shared_clips or clips
        check_share(share, self._shared_clips)
        self._rows = ReviewRows(sequences, neighbours, max_distance)
        self._judged = ReviewJudgements(self._rows, log, read_only=read_only, settings=settings)
        self._exclusions = ReviewExclusions(propose, exclusions)
        self._share, self._root, self._base = share, root, base
        self._desk = ClipDesk(clips) if clips is not None else None
        super().__init__(part="review", bindings=key_bindings(keys or {}), page_size=page_size)

    def close(self) -> None:
        """Stop cutting clips, and take the review out of the page."""
        if self._desk is not None:
            self._desk.close()
        super().close()

    # -- answers to the page ------------------------------------------------------------------

    def _on_ready(self, asked: dict[str, Any]) -> None:
        judged = self._judged.of(range(len(self._rows)))
        self.tell(
            "table",
            asked,
            [self._rows.packed()],
            size=len(self._rows),
            films=self._rows.told_films(self._root, self._base),
            part_seconds=PART,
            verdicts=[VERDICTS.index(one[1]) if one[1] else -1 for one in judged],
            notes=[[row, note] for row, _, note in judged if note],
            can_judge=not self._judged.why_not,
            why_not=self._judged.why_not,
            can_exclude=self._exclusions.possible,
            can_play=self._desk is not None,
            reviewer=self._judged.reviewer,
        )

    def _on_stills(self, asked: dict[str, Any]) -> None:
        rows = [self._row({"row": one}) for one in asked_list(asked, "rows", 100)]
        for row in rows:
            pairs, pictures = self._rows.stills(row, _PAIRS)
            self.tell("stills", asked, pictures, row=row, pairs=pairs)

    def _on_clips(self, asked: dict[str, Any]) -> None:
        if self._desk is None:
            return
        request = asked_name(asked, "request")
        if request is None:
            self._desk.drop()
            return
        row = self._row(asked)
        part = asked_number({"part": 0, **asked}, "part", self._rows.parts(row), "part")
        following = None if asked.get("next") is None else self._row(asked, "next")
        pair = self._rows.clips(row, part)

        def answer(kind: str, values: dict[str, Any], buffers: list[bytes]) -> None:
            self.tell(kind, asked, buffers, **values)

        details = {
            "request": request,
            "ratio": pair.ratio,
            "length": pair.spans[0].end - pair.spans[0].start,
            "start": pair.start,
            "end": pair.end,
            "starts": [one.start for one in pair.spans],
        }
        self._desk.ask(self._rows.pair_of_films(row, pair), answer, details)
        if following is not None:
            ahead = self._rows.clips(following)
            self._desk.look_ahead(self._rows.pair_of_films(following, ahead))

    def _on_judge(self, asked: dict[str, Any]) -> None:
        row = self._row(asked)
        self._judged.judge(row, asked_text(asked, "verdict", 100))
        self._show_judged(row)

    def _on_note(self, asked: dict[str, Any]) -> None:
        row = self._row(asked)
        self._judged.write_note(row, asked_text(asked, "note", _MOST_NOTE))
        self._show_judged(row)

    def _show_judged(self, row: int | None, **values: Any) -> None:
        rows = [] if row is None else self._judged.of(self._rows.overlapping(row))
        # To every view of this review: the same judgements are shown in all.
        self.send({"kind": "judged", "rows": rows, "row": row, **values})

    def _on_undo(self, asked: dict[str, Any]) -> None:
        self._show_moved(asked, self._judged.undo(), "Undone", "to undo")

    def _on_redo(self, asked: dict[str, Any]) -> None:
        self._show_moved(asked, self._judged.redo(), "Brought back", "to bring back")

    def _show_moved(
        self, asked: dict[str, Any], moved: Judgement | None, done: str, nothing: str
    ) -> None:
        """Show a judgement that was taken back, or brought back."""
        if moved is None:
            said, row = f"There is no judgement {nothing}.", None
        else:
            row = self._judged.row_of(moved)
            what = moved.verdict or "a note"
            where = "" if row is not None else f", on {clean(moved.query.video)}, not shown here"
            said = f"{done}: {what}{where}."
        self._show_judged(row, moved=said, view_of_move=asked_name(asked, "view"))

    def _on_propose(self, asked: dict[str, Any]) -> None:
        row, side = self._row(asked), asked_number(asked, "side", 2, "side")
        moment = None if asked.get("moment") is None else asked_seconds(asked, "moment")
        request = asked_name(asked, "request")
        said = self._exclusions.propose(request, self._rows.segments(row)[side], moment)
        self.tell("proposal", asked, request=request, said=clean(said))

    def _on_exclude(self, asked: dict[str, Any]) -> None:
        if self._exclusions.apply(asked_name(asked, "request")):
            self._tell_excluded(asked, "Left out of every search from now on.", True)
        else:
            self._tell_excluded(asked, "It is left out already.", False)

    def _on_include(self, asked: dict[str, Any]) -> None:
        taken = self._exclusions.take_back(asked_name(asked, "request"))
        self._tell_excluded(asked, "Taken back." if taken else "There is nothing to take back.")

    def _tell_excluded(self, asked: dict[str, Any], said: str, back: bool = False) -> None:
        request = asked_name(asked, "request")
        self.tell("excluded", asked, request=request, said=said, can_take_back=back)

    def _row(self, asked: Mapping[str, Any], name: str = "row") -> int:
        return asked_number(asked, name, len(self._rows), "sequence")

    # -- without a kernel ---------------------------------------------------------------------

    def _said(self) -> str:
        judged = sum(bool(one[1]) for one in self._judged.of(range(len(self._rows))))
        count = len(self._rows)
        return (
            f"Review of {count:,} sequence{'' if count == 1 else 's'}, {judged:,} judged. "
            "Run this cell to look at them."
        )

    def __repr__(self) -> str:
        return self._said()

    def _static(self) -> Page:
        said = self._said()
        shown = page(f'<p class="vrd-p">{escape(said)}</p>', said)
        more = shared_page(self._rows, self._share, self._shared_clips, self.page_size)
        return shown if more is None else Page(shown.html + more.html, f"{said}\n{more.text}")
