"""Run the command line, as ``python -m vrd``."""

import sys

from vrd.cli.main import main

sys.exit(main())
