"""What every view is made of: a displayable page, escaped text, inline pictures, clock times.

Pages are static: inline styles under the class ``vrd``, inline pictures, no script. They take
colour and font from what surrounds them, so they suit light and dark notebooks alike.
"""

from __future__ import annotations

import html

from vrd.core.text import clean

# Every rule is under .vrd. The doubled class names outweigh the rules that JupyterLab and
# nbviewer have for tables and pictures in outputs.
STYLE = """<style>
.vrd{color:inherit;font-family:inherit;line-height:1.45;max-width:100%}
.vrd p.vrd-p{margin:.35em 0}
.vrd .vrd-muted{opacity:.78}
.vrd .vrd-note{border-left:3px solid rgba(128,128,128,.6);padding:.1em 0 .1em .8em;margin:.8em 0}
.vrd .vrd-scroll{overflow-x:auto;max-width:100%}
.vrd table.vrd-table{border-collapse:collapse;margin:.6em 0 1em;font-size:.92em;background:none;
border:0;table-layout:auto;color:inherit}
.vrd table.vrd-table caption{caption-side:top;text-align:left;font-weight:600;padding:.2em 0 .4em;
color:inherit}
.vrd table.vrd-table tr,.vrd table.vrd-table tbody tr:nth-child(n){background:none}
.vrd table.vrd-table tbody tr:hover{background:rgba(128,128,128,.13)}
.vrd table.vrd-table th,.vrd table.vrd-table td{text-align:left;vertical-align:top;
padding:.28em .75em .28em 0;border:0;border-bottom:1px solid rgba(128,128,128,.3);
font-weight:400;white-space:normal;max-width:36em;overflow-wrap:anywhere}
.vrd table.vrd-table thead th{font-weight:600;border-bottom:1.5px solid rgba(128,128,128,.75);
vertical-align:bottom;overflow-wrap:normal}
.vrd table.vrd-table thead th.vrd-n.vrd-n{white-space:normal}
.vrd table.vrd-table th.vrd-n,.vrd table.vrd-table td.vrd-n{text-align:right;
font-variant-numeric:tabular-nums;white-space:nowrap}
.vrd table.vrd-table .vrd-where{display:block;min-width:14em}
.vrd table.vrd-table .vrd-t{white-space:nowrap;font-variant-numeric:tabular-nums}
</style>"""


class Markup(str):
    """Text that is HTML already and is not escaped again."""

    __slots__ = ()


class Page:
    """Something to show: HTML in notebooks and browsers, plain text elsewhere.

    Parameters
    ----------
    html
        Static HTML, everything inline.
    text
        The same for a terminal, a screen reader or a text-only notebook viewer.
    """

    def __init__(self, html: str, text: str) -> None:
        self.html = html
        self.text = text

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


def page(body: str, text: str) -> Page:
    """A page around HTML that is escaped already."""
    return Page(f'{STYLE}<div class="vrd">{body}</div>', text)


def escape(value: object) -> str:
    """Text made inert for HTML, inside elements and inside quoted attributes.

    `Markup` passes unchanged.
    """
    return str(value) if isinstance(value, Markup) else html.escape(clean(value), quote=True)
