"""What exports are asked for, and that nothing leaves unasked."""

import gc
import re
import tempfile
import zipfile
from contextlib import contextmanager

import pandas as pd
import pytest

from tests.support.exports_case import MARKUP, films, reviewed
from vrd.errors import MissingExtraError, ProjectError, StorageError, UnknownNameError
from vrd.exports import options
from vrd.exports.tables import export

EVERY = {
    **{
        f"a.{kind}": {}
        for kind in ("csv", "xlsx", "ods", "json", "vrd.json", "iiif.json", "jsonld")
    },
    **{f"a.{kind}": {"film": MARKUP} for kind in ("otio", "eaf", "vtt")},
    "elan": {"format": "eaf"},
    "cues": {"format": "vtt"},
    "crate": {"format": "ro-crate"},
}
OF_OTHERS = {
    "a.ods": ("odf.opendocument", "odfpy"),
    "a.iiif.json": ("iiif_prezi3", "iiif-prezi3"),
    "a.otio": ("opentimelineio", "opentimelineio"),
    "a.eaf": ("pympi", "pympi-ling"),
    "elan": ("pympi", "pympi-ling"),
    "crate": ("rocrate.rocrate", "rocrate"),
}


def everything_in(path):
    """All that a reader of a file or folder could come to see."""
    files = [path] if path.is_file() else sorted(path.rglob("*"))
    parts = [file.read_bytes() for file in files]
    for file in files:
        if zipfile.is_zipfile(file):
            archive = zipfile.ZipFile(file)
            parts += [archive.read(name) for name in archive.namelist()]
    return b"\n".join(parts)


@pytest.mark.parametrize("name", EVERY)
def test_no_path_and_no_picture_leaves_unasked(tmp_path, name):
    for package, _ in OF_OTHERS.values():
        pytest.importorskip(package)
    frames = films(tmp_path, stills=True)
    settings = {"video_path": str(tmp_path / "films")}
    path = export(reviewed(frames), tmp_path / name, frames, settings=settings, **EVERY[name])
    written = everything_in(path)
    assert str(tmp_path).encode() not in written
    assert tmp_path.name.encode() not in written
    assert b"JFIF" not in written
    assert b"data:image" not in written


@pytest.mark.parametrize("name", ["a.vrd.json", "a.jsonld", "a.otio", "a.eaf", "a.vtt", "crate"])
def test_paths_are_there_where_asked_for(tmp_path, name):
    frames = films(tmp_path)
    more = {"payload": "json"} if name == "a.vtt" else {}
    path = export(reviewed(frames), tmp_path / name, frames, paths=True, **EVERY[name], **more)
    assert re.search(rb"file:///[^\"]*" + tmp_path.name.encode(), everything_in(path))


@pytest.mark.parametrize("name", OF_OTHERS)
def test_a_package_that_is_missing_is_named_with_its_extra(tmp_path, monkeypatch, name):
    module, package = OF_OTHERS[name]
    real = options.importlib.import_module  # type: ignore[attr-defined]

    def absent(wanted):
        if wanted == module:
            raise ModuleNotFoundError(wanted)
        return real(wanted)

    monkeypatch.setattr(options.importlib, "import_module", absent)  # type: ignore[attr-defined]
    frames = films(tmp_path)
    with pytest.raises(MissingExtraError, match=rf"{package} .*\[exports\]"):
        export(reviewed(frames), tmp_path / name, frames, **EVERY[name])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", EVERY)
def test_nothing_found_is_written_too(tmp_path, name):
    for package, _ in OF_OTHERS.values():
        pytest.importorskip(package)
    frames = films(tmp_path)
    path = export(reviewed(frames).head(0), tmp_path / name, frames, **EVERY[name])
    assert everything_in(path)


@contextmanager
def no_file_larger_than(size):
    """Let the system itself refuse to write more, as a full disk does."""
    resource = pytest.importorskip("resource", reason="Windows cannot limit the size of files")
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


@pytest.mark.parametrize("name", EVERY)
def test_a_file_that_cannot_be_written_whole_is_not_written(tmp_path, name):
    for package, _ in OF_OTHERS.values():
        pytest.importorskip(package)
    frames = films(tmp_path)
    table = reviewed(frames)
    with no_file_larger_than(400), pytest.raises(StorageError, match="no file as large"):
        export(table, tmp_path / name, frames, **EVERY[name])
    assert not list(tmp_path.iterdir())


def test_a_full_disk_of_temporary_files_is_named(tmp_path, monkeypatch):
    """Workbooks are made there first; what is left open says nothing of its own later."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    frames = films(tmp_path)
    table = reviewed(frames)
    with no_file_larger_than(400), pytest.raises(StorageError, match="temporary"):
        export(table, tmp_path / "a.xlsx", frames)
    gc.collect()
    assert not (tmp_path / "a.xlsx").exists()


@pytest.mark.parametrize("name", EVERY)
def test_a_name_that_is_too_long_says_so(tmp_path, name):
    long = tmp_path / ("x" * 260 + name)
    with pytest.raises(StorageError, match="too long for this system"):
        export(reviewed(films(tmp_path)), long, **EVERY[name])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"shares": "thumbs"}, "share"),
        ({"share": "everything"}, "nothing, thumbs"),
        ({"payload": "xml"}, "json"),
        ({"rate": 0}, "above 0"),
        ({"base_url": "ftp://x/y"}, "https://example.org"),
        ({"base_url": "https://x/<y>"}, "https://example.org"),
        ({"base_url": "https://x/y?z=1"}, "https://example.org"),
    ],
)
def test_what_cannot_be_asked_for_is_named(tmp_path, given, message):
    with pytest.raises((UnknownNameError, ProjectError), match=message):
        export(reviewed(films(tmp_path)), tmp_path / "a.csv", **given)


def test_a_name_of_a_file_is_no_folder_and_the_other_way_round(tmp_path):
    frames = films(tmp_path)
    table = reviewed(frames)
    with pytest.raises(ProjectError, match="name of a file"):
        export(table, tmp_path / "a.csv", frames, format="ro-crate")
    (tmp_path / "b.csv").mkdir()
    with pytest.raises(ProjectError, match="is a folder"):
        export(table, tmp_path / "b.csv")
    (tmp_path / "c").write_text("mine")
    with pytest.raises(ProjectError, match="is a file"):
        export(table, tmp_path / "c", frames, format="vtt")
    assert export(table, tmp_path / "d", format="csv") == tmp_path / "d"
    assert len(pd.read_csv(tmp_path / "d")) == 3
