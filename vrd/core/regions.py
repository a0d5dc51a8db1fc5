"""Name the parts of a picture that are compared with whole pictures.

A film that is shown small in a corner of another, or of which only a part is shown, looks like no
whole picture of its source. Fingerprints of a few parts of every picture find it.
"""

from __future__ import annotations

from typing import NamedTuple

#: What is cut off: top, bottom, left and right, as fractions of height and width.
Borders = tuple[float, float, float, float]


class Region(NamedTuple):
    """Describe a part of a picture.

    Attributes
    ----------
    name
        What people call it.
    borders
        What lies outside of it: top, bottom, left and right, as fractions of height and width.
    """

    name: str
    borders: Borders

    def within(self, borders: Borders) -> Borders:
        """Return what is cut off to see this part of a picture with borders of its own.

        Examples
        --------
        >>> Region("upper half", (0.0, 0.5, 0.0, 0.0)).within((0.1, 0.1, 0.0, 0.0))
        (0.1, 0.5, 0.0, 0.0)
        """
        top, bottom, left, right = borders
        height, width = 1 - top - bottom, 1 - left - right
        above, below, before, after = self.borders
        return (
            top + above * height,
            bottom + below * height,
            left + before * width,
            right + after * width,
        )


#: A corner holds a picture of 40 to 60 per cent of the width; the centre is what is left of a
#: picture that was cropped.
REGIONS = (
    Region("upper left corner", (0.0, 0.45, 0.0, 0.45)),
    Region("upper right corner", (0.0, 0.45, 0.45, 0.0)),
    Region("lower left corner", (0.45, 0.0, 0.0, 0.45)),
    Region("lower right corner", (0.45, 0.0, 0.45, 0.0)),
    Region("centre", (0.2, 0.2, 0.2, 0.2)),
)
