"""Every error that VRD raises on purpose.

The tree::

    VRDError
    ├── VideoError (OSError)             a film, or the tool that reads it, is at fault
    │   └── DecoderKilledError           something outside ended the decoder: worth another try
    ├── ProjectError (ValueError)        a project folder or a setting is at fault
    │   ├── ProjectLockedError           another process is writing the project
    │   └── ReadOnlyError                the project was opened for reading only
    ├── StaleArtefactError (ValueError)  a stored result was made from something else
    ├── MissingStageError (RuntimeError) an earlier stage has not been run
    ├── UnknownNameError (KeyError)      no film, network or layer of that name
    ├── MissingExtraError (ImportError)  an optional package is not installed
    ├── FingerprintError (ValueError)    a fingerprinter gave what cannot be stored
    ├── FaissError (RuntimeError)        FAISS cannot be loaded, or has no GPU to work on
    ├── WeightsError (OSError)           a network's weights are missing or unreadable
    └── StorageError (OSError)           the disk is full or cannot be written

Each also derives from the builtin in brackets, so code that knows nothing of VRD
can still catch it. Every message says what happened, where, and what to do.
"""

from __future__ import annotations

import difflib
import traceback
from collections.abc import Iterable
from pathlib import Path

_HERE = Path(__file__).parent


class VRDError(Exception):
    """Root of every error raised by VRD."""

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the message, and the line of the cell that led to it.

        The message says what to do; the way through VRD to it would only hide it. Scripts show
        all, and so does ``import sys, traceback; traceback.print_exception(sys.last_value)``.
        """
        said = f"{type(self).__name__}: {self}"
        if (line := _last_line_outside(self)) is None:
            return [said]
        return [said, "", f"It came about in line {line.lineno}:", f"    {line.line}"]


def _last_line_outside(error: BaseException) -> traceback.FrameSummary | None:
    """The last line before VRD was entered."""
    last = None
    for frame in traceback.extract_tb(error.__traceback__):
        if Path(frame.filename).is_relative_to(_HERE):
            break
        last = frame
    return last


class VideoError(VRDError, OSError):
    """A film cannot be read, or the program that reads films is missing."""


class DecoderKilledError(VideoError):
    """Something outside ended ffmpeg; the film may be sound, so it is worth another try."""


class ProjectError(VRDError, ValueError):
    """A project folder, or a setting of a project, cannot be used."""


class ProjectLockedError(ProjectError):
    """Another process has the project open for writing."""


class ReadOnlyError(ProjectError):
    """A change was asked of a project that was opened for reading only."""


class StaleArtefactError(VRDError, ValueError):
    """A stored result was made from other films, settings or networks than the present ones."""


class MissingStageError(VRDError, RuntimeError):
    """A result was asked for before the stage that makes it was run."""


class UnknownNameError(VRDError, KeyError):
    """Nothing is called that.

    Parameters
    ----------
    kind
        What was looked for: ``"film"``, ``"network"``, ``"layer"``.
    name
        The name that was not found.
    known
        The names that exist; the nearest come first in the message, thirty at most.
    """

    def __init__(self, kind: str, name: object, known: Iterable[str]) -> None:
        names = list(known)
        near = difflib.get_close_matches(str(name), names, n=3, cutoff=0.5)
        listed = near + [one for one in names if one not in near]
        more = f" and {len(listed) - 30} more" if len(listed) > 30 else ""
        hint = f" Did you mean {near[0]!r}?" if near else ""
        self.message = (
            f"There is no {kind} called {name!r}.{hint} "
            f"Known: {', '.join(listed[:30]) or 'none'}{more}."
        )
        super().__init__(self.message)

    def __str__(self) -> str:
        # KeyError shows the repr of its argument, which would quote the whole sentence.
        return self.message


class MissingExtraError(VRDError, ImportError):
    """An optional package is not installed.

    Parameters
    ----------
    package
        What could not be imported.
    extra
        The extra of ``video-reuse-detector`` that brings it.
    """

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(
            f"{package} is not installed. Install it with: "
            f'python -m pip install "video-reuse-detector[{extra}]" '
            f'(or, in a checkout: python -m pip install -e ".[{extra}]")'
        )


class FingerprintError(VRDError, ValueError):
    """A fingerprinter gave values that are no numbers, or beyond what float16 holds."""


class FaissError(VRDError, RuntimeError):
    """FAISS cannot be loaded, or has no GPU to work on."""


class WeightsError(VRDError, OSError):
    """The weights of a network are missing, cannot be downloaded, or do not fit it."""


class StorageError(VRDError, OSError):
    """The disk is full, or a file of the project cannot be written."""
