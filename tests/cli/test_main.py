"""The command line, run as a program on real films."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from vrd.cli.options import asked_for_stills


def vrd(*words, code=0, cwd=None):
    done = subprocess.run(
        [sys.executable, "-m", "vrd", *map(str, words)], capture_output=True, text=True, cwd=cwd
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def project(films, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli") / "project"
    network = ("--network", "dct", "--max-distance", "0.2")
    done = vrd("run", films, "--project", folder, *network, "--longest-side", 160)
    assert "1 sequence" in done.stdout
    assert "52 (at 1 per second)" in done.stdout
    return folder


def test_run_again_makes_nothing_again_and_remembers_its_settings(project, films):
    done = vrd("run", films, "--project", project)
    assert "at most 0.2 apart" in done.stdout


def test_find_with_other_settings(project, tmp_path):
    folder = shutil.copytree(project, tmp_path / "copy")
    assert "0 sequences" in vrd("find", "--project", folder, "--shortest", 30).stdout
    assert "1 sequence" in vrd("find", "--project", folder, "--shortest", 5).stdout
    said = vrd("find", "--project", folder, "--max-skipped-share", 0.25).stdout
    assert "2 missing in a row and 25% in all" in said
    assert "25% in all" in vrd("find", "--project", folder).stdout, "kept for the next time"


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_export(project, tmp_path, kind):
    out = tmp_path / f"found.{kind}"
    vrd("export", project, out)
    read = {"csv": pd.read_csv, "xlsx": pd.read_excel, "json": pd.read_json}[kind]
    table = read(out)
    columns = {"query", "ref", "query_start", "query_end", "ref_start", "ref_end", "score"}
    assert columns <= set(table.columns)
    assert set(table.iloc[0][["query", "ref"]]) == {"one.mp4", "two.mp4"}


def test_export_of_a_film_and_of_a_folder(project, tmp_path):
    vrd("export", project, tmp_path / "one.vtt", "--film", "one.mp4")
    assert "two.mp4" in (tmp_path / "one.vtt").read_text("utf-8")
    vrd("export", project, tmp_path / "cues", "--format", "vtt")
    assert len(list((tmp_path / "cues").iterdir())) == 3
    said = vrd("export", project, tmp_path / "cues", "--format", "vtt", code=1).stderr
    assert "replace=True" in said
    vrd("export", project, tmp_path / "cues", "--format", "vtt", "--replace")
    vrd("export", project, tmp_path / "found.xlsx", "--share", "thumbs")
    assert "xl/media/image1.jpeg" in zipfile.ZipFile(tmp_path / "found.xlsx").namelist()


def test_a_report_holds_no_stills_unless_they_are_shared(project, tmp_path):
    out = tmp_path / "report.html"
    said = vrd("report", project, out).stdout
    assert "--share thumbs" in said
    assert "data:image/jpeg" not in out.read_text("utf-8")
    assert "--share thumbs" not in vrd("report", project, out, "--share", "nothing").stdout


@pytest.mark.parametrize(
    ("answer", "share"), [("y", "thumbs"), (" Yes ", "thumbs"), ("", "nothing"), ("n", "nothing")]
)
def test_in_a_terminal_it_is_asked(monkeypatch, answer, share):
    asked = []
    monkeypatch.setattr("builtins.input", lambda text: asked.append(text) or answer)
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    assert asked_for_stills() == share
    assert "stills" in asked[0]


def test_report_is_one_file_without_outside_requests(project, tmp_path):
    out = tmp_path / "report.html"
    vrd("report", project, out, "--share", "thumbs")
    text = out.read_text("utf-8")
    assert "one.mp4" in text
    assert "data:image/jpeg" in text
    assert "http://" not in text.replace("http://www.w3.org", "")
    assert "https://" not in text
    assert "<script" not in text


@pytest.fixture(scope="module")
def weighed(films, tmp_path_factory):
    """A project made with the defaults."""
    folder = tmp_path_factory.mktemp("cli") / "weighed"
    done = vrd("run", films, "--project", folder)
    assert "1 sequences at speeds from 0.8 to 1.25" in done.stdout
    assert "running backward, 0 in 1 are found" in done.stdout
    return folder


def test_by_default_evidence_is_weighed(weighed, tmp_path):
    assert json.loads((weighed / "project.json").read_text())["network"] == "vrdnet"
    out = tmp_path / "found.csv"
    vrd("export", weighed, out)
    line = pd.read_csv(out).iloc[0]
    assert line["query_end"] - line["query_start"] == pytest.approx(8, abs=0.6)
    assert (line["speed"], line["confidence"]) == (pytest.approx(1, abs=0.02), 1)


def test_the_report_tells_the_evidence(weighed, tmp_path):
    out = tmp_path / "report.html"
    vrd("report", weighed, out, "--share", "thumbs")
    text = out.read_text("utf-8")
    assert "confidence 99 %" in text
    assert "where one film of each pair runs backward" in text
    assert "Distances measured against the archive" in text


def test_evidence_asked_for_is_kept_for_the_next_time(weighed, tmp_path):
    folder = shutil.copytree(weighed, tmp_path / "copy")
    said = vrd("find", "--project", folder, "--min-score", 20).stdout
    assert "0 sequences" in said
    assert "at least 20 seconds" in said
    assert "0 sequences" in vrd("find", "--project", folder).stdout
    assert "1 sequences" in vrd("find", "--project", folder, "--min-score", "auto").stdout
    # The generated footage ends nearly black, which only the published way would follow.
    published = ("--no-align", "--max-distance", 0.4, "--min-contrast", 0, "--no-normalize")
    runs = vrd("find", "--project", folder, *published)
    assert "2 sequences, with matches at most 0.4 apart" in runs.stdout


def test_status(project):
    out = vrd("status", project).stdout
    assert "3 films, 52 frames" in out
    assert "done" in out


def test_a_corrupt_film_is_listed_and_the_run_goes_on(films, tmp_path):
    folder = shutil.copytree(films, tmp_path / "films")
    (folder / "broken.mp4").write_bytes(b"\0" * 5000)
    done = vrd("run", folder, "--project", tmp_path / "p", "--network", "dct")
    assert "broken.mp4" in done.stdout
    assert "broken.mp4" in vrd("status", tmp_path / "p").stdout


def test_plan_only(films, tmp_path):
    done = vrd("run", films, "--project", tmp_path / "p", "--plan")
    assert "Disk needed" in done.stdout
    assert "sequences" not in done.stdout


def test_doctor():
    out = vrd("doctor").stdout
    for what in ("Python", "FAISS", "Keras", "ffmpeg", "Weights", "Disk", "GPU"):
        assert what in out
    assert str(Path.home()) not in out
    assert str(Path.cwd()) not in out
    assert str(Path.cwd()) in vrd("doctor", "--paths").stdout


def test_networks_and_layers():
    out = vrd("networks").stdout
    assert "efficientnetb4" in out
    assert "block7b_se_squeeze" in out
    assert "dct" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "nowhere", "--project", "p"], "There is no folder"),
        (["run", ".", "--project", "p"], "no films"),
        (["run", ".", "--project", "p", "--network", "efficentnetb4"], "Did you mean"),
        (["status", "nowhere"], "project.json"),
        (["export", "nowhere", "out.csv"], "project.json"),
        (["report", "nowhere", "out.html"], "project.json"),
        (["find", "--project", "nowhere"], "project.json"),
    ],
)
def test_errors_are_one_sentence_and_exit_code_1(words, said, tmp_path):
    done = vrd(*words, code=1, cwd=tmp_path)
    assert said in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["fly"],
        ["run"],
        ["run", ".", "--project", "p", "--fps", "0"],
        ["find", "--project", "p", "--shortest", "0"],
        ["find", "--project", "p", "--max-distance", "far"],
        ["find", "--project", "p", "--min-score", "0"],
        ["find", "--project", "p", "--min-contrast", "2"],
        ["find", "--project", "p", "--max-skipped-share", "2"],
        ["find", "--project", "p", "--max-skipped-share", "nan"],
    ],
)
def test_wrong_use_is_exit_code_2(words, tmp_path):
    assert "usage" in vrd(*words, code=2, cwd=tmp_path).stderr


def test_an_unknown_export_format_lists_the_known(project, tmp_path):
    done = vrd("export", project, tmp_path / "out.docx", code=1)
    assert ".xlsx" in done.stderr


def test_missing_weights_are_said_before_any_film_is_read(films, tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    done = vrd("run", films, "--project", tmp_path / "p", "--network", "efficientnetb0", code=1)
    assert "efficientnetb0_notop.h5" in done.stderr
    assert "vrdnet" in done.stderr
    assert not (tmp_path / "p" / "frames").exists()


def test_settings_file_is_json(project):
    assert json.loads((project / "project.json").read_text())["finder"]["max_distance"] == 0.2
