"""``python -m vrd``: the command line."""

import sys

from vrd.cli import main

sys.exit(main())
