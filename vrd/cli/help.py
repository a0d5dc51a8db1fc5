"""Show help and errors of the command line: framed in a terminal, plain where output is piped."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from vrd.core.notices import warnings_shown_by
from vrd.errors import VRDError

_INTERRUPTED = "vrd: interrupted. What was finished is kept; the same command goes on from there."


def in_terminal() -> bool:
    """Tell whether a person looks at the output, in a terminal that draws frames and colours."""
    dumb = os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and sys.stderr.isatty() and not dumb


class VRDCommand(TyperCommand):
    """Run a command of VRD; explain its errors in one paragraph, with exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            show = self._shown(ctx)
            with warnings.catch_warnings(), warnings_shown_by(show):
                warnings.showwarning = show
                return super().invoke(ctx)
        except typer.BadParameter as error:
            error.ctx = error.ctx or ctx  # so that the usage is shown
            error.message = self._translated(error.message, ctx)
            raise
        except KeyboardInterrupt:
            print(_INTERRUPTED, file=sys.stderr)
            raise typer.Exit(130) from None
        except BrokenPipeError:
            # The reader of our output (head, less) has gone; that is no error.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except (VRDError, OSError) as error:
            print(f"vrd: {self._translated(str(error), ctx)}", file=sys.stderr)
            raise typer.Exit(1) from error

    def _shown(self, ctx: Any) -> Callable[..., None]:
        """Return what shows a warning as a message to people, without the line of code."""

        def show(message: Warning | str, *_: object) -> None:
            print(f"vrd: {self._translated(str(message), ctx)}", file=sys.stderr)

        return show

    @staticmethod
    def _translated(message: str, ctx: Any) -> str:
        from vrd.cli.messages import command_line_message

        return command_line_message(message, ctx)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Write PROJECT without brackets: every command needs it, wherever it stands."""
        return [
            piece.strip("{}") if piece != "[PROJECT]" else "PROJECT"
            for piece in super().collect_usage_pieces(ctx)
        ]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options under the names of their panels."""
        _write_panels(formatter, [(p, p.get_help_record(ctx)) for p in self.get_params(ctx)])

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the examples, one on a line."""
        _write_lines(formatter, self.epilog)


class VRDGroup(TyperGroup):
    """List the commands of VRD in their order, under the names of their panels."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options, then the commands, each under the names of their panels."""
        _write_panels(formatter, [(p, p.get_help_record(ctx)) for p in self.get_params(ctx)])
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        _write_panels(
            formatter,
            [(command, (name, command.get_short_help_str(200))) for name, command in commands
             if command is not None],
        )  # fmt: skip

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the examples, one on a line."""
        _write_lines(formatter, self.epilog)


def _write_panels(formatter: Any, entries: list[tuple[Any, tuple[str, str] | None]]) -> None:
    panels: dict[str, list[tuple[str, str]]] = {}
    for item, entry in entries:
        usual = "Arguments" if getattr(item, "param_type_name", "") == "argument" else "Options"
        if entry is not None:
            panels.setdefault(getattr(item, "rich_help_panel", None) or usual, []).append(entry)
    for name, lines in panels.items():
        with formatter.section(name):
            formatter.write_dl(lines)


def _write_lines(formatter: Any, text: str | None) -> None:
    if text:
        formatter.write_paragraph()
        for line in text.split("\n\n"):
            formatter.write(f"{line}\n")
