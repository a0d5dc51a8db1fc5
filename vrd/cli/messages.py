"""Say on the command line what an error says in Python: with commands and options, not calls.

Messages of VRD tell Python users what to call. Here each call is replaced by the command that does
the same, and each argument by its option. Both are recognised by their published names, so the
sentences around them may change.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

from vrd.core.text import clean

_STAGE = (
    r"`?\b(?:project\.)?(?:initialize_frame_extractor|populate_fingerprint_database|"
    r"initialize_faiss_index|initialize_neighbours|run)"
)
# What a message says in Python, and on the command line; PROJECT is the project at hand.
_CALLS: list[tuple[str, str]] = [
    (r"Open the project with their folder, open_project\([^)]*\), and call run\(\) once",
     "Run once `vrd run PROJECT --films FOLDER`"),
    (_STAGE + r"\(force_recreate=True\)`?", "`vrd run PROJECT --force`"),
    (_STAGE + r"\(retry_failed=True\)`?", "`vrd run PROJECT --retry-failed`"),
    (_STAGE + r"\(\)`?", "`vrd run PROJECT`"),
    (r"\bVRDProject\(\.\.\.\)(?: in a notebook)?", "`vrd run PROJECT --films FOLDER`"),
    (r"`?\bopen_project\([^)]*reset_search=True\)`?", "`vrd find PROJECT --reset`"),
    (r"`?\bopen_project\([^)]*\)`?", "`vrd find PROJECT`"),
    (
        r"`?\b(?:project|found)\.(?:annotations\.)?read_edits\((.*?)\)"
        r"\.apply\((?:project\.\w+(?:\.\w+)?\(\))?\)`?",
        r"`vrd import PROJECT \1 --apply`",
    ),
    (r"`?\b(?:project|found)\.(?:annotations\.)?read_edits\((.*?)\)`?", r"`vrd import PROJECT \1`"),
    (r"`?\b(?:project\.)?export\('([^']*)', format='([^']*)'\)`?",
     r"`vrd export PROJECT \1 --format \2`"),
    (r"\bcombine_projects\(([^)]*)\)(?! in a)", r"combine_projects(\1) in a notebook"),
    (r"network=OnnxNetwork\(('[^']*'), (.*?)\) \(from [\w.]+\)", r"network=\1, \2"),
    (r"\bopen(?:ing)? the project(?: once)? with `?read_only=True`?",
     "use `vrd status`, `vrd report` or `vrd export`"),
    (r"\bOpen (?:it|the project)(?: once)? without `?read_only=True`?", "Use `vrd run PROJECT`"),
    (r"\bopen (?:it|the project)(?: once)? without `?read_only=True`?", "use `vrd run PROJECT`"),
    (r"`?NeuralNetworks\.(\w+)`?", r"--network \1"),
]  # fmt: skip
_VALUE = r"(?P<value>(?=[:,; ]|\.(?!\.)|$)|True|False|\.\.\.|'[^']*'|\[[^\]]*\]|[\w.]+)"


def command_line_message(message: str, ctx: Any) -> str:
    """Return what to print about an error that ended a command.

    Parameters
    ----------
    message
        What the error says in Python.
    ctx
        The context of the command, which knows its options and their values.
    """
    project = ctx.params.get("project") or ctx.params.get("earlier")
    options = options_of(ctx.parent.command if ctx.parent else ctx.command, ctx.command)
    return translate(clean(message), options, project)


def translate(message: str, options: dict[str, Any], project: Path | None = None) -> str:
    """Replace calls by commands, and arguments by options.

    Parameters
    ----------
    message
        What an error says in Python.
    options
        The options of Typer by the names of their arguments.
    project
        The folder of the project at hand; None for none.
    """
    place = shlex.quote(str(project)) if project else "PROJECT"
    for call, words in _CALLS:
        message = re.sub(call, words, message)
    message = re.sub(r"\b([Cc])all (?=`vrd )", _run, message).replace("PROJECT", place)
    for name, option in options.items():
        message = re.sub(rf"(?<![-\w]){name}={_VALUE}", _as_option(option), message)
        if "_" in name or name == "fps":
            message = re.sub(rf"(?<![-\w\"]){name}\b(?![=\"])", option.opts[0], message)
    return message


def _run(call: re.Match[str]) -> str:
    return "Run " if call[1] == "C" else "run "


def _as_option(option: Any) -> Callable[[re.Match[str]], str]:
    """Return what writes ``name=value`` as an option of the command line."""

    def written(found: re.Match[str]) -> str:
        name, value = option.opts[0], found["value"].strip("[]'")
        if value == "False" and option.secondary_opts:
            return str(option.secondary_opts[0])
        if value in ("", "True"):
            return str(name)
        if value == "...":
            return f"{name} {option.metavar or 'VALUE'}"
        return f"{name} {shlex.quote(value)}"

    return written


def options_of(command: Any, at_hand: Any = None) -> dict[str, Any]:
    """Return the options of all commands by the names of their arguments.

    Parameters
    ----------
    command
        The command of Typer that holds all others.
    at_hand
        The command whose options win where two have one name.
    """
    commands = [*getattr(command, "commands", {}).values(), at_hand or command]
    options = {
        option.name: option
        for command in commands
        for option in command.params
        if option.param_type_name == "option" and not option.hidden
    }
    return options | {"video_path": options["films"]} if "films" in options else options
