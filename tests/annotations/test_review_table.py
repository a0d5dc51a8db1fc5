import json
from dataclasses import replace

from tests.support.records import judgement
from tests.support.synthetic import diagonal, neighbours_of, timeline
from vrd.annotations.judgements import Judgements, match_id
from vrd.annotations.review_table import review_table
from vrd.core.segments import Segment


def test_a_table_says_what_was_said_of_each_sequence():
    frames = timeline(30, 30, 30)
    sequences = [(0, 30, 5), (10, 70, 5)]
    neighbours = neighbours_of(frames, [*diagonal(0, 30, 5), *diagonal(10, 70, 5)])
    noted = replace(judgement(1, ("b.mp4", 0, 6), ("a.mp4", 0, 6)), time="now", note="logo")
    table = review_table(sequences, neighbours, judgements=Judgements([noted]))
    assert list(table.columns[:3]) == ["match_id", "query_id", "ref_id"]
    assert list(table.columns[-4:]) == ["verdict", "note", "reviewer", "judged"]
    assert table["match_id"][0] == match_id(Segment("a.mp4", 0, 5), Segment("b.mp4", 0, 5))
    assert table.iloc[0, -4:].tolist() == ["match", "logo", "anna", "now"]
    assert table.iloc[1, -4:].tolist() == ["", "", "", ""]
    none = review_table(sequences, neighbours, judgements=Judgements([noted]), reviewer="berta")
    assert none["verdict"].tolist() == ["", ""]
    empty = review_table([], neighbours)
    assert list(empty.columns) == list(table.columns)
    json.dumps(table.to_dict("records"))
