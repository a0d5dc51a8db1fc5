"""Define ``found.overview(...)``, which draws what all sequences add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Literal, get_args

from vrd.core.sequence_table import sequence_table
from vrd.errors import UnknownNameError
from vrd.matching.filters import Groups, group_names
from vrd.projects.old_calls import chosen

if TYPE_CHECKING:
    from vrd.projects.findings import Findings
    from vrd.projects.sources import Source
    from vrd.views.overview import Overview

Kind = Literal["matrix", "arcs", "film", "stretches", "coverage"]
#: Kinds that can show groups of films instead of films.
_GROUPED = ("matrix", "arcs")


class Overviews:
    """Draw what findings add up to.

    Parameters
    ----------
    source
        The findings, or what gives those of the last search.
    """

    def __init__(self, source: Source) -> None:
        self._source = source

    def __call__(
        self,
        kind: Kind = "matrix",
        film: str | None = None,
        *,
        sequences: Iterable[tuple[int, int, int]] | None = None,
        max_distance: float | None = None,
        groups: Groups | None = None,
        **options: Any,
    ) -> Overview:
        """Draw what all sequences add up to; ``.save("reuse.pdf")`` writes it for print.

        Parameters
        ----------
        kind
            ``"matrix"`` or ``"arcs"``: who shares how much with whom. ``"film"``: one film along
            its time line. ``"stretches"``: those that most films share. ``"coverage"``: how much
            of each film is also elsewhere, and what could not be read.
        film
            The film of ``"film"``.
        groups
            Show groups instead of films, in ``"matrix"`` and ``"arcs"``; as for
            `vrd.matching.finder.SequenceFinder.filter_matches_from_same_group`.
        **options
            Of `vrd.views.reuse_matrix`, `reuse_arcs`, `film_timeline`, `most_reused` and
            `coverage`: ``most`` or ``count``, and ``share="thumbs"`` for stills in
            ``"stretches"``, which a saved notebook then holds.
        sequences, max_distance
            An older way of saying what to draw: ``found.select(sequences).overview(kind)`` does it.

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
        check_kind(kind, film, groups)
        findings = chosen(self._source, "overview(kind)", sequences, max_distance)
        return draw(findings, kind, film, groups=groups, **options)

    def matrix(self, **options: Any) -> Overview:
        """Draw a row and a column for each film, and squares as large as what they share."""
        return self("matrix", **options)

    def arcs(self, **options: Any) -> Overview:
        """Draw films in a column, and arcs between those that share footage."""
        return self("arcs", **options)

    def film(self, name: str, **options: Any) -> Overview:
        """Draw one film along its time line, with a lane for each other film."""
        return self("film", name, **options)

    def stretches(self, **options: Any) -> Overview:
        """Draw the stretches that most films share."""
        return self("stretches", **options)

    def coverage(self, **options: Any) -> Overview:
        """Draw how much of each film is also elsewhere, and what could not be read."""
        return self("coverage", **options)


def check_kind(kind: str, film: str | None, groups: Groups | None) -> None:
    """Check that there is such an overview, and that its arguments say something about it.

    Raises
    ------
    UnknownNameError
        If there is no such overview.
    ValueError
        If an argument says nothing about it.
    """
    if kind not in get_args(Kind):
        raise UnknownNameError("overview", kind, list(get_args(Kind)))
    if kind == "film" and film is None:
        raise ValueError("overview('film', name) shows one film: give its name")
    if kind != "film" and film is not None:
        raise ValueError(
            f"overview({kind!r}) shows all films; overview('film', {film!r}) shows one"
        )
    if groups is not None and kind not in _GROUPED:
        raise ValueError(f"overview({kind!r}) knows no groups; 'matrix' and 'arcs' do")


def draw(
    findings: Findings,
    kind: str,
    film: str | None = None,
    *,
    groups: Groups | None = None,
    **options: Any,
) -> Overview:
    """Draw an overview of findings; the parameters are those of `Overviews`."""
    timeline = findings.track.timeline
    if groups is not None:
        names = timeline.video_list
        options["groups"] = dict(zip(names, group_names(groups, names), strict=True))
    table = sequence_table(
        findings.sequences, findings.finder.neigh, max_distance=findings.max_distance
    )
    films = () if film is None else (film,)
    return _view(kind)(table, timeline, *films, **options)


def _view(kind: str) -> Callable[..., Overview]:
    from vrd.views.coverage import coverage
    from vrd.views.film_timeline import film_timeline
    from vrd.views.most_reused import most_reused_stretches
    from vrd.views.reuse_arcs import reuse_arcs
    from vrd.views.reuse_matrix import reuse_matrix

    views: dict[str, Callable[..., Overview]] = {
        "matrix": reuse_matrix,
        "arcs": reuse_arcs,
        "film": film_timeline,
        "stretches": most_reused_stretches,
        "coverage": coverage,
    }
    return views[kind]
