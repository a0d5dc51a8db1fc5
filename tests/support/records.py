"""Make the records that databases and logs hold: films, fingerprints and judgements."""

from __future__ import annotations

import numpy as np

from vrd.annotations.judgements import Judgement
from vrd.core.fingerprints import FingerprintSpec
from vrd.core.segments import Segment
from vrd.storage.database import VideoRecord

SPEC = FingerprintSpec("test", "layer", (8, 8), "none", 4)


def record(path="a.mp4", sha256="one", **changes):
    values = {"size": 5, "mtime_ns": 7, "settings": "{}", "status": "ok", "rows": 3}
    return VideoRecord(
        path=path, sha256=sha256, **values | {"stills": f"{path}-{sha256}"} | changes
    )


def fingerprint(database, path="a.mp4"):
    number = {one.path: one.id for one in database.videos()}[path]
    database.write_fingerprints(number, SPEC, np.arange(12).reshape(3, 4), missing=[1])
    return number


def judgement(number, query, reference, reviewer="anna", verdict="match"):
    return Judgement(number, "", reviewer, verdict, "", Segment(*query), Segment(*reference), {})
