"""Write sequences as JSON: a bare list for pandas, or an object that names its schema.

A name that is no valid text is escaped as in JSON, so that Python reads the name on disk back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import Any

from vrd import __version__
from vrd.exports.film_links import link
from vrd.exports.options import Export
from vrd.exports.plain_columns import plain_rows

SCHEMA = "vrd-sequences-1.schema.json"


def sequences_schema() -> dict[str, Any]:
    """Return the JSON schema of ``.vrd.json`` files, which lies in this package."""
    schema: dict[str, Any] = json.loads((resources.files(__package__) / SCHEMA).read_text("utf-8"))
    return schema


def write_json_list(export: Export, path: Path) -> None:
    """Write a list of objects, one line per sequence."""
    lines = ",\n".join(map(_json, _records(export)))
    _write(path, f"[\n{lines}\n]\n" if lines else "[]\n")


def write_json_with_schema(export: Export, path: Path) -> None:
    """Write an object with the films and the sequences, as `sequences_schema` describes it."""
    parts = {
        "$schema": _json(SCHEMA),
        "generator": _json(f"Video Reuse Detector {__version__}"),
        "title": _json(export.options.title),
        "films": _list(_film(export, name) for name in export.film_names),
        "sequences": _list(_records(export)),
    }
    _write(path, "{\n" + ",\n".join(f'"{name}": {part}' for name, part in parts.items()) + "\n}\n")


def write_json(path: Path, value: object) -> None:
    """Write a value as indented JSON."""
    text = json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", "utf-8")


def _film(export: Export, name: str) -> dict[str, Any]:
    film: dict[str, Any] = {"name": name, "uri": link(export, name)}
    video = export.video(name)
    if video is not None:
        film["duration"] = round(float(video.duration), 6)
    if (timecode := export.timecode(name)) is not None:
        film |= {"timecode": timecode.text_at(0), "timecode_rate": round(timecode.rate, 6)}
    if name in export.options.checksums:
        film["sha256"] = export.options.checksums[name]
    return film


def _records(export: Export) -> list[dict[str, Any]]:
    columns = list(export.table.columns)
    return [dict(zip(columns, row, strict=True)) for row in plain_rows(export.table)]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _list(values: Iterable[object]) -> str:
    lines = ",\n".join(map(_json, values))
    return f"[\n{lines}\n]" if lines else "[]"


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", errors="backslashreplace")
