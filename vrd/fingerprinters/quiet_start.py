"""Start TensorFlow without its harmless messages, which alarm readers of notebooks.

TensorFlow writes them directly to the standard error of the process, before its log levels take
effect, and reports a missing GPU on machines that have none. All other messages are kept.
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
# A process has one standard error: without a lock, two threads would restore each other's file.
_ONE_AT_A_TIME = threading.RLock()


@contextmanager
def quiet_start() -> Iterator[None]:
    """Leave out the harmless messages that TensorFlow writes while it starts."""
    with _ONE_AT_A_TIME:
        yield from _quiet()


def _quiet() -> Iterator[None]:
    try:
        real = os.dup(2)
    except OSError:  # A process without a standard error needs no filter.
        yield
        return
    with tempfile.TemporaryFile() as messages:
        _flush()
        os.dup2(messages.fileno(), 2)
        try:
            yield
        finally:
            _flush()
            os.dup2(real, 2)
            os.close(real)
            messages.seek(0)
            os.write(2, _NOISE.sub(b"", messages.read()))


def _flush() -> None:
    if sys.stderr is not None:
        sys.stderr.flush()
