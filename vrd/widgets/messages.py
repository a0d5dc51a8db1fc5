"""Hold what all messages between a page and Python have in common.

`vrd.widgets.requests_of_page` declares what a page sends, `vrd.widgets.answers` what Python sends.
Each kind of message is one model; the browser's side of them is made from these models by
`vrd.widgets.generate_names`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from vrd.core.text import clean

#: Characters of the name that a page gives to itself or to a request.
MAX_NAME_CHARS = 100


def _short_name(value: object) -> str | None:
    short = isinstance(value, str) and len(value) <= MAX_NAME_CHARS
    return clean(value) if short else None


#: What a page calls itself or a request: None where it sent no short text.
Name = Annotated[str | None, BeforeValidator(_short_name)]


class Message(BaseModel):
    """Hold one message.

    ``kind`` tells what it is about. ``view`` names the place in a page that sent a request or that
    an answer is for, since one widget may be shown in several places; None is for all of them.
    """

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    kind: str
    view: Name = None


def kind_of(model: type[Message]) -> str:
    """Return the kind of the messages of a model.

    Examples
    --------
    >>> class Hello(Message):
    ...     kind: str = "hello"
    >>> kind_of(Hello)
    'hello'
    """
    kind: str = model.model_fields["kind"].default
    return kind


def view_of(content: object) -> str | None:
    """Return the name of the place in a page that a message came from; None where it has none."""
    return _short_name(content.get("view")) if isinstance(content, dict) else None


def message_of(error: Exception) -> str:
    """Return an error as the page shows it, at most a thousand characters."""
    # A KeyError of Python's own says only which key, and quotes it.
    own = isinstance(error, (ValueError, OSError)) or type(error).__module__.startswith("vrd.")
    text = str(error) if own and str(error) else f"{type(error).__name__}: {error}"
    return clean(text)[:1000]
