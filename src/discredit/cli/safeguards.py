"""`discredit safeguards`: whether safeguards keep their promises on a system."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import nan
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from discredit.cli.options import With
from discredit.cli.run import People, Seeds, Start
from discredit.cli.screen import Json, columns, emit, heading, quiet, say

if TYPE_CHECKING:
    from discredit.plan import Plan
    from discredit.policy.layers import OverlayLayer
    from discredit.studies.promises import Keeping, Promise, Totals

HEADS = ("safeguard", "what it promises", "without", "with", "change", "")
EXAMPLE = "Example: discredit safeguards court-list --with notice,grace-period --people 20_000"


def command(
    systems: Annotated[list[str], typer.Argument(help="Systems of the library, or policy files.")],
    overlays: With = None,
    people: People = 20_000,
    months: Annotated[int | None, typer.Option(help="Months to simulate.")] = None,
    start: Start = None,
    seed: Annotated[int, typer.Option(help="The seed, or the first of several.", min=0)] = 1,
    seeds: Seeds = 1,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print docs/safeguards-measured.md.")
    ] = False,
    json: Json = False,
) -> None:
    """Run a system with each safeguard beside itself without, under the same luck, and tell whether
    what the safeguard promises moved.

    Beside the harm it tells the price: hours of staff and their pay, by the minutes of each item.
    Each safeguard names the measures that it means to move (`promises` in its file). One that
    changes numbers and moves none of them is told so. Without --with all of the library are tried.
    """
    span = range(seed, seed + seeds)
    size = {"people": people, "start": start, "months": months, "seeds": span}
    asked = {system: _asked(system, overlays, **size) for system in systems}
    made = _totals([plan for one in asked.values() for plan in one.plans], is_silent=json)
    found = {system: _tried(one, made) for system, one in asked.items()}
    if json:
        emit({system: [_document(one) for one in rows] for system, rows in found.items()})
        return
    if markdown:
        print(page(found, people, seeds))
        return
    for system, rows in found.items():
        table = [row for one in rows for row in _rows(one)]
        say(heading(f"Safeguards on {system}"), columns(HEADS, table, right=(2, 3, 4)))
        say(*(quiet(one.sentence) for one in rows if not one.keeps))


class _Asked(NamedTuple):
    """A system as it is, and with each safeguard, or why that changes nothing of it."""

    plan: Plan
    with_each: list[tuple[OverlayLayer, Plan | str]]

    @property
    def plans(self) -> list[Plan]:
        """What is run, in order."""
        return [self.plan, *(plan for _, plan in self.with_each if not isinstance(plan, str))]


def _asked(system: str, overlays: Sequence[str] | None, **size: Any) -> _Asked:
    """What is to be run, all of it checked. Raises InputError."""
    from discredit import library
    from discredit.errors import PolicyError
    from discredit.levers import changed
    from discredit.plan import draw_up
    from discredit.policy.layers import names_of, read_layers

    wanted = names_of(overlays) or tuple(library.names("safeguards"))
    read_layers(wanted)  # together: which refuses one that is here twice
    found: list[tuple[OverlayLayer, Plan | str]] = []
    for name in wanted:
        (layer,) = read_layers(name)
        try:
            laid, its = changed(system, (name,), ())
        except PolicyError as error:
            if overlays:
                raise
            # The whole of it names every path that leads nowhere; --with NAME says that.
            found.append((layer, error.faults[0].rule.partition(" at ")[0]))
        else:
            found.append((layer, draw_up(laid, society=its, arms=("with",), **size)))
    policy, society = changed(system, (), ())
    return _Asked(draw_up(policy, society=society, arms=("with",), **size), found)


def _totals(plans: list[Plan], *, is_silent: bool) -> Iterator[Totals]:
    """What each run comes to, in order; it is told how many are done."""
    from discredit.cli.counter import Counter
    from discredit.engine import waits
    from discredit.studies.batch import Come
    from discredit.studies.promises import totals

    with Counter(is_silent=is_silent) as counter, waits.told(counter.wait):
        for done, plan in enumerate(plans, start=1):
            found = totals(plan)
            counter.take(Come(done, len(plans), plan.policy.name, nan))
            yield found


def _tried(asked: _Asked, made: Iterator[Totals]) -> list[Keeping]:
    """Each safeguard's promises, or why it changes nothing of this system."""
    from discredit.studies.promises import Keeping, kept

    policy, before = asked.plan.policy, next(made)
    return [
        Keeping(layer.name, policy.name, 0, (), plan)
        if isinstance(plan, str)
        else kept(layer.name, layer.overlay, (policy, plan.policy), before, next(made))
        for layer, plan in asked.with_each
    ]


def _rows(one: Keeping) -> list[tuple[str, ...]]:
    """A row for each promise of a safeguard."""
    if one.refused:
        return [(one.overlay, "–", "–", "–", "–", "changes nothing here")]
    rows = [(one.overlay, *_cells(promise)) for promise in one.promises]
    if one.price is not None:
        hours, cost = one.price[:2], one.price[2:4]
        rows.append((one.overlay, *_bill("hours of staff per 100,000 people and year", *hours)))
        rows.append((one.overlay, *_bill(f"their pay, {one.price.currency}", *cost)))
    return rows


def _bill(says: str, before: float, after: float) -> tuple[str, ...]:
    """What it takes to run, without a safeguard and with it."""
    from discredit.words.numbers import figure, per_cent

    change = per_cent((after - before) / before, 1, sign=True) if before else "–"
    return says, figure(before), figure(after), change, "its price"


def _cells(promise: Promise) -> tuple[str, ...]:
    from discredit.words.numbers import figure, per_cent

    change = "–" if promise.change != promise.change else per_cent(promise.change, 1, sign=True)
    promised = f"{promise.says} {promise.way}"
    return promised, figure(promise.before), figure(promise.after), change, promise.verdict


def page(found: dict[str, list[Keeping]], people: int | None, seeds: int) -> str:
    """The page of what was measured, as `make safeguards` writes it.

    Args:
        found: What each safeguard moves, by system.
        people: How many were simulated; None: as many as each system names.
        seeds: How many seeds.
    """
    from discredit.words.numbers import count, number

    size = count(seeds, "seed", "seeds")
    if people is not None:
        size = f"{number(people)} people, {size}"
    head = (
        "# Safeguards, measured",
        f"*Written by `make safeguards`: what each safeguard moves in these systems, {size}. What "
        "each promises, and how that is judged, stands in [Safeguards](safeguards.md). Nobody here "
        "is real.*",
    )
    return "\n\n".join((*head, *(_table(system, rows) for system, rows in found.items())))


def _table(system: str, rows: list[Keeping]) -> str:
    """The same as a table of a page."""
    heads = (*HEADS[:-1], "verdict")
    lines = ["| " + " | ".join(heads) + " |", "|---|---|---:|---:|---:|---|"]
    lines += ["| " + " | ".join(row) + " |" for one in rows for row in _rows(one)]
    unkept = [f"- {one.sentence}" for one in rows if not one.keeps]
    return "\n".join([f"## {system}", "", *lines, "", *unkept])


def _document(one: Keeping) -> dict[str, Any]:
    promises = [{**p._asdict(), "change": p.change, "sentence": p.sentence} for p in one.promises]
    return {**one._asdict(), "promises": promises, "keeps": one.keeps, "sentence": one.sentence}
