"""One sequence: its films and times, and thumbnails of one film above those of the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vrd.core.neighbours import Neighbours
from vrd.core.segments import Segment
from vrd.core.sequences import AlignedSequence, Sequence, paired_rows, segments, sequence_distances
from vrd.core.text import clean, distance_text, hms, number
from vrd.core.timelines import Timeline
from vrd.views.html import escape
from vrd.views.tables import confidence_text, plain_times, table

STYLE = """<style>
.vrd .vrd-seq{margin:0 0 1.4em;padding:0 0 1.2em;border-bottom:1px solid rgba(128,128,128,.35)}
.vrd .vrd-head{display:flex;flex-wrap:wrap;gap:.1em 1.1em;align-items:baseline;margin:0 0 .5em}
.vrd .vrd-head b{font-size:1.08em}
.vrd .vrd-film{display:flex;flex-wrap:wrap;gap:0 1em;align-items:baseline;margin:.3em 0;
font-size:.94em}
.vrd .vrd-film b{overflow-wrap:anywhere}
.vrd .vrd-pairs{display:flex;flex-wrap:wrap;gap:.7em 4px;margin:.35em 0}
.vrd .vrd-pair{font-size:11px;line-height:1.5;text-align:center;white-space:nowrap;
font-variant-numeric:tabular-nums}
.vrd .vrd-cell{display:flex;align-items:center;justify-content:center;margin:0 0 3px;
border:2px solid transparent;box-sizing:content-box}
.vrd .vrd-cell img.vrd-img{display:block;margin:0;max-width:none;border:0;background:none}
.vrd .vrd-no .vrd-cell{border:2px dashed currentColor}
.vrd .vrd-lost{display:flex;align-items:center;justify-content:center;width:100%;aspect-ratio:16/9;
background:rgba(128,128,128,.28);font-size:10px;line-height:1.2;white-space:normal}
</style>"""


@dataclass(frozen=True)
class Look:
    """How thumbnails are drawn, and the frames they come from."""

    neighbours: Neighbours
    max_distance: float
    box: tuple[int, int]
    most: int | None
    show_shift: bool
    encode: Callable[[Path], str | None]

    @property
    def frames(self) -> Timeline:
        return self.neighbours.frames


def draw_sequence(place: int, one: Sequence, look: Look, anchors: bool) -> tuple[str, str]:
    """HTML and plain text of one sequence."""
    films = segments(one, look.frames)
    paired = paired_rows(one, look.frames)
    distances = sequence_distances(one, look.neighbours, look.max_distance)
    facts = _facts(one, films, distances)
    notes = _notes(one, look, hint=not anchors)
    pairs = "".join(
        _pair((int(paired[0][row]), int(paired[1][row])), float(distances[row]), look)
        for row in _shown_rows(one, look.most).tolist()
    )
    address = f' id="sequence-{place}"' if anchors else ""
    # A role instead of a heading: a hundred headings would bury a notebook's own contents.
    html = (
        f'<div class="vrd-seq"{address}><div class="vrd-head">'
        f'<b role="heading" aria-level="3">Sequence {place}</b>'
        + "".join(f"<span>{escape(fact)}</span>" for fact in facts)
        + f'</div>{_film(films[0])}<div class="vrd-pairs">{pairs}</div>{_film(films[1])}'
        + "".join(f'<p class="vrd-p vrd-muted">{escape(note)}</p>' for note in notes)
        + (str(_shift_table(one, look)) if look.show_shift else "")
        + "</div>"
    )
    lines = [f"  {clean(film.video)}  {plain_times(film.start, film.end)}" for film in films]
    return html, "\n".join([f"{place}. {', '.join(facts)}", *lines])


def _facts(
    one: Sequence, films: tuple[Segment, Segment], distances: NDArray[np.float32]
) -> list[str]:
    matched = distances[np.isfinite(distances)]
    lag = films[1].start - films[0].start
    seconds = max(film.end - film.start for film in films)
    missing = one.duration - len(matched)
    mean = (
        f"mean distance {distance_text(float(matched.mean()))}"
        if len(matched)
        else "no frame matches"
    )
    return [
        f"{number(seconds)} s",
        f"lag {'−' if lag < 0 else '+'}{hms(abs(lag))} ({number(lag)} s)",
        mean,
        f"{missing} of {one.duration} frames {'does' if missing == 1 else 'do'} not match"
        if missing
        else "every frame matches",
        *_sureness(one),
    ]


def _sureness(one: Sequence) -> list[str]:
    if not isinstance(one, AlignedSequence):
        return []
    speed = [f"at {number(one.speed)} times the speed"] if abs(one.speed - 1) > 0.005 else []
    if np.isnan(one.confidence):
        return speed
    return [*speed, f"confidence {confidence_text(one.confidence)}"]


def _film(film: Segment) -> str:
    return (
        f'<div class="vrd-film"><b><bdi>{escape(film.video)}</bdi></b>'
        f'<span class="vrd-t">{hms(film.start)}–{hms(film.end)}</span>'
        f'<span class="vrd-t vrd-muted">{number(film.start)}–{number(film.end)} s</span></div>'
    )


def _shown_rows(one: Sequence, most: int | None) -> NDArray[np.int64]:
    """Rows within the sequence that are drawn: all, or ``most`` spread over it, ends included."""
    if most is None or one.duration <= most:
        return np.arange(one.duration)
    return np.unique(np.linspace(0, one.duration - 1, most).round().astype(np.int64))


def _notes(one: Sequence, look: Look, hint: bool) -> list[str]:
    notes = []
    if look.most is not None and one.duration > look.most:
        how = " (max_thumbnails=None shows all)" if hint else ""
        notes.append(
            f"… {one.duration:,} frames in all; {look.most} of them, evenly spaced, are shown{how}."
        )
    if isinstance(one, AlignedSequence):
        return notes
    ends = along_lag(one, look.neighbours, look.max_distance)[[0, -1]]
    if not np.isfinite(ends).all():
        notes.append(
            "Joined from several runs: frames above one another need not be the same moment."
        )
    return notes


def _pair(rows: tuple[int, int], distance: float, look: Look) -> str:
    times = [hms(float(look.frames.start[i])) for i in rows]
    match = bool(np.isfinite(distance))
    said = f"distance {distance_text(distance)}" if match else "does not match"
    width = look.box[0]
    cells = []
    for i, time in zip(rows, times, strict=True):
        uri = look.encode(look.frames.still(i))
        inside = (
            f'<img class="vrd-img" src="{uri}" alt="{time}">'
            if uri
            else '<span class="vrd-lost">still missing</span>'
        )
        cells.append(f'<div class="vrd-cell" style="width:{width}px">{inside}</div>')
    kind = "vrd-pair" if match else "vrd-pair vrd-no"
    sign = "" if match else " ≠"
    return (
        f'<div class="{kind}" title="{times[0]} and {times[1]}: {said}">{times[0]}{sign}'
        f"{''.join(cells)}{times[1]}{sign}</div>"
    )


def along_lag(
    one: tuple[int, int, int], neighbours: Neighbours, max_distance: float = np.inf, shift: int = 0
) -> NDArray[np.float32]:
    """Distance of each row at the lag of a sequence plus ``shift`` rows, shape (duration,).

    Infinity where the rows do not match, or the shifted row is outside the film.
    """
    query, reference, duration = one
    frames = neighbours.frames
    film = int(frames.video[reference])
    rows = np.arange(query, query + duration)
    others = np.arange(reference + shift, reference + shift + duration)
    inside = (others >= frames.first[film]) & (others < frames.first[film + 1])
    found = np.full(duration, np.inf, np.float32)
    if not inside.any():
        return found
    for from_, to in ((rows[inside], others[inside]), (others[inside], rows[inside])):
        indices, distances = neighbours.rows(int(from_[0]), int(from_[-1]) + 1)
        hit = np.where(indices == to[:, None], distances, np.inf).min(axis=1, initial=np.inf)
        found[inside] = np.minimum(found[inside], hit)
    found[found > max_distance] = np.inf
    return found


def _shift_table(one: Sequence, look: Look) -> str:
    rows = []
    for shift in range(-3, 4):
        distances = along_lag(one, look.neighbours, look.max_distance, shift)
        matched = distances[np.isfinite(distances)]
        mean = distance_text(float(matched.mean())) if len(matched) else "–"
        name = "0 (this sequence)" if shift == 0 else f"{shift:+d}".replace("-", "−")
        rows.append([name, mean, one.duration - len(matched)])
    headers = ["Shift (frames)", "Mean distance", "Frames not matching"]
    return table(headers, rows, "How well other lags fit", numeric={1, 2})
