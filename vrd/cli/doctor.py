"""Check what is installed, what is wrong with it, and how to repair it."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from dataclasses import dataclass, replace
from importlib import metadata, util
from pathlib import Path

from vrd import __version__
from vrd.core.redaction import cut_folders, scrub
from vrd.errors import VRDError
from vrd.storage.provenance import installed_versions


@dataclass(frozen=True)
class Check:
    """Hold what one check found; ``repair`` is empty where all is well.

    Attributes
    ----------
    subject
        What was checked.
    found
        What is there.
    repair
        What to do about it.
    fatal
        Whether VRD cannot run before that is done.
    """

    subject: str
    found: str
    repair: str = ""
    fatal: bool = False

    def __str__(self) -> str:
        mark = "good" if not self.repair else "BAD " if self.fatal else "note"
        line = f"[{mark}] {self.subject}: {self.found}"
        return line + (f"\n       {self.repair}" if self.repair else "")


def check(*, paths: bool = False) -> list[Check]:
    """Check Python, FAISS, Keras, ONNX, ffmpeg, weights, disk and GPU.

    Parameters
    ----------
    paths
        Name folders in full. Otherwise the list can be sent to others: the home of the user is
        ``~``, the working folder is "this folder", and other folders are cut to their last part.
    """
    checks = _checks()
    return checks if paths else [_without_folders(done) for done in checks]


def verdict(checks: list[Check]) -> str:
    """Say in one sentence what the checks mean."""
    if any(check.fatal and check.repair for check in checks):
        return "VRD cannot run until what is marked BAD is repaired; the line below it says how."
    if any(check.repair for check in checks):
        return "VRD can run. What is marked 'note' limits only what its line says."
    return "VRD can run; there is nothing to repair."


def _without_folders(check: Check) -> Check:
    def shortened(text: str) -> str:
        return cut_folders(scrub(text, {"this folder": Path.cwd()}))

    return replace(check, found=shortened(check.found), repair=shortened(check.repair))


def _checks() -> list[Check]:
    python = f"{sys.version.split()[0]}, with VRD {__version__}"
    return [
        Check("Python", python),
        _faiss(),
        _keras(),
        _onnx(),
        _ffmpeg(),
        _weights(),
        _disk(),
        _gpu(),
    ]


def _faiss() -> Check:
    from vrd.indexes.faiss_package import both_flavours_installed, faiss_flavour

    if both_flavours_installed():
        return Check(
            "FAISS",
            "faiss-cpu and faiss-gpu are both installed, and overwrite each other's files",
            "python -m pip uninstall -y faiss-cpu faiss-gpu, then install one extra: "
            'python -m pip install "video-reuse-detector[cpu]" (or [gpu])',
            fatal=True,
        )
    try:
        return Check("FAISS", faiss_flavour())
    except VRDError as error:
        return Check("FAISS", "not installed", str(error), fatal=True)


def _keras() -> Check:
    from vrd.fingerprinters.intel_mac import NO_TENSORFLOW, on_intel_mac

    if util.find_spec("keras") is None:
        return Check(
            "Keras",
            "not installed; the descriptor dct works without it",
            'python -m pip install "video-reuse-detector[cpu]"',
        )
    backend = os.environ.get("KERAS_BACKEND") or "tensorflow"
    found = f"{metadata.version('keras')}, on {backend}"
    if util.find_spec(backend) is None:
        return Check(
            "Keras",
            f"{found}, which is not installed",
            NO_TENSORFLOW
            if on_intel_mac() and backend == "tensorflow"
            else f"python -m pip install {backend}, or set KERAS_BACKEND to one that is installed "
            "(tensorflow, torch or jax)",
        )
    return Check("Keras", f"{found} {metadata.version(backend)}")


def _onnx() -> Check:
    versions = installed_versions(("onnxruntime", "onnx"))
    if len(versions) == 2:
        return Check("ONNX", ", ".join(f"{name} {version}" for name, version in versions.items()))
    return Check(
        "ONNX",
        "not installed; only ONNX models of your own need it "
        '(python -m pip install "video-reuse-detector[onnx]")',
    )


def _ffmpeg() -> Check:
    from vrd.decoding.ffmpeg import find_tools

    try:
        tools = find_tools()
    except VRDError as error:
        return Check("ffmpeg", "not found", str(error), fatal=True)
    probe = "with ffprobe" if tools.ffprobe else "without ffprobe, which is not needed"
    return Check("ffmpeg", f"{tools.version} ({tools.source}), {probe}: {tools.ffmpeg}")


def _weights() -> Check:
    home = os.environ.get("KERAS_HOME")
    folder = (Path(home) if home else Path.home() / ".keras") / "models"
    names = sorted(path.name for path in folder.glob("*.h5")) if folder.is_dir() else []
    if names:
        return Check("Weights", f"{', '.join(names)} in {folder}")
    return Check(
        "Weights",
        f"none in {folder}; vrdnet brings its own, and dct needs none",
        "The other networks download theirs at first use. Without internet, copy the file that "
        "the error message names into that folder.",
    )


def _disk() -> Check:
    free = shutil.disk_usage(Path.cwd()).free / 1e9
    if free < 5:
        return Check(
            "Disk",
            f"{free:.1f} GB free in {Path.cwd()}",
            "An hour of film takes about 0.2 GB. Make room, or keep projects on another disk.",
        )
    return Check("Disk", f"{free:,.1f} GB free in {Path.cwd()}")


def _gpu() -> Check:
    from vrd.indexes.faiss_package import has_gpu

    if shutil.which("nvidia-smi") is None:
        return Check("GPU", "none; everything runs on the CPU")
    with contextlib.suppress(VRDError):
        if has_gpu():
            return Check("GPU", "there is one, and FAISS uses it")
    return Check(
        "GPU",
        "there is an NVIDIA driver, but this FAISS does not use it: it searches on the CPU",
        "python -m pip uninstall -y faiss-cpu, then: "
        'python -m pip install "video-reuse-detector[gpu]"',
    )
