from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tests.support.synthetic import diagonal, neighbours_of, timeline
from vrd.core.segments import Segment
from vrd.errors import ProjectError, UnknownNameError
from vrd.matching.finder import SequenceFinder


def finder_of(frames, matches, max_distance=10.0):
    return SequenceFinder(neighbours_of(frames, matches), max_distance=max_distance, quiet=True)


def test_published_cells():
    frames = timeline(30, 30)
    finder = finder_of(frames, diagonal(3, 40, 8, 2.0) + diagonal(5, 10, 3) + diagonal(20, 50, 2))
    finder.filter_matches_from_same_video()
    sequences = finder.find_sequences(shortest_sequence=2, allow_skip=2, combine_overlap=True)
    assert sequences == [(3, 40, 8), (20, 50, 2)]
    assert [s for s in sequences if s[2] > 5] == [(3, 40, 8)]
    assert set(sequences) - {(20, 50, 2)} == {(3, 40, 8)}
    start1, start2, duration = sequences[0]
    assert finder.get_sequence_mean_distance(start1, start2, duration)[0] == 2.0
    first = finder.neigh.frames.get_index_from_video_name("a.mp4")
    assert [s[0] in first for s in sequences] == [True, True]


def test_each_filter_says_what_it_dropped(capsys):
    made = neighbours_of(timeline(10, 10), diagonal(0, 5, 4) + diagonal(0, 10, 6))
    finder = SequenceFinder(made, max_distance=10)
    step = finder.filter_matches_from_same_video()
    assert (step.before, step.after) == (10, 6)
    assert step.dropped.query.tolist() == [0, 1, 2, 3]
    assert "Within one film: 4 of 10 matches dropped, 6 left" in capsys.readouterr().out
    assert finder.funnel == [step]


def test_groups_by_function_mapping_and_spreadsheet(tmp_path):
    frames = timeline(5, 5, 5)
    matches = diagonal(0, 5, 5) + diagonal(0, 10, 5)
    table = tmp_path / "series.csv"
    pd.DataFrame({"Video": ["a.mp4", "b.mp4"], "Group": ["news", "news"]}).to_csv(table)
    series = {"a.mp4": "news", "b.mp4": "news"}
    for groups in (lambda name: series.get(name, ""), series, table, str(table)):
        finder = finder_of(frames, matches)
        assert finder.filter_matches_from_same_group(groups).after == 5
        assert finder.find_sequences() == [(0, 10, 5)]


def test_films_without_group_are_not_one_group():
    finder = finder_of(timeline(5, 5), diagonal(0, 5, 5))
    assert finder.filter_matches_from_same_group({}).after == 5


def test_settings_that_make_no_sense_are_refused_in_words():
    finder = finder_of(timeline(5, 5), diagonal(0, 5, 5))
    with pytest.raises(ValueError, match="min_score is 0; it must be above 0 seconds"):
        finder.align_sequences(min_score=0)
    with pytest.raises(ValueError, match=r"min_contrast is 2; it must be .*, from 0 to 0\.5"):
        finder.filter_uninformative_matches(np.zeros(10, np.float32), 2)
    with pytest.raises(ValueError, match=r"shortest_sequence is 5\.5; it must be at least 1 row"):
        finder.find_sequences(5.5)


def test_groups_of_unknown_films_are_named_and_nonsense_is_refused():
    finder = finder_of(timeline(5, 5), diagonal(0, 5, 5))
    with pytest.warns(UserWarning, match=r"talkng\.mp4"):
        finder.filter_matches_from_same_group({"talkng.mp4": "x"})
    with pytest.raises(ProjectError, match="Groups are a mapping"):
        finder.filter_matches_from_same_group([["a.mp4", "b.mp4"]])


def test_distance_filter_tightens_the_limit_for_means_too():
    finder = finder_of(timeline(5, 5), [(0, 5, 1.0), (1, 6, 4.0), (2, 7, 1.0)])
    assert finder.filter_matches_by_distance(2.0).after == 2
    assert finder.get_sequence_mean_distance(0, 5, 3) == (1.0, 1)


def test_one_film_can_be_left_out():
    finder = finder_of(timeline(5, 5, 5), diagonal(0, 5, 5) + diagonal(5, 10, 5))
    finder.filter_matches_from_video("c.mp4")
    assert finder.find_sequences() == [(0, 5, 5)]
    with pytest.raises(UnknownNameError):
        finder.filter_matches_from_video("d.mp4")


def test_unwanted_stretches_before_sequences_are_found():
    finder = finder_of(timeline(20, 20), diagonal(0, 20, 15))
    finder.filter_unwanted_matches([Segment("a.mp4", 0, 5)])
    assert finder.find_sequences() == [(5, 25, 10)]


def test_sequences_by_duration_distance_and_film():
    frames = timeline(30, 30, 30)
    finder = finder_of(frames, diagonal(0, 30, 8, 2.0) + diagonal(10, 60, 5, 6.0))
    found = finder.find_sequences()
    assert finder.filter_sequences(found, shortest=6) == [(0, 30, 8)]
    assert finder.filter_sequences(found, longest=6) == [(10, 60, 5)]
    assert finder.filter_sequences(found, max_mean_distance=3) == [(0, 30, 8)]
    assert finder.filter_sequences(found, video="c.mp4") == [(10, 60, 5)]
    assert finder.funnel[-1].dropped == [(0, 30, 8)]


def test_sequences_that_pass_keep_their_evidence():
    finder = finder_of(timeline(30, 30), diagonal(0, 30, 8, 2.0))
    aligned = finder.align_sequences()
    (kept,) = finder.filter_sequences(aligned, shortest=6)
    assert kept is aligned[0]
    assert kept.score == pytest.approx(8 * 0.8)


def test_mean_distance_is_never_nan():
    finder = finder_of(timeline(10, 10), [])
    assert finder.get_sequence_mean_distance(0, 10, 3) == (np.inf, 3)


def test_nothing_under_the_threshold_is_no_error():
    finder = finder_of(timeline(10, 10), diagonal(0, 10, 5, 9.0), max_distance=1.0)
    finder.filter_matches_from_same_video()
    assert finder.find_sequences() == []
    assert len(finder.table([])) == 0
    assert "0 of 0" in repr(finder.funnel[0])


def test_unwanted_sequences_from_a_spreadsheet_edit_the_list_in_place(tmp_path):
    frames = timeline(40, 40)
    unwanted = tmp_path / "unwanted.xlsx"
    pd.DataFrame({"Video": ["a.mp4"], "Start time": ["00:00:05"], "Duration": [3]}).to_excel(
        unwanted, index=False
    )
    sequences = finder_of(frames, diagonal(2, 42, 15)).find_sequences(2)
    same_list = sequences
    project = SimpleNamespace(frames=frames)
    step = SequenceFinder.remove_unwanted_sequences(
        sequences, project, unwanted, shortest_sequence=3
    )
    assert same_list == [(2, 42, 3), (8, 48, 9)]
    assert step.dropped == [(2, 42, 15)]


def test_the_old_name_of_the_decoys_goes_on_working():
    finder = finder_of(timeline(30, 30), diagonal(0, 30, 10, 0.5))
    finder.align_sequences()
    with pytest.deprecated_call(match=r"finder\.decoys"):
        assert finder.chance is finder.decoys is not None
