"""Count a small package of known structure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmark.structure import figures_of, floors, main, read_package
from benchmark.wings import draw, read_floors
from tests.support.paths import ROOT


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Write a package of two wings and one module."""
    files = {
        "__init__.py": '"""Hold nothing."""\n',
        "errors.py": '"""What can go wrong."""\n',
        "core/__init__.py": "",
        "core/rows.py": "from vrd.errors import X\n\n\ndef f(one, b):\n    return b\n",
        "views/__init__.py": "",
        "views/page.py": "def show():\n    from vrd.core import rows\n    return rows\n",
    }
    for name, text in files.items():
        path = tmp_path / "vrd" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "vrd"


def test_all_is_counted(package: Path) -> None:
    figures = figures_of(read_package(package))
    assert figures["modules"] == 6
    assert (figures["imports between wings"], figures["floors of wings"]) == (2, 3)
    assert figures["imports between modules"] == 2
    assert figures["of these in functions or for types"] == 1
    assert figures["longest parameter list"].startswith("2 vrd.core.rows.f")
    assert figures["docstrings without a verb first"] == 1
    assert figures["the name 'one' is bound"] == 1


def test_a_circle_stands_on_one_floor() -> None:
    assert floors({"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set()}) == 3


def test_this_tree_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(ROOT)])["wings"] > 15
    assert "longest function" in capsys.readouterr().out


def test_the_picture_of_the_wings_has_the_floors_of_the_contract() -> None:
    drawn = (ROOT / "docs" / "wings.svg").read_text("utf-8")
    names = re.findall(r'font-weight="bold"[^>]*>(\w+)<', drawn)
    contract = [wing for floor in read_floors(ROOT) for wing in floor]
    assert names == contract, "write it anew: python -m benchmark wings"
    assert names == re.findall(r'font-weight="bold"[^>]*>(\w+)<', draw(ROOT))
