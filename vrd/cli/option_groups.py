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
        the fields of the dataclass, all with defaults, become options.
    """
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, Any] = {name: hint for name, hint in hints.items() if is_dataclass(hint)}
    parameters = []
    for parameter in inspect.signature(command).parameters.values():
        if parameter.name in groups:
            parameters += _options(groups[parameter.name])
        else:
            parameters.append(parameter.replace(annotation=hints[parameter.name]))

    @functools.wraps(command)
    def called(**values: Any) -> None:
        for name, group in groups.items():
            values[name] = group(**{field.name: values.pop(field.name) for field in fields(group)})
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
