"""Closer looks at many sequences, several at once; films that cannot be read again are told of."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

from tqdm.auto import tqdm

from vrd.fine_samples import UnreadableError

One = TypeVar("One")
Seen = TypeVar("Seen")


def look_at_each(
    sequences: Sequence[One],
    look: Callable[[One], Seen],
    done: Callable[[int, Seen], object],
    *,
    stop: threading.Event,
    workers: int | None = None,
    progress: str | None = None,
) -> dict[str, str]:
    """Look at sequences in several threads.

    Parameters
    ----------
    sequences
        What is looked at.
    look
        Looks at one of them; called by several threads at once.
    done
        Told the number of each and what was seen; called by the calling thread. Not told of those
        whose films cannot be read.
    stop
        Set when it ends early, so that looks in flight end, too.
    workers
        Looks at once; by default two.
    progress
        Name of the progress bar; None for no bar.

    Returns
    -------
    dict
        Names of films that cannot be read, and why.
    """
    lost: dict[str, str] = {}
    with (
        ThreadPoolExecutor(workers or 2, thread_name_prefix="vrd-look") as pool,
        tqdm(total=len(sequences), desc=progress, unit="sequence", disable=not progress) as bar,
    ):
        tasks = {pool.submit(look, one): number for number, one in enumerate(sequences)}
        try:
            for task in as_completed(tasks):
                try:
                    done(tasks[task], task.result())
                except UnreadableError as error:
                    lost.setdefault(error.video, str(error))
                bar.update()
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)
    return lost


def warn_of(lost: dict[str, str], outcome: str) -> None:
    """Tell, in one warning, of films that cannot be read again, and what comes of it."""
    if lost:
        names, cause = ", ".join([*lost][:5]), next(iter(lost.values()))
        warnings.warn(
            f"Sequences of {names}{' and others' if len(lost) > 5 else ''} {outcome}, as the films "
            f"cannot be read again. {cause}",
            stacklevel=3,
        )
