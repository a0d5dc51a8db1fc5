import csv
from unicodedata import normalize

import openpyxl
import pandas as pd
import pytest

from tests.support.synthetic import diagonal, neighbours_of, timeline
from vrd.annotations.edits import compare_returned
from vrd.annotations.judgement_log import JudgementLog
from vrd.annotations.judgements import Judgements, match_id
from vrd.annotations.review_table import review_table, segments_of
from vrd.core.segments import Segment
from vrd.core.text import visible
from vrd.errors import ProjectError
from vrd.exports.read_edits import read_returned
from vrd.exports.tables import export

SEQUENCES = [(0, 30, 5), (10, 40, 5), (20, 50, 5), (0, 60, 5)]
NEIGHBOURS = neighbours_of(
    timeline(30, 30, 30), [match for sequence in SEQUENCES for match in diagonal(*sequence)]
)


@pytest.fixture
def log(database):
    return JudgementLog(database, "anna")


def known_of(log=None, **options):
    judgements = log.current() if log else None
    return review_table(SEQUENCES, NEIGHBOURS, judgements=judgements, **options)


def returned(*lines):
    return pd.DataFrame(lines, columns=["match_id", "verdict", "note", "reviewer"])


def edit_xlsx(path, line, **values):
    """Change cells as a person would; line 1 is the header."""
    book = openpyxl.load_workbook(path)
    headers = [cell.value for cell in book.active[1]]
    for name, value in values.items():
        book.active.cell(line, headers.index(name) + 1, value)
    book.save(path)


