"""TensorFlow starts without the lines that frighten readers of notebooks and mean nothing.

It writes them straight to the process's standard error before its log levels hold, and complains
that there is no GPU on machines that have none. Everything else that is written meanwhile is kept.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_NOISE = re.compile(
    rb"^(WARNING: All log messages before absl::InitializeLog\(\)|I0000 |W0000 .*cpu_feature_guard"
    rb"|E0000 .*cuda_platform.*failed call to cuInit).*\n?",
    re.MULTILINE,
)
# There is one standard error: the second of two threads would put back the file of the first.
_ONE_AT_A_TIME = threading.RLock()


@contextmanager
def quiet_start() -> Iterator[None]:
    """Leave out what TensorFlow says while it starts, but for what may matter."""
    with _ONE_AT_A_TIME:
        yield from _quiet()


def _quiet() -> Iterator[None]:
    try:
        real = os.dup(2)
    except OSError:  # a process without a standard error has nothing to be kept quiet
        yield
        return
    with tempfile.TemporaryFile() as said:
        _flush()
        os.dup2(said.fileno(), 2)
        try:
            yield
        finally:
            _flush()
            os.dup2(real, 2)
            os.close(real)
            said.seek(0)
            os.write(2, _NOISE.sub(b"", said.read()))


def _flush() -> None:
    if sys.stderr is not None:
        sys.stderr.flush()
