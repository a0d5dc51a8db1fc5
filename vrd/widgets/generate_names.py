"""Write the names that Python and the page share as a module of TypeScript.

``python -m vrd.widgets.generate_names`` writes ``frontend/src/generated.ts``; a test says when that
file is not what this module would write.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from vrd.widgets import answers, names, requests_of_page

PATH = Path(__file__).parent / "frontend" / "src" / "generated.ts"
_HEAD = """\
// Made by `python -m vrd.widgets.generate_names`: do not edit.
// The sources are names.py, requests_of_page.py and answers.py in vrd/widgets.
"""
_PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", NoneType: "null"}


def generated_text() -> str:
    """Return the text of the module."""
    verdicts = [label._asdict() for label in names.VERDICT_LABELS]
    tasks = {name: task.help for name, task in names.TASKS.items()}
    parts = [
        _HEAD,
        f"export type WidgetName = {_type(names.WidgetName)};",
        _constant("VERDICTS", verdicts),
        'export type Verdict = (typeof VERDICTS)[number]["name"];',
        _constant("TASKS", tasks),
        "export type Task = keyof typeof TASKS;",
        _constant("SEQUENCE_COLUMNS", names.SEQUENCE_COLUMNS),
        _constant("REGION_NAMES", names.REGION_NAMES),
        "export type SequenceColumn = (typeof SEQUENCE_COLUMNS)[number];",
        _constant("MAX_NOTE_CHARS", requests_of_page.MAX_NOTE_CHARS),
        *(_interface(model) for model in _models()),
        _union("Request", requests_of_page.REQUESTS),
        _union("Answer", answers.ANSWERS),
    ]
    return "\n".join(parts) + "\n"


def _models() -> list[type[BaseModel]]:
    return [
        *(answers.Film, answers.StillPair, answers.StillPairGroup),
        *requests_of_page.REQUESTS,
        *answers.ANSWERS,
    ]


def _constant(name: str, value: object) -> str:
    const = " as const" if not isinstance(value, int) else ""
    return f"\nexport const {name} = {json.dumps(value, indent=2, ensure_ascii=False)}{const};"


def _interface(model: type[BaseModel]) -> str:
    lines = [f"\nexport interface {model.__name__} {{"]
    for name, field in model.model_fields.items():
        optional = "" if field.is_required() or name == "kind" else "?"
        lines.append(f"  {name}{optional}: {_type(field.annotation)};")
    return "\n".join([*lines, "}"])


def _union(name: str, models: tuple[type[BaseModel], ...]) -> str:
    return "\n  | ".join([f"\nexport type {name} =", *(model.__name__ for model in models)]) + ";"


def _type(kind: Any) -> str:
    """Return a type of Python as TypeScript writes it."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _type(inner[0])
    if origin is Literal:
        return " | ".join(json.dumps(value) for value in inner)
    if origin in (Union, UnionType):
        return " | ".join(_type(each) for each in inner)
    if origin is list:
        return f"{_type(inner[0])}[]"
    if origin is tuple:
        return f"[{', '.join(_type(each) for each in inner)}]"
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind.__name__
    return _PLAIN[kind]


if __name__ == "__main__":
    PATH.write_text(generated_text(), "utf-8")
    print(f"Wrote {PATH}")
