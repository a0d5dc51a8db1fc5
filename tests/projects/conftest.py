"""Share fixtures among the tests of projects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from vrd.vrd_project import VRDProject, open_project


@pytest.fixture
def project(project_copy: Path) -> Iterator[VRDProject]:
    """Give a project of the test's own, open for writing."""
    with open_project(project_copy) as opened:
        assert isinstance(opened, VRDProject)
        yield opened
