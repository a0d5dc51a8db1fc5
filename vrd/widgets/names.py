"""Name what Python and the page share, and what is no message: verdicts, keys, columns.

`vrd.widgets.generate_names` writes these for the browser, so that each stands in one place.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from vrd.core.regions import REGIONS

WidgetName = Literal["review", "limits", "pairs"]

#: Columns of the table of sequences: for each, one float64 per sequence, all of a column together.
#: Times are seconds, films are positions in the list of films, ``score`` is the evidence in
#: seconds, ``matched`` of ``rows`` frames match, and ``footage`` is the number of a footage that
#: ``films`` films show.
SEQUENCE_COLUMNS = (
    "query_film",
    "reference_film",
    "query_start",
    "query_end",
    "reference_start",
    "reference_end",
    "distance",
    "matched",
    "rows",
    "score",
    "speed",
    "confidence",
    "mirrored",
    "footage",
    "films",
    "query_region",
    "reference_region",
)

#: Parts of a picture, by the numbers in these columns; 0 is the whole picture.
REGION_NAMES = ("", *(region.name for region in REGIONS))


class VerdictLabel(NamedTuple):
    """Say how a verdict is shown: with a sign, a short label, and a longer one if there is room."""

    name: str
    sign: str
    label: str
    long_label: str


VERDICT_LABELS = (
    VerdictLabel("match", "✓", "Match", "Match"),
    VerdictLabel("not a match", "✕", "Not a match", "Not a match"),
    VerdictLabel("unsure", "?", "Unsure", "Unsure"),
    VerdictLabel("same scene", "≈", "Same scene", "Same scene, another take"),
)


class Task(NamedTuple):
    """Say what a key does, and which keys do it unless others are chosen."""

    help: str
    keys: tuple[str, ...]


#: What keys do in a review. Keys are named as JavaScript's ``KeyboardEvent.key`` names them. A
#: letter is meant with or without Shift; with it, ``"Shift+Z"`` is looked for before ``"z"``.
TASKS: dict[str, Task] = {
    "next": Task("Go to the next sequence", ("j", "ArrowDown")),
    "previous": Task("Go to the previous sequence", ("k", "ArrowUp")),
    "match": Task("Judge: match", ("1", "y")),
    "not a match": Task("Judge: not a match", ("2", "n")),
    "unsure": Task("Judge: unsure", ("3", "u")),
    "same scene": Task("Judge: same scene, another take", ("4", "s")),
    "note": Task("Write a note (Ctrl+Enter saves it, Escape discards it)", ("c",)),
    "undo": Task("Undo the last judgement", ("z",)),
    "redo": Task("Restore the judgement undone last", ("r", "Shift+Z")),
    "exclude": Task("Never show this again (you first see what would be excluded)", ("x",)),
    "open": Task("Look closer at the sequence", ("Enter",)),
    "close": Task("Go back to the list", ("Escape",)),
    "play": Task("Play or pause both films", (" ",)),
    "step forward": Task("Go one frame forward", (".", "ArrowRight")),
    "step back": Task("Go one frame back", (",", "ArrowLeft")),
    "loop": Task("Repeat the sequence, or play on after it", ("l",)),
    "slower": Task("Play slower", ("[", "-")),
    "faster": Task("Play faster", ("]", "+")),
    "blink": Task("Blink: show both films in turn at the same place", ("b",)),
    "difference": Task("Difference: equal parts of the pictures turn black", ("d",)),
    "mirror": Task("Mirror film B", ("m",)),
    "sound": Task("Play the sound of film A, of film B, or none", ("o",)),
    "next page": Task("Go to the next page of the list", ("PageDown",)),
    "previous page": Task("Go to the previous page of the list", ("PageUp",)),
    "help": Task("Show or hide this help", ("?", "h")),
}
