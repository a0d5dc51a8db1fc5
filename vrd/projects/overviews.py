"""What all sequences of a project add up to, drawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, get_args

from vrd.core.sequences import sequence_table
from vrd.errors import UnknownNameError
from vrd.matching.filters import Groups, group_names
from vrd.projects.querying import ProjectQuestions

if TYPE_CHECKING:
    from vrd.views.overview import Overview

Kind = Literal["matrix", "arcs", "film", "stretches", "coverage"]
Triples = Iterable[tuple[int, int, int]]


class ProjectOverviews(ProjectQuestions):
    """Overviews; parameters as for `ProjectQuestions`."""

    def overview(
        self,
        kind: Kind = "matrix",
        film: str | None = None,
        *,
        sequences: Triples | None = None,
        max_distance: float | None = None,
        groups: Groups | None = None,
        **options: Any,
    ) -> Overview:
        """What all sequences add up to, drawn; ``.save("reuse.pdf")`` writes it for print.

        Parameters
        ----------
        kind
            ``"matrix"`` or ``"arcs"``: who shares how much with whom. ``"film"``: one film along
            its time line. ``"stretches"``: those that most films share. ``"coverage"``: how much
            of each film is also elsewhere, and what could not be read.
        film
            The film of ``"film"``.
        sequences, max_distance
            What `find` gave and its limit; by default, what it finds now.
        groups
            Show groups instead of films, in ``"matrix"`` and ``"arcs"``; as for
            `vrd.matching.finder.SequenceFinder.filter_matches_from_same_group`.
        **options
            Of `vrd.views.reuse_matrix`, `reuse_arcs`, `film_timeline`, `most_reused` and
            `coverage`: ``most`` or ``count``, and ``share="thumbs"`` for stills in
            ``"stretches"``, which a saved notebook then holds.

        Returns
        -------
        vrd.views.overview.Overview
            A page to show; ``.figure`` is the same for print, of matplotlib.

        Raises
        ------
        UnknownNameError
            If there is no such kind or film.
        ValueError
            If an argument says nothing about this kind.
        """
        if kind not in get_args(Kind):
            raise UnknownNameError("overview", kind, list(get_args(Kind)))
        if (film is not None) != (kind == "film"):
            raise ValueError(
                "overview('film', name) shows one film: give its name"
                if film is None
                else f"overview({kind!r}) shows all films; overview('film', {film!r}) shows one"
            )
        if groups is not None:
            if kind not in ("matrix", "arcs"):
                raise ValueError(f"overview({kind!r}) knows no groups; 'matrix' and 'arcs' do")
            names = self.frames.video_list
            options["groups"] = dict(zip(names, group_names(groups, names), strict=True))
        given, limit = self._given(sequences, max_distance)
        table = sequence_table(list(given), self.neighbours, max_distance=limit)
        arguments = (table, self.frames) if film is None else (table, self.frames, film)
        drawn: Overview = _view(kind)(*arguments, **options)
        return drawn


def _view(kind: Kind) -> Any:
    from vrd.views.coverage import coverage
    from vrd.views.film_timeline import film_timeline
    from vrd.views.most_reused import most_reused_stretches
    from vrd.views.reuse_arcs import reuse_arcs
    from vrd.views.reuse_matrix import reuse_matrix

    return {
        "matrix": reuse_matrix,
        "arcs": reuse_arcs,
        "film": film_timeline,
        "stretches": most_reused_stretches,
        "coverage": coverage,
    }[kind]
