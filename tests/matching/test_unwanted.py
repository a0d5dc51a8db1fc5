import datetime
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest

from tests.support.synthetic import timeline
from vrd.core.segments import Segment
from vrd.core.sequences import AlignedSequence
from vrd.core.timelines import Timeline, Video
from vrd.errors import ProjectError
from vrd.matching.unwanted import cut_sequences, read_unwanted, rows_of, to_seconds


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("00:12:36", 756),
        ("12:36", 756),
        ("100:00:01", 360001),
        ("36", 36),
        ("1:02.5", 62.5),
        ("1:02,5", 62.5),
        (36, 36),
        (36.5, 36.5),
        (datetime.time(0, 12, 36), 756),
        (datetime.timedelta(minutes=2), 120),
        (datetime.datetime(1900, 1, 1, 0, 30), 88200),
        (datetime.datetime(2024, 5, 1, 0, 1, 2), 62),
    ],
)
def test_times_as_people_write_them(written, seconds):
    assert to_seconds(written) == seconds


@pytest.mark.parametrize("written", ["soon", "", "-5", "1:-30", float("nan"), None])
def test_what_is_no_time_is_refused(written):
    with pytest.raises((ValueError, TypeError)):
        to_seconds(written)


def sheet(path, rows):
    table = pd.DataFrame(rows, columns=["Video", "Start time", "Duration"])
    if path.suffix == ".csv":
        table.to_csv(path, index=False, sep=";")
    else:
        table.to_excel(str(path), index=False)  # of a Path, pandas makes .xlsx
    return path


@pytest.mark.parametrize("name", ["unwanted.xlsx", "unwanted.csv", "unwanted.ods"])
def test_stretches_are_read(tmp_path, name):
    pytest.importorskip("odf")
    path = sheet(tmp_path / name, [["a.mp4", "0:10", "5"], ["b.mp4", "00:00:01", "00:00:02"]])
    assert read_unwanted(path, timeline(60, 60)) == [
        Segment("a.mp4", 10, 15),
        Segment("b.mp4", 1, 3),
    ]


def test_unknown_films_are_named_and_passed_over(tmp_path, capsys):
    path = sheet(tmp_path / "list.xlsx", [["other.mp4", "0", 5], ["a.mp4", "0", 5]])
    assert len(read_unwanted(path, timeline(60))) == 1
    assert "passed over: other.mp4\n" in capsys.readouterr().err


def test_a_time_that_a_spreadsheet_program_took_for_hours(tmp_path):
    path = tmp_path / "typed.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Video", "Start time", "Duration"])
    book.active.append(["a.mp4", datetime.time(0, 40), 5])
    book.save(path)
    assert read_unwanted(path, timeline(60)) == [Segment("a.mp4", 40, 45)]


def test_24_minutes_30_typed_in_a_cell_are_no_day(tmp_path):
    path = tmp_path / "typed.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Video", "Start time", "Duration"])
    book.active.append(["a.mp4", datetime.timedelta(hours=24, minutes=30), 5])
    book.save(path)
    assert read_unwanted(path, timeline(2000)) == [Segment("a.mp4", 1470, 1475)]


def test_stretches_past_the_end_are_named(tmp_path, capsys):
    path = sheet(tmp_path / "list.xlsx", [["a.mp4", "0:50", 5], ["a.mp4", "5:00", 5]])
    assert len(read_unwanted(path, timeline(60))) == 2
    assert "exclude nothing: a.mp4 at 300 s\n" in capsys.readouterr().err


def test_a_sheet_that_claims_a_million_rows_is_read_at_once(tmp_path):
    path = tmp_path / "far.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Video", "Start time", "Duration"])
    book.active.append(["a.mp4", "0", 5])
    book.active["XFD1048576"] = "far away"
    book.save(path)
    assert read_unwanted(path, timeline(60)) == [Segment("a.mp4", 0, 5)]


def test_a_film_may_be_called_na(tmp_path):
    path = sheet(tmp_path / "list.csv", [["NA", "0", 5]])
    frames = Timeline.uniform([Video("NA", tmp_path, tmp_path, 30, 30.0)])
    assert read_unwanted(path, frames) == [Segment("NA", 0, 5)]


def test_a_sheet_that_is_too_long_is_refused_and_not_cut_short(tmp_path, monkeypatch):
    monkeypatch.setattr("vrd.storage.spreadsheets.MAX_ROWS", 3)
    path = sheet(tmp_path / "list.xlsx", [["a.mp4", "0", 5]] * 2)
    assert len(read_unwanted(path, timeline(60))) == 2
    sheet(path, [["a.mp4", "0", 5]] * 3)
    with pytest.raises(ProjectError, match="more than 3 lines"):
        read_unwanted(path, timeline(60))


