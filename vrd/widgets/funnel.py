"""The funnel: what each step drops, as buttons; one that is pressed shows what it dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import ipywidgets as widgets
import numpy as np
from numpy.typing import NDArray

from vrd.widgets.still_pairs import Pair, PairGroup

#: Pairs of stills shown of what a step dropped, spread evenly over it.
SHOWN = 24


class CountedStep(Protocol):
    """A step of a funnel, as far as it is told."""

    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def before(self) -> int: ...
    @property
    def after(self) -> int: ...


_FOUND = "sequences"
#: Said of a step of which there is nothing to show.
_NONE = "Nothing was dropped here."
_JOINED = "Nothing is lost here: what overlaps was joined, and is in what is found."
_GONE = "It was left out before anything was sought, and is not kept."


class Funnel(widgets.VBox):  # type: ignore[misc]
    """The steps, one button each.

    Parameters
    ----------
    changed
        Called when another step was chosen, or none.

    Attributes
    ----------
    chosen
        Place of the step that was pressed, -1 for none.
    """

    children: tuple[widgets.Button, ...]

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self.chosen = -1
        self._steps: Sequence[CountedStep] = []
        super().__init__()

    def show(self, steps: Sequence[CountedStep]) -> None:
        """The same buttons as long as the steps are the same: a new one would lose the focus."""
        self._steps = steps
        buttons = list(self.children)
        while len(buttons) < len(steps):
            buttons.append(self._button(len(buttons)))
        if len(buttons) != len(self.children) or len(buttons) > len(steps):
            self.children = tuple(buttons[: len(steps)])
        for place, (button, step) in enumerate(zip(self.children, steps, strict=True)):
            chosen = "▾ " if place == self.chosen else ""
            button.description = (
                f"{chosen}{step.name}: {step.before:,} {step.unit} in, "
                f"{step.before - step.after:,} dropped, {step.after:,} out"
            )

    def dropped(self, pairs: Callable[[int], list[Pair]]) -> PairGroup | None:
        """What the chosen step dropped, given its pairs by its place; None for no such step."""
        if not 0 <= self.chosen < len(self._steps):
            return None
        step = self._steps[self.chosen]
        none = _NONE if step.before == step.after else _JOINED if step.unit == _FOUND else _GONE
        return PairGroup(f"Dropped by “{step.name}”", pairs(self.chosen), none)

    def press(self, place: int) -> None:
        """Choose a step, or none where it is chosen already."""
        self.chosen = -1 if place == self.chosen else place
        self.show(self._steps)
        self._changed()

    def _button(self, place: int) -> widgets.Button:
        button = widgets.Button(layout={"width": "100%", "height": "auto"})
        button.on_click(lambda _: self.press(place))
        return button


def spread(count: int) -> NDArray[np.int64]:
    """Places of at most `SHOWN` out of so many, spread evenly."""
    return np.unique(np.linspace(0, count - 1, min(SHOWN, count)).round()).astype(np.int64)
