"""List the versions of all software that results depend on, for logs of runs and reports."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from importlib import metadata

from vrd import __version__

#: The packages that hold FAISS; only one of them should be installed.
FAISS_PACKAGES = ("faiss-cpu", "faiss-gpu", "faiss-gpu-cu11", "faiss-gpu-cu12")
_PACKAGES = (
    *("numpy", *FAISS_PACKAGES, "keras", "tensorflow", "torch", "jax", "onnx", "onnxruntime"),
    *("pillow", "imageio-ffmpeg"),
)


def software_versions() -> dict[str, str]:
    """Return the versions of VRD, Python and the installed packages that results depend on."""
    vrd_and_python = {"vrd": __version__, "python": platform.python_version()}
    return vrd_and_python | installed_versions(_PACKAGES)


def installed_versions(packages: Iterable[str]) -> dict[str, str]:
    """Return the versions of those packages that are installed, by name."""
    versions = {}
    for package in packages:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return versions
