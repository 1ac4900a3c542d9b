"""How the command line speaks: tables that fit the terminal, one red sentence for an error, JSON.

Only Rich is imported here, and only when something is printed.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from discredit.errors import (
    DiscreditError,
    Fault,
    InputError,
    Interrupted,
    in_terminal,
    is_shown_as_text,
)

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

WIDE: Final = 118
"""Columns from which a table of numbers shows grade, range and source side by side."""
NARROWEST: Final = 40

GRADE_STYLES: Final = {
    "documented": "green",
    "reported": "cyan",
    "disputed": "yellow",
    "fictional": "magenta",
    "assumed": "blue",
}
"""A colour for each evidence grade; the word is always printed beside it."""

Json = Annotated[
    bool,
    typer.Option("--json", help="Print one JSON document for machines, errors included."),
]


def console(*, stderr: bool = False) -> Console:
    """A console that follows the terminal: its width, its colours, NO_COLOR."""
    from rich.console import Console
    from rich.segment import Segment

    class Plain(Console):
        """A console on which text of others is text: what would steer the terminal is spelt out."""

        def render(self, *args: Any, **options: Any) -> Iterator[Segment]:
            for segment in super().render(*args, **options):
                is_text = segment.control is None
                yield Segment(spelt_out(segment.text), segment.style) if is_text else segment

        def on_broken_pipe(self) -> None:
            raise  # Rich would leave with a code of its own

    found = Plain(stderr=stderr, highlight=False, markup=False, emoji=False)
    if found.width < NARROWEST:
        found.width = NARROWEST
    return found


def spelt_out(text: str) -> str:
    """Text with whatever is not text spelt out, but for ends of lines.

    >>> spelt_out("red \\x1b[31m")
    'red \\\\x1b[31m'
    """
    if all(map(is_shown_as_text, text)):
        return text
    return "".join(c if is_shown_as_text(c) else ascii(c)[1:-1] for c in text)


def say(*parts: RenderableType, stderr: bool = False) -> None:
    """Print text or tables; square brackets in text are just brackets.

    What goes to stderr is by the way: a run goes on where nobody can read of it.
    """
    out = console(stderr=stderr)
    with suppress(OSError) if stderr else nullcontext():
        for part in parts:
            out.print(part)


def heading(text: str) -> RenderableType:
    """A title above what follows."""
    from rich.text import Text

    return Text(f"\n{text}", style="bold")


def loud(label: str) -> RenderableType:
    """What a system must wear, so that nobody reads past it."""
    from rich.text import Text

    return Text(label, style="bold yellow")


def quiet(text: str) -> RenderableType:
    """A remark that may be read past."""
    from rich.text import Text

    return Text(text, style="dim")


def columns(
    heads: Sequence[str],
    rows: Iterable[Sequence[str | Text]],
    *,
    fixed: Sequence[int] = (),
    right: Sequence[int] = (),
) -> RenderableType:
    """A plain table; on a terminal too narrow for it, a paragraph per row, so no number is cut.

    Columns in `fixed` never break a line; in the others only words stay whole.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    rows = list(rows)
    has_heads = any(heads)
    least = _least_widths(heads, rows, fixed)
    between = 3 * (len(heads) - 1) + 2 if has_heads else 2 * len(heads)
    if sum(least) + between > console().width:
        return _paragraphs(heads, rows)
    table = Table(
        box=SIMPLE_HEAD if has_heads else None,
        show_header=has_heads,
        pad_edge=False,
        padding=(0, 1) if has_heads else (0, 2, 0, 0),
        header_style="bold",
    )
    widths = _widths(heads, rows, least, console().width - between)
    for index, head in enumerate(heads):
        table.add_column(
            head,
            no_wrap=index in fixed,
            overflow="fold",
            width=widths[index],
            justify="right" if index in right else "left",
        )
    for row in rows:
        table.add_row(*row)
    return table


