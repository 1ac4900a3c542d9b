"""The command reference, written from the commands themselves: `docs/commands.md`.

Write it anew with `python -m discredit.cli.reference > docs/commands.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from discredit.cli.main import EXIT_CODES, app

OPENING = """\
# Commands

*Written from the commands themselves by `python -m discredit.cli.reference`; a test keeps it so.*

{help}

Every command understands `--help` and, for machines, `--json`: one JSON document on standard
output, errors included. Otherwise an error is one sentence on standard error. Progress goes to
standard error. `NO_COLOR` is obeyed, and tables fit the terminal.

## Exit codes

| code | meaning |
|---|---|
"""


def markdown() -> str:
    """The whole reference."""
    group: Any = get_command(app)
    parts = [OPENING.format(help=_flowing(group.help))]
    parts += [f"| {int(code)} | {meaning} |\n" for code, meaning in EXIT_CODES]
    for name, command in group.commands.items():
        parts.append("\n" + "\n".join(_of_command(name, command)) + "\n")
    return "".join(parts)


def _of_command(name: str, command: Any) -> Iterator[str]:
    shown = [param for param in command.params if not getattr(param, "hidden", False)]
    arguments = [param for param in shown if param.param_type_name == "argument"]
    options = [param for param in shown if param.param_type_name == "option"]
    usage = " ".join(_called(param) for param in arguments)
    yield f"## discredit {name}"
    yield ""
    yield "\n\n".join(_flowing(part) for part in (command.help or "").split("\n\n"))
    yield ""
    yield f"    discredit {name} {usage} [OPTIONS]".replace("  [", " [")
    yield ""
    yield f"Example: `{command.epilog.removeprefix('Example: ')}`"
    yield ""
    yield "| argument or option | what it does |"
    yield "|---|---|"
    for param in arguments:
        yield f"| `{_called(param)}` | {_cell(param.help)} |"
    for param in options:
        if param.name != "help":
            yield f"| {_spelt(param)} | {_cell(param.help)}{_default(param)} |"


def _called(param: Any) -> str:
    name = (param.metavar or param.name).upper()
    return name if param.required or name.startswith("[") else f"[{name}]"


def _spelt(param: Any) -> str:
    words = [*param.opts, *param.secondary_opts]
    value = "" if param.is_flag else f" {param.metavar or 'VALUE'}"
    return ", ".join(f"`{word}{value}`" for word in words)


def _default(param: Any) -> str:
    default = param.default
    if default is None or callable(default) or isinstance(default, (bool, list, tuple)):
        return ""
    return f" Default: {default}."


def _cell(text: str | None) -> str:
    return _flowing(text).replace("|", "\\|")


def _flowing(text: str | None) -> str:
    return " ".join((text or "").split())


if __name__ == "__main__":
    print(markdown(), end="")
