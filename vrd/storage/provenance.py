"""List the versions of all software that results depend on, for logs of runs and reports."""

from __future__ import annotations

import platform
from importlib import metadata

from vrd import __version__

_PACKAGES = (
    *("numpy", "faiss-cpu", "faiss-gpu", "keras", "tensorflow", "torch", "jax"),
    *("pillow", "imageio-ffmpeg"),
)


def software_versions() -> dict[str, str]:
    """Return the versions of VRD, Python and the installed packages that results depend on."""
    versions = {"vrd": __version__, "python": platform.python_version()}
    for package in _PACKAGES:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return versions
