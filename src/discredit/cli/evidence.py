"""`discredit evidence`: what each number of a system rests on, and which of them nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from discredit.cli.options import With
from discredit.cli.screen import Json, columns, emit, graded, heading, quiet, say

if TYPE_CHECKING:
    from discredit.policy.address import NumberAt
    from discredit.policy.schema import Policy
    from discredit.sources import Ledger

EXAMPLE = "Example: discredit evidence court-list"

UNKNOWN: Final = ("assumed", "disputed", "fictional")
"""Grades of numbers that nobody has measured in the place that the system describes."""


def command(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A system of the library, or a policy file.")
    ],
    overlays: With = None,
    json: Json = False,
) -> None:
    """Show the evidence ledger of a system: every number, its grade, its sources and their claims.

    The numbers of the society that it meets stand with its own. First each number with path, value,
    unit, range, grade and, for each source key, what the ledger says. Then the numbers that are
    unknown: assumed, disputed or fictional, with the range within which they may move.
    """
    from discredit.plan import load
    from discredit.policy.address import numbers_of
    from discredit.policy.own_sources import entries
    from discredit.sources import Ledger

    policy, society = load(name, overlays or ())
    spec = society.spec
    held, ledger = (
        [*numbers_of(policy), *spec.numbers_of()],
        Ledger().extended((*spec.assumptions, *entries(policy.system.sources))),
    )
    if json:
        emit(_document(policy, held, ledger))
    else:
        _print(policy, held, ledger)


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


def _print(policy: Policy, held: list[NumberAt], ledger: Ledger) -> None:
    from rich.text import Text

    from discredit.cli.number_page import span_of, value_of
    from discredit.cli.system_page import say_label
    from discredit.sources import badge

    say_label(policy.system)
    grades = badge(one.number.evidence for one in held)
    say(heading(f"A run of {policy.name} {grades}, those of the society included"))
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
    say(columns(("number", "value, unit, range", "evidence"), rows))
    unknown = [one for one in held if one.number.evidence in UNKNOWN]
    say(heading(f"What is unknown: {len(unknown)} of {len(held)} numbers"))
    say(
        "Nobody has measured these where the system is at work. Sweep them before you rely on them."
    )
    spans = [(p.path, graded(p.number.evidence), span_of(p.number) or "on or off") for p in unknown]
    if spans:
        say(columns(("number", "evidence", "range"), spans, fixed=(1, 2)))
    recalled = _recalled(held, ledger)
    if recalled:
        say(quiet(f"Written down from memory, the page not opened: {', '.join(recalled)}."))
