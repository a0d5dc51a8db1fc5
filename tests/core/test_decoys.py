"""What chance would find, counted on decoys."""

import numpy as np
import pytest

from vrd.core.decoys import DecoyCounts


def test_counts_and_shares_at_every_score() -> None:
    chance = DecoyCounts.at_least(np.array([9.0, 5, 5, 3, 2]), np.array([4.0, 2, 2]))
    assert chance.threshold.tolist() == [2, 3, 5, 9]
    assert chance.found.tolist() == [5, 4, 3, 1]
    assert chance.decoys.tolist() == [3, 1, 0, 0]
    assert chance.false_discovery_rate == pytest.approx([0.6, 0.25, 0, 0])
    assert chance.counts(4.0) == (3, 0)
    assert chance.counts(10.0) == (0, 0)


def test_confidence_never_falls_as_scores_rise() -> None:
    found, decoys = np.array([10.0, 8, 6, 4, 2]), np.array([9.0, 5])
    chance = DecoyCounts.at_least(found, decoys)
    sure = chance.confidence(found)
    # At 8 one decoy stands against two finds, at 6 against three: the latter's share counts.
    assert sure == pytest.approx([1, 2 / 3, 2 / 3, 0.6, 0.6])


def test_nothing_found() -> None:
    none = DecoyCounts.at_least(np.empty(0), np.empty(0))
    assert len(none.false_discovery_rate) == 0
    assert len(none.confidence(np.empty(0))) == 0
