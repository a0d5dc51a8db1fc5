"""How Voila lays out the workbench: as its own template, with two differences.

The page is dark where the system asks for dark, and asks for nothing that is not on this machine:
Voila's own template fetches icons from a public server, and waits for them where that is cut off.
"""

from __future__ import annotations

import os
from pathlib import Path

from vrd.storage.files import write_json

NAME = "vrd"
_INDEX = """\
{%- extends 'voila/templates/lab/index.html.j2' -%}
{%- import 'spinner.macro.html.j2' as spinner -%}
{%- block notebook_css -%}
{{ resources.include_js('static/voila-style.js') }}
{{ spinner.css() }}
<meta name="color-scheme" content="light dark">
{{ super.super() }}
{% if resources.theme == 'light' %}
<link rel="stylesheet" media="(prefers-color-scheme: dark)"
  href="{{ resources.include_url('static/theme-dark.css') }}">
{% endif %}
<style>
body { background: var(--jp-layout-color0); }
.jp-mod-noOutputs.jp-mod-noInput { display: none; }
</style>
{%- endblock notebook_css -%}
"""


def write_template(folder: Path) -> dict[str, str]:
    """Put the template where Voila finds it.

    Parameters
    ----------
    folder
        A folder of its own.

    Returns
    -------
    dict of str
        What the environment of Voila must say.
    """
    place = folder / "voila" / "templates" / NAME
    place.mkdir(parents=True)
    write_json(place / "conf.json", {"base_template": "lab"})
    (place / "index.html.j2").write_text(_INDEX, "utf-8")
    known = [str(folder), os.environ.get("JUPYTER_PATH", "")]
    return {"JUPYTER_PATH": os.pathsep.join(filter(None, known))}
