"""Let programs end when the process that started them is killed, where the system can do that.

Linux sends a program a signal when its parent ends (``PR_SET_PDEATHSIG``), however it ends. The
program ``setpriv`` asks for that and becomes the program to be run; where there is no ``setpriv``,
Python does the same. Asking for it between fork and exec would run Python code in a copy of a
process with many threads, which is not safe.
"""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
from collections.abc import Sequence
from typing import Literal

_OPTION = 1  # PR_SET_PDEATHSIG
_NUMBERS = {"KILL": 9, "TERM": 15}
_LAUNCHER = """
import ctypes, os, sys
number, parent, *command = sys.argv[1:]
ctypes.CDLL(None).prctl({option}, int(number), 0, 0, 0)
if os.getppid() == int(parent):
    os.execvp(command[0], command)
"""


def ending_with_parent(
    command: Sequence[str], signal: Literal["KILL", "TERM"] = "KILL"
) -> list[str]:
    """Return a command that also ends when this process, or the thread that starts it, ends.

    Parameters
    ----------
    command
        Program and arguments.
    signal
        What the program gets then.

    Returns
    -------
    list of str
        Program and arguments; ``command`` itself on other systems than Linux.
    """
    # A program that is not there must be an error of ours, not a message that looks like its own.
    if sys.platform != "linux" or shutil.which(command[0]) is None:
        return list(command)
    if setpriv := _setpriv():
        return [setpriv, "--pdeathsig", signal, "--", *command]
    return _by_python(command, signal)


@functools.cache
def _setpriv() -> str | None:
    """Return the path of a ``setpriv`` that knows the option; that of BusyBox does not."""
    program = shutil.which("setpriv")
    if program is None:
        return None
    try:
        tried = subprocess.run(
            [program, "--pdeathsig", "KILL", "--", "true"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=10,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return program if tried.returncode == 0 else None


def _by_python(command: Sequence[str], signal: str) -> list[str]:
    import os

    if not sys.executable:
        return list(command)
    code = _LAUNCHER.format(option=_OPTION)
    number, parent = str(_NUMBERS[signal]), str(os.getpid())
    return [sys.executable, "-I", "-S", "-c", code, number, parent, *command]
