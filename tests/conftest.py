"""Fixtures that several test files share."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def demo_films():
    """The demo films of this checkout, made unless they are there already."""
    from vrd.demo_films import make_demo_films

    return make_demo_films(ROOT / "media" / "demo")
