"""Spreadsheets that people edited: read, or kept from being written over."""

import pytest

from tests.support.exports_case import films, reviewed
from vrd.errors import ProjectError
from vrd.exports.read_edits import may_be_filled_in, read_as_written, read_returned
from vrd.exports.tables import export


def test_lines_are_counted_as_the_program_shows_them(tmp_path):
    frames = films(tmp_path)
    path = export(reviewed(frames), tmp_path / "a.csv")
    table = read_as_written(path)
    assert list(table.index) == [2, 3, 4]
    assert table.index.name == "line"
    assert read_returned(path)["verdict"].iloc[0] == "match"


@pytest.mark.parametrize(
    ("text", "filled"),
    [("verdict,note\n,\n", False), ("verdict,note\nmatch,\n", True), ("", False)],
)
def test_a_table_that_cannot_be_read_may_still_hold_judgements(tmp_path, text, filled):
    path = tmp_path / "a.csv"
    path.write_text(text)
    with pytest.raises(ProjectError):
        read_as_written(path)
    assert may_be_filled_in(path) is filled


def test_other_files_hold_no_judgements(tmp_path):
    (tmp_path / "a.txt").write_text("verdict")
    assert not may_be_filled_in(tmp_path / "a.txt")
