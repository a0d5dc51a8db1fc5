"""Files of ELAN, read with pympi as ELAN would read them."""

import json

import pytest

from tests.support.exports_case import LONG, MARKUP, NOTE, ODD, films, reviewed
from vrd.annotations.judgements import VERDICTS
from vrd.errors import ProjectError
from vrd.exports.film_links import file_names
from vrd.exports.tables import export

pympi = pytest.importorskip("pympi")


def eaf_of(path):
    return pympi.Eaf(str(path), suppress_version_warning=True)


@pytest.fixture
def written(tmp_path):
    frames = films(tmp_path)
    return eaf_of(export(reviewed(frames), tmp_path / "one.eaf", frames, film=MARKUP))


def test_stretches_that_overlap_lie_on_tiers_of_their_own(written):
    reuse = [name for name in written.tiers if "@" not in name]
    assert reuse == ["query 1", "query 2", "reference 1"]
    first = sorted(written.get_annotation_data_for_tier("query 1"))
    assert [(start, end) for start, end, _ in first] == [(0, 5000), (5000, 13000)]
    assert first[1][2] == f"{LONG} 00:00:05–00:00:13"
    ((start, end, where),) = written.get_annotation_data_for_tier("query 2")
    assert (start, end) == (10_000, 22_000)
    assert where == ODD.replace("\x07", "\\x07").replace("\udc80", "\\udc80") + (
        " 00:00:20–00:00:32"
    )
    assert not written.get_annotation_data_for_tier("reference 1")


def test_each_stretch_has_a_verdict_a_note_and_what_was_written(written):
    for tier, _ in (("query 1", 2), ("query 2", 1), ("reference 1", 0)):
        for child in ("verdict", "note", "vrd"):
            about = written.tiers[f"{child}@{tier}"][2]
            assert about["PARENT_REF"] == tier
            kind = written.linguistic_types[about["LINGUISTIC_TYPE_REF"]]
            assert kind["CONSTRAINTS"] == "Symbolic_Association"
            assert kind["TIME_ALIGNABLE"] == "false"
            assert len(written.tiers[f"{child}@{tier}"][1]) == len(written.tiers[tier][0])
    verdicts = written.get_ref_annotation_data_for_tier("verdict@query 2")
    assert [verdict[2] for verdict in verdicts] == ["match"]
    (noted,) = written.get_ref_annotation_data_for_tier("note@query 2")
    assert noted[2] == NOTE.replace("\x07", "\\x07")
    (data,) = written.get_ref_annotation_data_for_tier("vrd@query 2")
    assert json.loads(data[2])["reference"] == [ODD, 20, 32]


def test_verdicts_are_a_list_to_choose_from(written):
    kind = written.linguistic_types["vrd verdict"]
    entries = written.controlled_vocabularies[kind["CONTROLLED_VOCABULARY_REF"]][1]
    assert [values[0][0] for values, _ in entries.values()] == list(VERDICTS)


def test_numbers_of_annotations_are_used_once_and_elan_counts_on(written):
    used = [name for tier in written.tiers.values() for part in tier[:2] for name in part]
    assert len(used) == len(set(used)) == 12
    assert dict(written.properties)["lastUsedAnnotationId"] == str(written.maxaid)


def test_the_film_is_linked_relative_to_the_file(tmp_path, written):
    (media,) = written.media_descriptors
    assert media["RELATIVE_MEDIA_URL"] == f"./films/{MARKUP}"
    assert media["MIME_TYPE"] == "video/mp4"
    (tmp_path / "sub").mkdir()
    frames = films(tmp_path)
    path = export(reviewed(frames), tmp_path / "sub" / "elan", frames, format="eaf")
    for file in path.iterdir():
        (media,) = eaf_of(file).media_descriptors
        assert media["RELATIVE_MEDIA_URL"].startswith("../../films/")
    path = export(reviewed(frames), tmp_path / "name.eaf", frames, film=MARKUP, media="name")
    assert eaf_of(path).media_descriptors[0]["RELATIVE_MEDIA_URL"] == f"./{MARKUP}"


def test_a_folder_has_a_file_for_each_film_or_for_the_one_asked_for(tmp_path):
    frames = films(tmp_path)
    folder = export(reviewed(frames), tmp_path / "elan", frames, format="eaf")
    names = {file.name for file in folder.iterdir()}
    assert len(names) == 3
    assert "_img src=x onerror=alert(1)_.mp4.eaf" in names
    assert all(len(name.encode()) < 200 for name in names)
    single = export(reviewed(frames), tmp_path / "one", frames, format="eaf", film=MARKUP)
    assert [file.name for file in single.iterdir()] == ["_img src=x onerror=alert(1)_.mp4.eaf"]


def test_a_name_that_ends_in_eaf_is_a_file_of_one_film(tmp_path):
    frames = films(tmp_path)
    with pytest.raises(ProjectError, match=r"film=.*export\('one', format='eaf'\)"):
        export(reviewed(frames), tmp_path / "one.eaf", frames, format="eaf")
    path = export(reviewed(frames), tmp_path / "one.eaf", frames, format="eaf", film=ODD)
    assert path.is_file()
    with pytest.raises(ProjectError, match="somebody's annotations"):
        export(reviewed(frames), path, frames, film=ODD)
    before = path.read_bytes()
    export(reviewed(frames).head(0), path, frames, film=ODD, replace=True)
    assert path.read_bytes() != before


def test_films_that_differ_in_case_or_accents_only_have_files_of_their_own():
    films = ["k\xf6ln.mp4", "ko\u0308ln.mp4", "K\xd6LN.mp4"]
    names = file_names(films, ".eaf")
    assert list(names.values()) == ["k\xf6ln.mp4.eaf", "ko\u0308ln.mp4 2.eaf", "K\xd6LN.mp4 3.eaf"]
