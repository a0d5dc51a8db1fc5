"""What annotators change in ELAN, done here with pympi, comes back."""

import json

import pytest

from tests.support.exports_case import MARKUP, NOTE, ODD, films, reviewed
from vrd.annotations.edits import compare_returned
from vrd.annotations.judgements import Judgements
from vrd.errors import ProjectError
from vrd.exports.read_edits import read_returned
from vrd.exports.read_elan import read_eaf
from vrd.exports.tables import export
from vrd.views.difference import difference_page

pympi = pytest.importorskip("pympi")


class Edited:
    """A file of ELAN, opened to be changed as an annotator would."""

    def __init__(self, path):
        self.path = path
        self.eaf = pympi.Eaf(str(path), suppress_version_warning=True)

    def say(self, tier, number, **values):
        """Fill in the verdict or note of a stretch of a tier, counted by time."""
        slots = self.eaf.timeslots
        stretches = self.eaf.tiers[tier][0]
        parent = sorted(stretches, key=lambda name: slots[stretches[name][0]])[number]
        for kind, value in values.items():
            children = self.eaf.tiers[f"{kind}@{tier}"][1]
            name = next(child for child, (of, *_) in children.items() if of == parent)
            children[name] = (parent, value, None, None)
        return self

    def copy(self, tier, start, end, **values):
        """Paste the first stretch of a tier elsewhere, with all that hangs on it."""
        (first, (_, _, value, _)), *_ = self.eaf.tiers[tier][0].items()
        self.eaf.add_annotation(tier, start, end, value)
        annotation = f"a{self.eaf.maxaid}"
        for kind in ("verdict", "note", "vrd"):
            children = self.eaf.tiers[f"{kind}@{tier}"][1]
            (same,) = (value for of, value, *_ in children.values() if of == first)
            name = self.eaf.generate_annotation_id()
            children[name] = (annotation, values.get(kind, same), None, None)
            self.eaf.annotations[name] = f"{kind}@{tier}"
        self.eaf.tiers[tier][0][first] = self.eaf.tiers[tier][0].pop(first)  # the copy comes first
        return self

    def move(self, tier, number, start, end):
        stretches = sorted(self.eaf.tiers[tier][0].values(), key=lambda stretch: stretch[0])
        self.eaf.timeslots[stretches[number][0]] = start
        self.eaf.timeslots[stretches[number][1]] = end
        return self

    def save(self, author=""):
        self.eaf.adocument["AUTHOR"] = author
        self.eaf.to_file(str(self.path))


@pytest.fixture
def frames(tmp_path):
    return films(tmp_path)


@pytest.fixture
def table(frames):
    return reviewed(frames)


@pytest.fixture
def folder(tmp_path, frames, table):
    return export(table, tmp_path / "elan", frames, format="eaf")


def of(folder, start):
    (path,) = folder.glob(f"{start}*")
    return Edited(path)


def compared(path, table, **options):
    return compare_returned(read_returned(path), Judgements(), table, **options)


def test_what_nobody_changed_comes_back_as_it_was(folder, table):
    back = read_eaf(folder).set_index("match_id").loc[table["match_id"]]
    assert back["verdict"].tolist() == ["match", "", ""]
    assert back["note"].tolist() == [NOTE, "", ""], "also what XML cannot hold"
    assert back["reviewer"].tolist() == ["ann", "", ""]
    for name, column in (("query", "query_id"), ("ref", "ref_id"), ("ref_end", "ref_end")):
        assert back[name].tolist() == table[column].tolist()


@pytest.mark.parametrize(("film", "tier"), [("_img", "query 1"), ("sub_", "reference 1")])
def test_edits_come_back_from_either_film_with_their_author(folder, table, film, tier):
    of(folder, film).say(tier, 0, verdict="match", note="the same flag").save("berta")
    difference = compared(folder, table)
    (judgement,) = (
        judgement for judgement in difference.judgements if judgement.reviewer == "berta"
    )
    (known,) = table[table["duration"] == 5]["match_id"]
    assert (judgement.match_id, judgement.verdict, judgement.note) == (
        known,
        "match",
        "the same flag",
    )
    assert len(difference.new) == 2, "what ann had said is not in this log"


def test_changes_to_one_sequence_in_both_files_are_put_together(folder, table):
    of(folder, "_img").say("query 2", 0, verdict="unsure").save("berta")
    of(folder, "sub_").say("reference 1", 1, note="other take?").save("berta")
    (line,) = read_eaf(folder).query("reviewer == 'berta'").to_dict("records")
    assert (line["match_id"], line["verdict"]) == (table["match_id"][0], "unsure")
    assert line["note"] == "other take?"


def test_files_that_contradict_one_another_are_told(folder, table):
    of(folder, "_img").say("query 2", 0, verdict="unsure").save("berta")
    of(folder, "sub_").say("reference 1", 1, verdict="not a match").save("berta")
    with pytest.raises(ProjectError, match=r"annotation .*00:10.*00:20.* contradict each other"):
        compared(folder, table)


