"""Read .ods as LibreOffice writes it, and as somebody writes it who means harm."""

import datetime
import zipfile

import pytest

from vrd.errors import ProjectError
from vrd.storage.ods_sheet import read_ods_lines
from vrd.storage.spreadsheets import read_spreadsheet

HEAD = (
    "<office:document-content"
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    "<office:body><office:spreadsheet>"
)
TAIL = "</office:spreadsheet></office:body></office:document-content>"
TEXT = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
FAR = 'table:number-{}-repeated="2000000000"'


def row(*cells, more=""):
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def cell(kind, **values):
    named = "".join(f' office:{name.replace("_", "-")}="{value}"' for name, value in values.items())
    return f'<table:table-cell office:value-type="{kind}"{named}/>'


def ods(path, *rows, before="", head=HEAD, manifest=""):
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("META-INF/manifest.xml", manifest)
        sheet = f'<table:table table:name="S">{"".join(rows)}</table:table>'
        other = f"<table:table>{row(TEXT.format('of another sheet'))}</table:table>"
        packed.writestr("content.xml", before + head + sheet + other + TAIL)
    return path


def lines(path, width=4):
    return list(read_ods_lines(path, width))


def test_values_come_as_what_they_are(tmp_path):
    path = ods(
        tmp_path / "t.ods",
        row(
            cell("float", value="1984"),
            cell("percentage", value="0.5"),
            cell("time", time_value="PT24H30M00.5S"),
            cell("date", date_value="2026-01-02"),
        ),
        row(
            cell("boolean", boolean_value="true"),
            "<table:covered-table-cell/>",
            '<table:table-cell office:value-type="string"><office:annotation><text:p>not this'
            '</text:p></office:annotation><text:p>two<text:s text:c="2"/>spaces</text:p>'
            "<text:p>a<text:tab/>b <text:span>c</text:span> d</text:p></table:table-cell>",
        ),
    )
    length = datetime.timedelta(hours=24, minutes=30, seconds=0.5)
    assert lines(path) == [
        (1, [1984, 0.5, length, datetime.datetime(2026, 1, 2)]),
        (2, [True, None, "two  spaces\na\tb c d", None]),
    ]


def test_what_is_repeated_two_billion_times_is_read_at_once(tmp_path):
    cells = [
        f"<table:table-cell {FAR.format('columns')}/>",
        TEXT.format("x").replace("<table:table-cell", f"<table:table-cell {FAR.format('columns')}"),
    ]
    empty = row(cells[0], more=FAR.format("rows"))
    path = ods(tmp_path / "t.ods", row(cells[1]), empty, row(TEXT.format("far below")))
    assert lines(path) == [(1, ["x"] * 4), (2_000_000_002, ["far below", None, None, None])]
    full = ods(
        tmp_path / "full.ods", row(TEXT.format("Video")), row(cells[1], more=FAR.format("rows"))
    )
    with pytest.raises(ProjectError, match="more than 200,000 lines"):
        read_spreadsheet(full, ["Video"])


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        ({"before": '<!DOCTYPE x [<!ENTITY a "aaaa">]>'}, "EntitiesForbidden"),
        ({"manifest": "<manifest:encryption-data/>"}, "protected by a password"),
        ({"head": HEAD[:-5]}, "cannot be read as a spreadsheet"),
    ],
)
def test_harmful_and_broken_files_are_refused(tmp_path, harm, message):
    path = ods(tmp_path / "t.ods", row(TEXT.format("&a;" if "before" in harm else "b")), **harm)
    with pytest.raises(ProjectError, match=message):
        read_spreadsheet(path, ["a"])


def test_endless_spaces_and_what_is_no_ods_are_refused(tmp_path):
    path = ods(tmp_path / "t.ods", row(TEXT.format('<text:s text:c="2000000000"/>')))
    with pytest.raises(ProjectError, match="2,000,000,000 spaces in a row"):
        read_spreadsheet(path, ["a"])
    with zipfile.ZipFile(tmp_path / "x.ods", "w") as packed:
        packed.writestr("mimetype", "")
    with pytest.raises(ProjectError, match=r"no content\.xml"):
        read_spreadsheet(tmp_path / "x.ods", ["a"])
