"""Check what must hold in every file; import-linter checks who may import whom."""

import re
import subprocess
import sys

from tests.support.paths import ROOT

PACKAGE = ROOT / "vrd"


def test_import_vrd_is_cheap():
    code = (
        "import sys, vrd, vrd.vrd_project, vrd.matching.finder, vrd.indexes.flat;"
        "heavy = {'tensorflow', 'keras', 'faiss', 'jax', 'torch', 'pandas', 'openpyxl'};"
        "heavy &= set(sys.modules);"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_nothing_unsafe_is_used():
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text("utf-8")
        for unsafe in ("import pickle", "allow_pickle=True", "shell=True", "os.system", "eval("):
            assert unsafe not in text, f"{unsafe} in {path.name}"


def test_nothing_is_imported_from_a_file_of_tests():
    """What tests share lies in tests/support; fixtures lie in a conftest, which pytest reads."""
    wrong = re.compile(r"(?:from|import)\s+tests(?:\.\w+)*\.(?:test_\w+|conftest)\b")
    for path in (ROOT / "tests").rglob("*.py"):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            assert not wrong.match(line.strip()), f"{path.relative_to(ROOT)}:{number}: {line}"


def test_no_file_holds_what_a_merge_left_undone():
    marks = tuple(mark * 7 + " " for mark in "<>")
    places = ("vrd", "tests", "docs", "benchmark", "training", "notebooks", ".ci")
    files = [path for place in places for path in (ROOT / place).rglob("*") if path.is_file()]
    texts = {".py", ".md", ".ts", ".css", ".html", ".ipynb", ".json", ".cfg", ".toml", ".yml", ""}
    for path in [*files, *(path for path in ROOT.iterdir() if path.is_file())]:
        if path.suffix in texts and "node_modules" not in path.parts:
            for line in path.read_text("utf-8", "replace").splitlines():
                assert not line.startswith(marks), f"{path}: {line}"