def test_an_annotation_in_nobodys_name_is_told_by_its_place(folder, table):
    of(folder, "_img").say("query 1", 0, verdict="match").save()
    with pytest.raises(ProjectError) as error:
        compared(folder, table)
    assert f"annotation {MARKUP} 00:00:00–00:00:05 has a judgement, but names no reviewer" in str(
        error.value
    )
    assert "reviewer='...'" in str(error.value)
    new = compared(folder, table, reviewer="dora").new.set_index("match_id")["reviewer"]
    assert new[table["match_id"][1]] == "dora"
    assert new.tolist().count("dora") == 1, "what bears a name stays with its bearer"


def test_a_moved_border_is_told_and_not_taken_over(folder, table):
    of(folder, "_img").move("query 2", 0, 10_500, 22_000).save("berta")
    difference = compared(folder, table)
    assert repr(difference).endswith("; 1 moved, which is not taken over>")
    (moved,) = difference.moved.to_dict("records")
    assert (moved["query"], moved["ref"]) == (MARKUP, ODD)
    assert (moved["query_start_before"], moved["query_start"]) == (10, 10.5)
    assert (moved["query_end_before"], moved["query_end"]) == (22, 22)
    page = difference_page(difference).html
    assert "00:00:10.500–00:00:22" in page
    assert "not taken over" in page
    assert "<img" not in page
    assert all(judgement.query.start in (10, 20) for judgement in difference.judgements)


@pytest.mark.parametrize(
    ("tier", "place", "kept"),
    [("query 1", (30, 33), (0, "")), ("query 2", (2, 4), (10, "match"))],
)
def test_what_is_said_of_a_copy_elsewhere_is_not_said_of_the_match(folder, tier, place, kept):
    milliseconds = (1000 * second for second in place)
    of(folder, "_img").copy(tier, *milliseconds, verdict="unsure").save("berta")
    lines = read_eaf(folder)
    match = lines[(lines["match_id"] != "") & (lines["query_start"] == kept[0])]
    assert match["verdict"].tolist() == [kept[1]]
    (copy,) = lines[lines["match_id"] == ""].to_dict("records")
    assert (copy["verdict"], copy["reviewer"], copy["ref"]) == ("unsure", "berta", ODD)
    assert (copy["query_start"], copy["query_end"]) == place


def test_a_copy_is_judged_as_a_match_of_its_own(folder, table):
    of(folder, "_img").copy("query 1", 30_000, 33_000, verdict="unsure").save("berta")
    (judgement,) = (
        judgement
        for judgement in compared(folder, table).judgements
        if judgement.reviewer == "berta"
    )
    assert (judgement.query, judgement.reference.video) == ((MARKUP, 30, 33), ODD)


def test_what_an_annotator_added_is_shown_and_not_guessed(folder, table):
    edited = of(folder, "_img")
    edited.eaf.add_annotation("query 1", 20_000, 21_000, "look here")
    edited.save("berta")
    (line,) = compared(folder, table).unknown.to_dict("records")
    assert (line["query"], line["note"], line["ref"]) == (MARKUP, "look here", "")
    assert (line["query_start"], line["query_end"]) == (20, 21)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no xml",
        "<ANNOTATION_DOCUMENT>",
        "<a/>",
        "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e 'eeee'>]><x>&e;</x>",
    ],
)
def test_what_is_no_file_of_elan_is_named(tmp_path, text):
    path = tmp_path / "odd.eaf"
    path.write_text(text)
    with pytest.raises(ProjectError, match=r"odd\.eaf"):
        read_eaf(path)


def test_a_file_that_would_fill_the_memory_is_refused(tmp_path):
    path = tmp_path / "large.eaf"
    with path.open("wb") as file:
        file.truncate(200_000_001)
    with pytest.raises(ProjectError, match=r"large\.eaf has more than 200 MB"):
        read_eaf(path)


@pytest.mark.parametrize("data", ["[]", '{"role": 1}', "{", "[" * 100_000, "1e999"])
def test_what_vrd_wrote_and_somebody_broke_is_named(folder, data):
    edited = of(folder, "_img").say("query 1", 0, vrd=data)
    edited.save()
    with pytest.raises(ProjectError, match=r"damaged"):
        read_eaf(folder)


def test_numbers_that_are_none_are_named(folder):
    edited = of(folder, "_img")
    data = {"match_id": "x", "role": "query", "query": ["a", float("inf"), 1]}
    data |= {"reference": ["b", 0, 1], "verdict": "", "note": "", "reviewer": ""}
    edited.say("query 1", 0, vrd=json.dumps(data)).save()
    with pytest.raises(ProjectError, match=r"damaged"):
        read_eaf(folder)


def test_files_in_subfolders_are_read_however_their_ending_is_written(folder, table):
    (folder / "done").mkdir()
    (folder / "not a file.eaf").mkdir()
    for path in folder.glob("_img*"):
        path.rename(folder / "done" / f"{path.stem}.EAF")
    for path in folder.glob("*mp4.eaf"):
        path.unlink()
    assert set(read_eaf(folder)["match_id"]) == set(table["match_id"])


def test_a_folder_without_files_of_elan_is_named(tmp_path):
    with pytest.raises(ProjectError, match=r"no \.eaf file"):
        read_returned(tmp_path)
    with pytest.raises(ProjectError, match=r"no file or folder"):
        read_returned(tmp_path / "absent.eaf")
