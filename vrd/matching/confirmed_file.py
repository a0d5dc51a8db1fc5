"""Compares movement only where a project does not remember it; see `vrd.matching.rescan_cache`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from vrd.core.sequences import AlignedSequence
from vrd.matching.confirm import Compared
from vrd.matching.motion import Movement
from vrd.matching.rescan_cache import Values, key_of, look_at_new_ones

#: Changes whenever `vrd.matching.confirm` would see something else.
METHOD = 1

Look = Callable[[list[AlignedSequence], Callable[[int, Compared], object]], object]


def compare_new_ones(
    candidates: Sequence[AlignedSequence],
    path: Path,
    made_by: Mapping[str, Any],
    look: Look,
    *,
    write: bool,
) -> list[Compared | None]:
    """Compare the movement of candidates of which the file does not remember it.

    Parameters
    ----------
    candidates
        As `vrd.matching.alignment` gives them.
    path
        The file.
    made_by
        What the movement depends on besides the candidate.
    look
        Compares, and tells of each what it saw: `vrd.matching.confirm.confirm_sequences`.
    write
        Whether what is new is written to the file.

    Returns
    -------
    list of Compared
        In the same order; None where the films could not be read.
    """
    keys = [key_of(one) for one in candidates]

    def look_at(waiting: list[int], done: Callable[[int, Values], None]) -> None:
        look(
            [candidates[number] for number in waiting],
            lambda place, seen: done(waiting[place], _values(seen)),
        )

    known = look_at_new_ones(keys, path, {"method": METHOD, **made_by}, look_at, write=write)
    return [_compared(known.get(key)) for key in keys]


def _values(seen: Compared) -> Values:
    # Nothing seen is no movement in common; JSON knows only numbers.
    return [float(value) for value in np.nan_to_num([*seen.forward, *seen.backward])]


def _compared(values: Values | None) -> Compared | None:
    if values is None or len(values) != 8:
        return None
    return Compared(Movement(*values[:4]), Movement(*values[4:]))
