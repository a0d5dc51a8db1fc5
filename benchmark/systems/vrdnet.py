"""Run this toolkit with its defaults: ``VRDProject(...).run()``, then ``find()``.

Nothing is chosen by the truth here. `ABLATION` lists what changes when a part is taken out or
another setting is made; a new line is a new row of the table.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from benchmark.systems.collection import Collection, Tried, found_table
from vrd.matching.settings import FinderSettings
from vrd.vrd_project import VRDProject

#: The limit that is best for runs on these fingerprints.
RUNS = {"align": False, "max_distance": 0.4}
ABLATION: list[tuple[str, dict[str, Any]]] = [
    ("ends not refined", {"refine": False}),
    ("movement not compared", {"confirm": False}),
    ("distances not normalized", {"normalize": False}),
    ("empty frames kept", {"min_contrast": 0.0}),
    ("runs at one lag, limit 0.4", RUNS),
    ("all of these", RUNS | {"normalize": False, "min_contrast": 0.0}),
    ("evidence 2", {"min_score": 2.0}),
    ("evidence 3", {"min_score": 3.0}),
    ("limit 0.6", {"max_distance": 0.6}),
]
#: The same search on the hand-made descriptor, at its usual limit and one above it.
OTHER = ("dct", {"align": True, "normalize": True, "min_contrast": 0.02, "refine": False})
OTHER_LIMITS = (0.3, 0.45)


def tries(collection: Collection) -> Iterator[Tried]:
    """Try once, with the defaults."""
    with collection.opened(collection.network) as project:
        yield Tried(math.nan, find(project))


def ablation(collection: Collection) -> Iterator[tuple[str, pd.DataFrame]]:
    """Find with each line of `ABLATION`."""
    with collection.opened(collection.network) as project:
        for name, changes in ABLATION:
            yield name, find(project, **changes)
    network, settings = OTHER
    with collection.opened(network) as project:
        for limit in OTHER_LIMITS:
            yield f"on {network}, limit {limit:g}", find(project, max_distance=limit, **settings)


def find(project: VRDProject, **changes: Any) -> pd.DataFrame:
    """Find with these changes to the defaults of ``find()``."""
    # A project remembers its last settings.
    project.settings.finder = FinderSettings()
    finder, sequences = project.find(**changes)
    return found_table(finder.table(sequences))
