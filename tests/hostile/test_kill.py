"""Kill -9 at many moments of a whole run: nothing finished is lost, nothing half-done counts."""

import shutil
import signal
import subprocess
import sys

import numpy as np
import pytest

from tests.support.films import pattern
from tests.support.planted_films import scene
from vrd.vrd_project import open_project


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """Eight short films; the last two are equal."""
    folder = tmp_path_factory.mktemp("many")
    for number in range(6):
        pattern(folder / f"{number}.mp4", seconds="9", extra=f",hue=h={number * 50}")
    scene(folder / "6.mp4", 4)
    shutil.copy(folder / "6.mp4", folder / "7.mp4")
    return folder


def start(films, project):
    network = ["--network", "dct"]
    words = ["run", films, "--project", project, *network, "--longest-side", 64, "--workers", 1]
    return subprocess.Popen(
        [sys.executable, "-m", "vrd", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def results(project):
    with open_project(project, read_only=True) as opened:
        finder, found = opened.find(max_distance=0.2)
        stills = [opened.frames.still(row).read_bytes() for row in range(len(opened.frames))]
        films = opened.frames.video_list
        return films, stills, opened.neighbours.indices, finder.table(found)


def test_killed_again_and_again_it_ends_as_if_never_killed(many, tmp_path):
    clean = start(many, tmp_path / "clean")
    assert "sequence" in clean.communicate()[0]
    seconds, kills, read = 0.5, 0, []
    while True:
        run = start(many, tmp_path / "killed")
        try:
            output = run.communicate(timeout=seconds)[0]
            break
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
            run.communicate()
            kills += 1
            seconds *= 1.25
        read.append(len(list((tmp_path / "killed").glob("frames/[0-9]*"))))
        assert kills < 60, "it never gets to the end"
    assert run.returncode == 0, output
    assert kills >= 2
    assert read == sorted(read), "films that were done stay done"
    log = (tmp_path / "killed" / "run.log").read_text("utf-8")
    assert log.count("Run: started") >= 2, "a killed run leaves the lines before the kill"
    assert "Run: done in" in log
    assert all(f"Stills of {number}.mp4: " in log for number in range(8))
    one, two = results(tmp_path / "clean"), results(tmp_path / "killed")
    assert one[0] == two[0]
    assert one[1] == two[1]
    assert np.array_equal(one[2], two[2])
    assert one[3].equals(two[3])
    assert {("6.mp4", "7.mp4")} <= set(zip(one[3].query_id, one[3].ref_id, strict=True))
