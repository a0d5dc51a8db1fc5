"""Closer looks at many sequences, several at once; films that cannot be read again are told of."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

from tqdm.auto import tqdm

from vrd.matching.dense_samples import UnreadableError

One = TypeVar("One")
Seen = TypeVar("Seen")


def rescan_each(
    sequences: Sequence[One],
    look: Callable[[One], Seen],
    done: Callable[[int, Seen], object],
    *,
    stop: threading.Event,
    lost: str,
    workers: int | None = None,
    progress: str | None = None,
) -> None:
    """Look at sequences in several threads; a warning tells of films that cannot be read again.

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
    lost
        What becomes of sequences whose films cannot be read, for the warning.
    workers
        Looks at once; by default two.
    progress
        Name of the progress bar; None for no bar.
    """
    unreadable: dict[str, str] = {}
    hidden = not (progress and sequences)
    with (
        ThreadPoolExecutor(workers or 2, thread_name_prefix="vrd-look") as pool,
        tqdm(total=len(sequences), desc=progress, unit="sequence", disable=hidden) as bar,
    ):
        tasks = {pool.submit(look, one): number for number, one in enumerate(sequences)}
        try:
            for task in as_completed(tasks):
                try:
                    done(tasks[task], task.result())
                except UnreadableError as error:
                    unreadable.setdefault(error.video, str(error))
                bar.update()
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)
    if unreadable:
        names, cause = ", ".join([*unreadable][:5]), next(iter(unreadable.values()))
        others = " and others" if len(unreadable) > 5 else ""
        warnings.warn(
            f"Sequences of {names}{others} {lost}, as the films cannot be read again. {cause}",
            stacklevel=3,
        )
