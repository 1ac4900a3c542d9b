"""`discredit evidence`: what each number of a system rests on, and which of them nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from discredit.cli.options import With
from discredit.cli.screen import Json, columns, emit, graded, heading, quiet, say

if TYPE_CHECKING:
    from discredit.policy.fields import Place
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

    First each number with path, value, unit, range, grade and, for each source key, what the
    ledger says. Then the numbers that are unknown: assumed, disputed or fictional, with the range
    within which they may move.
    """
    from discredit.policy.compose import load_policy, told
    from discredit.sources import Ledger

    policy = load_policy(name, overlays=overlays or ())
    held, ledger = list(told(policy)), Ledger()
    if json:
        emit(_document(policy, held, ledger))
    else:
        _print(policy, held, ledger)


def _document(policy: Policy, held: list[Place], ledger: Ledger) -> dict[str, Any]:
    from discredit.words.labels import warning

    return {
        "name": policy.name,
        "label": warning(policy.system.evidence, policy.system.standing),
        "disputed": policy.system.disputed,
        "numbers": [_row(place, ledger) for place in held],
        "unknown": [place.path for place in held if place.number.evidence in UNKNOWN],
        "recalled": _recalled(held, ledger),
    }


def _row(place: Place, ledger: Ledger) -> dict[str, Any]:
    number = place.number
    entry = {"value": number.value} if number.dated is None else {"dated": number.dated}
    return {
        "path": place.path,
        "meaning": place.meaning or None,
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


def _recalled(held: list[Place], ledger: Ledger) -> list[str]:
    """Keys in use whose page was not opened."""
    keys = {key for place in held for key in place.number.sources}
    return sorted(key for key in keys if not ledger[key].seen)


def _print(policy: Policy, held: list[Place], ledger: Ledger) -> None:
    from rich.text import Text

    from discredit.cli.number_page import span_of, value_of
    from discredit.cli.system_page import say_label
    from discredit.sources import badge

    say_label(policy.system)
    grades = badge(place.number.evidence for place in held)
    say(heading(f"{policy.name} {grades}"))
    rows = []
    for place in held:
        number = place.number
        size = Text(f"{value_of(number)}\n{number.unit}")
        size.append(f"\n{span_of(number)}" if number.range else "", style="dim")
        basis = Text.assemble(graded(number.evidence))
        for key in number.sources:
            basis.append(f"\n{key}", style="bold").append(f": {ledger[key].claim}")
        if number.note:
            basis.append(f"\n{number.note}", style="dim")
        rows.append((place.path, size, basis))
    say(columns(("number", "value, unit, range", "evidence"), rows))
    unknown = [place for place in held if place.number.evidence in UNKNOWN]
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
