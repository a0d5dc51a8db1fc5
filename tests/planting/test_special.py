"""Popular footage, adjacent stretches, trailers, and plans that are kept for checking."""

import itertools
import json

import pytest

from tests.support.plans import originals
from vrd.planting import make_plan, truth_of_plan
from vrd.planting.edits import EDITS
from vrd.planting.pieces import FPS, placed, seconds_of, speed_of
from vrd.planting.plan import UNSEEN, VERSION
from vrd.planting.special import MIN_SHARED_SHOTS, TRAILER_SHOTS
from vrd.planting.stretches import ALWAYS

SEEDS = (0, 1, UNSEEN)


@pytest.fixture(scope="module", params=SEEDS)
def made(request):
    return make_plan(originals(), request.param)


@pytest.fixture(scope="module")
def truth(made):
    return truth_of_plan(made)


def plants(made, kind):
    """Return film, second and piece of all plants of a class."""
    return [
        (film["name"], time, piece)
        for film in made["films"]
        for time, piece in placed(film["pieces"])
        if piece.get("class") == kind
    ]


def test_popular_footage_is_used_by_3_to_10_films(made, truth):
    uses = {}
    for name, _, piece in plants(made, "popular"):
        same = (s for s in uses if s[0] == piece["film"] and abs(s[1] - piece["start"]) < 20)
        near = next(same, (piece["film"], piece["start"]))
        uses.setdefault(near, []).append(name)
    # The source is one of the films.
    counts = sorted(len(set(films)) + 1 for films in uses.values())
    assert len(counts) == 2
    assert 3 <= counts[0] <= 6 < counts[1] <= 10
    popular = truth[truth["class"] == "popular"]
    assert set(popular["films"]) == set(counts)
    left_out = {frozenset(pair) for pair in made["left_out"]}
    pairs = {frozenset(pair) for pair in zip(popular["query"], popular["ref"], strict=True)}
    for (original, _), films in uses.items():
        judged = {frozenset(pair) for pair in itertools.combinations(films, 2)} - left_out
        assert judged <= pairs, original


def test_adjacent_stretches_follow_one_another_also_at_another_speed(made):
    found = plants(made, "adjacent")
    pairs = list(zip(found[::2], found[1::2], strict=True))
    assert len(pairs) == 3
    for (host, time, first), (other_host, other_time, second) in pairs:
        assert host == other_host
        assert other_time == pytest.approx(time + seconds_of(first))
        assert first["film"] == second["film"]
    between = [
        second["start"] - first["start"] - seconds_of(first) * speed_of(first)
        for (_, _, first), (_, _, second) in pairs
    ]
    speeds = [speed_of(first) != speed_of(second) for (_, _, first), (_, _, second) in pairs]
    assert any(0 < gap < 0.25 and other for gap, other in zip(between, speeds, strict=True))
    assert any(0.5 < gap < 4.1 and not other for gap, other in zip(between, speeds, strict=True))


def test_a_trailer_is_made_of_half_second_shots_of_several_films(made, truth):
    by_host = {}
    for host, time, piece in plants(made, "trailer"):
        by_host.setdefault(host, []).append((time, piece))
    shots, again = sorted(by_host.values(), key=len, reverse=True)
    assert TRAILER_SHOTS[0] <= len(shots) <= TRAILER_SHOTS[1]
    assert MIN_SHARED_SHOTS <= len(again) <= len(shots)
    assert all(0.5 <= seconds_of(piece) <= 0.6 for _, piece in shots)
    assert len({piece["film"] for _, piece in shots}) > 1
    for (time, piece), (following, _) in itertools.pairwise(shots):
        assert following == pytest.approx(time + seconds_of(piece))
    # What both hosts have of it is one stretch with many cuts.
    shared = truth[(truth["class"] == "trailer") & truth["implied"]]
    assert len(shared) == 1
    seconds = float((shared["query_end"] - shared["query_start"]).iloc[0])
    assert seconds == pytest.approx(sum(seconds_of(piece) for _, piece in again))


def test_no_hub_shot_divides_what_is_joined(made):
    for film in made["films"]:
        for before, piece in itertools.pairwise(film["pieces"]):
            if piece.get("joined"):
                assert before.get("class") == piece["class"] in {"adjacent", "trailer"}


def test_crops_and_insets_are_in_every_plan_and_lie_anywhere(made):
    pieces = [piece for film in made["films"] for piece in film["pieces"]]
    assert set(ALWAYS) <= {piece.get("edit") for piece in pieces}
    places = [piece["place"] for piece in pieces if "place" in piece]
    assert len(set(map(tuple, places))) == len(places)
    assert all(0 <= side <= 1 for place in places for side in place)
    for piece in pieces:
        edit = EDITS.get(piece.get("edit", ""))
        assert ("place" in piece) == bool(edit and (edit.crop or edit.inset))


def test_pieces_last_whole_frames_and_lie_in_their_source(made):
    stretches = {original.name: original.usable[0] for original in originals()}
    for film in made["films"]:
        for piece in film["pieces"]:
            if piece["kind"] == "plant":
                low, high = stretches[piece["film"]]
                end = piece["start"] + seconds_of(piece) * speed_of(piece)
                assert low <= piece["start"] < end <= high + 1 / FPS
                assert isinstance(piece["frames"], int)


def test_unseen_seeds_have_random_numbers_of_their_own(made):
    assert made["version"] == VERSION
    assert made["unseen"] == (made["seed"] >= UNSEEN)
    assert made == make_plan(originals(), made["seed"]) == json.loads(json.dumps(made))
    assert made["films"] != make_plan(originals(), made["seed"] + 1)["films"]


def test_where_films_are_short_what_fits_is_planted():
    made = make_plan(originals(3, 13.0), 0)
    assert len(truth_of_plan(made)) > 0
