"""Show findings in a notebook: a short table, and what can be done next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vrd.core.text import plural
from vrd.matching.settings import FinderSettings
from vrd.projects.search import LEAST_SCORE
from vrd.views.html import Page, escape, page, paragraph
from vrd.views.tables import sequences_html, sequences_text

if TYPE_CHECKING:
    import pandas as pd

#: Sequences shown.
_MAX_LINES = 10
#: What can be called next, and what each call does.
NEXT_CALLS = {
    "found.review()": "watch and judge them",
    'found.overview("matrix")': "see who shares how much with whom",
    'found.export("found.xlsx")': "write them for other programs",
    "found.keep()": "make these settings the project's",
}


def findings_page(
    table: pd.DataFrame, settings: FinderSettings, max_distance: float, warning: str = ""
) -> Page:
    """Return the first sequences as a table, and what can be called next.

    Parameters
    ----------
    table
        As `vrd.core.sequence_table` makes it.
    settings, max_distance
        How they were found.
    warning
        What must be known of these limits.
    """
    shown = table.head(_MAX_LINES)
    caption = findings_caption(len(table), len(shown), settings, max_distance)
    if not len(table):
        message = " ".join(filter(None, (f"{caption}.", warning, _find_more(settings))))
        return page(paragraph(message), message)
    text = sequences_text(shown, caption)
    if warning:
        text += f"\n{warning}"
    text += "\nNext, where found is the name of these findings:"
    text += "".join(f"\n  {call:<26}  {meaning}" for call, meaning in NEXT_CALLS.items())
    calls = ", ".join(
        f"<code>{escape(call)}</code> to {escape(meaning)}" for call, meaning in NEXT_CALLS.items()
    )
    following = f"Next, where <code>found</code> is the name of these findings: {calls}."
    warned = paragraph(warning) if warning else ""
    body = f'{sequences_html(shown, caption=caption)}{warned}<p class="vrd-p">{following}</p>'
    return page(body, text)


def _find_more(settings: FinderSettings) -> str:
    """Return how to find sequences where there are none."""
    if settings.align:
        return "To find more, ask for less evidence (min_score)."
    return (
        "To find more, allow a larger distance (max_distance), shorter sequences "
        "(shortest_sequence) or more missing frames (allow_skip)."
    )


def findings_caption(count: int, shown: int, settings: FinderSettings, max_distance: float) -> str:
    """Return how many sequences were found, and with which limits, in words."""
    limits = (
        f"evidence at least {settings.min_score or LEAST_SCORE:g} s"
        if settings.align
        else f"distance at most {max_distance:g}, at least {settings.shortest_sequence} frames"
    )
    first = f"; the first {shown:,}" if shown < count else ""
    return f"{plural(count, 'sequence')} ({limits}){first}"
