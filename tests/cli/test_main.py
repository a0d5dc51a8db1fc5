"""The command line, run as a program on real films."""

import json
import math
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import fields
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from tests.support.planted_films import project_of
from vrd.cli.finder_options import FinderOptions
from vrd.cli.main import main
from vrd.cli.options import ask_for_stills
from vrd.matching.settings import FinderSettings

#: The fingerprints that are made without TensorFlow, which takes seconds to load.
DCT = ("--network", "dct")


def vrd(*words, code=0, cwd=None):
    done = subprocess.run(
        [sys.executable, "-m", "vrd", *map(str, words)], capture_output=True, text=True, cwd=cwd
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def project(films, finished, tmp_path_factory):
    """A run of a project with nothing left to make; a test that changes it works on a copy."""
    folder = shutil.copytree(finished, tmp_path_factory.mktemp("cli") / "project")
    network = (*DCT, "--max-distance", "0.2")
    done = vrd("run", films, "--project", folder, *network, "--longest-side", 160)
    assert "1 sequence" in done.stdout
    assert "52 (at 1 per second)" in done.stdout
    return folder


def test_run_again_makes_nothing_again_and_remembers_its_settings(project, films):
    done = vrd("run", films, "--project", project)
    assert "at a distance of at most 0.2000" in done.stdout


def test_find_with_other_settings(project, tmp_path):
    folder = shutil.copytree(project, tmp_path / "copy")
    assert "No sequences found" in vrd("find", folder, "--shortest", 30).stdout
    assert "1 sequence found" in vrd("find", folder, "--shortest", 5).stdout
    output = vrd("find", folder, "--max-skipped-share", 0.25).stdout
    assert "at most 2 in a row and 25\N{NO-BREAK SPACE}% in all may lack a match" in output
    assert "These settings are kept" in output
    output = vrd("find", folder).stdout
    assert "25\N{NO-BREAK SPACE}% in all" in output, "kept for the next time"
    assert "These settings are kept" not in output


def test_kept_settings_go_back_to_those_of_a_new_project(project, tmp_path, capsys):
    folder = shutil.copytree(project, tmp_path / "copy")
    assert main(["find", str(folder), "--shortest", "30"]) == 0
    assert main(["find", str(folder), "--reset", "--max-distance", "0.2"]) == 0
    said = capsys.readouterr().out
    assert "1 sequence found" in said
    assert said.count("These settings are kept") == 2
    assert main(["find", str(folder), "--reset"]) == 0
    assert "those of a new project again" in capsys.readouterr().out
    assert (
        json.loads((folder / "project.json").read_text("utf-8"))["finder"]["max_distance"] is None
    )


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
    assert "give --replace to write over" in said
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
    assert ask_for_stills() == share
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
    assert "1 sequence found at speeds from 0.8 to 1.25" in done.stdout
    assert "0 sequences are found; played forwards, 1." in done.stdout
    return folder


def test_by_default_evidence_is_weighed(weighed, tmp_path):
    assert json.loads((weighed / "project.json").read_text())["network"] == "vrdnet"
    out = tmp_path / "found.csv"
    vrd("export", weighed, out)
    line = pd.read_csv(out).iloc[0]
    assert line["query_end"] - line["query_start"] == pytest.approx(8, abs=0.6)
    assert line["speed"] == pytest.approx(1, abs=0.02)
    # Chance makes nothing here; what is left is how often so much evidence was right.
    odds = math.exp(-0.41) * line["score"] ** 2.79
    assert line["confidence"] == pytest.approx(odds / (1 + odds), abs=0.01)


def test_the_report_tells_the_evidence(weighed, tmp_path):
    out = tmp_path / "report.html"
    vrd("report", weighed, out, "--share", "thumbs")
    text = out.read_text("utf-8")
    vrd("export", weighed, tmp_path / "found.csv")
    confidence = pd.read_csv(tmp_path / "found.csv").iloc[0]["confidence"]
    assert f"confidence {int(100 * confidence)}\N{NO-BREAK SPACE}%" in text
    assert "where one of the two films runs backward" in text
    assert "Distances compared with those to the rest of the archive" in text


def test_evidence_asked_for_is_kept_for_the_next_time(weighed, tmp_path):
    folder = shutil.copytree(weighed, tmp_path / "copy")
    output = vrd("find", folder, "--min-score", 20).stdout
    assert "No sequences found" in output
    assert "evidence of at least 20 s" in output
    assert "No sequences found" in vrd("find", folder).stdout
    assert "1 sequence found" in vrd("find", folder, "--min-score", "auto").stdout
    # The generated footage ends nearly black, which only the published way would follow.
    published = ("--no-align", "--max-distance", 0.4, "--min-contrast", 0, "--no-normalize")
    runs = vrd("find", folder, *published)
    assert "2 sequences found with matches at a distance of at most 0.4000" in runs.stdout


def test_status(project):
    out = vrd("status", project).stdout
    assert "3 films, 52 frames" in out
    assert "done" in out


def test_a_corrupt_film_is_listed_and_the_run_goes_on(films, finished, tmp_path):
    folder = shutil.copytree(films, tmp_path / "films")
    (folder / "broken.mp4").write_bytes(b"\0" * 5000)
    project = shutil.copytree(finished, tmp_path / "p")
    done = vrd("run", folder, "--project", project, *DCT)
    assert "broken.mp4" in done.stdout
    assert "broken.mp4" in vrd("status", project).stdout
    log = (project / "run.log").read_text("utf-8")
    assert "WARNING Stills of broken.mp4: failed: broken.mp4: " in log, "it tells why"


def test_plan_only(films, tmp_path):
    done = vrd("run", films, "--project", tmp_path / "p", *DCT, "--plan")
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
        (["run", ".", "--project", "p", *DCT], "no films"),
        (["run", ".", "--project", "p", "--network", "efficentnetb4"], "Did you mean"),
        (["status", "nowhere"], "project.json"),
        (["export", "nowhere", "out.csv"], "project.json"),
        (["report", "nowhere", "out.html"], "project.json"),
        (["find", "nowhere"], "project.json"),
        (["find", "nowhere"], "`vrd run nowhere --films FOLDER`"),
        (["import", "nowhere", "found.xlsx"], "project.json"),
        (["run", "p", "--films", ".", *DCT], "no films"),
        (["run", "p", "--films", ".", *DCT], "--extension .xyz"),
        (["run", "p", "--films", "nowhere"], "Give the folder of films as --films"),
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
        ["run", "p"],
        ["run", "."],
        ["find"],
        ["run", "p", "--films", ".", "--fps", "0"],
        ["find", "p", "--shortest", "0"],
        ["find", "p", "--max-distance", "far"],
        ["find", "p", "--min-score", "0"],
        ["find", "p", "--min-contrast", "2"],
        ["find", "p", "--max-skipped-share", "2"],
        ["find", "p", "--max-skipped-share", "nan"],
    ],
)
def test_wrong_use_is_exit_code_2(words, tmp_path):
    assert "Usage" in vrd(*words, code=2, cwd=tmp_path).stderr


