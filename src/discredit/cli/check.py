"""`discredit check`: every fault of a file at once, each with its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from discredit.cli.screen import Json, emit, say

if TYPE_CHECKING:
    from discredit.errors import Fault
    from discredit.policy.marked import Marked

EXAMPLE = "Example: discredit check my-system.yaml"


def command(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE...", help="Policy, conduct, life or society files (YAML)."),
    ] = None,
    schema: Annotated[
        bool,
        typer.Option("--schema", help="Print the JSON Schema of a system file, for editors."),
    ] = False,
    json: Json = False,
) -> None:
    """Check policy files: every fault at once, with its line, what was found and what to write.

    Exit code 2 when any file has a fault. What a file is (a system, conduct, a life or a society)
    is told from its keys. A system's conduct and life are checked with it.
    """
    if schema:
        from discredit.policy.schema import System

        emit(System.model_json_schema())
        return
    if not files:
        raise typer.BadParameter("name at least one file, or ask for --schema", param_hint="FILE")
    from discredit.errors import PolicyError

    faults: list[Fault] = []
    clean: list[tuple[str, str]] = []
    for file in files:
        found, said = _check(file)
        faults += found
        if not found:
            clean.append((file, said))
    if json and not faults:
        emit({"files": [{"file": file, "is": said} for file, said in clean], "faults": []})
        return
    if not json:
        for file, said in clean:
            say(f"{file} is clean: {said}.")
    if faults:
        raise PolicyError(faults)


def _check(file: str) -> tuple[list[Fault], str]:
    """The faults of one file, and what it is if it has none."""
    from discredit.errors import InputError
    from discredit.policy.marked import read

    try:
        marked = read(Path(file), file)
        if "tables" in marked.data and "format" in marked.data:
            return _check_society(file)
        return _check_policy(file, marked)
    except InputError as error:
        return list(error.faults), ""


def _check_society(file: str) -> tuple[list[Fault], str]:
    from discredit.society.spec import load_society

    spec = load_society(file)
    return [], f"a society, {spec.title}"


def _check_policy(file: str, marked: Marked) -> tuple[list[Fault], str]:
    from discredit.errors import PolicyError
    from discredit.policy.load import accept
    from discredit.policy.number import Number
    from discredit.policy.schema import Behaviour, Life, System
    from discredit.sources import Ledger, badge

    ledger = Ledger()
    model = max((System, Behaviour, Life), key=lambda m: len(m.model_fields.keys() & marked.data))
    names = list(_references(marked, file)) if model is System else []
    try:
        found = accept(marked, model, ledger=ledger)
    except PolicyError as error:
        return sorted([*error.faults, *names], key=lambda fault: fault.line), ""
    if not isinstance(found, System):
        kind = "conduct" if model is Behaviour else "a life"
        return [], f"{kind}, {badge(n.evidence for _, n in found if isinstance(n, Number))}"
    if names:
        return names, ""
    from discredit.policy.compose import load_policy, numbers

    whole = load_policy(file) if file.endswith((".yaml", ".yml")) else None
    if whole is None:
        return [], f"a system, {found.title}"
    return [], f"a system, {found.title}; {badge(n.evidence for n in numbers(whole).values())}"


def _references(marked: Marked, file: str) -> Iterator[Fault]:
    """Names of other files that lead nowhere."""
    from discredit import library
    from discredit.errors import Fault, quoted
    from discredit.policy.finding import did_you_mean, listed

    folder = Path(file).parent
    for key, kind in (("society", "societies"), ("conduct", "conduct"), ("life", "lives")):
        name = marked.data.get(key)
        if not isinstance(name, str):
            continue  # missing or no text: the schema says so
        line = marked.mark((key,))[1]
        if name.endswith((".yaml", ".yml")):
            if not (folder / name).is_file():
                rule = f"it must be a file beside {file} or a name of the library"
                yield Fault(file, line, key, f"{quoted(name)}, no such file", rule, "Correct it.")
        elif name not in library.names(kind):
            known = library.names(kind)
            rule = f"the library's {kind} are: {listed(known)}"
            remedy = did_you_mean(name, known, "Take one of these names.")
            yield Fault(file, line, key, quoted(name), rule, remedy)
