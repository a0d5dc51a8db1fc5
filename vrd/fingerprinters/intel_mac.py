"""Say what works on Macs with an Intel processor, for which there is no TensorFlow."""

from __future__ import annotations

import platform
import sys

NO_TENSORFLOW = (
    "TensorFlow no longer comes for Macs with an Intel processor. Use the descriptor dct, which "
    "works without it: network='dct'. On a Mac with Apple silicon, install a Python made for it "
    "(arm64), and VRD in that."
)


def on_intel_mac() -> bool:
    """Return whether this Python was made for Macs with an Intel processor."""
    return sys.platform == "darwin" and platform.machine() == "x86_64"
