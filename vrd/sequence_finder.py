"""Re-export `SequenceFinder` at its published address; the code is in `vrd.matching.finder`."""

from vrd.matching.finder import SequenceFinder

__all__ = ["SequenceFinder"]
