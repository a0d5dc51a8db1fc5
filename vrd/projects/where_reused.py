"""Define ``project.where_reused(...)``: where else a film, a stretch, a clip or a picture is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from vrd.core.segments import Segment, intersect_spans
from vrd.projects.old_calls import chosen
from vrd.projects.places import places_of_clip, places_of_film, places_of_picture
from vrd.projects.questions import check_question, clip_at, film_of

if TYPE_CHECKING:
    from vrd.projects.sources import Source
    from vrd.views.found_places import FoundPlaces


class WhereReused:
    """Find where a film, a stretch of it, a clip or a picture is in the other films.

    Parameters
    ----------
    source
        The findings, or what gives those of the last search.
    """

    def __init__(self, source: Source) -> None:
        self._source = source

    def __call__(
        self,
        what: str | Path | Segment | NDArray[np.uint8],
        start: float = 0.0,
        end: float = np.inf,
        *,
        sequences: Iterable[tuple[int, int, int]] | None = None,
        max_distance: float | None = None,
        mirrored: bool = False,
        share: Literal["nothing", "thumbs"] = "nothing",
        count: int = 20,
    ) -> FoundPlaces:
        """Find where a film, a stretch of it, or a clip or picture from outside is in the films.

        Parameters
        ----------
        what
            A film of the project or a stretch of one; or the path of a clip that is not in the
            project, or of the folder of a disc; or the path of an image file, or the values of a
            picture, see `vrd.analysis.find_picture.find_picture`. A clip is read and searched
            now, which takes a while; nothing of it is kept.
        start, end
            The stretch of the film or clip, in seconds; the whole of it by default.
        max_distance
            Largest distance of single frames (squared L2), and of the matches of a clip; by
            default, that of the findings. Without it, the nearest frame of every film is given
            for a picture, however far it is.
        mirrored
            Look for a picture as in a mirror, too.
        share
            ``"thumbs"``: with stills, which a saved notebook then holds.
        count
            Most single frames given, or most films in which a picture is.
        sequences
            An older way of saying where to look: ``found.select(sequences).where_reused(film)``.

        Returns
        -------
        vrd.views.found_places.FoundPlaces
            A page to show; ``.table`` has the same as a DataFrame.

        Raises
        ------
        UnknownNameError
            If there is neither such a film nor such a file.
        VideoError
            If the file is no film and no image, or damaged.
        ValueError
            If the stretch is empty or outside the film, or an argument makes no sense.
        """
        if isinstance(what, Segment):
            start, end = intersect_spans(what[1:], (start, end))
            what = what.video
        track = self._source.track
        film = film_of(track.timeline, what)
        stretch = None if (start, end) == (0.0, np.inf) and sequences is None else (start, end)
        clip = clip_at(what) if film is None else None
        check_question(film is None and clip is None, stretch, mirrored=mirrored, share=share)
        if clip is not None:
            if sequences is not None:
                raise ValueError("sequences are for a film of the project; a clip has none yet")
            span = start, end
            return places_of_clip(self._source, clip, span, max_distance, count=count, share=share)
        if film is None:
            options = {"mirrored": mirrored, "count": count, "share": share}
            return places_of_picture(self._source, what, max_distance, **options)
        findings = chosen(self._source, "where_reused(film)", sequences)
        stretch_of_film = Segment(film, start, end)
        return places_of_film(findings, stretch_of_film, max_distance, count=count, share=share)