def _least_widths(
    heads: Sequence[str], rows: Sequence[Sequence[str | Text]], fixed: Sequence[int]
) -> list[int]:
    """How wide each column must be to cut no number and no word; a web address may be cut."""
    least = []
    for index, head in enumerate(heads):
        longest = [len(line) for line in head.splitlines()]
        for row in rows:
            text = str(row[index])
            pieces = text.splitlines() if index in fixed else text.split()
            longest += [len(piece) for piece in pieces if "://" not in piece]
        least.append(max(longest, default=0))
    return least


def _widths(
    heads: Sequence[str], rows: Sequence[Sequence[str | Text]], least: Sequence[int], room: int
) -> list[int]:
    """How wide each column is: its longest line where all fit, else room shared by what each lacks.

    Said to Rich outright, whose own sharing can cut columns that have a least width.
    """
    cells = [[head, *(str(row[index]) for row in rows)] for index, head in enumerate(heads)]
    whole = [
        max(len(line) for cell in column for line in (*cell.splitlines(), "")) for column in cells
    ]
    lacking = [max(0, full - low) for full, low in zip(whole, least, strict=True)]
    spare = max(0, room - sum(least))
    if sum(lacking) <= spare:
        return [max(full, low) for full, low in zip(whole, least, strict=True)]
    return [low + lack * spare // sum(lacking) for low, lack in zip(least, lacking, strict=True)]


def _paragraphs(heads: Sequence[str], rows: Sequence[Sequence[str | Text]]) -> RenderableType:
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    parts: list[RenderableType] = []
    for row in rows:
        parts.append(Text.assemble(row[0], style="bold"))
        for head, cell in list(zip(heads, row, strict=True))[1:]:
            if str(cell):
                name = " ".join(head.split())
                line = Text.assemble(f"{name}: " if name else "", cell)
                parts.append(Padding(line, (0, 0, 0, 2)))
    return Group(*parts)


def graded(grade: str) -> Text:
    """An evidence grade in its colour."""
    from rich.text import Text

    return Text(grade, style=GRADE_STYLES.get(grade, ""))


def emit(document: Any) -> None:
    """Print one JSON document. NaN and infinities become null, which JSON has a word for."""
    text = json.dumps(_plain(document), indent=2, ensure_ascii=False, allow_nan=False)
    print("".join(c if is_shown_as_text(c) else f"\\u{ord(c):04x}" for c in text))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if hasattr(value, "item"):  # a NumPy scalar
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def wants_json(args: Sequence[str]) -> bool:
    """Whether a command line asks for JSON, also when the rest of it cannot be understood."""
    return "--json" in (args[: args.index("--")] if "--" in args else args)


def report_error(error: DiscreditError, *, as_json: bool) -> int:
    """Print an error for a person (red, on stderr) or a machine (stdout); its exit code."""
    faults = error.faults if isinstance(error, InputError) else ()
    if as_json:
        emit(
            {
                "error": type(error).__name__,
                "number": f"E{error.number}",
                "message": in_terminal(str(error)),
                "exit_code": int(error.exit_code),
                "faults": [_in_terminal(fault) for fault in faults],
            }
        )
    else:
        text = str(error) if len(faults) < 2 else _all_of(faults)
        number = "" if isinstance(error, Interrupted) else f" (E{error.number})"
        complain(f"{in_terminal(text)}{number}")
    return int(error.exit_code)


def _in_terminal(fault: Fault) -> dict[str, Any]:
    fields = asdict(fault)
    return {**fields, "rule": in_terminal(fault.rule), "remedy": in_terminal(fault.remedy)}


def complain(text: str) -> None:
    """One red sentence, or several, on stderr."""
    from rich.text import Text

    say(Text(text, style="red"), stderr=True)


def _all_of(faults: Sequence[Any]) -> str:
    from discredit.policy.load import explain

    return explain(faults)


def is_terminal() -> bool:
    """Whether somebody is looking at stderr, where progress is shown."""
    return sys.stderr is not None and sys.stderr.isatty()
