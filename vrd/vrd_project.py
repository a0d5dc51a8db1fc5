"""The published address of projects, which live in `vrd.projects`: open one, or combine two."""

from __future__ import annotations

from vrd.projects.combined import CombinedProject, combine_projects
from vrd.projects.opening import open_project
from vrd.projects.project import VRDProject

__all__ = ["CombinedProject", "VRDProject", "combine_projects", "open_project"]
