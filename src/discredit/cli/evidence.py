"""`discredit evidence`: what each number of a system rests on, and which of them nobody knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from discredit.cli.options import All, Asked, Csv, Grades, With, graded_so, one_form
from discredit.cli.screen import Json, columns, console, emit, graded, heading, quiet, say

if TYPE_CHECKING:
    from discredit.policy.address import NumberAt
    from discredit.policy.schema import Policy
    from discredit.sources import Ledger, Source

EXAMPLE = "Example: discredit evidence court-list"

UNKNOWN: Final = ("assumed", "disputed", "fictional")
"""Grades of numbers that nobody has measured in the place that the system describes."""

UNMEASURED: Final = (
    "Nobody has measured these where the system is at work. Sweep them before you rely on them."
)


def command(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A system of the library, or a policy file.")
    ],
    grade: Grades = None,
    whole: All = False,
    overlays: With = None,
    csv: Csv = False,
    json: Json = False,
) -> None:
    """Show what the numbers of a system rest on: a screen of it first, or every number and claim.

    The numbers of the society that it meets stand with its own. First how many there are of each
    grade, room by room, what is known best, and the sources that most of them lean on. With --all
    or --grade: each number with path, value, unit, range, grade and, for each source key, what the
    ledger says; then the numbers that are unknown (assumed, disputed or fictional), with the range
    within which they may move.
    """
    from discredit.cli import numbers_csv
    from discredit.cli.glance import fitting
    from discredit.cli.pager import page
    from discredit.cli.system_page import label_of
    from discredit.plan import load
    from discredit.policy.address import numbers_of
    from discredit.policy.own_sources import entries
    from discredit.sources import Ledger
    from discredit.words.labels import warning

    one_form(as_json=json, as_csv=csv)
    asked = Asked(graded_so(grade), None, whole, json, csv)
    policy, society = load(name, overlays or ())
    spec = society.spec
    held, ledger = (
        [*numbers_of(policy), *spec.numbers_of()],
        Ledger().extended((*spec.assumptions, *entries(policy.system.sources))),
    )
    wanted = [one for one in held if one.number.evidence in asked.grades]
    if json:
        emit(_document(policy, wanted, ledger))
    elif csv:
        label = warning(policy.system.evidence, policy.system.standing)
        numbers_csv.write(wanted, ledger, label)
    else:
        above = [*label_of(policy.system), heading(_rests(policy, held))]
        if asked.is_first_look:
            say(*fitting(lambda most: [*above, *_glance(held, ledger, name, most)], 14))
        else:
            page(*above, *_in_full(wanted, ledger))


def _document(policy: Policy, held: list[NumberAt], ledger: Ledger) -> dict[str, Any]:
    from discredit.words.labels import warning

    return {
        "name": policy.name,
        "label": warning(policy.system.evidence, policy.system.standing),
        "disputed": policy.system.disputed,
        "numbers": [_row(one, ledger) for one in held],
        "unknown": [one.path for one in held if one.number.evidence in UNKNOWN],
        "recalled": _recalled(held, ledger),
    }


def _row(one: NumberAt, ledger: Ledger) -> dict[str, Any]:
    number = one.number
    entry = {"value": number.value} if number.dated is None else {"dated": number.dated}
    return {
        "path": one.path,
        "meaning": one.meaning or None,
        **entry,
        "unit": number.unit,
        "range": number.range,
        "evidence": number.evidence,
        "sources": [
            {"key": key, "grade": ledger[key].grade, "claim": ledger[key].claim,
             "citation": ledger[key].citation(), "url": ledger[key].url}
            for key in number.sources
        ],
        "note": number.note,
    }  # fmt: skip


def _recalled(held: list[NumberAt], ledger: Ledger) -> list[str]:
    """Keys in use whose page was not opened."""
    keys = {key for one in held for key in one.number.sources}
    return sorted(key for key in keys if not ledger[key].seen)


def _rests(policy: Policy, held: list[NumberAt]) -> str:
    from discredit.sources import badge

    grades = badge(one.number.evidence for one in held)
    return f"A run of {policy.name} {grades}, those of the society included"


def _glance(held: list[NumberAt], ledger: Ledger, name: str, most: int) -> Iterator[Any]:
    """How many numbers there are of each grade, the best known, and what most of them lean on."""
    from discredit.cli.glance import lines_of
    from discredit.sources import GRADES

    rooms = dict.fromkeys(one.path.partition(".")[0] for one in held)
    rows = [
        (room, *(str(_graded_in(held, room, grade) or "") for grade in GRADES)) for room in rooms
    ]
    right = range(1, 1 + len(GRADES))
    yield columns(("numbers of", *GRADES), rows, fixed=(0, *right), right=right)
    known = [one for one in held if one.number.evidence not in UNKNOWN]
    if known:
        shown = known[: max(1, most // 2)]
        yield heading(f"What is known: {len(known)} of {len(held)} numbers")
        yield from lines_of({"": shown})[""]
        if known[len(shown) :]:
            yield quiet(f"  and {len(known) - len(shown)} more")
    yield heading(f"What is unknown: {len(held) - len(known)} of {len(held)} numbers")
    yield UNMEASURED
    leaned = Counter(key for one in held for key in one.number.sources)
    yield heading(f"What they lean on: {len(leaned)} sources and assumptions")
    for key, times in leaned.most_common(max(1, most // 2)):
        yield _leaned_on(ledger[key], times)
    word = quote(name)
    yield quiet(
        f"All of it: discredit evidence {word} --all, --grade assumed, or --csv. "
        "A source in full: discredit show source KEY."
    )


def _graded_in(held: list[NumberAt], room: str, grade: str) -> int:
    return sum(one.path.partition(".")[0] == room and one.number.evidence == grade for one in held)


def _leaned_on(source: Source, times: int) -> Any:
    """A source in a line: what it says is cut where the line ends."""
    from rich.text import Text

    text = Text(f"  {times:>3} × ").append(source.key, style="bold").append(" ")
    text.append(graded(source.grade)).append(f": {' '.join(source.claim.split())}")
    text.truncate(console().width, overflow="ellipsis")
    return text


def _in_full(held: list[NumberAt], ledger: Ledger) -> Iterator[Any]:
    from rich.text import Text

    from discredit.cli.number_page import span_of, value_of

    rows = []
    for one in held:
        number = one.number
        size = Text(f"{value_of(number)}\n{number.unit}")
        size.append(f"\n{span_of(number)}" if number.range else "", style="dim")
        basis = Text.assemble(graded(number.evidence))
        for key in number.sources:
            basis.append(f"\n{key}", style="bold").append(f": {ledger[key].claim}")
        if number.note:
            basis.append(f"\n{number.note}", style="dim")
        rows.append((one.path, size, basis))
    yield columns(("number", "value, unit, range", "evidence"), rows) if rows else "None."
    unknown = [one for one in held if one.number.evidence in UNKNOWN]
    if unknown:
        yield heading(f"What is unknown: {len(unknown)} of {len(held)} numbers")
        yield UNMEASURED
        spans = [
            (p.path, graded(p.number.evidence), span_of(p.number) or "on or off") for p in unknown
        ]
        yield columns(("number", "evidence", "range"), spans, fixed=(1, 2))
    recalled = _recalled(held, ledger)
    if recalled:
        yield quiet(f"Written down from memory, the page not opened: {', '.join(recalled)}.")
