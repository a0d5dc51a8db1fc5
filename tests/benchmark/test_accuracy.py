"""Measure systems on planted reuse, and on a truth that is given."""

import json

import pytest

from benchmark.accuracy import main, seeds_of
from benchmark.truths import Truth
from tests.support.films import make
from tests.support.ramps import make_ramps
from vrd.planting.plan import UNSEEN


@pytest.fixture
def ramps(tmp_path):
    return make_ramps(tmp_path / "originals")


def test_end_to_end(tmp_path, capsys):
    folder, out = tmp_path / "films", tmp_path / "out"
    folder.mkdir()
    for number, name in enumerate(("gradients", "testsrc2", "life")):
        source = f"{name}=size=128x96:rate=25"
        source += ":seed=1:mold=10:ratio=0.1" if name == "life" else ""
        source += ":seed=1" if name == "gradients" else ""
        seconds = ["-t", "14", "-vf", f"hue=h={90 * number}", "-pix_fmt", "yuv420p"]
        make(folder / f"{name}.mp4", "-f", "lavfi", "-i", source, *seconds)
    given = ["--films", str(folder), "--out", str(out), "--network", "dct", "--systems", "dct,vdf"]
    figures = main(given)
    assert figures["films"] == 3
    assert set(figures["systems"]) == {"dct", "vdf"}
    assert all(0 <= one["F1"] <= 1 for one in figures["systems"].values())
    json.dumps(figures, allow_nan=False)
    names = {path.name for path in out.iterdir()}
    assert {"truth.json", "hubs.json", "plan.json", "figures.json", "systems.png"} <= names
    assert "threshold" in capsys.readouterr().out
    written = Truth.read(out / "truth.json")
    assert len(written.stretches) == figures["stretches"] > 0


def test_a_truth_that_is_given_is_measured(ramps, tmp_path):
    line = {"query": "h.mp4", "ref": "s.mp4", "query_start": 1, "query_end": 4, "ref_start": 2}
    truth = tmp_path / "truth.json"
    truth.write_text(json.dumps([line | {"ref_end": 5, "edit": "mirror"}]), "utf-8")
    given = ["--films", str(ramps), "--truth", str(truth), "--systems", "dct"]
    figures = main(given)
    assert (figures["films"], figures["pairs"], figures["stretches"]) == (2, 1, 1)


def test_unknown_systems_are_named(capsys):
    with pytest.raises(SystemExit):
        main(["--films", "nowhere", "--systems", "dct,psychic"])
    assert "psychic" in capsys.readouterr().err


def test_seeds_that_are_kept_for_checking_must_be_asked_for(capsys):
    assert seeds_of("0-2,5,5") == [0, 1, 2, 5]
    assert seeds_of("0,1", unseen=True) == [UNSEEN, UNSEEN + 1]
    for wrong in (str(UNSEEN), "", "one", "-3", "3-1"):
        with pytest.raises(SystemExit):
            main(["--films", "nowhere", "--seed", wrong])
        assert "--seed" in capsys.readouterr().err


def test_films_are_needed_unless_figures_are_pooled(capsys):
    with pytest.raises(SystemExit):
        main(["--seed", "0"])
    assert "--films" in capsys.readouterr().err
