"""The rules of the house about who may import whom, read from the code."""

import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "vrd"


def test_import_vrd_is_cheap():
    code = (
        "import sys, vrd, vrd.vrd_project, vrd.matching.finder, vrd.indexes.flat;"
        "heavy = {'tensorflow', 'keras', 'faiss', 'jax', 'torch'} & set(sys.modules);"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_nothing_unsafe_is_used():
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text("utf-8")
        for unsafe in ("import pickle", "allow_pickle=True", "shell=True", "os.system", "eval("):
            assert unsafe not in text, f"{unsafe} in {path.name}"