def test_a_setting_out_of_range_is_named_by_its_option(tmp_path):
    error = vrd("find", "p", "--shortest", "0", code=2, cwd=tmp_path).stderr
    assert "--shortest is 0; it must be at least 1" in error


def test_every_setting_of_the_finder_has_an_option():
    assert {field.name for field in fields(FinderOptions)} == set(FinderSettings.model_fields)


def test_the_grammar_of_earlier_versions_goes_on_working(films, finished, tmp_path):
    earlier, now = tmp_path / "project-1", shutil.copytree(finished, tmp_path / "project-2")
    vrd("run", films, "--project", earlier, *DCT)
    vrd("run", now, "--films", films, *DCT)
    assert (earlier / "project.json").is_file()
    found = vrd("find", "--project", earlier, "--shortest", 4).stdout
    assert found.replace("project-1", "project-2") == vrd("find", now, "--shortest", 4).stdout


def test_a_run_needs_the_films_once_only(films, tmp_path):
    folder = tmp_path / "p"
    vrd("run", folder, "--films", films, *DCT, "--plan")
    assert re.search(r"Already read +0\n", vrd("run", folder, "--plan").stdout)
    vrd("run", folder)
    assert re.search(r"Already read +3\n", vrd("run", folder, "--plan").stdout)
    log = (folder / "run.log").read_text("utf-8")
    assert "Stills of one.mp4: 20" in log
    assert re.search(r"Sequences: done in .* s: found \d", log)
    assert str(tmp_path) not in log


