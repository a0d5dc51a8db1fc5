"""Planted reuse: the plan, its truth, and films that show what the truth says."""

import itertools
import json

import numpy as np
import pytest
from PIL import Image

from tests.support.films import make
from tests.support.plans import film, originals, own, plan, plant
from tests.support.ramps import make_ramps
from vrd.decoding.probe import probe
from vrd.planting import (
    find_originals,
    hubs_of_plan,
    make_plan,
    render_plan,
    truth_of_plan,
)
from vrd.planting.edits import EDITS, TABLE
from vrd.planting.pieces import seconds_of
from vrd.planting.stretches import lengths


def seconds_of_film(film):
    """Return how many seconds a rendered film lasts."""
    return sum(map(seconds_of, film["pieces"]))


# -- the plan ------------------------------------------------------------------------------------


def test_same_seed_same_plan_and_plain_values():
    first, second = make_plan(originals(), 3), make_plan(originals(), 3)
    assert first == second == json.loads(json.dumps(first))
    assert make_plan(originals(), 4) != first


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("count", [3, 6, 17])
def test_half_of_the_pairs_of_films_share_nothing(count, seed):
    made = make_plan(originals(count), seed)
    names = [planned["name"] for planned in made["films"]]
    judged = len(names) * (len(names) - 1) / 2 - len(made["left_out"])
    truth = truth_of_plan(made)
    sharing = {tuple(sorted(pair)) for pair in zip(truth["query"], truth["ref"], strict=True)}
    assert 0 < len(sharing) <= judged / 2
    assert len(set(names)) == len(names)


def test_stretches_lie_in_their_sources_and_do_not_overlap():
    made = make_plan(originals(), 1)
    role = {planned["original"]: planned["role"] for planned in made["films"]}
    plants = [p for host in made["films"] for p in host["pieces"] if p["kind"] == "plant"]
    assert {role[piece["film"]] for piece in plants} == {"source"}
    spans = {}
    for piece in plants:
        if not piece["again"]:
            end = piece["start"] + seconds_of(piece) * EDITS[piece["edit"]].speed
            spans.setdefault(piece["film"], []).append((piece["start"], end))
    for taken in spans.values():
        assert all(a[1] < b[0] for a, b in itertools.pairwise(sorted(taken)))
    truth = truth_of_plan(made)
    assert (~truth["implied"]).sum() == len(plants)
    assert {True, False} == set(truth["heavy"])


def test_pairs_of_one_original_are_left_out():
    made = make_plan(originals(3), 0)
    original = {planned["name"]: planned["original"] for planned in made["films"]}
    pairs = itertools.combinations(sorted(original), 2)
    same = [list(pair) for pair in pairs if original[pair[0]] == original[pair[1]]]
    assert sorted(made["left_out"]) == same != []


def test_hubs_lie_in_many_films_and_are_no_truth():
    made = make_plan(originals(), 0)
    hubs = hubs_of_plan(made)
    films = {kind: {h["film"] for h in hubs if h["kind"] == kind} for kind in {"black", "sea"}}
    assert all(len(where) >= 3 for where in films.values())
    truth = truth_of_plan(made)
    for hub in hubs:
        in_film = truth[truth["query"] == hub["film"]]
        assert not (
            (in_film["query_start"] < hub["end"]) & (in_film["query_end"] > hub["start"])
        ).any()


def test_lengths_follow_the_field():
    drawn = lengths(2000, np.random.default_rng(0))
    assert np.quantile(drawn, [0.25, 0.5, 0.75, 0.9]) == pytest.approx([5, 10, 20, 57], rel=0.03)
    assert 3 <= min(drawn) <= max(drawn) <= 90


def test_too_few_films():
    with pytest.raises(ValueError, match="three"):
        make_plan(originals(2), 0)


# -- the truth -----------------------------------------------------------------------------------


def test_truth_of_a_planted_stretch():
    source = film("s.mp4", "s", own("s", 10.0, 2500))
    host = film("h.mp4", "h", own("h", 0.0, 250), plant("s", 30.4, 100, "speed 1.25"))
    (line,) = truth_of_plan(plan(source, host)).to_dict("records")
    times = [line[name] for name in ("query_start", "query_end", "ref_start", "ref_end")]
    assert (line["query"], line["ref"]) == ("h.mp4", "s.mp4")
    assert times == pytest.approx([10, 14, 20.4, 25.4])
    assert (line["speed"], line["heavy"], line["implied"]) == (1.25, True, False)


