"""Keep a log file of long runs in the folder of a project.

Every module of VRD logs to a logger below ``vrd``. While `run_log` is open, these records also go
to ``run.log`` in the project, one line each. A line is handed to the system as soon as it is
written, so a run that is killed leaves every line before the kill.
"""

from __future__ import annotations

import contextlib
import logging
import time
import warnings
from collections.abc import Iterator, Mapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

from tqdm.contrib.logging import logging_redirect_tqdm

from vrd.core.film_folders import FilmFolders
from vrd.core.redaction import cut_folders, scrub
from vrd.core.text import clean
from vrd.errors import StaleArtefactError, VRDError

LOG_NAME = "run.log"
MAX_LOG_BYTES = 2_000_000
MAX_OLD_LOGS = 2

# An attribute of errors whose traceback is in the log already.
_LOGGED = "_vrd_logged"
_VRD = logging.getLogger("vrd")
_LOGGER = logging.getLogger(__name__)


class _OneLine(logging.Formatter):
    """Format a record as one line that names no folder outside the project and its films."""

    def __init__(self, folders: Mapping[str, str | Path]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%d %H:%M:%S")
        self._folders = folders

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, with the folders of the user replaced by what they are."""
        text = cut_folders(scrub(super().format(record), self._folders))
        return clean(" | ".join(text.splitlines()))


class _LogFile(RotatingFileHandler):
    """Write records to a file; give up silently where it cannot be written."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Stop logging: the run tells about a full disk by an error of its own."""
        _VRD.removeHandler(self)


@contextlib.contextmanager
def run_log(
    folder: Path,
    films: str | Path | FilmFolders = "",
    about: Mapping[str, object] | None = None,
) -> Iterator[None]:
    """Write the records of VRD to ``run.log`` in a folder while this block runs.

    A block within such a block goes on with the same file. Records go on to the root logger only
    where its level asks for them, so a notebook shows no more than before. Warnings of Python that
    are shown meanwhile are written, too.

    Parameters
    ----------
    folder
        The folder of a project that is open for writing.
    films
        The folder of films, or several; names of films are written relative to it.
    about
        Names and values that are logged first, such as settings and versions of software.
    """
    path = folder.absolute() / LOG_NAME
    if any(getattr(handler, "baseFilename", "") == str(path) for handler in _VRD.handlers):
        yield
        return
    handler = _opened(path)
    if handler is None:
        yield
        return
    folders: dict[str, str | Path] = {"project": folder.absolute()}
    if films:
        named = films if isinstance(films, FilmFolders) else FilmFolders(Path(films))
        folders |= {f"films/{prefix}".rstrip("/"): place for prefix, place in named}
    handler.setFormatter(_OneLine(folders))
    level, propagate = _VRD.level, _VRD.propagate
    shown = logging.getLogger().isEnabledFor(logging.INFO)
    _VRD.addHandler(handler)
    _VRD.setLevel(min(level or logging.INFO, logging.INFO))
    _VRD.propagate = propagate and shown
    try:
        for name, value in (about or {}).items():
            _LOGGER.info("%s: %s", name, value)
        with _warnings_to(handler), logging_redirect_tqdm() if shown else contextlib.nullcontext():
            yield
    finally:
        _VRD.setLevel(level)
        _VRD.propagate = propagate
        _VRD.removeHandler(handler)
        with contextlib.suppress(OSError, ValueError):  # the disk may be full by now
            handler.close()


def _opened(path: Path) -> _LogFile | None:
    """Return a handler that writes to a file, or None where the file may not be written."""
    try:
        return _LogFile(
            path,
            maxBytes=MAX_LOG_BYTES,
            backupCount=MAX_OLD_LOGS,
            encoding="utf-8",
            errors="backslashreplace",
        )
    except OSError:
        return None


@contextlib.contextmanager
def _warnings_to(handler: logging.Handler) -> Iterator[None]:
    """Write warnings of Python to a handler as well as to where they are shown."""
    show = warnings.showwarning

    def show_and_log(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        # The logger is passed by: a root logger would show the warning a second time.
        text = f"{category.__name__}: {message}"
        place = _LOGGER.name, logging.WARNING, filename, lineno
        if handler in _VRD.handlers:
            handler.handle(_LOGGER.makeRecord(*place, text, (), None))
        show(message, category, filename, lineno, file, line)

    warnings.showwarning = show_and_log
    try:
        yield
    finally:
        # Somebody may have put another function in its place meanwhile, which stays.
        if warnings.showwarning is show_and_log:
            warnings.showwarning = show


@contextlib.contextmanager
def timed(what: str) -> Iterator[dict[str, object]]:
    """Log when something begins, and how it ended: with what outcome, or by which error.

    Parameters
    ----------
    what
        What is done, such as ``"Stage stills"``.

    Yields
    ------
    dict
        Put names and values of the outcome here; they are logged at the end.
    """
    _LOGGER.info("%s: started", what)
    begun = time.monotonic()
    outcome: dict[str, object] = {}
    try:
        yield outcome
    except KeyboardInterrupt:
        _LOGGER.error("%s: interrupted after %s", what, _seconds(begun))
        raise
    except StaleArtefactError as error:
        # Whoever asked for this decides what comes next: `VRDProject.run` makes it again.
        _LOGGER.warning("%s: out of date: %s", what, error)
        raise
    except BaseException as error:
        # The message of an error of VRD says all; of any other, the way to it is needed once, too.
        told = isinstance(error, VRDError) or hasattr(error, _LOGGED)
        trace = None if told else error
        setattr(error, _LOGGED, True)
        kind = type(error).__name__
        _LOGGER.error("%s: failed after %s: %s: %s", what, _seconds(begun), kind, error,
                      exc_info=trace)  # fmt: skip
        raise
    result = f": {listed(outcome)}" if outcome else ""
    _LOGGER.info("%s: done in %s%s", what, _seconds(begun), result)


def listed(values: Mapping[str, object]) -> str:
    """Return names and values as one line, without the values that are None.

    >>> listed({"films": 3, "weights": "", "finder": {"allow_skip": 2, "align": None}})
    'films 3, finder (allow_skip 2)'
    """
    texts = {
        name: f"({listed(value)})" if isinstance(value, Mapping) else value
        for name, value in values.items()
        if value is not None and value != "" and value != []
    }
    return ", ".join(f"{name} {text}" for name, text in texts.items())


def _seconds(begun: float) -> str:
    return f"{time.monotonic() - begun:,.1f} s"