def test_looking_at_a_project_writes_nothing(project, tmp_path):
    folder = shutil.copytree(project, tmp_path / "copy")
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    for path in (folder, *before):
        path.chmod(0o555 if path.is_dir() else 0o444)
    vrd("status", folder)
    vrd("export", folder, tmp_path / "found.csv")
    vrd("report", folder, tmp_path / "report.html")
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_a_still_that_is_made_again_is_said(films, tmp_path):
    with project_of(tmp_path, films) as project:
        project.initialize_frame_extractor()
        folder = project.folder
    next(folder.glob("frames/one-*/000003.jpg")).write_bytes(b"")
    done = vrd("run", folder)
    assert "1 of 20 stills of one.mp4 could not be read." in done.stdout + done.stderr
    assert next(folder.glob("frames/one-*/000003.jpg")).stat().st_size


def test_warnings_are_messages(project, films, tmp_path):
    folder = shutil.copytree(project, tmp_path / "project")
    moved = shutil.copytree(films, tmp_path / "films")
    vrd("run", folder, "--films", moved)
    (moved / "one.mp4").unlink()
    done = vrd("find", folder, "--refine")
    said = done.stdout + done.stderr
    assert "Sequences of one.mp4 keep the ends they were found with" in said
    assert ".py" not in said


def test_judgements_come_back_from_a_spreadsheet(project, tmp_path):
    folder = shutil.copytree(project, tmp_path / "copy")
    path = tmp_path / "found.csv"
    vrd("export", folder, path)
    table = pd.read_csv(path)
    table["verdict"], table["reviewer"] = "match", "Ann"
    table.to_csv(path, index=False)
    output = vrd("import", folder, path).stdout
    assert "Difference: 1 new" in output
    assert "add: --apply" in output
    assert f"`vrd import {folder} '{path}' --apply`" in vrd("export", folder, path, code=1).stderr
    assert "Took over 1 judgement" in vrd("import", folder, path, "--apply").stdout
    vrd("export", folder, tmp_path / "again.csv")
    assert pd.read_csv(tmp_path / "again.csv")["verdict"].tolist() == ["match"]


COMMANDS = ("run", "find", "export", "import", "report", "status", "lab", "app", "demo",
            "networks", "doctor")  # fmt: skip


def test_help_is_grouped_and_plain_where_it_is_piped():
    text = vrd("--help").stdout
    places = [text.index(f"\n{panel}:\n") for panel in ("Search", "Look and judge", "Help")]
    assert places == sorted(places)
    for name in COMMANDS:
        assert f"\n  {name} " in text
    assert text.isascii(), "no frames, no colours"
    assert "vrd demo" in text
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_an_example(command):
    text = vrd(command, "--help").stdout
    assert f"  vrd {command}" in text.split("Examples:")[1]
    assert text.isascii()
    if command in COMMANDS[:8]:
        assert re.match(rf"Usage: vrd {command} \[OPTIONS\] PROJECT", text)


def test_help_is_framed_in_a_terminal():
    pty = pytest.importorskip("pty")
    output = []
    command = [sys.executable, "-m", "vrd", "find", "--help"]

    def read(handle):
        output.append(os.read(handle, 10_000))
        return output[-1]

    assert pty.spawn(command, read) == 0
    assert "\N{BOX DRAWINGS LIGHT HORIZONTAL}" in b"".join(output).decode("utf-8", "replace")


def test_help_needs_no_heavy_library():
    code = (
        "import sys\nfrom vrd.cli.main import main\nmain(['--help'])\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert not loaded & {"numpy", "pandas", "tensorflow", "keras", "faiss", "pydantic", "tqdm"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_words_are_completed(shell):
    environment = os.environ | {"_VRD_COMPLETE": f"source_{shell}"}
    command = [sys.executable, "-m", "vrd"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert "_VRD_COMPLETE=complete_" + shell in done.stdout


def test_interrupted_is_exit_code_130(films, tmp_path):
    command = [sys.executable, "-m", "vrd", "run", str(tmp_path / "p"), "--films", str(films)]
    run = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Tests that run in the background inherit that an interrupt is ignored.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    log = tmp_path / "p" / "run.log"
    with run:
        # Standard output may come in one piece at the end; the log is written line by line.
        while run.poll() is None and not (log.is_file() and "Stage stills" in log.read_text()):
            time.sleep(0.02)
        run.send_signal(signal.SIGINT)
        _, error = run.communicate(timeout=120)
    assert run.returncode == 130
    assert "the same command goes on from there" in error


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