def test_two_hosts_of_one_stretch_share_it():
    source = film("s.mp4", "s", own("s", 0.0, 2500))
    first_host = film("a.mp4", "a", plant("s", 10.0, 250, "mirror"))
    second_host = film("b.mp4", "b", own("b", 0, 50), plant("s", 16.0, 100, "speed 0.8"))
    truth = truth_of_plan(plan(source, first_host, second_host))
    (line,) = truth[truth["implied"]].to_dict("records")
    times = [line[name] for name in ("query_start", "query_end", "ref_start", "ref_end")]
    # Seconds 16 to 19.2 of the source are in both.
    assert times == pytest.approx([6, 9.2, 2, 6])
    assert line["edit"] == "mirror / speed 0.8"
    assert line["speed"] == 1.25


def test_left_out_pairs_have_no_truth():
    films = film("a.mp4", "s", own("s", 0.0, 250)), film("b.mp4", "s", own("s", 5.0, 250))
    assert len(truth_of_plan(plan(*films))) == 1
    assert len(truth_of_plan(plan(*films, left_out=[["a.mp4", "b.mp4"]]))) == 0


# -- rendering -----------------------------------------------------------------------------------


@pytest.fixture
def ramps(tmp_path):
    return make_ramps(tmp_path / "originals")


def level_at(path, second, folder):
    still = folder / "still.png"
    still.unlink(missing_ok=True)
    make(still, "-ss", f"{second:.3f}", "-i", str(path), "-frames:v", "1")
    with Image.open(still) as picture:
        return float(np.asarray(picture.convert("L")).mean())


def test_a_rendered_stretch_shows_the_seconds_that_the_truth_tells(ramps, tmp_path):
    source = film("s.mp4", "s.mp4", own("s.mp4", 0.5, 180))
    host = film(
        "h.mp4",
        "h.mp4",
        own("h.mp4", 0.0, 33),
        plant("s.mp4", 2.21, 50),
        own("h.mp4", 1.32, 30),
        plant("s.mp4", 4.6, 60, "speed 1.25"),
        {"kind": "hub", "hub": "black", "frames": 13, "seed": 0},
    )
    made = plan(source, host)
    films = render_plan(made, ramps, tmp_path)
    for planned in made["films"]:
        assert probe(films / planned["name"]).length == pytest.approx(
            seconds_of_film(planned), abs=0.021
        )
    truth = truth_of_plan(made).to_dict("records")
    assert len(truth) == 2
    for line in truth:
        for part in (0.06, 0.5, 0.94):
            time = line["query_start"] + part * (line["query_end"] - line["query_start"])
            there = line["ref_start"] + part * (line["ref_end"] - line["ref_start"])
            shown = level_at(films / "h.mp4", time, tmp_path)
            # 20 levels are a second: less than a tenth of one.
            assert shown == pytest.approx(level_at(films / "s.mp4", there, tmp_path), abs=1.8)


def test_equal_plans_are_rendered_once(ramps, tmp_path):
    made = plan(
        film("s.mp4", "s.mp4", own("s.mp4", 0, 25)), film("h.mp4", "h.mp4", own("h.mp4", 0, 25))
    )
    films = render_plan(made, ramps, tmp_path)
    before = {path.name: path.stat().st_mtime_ns for path in films.iterdir()}
    made["films"][1]["pieces"][0]["frames"] = 30
    render_plan(made, ramps, tmp_path)
    after = {path.name: path.stat().st_mtime_ns for path in films.iterdir()}
    assert before["s.mp4"] == after["s.mp4"]
    assert before["h.mp4"] != after["h.mp4"]
    assert not list(tmp_path.glob("rendering*"))


def test_every_edit_and_hub_renders(ramps, tmp_path):
    host = {"host": "h.mp4", "host_start": 1.0, "host_seconds": 1.0}
    plants = [plant("s.mp4", 1.0, 28, edit.name, **host) for edit in TABLE]
    kinds = ("black", "slate", "logo card", "test card", "talking head", "credits", "sea")
    hubs = [{"kind": "hub", "hub": kind, "frames": 10, "seed": 1} for kind in kinds]
    source = film("s.mp4", "s.mp4", own("s.mp4", 0, 25))
    made = plan(source, film("h.mp4", "h.mp4", *plants, *hubs))
    films = render_plan(made, ramps, tmp_path)
    expected = seconds_of_film(made["films"][1])
    assert probe(films / "h.mp4").length == pytest.approx(expected, abs=0.021)


def test_what_is_known_to_come_from_elsewhere_is_not_used(ramps):
    known = [{"query": "h.mp4", "query_start": 5.5, "query_end": 7.0}]
    by_name = {
        original.name: original for original in find_originals(ramps, ramps.iterdir(), known)
    }
    assert by_name["h.mp4"].usable == ((0.5, 4.5),)
    assert by_name["s.mp4"].usable == ((0.5, 7.0),)
    assert by_name["s.mp4"].size == (480, 360)
