"""How sure sequences are, whatever they were found by."""

import numpy as np
import pytest

from vrd.core.decoys import DecoyCounts
from vrd.core.scale import Scale
from vrd.core.sequences import AlignedSequence
from vrd.matching.confidence import with_confidence


def sequences(*scores: float) -> list[AlignedSequence]:
    """Return sequences with so much evidence."""
    return [
        AlignedSequence.make((0, 50, 5), (0.0, 5.0), (50.0, 55.0), score=score) for score in scores
    ]


def test_less_evidence_is_never_surer():
    counts = DecoyCounts.at_least(np.array([9.0, 5.0, 3.0, 2.0]), np.array([3.2, 2.5]))
    scale = Scale(evidence_odds=(-0.4, 2.8))
    # Among them what was found otherwise, so that no decoys were counted at its score.
    sure = with_confidence(sequences(2.0, 9.0, 3.8, 5.0, 3.0, 1.0), counts, scale)
    assert [sequence.score for sequence in sure] == [9.0, 5.0, 3.8, 3.0, 2.0, 1.0]
    confidences = [sequence.confidence for sequence in sure]
    assert confidences == sorted(confidences, reverse=True)
    assert confidences[-1] == pytest.approx(1 / (1 + np.exp(0.4)))


def test_chance_and_experience_both_limit():
    none, half = np.empty(0), np.array([4.0, 4.0])
    (sure,) = with_confidence(sequences(4.0), DecoyCounts.at_least(half, none), Scale())
    assert sure.confidence == 1.0, "nothing was measured, and chance makes nothing"
    odds = Scale(evidence_odds=(0.0, 1.0))
    (sure,) = with_confidence(sequences(4.0), DecoyCounts.at_least(half, none), odds)
    assert sure.confidence == pytest.approx(0.8)
    (sure,) = with_confidence(sequences(4.0), DecoyCounts.at_least(half, half[:1]), odds)
    assert sure.confidence == pytest.approx(0.5)
    (sure,) = with_confidence(sequences(4.0), DecoyCounts.at_least(none, none), odds)
    assert sure.confidence == pytest.approx(0.8)
