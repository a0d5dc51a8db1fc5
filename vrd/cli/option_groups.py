"""Let commands share groups of options: a dataclass whose fields are options."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints


def with_option_groups(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command for Typer in which each dataclass is replaced by its fields.

    Parameters
    ----------
    command
        A function. A parameter that is annotated with a dataclass is given an instance of it;
        the fields of the dataclass, all with defaults, become options. Where two of them have one
        name, that of the second gets the name of its parameter before it.
    """
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, Any] = {name: hint for name, hint in hints.items() if is_dataclass(hint)}
    parameters: list[inspect.Parameter] = []
    names: dict[str, dict[str, str]] = {}
    for parameter in inspect.signature(command).parameters.values():
        if parameter.name in groups:
            taken = {other.name for other in parameters}
            options = _options(groups[parameter.name])
            names[parameter.name] = {
                option.name: f"{parameter.name}_{option.name}"
                if option.name in taken
                else option.name
                for option in options
            }
            parameters += [
                option.replace(name=names[parameter.name][option.name]) for option in options
            ]
        else:
            parameters.append(parameter.replace(annotation=hints[parameter.name]))

    @functools.wraps(command)
    def called(**values: Any) -> None:
        for name, group in groups.items():
            values[name] = group(**{own: values.pop(key) for own, key in names[name].items()})
        command(**values)

    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {option.name: option.annotation for option in parameters}
    return called


def _options(group: Any) -> list[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(
            option.name,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            default=option.default,
            annotation=hints[option.name],
        )
        for option in fields(group)
    ]


def given(group: Any) -> dict[str, Any]:
    """Return the options of a group that were given, by name; ``auto`` is given as None."""
    values = {option.name: getattr(group, option.name) for option in fields(group)}
    return {
        name: None if value == "auto" else value
        for name, value in values.items()
        if value is not None and value != []
    }
