"""Show what each step drops: a step is a button that shows the stills of what it dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import ipywidgets as widgets

from vrd.core.matches import Matches
from vrd.core.spread import spread
from vrd.matching.filters import FilterStep
from vrd.widgets.still_pairs import Pair, PairGroup

#: Pairs of stills shown of what a step dropped, spread evenly over it.
MAX_SHOWN = 24

_SEQUENCES = "sequences"
_NOTHING_DROPPED = "This step dropped nothing."
_MERGED = "Nothing is lost in this step: overlapping sequences were merged and are in the result."
_NOT_KEPT = "This step came before the search, so what it dropped cannot be shown."


class Funnel(widgets.VBox):  # type: ignore[misc]
    """Show the steps, one button each.

    Parameters
    ----------
    changed
        Called when another step was chosen, or none.

    Attributes
    ----------
    chosen
        Position of the step that was pressed, -1 for none.
    """

    children: tuple[widgets.Button, ...]

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self.chosen = -1
        self._steps: Sequence[FilterStep] = []
        super().__init__()

    def show(self, steps: Sequence[FilterStep]) -> None:
        """Show steps; buttons are kept where possible, since a new one loses the focus."""
        self._steps = steps
        buttons = list(self.children)
        while len(buttons) < len(steps):
            buttons.append(self._button(len(buttons)))
        if len(buttons) != len(self.children) or len(buttons) > len(steps):
            self.children = tuple(buttons[: len(steps)])
        for position, (button, step) in enumerate(zip(self.children, steps, strict=True)):
            mark = "▾ " if position == self.chosen else ""
            button.description = f"{mark}{step!r}"

    def dropped(self, pairs: Callable[[int], list[Pair]]) -> PairGroup | None:
        """Return what the chosen step dropped; None if none is chosen.

        Parameters
        ----------
        pairs
            Returns the pairs that the step at a position dropped.
        """
        if not 0 <= self.chosen < len(self._steps):
            return None
        step = self._steps[self.chosen]
        if step.before == step.after:
            if_none = _NOTHING_DROPPED
        else:
            if_none = _MERGED if step.unit == _SEQUENCES else _NOT_KEPT
        return PairGroup(f"Dropped by “{step.name}”", pairs(self.chosen), if_none)

    def press(self, position: int) -> None:
        """Choose a step, or none if it is chosen already."""
        self.chosen = -1 if position == self.chosen else position
        self.show(self._steps)
        self._changed()

    def _button(self, position: int) -> widgets.Button:
        button = widgets.Button(layout={"width": "100%", "height": "auto"})
        button.on_click(lambda _: self.press(position))
        return button


def sampled(step: FilterStep) -> FilterStep:
    """Return a step that keeps only the dropped matches that are shown."""
    dropped = step.dropped
    if not isinstance(dropped, Matches):
        return step
    return replace(step, source=dropped.take(spread(len(dropped), MAX_SHOWN)))
