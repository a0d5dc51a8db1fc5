import numpy as np

from tests.support.synthetic import diagonal, neighbours_of, timeline
from vrd.matching.thresholds import suggest_max_distance


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
    assert "stands out from chance" in found.reason


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
