"""Test that demo films are repeatable, complete or absent, and show what their truth says."""

import hashlib
import json
from itertools import islice

import numpy as np
import pytest

from vrd.decoding.probe import probe
from vrd.demo_films import make, make_demo_films, read_truth
from vrd.demo_films.assemble import SCENES
from vrd.demo_films.camera import photograph
from vrd.demo_films.coding import decode
from vrd.demo_films.edits import EDITS, edit
from vrd.demo_films.recipe import FILMS, UNRELATED, Film, Plant, Shot, shot
from vrd.demo_films.sound import RATE
from vrd.demo_films.timeline import length, shared_stretches, timed_content
from vrd.errors import ProjectError, VideoError
from vrd.planting.canvas import Stage

SIZE = {"width": 96, "height": 54}
SMALL = (
    Film(
        "source.mp4",
        (
            shot("title", 1, text="Source"),
            shot("photo", 2, name="cat"),
            shot("sea", 2),
            shot("photo", 2, name="rocket", move="left"),
        ),
        **SIZE,
    ),
    Film(
        "host.mp4",
        (
            shot("speaker", 1.3),
            Plant("source.mp4", 1.4, 2.5),
            shot("town", 1),
            Plant("source.mp4", 2.1, 3.2, "grey", speed=0.96, sound=False),
        ),
        fps=25,
        **SIZE,
    ),
    Film("other.mp4", (shot("fire", 0.7), Plant("source.mp4", 2.5, 2, "mirror")), **SIZE),
)
BY_NAME = {film.name: film for film in SMALL}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("films") / "a folder, née"
    return make_demo_films(folder, seed=3, progress=False, films=SMALL)


def digests(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_one_seed_gives_the_same_files(made, tmp_path):
    again = make_demo_films(tmp_path / "again", seed=3, progress=False, films=SMALL)
    assert digests(again) == digests(made)


def test_another_seed_gives_other_films(made, tmp_path):
    second = make_demo_films(tmp_path / "other", seed=4, progress=False, films=SMALL[:1])
    assert digests(second)["source.mp4"] != digests(made)["source.mp4"]


def test_nothing_is_done_when_all_is_there(made, monkeypatch):
    monkeypatch.setattr(make, "encode", lambda *_: pytest.fail("made again"))
    assert make_demo_films(made, seed=3, progress=False, films=SMALL) == made


def test_a_killed_run_does_not_count(tmp_path, monkeypatch):
    encode = make.encode  # type: ignore[attr-defined]

    def killed(path, *rest):
        if "host" in path.name:
            path.write_bytes(b"half a film")
            raise KeyboardInterrupt
        encode(path, *rest)

    monkeypatch.setattr(make, "encode", killed)
    with pytest.raises(KeyboardInterrupt):
        make_demo_films(tmp_path, progress=False, films=SMALL)
    there = {path.name for path in tmp_path.iterdir()}
    assert "source.mp4" in there
    assert not there & {"host.mp4", "recipe.json", "truth.json"}
    assert not [name for name in there if name.endswith(".part")]
    monkeypatch.undo()
    make_demo_films(tmp_path, progress=False, films=SMALL)
    assert (tmp_path / "host.mp4").stat().st_size > 1000


@pytest.mark.parametrize("damage", ["film", "truth", "manifest", "seed"])
def test_what_is_not_whole_is_made_again(tmp_path, damage):
    films, seed = SMALL[:1], 0
    make_demo_films(tmp_path, progress=False, films=films)
    whole = digests(tmp_path)
    if damage == "film":
        (tmp_path / "source.mp4").write_bytes(b"cut short")
    elif damage == "truth":
        (tmp_path / "truth.json").unlink()
    elif damage == "manifest":
        (tmp_path / "recipe.json").write_text("{")
    else:
        seed = 9
    make_demo_films(tmp_path, seed=seed, progress=False, films=films)
    assert (digests(tmp_path) == whole) == (damage != "seed")


def test_films_of_an_older_recipe_go_and_others_stay(tmp_path):
    (tmp_path / "mine.mp4").write_bytes(b"mine")
    make_demo_films(tmp_path, progress=False, films=SMALL[::2])
    make_demo_films(tmp_path, progress=False, films=SMALL[:1])
    names = {path.name for path in tmp_path.glob("*.mp4")}
    assert names == {"mine.mp4", "source.mp4"}


def test_films_are_as_long_as_planned_and_have_sound(made):
    for film in SMALL:
        header = probe(made / film.name)
        assert header.duration == pytest.approx(length(film) / film.fps, abs=0.03)
    noises = make.soundtrack(SMALL[0], {}, 3)  # type: ignore[attr-defined]
    assert len(noises) == 7 * RATE
    assert 0.02 < np.abs(noises).mean() < 0.5


def grey_at(folder, name, seconds):
    film = BY_NAME[name]
    size = film.width, film.height
    pictures = decode(folder / name, int(seconds * film.fps + 1e-6), size, film.fps)
    (picture,) = islice(pictures, 1)
    pictures.close()
    return picture @ np.array([0.299, 0.587, 0.114])


@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.97])
def test_planted_pictures_are_those_of_the_source(made, part):
    for stretch in read_truth(made):
        query = stretch["query_start"] + part * (stretch["query_end"] - stretch["query_start"])
        ref = stretch["ref_start"] + part * (stretch["ref_end"] - stretch["ref_start"])
        seen = grey_at(made, stretch["query"], query)
        seen = seen[:, ::-1] if "other.mp4" in (stretch["query"], stretch["ref"]) else seen
        # Films of 24 and 25 pictures a second agree to one picture only, and waves are fast.
        near = [grey_at(made, stretch["ref"], max(0, ref + n / 24)) for n in (-1, 0, 1)]
        seconds = length(BY_NAME[stretch["ref"]]) / BY_NAME[stretch["ref"]].fps
        wrong = grey_at(made, stretch["ref"], (ref + seconds / 2) % seconds)
        apart = min(np.abs(seen - meant).mean() for meant in near)
        assert apart < 12
        assert apart < np.abs(seen - wrong).mean() / 2


