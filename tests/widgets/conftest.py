"""Share fixtures among the tests of widgets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.review_case import Browser
from vrd.vrd_project import VRDProject, open_project

if TYPE_CHECKING:
    from vrd.widgets.review import ReviewWidget


@pytest.fixture
def project(project_copy: Path) -> Iterator[VRDProject]:
    """Give a project of the test's own, open for writing."""
    with open_project(project_copy) as opened:
        assert isinstance(opened, VRDProject)
        yield opened


@pytest.fixture
def review(project: VRDProject) -> Iterator[ReviewWidget]:
    """Give a review of what the project finds."""
    widget = project.review(reviewer="Reader")
    yield widget
    widget.close()


@pytest.fixture
def browser(review: ReviewWidget) -> Browser:
    """Give a page that shows the review."""
    return Browser(review)
