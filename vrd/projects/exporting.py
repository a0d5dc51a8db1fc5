"""What leaves a project for other programs, and what comes back from them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vrd.annotations.edits import Difference, compare_returned
from vrd.annotations.log import user
from vrd.errors import ProjectError
from vrd.exports.read_edits import may_be_filled_in, read_as_written, read_returned
from vrd.projects.reviewing import ProjectReview
from vrd.storage.provenance import software_versions

if TYPE_CHECKING:
    import pandas as pd


class ShownDifference(Difference):
    """A difference that a notebook shows as a page."""

    def _repr_html_(self) -> str:
        from vrd.views.difference import difference_page

        return difference_page(self).html


class ProjectExports(ProjectReview):
    """Files for other programs, and back; parameters as for `ProjectReview`."""

    def export(
        self,
        path: str | Path,
        sequences: Iterable[tuple[int, int, int]] | None = None,
        *,
        max_distance: float | None = None,
        format: str = "",
        **options: Any,
    ) -> Path:
        """Write sequences and what was said of them for other programs, by the ending of the name.

        Parameters
        ----------
        path
            The file; one that is there is replaced, unless it holds what somebody typed into it
            and `read_edits` has not yet taken over, or cannot: borders that were moved go only
            with ``replace=True``. See `vrd.exports.tables.export` for the formats.
        sequences, max_distance
            What `find` gave and its limit; by default, what it finds now.
        format
            The format where the ending does not say it: ``"eaf"`` or ``"vtt"``, a folder with a
            file for each film, or ``"ro-crate"``, the whole run.
        **options
            ``share="thumbs"`` for pictures, ``film=...`` for one film, and the others of
            `vrd.exports.options.ExportOptions`.

        Returns
        -------
        Path
            The file or folder.

        Raises
        ------
        ProjectError
            If the file holds what the project does not, or cannot be written.
        """
        from vrd.exports.tables import export

        given, limit = self._given(sequences, max_distance)
        table = self.review_table(given, max_distance=limit)
        path = Path(path)
        replace = bool(options.get("replace"))
        self._must_not_lose(path, table, replace=replace)
        if path.is_dir():  # a crate
            self._must_not_lose(path / "sequences.csv", table, replace=replace)
        # The limit as it was used: the project's may be one to be proposed from the data.
        used = self.finder_settings().model_dump() | {"max_distance": limit}
        about = {
            "title": f"Reuse found in {self.name}",
            "settings": self.settings.model_dump() | {"finder": used},
            "versions": software_versions(),
        }
        return export(table, path, self.frames, format=format, **(about | options))

    def _must_not_lose(self, path: Path, known: pd.DataFrame, *, replace: bool) -> None:
        """Raise ProjectError if a file that people edit says what is in no log."""
        if not path.exists():
            return
        try:
            returned = read_as_written(path)
        except ProjectError as error:
            if may_be_filled_in(path):
                raise ProjectError(
                    f"{path} is there already and may hold judgements, which cannot be read: "
                    f"{error} Correct it there, or write to another name."
                ) from error
            return  # none that `export` wrote for people to fill in
        said = self.judgements().current()
        try:
            edits = compare_returned(
                returned, said, known, reviewer=user(), films=self.frames.video_list
            )
        except ProjectError as error:
            raise ProjectError(
                f"{path} is there already and holds judgements that cannot be read: {error} "
                "Correct them there, or write to another name."
            ) from error
        unknown = edits.unknown
        if edits.missing_from(said) or (unknown["verdict"] + unknown["note"]).any():
            raise ProjectError(
                f"{path} holds judgements that the project does not: {edits}. Take them over with "
                f"project.read_edits({str(path)!r}).apply(project.judgements()), or write to "
                "another name."
            )
        if len(edits.moved) and not replace:
            raise ProjectError(
                f"{path} has borders that somebody moved, which are in no log. Write to another "
                "name, or give replace=True to write over them."
            )

    def read_edits(self, path: str | Path, *, reviewer: str | None = None) -> Difference:
        """Compare judgements edited in Excel or ELAN with those in the project.

        Nothing is taken over before ``.apply(project.judgements())`` is called on what is
        returned.

        Parameters
        ----------
        path
            A .csv, .xlsx or .eaf file that `export` wrote, or a folder of .eaf files.
        reviewer
            Who edited it, where the column ``reviewer`` or the annotator does not say so.

        Returns
        -------
        vrd.annotations.edits.Difference
            What is new, changed, unchanged or unknown, and which borders were moved.
        """
        said = self.judgements().current()
        difference = compare_returned(
            read_returned(path),
            said,
            self.review_table(),
            reviewer=reviewer,
            films=self.frames.video_list,
        )
        return ShownDifference(difference.table, difference.judgements, difference.moved)
