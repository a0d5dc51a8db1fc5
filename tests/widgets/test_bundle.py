"""Test that the committed JavaScript is what its sources, and the names of Python, make."""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from vrd.annotations.judgements import VERDICTS
from vrd.widgets import answers, generate_names, names, requests_of_page
from vrd.widgets.messages import kind_of
from vrd.widgets.widget import widget_script

FRONTEND = Path(generate_names.__file__).parent / "frontend"


def digest(folder):
    """Return the SHA-256 of all sources, as frontend/build.mjs computes it."""
    made = hashlib.sha256()
    for path in sorted(folder.glob("*.ts")):
        text = path.read_text("utf-8").replace("\r\n", "\n")
        made.update(f"{path.name}\0{text}\0".encode())
    return made.hexdigest()


def test_the_names_for_the_browser_are_those_of_python():
    assert generate_names.PATH.read_text("utf-8") == generate_names.generated_text(), (
        "run: python -m vrd.widgets.generate_names"
    )


def test_the_bundle_was_built_from_its_sources():
    (built_from,) = re.findall(r"^/\*.* Sources: ([0-9a-f]{64}) \*/", widget_script())
    assert built_from == digest(FRONTEND / "src"), (
        "the bundle is stale; run in vrd/widgets/frontend: npm ci && npm run build"
    )


def test_a_change_of_a_source_would_be_noticed(tmp_path):
    shutil.copytree(FRONTEND / "src", tmp_path / "src")
    before = digest(tmp_path / "src")
    with (tmp_path / "src" / "text.ts").open("a", encoding="utf-8") as source:
        source.write("\n")
    assert digest(tmp_path / "src") != before


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not here")
@pytest.mark.skipif(
    not (FRONTEND / "node_modules").is_dir(), reason="run in vrd/widgets/frontend: npm ci"
)
def test_building_again_gives_the_same_bundle():
    built = subprocess.run(
        ["node", "build.mjs", "--check"],
        cwd=FRONTEND,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert built.returncode == 0, built.stderr


def test_every_verdict_has_a_label_and_a_key():
    assert tuple(label.name for label in names.VERDICT_LABELS) == VERDICTS
    assert set(VERDICTS) <= set(names.TASKS)


def test_kinds_of_messages_are_told_apart():
    for models in (requests_of_page.REQUESTS, answers.ANSWERS):
        kinds = [kind_of(model) for model in models]
        assert len(set(kinds)) == len(kinds)


def test_the_bundle_fetches_nothing():
    assert "sourceMappingURL" not in widget_script()
    addresses = set(re.findall(r"https?://[^\"'`\s]+", widget_script()))
    assert addresses <= {"http://www.w3.org/2000/svg"}
