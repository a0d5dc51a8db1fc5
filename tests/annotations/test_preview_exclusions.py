import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.exclusion_case import FRAMES, finder_of, stretch
from vrd.annotations.excluded_rows import excluded_rows
from vrd.annotations.preview_exclusions import preview
from vrd.core.sequences import AlignedSequence, Sequence
from vrd.matching.unwanted import cut_sequences


def test_the_effect_is_shown_before_anything_is_dropped():
    finder = finder_of((0, 30, 10), (12, 40, 5), (20, 60, 5))
    sequences = finder.find_sequences(shortest_sequence=2)
    effect = preview([stretch("a.mp4", 0, 4), stretch("b.mp4", 9, 16)], finder, sequences)
    assert (effect.matches, effect.all_matches) == (4 + 1 + 5, 20)
    assert (effect.sequences, effect.shortened, effect.all_sequences) == (1, 1, 3)
    assert (effect.seconds, effect.all_seconds) == (5 + 5, 20)
    assert effect.touched == [(0, 30, 10), (12, 40, 5)]
    assert (effect.frames, len(effect.dropped)) == (11, 10)
    assert len(finder.matches) == 20
    assert finder.funnel == []
    assert "10 of 20 matches; 1 of 3 sequences, and parts of 1 more: 10 of 20 s" in repr(effect)


def test_the_effect_on_nothing():
    effect = preview([stretch("a.mp4", 0, 4)], finder_of((0, 30, 3)), [])
    assert (effect.matches, effect.sequences, effect.seconds, effect.touched) == (3, 0, 0.0, [])


def test_of_an_aligned_sequence_the_seconds_along_its_line_count():
    aligned = AlignedSequence.make((0, 30, 20), (0, 20), (0, 16), speed=0.8)
    finder = finder_of((0, 30, 20))
    effect = preview([stretch("b.mp4", 8, 16)], finder, [aligned], shortest_sequence=5)
    assert (effect.shortened, effect.seconds) == (1, 10)


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(30, 50), st.integers(2, 10)), max_size=6),
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 25), st.integers(1, 6)), max_size=4),
    st.sampled_from([None, 1, 4]),
)
def test_the_effect_is_that_of_cutting(triples, excluded, shortest):
    sequences = [Sequence(*triple) for triple in dict.fromkeys(triples)]
    exclusions = [stretch(f"{film}.mp4", a, a + length) for film, a, length in excluded]
    bad = excluded_rows(exclusions, FRAMES).rows
    effect = preview(exclusions, finder_of(), sequences, shortest_sequence=shortest)
    left = cut_sequences(sequences, bad, shortest_sequence=shortest)
    gone = sum(sequence.duration for sequence in sequences) - sum(
        sequence.duration for sequence in left
    )
    assert effect.seconds == pytest.approx(gone)
    assert effect.sequences + effect.shortened == len(effect.touched)
    assert set(sequences) - set(effect.touched) <= set(left)
