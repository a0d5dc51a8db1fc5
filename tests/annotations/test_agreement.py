import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.records import judgement
from vrd.annotations.agreement import agreement
from vrd.annotations.judgements import VERDICTS, Judgements
from vrd.errors import UnknownNameError


def said(*verdicts):
    """One pair of verdicts for each match, of anna and of berta; None where there is none."""
    found = []
    for place, both in enumerate(verdicts):
        for who, verdict in zip(("anna", "berta"), both, strict=True):
            if verdict is not None:
                span = (place * 100, place * 100 + 10)
                found.append(judgement(len(found), ("a", *span), ("b", *span), who, verdict))
    return Judgements(found)


def test_the_example_of_textbooks():
    # 20 both yes, 15 both no, 5 and 10 apart: p_o = 0.7, p_e = 0.5, kappa = 0.4.
    yes, no = "match", "not a match"
    both = [(yes, yes)] * 20 + [(yes, no)] * 5 + [(no, yes)] * 10 + [(no, no)] * 15
    found = agreement(said(*both), "anna", "berta")
    assert (found.both, found.agreed, found.percent) == (50, 35, 70)
    assert found.kappa == pytest.approx(0.4)
    assert found.table.loc[yes, no] == 5
    assert found.table.loc[no, yes] == 10
    assert found.table.index.name == "anna"
    assert len(found.disagreements) == 15
    assert "35 of 50 matches (70 %), Cohen's kappa 0.40" in repr(found)


def test_only_what_both_gave_a_verdict_on_counts():
    found = agreement(
        said(("match", None), (None, "match"), ("match", ""), ("unsure", "same scene")),
        "anna",
        "berta",
    )
    assert (found.both, found.agreed) == (1, 0)
    line = found.disagreements.iloc[0]
    assert (line["verdict_one"], line["verdict_other"]) == ("unsure", "same scene")
    assert (line["query_id"], line["query_start"], line["ref_end"]) == ("a", 300, 310)


def test_where_chance_cannot_be_told_apart_there_is_no_kappa():
    nothing = agreement(said(("match", None), (None, "match")), "anna", "berta")
    assert math.isnan(nothing.kappa)
    assert math.isnan(nothing.percent)
    assert "nothing was judged by both" in repr(nothing)
    alike = agreement(said(*[("match", "match")] * 3), "anna", "berta")
    assert math.isnan(alike.kappa)
    assert alike.percent == 100


def test_complete_agreement_is_exactly_one():
    found = agreement(said(*[(one, one) for one in VERDICTS] * 7), "anna", "berta")
    assert found.kappa == 1


def test_matches_are_brought_together_by_what_they_share_and_each_counts_once():
    found = Judgements(
        [
            judgement(1, ("a", 0, 10), ("b", 0, 10), "anna", "match"),
            judgement(2, ("a", 1, 11), ("b", 1, 11), "anna", "unsure"),
            judgement(3, ("b", 0, 9), ("a", 0, 9), "berta", "unsure"),
        ]
    )
    assert [(a.id, b.id) for a, b in agreement(found, "anna", "berta").pairs] == [(2, 3)]


def test_somebody_who_judged_nothing_is_named():
    with pytest.raises(UnknownNameError, match="Known: anna"):
        agreement(said(("match", None)), "anna", "carla")


@given(st.lists(st.tuples(*[st.sampled_from([None, "", *VERDICTS])] * 2), min_size=1, max_size=40))
def test_it_is_the_same_from_both_sides_and_what_counting_gives(both):
    judgements = said(*both)
    if judgements.reviewers != ["anna", "berta"]:
        return
    one, other = agreement(judgements, "anna", "berta"), agreement(judgements, "berta", "anna")
    counted = [two for two in both if all(two)]
    assert one.both == other.both == len(counted)
    assert one.agreed == sum(a == b for a, b in counted)
    assert (one.table.to_numpy() == other.table.to_numpy().T).all()
    if not math.isnan(one.kappa):
        assert one.kappa == pytest.approx(other.kappa)
        chance = (
            sum(
                sum(a == verdict for a, _ in counted) * sum(b == verdict for _, b in counted)
                for verdict in VERDICTS
            )
            / len(counted) ** 2
        )
        observed = one.agreed / len(counted)
        assert one.kappa == pytest.approx((observed - chance) / (1 - chance))
        assert -1 <= one.kappa <= 1
