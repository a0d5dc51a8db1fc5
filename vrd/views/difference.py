"""What judgements that came back would change, shown before anything is taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from vrd.core.text import hms
from vrd.views.html import Page, escape, page
from vrd.views.tables import Cells, table, text_table

if TYPE_CHECKING:
    import pandas as pd

_HEADERS = ["", "Film one", "Film two", "Was", "Is now", "Reviewer"]
_MOVED = ["", "Film one", "Film two", "Film one, as it came back", "Film two, as it came back"]
_STAYS = "Borders that were moved. They are not taken over: the match stays where it was found."


class Compared(Protocol):
    """`vrd.annotations.edits.Difference`, or anything like it."""

    @property
    def table(self) -> pd.DataFrame: ...
    @property
    def moved(self) -> pd.DataFrame: ...


def difference_page(difference: Compared, *, show_limit: int = 200) -> Page:
    """What is new, changed or unknown, and which borders were moved.

    Parameters
    ----------
    difference
        What came back, compared with what was known.
    show_limit
        Most lines of each table.
    """
    lines = difference.table[difference.table["change"] != "unchanged"].to_dict("records")
    moved = difference.moved.to_dict("records")
    said = [repr(difference).strip("<>")]
    if max(len(lines), len(moved)) > show_limit:
        said += [f"Only {show_limit:,} lines are shown; all are in .table and .moved."]
    body = "".join(f'<p class="vrd-p">{escape(one)}</p>' for one in said)
    text = "\n".join(said)
    changes: Cells = [
        [one["change"], *_films(one), _words(one, "_before"), _words(one), one["reviewer"]]
        for one in lines[:show_limit]
    ]
    borders: Cells = [
        [number, *_films(one, "_before"), _clock(one, "query"), _clock(one, "ref")]
        for number, one in enumerate(moved[:show_limit], 1)
    ]
    for headers, rows, caption in ((_HEADERS, changes, ""), (_MOVED, borders, _STAYS)):
        if rows:
            body += str(table(headers, rows, caption))
            text += "\n\n" + text_table(headers, rows, caption)
    return page(body, text)


def _films(one: dict[Any, Any], when: str = "") -> list[object]:
    return [f"{one[side] or '–'} {_clock(one, side, when)}" for side in ("query", "ref")]


def _clock(one: dict[Any, Any], side: str, when: str = "") -> str:
    start, end = (float(one[f"{side}_{what}{when}"]) for what in ("start", "end"))
    return f"{_thousandths(start)}–{_thousandths(end)}"


def _thousandths(seconds: float) -> str:
    """A border may have been moved by less than a second."""
    if seconds != seconds:
        return hms(seconds)
    whole, rest = divmod(round(seconds * 1000), 1000)
    return f"{hms(whole)}.{rest:03d}" if rest else hms(whole)


def _words(one: dict[Any, Any], when: str = "") -> str:
    words = [str(one[f"{name}{when}"]) for name in ("verdict", "note")]
    return ": ".join(word for word in words if word) or "–"
