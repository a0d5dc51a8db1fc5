"""Tell people in a notebook what happened, through `logging`."""

from __future__ import annotations

import logging
import sys


class _ToOutput(logging.Handler):
    """Print messages as they are, to whatever is the standard output at that time.

    Warnings go to the standard error, so that they are in no table that is written to a file.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Print one message, and give it to the handlers of VRD: to ``run.log`` in a run."""
        try:
            warning = record.levelno >= logging.WARNING
            print(record.getMessage(), file=sys.stderr if warning else sys.stdout)
        except Exception:  # a handler must never raise
            self.handleError(record)
        for handler in logging.getLogger("vrd").handlers:
            handler.handle(record)


def notices(name: str) -> logging.Logger:
    """Return a logger whose messages are seen in a notebook, without any set-up of logging.

    ``logging.getLogger(name).setLevel("WARNING")`` silences it.

    Parameters
    ----------
    name
        The name of the module.

    Examples
    --------
    >>> notices("vrd.example").info("3 of 10 matches dropped")
    3 of 10 matches dropped
    """
    logger = logging.getLogger(name)
    if not any(isinstance(handler, _ToOutput) for handler in logger.handlers):
        logger.addHandler(_ToOutput())
        logger.setLevel(logging.INFO)
        # What is printed is not to be printed a second time by a handler of the root.
        logger.propagate = False
    return logger
