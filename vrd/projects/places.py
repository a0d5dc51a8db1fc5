"""Find where a film, a stretch of it or a picture is in the other films of a project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vrd.analysis.find_picture import PictureDescriber, find_picture
from vrd.analysis.where_reused import where_reused
from vrd.core.segments import Segment
from vrd.core.sequence_table import sequence_table
from vrd.core.timelines import Timeline
from vrd.errors import UnknownNameError
from vrd.pipeline.find_films import IMAGE_EXTENSIONS
from vrd.projects.search import filtered_matches
from vrd.readers.stills import read_picture

if TYPE_CHECKING:
    from vrd.projects.findings import Findings
    from vrd.projects.sources import Source
    from vrd.views.found_places import FoundPlaces


def film_of(timeline: Timeline, what: Any) -> str | None:
    """Return the name of the film that is meant; None for a picture.

    Raises
    ------
    UnknownNameError
        If there is neither such a film nor such a file.
    """
    if not isinstance(what, str | Path):
        return None
    try:
        position = timeline.get_position_from_video_name(str(what))
    except UnknownNameError:
        if _is_file(what):
            return None
        if Path(what).suffix.lower() in IMAGE_EXTENSIONS:
            kind = "film, and no picture file,"
            raise UnknownNameError(kind, str(what), timeline.video_list) from None
        raise
    return timeline.videos[position].name


def _is_file(name: str | Path) -> bool:
    try:
        return Path(name).expanduser().is_file()
    except (OSError, RuntimeError, ValueError):  # The name is too long, or is no path.
        return False


def check_question(
    film: str | None, stretch: tuple[float, float] | None, *, mirrored: bool, share: str
) -> None:
    """Check that the arguments of `WhereReused` suit a film, or a picture.

    Raises
    ------
    ValueError
        If it does not.
    """
    if share not in ("nothing", "thumbs"):
        raise ValueError(f"share is {share!r}; it must be 'nothing' or 'thumbs'")
    if film is not None and mirrored:
        raise ValueError("mirrored=True is for a picture; films are compared as they are")
    if film is None and stretch is not None:
        raise ValueError("start, end and sequences are for a film; a picture has no stretch")


def places_of_film(
    findings: Findings, span: Segment, max_distance: float | None, *, count: int, share: Any
) -> FoundPlaces:
    """Find where a stretch of film is in the other films, without a second search.

    Parameters
    ----------
    findings
        What was found; single frames are looked for among the same matches.
    span
        The stretch, in seconds.
    max_distance
        Largest distance of single frames (squared L2); None for that of the findings.
    count
        Most single frames.
    share
        ``"thumbs"``: with stills.
    """
    from vrd.views.found_places import found_places

    track, finder = findings.track, findings.finder
    if max_distance is not None:
        finder = filtered_matches(track, findings.settings.changed(max_distance=max_distance))
    table = sequence_table(findings.sequences, finder.neigh, max_distance=finder.max_distance)
    matches, timeline = finder.matches, track.timeline
    places = where_reused(table, matches, timeline, *span, singles=count)
    shown = np.inf if max_distance is None else max_distance
    return found_places(places, timeline, span.video, limit=shown, share=share)


def places_of_picture(
    source: Source, picture: Any, max_distance: float | None, *, share: Any, **options: Any
) -> FoundPlaces:
    """Find the films that show a picture from outside.

    Parameters
    ----------
    source
        Gives the track, and the settings that say which frames are left out.
    picture
        The path of an image file, or the values of a picture.
    max_distance
        Largest distance (squared L2); None for the nearest frame of every film.
    share
        ``"thumbs"``: with stills.
    **options
        ``mirrored`` and ``count`` of `vrd.analysis.find_picture.find_picture`.
    """
    from vrd.views.found_places import found_places

    track, least = source.track, source.settings.min_contrast
    spec = track.fingerprinter.spec
    describer = PictureDescriber(
        track.fingerprinter,
        lambda still, borders: read_picture(still, spec.input_size, spec.scale.fit, borders),
    )
    places = find_picture(
        picture,
        track.fingerprints,
        track.timeline,
        describer,
        leave_out=track.contrast < least if least else None,
        max_distance=np.inf if max_distance is None else max_distance,
        **options,
    )
    shown = source.max_distance if max_distance is None else max_distance
    return found_places(places, track.timeline, None, limit=shown, share=share)