def test_a_workbook_that_swells_is_refused_before_it_is_unpacked(tmp_path):
    path = sheet(tmp_path / "list.xlsx", [["a.mp4", "0", 5]])
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path) as good, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, 1) as bad:  # type: ignore[call-overload]
        for member in good.infolist():
            if member.filename != "xl/sharedStrings.xml":
                bad.writestr(member.filename, good.read(member))
        with bad.open("xl/sharedStrings.xml", "w", force_zip64=True) as out:
            for _ in range(11):
                out.write(bytes(100_000_000))
    assert bomb.stat().st_size < 20e6
    with pytest.raises(ProjectError, match=r"grow by 1\.1 GB"):
        read_unwanted(bomb, timeline(60))


def test_lines_are_counted_as_the_spreadsheet_program_does(tmp_path):
    path = tmp_path / "list.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Video", "Start time", "Duration"])
    book.active.append(["a.mp4", "0", 5])
    for column, value in enumerate(["a.mp4", "soon", 5], 1):
        book.active.cell(9, column, value)
    book.save(path)
    with pytest.raises(ProjectError, match="line 9"):
        read_unwanted(path, timeline(60))


def test_a_wrong_time_is_named_by_its_line(tmp_path):
    path = sheet(tmp_path / "list.xlsx", [["a.mp4", "0", 5], ["a.mp4", "soon", 5]])
    with pytest.raises(ProjectError, match="line 3"):
        read_unwanted(path, timeline(60))


def test_a_missing_column_or_file_is_named(tmp_path):
    path = tmp_path / "list.xlsx"
    with pytest.raises(ProjectError, match="no file"):
        read_unwanted(path, timeline(3))
    pd.DataFrame({"Video": ["a.mp4"]}).to_excel(path, index=False)
    with pytest.raises(ProjectError, match="'Start time', 'Duration'"):
        read_unwanted(path, timeline(3))
    path.write_bytes(b"not a spreadsheet")
    with pytest.raises(ProjectError, match="cannot be read as a spreadsheet"):
        read_unwanted(path, timeline(3))


def test_stretches_past_the_end_of_a_film_are_no_error():
    rows = rows_of([Segment("a.mp4", 8, 99), Segment("b.mp4", 50, 60)], timeline(10, 10))
    assert np.flatnonzero(rows).tolist() == [8, 9]


def test_a_row_counts_when_half_of_it_is_inside():
    frames = timeline(10)
    assert np.flatnonzero(rows_of([Segment("a.mp4", 2.4, 4.6)], frames)).tolist() == [2, 3, 4]
    assert np.flatnonzero(rows_of([Segment("a.mp4", 2.6, 4.4)], frames)).tolist() == [3]


def test_stretches_of_files_with_accents(tmp_path):
    name = "Förväntningarnas tid_Vägen genom krisen.webm"
    frames = Timeline.uniform([Video(name, tmp_path, tmp_path, 30, 30.0)])
    path = sheet(tmp_path / "list.csv", [[name, "5", "2"]])
    assert read_unwanted(path, frames) == [Segment(name, 5, 7)]


def cut(sequences, bad, **options):
    unwanted = np.zeros(60, bool)
    unwanted[list(bad)] = True
    return cut_sequences(sequences, unwanted, **options)


def test_untouched_sequences_stay():
    assert cut([(0, 30, 10)], [15, 45]) == [(0, 30, 10)]
    aligned = AlignedSequence.make((0, 30, 10), (0.4, 9.8), (30.1, 39.5), score=7.0)
    (kept,) = cut([aligned], [15, 45])
    assert kept is aligned


def test_one_touched_second_does_not_delete_a_sequence():
    assert cut([(0, 30, 10)], [0], shortest_sequence=2) == [(1, 31, 9)]
    assert cut([(0, 30, 10)], [34], shortest_sequence=2) == [(0, 30, 4), (5, 35, 5)]


def test_remainders_that_are_too_short_go():
    assert cut([(0, 30, 10)], [1], shortest_sequence=5) == [(2, 32, 8)]
    assert cut([(0, 30, 10)], range(10), shortest_sequence=1) == []


def test_by_default_nothing_shorter_than_what_was_found_remains():
    assert cut(
        [(0, 30, 10), (20, 50, 4)],
        [3],
    ) == [(4, 34, 6), (20, 50, 4)]
