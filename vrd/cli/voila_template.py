"""Write the template by which Voila lays out the page of a project.

It is Voila's own template with two differences. The page is dark where the system is set to dark,
and it loads nothing from other computers: Voila's own template fetches icons from a public server,
and waits for them where there is no internet.
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
    """Write the template into a folder.

    Parameters
    ----------
    folder
        An empty folder.

    Returns
    -------
    dict of str
        The environment variables by which Voila finds the template.
    """
    template = folder / "voila" / "templates" / NAME
    template.mkdir(parents=True)
    write_json(template / "conf.json", {"base_template": "lab"})
    (template / "index.html.j2").write_text(_INDEX, "utf-8")
    folders = [str(folder), os.environ.get("JUPYTER_PATH", "")]
    return {"JUPYTER_PATH": os.pathsep.join(filter(None, folders))}
