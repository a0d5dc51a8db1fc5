"""What a project can be asked of one film, stretch or picture: where is this reused?"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from vrd.analysis.repeats import align_repeats, film_neighbours
from vrd.core.segments import Segment, intersect_spans
from vrd.core.sequences import Sequence, sequence_table
from vrd.errors import UnknownNameError
from vrd.matching.alignment import frame_novelty
from vrd.matching.finder import SequenceFinder
from vrd.matching.normalization import background_distances
from vrd.pipeline.extract_frames import IMAGE_EXTENSIONS
from vrd.projects.exporting import ProjectExports
from vrd.projects.findings import find_runs, least_evidence

if TYPE_CHECKING:
    import pandas as pd

    from vrd.views.found_places import FoundPlaces

Triples = Iterable[tuple[int, int, int]]


class ProjectQuestions(ProjectExports):
    """Questions about one film or picture; parameters as for `ProjectExports`."""

    def where_reused(
        self,
        what: str | Path | Segment | NDArray[np.uint8],
        start: float = 0.0,
        end: float = np.inf,
        *,
        sequences: Triples | None = None,
        max_distance: float | None = None,
        mirrored: bool = False,
        share: Literal["nothing", "thumbs"] = "nothing",
        count: int = 20,
    ) -> FoundPlaces:
        """Where a film, a stretch of it, or a picture from outside is in the other films.

        Parameters
        ----------
        what
            A film of the project or a stretch of one; or the path of an image file, or the values
            of a picture, see `vrd.analysis.find_picture.find_picture`.
        start, end
            The stretch of the film, in seconds; the whole of it by default.
        sequences, max_distance
            What `find` gave and its limit; by default, what it finds now. Pictures need only the
            limit; without one, the nearest frame of every film is given, however far it is.
        mirrored
            Look for a picture as in a mirror, too.
        share
            ``"thumbs"``: with stills, which a saved notebook then holds.
        count
            Most single frames given, or most films in which a picture is.

        Returns
        -------
        vrd.views.found_places.FoundPlaces
            A page to show; ``.table`` has the same as a DataFrame.

        Raises
        ------
        UnknownNameError
            If there is neither such a film nor such a file.
        VideoError
            If the file is no image, or damaged.
        ValueError
            If the stretch is empty or outside the film, or an argument makes no sense.
        """
        from vrd.views.found_places import found_places

        if share not in ("nothing", "thumbs"):
            raise ValueError(f"share is {share!r}; it must be 'nothing' or 'thumbs'")
        if isinstance(what, Segment):
            start, end = intersect_spans(what[1:], (start, end))
            what = what.video
        film = self._film(what)
        if film is not None and mirrored:
            raise ValueError("mirrored=True is for a picture; films are compared as they are")
        if film is None and (sequences is not None or (start, end) != (0.0, np.inf)):
            raise ValueError("start, end and sequences are for a film; a picture has no stretch")
        if film is None:
            found = self._find_picture(
                what, mirrored=mirrored, max_distance=max_distance, count=count
            )
        else:
            found = self._find_stretch(film, start, end, sequences, max_distance, count)
        usual = self._limit(self.finder_settings()) if film is None else np.inf
        limit = usual if max_distance is None else max_distance
        return found_places(found, self.frames, film, limit=limit, share=share)

    def repeats(
        self, film: str, *, min_gap: float = 10.0, max_distance: float | None = None
    ) -> tuple[SequenceFinder, list[Sequence]]:
        """Footage that a film shows more than once, with the project's settings.

        The search leaves a film's own frames out; here it is searched in itself, from its
        fingerprints. Other shots of one scene from the same place look alike, too: judge.

        Parameters
        ----------
        film
            Its name.
        min_gap
            Least seconds between the two times.
        max_distance
            Largest squared L2 distance; by default, the project's.

        Returns
        -------
        SequenceFinder, list of Sequence
            As of `find`, both sides in the film, the earlier one as the query. `review` shows
            them with ``finder=``.

        Raises
        ------
        UnknownNameError
            If there is no such film.
        """
        settings = self.finder_settings()
        limit = self._limit(settings) if max_distance is None else float(max_distance)
        own = film_neighbours(
            self.fingerprints, self.frames, film, min_gap=min_gap, max_distance=limit
        )
        finder = SequenceFinder(own, limit, quiet=True)
        self._leave_out(finder, settings)
        if settings.normalize and limit > 0:
            finder.normalize_distances(background_distances(self.neighbours))
        if not settings.align or limit <= 0:
            return finder, find_runs(finder, settings)
        min_score, max_chance = least_evidence(settings)
        found = align_repeats(
            finder.matches,
            self.frames,
            film,
            max_distance=limit,
            steps=frame_novelty(self.fingerprints, self.frames),
            scale=self.scale,
            min_score=min_score,
            max_chance=max_chance,
        )
        return finder, [*found]

    def _film(self, what: str | Path | NDArray[np.uint8]) -> str | None:
        """The name of a film of the project; None for a picture."""
        if not isinstance(what, str | Path):
            return None
        try:
            position = self.frames.get_position_from_video_name(str(what))
        except UnknownNameError:
            if _is_file(what):
                return None
            if Path(what).suffix.lower() in IMAGE_EXTENSIONS:
                kind = "film, and no picture file,"
                raise UnknownNameError(kind, str(what), self.frames.video_list) from None
            raise
        return self.frames.videos[position].name

    def _find_stretch(
        self,
        film: str,
        start: float,
        end: float,
        sequences: Triples | None,
        max_distance: float | None,
        count: int,
    ) -> pd.DataFrame:
        from vrd.analysis.where_reused import where_reused

        settings, finder = self.finder_settings(), None
        if sequences is None:
            finder, sequences = self.find()
        if max_distance is not None:
            settings, finder = settings.changed(max_distance=max_distance), None
        if finder is None:
            finder = self._finder(settings)
        table = sequence_table(list(sequences), self.neighbours, max_distance=finder.max_distance)
        return where_reused(table, finder.matches, self.frames, film, start, end, singles=count)

    def _find_picture(self, picture: Any, **options: Any) -> pd.DataFrame:
        from vrd.analysis.find_picture import find_picture
        from vrd.readers.stills import read_picture

        maker = self.fingerprinter
        size, fit = maker.spec.input_size, maker.spec.scale.fit
        least = self.finder_settings().min_contrast
        if options["max_distance"] is None:
            options["max_distance"] = np.inf
        return find_picture(
            picture,
            self.fingerprints,
            self.frames,
            maker,
            lambda still, borders: read_picture(still, size, fit, borders),
            leave_out=self.contrast < least if least else None,
            **options,
        )


def _is_file(name: str | Path) -> bool:
    try:
        return Path(name).expanduser().is_file()
    except (OSError, RuntimeError, ValueError):  # too long, nobody's home, or no path at all
        return False
