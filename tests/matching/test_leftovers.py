"""What lies beside a sequence that became shorter."""

import numpy as np

from tests.support.synthetic import diagonal, neighbours_of, timeline
from vrd.core.matches import matches_within
from vrd.core.sequences import AlignedSequence
from vrd.matching.leftovers import find_leftovers
from vrd.matching.novelty import Novelty

FRAMES = timeline(60, 60)
#: Ten seconds at one lag, and ten more, five seconds later in the second film.
FIRST, SECOND = diagonal(10, 70, 10, 0.1), diagonal(20, 85, 10, 0.1)
COARSE = AlignedSequence.make((10, 70, 25), (10.0, 30.0), (10.0, 35.0), speed=1.25)


def leftovers(exact, found=FIRST + SECOND):
    matches = matches_within(neighbours_of(FRAMES, found), 1.0)
    options = {"max_distance": 1.0, "novelty": Novelty.full(len(FRAMES)), "min_score": 3.0}
    return find_leftovers([(COARSE, exact)], matches, FRAMES, **options)


def test_the_other_of_two_adjacent_stretches_is_found():
    exact = COARSE.altered(query_span=(10.0, 20.0), reference_span=(10.0, 20.0), speed=1.0)
    (found,) = leftovers(exact)
    assert (found.query_span, found.reference_span, found.speed) == ((20, 30), (25, 35), 1.0)
    exact = COARSE.altered(query_span=(20.0, 30.0), reference_span=(25.0, 35.0), speed=1.0)
    (found,) = leftovers(exact)
    assert (found.query_span, found.reference_span) == ((10, 20), (10, 20))


def test_nothing_is_sought_where_the_ends_have_hardly_moved():
    assert leftovers(COARSE.altered(query_span=(10.5, 29.0))) == []


def test_matches_beside_are_evidence_as_ever():
    exact = COARSE.altered(query_span=(10.0, 20.0), reference_span=(10.0, 20.0), speed=1.0)
    assert leftovers(exact, FIRST + SECOND[:2]) == []
    assert leftovers(exact, FIRST) == []
    assert np.isfinite(leftovers(exact)[0].score)
