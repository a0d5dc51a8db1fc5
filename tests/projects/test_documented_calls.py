"""Every call of a project or of findings in the documentation is there, under that name."""

from __future__ import annotations

import json
import re

import pytest

from tests.support.paths import ROOT
from vrd.vrd_project import open_project

PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "notebooks/*.ipynb")
    for path in ROOT.glob(pattern)
    if path.name != "CHANGELOG.md"  # It names the older calls.
)
CALL = re.compile(r"\b(project|found)((?:\.[a-z]\w*)+)")


def documented(path):
    """The attributes of projects and findings that a page names."""
    text = path.read_text("utf-8")
    if path.suffix == ".ipynb":
        text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    return sorted(set(CALL.findall(text)) - {("found", f".{kind}") for kind in FILES})


# Names of files, as in ``project.export("found.xlsx")``.
FILES = (
    "xlsx",
    "ods",
    "csv",
    "json",
    "otio",
    "iiif",
    "iiif.json",
    "jsonld",
    "vrd",
    "vrd.json",
    "eaf",
)


@pytest.fixture(scope="module")
def parts(searched):
    """Give a project and findings, for reading."""
    with open_project(searched, read_only=True) as project:
        yield {"project": project, "found": project.find(max_distance=6.0)}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_names_in_the_documentation_exist(parts, path):
    for start, names in documented(path):
        part = parts[start]
        for name in names.removeprefix(".").split("."):
            if (start, name) == ("project", "json"):
                continue
            assert hasattr(part, name), f"{start}{names} in {path.name}"
            part = getattr(part, name)
            assert "older" not in (getattr(part, "__doc__", "") or "").partition("\n")[0], (
                f"{start}{names} in {path.name} is an older call"
            )


def test_some_names_are_found():
    assert ("project", ".annotations.exclude") in {
        call for path in PAGES for call in documented(path)
    }
