"""Fingerprints that a disk or a copy has changed are noticed and dropped."""

import pytest

from tests.support.records import SPEC, fingerprint, record
from vrd.core.fingerprints import FingerprintSpec
from vrd.errors import DamagedArtefactError
from vrd.storage.database import Database

DAMAGES = {
    "half zeroed": "data = CAST(zeroblob(8) || substr(data, 9) AS BLOB)",
    "a bit turned": "data = CAST(substr(data, 1, 23) || x'01' AS BLOB)",
    "cut off": "data = substr(data, 1, 10)",
    "rows": "rows = -1",
    "rows as text": "rows = 'three'",
    "missing rows": "missing = '[1'",
    "other missing rows": "missing = '[2]'",
    "rows that there are not": "missing = '[7]'",
    "no list": "missing = '{}'",
}


@pytest.fixture
def filled(database):
    for name in ("a.mp4", "b.mp4"):
        database.write_video(record(name))
        fingerprint(database, name)
    return database


def damage(database, change):
    sql = "UPDATE fingerprints SET " + change + " WHERE timeline = 2"
    database._connection.execute(sql)


@pytest.mark.parametrize("change", DAMAGES.values(), ids=DAMAGES)
def test_damaged_fingerprints_are_dropped_and_no_others(filled, change):
    damage(filled, change)
    assert filled.fingerprints.drop_damaged(SPEC) == ["b.mp4"]
    assert filled.fingerprints.timelines(SPEC) == {1}
    assert filled.fingerprints.read(1, SPEC).shape == (3, 4)
    assert filled.query("SELECT timeline FROM checksums") == [(1,)]
    assert filled.fingerprints.drop_damaged(SPEC) == []


@pytest.mark.parametrize("change", DAMAGES.values(), ids=DAMAGES)
def test_damaged_fingerprints_are_never_read(filled, change):
    damage(filled, change)
    reader = Database(filled.path, read_only=True)
    assert reader.fingerprints.read(1, SPEC, 0, 1).tolist() == [[0, 1, 2, 3]]
    with pytest.raises(DamagedArtefactError, match=r"b\.mp4 .*damaged\. Call run\(\)"):
        reader.fingerprints.read(2, SPEC, 1, 2)
    reader.close()


def test_missing_rows_that_are_no_list_are_said(filled):
    damage(filled, "missing = '[1'")
    with pytest.raises(DamagedArtefactError, match=r"b\.mp4"):
        filled.fingerprints.missing(SPEC)


def test_fingerprints_written_again_are_compared_again(filled):
    filled.fingerprints.read(2, SPEC)
    fingerprint(filled, "b.mp4")
    damage(filled, DAMAGES["half zeroed"])
    with pytest.raises(DamagedArtefactError):
        filled.fingerprints.read(2, SPEC)


def test_fingerprints_of_an_older_version_get_a_checksum_as_they_are(filled):
    filled._connection.execute("DELETE FROM checksums")
    assert filled.fingerprints.read(2, SPEC).shape == (3, 4)
    assert filled.fingerprints.drop_damaged(SPEC) == []
    damage(filled, DAMAGES["a bit turned"])
    assert filled.fingerprints.drop_damaged(SPEC) == ["b.mp4"]


def test_fingerprints_of_other_networks_are_left_alone(filled):
    other = FingerprintSpec("other", "", (8, 8), "none", 2)
    filled.fingerprints.write(2, other, [[1, 2]] * 3)
    damage(filled, DAMAGES["half zeroed"])
    assert filled.fingerprints.drop_damaged(SPEC) == ["b.mp4"]
    filled._connection.execute("UPDATE fingerprints SET data = x'00'")
    with pytest.raises(DamagedArtefactError):
        filled.fingerprints.read(2, other)
