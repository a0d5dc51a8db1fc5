import itertools

import numpy as np

from tests.support.synthetic import diagonal, neighbours_of, timeline
from vrd.core.matches import matches_within
from vrd.matching.one_way_runs import count_one_way
from vrd.matching.runs import RunSettings
from vrd.matching.thresholds import careful_limit, count_runs, suggest_max_distance


def chance(count, rows, generator, low):
    """Matches anywhere, at distances above ``low``."""
    return [
        (int(q), int(r) + rows, low + float(d))
        for q, r, d in zip(
            generator.integers(0, rows, count),
            generator.integers(0, rows, count),
            generator.random(count),
            strict=True,
        )
    ]


def test_the_limit_lies_between_reuse_and_chance():
    generator = np.random.default_rng(1)
    reuse = {(q, r): d for q, r, d in diagonal(20, 350, 100, 2.0)}
    noise = {(q, r): d for q, r, d in chance(40000, 300, generator, 5.0)}
    made = [(q, r, d) for (q, r), d in (noise | reuse).items()]
    found = suggest_max_distance(neighbours_of(timeline(300, 300), made), ranks=1000)
    assert 2.0 <= found.max_distance < 5.6
    assert found.forward >= 96
    assert "same way" in found.reason


def test_chance_alone_gives_no_limit():
    generator = np.random.default_rng(2)
    noise = {(q, r): d for q, r, d in chance(20000, 200, generator, 1.0)}
    made = neighbours_of(timeline(200, 200), [(q, r, d) for (q, r), d in noise.items()])
    found = suggest_max_distance(made, ranks=1000)
    assert found.max_distance == 0
    assert "no distance separates reuse from chance" in found.reason


def test_still_pictures_say_nothing():
    block = [(q, r + 50, 0.1) for q in range(20) for r in range(20)]
    assert suggest_max_distance(neighbours_of(timeline(50, 50), block)).max_distance == 0


def test_no_matches_at_all():
    assert suggest_max_distance(neighbours_of(timeline(3, 3), [])).max_distance == 0
    assert suggest_max_distance(neighbours_of(timeline(), [])).max_distance == 0


def test_the_limit_stays_where_the_runs_end():
    """Past them nothing runs backward, and nothing forward either: no reason to go on."""
    reuse = [match for q in (0, 100, 200) for match in diagonal(q, q + 400, 80, 2.0)]
    stray = diagonal(380, 700, 5, 50.0)
    found = suggest_max_distance(neighbours_of(timeline(400, 400), reuse + stray))
    assert found.max_distance == 2.0


# -- where the nearest neighbours are all copies ---------------------------------------------

#: Rows of each film, and films that are copies of one another.
ROWS, COPIES = 60, 5


def copies_and_chance(chance_at):
    """Two films with four copies each, nearer and further; and chance between the two, later.

    Chance makes as many short runs that go opposite ways in both films as go the same way.
    """
    made = {}
    for family in (0, COPIES):
        pairs = list(itertools.combinations(range(family, family + COPIES), 2))
        for number, (one, other) in enumerate(pairs):
            distance = 0.1 + 1.2 * number / len(pairs)
            for match in diagonal(one * ROWS, other * ROWS, ROWS, distance):
                made[match[:2]] = distance
    for number, (one, other) in enumerate(
        itertools.product(range(COPIES), range(COPIES, 2 * COPIES))
    ):
        query, reference = one * ROWS + 3 * number % 50, other * ROWS + 7 * number % 50
        for step in range(6):
            if number % 2:
                made[query + step, reference + step] = chance_at
            else:
                made[query + step, reference + 5 - step] = chance_at
    matches = [(*rows, distance) for rows, distance in made.items()]
    return neighbours_of(timeline(*[ROWS] * 2 * COPIES), matches)


def test_chance_is_seen_behind_the_copies_that_are_nearest():
    neighbours = copies_and_chance(1.0)
    limits, forward, backward = count_runs(neighbours, ranks=4)
    assert backward[limits <= 1.2].max() * 10 < forward.max(), "the nearest show no chance"
    found = suggest_max_distance(neighbours, ranks=4)
    assert found.separates
    assert 0.7 < found.max_distance < 1.0


def test_where_chance_is_nearer_than_every_copy_nothing_is_proposed():
    neighbours = copies_and_chance(0.05)
    found = suggest_max_distance(neighbours, ranks=4)
    assert (found.max_distance, found.separates) == (0, False)
    assert "no distance separates" in found.reason
    assert careful_limit(neighbours, 0.3) < 0.05


def test_a_careful_limit_stays_where_nothing_goes_opposite_ways():
    assert careful_limit(copies_and_chance(1.0), 0.3) == 0.3
    assert careful_limit(neighbours_of(timeline(3, 3), []), 0.3) == 0.3


def test_sequences_that_go_one_way_are_counted_and_still_pictures_are_not():
    still = [(q, r + 100, 0.1) for q in range(60, 80) for r in range(20)]
    same = diagonal(10, 140, 8)
    opposite = [(30 + step, 190 - step, 0.1) for step in range(8)]
    neighbours = neighbours_of(timeline(100, 100), still + same + opposite)
    matches = matches_within(neighbours)
    frames = neighbours.frames
    assert count_one_way(matches, frames, RunSettings()) == (1, 1)
    assert count_one_way(matches, frames, RunSettings(max_distance=0.5)) == (0, 1)
