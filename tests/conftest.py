"""Fixtures that several test files share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A run in CI judges a change, so it must not depend on luck; runs by hand look for new cases.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def demo_films():
    """The demo films of this checkout, made unless they are there already."""
    from vrd.demo_films import make_demo_films

    return make_demo_films(ROOT / "media" / "demo")
