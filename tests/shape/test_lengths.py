"""Files, functions and signatures stay short enough to read; what is public says what it does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from typer.main import get_command

ROOT = Path(__file__).parents[2]
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
MOST_ARGUMENTS = 8
TOO_MANY_ARGUMENTS: set[str] = {
    "plan.py:draw_up",  # all that a run can be given, by name: it is the interface
    "api/pair.py:compare",  # the same, and where it goes
    "api/many.py:compare_many",  # the same of several
}
ARRAYS_OF_ANYTHING = 30
"""Lines on which an array is annotated as `[Any, ...]`: this count only falls."""
SOURCES = sorted((ROOT / "src").rglob("*.py"))
FILES = [*SOURCES, *(file for top in ("tests", "bench") for file in (ROOT / top).rglob("*.py"))]

Function = ast.FunctionDef | ast.AsyncFunctionDef


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


def functions(file: Path) -> Iterator[Function]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length(function: Function) -> int:
    """Lines of what it does: from the first statement after the docstring to the end."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_there_are_files_to_look_at() -> None:
    assert len(SOURCES) > 40


def test_no_file_is_longer_than_a_reader_can_bear() -> None:
    lengths = {named(file): len(file.read_text("utf-8").splitlines()) for file in FILES}
    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE}


def test_no_function_is_longer_than_a_screen() -> None:
    lengths = {f"{named(f)}:{one.name}": length(one) for f in FILES for one in functions(f)}
    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION}


def arguments(function: Function) -> int:
    given = function.args
    names = {one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)}
    return len(names - {"self", "cls"})


def test_no_function_takes_more_than_eight_arguments() -> None:
    """What a command takes on the command line is its interface, and stands apart."""
    counts = {
        f"{file.relative_to(ROOT / 'src' / 'discredit').as_posix()}:{one.name}": arguments(one)
        for file in SOURCES
        for one in functions(file)
        if not (file.parent.name == "cli" and one.name == "command")
    }
    many = {name for name, count in counts.items() if count > MOST_ARGUMENTS}
    assert not many - TOO_MANY_ARGUMENTS


def test_an_array_is_annotated_as_an_array() -> None:
    lines = [line for file in SOURCES for line in file.read_text("utf-8").splitlines()]
    loose = sum(bool(re.search(r'\[Any, ?"', line)) for line in lines)
    assert loose <= ARRAYS_OF_ANYTHING


def test_every_file_begins_by_saying_what_it_is_about() -> None:
    texts = {named(file): file.read_text("utf-8") for file in SOURCES}
    assert not [n for n, text in texts.items() if text and not ast.get_docstring(ast.parse(text))]


def test_every_public_function_says_what_it_does() -> None:
    silent = [
        f"{named(file)}:{one.name}"
        for file in SOURCES
        for one in ast.parse(file.read_text("utf-8")).body
        if isinstance(one, Function) and one.name[0] != "_" and not ast.get_docstring(one)
    ]
    assert not silent


def test_every_command_says_what_it_does() -> None:
    from discredit.cli.main import app

    commands = cast(Any, get_command(app)).commands
    assert len(commands) > 5
    assert not [name for name, command in commands.items() if not command.help]
