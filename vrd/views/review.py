"""The review: sequences looked at side by side, and judged, with keys or with the mouse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import traitlets

from vrd.frames import Segment
from vrd.judgements import VERDICTS, Judgement, Judgements
from vrd.neighbours import Neighbours
from vrd.views.html import Page, clean, escape, page
from vrd.views.part import Part
from vrd.views.review_clips import ClipDesk, Clips, Film
from vrd.views.review_keys import key_bindings
from vrd.views.review_rows import PART, PairOfClips, ReviewRows

#: Pairs of thumbnails of a sequence.
_PAIRS = 8
_NO_LOG = (
    "Judgements cannot be kept here: the project was opened for reading only. Open it without "
    "read_only=True to judge."
)
Share = Literal["nothing", "table", "thumbs"]


class Log(Protocol):
    """Where judgements are kept: `vrd.judgement_log.JudgementLog`."""

    @property
    def reviewer(self) -> str: ...
    def judge(
        self,
        query: Segment,
        reference: Segment,
        verdict: str,
        note: str = "",
        settings: Mapping[str, Any] | None = None,
    ) -> Judgement: ...
    def undo(self) -> Judgement | None: ...
    def current(self) -> Judgements: ...


class ReviewWidget(Part):
    """Pages of sequences to look at and to judge.

    Parameters
    ----------
    sequences
        Triples ``(query, reference, duration)`` in rows, in the order to be shown.
    neighbours
        The neighbours they were found in.
    log
        Where judgements are kept; None shows without judging.
    clips
        Where clips come from; None shows thumbnails only.
    max_distance
        The limit the sequences were found with (squared L2); rows over it do not match.
    keys
        Keys that replace the usual ones, by task: ``{"match": "y", "next": ["j", "ArrowDown"]}``,
        named as in JavaScript's ``KeyboardEvent.key``. ``[]`` leaves a task without a key.
    page_size
        Sequences on a page.
    settings
        How the sequences were found; kept with every judgement.
    share
        What a saved notebook shows without a kernel: ``"nothing"`` but how many sequences and
        judgements there are, the ``"table"`` of sequences, or ``"thumbs"`` of the first fifty.
    root, base
        The folder that the notebook server shows, and the address at which it does (``/files``
        for JupyterLab): films below ``root`` get a link to the original.

    Raises
    ------
    UnknownNameError
        If ``keys`` names a task that does not exist.
    ValueError
        If one key is to do two things, or a setting makes no sense.
    """

    bindings = traitlets.Dict().tag(sync=True)
    page_size = traitlets.Int(10).tag(sync=True)

    def __init__(
        self,
        sequences: Iterable[tuple[int, int, int]],
        neighbours: Neighbours,
        log: Log | None,
        *,
        clips: Clips | None = None,
        max_distance: float = np.inf,
        keys: Mapping[str, str | Iterable[str]] | None = None,
        page_size: int = 10,
        settings: Mapping[str, Any] | None = None,
        share: Share = "nothing",
        root: Path | None = None,
        base: str | None = None,
    ) -> None:
        if not 1 <= page_size <= 100:
            raise ValueError(f"page_size is {page_size}; it must be from 1 to 100 sequences")
        if share not in ("nothing", "table", "thumbs"):
            raise ValueError(f"share is {share!r}; it must be 'nothing', 'table' or 'thumbs'")
        self._rows = ReviewRows(sequences, neighbours, max_distance)
        self._log, self._share, self._root, self._base = log, share, root, base
        self._settings = dict(settings or {})
        self._desk = ClipDesk(clips) if clips is not None else None
        super().__init__(part="review", bindings=key_bindings(keys or {}), page_size=page_size)

    def close(self) -> None:
        """Stop cutting clips, and take the review out of the page."""
        if self._desk is not None:
            self._desk.close()
        super().close()

    # -- answers to the page ------------------------------------------------------------------

    def _on_ready(self, asked: dict[str, Any]) -> None:
        judged = self._judged(range(len(self._rows)))
        self.tell(
            "table",
            asked,
            [self._rows.packed()],
            size=len(self._rows),
            films=self._rows.told_films(self._root, self._base),
            part_seconds=PART,
            verdicts=[VERDICTS.index(one[1]) if one[1] else -1 for one in judged],
            notes=[[row, note] for row, _, note in judged if note],
            can_judge=self._log is not None,
            can_play=self._desk is not None,
            reviewer=clean(self._log.reviewer) if self._log is not None else "",
        )

    def _on_stills(self, asked: dict[str, Any]) -> None:
        for row in asked["rows"][:100]:
            pairs, pictures = self._rows.stills(self._row(row), _PAIRS)
            self.tell("stills", asked, pictures, row=row, pairs=pairs)

    def _on_clips(self, asked: dict[str, Any]) -> None:
        if self._desk is None:
            return
        if asked.get("request") is None:
            self._desk.drop()
            return
        pair = self._rows.clips(self._row(asked["row"]), int(asked.get("part") or 0))

        def answer(kind: str, values: dict[str, Any], buffers: list[bytes]) -> None:
            self.tell(kind, asked, buffers, **values)

        details = {
            "request": asked["request"],
            "ratio": pair.ratio,
            "length": pair.spans[0].end - pair.spans[0].start,
            "start": pair.start,
            "end": pair.end,
            "starts": [one.start for one in pair.spans],
        }
        self._desk.ask(self._films(asked["row"], pair), answer, details)
        if asked.get("next") is not None:
            following = self._row(asked["next"])
            self._desk.look_ahead(self._films(following, self._rows.clips(following)))

    def _films(self, row: int, pair: PairOfClips) -> tuple[Film, Film]:
        one, two = (self._rows.frames.videos[film] for film in self._rows.films[row].tolist())
        first, second = pair.spans
        return (one.path, first.start, first.end), (two.path, second.start, second.end)

    def _on_judge(self, asked: dict[str, Any]) -> None:
        verdict = asked["verdict"]
        if verdict not in VERDICTS:
            raise ValueError(f"{verdict!r} is not a verdict; verdicts are {', '.join(VERDICTS)}")
        row = self._row(asked["row"])
        self._keep(row, verdict, self._judged([row])[0][2])

    def _on_note(self, asked: dict[str, Any]) -> None:
        row = self._row(asked["row"])
        self._keep(row, self._judged([row])[0][1], str(asked["note"])[:2000])

    def _keep(self, row: int, verdict: str, note: str) -> None:
        self._must_log().judge(*self._rows.segments(row), verdict, note, self._settings or None)
        self._show_judged(row)

    def _show_judged(self, row: int | None, **values: Any) -> None:
        rows = [] if row is None else self._judged(self._rows.overlapping(row))
        # To every view of this review: the same judgements are shown in all.
        self.send({"kind": "judged", "rows": rows, "row": row, **values})

    def _on_undo(self, asked: dict[str, Any]) -> None:
        undone = self._must_log().undo()
        if undone is None:
            said, row = "There is no judgement to undo.", None
        else:
            row = self._row_of(undone)
            what = undone.verdict or "a note"
            where = "" if row is not None else f", on {clean(undone.query.video)}, not shown here"
            said = f"Undone: {what}{where}."
        self._show_judged(row, undone=said, view_of_undo=asked.get("view"))

    # -- judgements ---------------------------------------------------------------------------

    def _must_log(self) -> Log:
        if self._log is None:
            raise ValueError(_NO_LOG)
        return self._log

    def _judged(self, rows: Iterable[int]) -> list[tuple[int, str, str]]:
        """Row, verdict and note of sequences, as this reviewer has judged them."""
        if self._log is None:
            return [(row, "", "") for row in rows]
        current = self._log.current()
        found = []
        for row in rows:
            one = current.of(*self._rows.segments(row), self._log.reviewer)
            verdict = one.verdict if one and one.verdict in VERDICTS else ""
            found.append((row, verdict, clean(one.note) if one else ""))
        return found

    def _row_of(self, judged: Judgement) -> int | None:
        """The sequence that a judgement was made on, as far as it is shown here."""
        wanted = {_rounded(judged.query), _rounded(judged.reference)}
        for row in range(len(self._rows)):
            if {_rounded(one) for one in self._rows.segments(row)} == wanted:
                return row
        return None

    def _row(self, row: Any) -> int:
        if not (isinstance(row, int) and 0 <= row < len(self._rows)):
            raise ValueError(f"there is no sequence {row}: {len(self._rows):,} are shown")
        return row

    # -- without a kernel ---------------------------------------------------------------------

    def _static(self) -> Page:
        judged = sum(bool(one[1]) for one in self._judged(range(len(self._rows))))
        count = len(self._rows)
        said = (
            f"Review of {count:,} sequence{'' if count == 1 else 's'}, {judged:,} judged. "
            "Run this cell to look at them."
        )
        shown = page(f'<p class="vrd-p">{escape(said)}</p>', said)
        more = self._shared()
        return shown if more is None else Page(shown.html + more.html, f"{said}\n{more.text}")

    def _shared(self) -> Page | None:
        if self._share == "table":
            from vrd.views.tables import show_sequences_table

            return show_sequences_table(self._rows.table)
        if self._share == "thumbs":
            from vrd.views.strips import sequence_strips

            return sequence_strips(
                self._rows.sequences,
                self._rows.neighbours,
                show_limit=50,
                max_distance=self._rows.max_distance,
            )
        return None


def _rounded(one: Segment) -> Segment:
    return Segment(one.video, round(one.start, 3), round(one.end, 3))
