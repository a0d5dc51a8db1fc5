from __future__ import annotations

import csv
import json

import openpyxl
import pandas as pd
import pytest

from tests.support.views_case import frames_of, planted
from vrd.core.sequence_table import sequence_table
from vrd.errors import ProjectError
from vrd.exports.tables import export
from vrd.storage.spreadsheets import read_spreadsheet

FORMULA = "=cmd|' /C calc'!A1.mp4"
ACCENTS = 'Förväntningarnas tid [krisen], "del 2".webm'
WANTED = ["query", "ref", "query_start", "query_end", "ref_start", "ref_end"]


def _table(names=(FORMULA, ACCENTS), found=((10, 60, 12), (0, 40, 5))) -> pd.DataFrame:
    frames = frames_of([40, 60], names=names)
    return sequence_table(found, planted(frames, found[:1]))


def test_csv_has_seconds_clock_times_and_names_as_on_disk(tmp_path) -> None:
    path = export(_table(), tmp_path / "out.csv", apostrophes=False)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # so that Excel shows accents
    back = pd.read_csv(path)
    assert list(back.columns[:6]) == WANTED
    assert back.loc[0, WANTED].tolist() == [FORMULA, ACCENTS, 10, 22, 20, 32]
    assert back.loc[0, "query_start_hms"] == "00:00:10"
    assert back.loc[0, "ref_end_hms"] == "00:00:32"
    assert {"score", "duration", "lag", "mean_distance"} <= set(back.columns)


def test_csv_holds_no_formula_and_is_read_back_unchanged(tmp_path) -> None:
    table = _table().assign(score=[-1.5, 2.0], note=["-5", "a;=1+1\n+2"], lag=[-10, 40])
    path = export(table, tmp_path / "out.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = list(csv.DictReader(file))
    assert cells[0]["query"] == f"'{FORMULA}"
    assert cells[0]["ref"] == ACCENTS
    assert [line["note"] for line in cells] == ["'-5", "a;'=1+1\n'+2"]
    assert [line["score"] for line in cells] == ["-1.5", "2.0"]
    assert [line["lag"] for line in cells] == ["-10", "40"]
    back = read_spreadsheet(path, ["query", "note", "score"])
    assert back["query"].tolist() == table["query_id"].tolist()
    assert back["note"].tolist() == table["note"].tolist()
    assert back["score"].tolist() == ["-1.5", "2.0"]


def test_defect_a_sequence_without_a_mean_leaves_the_cell_empty(tmp_path) -> None:
    assert pd.isna(pd.read_csv(export(_table(), tmp_path / "o.csv"))["mean_distance"][1])
    text = export(_table(), tmp_path / "o.json").read_text("utf-8")
    assert json.loads(text)[1]["mean_distance"] is None
    assert "Infinity" not in text
    assert "NaN" not in text


def test_json_is_a_list_of_objects_that_pandas_reads(tmp_path) -> None:
    path = export(_table(), tmp_path / "out.json")
    records = json.loads(path.read_text("utf-8"))
    assert {*WANTED, "score"} <= set(records[0])
    assert records[0]["ref"] == ACCENTS
    assert len(pd.read_json(path)) == 2
    empty = export(_table().head(0), tmp_path / "empty.json")
    assert json.loads(empty.read_text("utf-8")) == []


def test_xlsx_keeps_a_name_that_looks_like_a_formula_as_text(tmp_path) -> None:
    path = export(_table(), tmp_path / "OUT.XLSX")
    sheet = openpyxl.load_workbook(path).active
    assert [cell.value for cell in sheet[1]][:6] == WANTED
    assert sheet["A2"].value == FORMULA
    assert sheet["A2"].data_type == "s"
    assert sheet["C2"].value == 10
    assert sheet["C2"].data_type == "n"
    assert pd.read_excel(path).loc[0, "ref"] == ACCENTS


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_names_that_are_no_valid_text_break_no_format(tmp_path, kind) -> None:
    path = export(_table(names=("a\x07b\udc80.mp4", "#N/A")), tmp_path / f"out.{kind}")
    readers = {
        "csv": lambda: pd.read_csv(path, keep_default_na=False),
        "xlsx": lambda: pd.read_excel(path, keep_default_na=False),
        "json": lambda: pd.DataFrame(json.loads(path.read_text("utf-8"))),
    }
    back = readers[kind]()
    assert "b" in back["query"][0]
    assert back["query"][0].endswith(".mp4")
    assert back["ref"][0] == "#N/A"


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_an_empty_table_has_its_columns(tmp_path, kind) -> None:
    path = export(_table().head(0), tmp_path / f"out.{kind}")
    assert path.stat().st_size > 0
    if kind == "csv":
        assert list(pd.read_csv(path).columns[:6]) == WANTED


def test_an_unknown_extension_names_those_that_work(tmp_path) -> None:
    for name in ("out.odt", "out"):
        with pytest.raises(ProjectError, match=r"\.csv, \.xlsx, \.ods, \.json"):
            export(_table(), tmp_path / name)
    with pytest.raises(ProjectError, match="no folder"):
        export(_table(), tmp_path / "absent" / "out.csv")
    assert not list(tmp_path.iterdir())


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch) -> None:
    path = export(_table(), tmp_path / "out.csv")
    before = path.read_bytes()

    def broken(*_: object) -> None:
        raise RuntimeError("stopped halfway")

    monkeypatch.setitem(__import__("vrd.exports.tables", fromlist=["x"]).WRITERS, ".csv", broken)
    with pytest.raises(RuntimeError):
        export(_table(), path)
    assert path.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
