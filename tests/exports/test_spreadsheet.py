"""XLSX, read with openpyxl: pictures only where asked for, and texts that stay texts."""

import zipfile

import openpyxl
import pandas as pd
import pytest

from tests.support.exports_case import LONG, MARKUP, films, reviewed
from vrd.annotations.judgements import VERDICTS
from vrd.errors import ProjectError
from vrd.exports.options import Export, ExportOptions
from vrd.exports.spreadsheet import write_xlsx
from vrd.exports.tables import export


def sheet_of(path):
    return openpyxl.load_workbook(path).active


def pictures_in(path):
    return [name for name in zipfile.ZipFile(path).namelist() if "media" in name]


def test_no_picture_leaves_unasked(tmp_path):
    frames = films(tmp_path, stills=True)
    path = export(reviewed(frames), tmp_path / "found.xlsx", frames)
    assert pictures_in(path) == []
    assert sheet_of(path)["A1"].value == "query"


def test_two_pictures_of_each_sequence_where_asked_for(tmp_path):
    frames = films(tmp_path, stills=True)
    frames.still(66).write_bytes(b"no picture")  # the middle of the first reference
    path = export(reviewed(frames), tmp_path / "found.xlsx", frames, share="thumbs")
    sheet = sheet_of(path)
    assert [cell.value for cell in sheet[1]][:3] == ["query_picture", "ref_picture", "query"]
    places = sorted(
        (picture.anchor._from.row, picture.anchor._from.col) for picture in sheet._images
    )
    assert places == [(1, 0), (2, 0), (2, 1), (3, 0), (3, 1)]
    assert all(max(picture.width, picture.height) == 160 for picture in sheet._images)
    assert sheet["B2"].value == "picture missing"
    assert sheet["C2"].value == MARKUP
    assert len(pictures_in(path)) == 5


def test_pictures_need_the_films(tmp_path):
    frames = films(tmp_path, stills=True)
    with pytest.raises(ProjectError, match="give frames="):
        export(reviewed(frames), tmp_path / "found.xlsx", share="thumbs")
    assert not (tmp_path / "found.xlsx").exists()


def test_verdicts_are_chosen_from_a_list_and_texts_are_no_formulas(tmp_path):
    path = export(reviewed(films(tmp_path)), tmp_path / "found.xlsx")
    sheet = sheet_of(path)
    (words,) = sheet.data_validations.dataValidation
    headers = [cell.value for cell in sheet[1]]
    column = openpyxl.utils.get_column_letter(headers.index("verdict") + 1)
    assert words.formula1 == f'"{",".join(VERDICTS)}"'
    assert str(words.sqref) == f"{column}2:{column}4"
    assert {cell.data_type for row in sheet for cell in row} == {"s", "n"}
    assert "\\x07" in sheet["B2"].value
    assert sheet["B4"].value == LONG
    assert sheet.auto_filter.ref == sheet.dimensions


def test_a_text_longer_than_a_cell_is_refused_and_not_cut(tmp_path):
    table = reviewed(films(tmp_path)).assign(note="n" * 40_000)
    with pytest.raises(ProjectError, match=r"40,000 characters.*\.csv"):
        export(table, tmp_path / "found.xlsx")
    assert not list(tmp_path.iterdir())


def test_more_lines_than_a_sheet_has_are_refused(tmp_path):
    table = pd.DataFrame({"query": [""] * 1_048_576})
    content = Export(table, tmp_path / "t.xlsx", ExportOptions())
    with pytest.raises(ProjectError, match=r"1,048,576 sequences are more than .* Choose \.csv"):
        write_xlsx(content, tmp_path / "t.xlsx")
