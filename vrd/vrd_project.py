"""Open a project, or combine two: the published address of what `vrd.projects` holds."""

from __future__ import annotations

from vrd.projects.combined import CombinedProject, combine_projects
from vrd.projects.opening import open_project
from vrd.projects.project import VRDProject

__all__ = ["CombinedProject", "VRDProject", "combine_projects", "open_project"]
