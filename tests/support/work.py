"""Count the work that code does, and tell whether a process has ended, instead of timing them."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def calls_of(function: Callable[[], object]) -> int:
    """Return how many functions of Python and of C this call enters, itself among them.

    The number does not depend on how busy the machine is: work that grows where it should not
    shows in it.
    """
    count = 0

    def note(_frame: object, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        function()
    finally:
        sys.setprofile(before)
    return count


def ends(process: int, patience: float = 30) -> bool:
    """Return whether a process, given by its number, ends while one waits for it."""
    until = time.monotonic() + patience
    while _runs(process):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def _runs(process: int) -> bool:
    """Return whether a process is there and is no zombie that nobody has asked for."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"
