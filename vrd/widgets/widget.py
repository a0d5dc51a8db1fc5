"""What the live parts of the workbench share: one hand-written widget for the browser.

Pictures, clips and tables travel as custom messages with binary buffers, on demand. None of them
is a synced trait: what Jupyter saves of a widget's state with the notebook holds no footage but
that which somebody chose to share.

Every message is ``{"kind": ..., "view": ...}`` and more; ``view`` names the place in the page that
asked, since one widget may be shown in several, and is sent back with the answer.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from vrd.core.text import clean
from vrd.views.html import Page
from vrd.widgets.messages import asked_name, said_of, unknown_message

_STATIC = Path(__file__).parent / "frontend"
# One module in the browser; written in several files, each of which uses those before it.
_SCRIPTS = (
    *("dom", "keys", "sequences", "stills", "player", "sequence_list", "exclude", "closer_look"),
    *("review", "limit_sliders", "still_pairs", "index"),
)

Handler = Callable[[dict[str, Any]], None]


@cache
def _script() -> str:
    return "\n".join((_STATIC / f"{name}.js").read_text("utf-8") for name in _SCRIPTS)


@cache
def _style() -> str:
    return (_STATIC / "parts.css").read_text("utf-8")


class Widget(anywidget.AnyWidget):
    """A part of the workbench that lives in the browser.

    Subclasses set ``part`` and answer messages in methods named ``_on_<kind>``.
    """

    part = traitlets.Unicode().tag(sync=True)
    #: What is seen where no kernel runs, as HTML: what `share` allows, and no more. A page that was
    #: exported with the states of its widgets shows those instead of the output of the cell.
    saved = traitlets.Unicode().tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        self._esm, self._css = _script(), _style()
        super().__init__(**traits)
        self.on_msg(self._receive)

    def _receive(self, _: object, content: Any, buffers: object) -> None:
        """Answer a message; what goes wrong is told in the page, where the user looks."""
        asked: dict[str, Any] = content if isinstance(content, dict) else {}
        kind = asked.get("kind")
        try:
            handler: Handler | None = getattr(self, f"_on_{kind}", None)
            if not isinstance(kind, str) or handler is None:
                raise unknown_message(kind)
            handler(asked)
        except Exception as error:  # the page shows it; nobody sees the kernel's log
            doing = kind if isinstance(kind, str) else ""
            self.tell("failed", asked, doing=clean(doing)[:100], message=said_of(error))

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take over what was changed in the page; where that fails, the page is told, and set back.

        Whoever looks at a page never sees the log of its kernel.
        """
        try:
            super().set_state(sync_data)
        except Exception as error:
            self.tell("failed", {}, doing="change", message=said_of(error))
            self.send_state()

    def tell(
        self, kind: str, asked: dict[str, Any], buffers: list[bytes] | None = None, **values: Any
    ) -> None:
        """Send a message to the place in the page that asked."""
        answer = {"kind": kind, "view": asked_name(asked, "view"), **values}
        self.send(answer, buffers or [])

    @abstractmethod
    def _static(self) -> Page:
        """What is seen where no kernel runs."""

    def __repr__(self) -> str:
        return self._static().text

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        static = self._static()
        self.saved = static.html
        return with_static(super()._repr_mimebundle_(**kwargs), static)


def needed_by_colab(part: Widget) -> dict[str, Any]:
    """What Google Colab is told with an output that has this part in it; empty elsewhere.

    Without it, Colab does not load widgets that are not its own.
    """
    shown = anywidget.AnyWidget._repr_mimebundle_(part)
    return shown[1] if shown else {}


def with_static(shown: Any, static: Page) -> tuple[dict[str, Any], dict[str, Any]]:
    """What Jupyter is given to show a widget, and what is seen where no kernel runs."""
    data, metadata = shown if isinstance(shown, tuple) else (shown or {}, {})
    return {**data, "text/plain": static.text, "text/html": static.html}, metadata
