"""Define every error that VRD raises on purpose.

The tree::

    VRDError
    ├── VideoError (OSError)             a film, or the program that reads films, is at fault
    │   └── DecoderKilledError           something outside ended the decoder; a new try may succeed
    ├── ProjectError (ValueError)        a project folder, a setting or an edited file is at fault
    │   ├── DamagedDatabaseError         the database of a project is damaged
    │   ├── ProjectLockedError           another process is writing the project
    │   └── ReadOnlyError                the project was opened for reading only
    ├── StaleArtefactError (ValueError)  a stored result was made from something else
    │   └── DamagedArtefactError         a stored result is not as it was written
    ├── MissingStageError (RuntimeError) an earlier stage has not been run
    ├── UnknownNameError (KeyError)      there is no film, network or layer of that name
    ├── MissingExtraError (ImportError)  an optional package is not installed
    ├── FingerprintError (ValueError)    a fingerprinter gave values that cannot be stored
    ├── FaissError (RuntimeError)        FAISS cannot be loaded, or has no GPU to work on
    ├── WeightsError (OSError)           the weights of a network are missing or unreadable
    └── StorageError (OSError)           the disk is full or cannot be written

Each error also derives from the builtin in brackets, so that code which knows nothing of VRD can
catch it. Every message says what happened, in which file, and what to do.
"""

from __future__ import annotations

import difflib
import traceback
from collections.abc import Iterable
from pathlib import Path

_HERE = Path(__file__).parent
#: A message lists at most this many names that exist.
MAX_LISTED = 30


class VRDError(Exception):
    """Serve as the root of all errors that VRD raises on purpose."""

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows: the message, and the line of the cell that led to it.

        The message says what to do, and the calls inside VRD would only hide it. Scripts show all
        calls, and so does ``import sys, traceback; traceback.print_exception(sys.last_value)``.
        """
        message = f"{type(self).__name__}: {self}"
        if (line := _last_line_outside(self)) is None:
            return [message]
        return [message, "", f"Line {line.lineno} led to this error:", f"    {line.line}"]


def _last_line_outside(error: BaseException) -> traceback.FrameSummary | None:
    """Return the last line that ran before VRD was called."""
    last = None
    for frame in traceback.extract_tb(error.__traceback__):
        if Path(frame.filename).is_relative_to(_HERE):
            break
        last = frame
    return last


class VideoError(VRDError, OSError):
    """Report that a film cannot be read, or that the program that reads films is missing."""


class DecoderKilledError(VideoError):
    """Report that something outside ended ffmpeg.

    The film may be intact, so it is tried again at the next run.
    """


class ProjectError(VRDError, ValueError):
    """Report that a project folder, a setting or a file of edits cannot be used."""


class DamagedDatabaseError(ProjectError):
    """Report that the pages of a database do not hang together."""


class ProjectLockedError(ProjectError):
    """Report that another process has the project open for writing."""


class ReadOnlyError(ProjectError):
    """Report that a project was opened for reading only and cannot be changed."""


class StaleArtefactError(VRDError, ValueError):
    """Report that a stored result was made from other films, settings or networks than today's."""


class DamagedArtefactError(StaleArtefactError):
    """Report that a stored result is damaged, so that it must be made again."""


class MissingStageError(VRDError, RuntimeError):
    """Report that a result is missing because the stage that makes it was not run."""


class UnknownNameError(VRDError, KeyError):
    """Report that there is nothing of a name, and list the names that exist.

    Parameters
    ----------
    kind
        The kind of thing that has the name: ``"film"``, ``"network"``, ``"layer"``.
    name
        The name that does not exist.
    known
        The names that exist. The message gives at most thirty of them, the most similar first.

    Examples
    --------
    >>> print(UnknownNameError("layer", "block7", ["stem", "block7b"]))
    There is no layer called 'block7'. Did you mean 'block7b'? Known: block7b, stem.
    """

    def __init__(self, kind: str, name: object, known: Iterable[str]) -> None:
        names = list(known)
        similar = difflib.get_close_matches(str(name), names, n=3, cutoff=0.5)
        listed = similar + [other for other in names if other not in similar]
        more = f" and {len(listed) - MAX_LISTED} more" if len(listed) > MAX_LISTED else ""
        hint = f" Did you mean {similar[0]!r}?" if similar else ""
        self.message = (
            f"There is no {kind} called {name!r}.{hint} "
            f"Known: {', '.join(listed[:MAX_LISTED]) or 'none'}{more}."
        )
        super().__init__(self.message)

    def __str__(self) -> str:
        # KeyError would show the repr of its argument, in which the whole sentence is quoted.
        return self.message


class MissingExtraError(VRDError, ImportError):
    """Report that an optional package is not installed, with the command that installs it.

    Parameters
    ----------
    package
        The package that could not be imported.
    extra
        The extra of ``video-reuse-detector`` that installs it.
    repair
        What to do where the extra does not help.
    """

    def __init__(self, package: str, extra: str, *, repair: str = "") -> None:
        command = (
            f'Install it with: python -m pip install "video-reuse-detector[{extra}]" '
            f'(or, in a checkout: python -m pip install -e ".[{extra}]")'
        )
        super().__init__(f"{package} is not installed. {repair or command}")


class FingerprintError(VRDError, ValueError):
    """Report that a fingerprinter gave values that are not numbers or do not fit float16."""


class FaissError(VRDError, RuntimeError):
    """Report that FAISS cannot be loaded, or has no GPU to work on."""


class WeightsError(VRDError, OSError):
    """Report that the weights of a network are missing, cannot be downloaded, or do not fit it."""


class StorageError(VRDError, OSError):
    """Report that the disk is full, or that a file of the project cannot be written."""
