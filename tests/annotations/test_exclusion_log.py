import pandas as pd
import pytest

from tests.support.records import record
from tests.support.synthetic import timeline
from vrd.annotations.exclusion_log import Exclusion, ExclusionLog
from vrd.core.segments import Segment
from vrd.errors import ProjectError, ReadOnlyError, UnknownNameError
from vrd.storage.database import Database

LOGO = Exclusion(Segment("a.mp4", 0, 5), "logo")
LIKE = Exclusion(Segment("b.mp4", 7, 8), "test card", 0.25, "dct-3d8859fb5d")


@pytest.fixture
def log(database):
    return ExclusionLog(database, "anna")


def test_exclusions_come_back_as_they_were_made(log):
    made = log.exclude([LOGO, LIKE])
    assert log.holding() == log.history() == made
    assert [(exclusion.id, exclusion.reviewer) for exclusion in made] == [(1, "anna"), (2, "anna")]
    assert [
        (exclusion.stretch, exclusion.reason, exclusion.radius, exclusion.spec)
        for exclusion in made
    ] == [
        (exclusion.stretch, exclusion.reason, exclusion.radius, exclusion.spec)
        for exclusion in (LOGO, LIKE)
    ]
    assert [exclusion.of_frames for exclusion in made] == [False, True]
    table = log.table()
    assert table["film"].tolist() == ["a.mp4", "b.mp4"]
    assert table["radius"].isna().tolist() == [True, False]


def test_exclusions_are_shown_in_words_and_compared_by_content(log):
    assert repr(LOGO) == "<Exclusion: a.mp4, 00:00:00–00:00:05: logo>"
    assert repr(LIKE) == (
        "<Exclusion: frames like b.mp4 at 00:00:07, distance at most 0.25: test card>"
    )
    assert repr(Exclusion(LOGO.stretch)) == "<Exclusion: a.mp4, 00:00:00–00:00:05>"
    assert Exclusion(LOGO.stretch, "logo") == LOGO != LIKE
    assert repr(log) == "No exclusions yet; new ones will be by anna"
    log.exclude([LOGO, LIKE])
    log.undo()
    assert repr(log) == "2 exclusions, 1 of them undone; new ones will be by anna"


def test_what_holds_already_is_not_added_again(log):
    log.exclude([LOGO])
    assert log.exclude([LOGO, LIKE, LIKE]) == log.holding()[1:]
    log.undo()
    assert len(log.exclude([LIKE])) == 1


def test_exclusions_are_taken_back_and_brought_back(log):
    logo, like = log.exclude([LOGO, LIKE])
    assert log.undo() == like
    assert log.holding() == [logo]
    assert log.redo() == like
    assert log.by("berta").undo() is None
    assert log.by("berta").withdraw(logo) == logo
    assert log.holding() == [like]
    with pytest.raises(UnknownNameError, match="Known: 2"):
        log.withdraw(logo)
    assert log.by("berta").redo() == logo
    assert log.withdraw(log.table()["id"].iloc[0]) == logo
    assert log.redo() == logo
    assert log.holding() == [logo, like]
    assert [entry.undoes for entry in log.history()] == [None, None, 2, 3, 1, 5, 1, 7]


def test_they_follow_a_film_that_was_renamed(log, database):
    database.write_video(record("a.mp4", "1a"))
    log.exclude([LOGO])
    database.mark_absent(["a.mp4"])
    database.write_video(record("z.mp4", "1a"))
    assert log.holding()[0].stretch == Segment("z.mp4", 0, 5)


def test_an_old_database_has_none(old):
    reader = Database(old, read_only=True)
    log = ExclusionLog(reader, "anna")
    assert log.holding() == []
    assert len(log.table()) == 0
    with pytest.raises(ReadOnlyError):
        log.exclude([LOGO])
    reader.close()
    writer = Database(old)
    assert len(ExclusionLog(writer, "anna").exclude([LOGO])) == 1
    writer.close()


def test_a_spreadsheet_may_be_read_again_when_it_has_grown(log, tmp_path):
    path, frames = tmp_path / "unwanted.xlsx", timeline(60, 60)
    lines = [["a.mp4", "0:00", 5], ["b.mp4", "0:10", "00:00:02"]]
    for count, added in ((1, 1), (2, 1), (2, 0)):
        table = pd.DataFrame(lines[:count], columns=["Video", "Start time", "Duration"])
        table.to_excel(path, index=False)
        assert len(log.import_unwanted(path, frames)) == added
    assert [entry.stretch for entry in log.holding()] == [LOGO.stretch, Segment("b.mp4", 10, 12)]
    assert log.holding()[0].reason == "listed in unwanted.xlsx"


def test_a_line_of_no_duration_excludes_nothing(log, tmp_path):
    path = tmp_path / "unwanted.csv"
    path.write_text("Video,Start time,Duration\na.mp4,3,0\n")
    assert log.import_unwanted(path, timeline(9)) == []


@pytest.mark.parametrize(
    ("stretch", "radius", "spec", "why"),
    [
        (Segment("a", 5, 5), None, None, "no stretch of a"),
        (Segment("a", 5, 6), 0.1, None, "both the radius and"),
        (Segment("a", 5, 6), None, "key", "both the radius and"),
        (Segment("a", 5, 6), -1.0, "key", "radius is -1"),
        (Segment("a", 5, 6), float("nan"), "key", "radius is nan"),
    ],
)
def test_what_makes_no_sense_is_refused(stretch, radius, spec, why):
    with pytest.raises(ProjectError, match=why):
        Exclusion(stretch, "", radius, spec)
