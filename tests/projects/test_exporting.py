"""What leaves a project and comes back, on real films with the embedded descriptor."""

import json
import re

import pytest

from tests.support.paths import ROOT
from vrd.errors import ProjectError, UnknownNameError


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_a_spreadsheet_with_a_verdict_that_does_not_exist_is_not_written_over(
    project,
    tmp_path,
    kind,
):
    import pandas as pd

    path = project.export(tmp_path / f"found.{kind}")
    table = pd.read_csv(path) if kind == "csv" else pd.read_excel(path)
    table["verdict"] = "perhaps"
    # Of a path that is no text, pandas writes .xlsx, whatever its ending.
    table.to_csv(path, index=False) if kind == "csv" else table.to_excel(str(path), index=False)
    before = path.read_bytes()
    with pytest.raises(ProjectError, match=r"cannot be read: .*'perhaps'"):
        project.export(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_borders_moved_in_a_spreadsheet_are_not_written_over(project, tmp_path, kind):
    import pandas as pd

    path = project.export(tmp_path / f"found.{kind}")
    table = pd.read_csv(path) if kind == "csv" else pd.read_excel(path)
    project.export(path)
    table["query_start"] += 0.5
    table.to_csv(path, index=False) if kind == "csv" else table.to_excel(path, index=False)
    before = path.read_bytes()
    with pytest.raises(ProjectError, match="borders that somebody moved"):
        project.export(path)
    assert path.read_bytes() == before
    project.export(path, replace=True)
    assert project.annotations.read_edits(path).moved.empty


def as_excel_saves_it(table, path):
    """In an encoding of the user's own country."""
    table.to_csv(path, index=False, encoding="cp1252")


def without_the_reviewer(table, path):
    table.drop(columns="reviewer").to_csv(path, index=False)


@pytest.mark.parametrize("save", [as_excel_saves_it, without_the_reviewer])
def test_a_spreadsheet_that_cannot_be_read_is_not_written_over(project, tmp_path, save):
    import pandas as pd

    path = project.export(tmp_path / "found.csv")
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table["verdict"], table["note"] = "match", "schöner Film"
    save(table, path)
    before = path.read_bytes()
    with pytest.raises(ProjectError, match=r"may hold judgements, which cannot be read: .*another"):
        project.export(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "verdict,note\n,\n"])
def test_a_file_that_nobody_filled_in_is_written_over(project, tmp_path, content):
    path = tmp_path / "found.csv"
    path.write_text(content, "utf-8")
    project.export(path)
    assert "match_id" in path.read_text("utf-8-sig")


def edit_in_elan(path, author="Annotator", **words):
    """Judge the first stretch of a file of ELAN, and move its start by half a second."""
    pympi = pytest.importorskip("pympi")
    eaf = pympi.Eaf(str(path), suppress_version_warning=True)
    tier = next(name for name, one in eaf.tiers.items() if "@" not in name and one[0])
    for kind, value in words.items():
        children = eaf.tiers[f"{kind}@{tier}"][1]
        for name, (parent, *_) in children.items():
            children[name] = (parent, value, None, None)
    eaf.timeslots[next(iter(eaf.tiers[tier][0].values()))[0]] += 500
    eaf.adocument["AUTHOR"] = author
    eaf.to_file(str(path))


def test_edits_come_back_from_elan(project, tmp_path):
    pytest.importorskip("pympi")
    folder = project.export(tmp_path / "elan", format="eaf")
    assert len(list(folder.iterdir())) == 3
    (path,) = folder.glob("one*")
    edit_in_elan(path, verdict="same scene", note="another take")
    edits = project.annotations.read_edits(folder)
    assert repr(edits).startswith("<Difference: 1 new, 0 changed")
    assert len(edits.moved) == 1
    with pytest.raises(ProjectError, match="read_edits"):
        project.export(folder, format="eaf", replace=True)
    with pytest.raises(ProjectError, match="read_edits"):
        project.export(path, film="one.mp4", replace=True)
    edits.apply()
    (line,) = project.find().table().to_dict("records")
    assert (line["verdict"], line["reviewer"]) == ("same scene", "Annotator")
    # Borders, and tiers of the annotator's own, are in no log: only if asked for.
    with pytest.raises(ProjectError, match="replace=True"):
        project.export(folder, format="eaf")
    project.export(folder, format="eaf", replace=True)
    assert project.annotations.read_edits(folder).moved.empty
    assert repr(project.annotations.read_edits(path)).startswith("<Difference: 0 new, 0 changed")


def test_the_run_is_described_without_the_folders_of_this_machine(project, tmp_path):
    pytest.importorskip("rocrate")
    crate = project.export(tmp_path / "crate", format="ro-crate")
    settings = json.loads((crate / "settings.json").read_text("utf-8"))
    assert settings["video_path"] == "films"
    assert settings["network"] == "dct"
    assert settings["finder"]["shortest_sequence"] == 5
    text = "".join(one.read_text("utf-8") for one in crate.iterdir())
    assert str(tmp_path.parent) not in text
    assert "Reuse found in project" in text
    assert "numpy" in text
    table = (crate / "sequences.csv").read_text("utf-8-sig").replace(",,,", ",,typed for hours,", 1)
    (crate / "sequences.csv").write_text(table, "utf-8")
    with pytest.raises(ProjectError, match="read_edits"):
        project.export(crate, format="ro-crate", replace=True)


def test_a_report_holds_stills_only_where_they_are_shared(project, tmp_path):
    project.report(tmp_path / "bare.html")
    bare = (tmp_path / "bare.html").read_text("utf-8")
    assert "data:image/jpeg" not in bare
    assert str(project.settings.video_path).rsplit("/", 1)[0] not in bare
    project.report(tmp_path / "full.html", share="thumbs")
    assert "data:image/jpeg" in (tmp_path / "full.html").read_text("utf-8")
    with pytest.raises(UnknownNameError, match="thumbs"):
        project.report(tmp_path / "odd.html", share="all")


def test_what_the_documentation_says_of_exports_is_true(project, tmp_path, monkeypatch):
    for package in ("pympi", "opentimelineio", "iiif_prezi3", "rocrate"):
        pytest.importorskip(package)
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "out_and_back.md").read_text("utf-8").replace("newsreel.mp4", "one.mp4")
    calls = re.findall(r"`(project\.export\(.*?\))`", page)
    assert len(calls) == 13
    for call in calls:
        assert eval(call, {"project": project}).exists()
    blocks = re.findall(r"```python\n(.*?)```", page.partition("## Stretches")[0], re.DOTALL)
    assert len(blocks) == 2
    space = {"project": project}
    for block in blocks:
        exec(block, space)
    assert "0 new" in repr(space["edits"])
    assert "0 new" in repr(eval('project.annotations.read_edits("elan")', space))
