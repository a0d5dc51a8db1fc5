"""Test that a few positions are spread over all of them."""

from vrd.core.spread import spread


def test_positions_are_spread_over_all_with_both_ends():
    assert spread(0, 24).tolist() == []
    assert spread(1, 24).tolist() == [0]
    assert spread(5, 24).tolist() == [0, 1, 2, 3, 4]
    many = spread(1000, 24)
    assert (len(many), many[0], many[-1]) == (24, 0, 999)