def test_planted_pictures_are_right_to_the_picture(made):
    """Make a film in which the camera moves, so that no two pictures are alike."""
    plant = read_truth(made)[0]
    start = int(plant["query_start"] * 25 + 0.5)
    seen = grey_at(made, "host.mp4", (start + 12) / 25)
    first = round(plant["ref_start"] * 24) + int(12 / 25 * 24)
    off = range(-4, 5)
    distances = [np.abs(seen - grey_at(made, "source.mp4", (first + n) / 24)).mean() for n in off]
    assert off[int(np.argmin(distances))] == 0


def test_truth_of_the_small_films(made):
    edits = [stretch["edit"] for stretch in read_truth(made)]
    assert edits == ["plain", "grey+speed 0.96", "mirror", "shared source", "shared source"]


def test_read_truth_says_what_is_wrong(tmp_path):
    with pytest.raises(ProjectError, match="make the films first"):
        read_truth(tmp_path)
    (tmp_path / "truth.json").write_text("[")
    with pytest.raises(ProjectError, match="damaged"):
        read_truth(tmp_path)


def test_what_ffmpeg_says_is_passed_on(tmp_path, monkeypatch):
    monkeypatch.setattr("vrd.demo_films.coding.VIDEO", ["-c:v", "no_such_codec"])
    with pytest.raises(VideoError, match="no_such_codec"):
        make_demo_films(tmp_path, progress=False, films=SMALL[:1])


class TestRecipe:
    """Test the recipe of the real demo films without making them."""

    def test_ten_minutes(self):
        assert 8 <= sum(length(film) / film.fps for film in FILMS) / 60 <= 12

    def test_truth_lies_within_the_films(self):
        seconds = {film.name: length(film) / film.fps for film in FILMS}
        for stretch in shared_stretches(FILMS):
            assert 0 <= stretch["query_start"] < stretch["query_end"] <= seconds[stretch["query"]]
            assert 0 <= stretch["ref_start"] < stretch["ref_end"] <= seconds[stretch["ref"]]
            lengths = (
                stretch["query_end"] - stretch["query_start"],
                stretch["ref_end"] - stretch["ref_start"],
            )
            assert lengths[1] / lengths[0] == pytest.approx(stretch["speed"], abs=0.02)

    def test_plants(self):
        plants = [
            content for film in FILMS for content in film.content if isinstance(content, Plant)
        ]
        assert 10 <= len(plants) <= 15
        assert all(5 <= content.seconds <= 30 for content in plants)
        assert all(name in EDITS for content in plants for name in content.edit.split("+"))

    def test_one_film_shares_nothing(self):
        names = {stretch[side] for stretch in shared_stretches(FILMS) for side in ("query", "ref")}
        assert names == {film.name for film in FILMS} - {UNRELATED.name}

    def test_a_photograph_is_in_one_film_only(self):
        used = [
            {
                content.options["name"]
                for content in film.content
                if getattr(content, "scene", "") == "photo"
            }
            for film in FILMS
        ]
        assert sum(map(len, used)) == len(set().union(*used))


SHOTS = [
    pytest.param(shot_, id=f"{film.name}-{item.first}-{shot_.scene}")
    for film in FILMS
    for item in timed_content(film)
    if isinstance(shot_ := item.content, Shot)
]


@pytest.mark.parametrize("shot_", SHOTS)
def test_scenes_give_the_same_picture_for_the_same_time(shot_):
    def scene():
        stage = Stage(64, 36, shot_.seconds, np.random.default_rng(1))
        return SCENES[shot_.scene](stage, **shot_.options)

    first, second = scene(), scene()
    for time in (0.0, shot_.seconds / 2, shot_.seconds - 0.04):
        picture = first(time)
        assert picture.shape == (36, 64, 3)
        assert picture.dtype == np.uint8
        np.testing.assert_array_equal(picture, second(time))


@pytest.mark.parametrize("name", EDITS)
def test_edits_keep_the_shape_and_chances(name):
    picture = np.asarray(photograph("china").resize((96, 54)))
    changed = edit(picture, name, 7, 0)
    assert changed.shape == picture.shape
    assert changed.dtype == np.uint8
    np.testing.assert_array_equal(changed, edit(picture, name, 7, 0))
    assert (changed is picture) == (name in {"plain", "dissolve"})


def test_the_photographs_are_small_and_all_named_with_a_licence():
    folder = make.Path(make.__file__).parent / "stills"  # type: ignore[attr-defined]
    stills = list(folder.glob("*.jpg"))
    sources = (folder / "SOURCES.md").read_text("utf-8")
    assert 12 <= len(stills) <= 20
    assert sum(still.stat().st_size for still in stills) < 1_000_000
    assert all(f"`{still.name}`" in sources for still in stills)


def test_truth_is_plain_json(made):
    assert json.loads((made / "truth.json").read_text("utf-8")) == read_truth(made)
