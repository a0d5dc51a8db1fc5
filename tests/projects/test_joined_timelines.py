"""Names of films of two collections; the search itself is tested in test_combined.py."""

from pathlib import Path

from tests.support.synthetic import table_of
from vrd.analysis.film_shares import film_shares
from vrd.core.timelines import Failure, Timeline, Video
from vrd.projects.joined_timelines import join_timelines


def films(*names, failures=()):
    made = [Video(name, Path(name), Path("nowhere"), 10, 10.0) for name in names]
    return Timeline.uniform(made, failures=failures)


def test_films_that_only_one_has_keep_their_names():
    joined = join_timelines(films("a", "b"), films("b", "c"), ("one", "two"))
    assert joined.video_list == ["a", "one/b", "two/b", "c"]
    assert joined.first.tolist() == [0, 10, 20, 30, 40]


def test_projects_of_one_name_are_told_apart():
    joined = join_timelines(films("a"), films("a"), ("films", "films"))
    assert joined.video_list == ["films/a", "films 2/a"]
    assert joined.get_index_from_video_name("films/a") == range(10)
    assert joined.get_index_from_video_name("films 2/a") == range(10, 20)


def test_a_folder_that_is_called_as_the_other_project_is_told_apart():
    joined = join_timelines(films("a", "two/a"), films("a"), ("one", "two"))
    assert joined.video_list == ["one/a", "two/a", "two 2/a"]


def test_what_could_not_be_read_is_said_of_the_film_of_its_own_collection():
    one = films("a", "b", failures=[Failure("a", "cut off", True), Failure("c", "empty", False)])
    two = films("a", "c", failures=[Failure("b", "damaged", False), Failure("c", "noise", True)])
    joined = join_timelines(one, two, ("one", "two"))
    shares = film_shares(table_of(("one/a", 0, 5, "two/a", 0, 5)), joined)
    told = dict(
        zip(shares["film"], zip(shares["state"], shares["cause"], strict=True), strict=True)
    )
    assert told == {
        "one/a": ("read in part", "cut off"),
        "b": ("read", ""),
        "two/a": ("read", ""),
        "c": ("read in part", "noise"),
        "one/c": ("not read", "empty"),
        "two/b": ("not read", "damaged"),
    }
