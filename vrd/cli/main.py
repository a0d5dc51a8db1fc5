"""Run the command line, which has the same stages and settings as Python.

Exit codes: 0 done (films that could not be read are listed, not fatal), 1 an error that the
message explains, 2 wrong use, 130 interrupted, be it by Ctrl+C, a request to end or a terminal that
closed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from vrd.cli.help import in_terminal
from vrd.cli.registry import app
from vrd.cli.stopping import stopping_in_order

# Importing them registers the commands, in the order in which the help lists them.
import vrd.cli.search_commands  # isort: skip
import vrd.cli.other_commands  # noqa: F401  # isort: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, and return its exit code.

    Parameters
    ----------
    arguments
        Words of the command line; None for those of the process.
    """
    _prepare()
    app.rich_markup_mode = "rich" if in_terminal() else None
    try:
        with stopping_in_order():
            app(args=None if arguments is None else list(arguments), prog_name="vrd")
    except SystemExit as done:
        return int(done.code or 0)
    return 0


def _prepare() -> None:
    """Set what the libraries that commands load shall print."""
    # Before TensorFlow is loaded: its start-up messages would drown ours.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    if not sys.stderr.isatty():
        # Progress in a file: one plain line in half a minute.
        os.environ.setdefault("TQDM_ASCII", " 123456789#")
        os.environ.setdefault("TQDM_MININTERVAL", "30")


if __name__ == "__main__":
    sys.exit(main())
