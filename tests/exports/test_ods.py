"""ODS, read with pandas, which does not share the code that reads edits."""

import zipfile
from xml.etree import ElementTree

import pandas as pd
import pytest

from tests.support.exports_case import LONG, MARKUP, NOTE, films, reviewed
from vrd.annotations.judgements import VERDICTS
from vrd.core.text import visible
from vrd.errors import ProjectError
from vrd.exports.ods import write_ods
from vrd.exports.options import Export, ExportOptions
from vrd.exports.tables import export
from vrd.storage.spreadsheets import read_spreadsheet

pytest.importorskip("odf")


@pytest.fixture(scope="module")
def pictured(tmp_path_factory):
    """An export with pictures; that of the first reference cannot be read."""
    folder = tmp_path_factory.mktemp("ods")
    frames = films(folder, stills=True)
    frames.still(66).write_bytes(b"no picture")
    return export(reviewed(frames), folder / "found.ods", frames, share="thumbs")


def content_of(path):
    return zipfile.ZipFile(path).read("content.xml").decode()


def test_texts_are_texts_and_numbers_are_numbers(tmp_path):
    frames = films(tmp_path)
    table = reviewed(frames).assign(reviewer="=1+1", score=[-1.5, 2.0, 3.25])
    path = export(table, tmp_path / "found.ods", frames)
    back = pd.read_excel(path)
    assert back["reviewer"].tolist() == ["=1+1"] * 3
    assert back["score"].tolist() == [-1.5, 2.0, 3.25]
    assert back["query_start"].tolist() == table["query_start"].tolist()
    assert back["query"][0] == MARKUP
    assert LONG in back["ref"].tolist()
    content = content_of(path)
    assert "formula" not in content
    assert content.count('office:value-type="float"') > 3 * 4


def test_lines_and_spaces_of_a_note_are_kept(tmp_path):
    frames = films(tmp_path)
    table = reviewed(frames)
    table.loc[1, "note"] = "two  spaces\n\na\ttab"
    path = export(table, tmp_path / "found.ods", frames)
    assert pd.read_excel(path)["note"][0] == visible(NOTE)
    assert read_spreadsheet(path, ["note"])["note"].tolist() == [visible(NOTE), table["note"][1]]


def test_two_pictures_of_each_sequence_where_asked_for(pictured):
    packed = zipfile.ZipFile(pictured)
    names = [name for name in packed.namelist() if name.startswith("Pictures/")]
    assert names == [
        f"Pictures/{name}.jpg" for name in ("query1", "query2", "ref2", "query3", "ref3")
    ]
    assert all(packed.read(name).startswith(b"\xff\xd8") for name in names)
    back = pd.read_excel(pictured)
    assert back.columns[:3].tolist() == ["query_picture", "ref_picture", "query"]
    assert back["ref_picture"].dropna().tolist() == ["picture missing"]


def test_verdicts_are_chosen_from_a_list_and_the_sheet_is_laid_out(pictured):
    packed = zipfile.ZipFile(pictured)
    for name in packed.namelist():
        if name.endswith(".xml"):
            ElementTree.fromstring(packed.read(name))
    content = content_of(pictured)
    assert all(f"&quot;{word}&quot;" in content or f'"{word}"' in content for word in VERDICTS)
    assert content.count('content-validation-name="verdicts"') == 3
    assert 'table:name="__Anonymous_Sheet_DB__0"' in content
    assert 'display-filter-buttons="true"' in content
    assert "VerticalSplitPosition" in packed.read("settings.xml").decode()


def test_a_text_longer_than_a_cell_is_refused_and_not_cut(tmp_path):
    table = reviewed(films(tmp_path)).assign(note="n" * 40_000)
    with pytest.raises(ProjectError, match=r"40,000 characters.* cell of \.ods .*\.csv"):
        export(table, tmp_path / "found.ods")
    assert not list(tmp_path.iterdir())


def test_more_lines_than_a_sheet_has_are_refused(tmp_path):
    table = pd.DataFrame({"query": [""] * 1_048_576})
    content = Export(table, tmp_path / "t.ods", ExportOptions())
    with pytest.raises(ProjectError, match=r"sheet of \.ods holds. Choose \.csv"):
        write_ods(content, tmp_path / "t.ods")