def edit_csv(path, separator, line, **values):
    """Change cells and save as a spreadsheet program of another country does."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    for name, value in values.items():
        lines[line - 1][lines[0].index(name)] = value
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=separator).writerows(lines)


# -- reading ---------------------------------------------------------------------------------


def edit_ods(path, line, **values):
    """Change cells as a person would; line 1 is the header."""
    opendocument = pytest.importorskip("odf.opendocument")
    from odf.table import TableRow
    from odf.teletype import extractText
    from odf.text import P

    book = opendocument.load(path)
    rows = book.getElementsByType(TableRow)
    headers = [extractText(cell) for cell in rows[0].childNodes]
    for name, value in values.items():
        cell = rows[line - 1].childNodes[headers.index(name)]
        cell.childNodes = []
        cell.setAttribute("valuetype", "string")
        cell.addElement(P(text=value))
    book.save(path)


EDITORS = {".xlsx": edit_xlsx, ".ods": edit_ods}


@pytest.mark.parametrize("kind", [".xlsx", ".ods", ",", ";", "\t"])
def test_an_exported_table_comes_back_with_its_edits(tmp_path, log, kind):
    pair = next(iter(segments_of(known_of())))
    log.judge(*pair, "match", "=an, odd; note\nof two lines")
    path = export(known_of(log), tmp_path / (f"t{kind}" if kind in EDITORS else "t.csv"))
    edits = {"verdict": " Same  Scene", "note": "ä, NA; 1+1", "reviewer": "berta"}
    if kind in EDITORS:
        EDITORS[kind](path, 3, **edits)
    else:
        edit_csv(path, kind, 3, **edits)
    table = read_returned(path)
    assert table.index.tolist() == [2, 3, 4, 5]
    assert table["match_id"].tolist() == known_of()["match_id"].tolist()
    assert table["verdict"].tolist() == ["match", "same scene", "", ""]
    assert table["note"].tolist() == ["=an, odd; note\nof two lines", edits["note"], "", ""]
    assert table["reviewer"].tolist() == ["anna", "berta", "", ""]
    assert table["query"].tolist() == ["a.mp4"] * 4
    assert table["ref_end"].tolist() == [5, 15, 25, 5]
    difference = compare_returned(table, log.current(), known_of())
    assert repr(difference) == "<Difference: 1 new, 0 changed, 3 unchanged, 0 unknown>"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_verdict_that_does_not_exist_is_named_by_its_line(tmp_path, kind):
    path = export(known_of(), tmp_path / f"t.{kind}")
    if kind == "xlsx":
        edit_xlsx(path, 4, verdict="perhaps")
    else:
        edit_csv(path, ";", 4, verdict="perhaps")
    with pytest.raises(ProjectError) as error:
        read_returned(path)
    assert f"{path}, line 4: there is no verdict 'perhaps'" in str(error.value)
    assert "match, not a match, unsure, same scene" in str(error.value)


def test_a_verdict_below_empty_lines_is_named_by_its_line(tmp_path):
    path = tmp_path / "t.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["match_id", "verdict", "note", "reviewer"])
    book.active.cell(30_000, 1, "id")
    book.active.cell(30_000, 2, "perhaps")
    book.save(path)
    with pytest.raises(ProjectError, match="line 30000: there is no verdict"):
        read_returned(path)


def test_columns_that_are_lacking_are_named(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("match_id;verdict\nabc;match\n")
    with pytest.raises(ProjectError, match="'note', 'reviewer'"):
        read_returned(path)
    with pytest.raises(ProjectError, match="no column 'reviewer'"):
        compare_returned(returned().drop(columns="reviewer"), Judgements(), known_of())


def test_a_column_that_is_there_twice_is_named(tmp_path):
    path = tmp_path / "t.xlsx"
    returned(["id", "match", "", "anna"]).assign(other="x").rename(
        columns={"other": "note"}
    ).to_excel(path, index=False)
    with pytest.raises(ProjectError, match="more than one column 'note'"):
        read_returned(path)


def test_a_file_that_is_not_in_utf_8_is_told_how_to_save(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes("match_id;verdict;note;reviewer\nabc;match;schön;anna\n".encode("cp1252"))
    with pytest.raises(ProjectError, match="CSV UTF-8"):
        read_returned(path)


def test_other_cells_than_texts_are_read(tmp_path):
    path = tmp_path / "t.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["match_id", "verdict", "note", "reviewer", "query", "query_start"])
    book.active.append(["id", None, 1984, "anna", "a", "1:02,5"])
    book.active.append(["id2", "match", "", None, "a", "soon"])
    book.save(path)
    table = read_returned(path)
    assert table["note"].tolist() == ["1984", ""]
    assert table["query_start"].iloc[0] == 62.5
    assert table["query_start"].isna().tolist() == [False, True]
    assert table["ref_end"].isna().all()


# -- comparing -------------------------------------------------------------------------------


def test_new_changed_unchanged_and_unknown(log):
    pairs, ids = list(segments_of(known_of())), known_of()["match_id"].tolist()
    log.judge(*pairs[0], "match", "same")
    log.judge(*pairs[1], "match", "before")
    table = returned(
        [ids[0], "match", " same\n", "anna"],
        [ids[1], "unsure", "after", "anna"],
        [ids[2], "not a match", "", "berta"],
        [ids[3], "", "", ""],
        ["0123456789ab", "match", "", "anna"],
    )
    difference = compare_returned(table, log.current(), known_of())
    assert difference.unchanged["match_id"].tolist() == [ids[0], ids[3]]
    assert difference.changed["verdict_before"].tolist() == ["match"]
    assert difference.changed["note_before"].tolist() == ["before"]
    assert difference.changed["query_start"].tolist() == [10]
    assert difference.new["reviewer"].tolist() == ["berta"]
    assert difference.unknown.index.tolist() == [4]
    assert difference.table["change"].tolist() == [
        *("unchanged", "changed", "new", "unchanged", "unknown")
    ]
    assert len(log.history()) == 2, "nothing is added before it was seen"
    made = difference.apply(log, {"file": "berta.xlsx"})
    assert [(judgement.reviewer, judgement.verdict, judgement.note) for judgement in made] == [
        ("anna", "unsure", "after"),
        ("berta", "not a match", ""),
    ]
    assert made[0].settings == {"file": "berta.xlsx"}
    assert known_of(log)["verdict"].tolist() == ["match", "unsure", "not a match", ""]
    assert difference.apply(log) == [], "the cell may be run again"
    again = compare_returned(table, log.current(), known_of())
    assert repr(again) == "<Difference: 0 new, 0 changed, 4 unchanged, 1 unknown>"


def test_where_the_name_of_a_match_is_unknown_its_times_tell(log):
    films = {"query": "b.mp4", "query_start": 0, "query_end": 5.0, "ref": "a.mp4"}
    times = {"ref_start": "0:00", "ref_end": "00:00:05"}
    known, elsewhere, half = (
        {"match_id": name, "verdict": "match", "note": "", "reviewer": "anna"}
        for name in ("mangled", "unheard of", "half")
    )
    table = pd.DataFrame(
        [
            known | films | times,
            elsewhere | films | times | {"query": "c.mp4", "ref": "b.mp4"},
            half | films | {"ref_start": 0, "ref_end": None},
        ]
    )
    difference = compare_returned(table, Judgements(), known_of())
    assert difference.table["change"].tolist() == ["new", "new", "unknown"]
    assert difference.new["match_id"].tolist() == [
        known_of()["match_id"][0],
        match_id(Segment("c.mp4", 0, 5), Segment("b.mp4", 0, 5)),
    ]
    first, second = difference.apply(log)
    assert (first.query, first.reference) == (Segment("a.mp4", 0, 5), Segment("b.mp4", 0, 5))
    assert second.query == Segment("c.mp4", 0, 5)


@pytest.mark.parametrize("film", ["ko\u0308ln.mp4", "k\xf6ln.mp4", "k\x07\xf6ln \udc80.mp4"])
def test_films_are_known_however_a_program_writes_them(film):
    written = normalize("NFC", visible(film))
    line = {"match_id": "mangled", "verdict": "match", "note": "", "reviewer": "anna"}
    line |= {"query": written, "query_start": 0, "query_end": 5}  # type: ignore[dict-item]
    line |= {"ref": normalize("NFD", written), "ref_start": 10, "ref_end": 15}  # type: ignore[dict-item]
    table = pd.DataFrame([line])
    difference = compare_returned(table, Judgements(), known_of(), films=["a.mp4", film])
    assert [
        (judgement.query.video, judgement.reference.video) for judgement in difference.judgements
    ] == [(film, film)]


def test_who_returns_a_table_is_credited_with_what_bears_no_name(log):
    pairs, ids = list(segments_of(known_of())), known_of()["match_id"].tolist()
    log.judge(*pairs[0], "match")
    table = returned(
        [ids[0], "match", "", "anna"],
        [ids[1], "unsure", "", "carl"],
        [ids[2], "unsure", "", ""],
        [ids[3], "", "a note", None],
    )
    difference = compare_returned(table, log.current(), known_of(), reviewer=" berta ")
    assert difference.table["change"].tolist() == ["unchanged", "new", "new", "new"]
    made = [judgement.reviewer for judgement in difference.apply(log)]
    assert made == ["carl", "berta", "berta"]
    assert difference.note == ""


def test_a_change_under_the_name_of_somebody_else_is_told(log):
    pairs, ids = list(segments_of(known_of())), known_of()["match_id"].tolist()
    log.judge(*pairs[0], "match")
    table = returned([ids[0], "unsure", "", "anna"], [ids[1], "unsure", "", "carl"])
    difference = compare_returned(table, log.current(), known_of(), reviewer="berta")
    assert difference.credited_to_others["match_id"].tolist() == [ids[0]]
    assert difference.note.startswith("1 changed judgement will count as made by anna")
    assert "Where berta made the change, write that name there" in difference.note
    assert compare_returned(table, log.current(), known_of()).note == "", "nobody else was named"
    table.loc[0, "reviewer"] = "berta"
    made = compare_returned(table, log.current(), known_of(), reviewer="berta").apply(log)
    assert [judgement.reviewer for judgement in made] == ["berta", "carl"]
    assert log.current().of(*pairs[0], "anna").verdict == "match", "both are kept"


def test_a_judgement_in_nobodys_name_is_refused():
    table = returned([known_of()["match_id"][0], "match", "", None])
    with pytest.raises(ProjectError, match=r"row 0 has a judgement, but names no reviewer"):
        compare_returned(table, Judgements(), known_of())


def test_lines_that_contradict_one_another_are_named():
    match = known_of()["match_id"][0]
    table = returned([match, "match", "", "anna"], [match, "match", "", "anna"])
    assert len(compare_returned(table, Judgements(), known_of()).judgements) == 1
    table = returned([match, "match", "", "anna"], [match, "unsure", "", "anna"])
    with pytest.raises(ProjectError, match="row 0 and row 1 contradict each other"):
        compare_returned(table, Judgements(), known_of())


def test_nothing_came_back(log):
    difference = compare_returned(returned(), Judgements(), known_of())
    assert (len(difference.table), difference.apply(log)) == (0, [])


def test_ten_thousand_lines_come_back_at_once(log):
    spans = [(Segment("a.mp4", n, n + 1), Segment("b.mp4", n, n + 1)) for n in range(10_000)]
    lines = [
        {"match_id": match_id(*span), "verdict": "match", "note": "", "reviewer": "anna"}
        | {"query": "a.mp4", "ref": "b.mp4", "query_start": n, "query_end": n + 1}
        | {"ref_start": n, "ref_end": n + 1}
        for n, span in enumerate(spans)
    ]
    table = pd.DataFrame(lines)
    assert len(compare_returned(table, log.current(), known_of()).apply(log)) == 10_000
    assert len(compare_returned(table, log.current(), known_of()).unchanged) == 10_000


# -- borders ---------------------------------------------------------------------------------


def test_times_changed_in_a_spreadsheet_are_told(tmp_path, log):
    path = export(known_of(), tmp_path / "t.xlsx")
    edit_xlsx(path, 3, ref_end="0:00:17,25", verdict="match", reviewer="berta")
    difference = compare_returned(read_returned(path), log.current(), known_of())
    assert repr(difference) == (
        "<Difference: 1 new, 0 changed, 3 unchanged, 0 unknown; 1 moved, which is not taken over>"
    )
    assert difference.moved.index.tolist() == [3]
    (line,) = difference.moved.to_dict("records")
    assert (line["ref_end_before"], line["ref_end"]) == (15, 17.25)
    (made,) = difference.apply(log)
    assert made.reference == Segment("b.mp4", 10, 15), "what was found is what is judged"


def test_sides_that_a_later_search_turns_round_are_not_moved():
    table = known_of()
    turned = table.rename(
        columns={
            **{f"query_{what}": f"ref_{what}" for what in ("id", "start", "end")},
            **{f"ref_{what}": f"query_{what}" for what in ("id", "start", "end")},
        }
    )
    back = table.rename(columns={"query_id": "query", "ref_id": "ref"})
    back["query_start"] += 0.0005
    assert compare_returned(back, Judgements(), turned).moved.empty
    back["query_start"] += 2
    (first, *_) = compare_returned(back, Judgements(), turned).moved.to_dict("records")
    assert (first["query"], first["query_start_before"]) == ("a.mp4", 0)
    assert first["query_start"] == pytest.approx(2.0005)


def test_odd_characters_that_a_format_rewrites_are_no_change(tmp_path, log):
    log.judge(*next(iter(segments_of(known_of()))), "match", "a bell\x07 and\r\nlines")
    pytest.importorskip("odf")
    for kind in ("xlsx", "csv", "ods"):
        path = export(known_of(log), tmp_path / f"t.{kind}")
        difference = compare_returned(read_returned(path), log.current(), known_of())
        assert len(difference.unchanged) == 4


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
@pytest.mark.parametrize("options", [{}, {"apostrophes": False}])
def test_notes_that_look_like_formulas_come_back_unchanged(tmp_path, log, kind, options):
    pytest.importorskip("odf")
    pairs = list(segments_of(known_of()))
    for pair, note in zip(pairs, ("=1+1", "+5; -3", "'=1", "\t@a\n=b"), strict=True):
        log.judge(*pair, "match", note)
    path = export(known_of(log), tmp_path / f"t.{kind}", **options)
    difference = compare_returned(read_returned(path), log.current(), known_of())
    assert repr(difference) == "<Difference: 0 new, 0 changed, 4 unchanged, 0 unknown>"


def test_an_apostrophe_that_another_program_kept_makes_no_difference(log):
    pairs, ids = list(segments_of(known_of())), known_of()["match_id"].tolist()
    log.judge(*pairs[0], "match", "=1+1")
    saved = returned([ids[0], "match", "'=1+1", "anna"])
    assert len(compare_returned(saved, log.current(), known_of()).unchanged) == 1


@pytest.mark.parametrize("written", ["=a.mp4", "'=a.mp4"])
def test_films_are_known_with_their_apostrophe_and_without(written):
    line = {"match_id": "mangled", "verdict": "match", "note": "", "reviewer": "anna"}
    line |= {"query": written, "query_start": 0, "query_end": 5}  # type: ignore[dict-item]
    line |= {"ref": "b.mp4", "ref_start": 10, "ref_end": 15}  # type: ignore[dict-item]
    films = ["=a.mp4", "b.mp4"]
    difference = compare_returned(pd.DataFrame([line]), Judgements(), known_of(), films=films)
    assert difference.judgements[0].query.video == "=a.mp4"
