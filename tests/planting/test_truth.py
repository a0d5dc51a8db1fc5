"""The truth of a plan: complete and right for any arrangement of pieces."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.plans import film, own, plan, plant
from vrd.planting import truth_of_plan
from vrd.planting.pieces import placed, seconds_of, speed_of
from vrd.planting.truth import MIN_SHARED_S

EDITS = ("plain", "mirror", "speed 0.8", "speed 1.25", "crop 60 %", "inset 40 %")
pieces = st.lists(
    st.builds(
        plant,
        st.sampled_from(["s", "t"]),
        st.integers(0, 800).map(lambda frames: frames / 25),
        st.integers(10, 300),
        st.sampled_from(EDITS),
    ),
    min_size=1,
    max_size=4,
)


def seconds_shown(pieces, time):
    """Return the original, and the second of it, that a film shows at a time."""
    for start, piece in placed(pieces):
        if start <= time < start + seconds_of(piece):
            return piece["film"], piece["start"] + (time - start) * speed_of(piece)
    return None


@settings(max_examples=40)
@given(hosts=st.lists(pieces, min_size=2, max_size=5))
def test_all_films_that_show_the_same_seconds_are_paired(hosts):
    films = [film(f"{n}.mp4", f"host{n}", *pieces) for n, pieces in enumerate(hosts)]
    films.append(film("s.mp4", "s", own("s", 0, 1100)))
    made = plan(*films)
    shown = {planned["name"]: planned["pieces"] for planned in made["films"]}
    lines = truth_of_plan(made).to_dict("records")
    # What it lists is so.
    for line in lines:
        for part in (0.02, 0.5, 0.98):
            moments = []
            for side in ("query", "ref"):
                start, end = line[f"{side}_start"], line[f"{side}_end"]
                moments.append(seconds_shown(shown[line[side]], start + part * (end - start)))
            assert moments[0][0] == moments[1][0]
            assert moments[0][1] == pytest.approx(moments[1][1], abs=0.01)
    # Nothing is missing: the middle of all that two films share lies in a line.
    for first, second in itertools.combinations(made["films"], 2):
        for (time, piece), (other_time, other) in itertools.product(
            placed(first["pieces"]), placed(second["pieces"])
        ):
            ends = [p["start"] + seconds_of(p) * speed_of(p) for p in (piece, other)]
            low, high = max(piece["start"], other["start"]), min(ends)
            if piece["film"] != other["film"] or high - low < MIN_SHARED_S:
                continue
            middle = (low + high) / 2
            times = {
                first["name"]: time + (middle - piece["start"]) / speed_of(piece),
                second["name"]: other_time + (middle - other["start"]) / speed_of(other),
            }
            assert any(
                {line["query"], line["ref"]} == set(times)
                and all(
                    line[f"{side}_start"] <= times[line[side]] <= line[f"{side}_end"]
                    for side in ("query", "ref")
                )
                for line in lines
            )


@pytest.mark.parametrize("count", [2, 3, 10])
def test_all_hosts_of_one_source_share_its_footage(count):
    hosts = [
        film(f"{n}.mp4", f"h{n}", own(f"h{n}", 0, 25 * n), plant("s", 10.0, 100))
        for n in range(count)
    ]
    truth = truth_of_plan(plan(*hosts, film("s.mp4", "s", own("s", 0.0, 2500))))
    assert len(truth) == (count + 1) * count / 2
    assert truth["implied"].sum() == count * (count - 1) / 2
    assert set(truth["films"]) == {count + 1}
    spans = truth[["query_start", "query_end", "ref_start", "ref_end"]].to_numpy()
    assert spans[:, 1] - spans[:, 0] == pytest.approx(4)
    assert spans[:, 3] - spans[:, 2] == pytest.approx(4)


def test_shots_that_follow_one_another_in_both_films_are_one_stretch():
    shots = [plant(name, start, 8) for name, start in (("s", 5.0), ("t", 2.0), ("s", 9.0))]
    first = film("a.mp4", "a", own("a", 0, 50), *shots)
    second = film("b.mp4", "b", *shots, own("b", 0, 50))
    (line,) = truth_of_plan(plan(first, second)).to_dict("records")
    # Each shot alone would be too short to be listed.
    times = [line[name] for name in ("query_start", "query_end", "ref_start", "ref_end")]
    assert times == pytest.approx([2, 2.96, 0, 0.96])


def test_neighbouring_stretches_of_two_speeds_stay_two():
    host = film("h.mp4", "h", plant("s", 5.0, 100), plant("s", 9.0, 100, "speed 1.25"))
    truth = truth_of_plan(plan(host, film("s.mp4", "s", own("s", 0, 1000))))
    assert truth["speed"].tolist() == [1, 1.25]
    assert truth["query_start"].tolist() == [0, 4]
