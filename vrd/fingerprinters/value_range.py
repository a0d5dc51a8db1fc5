"""Check that the values of fingerprints can be stored as float16."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vrd.core.fingerprints import FingerprintSpec
from vrd.errors import WeightsError


def check_values(vectors: NDArray[np.float32], spec: FingerprintSpec, advice: str) -> None:
    """Check that all values are numbers that float16 can hold.

    Parameters
    ----------
    vectors
        Fingerprints (b, d).
    spec
        What made them.
    advice
        What to do if they do not fit, as a sentence.

    Raises
    ------
    WeightsError
        If a value is not a number or is too large for float16, or if all are too small.
    """
    limits = np.finfo(np.float16)
    largest = np.abs(vectors).max(initial=0.0)
    # NaN compares false, so it is caught as well. Values that float16 rounds to 0 are lost.
    if not largest <= limits.max or 0 < largest < limits.tiny:
        raise WeightsError(
            f"{spec.network} gives values at {spec.layer or 'its output'} that are not numbers or "
            f"do not fit float16 (0.00006 to 65,504). {advice}"
        )
