"""Look closer at many sequences, several at once, and say which films cannot be read."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

from tqdm.auto import tqdm

from vrd.core.notices import notices
from vrd.matching.dense_samples import UnreadableError

_NOTICES = notices(__name__)
Item = TypeVar("Item")
Result = TypeVar("Result")


def rescan_each(
    items: Sequence[Item],
    rescan: Callable[[Item], Result],
    done: Callable[[int, Result], object],
    *,
    stop: threading.Event,
    lost: str,
    workers: int | None = None,
    progress: str | None = None,
) -> None:
    """Look at items in several threads; a notice names films that cannot be read again.

    Parameters
    ----------
    items
        What is looked at.
    rescan
        Looks at one item; called by several threads at once.
    done
        Called with the position of each item and its result, by the calling thread. It is not
        called for items whose films cannot be read.
    stop
        Set when the work ends early, so that looks in flight end, too; cleared at the beginning.
    lost
        What becomes of items whose films cannot be read, for the notice.
    workers
        Looks at once; by default two.
    progress
        Name of the progress bar; None for no bar.
    """
    stop.clear()
    unreadable: dict[str, str] = {}
    hidden = not (progress and items)
    with (
        ThreadPoolExecutor(workers or 2, thread_name_prefix="vrd-look") as pool,
        tqdm(total=len(items), desc=progress, unit="sequence", disable=hidden) as bar,
    ):
        tasks = {pool.submit(rescan, item): position for position, item in enumerate(items)}
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
        _NOTICES.warning(
            "Sequences of %s%s %s, as the films cannot be read again. %s",
            *(names, others, lost, cause),
        )
