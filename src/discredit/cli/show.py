"""`discredit show`: one thing of the library, in full and in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from discredit.cli.options import All, Asked, Csv, Grades, With, graded_so, one_form
from discredit.cli.pager import page
from discredit.cli.screen import Json, columns, emit, graded, heading, quiet
from discredit.words.names import spoken
from discredit.words.numbers import stated

if TYPE_CHECKING:
    from discredit.sources import Source

EXAMPLE = "Example: discredit show court-list --room lists"

KINDS: Final = {
    "system": "systems",
    "safeguard": "safeguards",
    "study": "studies",
    "society": "societies",
    "conduct": "conduct",
    "life": "lives",
    "source": "",
    "assumption": "",
}

NUMBERED: Final = ("system", "conduct", "life", "society")
"""Kinds that hold numbers."""
MOST_CITING: Final = 20
"""Numbers that rest on a source, told before the rest is counted."""


def command(
    what: Annotated[
        str,
        typer.Argument(
            metavar="[KIND] NAME",
            help=f"A name from `discredit list`, a policy file, or a kind ({', '.join(KINDS)}) "
            "followed by a name or a ledger key.",
        ),
    ],
    name: Annotated[str | None, typer.Argument(hidden=True)] = None,
    room: Annotated[
        str | None, typer.Option(help="Only the numbers of one room, such as lists.")
    ] = None,
    grade: Grades = None,
    whole: All = False,
    overlays: With = None,
    people: Annotated[
        int, typer.Option(help="A society is built at this size to measure it.", min=1000)
    ] = 20_000,
    csv: Csv = False,
    json: Json = False,
) -> None:
    """Show a system, a safeguard, a society, a source or an assumption: a screen of it first.

    A system: what it is and, room by room, the few numbers that matter and how many there are.
    With --all: how its rules changed over time, what is disputed and why, and every number with
    value, unit, evidence grade, range and source. A safeguard: what it changes. A society: the
    published figures it was made from beside what it has; it is built for that, which takes some
    seconds. A source or assumption: the whole entry of the evidence ledger.
    """
    kind, name = (None, what) if name is None else (_kind(what), name)
    kind = kind or _kind_of(name)
    one_form(as_json=json, as_csv=csv)
    asked = Asked(graded_so(grade), room, whole, json, csv)
    if overlays and kind != "system":
        raise typer.BadParameter(f"overlays are laid over a system, and {name} is a {kind}.")
    if room is not None and kind != "system":
        raise typer.BadParameter(f"rooms are those of a system, and {name} is a {kind}.")
    if (grade or csv) and kind not in NUMBERED:
        said = f"--grade and --csv are about numbers: of a {', a '.join(NUMBERED)}"
        raise typer.BadParameter(f"{said}; {name} is a {kind}. See --json.")
    if kind in ("source", "assumption"):
        _show_source(name, asked)
    elif kind == "society":
        from discredit.cli import society_page

        society_page.show(name, people, asked)
    elif kind == "system":
        from discredit.cli import system_page

        system_page.show(name, overlays or (), asked)
    elif kind in ("safeguard", "study"):
        from discredit.cli import overlay_page

        (overlay_page.show_overlay if kind == "safeguard" else overlay_page.show_study)(name, asked)
    else:
        from discredit.cli import system_page

        system_page.show_part(KINDS[kind], name, asked)


def _kind(word: str) -> str:
    singular = {"systems": "system", "societies": "society", "lives": "life", "sources": "source"}
    singular |= {"studies": "study"}
    kind = singular.get(word, word.removesuffix("s"))
    if kind in KINDS:
        return kind
    from discredit.errors import Fault, UnknownNameError, quoted
    from discredit.policy.faults import did_you_mean

    rule = f"kinds are {', '.join(KINDS)}"
    remedy = did_you_mean(word, KINDS, "Take one of them, or write the name alone.")
    raise UnknownNameError([Fault("discredit show", 0, "KIND", quoted(word), rule, remedy)])


def _kind_of(name: str) -> str:
    """What a bare name is. Raises UnknownNameError with the nearest of all names."""
    from discredit import library
    from discredit.sources import Ledger

    if name.endswith((".yaml", ".yml")):
        return "safeguard" if _is_overlay(name) else "system"
    for kind, folder in KINDS.items():
        if folder and name in library.names(folder):
            return kind
    if name in Ledger():
        return "source"
    from discredit.errors import Fault, UnknownNameError, quoted
    from discredit.policy.faults import nearest

    known = [name for folder in KINDS.values() if folder for name in library.names(folder)]
    near = nearest(name, known) or Ledger().nearest(name)
    remedy = f"Did you mean {near}?" if near else "See `discredit list`."
    rule = f"the library has {', '.join(known)}, and the evidence ledger no such key"
    raise UnknownNameError([Fault("discredit show", 0, "NAME", quoted(name), rule, remedy)])


def _is_overlay(file: str) -> bool:
    from pathlib import Path

    from discredit.document import read
    from discredit.errors import PolicyError
    from discredit.paths import is_file

    return is_file(Path(file)) and "changes" in read(Path(file), file, PolicyError).data


def _show_source(key: str, asked: Asked) -> None:
    from dataclasses import asdict

    from discredit.sources import Ledger

    ledger = Ledger()
    if key not in ledger:
        raise _no_key(key)
    source = ledger[key]
    cited = list(citing(key))
    if asked.as_json:
        emit({**asdict(source), "cited_by": cited})
        return
    rows = [(label, text) for label, text in _lines(source)]
    parts = [heading(f"{key}: {source.claim}"), columns(("", ""), rows, fixed=(0,))]
    if cited:
        most = len(cited) if asked.is_all else MOST_CITING
        parts += [heading("Numbers that rest on it"), *(f"  {path}" for path in cited[:most])]
        if cited[most:]:
            more = f"  and {len(cited) - most} more: discredit show source {key} --all"
            parts.append(quiet(more))
    else:
        parts.append(quiet("No number of a library system rests on it."))
    page(*parts)


def _no_key(key: str) -> Exception:
    from discredit.errors import Fault, UnknownNameError, quoted
    from discredit.sources import Ledger

    near = Ledger().nearest(key)
    remedy = f"Did you mean {near}?" if near else "`discredit show SYSTEM` names the keys in use."
    if key.startswith("S-"):
        remedy = "Keys S-01, S-02, ... belong to a society: discredit show society china-2020."
    rule = "the evidence ledger has no such key"
    return UnknownNameError([Fault("evidence ledger", 0, "KEY", quoted(key), rule, remedy)])


def _lines(source: Source) -> Iterator[tuple[str, Any]]:
    yield "evidence", graded(source.grade)
    if source.grade == "disputed":
        yield "beware", "This claim is contradicted by other evidence; it is not a finding."
    if not source.seen:
        yield "beware", "Written down from memory: the page itself was not opened."
    if source.value is not None:
        yield "value", f"{_value(source.value)} {source.unit or ''}".rstrip()
    if source.low is not None or source.high is not None:
        ends = (stated(end) if end is not None else "?" for end in (source.low, source.high))
        yield "range", " to ".join(ends)
    yield "source", source.citation()
    for label in ("place", "period", "url", "note"):
        if getattr(source, label):
            yield label, str(getattr(source, label))


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{spoken(key)} {_value(v)}" for key, v in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_value, value))
    return stated(value) if isinstance(value, (int, float)) else str(value)


def citing(key: str) -> Iterator[str]:
    """The numbers of library systems and societies that rest on a ledger key."""
    from discredit import library
    from discredit.policy.address import numbers
    from discredit.policy.compose import load_policy
    from discredit.society.spec import load_society

    for name in library.names("societies"):
        for one in load_society(name).numbers_of():
            if key in one.number.sources:
                yield f"{name}: {one.path}"
    for name in library.names("systems"):
        for path, number in numbers(load_policy(name)).items():
            if key in number.sources:
                yield f"{name}: {path}"
