"""One shot in ever more films of an archive: nothing that was found may be lost."""

from pathlib import Path

import pytest

from tests.support.films import make
from tests.support.paths import SHARED
from vrd.vrd_project import VRDProject, open_project

SOURCE = SHARED / "films"
pytestmark = pytest.mark.skipif(not SOURCE.is_dir(), reason="the test films are not here")


def cut(folder: Path, name: str, film: str, start: float, seconds: float, width: int) -> None:
    """Write an excerpt of a test film, in another size."""
    options = ["-an", "-vf", f"scale={width}:-2", "-c:v", "libx264", "-preset", "ultrafast"]
    source = ["-ss", str(start), "-t", str(seconds), "-i", str(SOURCE / film)]
    make(folder / name, *source, *options)


def found_seconds(folder: Path, films: Path) -> dict[frozenset[str], float]:
    """Return how many seconds each pair of films shares."""
    with VRDProject("project", folder, films, "vrdnet") as project:
        project.run()
        table = project.find(refine=False).table()
    seconds: dict[frozenset[str], float] = {}
    for row in table.to_dict("records"):
        pair = frozenset([row["query_id"], row["ref_id"]])
        seconds[pair] = seconds.get(pair, 0.0) + row["query_end"] - row["query_start"]
    return seconds


@pytest.mark.slow
def test_a_shot_is_found_in_every_pair_of_films_and_no_film_more_takes_any_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    films = tmp_path / "films"
    films.mkdir()
    cut(films, "other.mp4", "big_buck_bunny.mp4", 60, 12, 320)
    before: dict[frozenset[str], float] = {}
    made = 0
    for count in (3, 6):
        for number in range(made, count):
            name = f"newsreel{number}.mp4"
            cut(films, name, "coast_and_city.mp4", 190 - number, 14, 240 + 20 * number)
        made = count
        found = found_seconds(tmp_path, films)
        assert len(found) == count * (count - 1) // 2
        assert not [pair for pair in found if "other.mp4" in pair]
        # Rows are a second long: that is the error of an end.
        assert min(found.values()) >= 14 - count - 2
        assert {pair for pair, seconds in before.items() if found[pair] < seconds} == set()
        before = found
    with open_project(tmp_path / "project") as project:
        # So few neighbours cannot hold the copies in five other films.
        project.neighbours_considered = 4
        project.run()
        assert project.neighbours_considered > 4
        assert len(project.find(refine=False).sequences) == len(before)
    assert "more copies than 4 neighbours hold" in capsys.readouterr().out
