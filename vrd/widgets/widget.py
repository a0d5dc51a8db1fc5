"""Join a widget in Python to its part in the browser.

Pictures, clips and tables travel as custom messages with binary buffers, on demand. None of them
is a synced trait, so that the state of a widget that Jupyter saves with a notebook holds no footage
but that which somebody chose to share.

`vrd.widgets.requests_of_page` and `vrd.widgets.answers` declare the messages.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from vrd.core.text import clean
from vrd.views.html import Page
from vrd.widgets.answers import Failed
from vrd.widgets.messages import Message, message_of, view_of
from vrd.widgets.names import WidgetName
from vrd.widgets.requests_of_page import read_request

_FRONTEND = Path(__file__).parent / "frontend"

Handlers = Mapping[type[Message], Callable[[Any], None]]


@cache
def widget_script() -> str:
    """Return the JavaScript of all widgets: one module, bundled from ``frontend/src``."""
    return (_FRONTEND / "dist" / "widgets.js").read_text("utf-8")


@cache
def widget_style() -> str:
    """Return the style sheet of all widgets."""
    return (_FRONTEND / "widgets.css").read_text("utf-8")


class Widget(anywidget.AnyWidget):
    """Show a part of a page, and answer what the page asks.

    Subclasses set ``widget``, the name of their part in the browser, and say in `handlers` which
    messages they understand.
    """

    widget = traitlets.Unicode().tag(sync=True)
    #: What is shown where no kernel runs, as HTML: what ``share`` allows, and no more. A page that
    #: was exported with the states of its widgets shows this instead of the output of the cell.
    saved = traitlets.Unicode().tag(sync=True)

    def __init__(self, widget: WidgetName, **traits: Any) -> None:
        self._esm, self._css = widget_script(), widget_style()
        super().__init__(widget=widget, **traits)
        self.on_msg(self._receive)

    @abstractmethod
    def handlers(self) -> Handlers:
        """Return what answers each kind of message, called with the checked message."""

    @abstractmethod
    def static_page(self) -> Page:
        """Return what is shown where no kernel runs."""

    def _receive(self, _: object, content: Any, buffers: object) -> None:
        """Answer a message; an error is shown in the page, where the user looks."""
        handlers = self.handlers()
        try:
            request = read_request(content, handlers)
            handlers[type(request)](request)
        except Exception as error:  # Nobody sees the log of the kernel.
            self.send_failure(error, content)

    def send_failure(self, error: Exception, content: object = None, *, kind: str = "") -> None:
        """Show an error in the place that sent a message, else in every place.

        Parameters
        ----------
        error
            What went wrong.
        content
            The message, as it came.
        kind
            What was being done, if it was no message.
        """
        sent = content.get("kind") if isinstance(content, dict) else None
        kind = clean(sent)[:100] if isinstance(sent, str) else kind
        self.send_answer(
            Failed(view=view_of(content), request_kind=kind, message=message_of(error))
        )

    def send_answer(self, answer: Message, buffers: list[bytes] | None = None) -> None:
        """Send a message to the place in the page that it names, or to every place."""
        self.send(answer.model_dump(), buffers or [])

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take over what was changed in the page.

        Where that fails, the page says so and shows the old values again, since whoever looks at a
        page never sees the log of its kernel.
        """
        try:
            super().set_state(sync_data)
        except Exception as error:
            self.send_failure(error, kind="change")
            self.send_state()

    def __repr__(self) -> str:
        return self.static_page().text

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        static = self.static_page()
        self.saved = static.html
        return with_static(super()._repr_mimebundle_(**kwargs), static)


def needed_by_colab(widget: Widget) -> dict[str, Any]:
    """Return what Google Colab needs with an output that holds a widget; empty elsewhere.

    Colab loads no widgets but its own without it.
    """
    shown = anywidget.AnyWidget._repr_mimebundle_(widget)
    return shown[1] if shown else {}


def with_static(shown: Any, static: Page) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what Jupyter shows of a widget, together with what is shown where no kernel runs."""
    data, metadata = shown if isinstance(shown, tuple) else (shown or {}, {})
    return {**data, "text/plain": static.text, "text/html": static.html}, metadata
