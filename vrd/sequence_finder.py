"""The published address of `SequenceFinder`; the code is in `vrd.matching.finder`."""

from vrd.matching.finder import SequenceFinder

__all__ = ["SequenceFinder"]
