"""Say how sure each sequence is: the less of what chance makes and of what experience says.

Decoys tell how much chance makes (`vrd.core.decoys`), but not how often two films look alike for
other reasons, such as another take of one scene. How often sequences with so much evidence are
right was counted on films with planted reuse, and is part of the `vrd.core.scale.Scale`. Both only
fall with the evidence, and so does the confidence.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from vrd.core.decoys import DecoyCounts
from vrd.core.scale import Scale
from vrd.core.sequences import AlignedSequence


def with_confidence(
    sequences: Iterable[AlignedSequence], decoys: DecoyCounts, scale: Scale
) -> list[AlignedSequence]:
    """Return sequences with the confidence of their evidence, the best evidence first.

    Parameters
    ----------
    sequences
        Found in whatever way, with their evidence.
    decoys
        How much chance makes at every score.
    scale
        Of the fingerprints.
    """
    ordered = sorted(sequences, key=lambda sequence: -sequence.score)
    scores = np.array([sequence.score for sequence in ordered], np.float64)
    confidences = np.minimum(decoys.confidence(scores), scale.share_right(scores))
    return [
        sequence.altered(confidence=float(confidence))
        for sequence, confidence in zip(ordered, confidences, strict=True)
    ]
