"""The preview of what came back."""

import pandas as pd

from tests.support.views_case import HOSTILE
from vrd.annotations.edited_table import FILMS, TIMES
from vrd.annotations.edits import compare_returned
from vrd.annotations.judgements import Judgements, match_id
from vrd.core.segments import Segment
from vrd.views.difference import difference_page


def compared(lines, said=(), **options):
    columns = ["match_id", "verdict", "note", "reviewer", *FILMS, *TIMES]
    known = pd.DataFrame(columns=["match_id", "query_id", "ref_id", *TIMES])
    table = pd.DataFrame(lines, columns=columns)
    return compare_returned(table, Judgements(said), known, **options)


def differences(count):
    pairs = [(Segment(HOSTILE, n, n + 1), Segment("b.mp4", n, n + 1)) for n in range(count)]
    lines = [
        {"match_id": match_id(*pair), "verdict": "match", "note": "<b>", "reviewer": "ann"}
        | {"query": pair[0].video, "query_start": pair[0].start + 0.25, "query_end": pair[0].end}
        | {"ref": "b.mp4", "ref_start": pair[1].start, "ref_end": pair[1].end}
        for pair in pairs
    ]
    sides = {
        f"{side}_{name}": [pair[place][at] for pair in pairs]
        for place, side in enumerate(("query", "ref"))
        for at, name in enumerate(("id", "start", "end"))
    }
    known = pd.DataFrame({"match_id": [match_id(*pair) for pair in pairs], **sides})
    return compare_returned(pd.DataFrame(lines), Judgements(), known)


def test_what_is_new_stands_beside_what_was_and_markup_is_inert():
    page = difference_page(differences(2))
    assert "<img" not in page.html
    assert "<td><bdi>match: &lt;b&gt;</bdi></td>" in page.html
    assert "Difference: 2 new" in page.text
    assert "00:00:01.250–00:00:02" in page.text
    assert "That is not taken over" in page.text


def test_of_many_lines_the_first_are_shown():
    page = difference_page(differences(30), show_limit=10)
    assert page.html.count("<tr>") == 2 + 10 + 10
    assert "Only 10 lines are shown" in page.text


def test_a_change_under_the_name_of_somebody_else_stands_above_the_table():
    (judgement,) = differences(1).judgements
    line = {"match_id": "", "verdict": "unsure", "note": "", "reviewer": "ann"}
    line |= dict(zip(FILMS, (judgement.query.video, judgement.reference.video), strict=True))
    line |= dict(zip(TIMES, (*judgement.query[1:], *judgement.reference[1:]), strict=True))
    difference = compared([line], [judgement], reviewer="berta")
    assert "1 changed judgement will count as made by ann" in difference_page(difference).text


def test_nothing_new_is_one_line():
    nothing = compared([], differences(2).judgements)
    assert difference_page(nothing).text == ("Difference: 0 new, 0 changed, 0 unchanged, 0 unknown")
    assert "<table" not in difference_page(nothing).html
