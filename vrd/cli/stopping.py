"""Let a request to end, and a closed terminal, end a command as Ctrl+C does.

Left to themselves, these signals end Python at once: decoders would go on, and half-made files
would stay.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType

from vrd.decoding.run_program import ENDING

#: Ctrl+C, a request to end (kill, a batch system, a shutdown), and a terminal that closed.
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
# What a signal does as long as nobody takes care of it.
_USUAL = (signal.SIG_DFL, signal.default_int_handler)


@contextlib.contextmanager
def stopping_in_order() -> Iterator[None]:
    """End all decoders and raise KeyboardInterrupt when this process is asked to end meanwhile.

    A signal that somebody else takes care of is left alone: ``nohup`` ignores a closed terminal.
    """
    numbers = [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        numbers = []
    before = {number: signal.getsignal(number) for number in numbers}
    ours = [number for number in numbers if before[number] in _USUAL]
    terminals = [number for number in (0, 1, 2) if _is_terminal(number)]

    def stop(number: int, _frame: FrameType | None) -> None:
        ENDING.set()
        if number not in (signal.SIGINT, signal.SIGTERM):
            # A shell may say it twice, and what is printed has no place to go.
            signal.signal(number, signal.SIG_IGN)
            _leave(terminals)
        raise KeyboardInterrupt

    for number in ours:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, before[number])
        ENDING.clear()


def _is_terminal(number: int) -> bool:
    try:
        return os.isatty(number)
    except OSError:
        return False


def _leave(terminals: list[int]) -> None:
    """Send what is printed from now on nowhere: writing to a closed terminal is an error."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in terminals:
        os.dup2(nowhere, number)
