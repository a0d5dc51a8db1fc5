"""Checks of an installation, which name no folder unless asked to."""

from pathlib import Path

from vrd.cli import doctor


def printed(**options):
    return "\n".join(map(str, doctor.check(**options)))


def test_no_folder_of_this_machine_is_named(tmp_path, monkeypatch):
    home, keras = tmp_path / "ann", tmp_path / "secret place" / "keras"
    films = home / "secret films"
    for folder in (films, keras / "models"):
        folder.mkdir(parents=True)
    (keras / "models" / "w.h5").touch()
    monkeypatch.setattr(Path, "home", lambda: home)
    monkeypatch.setenv("KERAS_HOME", str(keras))
    monkeypatch.chdir(films)
    text = printed()
    assert "secret place" not in text
    assert str(tmp_path) not in text
    assert "secret films" not in text
    assert "GB free in this folder" in text
    assert "w.h5 in models" in text
    full = printed(paths=True)
    assert f"GB free in {films}" in full
    assert f"w.h5 in {keras / 'models'}" in full


def test_the_home_is_written_as_such(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.delenv("KERAS_HOME", raising=False)
    assert "none in ~/.keras/models" in printed()


def test_programs_are_named_without_the_folder_they_lie_in(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = {check.subject: check.found for check in doctor.check()}
    full = {check.subject: check.found for check in doctor.check(paths=True)}
    where = Path(full["ffmpeg"].rsplit(": ", 1)[1])
    assert where.is_absolute()
    assert found["ffmpeg"].endswith(f": {where.name}") or ": ~/" in found["ffmpeg"]


def test_the_verdict_is_a_sentence():
    good, note = doctor.Check("a", "b"), doctor.Check("a", "b", "repair it")
    bad = doctor.Check("a", "b", "repair it", fatal=True)
    assert doctor.verdict([good]).startswith("VRD can run; there is nothing")
    assert doctor.verdict([good, note]).startswith("VRD can run. What is marked 'note'")
    assert doctor.verdict([good, note, bad]).startswith("VRD cannot run")
    assert str(bad) == "[BAD ] a: b\n       repair it"
