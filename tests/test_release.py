"""Check that all places that name the version of VRD name the same one."""

from __future__ import annotations

import re

import vrd
from tests.support.paths import ROOT


def test_package_citation_and_changelog_name_one_version() -> None:
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    cited = re.search(r"^version: (\S+)$", citation, re.MULTILINE)
    latest = re.search(r"^## (\S+)", changes, re.MULTILINE)
    assert cited is not None
    assert latest is not None
    assert {vrd.__version__, cited[1], latest[1]} == {vrd.__version__}


def test_a_release_has_a_date() -> None:
    """The latest version is unreleased or has a date, and earlier ones have dates."""
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    heads = re.findall(r"^## (.+)$", changes, re.MULTILINE)
    dated = re.compile(r"\d+\.\d+\.\d+ \(\d{4}-\d\d-\d\d\)")
    assert all(dated.fullmatch(head) for head in heads[1:])
    assert dated.fullmatch(heads[0]) or heads[0].endswith("(unreleased)")
