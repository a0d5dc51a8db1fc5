from __future__ import annotations

from dataclasses import replace

import pandas as pd

from tests.support.views_case import HOSTILE, frames_of, planted
from vrd.core.sequence_table import sequence_table
from vrd.core.timelines import Failure
from vrd.matching.filters import FilterStep
from vrd.views.cells import table, text_table
from vrd.views.tables import (
    failures_table,
    funnel_table,
    plan_table,
    sequence_rows,
    show_sequences_table,
    stages_table,
)


def test_headers_have_scopes_and_cells_are_escaped() -> None:
    html = table(["Film", "n"], [[HOSTILE, 3]], "A <b>", numeric={1})
    assert "<img" not in html
    assert "<caption>A &lt;b&gt;</caption>" in html
    assert '<th scope="col">Film</th>' in html
    assert '<th scope="col" class="vrd-n">n</th>' in html
    assert '<th scope="row"><bdi>' in html
    assert '<td class="vrd-n"><bdi>3</bdi></td>' in html


def test_plain_text_has_aligned_columns() -> None:
    assert text_table(["a", "b"], [["long\nname", 1]], "T") == "T\na          b\nlong name  1"


def test_sequences_are_shown_in_clock_time_and_in_seconds() -> None:
    frames = frames_of([100, 100])
    found = [(10, 175, 12)]
    shown = show_sequences_table(sequence_table(found, planted(frames, found)))
    for text in (shown.html, shown.text):
        assert "00:00:10–00:00:22" in text
        assert "10–22 s" in text
        assert "00:01:15–00:01:27" in text
    assert "1 sequence" in shown.text
    assert "<img" not in shown.html


def test_seconds_have_as_many_decimals_in_every_line_of_a_column() -> None:
    line = {"query_id": "a.mp4", "ref_id": "b.mp4", "query_start": 0.0, "query_end": 8.0}
    line |= {"ref_start": 4.0, "ref_end": 14.0, "score": 6.0, "mean_distance": 0.1, "skipped": 0.0}
    lines = [
        line | {"duration": duration, "lag": lag}
        for duration, lag in ((30.8, -12.37), (31.0, 4.0), (12.37, -0.01))
    ]
    rows = sequence_rows(pd.DataFrame(lines))
    assert [row[3] for row in rows] == ["30.8", "31.0", "12.4"]
    assert [row[4] for row in rows] == ["−12.4", "4.0", "0.0"]
    assert {row[7] for row in rows} == {"0"}


def test_a_sequence_without_a_match_shows_a_dash_and_no_nan() -> None:
    frames = frames_of([20, 20])
    shown = show_sequences_table(sequence_table([(0, 20, 5)], planted(frames, [])))
    for text in (shown.html.lower(), shown.text.lower()):
        assert "nan" not in text
        assert "inf" not in text
        assert "–" in text


def test_a_long_table_says_how_to_see_the_rest() -> None:
    frames = frames_of([20, 20])
    found = [(i, 20 + i, 3) for i in range(10)]
    shown = show_sequences_table(sequence_table(found, planted(frames, [])), show_limit=4)
    assert shown.html.count("<tr>") == 5
    assert "10 sequences, the first 4 shown (show_limit=10 shows all)" in shown.text


def test_an_empty_table_of_sequences_is_shown() -> None:
    shown = show_sequences_table(sequence_table([], planted(frames_of([5, 5]), [])))
    assert "0 sequences" in shown.text


def test_failed_films_are_named_with_their_cause() -> None:
    shown = failures_table(
        [Failure(HOSTILE, "It is empty.", False), Failure("b.mp4", "It ends early.", True)]
    )
    assert "2 films were not read completely" in shown.text
    assert "read in part" in shown.html
    assert "It is empty." in shown.html
    assert "<img" not in shown.html
    assert "Every film was read completely" in failures_table([]).text


def test_stages_say_done_in_words_not_by_colour_alone() -> None:
    shown = stages_table([("Frames", True, "12"), ("Neighbours", False, "call it")])
    assert "✓ done" in shown.html
    assert "○ not yet" in shown.html


def test_plans_show_any_value_plainly() -> None:
    shown = plan_table({"frames": 12345, "limit": float("inf"), "own": True, "x": None, "f": 0.5})
    for value in ("12,345", "no limit", "yes", "–", "0.5"):
        assert value in shown.text


def test_the_funnel_counts_what_each_filter_dropped() -> None:
    step = FilterStep(HOSTILE, "matches", 1000, 400, [])
    shown = funnel_table([step])
    assert "600" in shown.text
    assert "<img" not in shown.html
    assert "Reason" not in shown.text
    assert "too far" in funnel_table([replace(step, reason="too far")]).text
    assert funnel_table([]).text == "No filter was used."


def test_planted_tables_take_any_frame() -> None:
    values = pd.DataFrame({"Film": [HOSTILE]})
    assert "<img" not in table(values.columns, values.itertuples(index=False))


def test_speed_and_confidence_are_shown_where_evidence_was_weighed() -> None:
    line = {"query_id": "a.mp4", "ref_id": "b.mp4", "query_start": 0.0, "query_end": 8.0}
    line |= {"ref_start": 4.0, "ref_end": 14.0, "duration": 10.0, "lag": 4.0, "score": 6.0}
    line |= {"mean_distance": 0.1, "skipped": 0.0, "speed": 1.25, "confidence": 1.0}
    shown = show_sequences_table(pd.DataFrame([line, line | {"confidence": float("nan")}]))
    assert shown.text.splitlines()[1].split()[-2:] == ["Speed", "Confidence"]
    assert "1.25" in shown.html
    assert "99\N{NO-BREAK SPACE}%" in shown.html
    plain = show_sequences_table(pd.DataFrame([line | {"confidence": float("nan")}]))
    assert "Confidence" not in plain.text
