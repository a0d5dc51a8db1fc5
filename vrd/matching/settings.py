"""Declare the settings of a search for sequences, each once, with its range in words."""

from __future__ import annotations

from numbers import Real
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from vrd.core.scale import Scale
from vrd.errors import ProjectError, UnknownNameError


def _refuse_text(value: Any) -> Any:
    """Refuse what only looks like a number: pydantic would read ``"5"`` and ``True`` as ones."""
    if isinstance(value, bool) or not isinstance(value, Real | None):
        raise PydanticCustomError("no_number", "it must be a number, without quotes")
    return value.item() if isinstance(value, np.generic) else value


#: The contrast of a frame that is half black and half white, the most there is.
MAX_CONTRAST = 0.5

#: Numbers as settings take them: no text, and neither True nor False.
Number = Annotated[float, BeforeValidator(_refuse_text)]
Count = Annotated[int, BeforeValidator(_refuse_text)]
_YES_NO = "True or False, without quotes"


class FinderSettings(BaseModel):
    """Describe how sequences are found when no other settings are given.

    None means that a setting is left open: ``max_distance`` and ``min_score`` are proposed from
    the data, the others follow the scale of the fingerprints (`suiting`). Where ``align`` is true,
    ``min_score`` takes the place of the settings from ``shortest_sequence`` to
    ``max_skipped_share``.

    Raises
    ------
    ProjectError
        If a setting is of the wrong kind or out of its range.

    Examples
    --------
    >>> FinderSettings(shortest_sequence=8).changed(allow_skip=0).shortest_sequence
    8
    >>> FinderSettings(max_distance="0.3")
    Traceback (most recent call last):
    vrd.errors.ProjectError: max_distance is '0.3'; it must be a number, without quotes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_distance: Number | None = Field(None, ge=0, description="a distance, 0 or more")
    shortest_sequence: Count = Field(5, ge=1, description="at least 1 row, a whole number")
    allow_skip: Count = Field(2, ge=0, description="0 rows or more, a whole number")
    combine_overlap: bool = Field(True, description=_YES_NO)
    max_skipped_share: Number = Field(1.0, ge=0, le=1, description="from 0 to 1")
    align: bool | None = Field(None, description=_YES_NO)
    min_score: Number | None = Field(
        None, gt=0, allow_inf_nan=False, description="above 0 seconds of evidence"
    )
    normalize: bool | None = Field(None, description=_YES_NO)
    min_contrast: Number | None = Field(
        None, ge=0, le=MAX_CONTRAST, description=f"a contrast, from 0 to {MAX_CONTRAST:g}"
    )
    refine: bool | None = Field(None, description=_YES_NO)
    confirm: bool | None = Field(None, description=_YES_NO)
    in_regions: bool | None = Field(None, description=_YES_NO)

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise ProjectError(_in_words(error)) from None

    def changed(self, **changes: Any) -> FinderSettings:
        """Return these settings with some changed.

        Raises
        ------
        UnknownNameError
            If there is no setting of that name.
        ProjectError
            If a setting is of the wrong kind or out of its range.
        """
        known = list(type(self).model_fields)
        for name in changes:
            if name not in known:
                raise UnknownNameError("setting of find()", name, known)
        return FinderSettings(**(self.model_dump() | changes))

    def suiting(self, scale: Scale) -> FinderSettings:
        """Return these settings, with those that are not set taken from the scale of fingerprints.

        Fingerprints made for copies have their evidence weighed, their distances normalized and
        frames without contrast left out; the others are searched in the published way. What stays
        open is a limit that must be proposed from the data.

        Raises
        ------
        ProjectError
            If matches are to be weighed against a limit, and there is none.
        """
        align = scale.align if self.align is None else self.align
        suited = {
            "max_distance": scale.copy_limit if align else None,
            "align": align,
            "refine": scale.refine and align,
            "confirm": scale.confirm and align,
            "normalize": scale.normalize,
            "min_contrast": scale.min_contrast,
        }
        still_open = {name for name in suited if getattr(self, name) is None}
        settled = self.changed(**{name: suited[name] for name in still_open})
        weighed = settled.align or settled.normalize
        if weighed and settled.max_distance is not None and not np.isfinite(settled.max_distance):
            raise ProjectError(
                f"max_distance is {settled.max_distance:g}; it must be a number where evidence is "
                "weighed (align=True) or distances are compared with the background "
                "(normalize=True)."
            )
        return settled


def _in_words(error: ValidationError) -> str:
    """Say in one sentence what is wrong with the first setting that cannot be used."""
    first = error.errors()[0]
    name = str(first["loc"][0])
    field = FinderSettings.model_fields.get(name)
    if field is None:
        known = ", ".join(FinderSettings.model_fields)
        return f"There is no setting called {name!r}. Known: {known}."
    if first["type"] == "no_number":
        return f"{name} is {first['input']!r}; {first['msg']}."
    return f"{name} is {first['input']!r}; it must be {field.description}."
