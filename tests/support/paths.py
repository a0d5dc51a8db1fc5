"""Name the folders that tests read."""

from __future__ import annotations

from pathlib import Path

#: The checkout.
ROOT = Path(__file__).resolve().parents[2]
#: The test films of the project, which are not part of the repository.
SHARED = ROOT.parent / "shared" / "media"
