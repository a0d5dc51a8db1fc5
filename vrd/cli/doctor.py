"""What is installed, what is wrong with it, and how to repair it."""

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


@dataclass(frozen=True)
class Finding:
    """One thing looked at; ``repair`` is empty where all is well."""

    what: str
    found: str
    repair: str = ""
    fatal: bool = False

    def __str__(self) -> str:
        mark = "ok " if not self.repair else "BAD" if self.fatal else "-- "
        line = f"[{mark}] {self.what}: {self.found}"
        return line + (f"\n      {self.repair}" if self.repair else "")


def check(*, paths: bool = False) -> list[Finding]:
    """Look at Python, FAISS, Keras, ffmpeg, weights, disk and GPU.

    Parameters
    ----------
    paths
        Name folders in full; else the findings can be sent to others: the home of the user is
        ``~``, the working folder "this folder", and others go by their last part.
    """
    findings = _looked_at()
    return findings if paths else [_without_folders(one) for one in findings]


def _without_folders(finding: Finding) -> Finding:
    def told(text: str) -> str:
        return cut_folders(scrub(text, {"this folder": Path.cwd()}))

    return replace(finding, found=told(finding.found), repair=told(finding.repair))


def _looked_at() -> list[Finding]:
    python = f"{sys.version.split()[0]}, vrd {__version__}"
    return [
        Finding("Python", python),
        _faiss(),
        _keras(),
        _ffmpeg(),
        _weights(),
        _disk(),
        _gpu(),
    ]


def _faiss() -> Finding:
    from vrd.indexes.faiss_package import both_flavours_installed, faiss_flavour

    if both_flavours_installed():
        return Finding(
            "FAISS",
            "faiss-cpu and faiss-gpu are both installed; they overwrite each other's files",
            "python -m pip uninstall -y faiss-cpu faiss-gpu, then install one extra: "
            'python -m pip install "video-reuse-detector[cpu]" (or [gpu])',
            fatal=True,
        )
    try:
        return Finding("FAISS", faiss_flavour())
    except VRDError as error:
        return Finding("FAISS", "not installed", str(error), fatal=True)


def _keras() -> Finding:
    if util.find_spec("keras") is None:
        return Finding(
            "Keras",
            "not installed; the embedded descriptor (dct) works without",
            'python -m pip install "video-reuse-detector[cpu]"',
        )
    backend = os.environ.get("KERAS_BACKEND") or "tensorflow"
    found = f"{metadata.version('keras')}, back end {backend}"
    if util.find_spec(backend) is None:
        return Finding(
            "Keras",
            f"{found}, which is not installed",
            f"python -m pip install {backend}, or set KERAS_BACKEND to one that is installed",
        )
    return Finding("Keras", f"{found} {metadata.version(backend)}")


def _ffmpeg() -> Finding:
    from vrd.decoding.ffmpeg import find_tools

    try:
        tools = find_tools()
    except VRDError as error:
        return Finding("ffmpeg", "not found", str(error), fatal=True)
    probe = "with ffprobe" if tools.ffprobe else "without ffprobe (not needed)"
    return Finding("ffmpeg", f"{tools.version}, {tools.source}, {probe}: {tools.ffmpeg}")


def _weights() -> Finding:
    home = os.environ.get("KERAS_HOME")
    folder = (Path(home) if home else Path.home() / ".keras") / "models"
    names = sorted(one.name for one in folder.glob("*.h5")) if folder.is_dir() else []
    if names:
        return Finding("Weights", f"{', '.join(names)} in {folder}")
    return Finding(
        "Weights",
        f"none in {folder}; vrdnet has its own, dct needs none",
        "Networks download theirs at first use. Without internet, copy the file that the error "
        "message names into that folder.",
    )


def _disk() -> Finding:
    free = shutil.disk_usage(Path.cwd()).free / 1e9
    if free < 5:
        return Finding(
            "Disk",
            f"{free:.1f} GB free in {Path.cwd()}",
            "An hour of film takes about 0.2 GB. Make room or keep projects on another disk.",
        )
    return Finding("Disk", f"{free:,.1f} GB free in {Path.cwd()}")


def _gpu() -> Finding:
    from vrd.indexes.faiss_package import has_gpu

    if shutil.which("nvidia-smi") is None:
        return Finding("GPU", "none; everything runs on the CPU")
    with contextlib.suppress(VRDError):
        if has_gpu():
            return Finding("GPU", "FAISS uses it")
    return Finding(
        "GPU",
        "there is an NVIDIA driver, but this FAISS does not use it",
        "python -m pip uninstall -y faiss-cpu, then: "
        'python -m pip install "video-reuse-detector[gpu]"',
    )
