"""`discredit new`: a commented policy file to start one's own system from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from discredit.cli.screen import Json, emit, say

if TYPE_CHECKING:
    from discredit.errors import DiscreditError

EXAMPLE = "Example: discredit new my-system"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")

PREFACE: Final = """\
# {name}: a copy of {like}, to be changed into a system of your own.
#
# A number is written {{value: 0.3, unit: share, evidence: assumed, source: A-07, range: [0, 1]}}:
#   value     the number, or one per label; true or false where the unit is switch
#   dated     instead of value, where it changed: {{2013-10: 0.5, 2020-01: 0.9}}, with
#             between: step (or linear) and before: what held earlier
#   unit      what it is counted in; `discredit check` names the right one if it is wrong
#   evidence  documented (law, peer-reviewed) | reported (press) | disputed | fictional | assumed
#   source    a key of the evidence ledger, or a list of keys: discredit show source KEY
#   range     how far the number may move; needed unless it is documented
#   note      anything a reader should know
#
# Check it as you go:   discredit check {file}
# Run it:               discredit run {file} --people 100_000"""

ABOVE: Final = {
    "title": "What it is called, in a line.",
    "about": "What it is, in a few sentences, and what about it is disputed or unknown.",
    "question": "The question its report answers.",
    "start": "The first simulated month, and how many months an ordinary run takes. Begin early\n"
    "enough that debts and lists have settled when the rules you care about set in.",
    "society": "A society of the library (`discredit list societies`), and the people of an "
    "ordinary run.",
    "conduct": "How debts arise and what people do about them; what closed doors do to people.\n"
    "Names of the library, or YAML files beside this one.",
    "observation": "OBSERVATION: what the court writes down, how often it misses something, gets\n"
    "it wrong, or files it under a namesake; and whether its letters arrive.",
    "score": "SCORE: how records become points. With kind: none lists rest on grounds alone.",
    "lists": "LISTS: on which grounds a person may be entered, the time of grace, how long an\n"
    "entry lasts, what extends it, who is excluded, what ends it early.",
    "gates": "GATES: which doors are closed to listed people, and how many sellers look.",
    "redress": "REDRESS: who appeals, how many cases the two desks can hear, how often a hearing\n"
    "finds a wrong entry wrong and a right one right, and how fast copies are cleared.",
}
"""A comment for each top-level key of a system file."""


def command(
    name: Annotated[str, typer.Argument(help="What to call it; NAME.yaml is written here.")],
    like: Annotated[str, typer.Option(help="The library system to copy.")] = "court-list",
    json: Json = False,
) -> None:
    """Write a commented policy file to start from. An existing file is never overwritten."""
    file = Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    if not _NAME.fullmatch(name):
        raise _refused(name, "letters, digits, . - and _ make a name", "Choose a plain name.")
    text = starter(file.name, like)
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        rule = f"{file} exists already and is not overwritten"
        raise _refused(name, rule, "Choose another name.") from None
    except OSError as error:
        rule = f"{file} cannot be written ({error.strerror})"
        raise _refused(name, rule, "Choose a folder that exists and is yours.") from None
    if json:
        emit({"file": str(file), "like": like})
        return
    say(f"Written: {file}, a commented copy of {like}.")
    say(f"Change it, then: discredit check {file}, and: discredit run {file}")


def starter(file: str, like: str) -> str:
    """A library system's text with a comment above each section."""
    from discredit import library

    lines = [PREFACE.format(name=Path(file).stem, like=like, file=file)]
    body = library.text("systems", like).splitlines()
    while body and (body[0].startswith("#") or not body[0].strip()):
        body.pop(0)
    for line in body:
        key = line.partition(":")[0]
        if key in ABOVE:
            if lines[-1].strip():
                lines.append("")
            lines += [f"# {row}" for row in ABOVE[key].splitlines()]
        lines.append(line)
    return "\n".join(lines) + "\n"


def _refused(name: str, rule: str, remedy: str) -> DiscreditError:
    from discredit.errors import Fault, InputError, quoted

    return InputError([Fault("discredit new", 0, "NAME", quoted(name), rule, remedy)])
