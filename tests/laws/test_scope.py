"""No way in for a real person, no way out to a real door (SCOPE.md).

What the public interface takes is listed here by name. A parameter that is not on the list turns
this red: whoever adds one says here what it is, and that it is not about any real person.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from typer.main import get_command

import discredit
from discredit.cli.main import app
from discredit.engine.rendezvous import Hello
from discredit.society.build import build
from discredit.society.spec import load_society

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))

PARAMETERS = {
    # what was decided
    "policy": "a policy of the library, or a YAML file of numbers",
    "name": "the name of a policy in the library",
    "against": "the policy of the other world, as `policy`",
    "overlays": "names of safeguards, or YAML files of changes to numbers",
    "ledger": "the sources of the numbers",
    "language": "of a page that is written: English or Chinese",
    "path": "a dotted path of a number, or a folder or file to write",
    "value": "one number of a policy",
    # how large, how long, with which luck
    "plan": "policies x societies x seeds",
    "people": "how many",
    "months": "how many",
    "start": "the first month",
    "burn_in": "how many months prepare the worlds",
    "seeds": "luck",
    "seed": "luck",
    "society": "a society of the library: aggregate tables",
    "arms": "with, without; or policies side by side, with overlays and settings",
    "draws": "a file that calibrate wrote: joint values of numbers, in place of their ranges",
    "uncertain": "how often a run is drawn again over the ranges of its numbers",
    "workers": "how many processes make runs",
    "outcomes": "measures of the effects",
    "harm": "which harm is the cost of a search; there is no other objective",
    "steps": "how many a search may take",
    "traced": "row numbers of synthetic people",
    "person": "a row number of a synthetic person",
    # where results go and how a run is followed
    "out": "a folder to write",
    "folder": "a result folder",
    "result": "a result of this package",
    "table": "the name of a table of a result",
    "by": "whether figures are of each list, scorer or conduct",
    "columns": "names of columns to read from a result",
    "where": "conditions on rows of a result: column, sign, number",
    "at_once": "how many synthetic people of a result are read at a time",
    "command": "the command line, for the manifest",
    "on_progress": "called with numbers of months done",
    "progress": "whether to show how far it has come",
    "look": "called with a world of synthetic people, after some months of it",
    "cancel": "an event that stops a run",
    "force": "overwrite a result folder",
    "month": "which month of a run is shown",
    "in_turn": "one world after the other, to save memory",
    "processes": "the processes and devices that share the work",
}
BANNED_WORDS = {
    "record", "records", "row", "rows", "names", "id", "ids", "identity", "passport", "email",
    "phone", "address", "face", "photo", "image", "images", "text", "texts", "posts", "document",
    "dataframe", "frame", "csv", "json", "applicant", "url", "webhook", "callback",
}  # fmt: skip
BANNED_KINDS = ("DataFrame", "Series", "ndarray", "pa.Table", "Mapping", "dict", "bytes", "IO[")
NETWORK = {
    "requests", "urllib", "http", "socket", "httpx", "aiohttp", "ftplib", "smtplib", "poplib",
    "imaplib", "telnetlib", "xmlrpc", "websocket", "websockets", "ssl", "socketserver", "asyncio",
    "paramiko", "boto3",
}  # fmt: skip
MEETING = {
    ROOT / "src" / "discredit" / "engine" / f"{name}.py"
    for name in ("address", "connection", "door", "rendezvous")
}
"""Where the processes of one run meet: they tell each other which run it is, and live."""
PAGE = ROOT / "src" / "discredit" / "page"
"""The one folder that may open a port, on this machine, to show results in a browser."""
ANSWERS = {"asyncio", "http.cookies", "socket", "urllib.parse"}
"""What it takes to answer; nothing of it asks anybody."""


def public_functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    for name in discredit.__all__:
        thing = getattr(discredit, name)
        if inspect.isclass(thing):
            for part, function in inspect.getmembers(thing, inspect.isfunction):
                if not part.startswith("_") and function.__module__.startswith("discredit"):
                    yield f"{name}.{part}", function
        elif callable(thing):
            yield name, thing


FUNCTIONS = dict(public_functions())
COMMANDS = cast(Any, get_command(app)).commands


def words(name: str) -> set[str]:
    return set(name.lower().lstrip("-").replace("-", "_").split("_"))


def test_there_is_an_interface_to_hold_to_this() -> None:
    assert len(FUNCTIONS) > 10
    assert len(COMMANDS) > 5


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_public_function_takes_what_this_file_says_and_nothing_about_anybody(name: str) -> None:
    function = FUNCTIONS[name]
    kinds = inspect.get_annotations(function)
    for parameter in set(inspect.signature(function).parameters) - {"self"}:
        assert parameter in PARAMETERS, f"{name} takes {parameter}: say here what it is"
        assert not words(parameter) & BANNED_WORDS
        assert not any(kind in str(kinds.get(parameter, "")) for kind in BANNED_KINDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_takes_nothing_about_anybody(name: str) -> None:
    for parameter in COMMANDS[name].params:
        asked = set().union(*(words(option) for option in (parameter.name, *parameter.opts)))
        # `--json` and `--csv` say how to print; they read nothing.
        assert not (asked - {"json", "csv"}) & BANNED_WORDS, f"{name} {parameter.name}"


def test_a_society_is_made_from_a_file_of_aggregates_a_number_and_a_seed() -> None:
    assert list(inspect.signature(build).parameters) == ["society", "people", "seed", "block"]
    assert len(inspect.signature(load_society).parameters) <= 2


def test_nothing_writes_people_in_from_outside() -> None:
    # Only results of this package are read back as tables, and only there.
    readers = {"read_csv", "read_parquet", "read_json", "read_excel", "read_table", "read_sql"}
    allowed = ("store/",)
    for file in SOURCES:
        place = file.relative_to(ROOT / "src" / "discredit").as_posix()
        named = {
            node.attr
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute)
        }
        assert place.startswith(allowed) or not named & readers, place


def test_nothing_talks_to_the_network() -> None:
    for file in SOURCES:
        named: set[str] = set()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                named |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                named.add(str(node.module))
        answers = ANSWERS if PAGE in file.parents else set[str]()
        found = {name.split(".")[0] for name in named - answers}
        assert not found & (NETWORK - ({"socket"} if file in MEETING else set())), file.name


def test_processes_tell_each_other_which_run_it_is_and_nothing_else() -> None:
    assert Hello._fields == ("process", "processes", "devices", "inputs", "versions")


def test_scope_says_so() -> None:
    text = (ROOT / "SCOPE.md").read_text(encoding="utf-8").lower()
    for promise in ("aggregate tables", "no loader for", "a row number", "no lookup", "no webhook"):
        assert promise in text, promise
