"""Versions of the software that has a say in results, for the log of runs and for reports."""

from __future__ import annotations

import platform
from importlib import metadata

from vrd import __version__

_PACKAGES = (
    *("numpy", "faiss-cpu", "faiss-gpu", "keras", "tensorflow", "torch", "jax"),
    *("pillow", "imageio-ffmpeg"),
)


def software_versions() -> dict[str, str]:
    """Version of VRD, of Python, and of every package installed that results depend on."""
    found = {"vrd": __version__, "python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found
