"""Make the records that databases and logs hold: films, fingerprints and judgements."""

from __future__ import annotations

from typing import Any

import numpy as np

from vrd.annotations.judgements import Judgement
from vrd.core.fingerprints import FingerprintSpec
from vrd.core.segments import Segment
from vrd.storage.database import Database
from vrd.storage.records import VideoRecord

SPEC = FingerprintSpec("test", "layer", (8, 8), "none", 4)


def record(path: str = "a.mp4", content_key: str = "one", **changes: Any) -> VideoRecord:
    """Return the record of a film of three rows."""
    values: dict[str, Any] = {"size": 5, "mtime_ns": 7, "settings": "{}", "status": "ok", "rows": 3}
    values |= {"stills": f"{path}-{content_key}"} | changes
    return VideoRecord(path=path, content_key=content_key, **values)


def fingerprint(database: Database, path: str = "a.mp4") -> int:
    """Write fingerprints of a film, and return the number of its timeline."""
    number = {record.path: record.timeline for record in database.videos()}[path]
    assert number is not None
    vectors = np.arange(12, dtype=np.float32).reshape(3, 4)
    database.fingerprints.write(number, SPEC, vectors, missing=[1])
    return number


def judgement(
    number: int,
    query: tuple[str, float, float],
    reference: tuple[str, float, float],
    reviewer: str = "anna",
    verdict: str = "match",
) -> Judgement:
    """Return the judgement of a pair of stretches, each given as film, start and end."""
    return Judgement(number, "", reviewer, verdict, "", Segment(*query), Segment(*reference), {})
