"""Build the pages of all views: Jinja2 templates, escaped text, style sheets.

Pages are static: inline styles under the class ``vrd``, inline pictures, no script. They take
colour and font from what surrounds them, so they suit light and dark notebooks alike.

Templates and style sheets lie in the folder ``templates`` of their package. Whatever a template
prints is escaped unless it is `Markup`, and a name that was not given to it is an error.
"""

from __future__ import annotations

from functools import cache

import markupsafe
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from vrd.core.text import clean, seconds_span, span_text

__all__ = ["STYLE", "Markup", "Page", "escape", "page", "paragraph", "render", "style"]


def render(template: str, package: str = "vrd.views", /, **values: object) -> Markup:
    """Fill a template with values.

    Parameters
    ----------
    template
        A file in the folder ``templates`` of the package; it may include those of ``vrd.views``.
    package
        The package that the template belongs to.
    **values
        What the template names.

    Returns
    -------
    Markup
        HTML in which every value is escaped that was no `Markup`.

    Raises
    ------
    jinja2.UndefinedError
        If the template names a value that is not given.
    """
    # The environment escaped every value, so what it gives is HTML.
    return Markup(_environment(package).get_template(template).render(values))  # noqa: S704


def style(sheet: str, package: str = "vrd.views", /) -> Markup:
    """Return a style sheet of the folder ``templates`` as an element of a page."""
    return Markup("<style>{}</style>").format(render(sheet, package))


def escape(value: object) -> Markup:
    """Make text inert for HTML, inside elements and inside quoted attributes.

    `Markup` passes unchanged.

    Examples
    --------
    >>> escape("<i>.mp4")
    Markup('&lt;i&gt;.mp4')
    """
    return markupsafe.escape(_printable(value))


def _printable(value: object) -> object:
    return value if isinstance(value, Markup) else clean(value)


@cache
def _environment(package: str) -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("vrd.views")]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"span_text": span_text, "seconds_span": seconds_span}
    return environment


#: The style sheet of every page.
STYLE = style("page.css")


class Page:
    """Show HTML in notebooks and browsers, and plain text elsewhere.

    Parameters
    ----------
    html
        Static HTML, everything inline.
    text
        The same for a terminal, a screen reader or a text-only notebook viewer.
    """

    def __init__(self, html: str, text: str) -> None:
        self.html = str(html)
        self.text = str(text)

    @property
    def body(self) -> Markup:
        """Return the HTML without the style sheet, for a page that has the sheet already."""
        # What a page holds is HTML already.
        return Markup(self.html.replace(STYLE, ""))  # noqa: S704

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


def page(body: str, text: str) -> Page:
    """Return a page around HTML that is escaped already."""
    return Page(f'{STYLE}<div class="vrd">{body}</div>', text)


def paragraph(text: object, *, muted: bool = False) -> Markup:
    """Return a paragraph of a page.

    Parameters
    ----------
    text
        What stands in it; escaped unless it is `Markup`.
    muted
        Print it paler than the rest, as a remark.
    """
    kind = "vrd-p vrd-muted" if muted else "vrd-p"
    return Markup('<p class="{}">{}</p>').format(kind, escape(text))
