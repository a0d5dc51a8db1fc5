"""Choose a few of many positions, spread evenly: what is shown where there is no room for all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def spread(count: int, most: int) -> NDArray[np.int64]:
    """Return at most ``most`` positions out of ``count``, spread evenly, with both ends.

    Examples
    --------
    >>> spread(4, 24).tolist(), spread(1000, 4).tolist()
    ([0, 1, 2, 3], [0, 333, 666, 999])
    """
    return np.unique(np.linspace(0, count - 1, min(most, count)).round()).astype(np.int64)
