"""``python -m vrd``: the command line."""

import sys

from vrd.cli.main import main

sys.exit(main())
