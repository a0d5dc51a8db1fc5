"""Tell whether the nearest neighbours of a row can hold all its copies."""

from __future__ import annotations

import numpy as np

from vrd.core.neighbours import Neighbours

#: Share of the limit of copies below which even the last neighbour is a copy, or the same picture.
MAX_COPY_SHARE = 0.25
#: Neighbours from one film, on average, up to which they are copies: a picture that stands still
#: has all rows of its shot in each of its films.
MAX_ROWS_OF_FILM = 8


def count_cut_off(neighbours: Neighbours, copy_limit: float) -> int:
    """Return the number of rows of which there are more copies than the list of neighbours holds.

    Parameters
    ----------
    neighbours
        What the search answered.
    copy_limit
        Squared L2 distance at which a match says nothing any more.
    """
    video, count = neighbours.frames.video, 0
    for _, indices, distances in neighbours.batches():
        full = (indices[:, -1] >= 0) & (distances[:, -1] <= MAX_COPY_SHARE * copy_limit)
        films = np.sort(video[indices[full]], axis=1)
        distinct = 1 + np.count_nonzero(np.diff(films, axis=1), axis=1)
        count += int(np.count_nonzero(distinct * MAX_ROWS_OF_FILM >= neighbours.k))
    return count
