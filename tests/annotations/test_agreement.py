import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.records import judgement
from vrd.annotations.agreement import agreement
from vrd.annotations.judgements import VERDICTS, Judgements
from vrd.errors import UnknownNameError


def said(*verdicts):
    """Make judgements from a pair of verdicts of anna and berta for each match; None makes none."""
    judgements = []
    for number, both in enumerate(verdicts):
        for who, verdict in zip(("anna", "berta"), both, strict=True):
            if verdict is not None:
                span = (number * 100, number * 100 + 10)
                judgements.append(
                    judgement(len(judgements), ("a", *span), ("b", *span), who, verdict)
                )
    return Judgements(judgements)


def test_the_example_of_textbooks():
    # 20 both yes, 15 both no, 5 and 10 apart: p_o = 0.7, p_e = 0.5, kappa = 0.4.
    yes, no = "match", "not a match"
    both = [(yes, yes)] * 20 + [(yes, no)] * 5 + [(no, yes)] * 10 + [(no, no)] * 15
    result = agreement(said(*both), "anna", "berta")
    assert (result.both, result.agreed, result.percent) == (50, 35, 70)
    assert result.kappa == pytest.approx(0.4)
    assert result.table.loc[yes, no] == 5
    assert result.table.loc[no, yes] == 10
    assert result.table.index.name == "anna"
    assert len(result.disagreements) == 15
    assert "35 of 50 matches (70\N{NO-BREAK SPACE}%), Cohen's kappa 0.40" in repr(result)


def test_only_what_both_gave_a_verdict_on_counts():
    result = agreement(
        said(("match", None), (None, "match"), ("match", ""), ("unsure", "same scene")),
        "anna",
        "berta",
    )
    assert (result.both, result.agreed) == (1, 0)
    line = result.disagreements.iloc[0]
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
    result = agreement(said(*[(verdict, verdict) for verdict in VERDICTS] * 7), "anna", "berta")
    assert result.kappa == 1


def test_matches_are_brought_together_by_what_they_share_and_each_counts_once():
    judgements = Judgements(
        [
            judgement(1, ("a", 0, 10), ("b", 0, 10), "anna", "match"),
            judgement(2, ("a", 1, 11), ("b", 1, 11), "anna", "unsure"),
            judgement(3, ("b", 0, 9), ("a", 0, 9), "berta", "unsure"),
        ]
    )
    assert [(a.id, b.id) for a, b in agreement(judgements, "anna", "berta").pairs] == [(2, 3)]


def test_somebody_who_judged_nothing_is_named():
    with pytest.raises(UnknownNameError, match="Known: anna"):
        agreement(said(("match", None)), "anna", "carla")


@given(st.lists(st.tuples(*[st.sampled_from([None, "", *VERDICTS])] * 2), min_size=1, max_size=40))
def test_it_is_the_same_from_both_sides_and_what_counting_gives(both):
    judgements = said(*both)
    if judgements.reviewers != ["anna", "berta"]:
        return
    forth, back = agreement(judgements, "anna", "berta"), agreement(judgements, "berta", "anna")
    counted = [pair for pair in both if all(pair)]
    assert forth.both == back.both == len(counted)
    assert forth.agreed == sum(a == b for a, b in counted)
    assert (forth.table.to_numpy() == back.table.to_numpy().T).all()
    if not math.isnan(forth.kappa):
        assert forth.kappa == pytest.approx(back.kappa)
        chance = (
            sum(
                sum(a == verdict for a, _ in counted) * sum(b == verdict for _, b in counted)
                for verdict in VERDICTS
            )
            / len(counted) ** 2
        )
        observed = forth.agreed / len(counted)
        assert forth.kappa == pytest.approx((observed - chance) / (1 - chance))
        assert -1 <= forth.kappa <= 1
