"""Find where a film, a stretch of it, a clip or a picture is in the other films of a project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vrd.analysis.find_picture import PictureDescriber, find_picture
from vrd.analysis.where_reused import where_reused
from vrd.core.segments import Segment, Span
from vrd.core.sequence_table import sequence_table
from vrd.core.timelines import Timeline
from vrd.decoding.still_command import StillSettings
from vrd.errors import ProjectError
from vrd.pipeline.read_clip import read_clip
from vrd.pipeline.read_timeline import PICTURE
from vrd.projects.clip_track import ClipTrack
from vrd.projects.folder import ProjectFolder
from vrd.projects.search import filtered_matches, search
from vrd.readers.stills import read_picture
from vrd.storage.temporary_folders import temporary_folder

if TYPE_CHECKING:
    from vrd.projects.findings import Findings
    from vrd.projects.searchable import SearchableTrack
    from vrd.projects.sources import Source
    from vrd.views.found_places import FoundPlaces


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


def places_of_clip(
    source: Source,
    clip: Path,
    span: Span,
    max_distance: float | None,
    *,
    count: int,
    share: Any,
) -> FoundPlaces:
    """Find where the films show a clip from outside, or a stretch of it; nothing is written.

    Parameters
    ----------
    source
        Gives the track, and the settings of the search.
    clip
        The file.
    span
        The stretch, in seconds.
    max_distance
        Largest distance of a match (squared L2); None for that of the findings.
    count
        Most single frames.
    share
        ``"thumbs"``: with stills.

    Raises
    ------
    VideoError
        If the clip cannot be read.
    ValueError
        If the stretch is empty or outside of the clip.
    """
    from vrd.views.found_places import found_places

    track = source.track
    limit = source.max_distance if max_distance is None else max_distance
    settings = source.settings
    if np.isfinite(limit):
        settings = settings.changed(max_distance=limit)
    with temporary_folder("clip-") as work:
        rows = _rows_of_clip(track, clip, span, work)
        name = rows.videos[0].name
        folder = ProjectFolder(track.folder.path, track.folder.settings, read_only=True)
        try:
            joined = ClipTrack(track, rows, folder, work / "neighbours")
            finder, sequences = search(joined, settings)
        finally:
            folder.close()
        table = sequence_table(sequences, finder.neigh, max_distance=finder.max_distance)
        timeline = joined.timeline
        places = where_reused(table, finder.matches, timeline, name, *span, singles=count)
        shown = np.inf if max_distance is None else max_distance
        return found_places(places, timeline, name, limit=shown, share=share)


def _rows_of_clip(track: SearchableTrack, clip: Path, span: Span, work: Path) -> Timeline:
    """Return the rows of a clip, as dense as those of the films."""
    if track.name != PICTURE or track.timeline.fps is None:
        raise ProjectError(
            f"A clip from outside can be looked for in the pictures of films, but not in the track "
            f"{track.name!r}. Search the pictures first: project.find()."
        )
    taken, name = set(track.timeline.video_list), clip.name
    while name in taken:
        name += " (from outside)"
    settings = track.folder.settings
    stills = StillSettings(
        track.timeline.fps, settings.longest_side, threads=0, scan_fps=settings.scan_fps
    )
    return read_clip(clip, name, work, stills, span)


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
