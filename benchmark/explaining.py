"""Explain each prediction: reuse, a hub shot on both sides, or something else. Times in seconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from benchmark.metrics import (
    NONE,
    QUERY,
    REFERENCE,
    Boxes,
    Pair,
    boxes_by_pair,
    intersections,
    pair_of,
)
from vrd.core.segments import Span, common_spans, seconds_of

MOST = 0.5  # of a side that lies in a hub shot makes it one


def explained(
    found: pd.DataFrame, truth: Mapping[Pair, Boxes], hubs: Iterable[Mapping[str, Any]]
) -> pd.DataFrame:
    """Return predictions with two more columns.

    Parameters
    ----------
    found
        Predictions, columns as in ``truth.json``.
    truth
        Boxes by pair of films.
    hubs
        Film, kind, start and end of hub shots.

    Returns
    -------
    DataFrame
        ``right``: share that is reuse, on the side where that is less; ``hub``: the kind of hub
        shot that most of each side is, joined by ``/`` where they differ, else empty.
    """
    shots: dict[str, list[tuple[str, Span]]] = {}
    for hub in hubs:
        shots.setdefault(hub["film"], []).append((hub["kind"], (hub["start"], hub["end"])))
    result = found.copy()
    lines = found.to_dict("records")
    result["right"] = [_right(line, truth) for line in lines]
    result["hub"] = [_hub(line, shots) for line in lines]
    return result


def _right(line: Mapping[Any, Any], truth: Mapping[Pair, Boxes]) -> float:
    (box,) = boxes_by_pair(pd.DataFrame([line])).values()
    boxes, met = intersections(box, truth.get(pair_of(line["query"], line["ref"]), NONE))
    shares = []
    for axis in (QUERY, REFERENCE):
        spans = [(float(start), float(end)) for start, end in boxes[met][:, axis]]
        shares.append(seconds_of(spans) / max(float(box[0, axis[1]] - box[0, axis[0]]), 1e-9))
    return round(min(shares), 3)


def _hub(line: Mapping[Any, Any], shots: Mapping[str, list[tuple[str, Span]]]) -> str:
    kinds = []
    for side in ("query", "ref"):
        span = (line[f"{side}_start"], line[f"{side}_end"])
        mine = [
            kind
            for kind, shot in shots.get(line[side], [])
            if seconds_of(common_spans([span], [shot])) > MOST * (span[1] - span[0])
        ]
        if not mine:
            return ""
        kinds.append(mine[0])
    return kinds[0] if kinds[0] == kinds[1] else "/".join(kinds)


def false_alarms(found: pd.DataFrame) -> pd.Series[Any]:
    """Count the predictions of an explained table, the false ones, and those that are hubs."""
    false = found["right"] == 0
    hubs = found.loc[false & (found["hub"] != ""), "hub"].value_counts()
    counts = pd.Series({"predictions": len(found), "false": int(false.sum())})
    return pd.concat([counts, hubs]).astype(int)
