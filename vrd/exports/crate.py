"""Write a run as a folder that describes itself: an RO-Crate, to deposit with a publication.

The folder holds the sequences as CSV and as JSON with its schema, and the settings. Films are
described, not copied. Authors and licence are left to the user, who alone knows them.
Source: RO-Crate Metadata Specification (Soiland-Reyes et al., Data Science 5, 2022).
"""

from __future__ import annotations

import json
import shutil
from importlib import resources
from pathlib import Path
from typing import Any

from vrd import __version__
from vrd.core.redaction import without_folders
from vrd.core.text import visible
from vrd.exports.film_links import link, media_type
from vrd.exports.json_file import SCHEMA, write_json_with_schema
from vrd.exports.options import Export, optional
from vrd.exports.plain_columns import write_csv

_DESCRIPTION = (
    "Stretches of films that show the same footage, found by the Video Reuse Detector, and what "
    "people judged of them. They are a guide, not proof. The films are described, not contained."
)
_FILES = {
    "sequences.csv": ("Sequences as a table", "text/csv"),
    "sequences.vrd.json": ("Films and sequences as JSON", "application/json"),
    SCHEMA: ("JSON schema of sequences.vrd.json", "application/schema+json"),
    "settings.json": ("Settings of the project and of the run", "application/json"),
}


def write_crate(export: Export, folder: Path) -> None:
    """Write the files of a run, and ``ro-crate-metadata.json``."""
    library = optional("rocrate.rocrate", "rocrate")
    model = optional("rocrate.model.contextentity", "rocrate")
    crate = library.ROCrate()
    crate.name, crate.description = visible(export.options.title), _DESCRIPTION
    films = [
        crate.add(_film(model, crate, export, name, number))
        for number, name in enumerate(export.film_names, 1)
    ]
    crate.root_dataset["mentions"] = films
    _write_files(export, folder)
    files = [
        crate.add_file(folder / name, name, properties={"name": title, "encodingFormat": kind})
        for name, (title, kind) in _FILES.items()
    ]
    _add_run(model, crate, export, films, files)
    crate.write(folder)


def _write_files(export: Export, folder: Path) -> None:
    write_csv(export, folder / "sequences.csv")
    write_json_with_schema(export, folder / "sequences.vrd.json")
    with resources.as_file(resources.files(__package__) / SCHEMA) as schema:
        shutil.copyfile(schema, folder / SCHEMA)
    settings: Any = dict(export.options.settings)
    settings = settings if export.options.paths else without_folders(settings)
    text = json.dumps(settings, ensure_ascii=True, indent=2, default=str)
    (folder / "settings.json").write_text(text + "\n", "utf-8")


def _film(model: Any, crate: Any, export: Export, name: str, number: int) -> Any:
    properties: dict[str, Any] = {"@type": "VideoObject", "name": visible(name)}
    if kind := media_type(name):
        properties["encodingFormat"] = kind
    if export.options.base_url or export.options.paths:
        properties["contentUrl"] = link(export, name)
    video = export.video(name)
    if video is not None:
        properties["duration"] = f"PT{video.duration:.3f}S"
    if name in export.options.checksums:
        properties["sha256"] = export.options.checksums[name]
    return model.ContextEntity(crate, f"#film-{number}", properties=properties)


def _add_run(model: Any, crate: Any, export: Export, films: list[Any], files: list[Any]) -> None:
    """Describe the run: the films searched, the software used, and the files written."""
    versions = {"vrd": __version__, **export.options.versions}
    names = {"vrd": "Video Reuse Detector"}
    software = [
        crate.add(
            model.ContextEntity(
                crate,
                f"#software-{name}",
                properties={
                    "@type": "SoftwareApplication",
                    "name": names.get(name, name),
                    "version": version,
                },
            )
        )
        for name, version in versions.items()
    ]
    if software[1:]:
        software[0]["softwareRequirements"] = software[1:]
    action = model.ContextEntity(
        crate, "#run", properties={"@type": "CreateAction", "name": "Search for reused footage"}
    )
    crate.add(action)
    action["instrument"], action["object"], action["result"] = software[0], films, files
    crate.root_dataset["mentions"] = [*films, action]
