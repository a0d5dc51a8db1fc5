"""Run the hand-made descriptor of this toolkit, with runs at one lag."""

from __future__ import annotations

from collections.abc import Iterator

from benchmark.systems.collection import Collection, Tried, runs, thresholds


def tries(collection: Collection) -> Iterator[Tried]:
    """Try runs at a range of limits."""
    with collection.opened("dct") as project:
        for limit in thresholds(project.neighbours):
            yield Tried(limit, runs(project.neighbours, limit))
