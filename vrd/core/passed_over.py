"""Say which files of a folder were passed over, counted by kind.

A kind is the ending of the file name, such as ``.iso``, or one of the words below.
"""

from __future__ import annotations

from collections.abc import Mapping

from vrd.core.text import plural

HIDDEN, WITHOUT_ENDING, OTHER_KIND = "hidden", "without an ending", "of another kind"
#: Kinds that are named; the others are added up.
MAX_KINDS = 8


def passed_over_text(counts: Mapping[str, int]) -> str:
    """Return a sentence on the files that were passed over; an empty text where there are none.

    Parameters
    ----------
    counts
        The number of files of each kind.

    Examples
    --------
    >>> passed_over_text({".iso": 1, ".dpx": 72})
    '73 files passed over: 72 .dpx, 1 .iso'
    """
    if not counts:
        return ""
    return f"{plural(sum(counts.values()), 'file')} passed over: {_by_kind(counts)}"


def _by_kind(counts: Mapping[str, int]) -> str:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    parts = [f"{count:,} {kind}" for kind, count in ranked[:MAX_KINDS]]
    if others := ranked[MAX_KINDS:]:
        kinds = plural(len(others), "other kind")
        parts.append(f"{sum(count for _, count in others):,} of {kinds}")
    return ", ".join(parts)
