"""The rules of the house about who may import whom, read from the code."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "vrd"
CORE = {
    *("frames", "fingerprints", "neighbours", "matches", "sequences", "chance"),
    *("judgements", "agreement", "review_table", "reuse_totals", "reused_stretches"),
}
IMPLEMENTATIONS = {"readers", "fingerprinters", "faiss_helper"}
FACADE = {
    *("vrd_project", "project_base", "project_logs", "project_results", "project_review"),
    *(
        "project_exports",
        "project_questions",
        "project_overviews",
        "project_artefacts",
        "combine_projects",
    ),
    *("choose_fingerprinter", "write_report", "run_demo", "doctor"),
    *("cli", "cli_commands", "__main__"),
}


def top_level_imports(path):
    """Modules of vrd that a module imports when it is imported."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("vrd."):
            yield node.module.split(".")[1]
        elif isinstance(node, ast.Import):
            yield from (n.name.split(".")[1] for n in node.names if n.name.startswith("vrd."))


def modules():
    """Every module of the package, as a test case."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield pytest.param(path, id=path.relative_to(PACKAGE).as_posix())


@pytest.mark.parametrize("path", list(modules()))
def test_imports_look_the_right_way(path):
    name = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    imported = set(top_level_imports(path)) - {name}
    if name in CORE:
        assert imported <= CORE | {"errors"}
    elif name in {"views", "exports"}:
        assert imported <= CORE | {"errors", "views", "exports", "files"}
    elif name in IMPLEMENTATIONS or name not in FACADE | {"__init__"}:
        assert not imported & (IMPLEMENTATIONS | FACADE)


def test_import_vrd_is_cheap():
    code = (
        "import sys, vrd, vrd.vrd_project, vrd.sequence_finder, vrd.faiss_helper;"
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
