import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.records import judgement
from tests.support.work import calls_of
from vrd.annotations.judgements import Judgements, match_id
from vrd.core.segments import Segment

ONE, TWO = ("a.mp4", 10, 20), ("b.mp4", 30, 40)


def test_the_name_of_a_match_is_the_same_from_both_sides_and_to_the_millisecond():
    name = match_id(Segment(*ONE), Segment(*TWO))
    assert len(name) == 12
    assert set(name) <= set("0123456789abcdef")
    assert name == match_id(Segment(*TWO), Segment(*ONE))
    assert name == match_id(Segment("a.mp4", 10.0004, 20), Segment(*TWO))
    assert name != match_id(Segment("a.mp4", 10.001, 20), Segment(*TWO))
    assert name != match_id(Segment("c.mp4", 10, 20), Segment(*TWO))
    assert name == "c6f1c06c05b6", "a name once given out must stay what it is"


def test_no_match_has_a_name_that_a_spreadsheet_takes_for_a_number():
    names = [match_id(Segment("a", n, n + 1), Segment("b", 0, 1)) for n in range(5000)]
    assert len(set(names)) == 5000
    for name in names:
        with pytest.raises(ValueError):
            float(name)


def test_file_names_that_are_no_text_have_names_too():
    assert len(match_id(Segment("\udc80", 0, 1), Segment("b", 0, 1))) == 12


@pytest.mark.parametrize(
    ("query", "reference", "expected"),
    [
        (ONE, TWO, True),
        (TWO, ONE, True),
        (("a.mp4", 12, 22), ("b.mp4", 32, 42), True),
        (("a.mp4", 10, 15), ("b.mp4", 30, 35), True),
        (("a.mp4", 10, 14.9), ("b.mp4", 30, 34.9), False),
        (("a.mp4", 5, 25), ("b.mp4", 25, 45), True),
        (("a.mp4", 0, 30), ("b.mp4", 20, 50), False),
        (("a.mp4", 10, 20), ("b.mp4", 36, 46), False),
        (("a.mp4", 10, 20), ("c.mp4", 30, 40), False),
        (("b.mp4", 10, 20), ("a.mp4", 30, 40), False),
    ],
)
def test_judgements_are_found_by_what_the_stretches_share(query, reference, expected):
    judgements = Judgements([judgement(1, ONE, TWO)])
    assert (judgements.of(Segment(*query), Segment(*reference)) is not None) is expected


def test_within_one_film_the_sides_may_be_swapped_too():
    judgements = Judgements([judgement(1, ("a", 0, 10), ("a", 50, 60))])
    assert judgements.of(Segment("a", 51, 60), Segment("a", 1, 10)).id == 1
    assert judgements.of(Segment("a", 0, 10), Segment("a", 0, 10)) is None


def test_the_latest_counts_of_one_reviewer_or_of_all():
    judgements = Judgements(
        [
            judgement(3, ONE, TWO, "berta", "unsure"),
            judgement(1, ONE, TWO, "anna", "match"),
            judgement(2, TWO, ONE, "anna", "not a match"),
        ]
    )
    query, reference = Segment(*ONE), Segment(*TWO)
    assert [each.id for each in judgements] == [2, 3]
    assert judgements.of(query, reference).verdict == "unsure"
    assert judgements.of(query, reference, "anna").verdict == "not a match"
    assert judgements.of(query, reference, "carla") is None
    assert judgements.reviewers == ["anna", "berta"]


def test_of_sequences_that_overlap_each_keeps_what_was_said_of_it():
    moved = ("b.mp4", 31, 41)
    judgements = Judgements(
        [judgement(1, ONE, TWO, verdict="match"), judgement(2, ONE, moved, verdict="not a match")]
    )
    assert judgements.of(Segment(*ONE), Segment(*TWO)).verdict == "match"
    assert judgements.of(Segment(*TWO), Segment(*ONE), "anna").verdict == "match"
    assert judgements.of(Segment(*ONE), Segment(*moved)).verdict == "not a match"
    assert judgements.of(Segment(*ONE), Segment("b.mp4", 30, 41)).verdict == "not a match"


def test_without_judgements_nothing_is_found():
    assert Judgements().of(Segment(*ONE), Segment(*TWO)) is None
    assert repr(Judgements()) == "<Judgements: 0 by nobody>"


def spans(films="ab"):
    return st.builds(
        lambda film, start, length: Segment(film, start, start + length),
        st.sampled_from(films),
        st.integers(0, 30).map(float),
        st.integers(1, 12).map(float),
    )


@given(
    st.lists(st.tuples(spans(), spans(), st.sampled_from(["anna", "berta"])), max_size=25),
    st.lists(st.tuples(spans(), spans()), min_size=1, max_size=8),
    st.sampled_from([None, "anna", "berta"]),
)
def test_what_is_found_is_what_a_search_through_everything_finds(triples, pairs, reviewer):
    everything = [
        judgement(n, query, reference, who) for n, (query, reference, who) in enumerate(triples)
    ]
    judgements = Judgements(everything)

    def alike(segment, judged):
        if segment.video != judged.video:
            return False
        shared = min(segment.end, judged.end) - max(segment.start, judged.start)
        return 2 * shared >= max(segment.end - segment.start, judged.end - judged.start)

    for query, reference in [*pairs, *(triple[:2] for triple in triples)]:
        candidates = [
            judgement for judgement in everything if reviewer in (None, judgement.reviewer)
        ]
        exact = [
            judgement.id
            for judgement in candidates
            if {judgement.query, judgement.reference} == {query, reference}
        ]
        near = [
            judgement.id
            for judgement in candidates
            if (alike(judgement.query, query) and alike(judgement.reference, reference))
            or (alike(judgement.query, reference) and alike(judgement.reference, query))
        ]
        answer = judgements.of(query, reference, reviewer)
        assert (answer and answer.id) == max(exact or near, default=None)


@pytest.mark.parametrize("films", [2, 200])
def test_a_look_up_among_ten_thousand_takes_few_steps(films):
    chance = random.Random(1)

    def some(count):
        for _ in range(count):
            query_start, reference_start = chance.uniform(0, 5400), chance.uniform(0, 5400)
            length = chance.uniform(1, 60)
            names = [f"{chance.randrange(films)}.mp4" for _ in range(2)]
            yield (
                Segment(names[0], query_start, query_start + length),
                Segment(names[1], reference_start, reference_start + length),
            )

    pairs = list(some(10_000))
    judgements = Judgements(judgement(n, *pair) for n, pair in enumerate(pairs))
    wanted_pairs = [*pairs[:5000], *some(5000)]
    judgements.of(*wanted_pairs[0])  # Its tables are made at the first question.
    answers = []
    steps = calls_of(lambda: answers.extend(judgements.of(*pair) for pair in wanted_pairs))
    assert all(answers[:5000])
    assert steps < 100 * len(wanted_pairs), "some 30 for each; looking at all would take thousands"
