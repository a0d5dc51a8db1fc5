"""The documentation is built without a warning, and leaves no error out."""

import inspect
import subprocess
import sys

import pytest

import vrd.errors
from tests.support.paths import ROOT


def test_every_error_is_in_the_index():
    text = (ROOT / "docs" / "errors.md").read_text("utf-8")
    kinds = {
        name
        for name, one in vars(vrd.errors).items()
        if inspect.isclass(one) and issubclass(one, vrd.errors.VRDError)
    }
    told = {line[3:] for line in text.splitlines() if line.startswith("## ") and "Error" in line}
    assert told == kinds - {"VRDError"}


@pytest.mark.slow
def test_the_site_is_built_without_a_warning(tmp_path):
    pytest.importorskip("mkdocs")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr[-3000:]
    page = (tmp_path / "reference" / "project.html").read_text("utf-8")
    assert "populate_fingerprint_database" in page
    # Readable offline: nothing is fetched from elsewhere.
    assert 'src="http' not in page
    assert 'rel="stylesheet" href="http' not in page
