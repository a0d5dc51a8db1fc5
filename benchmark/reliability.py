"""Tell how far confidence can be relied on: of what is said to be 90 % sure, 90 % should be right.

A sequence counts as right if at least `MIN_RIGHT` of it is reuse, on the side where that is less.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

MIN_RIGHT = 0.5
#: Bounds of the bins of confidence; most sequences are in the upper ones.
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
#: Standard errors of a 95 % interval.
INTERVAL = 1.96


def reliability(found: pd.DataFrame) -> pd.DataFrame:
    """Return, for each bin of confidence that holds sequences, what was said and what was right.

    Parameters
    ----------
    found
        Predictions with ``confidence`` (0 to 1; those without are left out) and ``right`` (the
        share of each that is reuse).

    Returns
    -------
    DataFrame
        By bin: ``sequences``; ``said``, the mean confidence; ``right``, the share of sequences
        that are right, and ``low`` and ``high``, its 95 % interval (Wilson).

    Examples
    --------
    >>> found = pd.DataFrame({"confidence": [0.92, 0.94, 0.3], "right": [1.0, 0.0, 0.2]})
    >>> bins = reliability(found)
    >>> bins["right"].to_dict()
    {'0-0.5': 0.0, '0.9-0.95': 0.5}
    >>> bins["sequences"].to_list(), bins["said"].round(2).to_list()
    ([1, 2], [0.3, 0.93])
    """
    lines = []
    known = found[found["confidence"].notna()]
    numbers = np.searchsorted(BINS[1:-1], known["confidence"], side="right")
    for number in np.unique(numbers):
        inside = known[numbers == number]
        right = int((inside["right"] >= MIN_RIGHT).sum())
        low, high = wilson(right, len(inside))
        name = f"{BINS[number]:g}-{BINS[number + 1]:g}"
        said = float(inside["confidence"].mean())
        lines.append((name, len(inside), said, right / len(inside), low, high))
    columns = ["confidence", "sequences", "said", "right", "low", "high"]
    return pd.DataFrame(lines, columns=columns).set_index("confidence")


def wilson(right: int, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927).

    Examples
    --------
    >>> [round(bound, 3) for bound in wilson(9, 10)]
    [0.596, 0.982]
    """
    share, z2 = right / count, INTERVAL**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = math.sqrt(share * (1 - share) / count + z2 / (4 * count**2)) * INTERVAL
    return max(0.0, middle - half / (1 + z2 / count)), min(1.0, middle + half / (1 + z2 / count))


def calibration_error(bins: pd.DataFrame) -> float:
    """Return the mean difference of what was said and what was right, over all sequences."""
    if not len(bins):
        return math.nan
    gaps = (bins["said"] - bins["right"]).abs()
    return float((gaps * bins["sequences"]).sum() / bins["sequences"].sum())


def reliabilities(found: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return `reliability` of each system that says how sure it is, by name."""
    tables = {
        name: reliability(table) for name, table in found.items() if "confidence" in table.columns
    }
    return {name: bins for name, bins in tables.items() if len(bins)}


def as_figures(tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """Return reliabilities for JSON: the bins, how many sequences, and the mean error."""
    return {
        name: {
            "sequences": int(bins["sequences"].sum()),
            "calibration error": round(calibration_error(bins), 4),
            "bins": bins.round(4).reset_index().to_dict("records"),
        }
        for name, bins in tables.items()
    }
