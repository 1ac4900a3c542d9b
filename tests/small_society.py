"""One small society for all the laws about runs: 2000 people, two years across a reform.

Under the court list, and under a policy with every mechanism at once (`everything`). Rates of debt,
listing and appeal are turned up until a few hundred of them meet every room, so that a law that
holds here holds of something. January 2019 to December 2020: in the thirteenth month
representatives, students and secured debts leave the list and more changes with them.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from discredit.columns import GROUP_LABELS
from discredit.engine import loop
from discredit.engine.layout import Layout, lay_out
from discredit.engine.world import Population, WorldState
from discredit.policy.rules import Rules
from discredit.policy.stakes import stakes_of
from discredit.record import present
from discredit.society import ties
from discredit.society.build import build
from discredit.society.people import People
from discredit.society.spec import load_society
from discredit.units import month_index
from random_months import FIRST_MONTH, all_at_once, court_list

PEOPLE = 2000
SEED = 7
MONTHS = 24
REFORM = 12  # January 2020, counted from the first month
LAYOUT = lay_out(PEOPLE)
OTHER_LAYOUT = Layout(PEOPLE, parts=3, blocks=3, rows=256)

Sums = Any
"""Whole numbers [months, groups, measures]."""


class Past(NamedTuple):
    """A run: the world at the start of each stretch and at the end, and what was written down."""

    worlds: list[WorldState]
    sums: Sums
    traced: dict[str, Any]
    read: dict[str, Any]  # by list, scorer and conduct, see `record.readout.MonthsRead`


@cache
def people(layout: Layout = LAYOUT) -> People:
    return build("china-2020", PEOPLE, SEED, block=layout.padded)


@cache
def population(layout: Layout = LAYOUT) -> Population:
    return settle(people(layout), layout)


def settle(who: People, layout: Layout = LAYOUT) -> Population:
    """Put people into the society whose ties the seed has drawn."""
    return loop.settle(who, ties.bonds_of(load_society("china-2020")), layout, SEED)


@cache
def rules(policy: str = "court-list") -> Rules:
    """The rules of 2019 and 2020: the court list's with rates that keep a small society busy."""
    if policy == "everything":
        return all_at_once()
    first = month_index("2019-01") - FIRST_MONTH
    found = jax.tree.map(lambda column: column[first : first + MONTHS], court_list())
    found = change(found, "behaviour.debts", dispute_rate=0.02, company_default_rate=0.05)
    found = change(found, "observation.court", listing_activity=0.4)
    found = change(found, "observation", misrouted=0.2)
    return change(found, "redress", filing_rate=0.3, capacity=[2500, 800])


def change(these: Rules, room: str, **numbers: Any) -> Rules:
    """The same policy with some numbers of one room, or of a section in it, set for all months."""
    name, _, rest = room.partition(".")
    old = getattr(these, name)
    if rest:
        return these._replace(**{name: change(old, rest, **numbers)})
    new = {
        field: np.broadcast_to(np.asarray(number, np.float32), getattr(old, field).shape)
        for field, number in numbers.items()
    }
    return these._replace(**{name: old._replace(**new)})


def staked(these: Rules) -> Rules:
    """The rules with what is at stake read off them anew, as `change` leaves it alone."""
    watching = these.behaviour.watching
    if watching is None:
        return these
    stakes = stakes_of(these, watching.heaviness)
    return these._replace(behaviour=these.behaviour._replace(stakes=stakes))


def until(these: Rules, months: int) -> Rules:
    return jax.tree.map(lambda column: column[:months], these)


def copy(world: WorldState) -> WorldState:
    """A world that stays: the engine uses up the one it is given."""
    return jax.tree.map(lambda column: np.array(column), world)


def morning(these: Rules, layout: Layout = LAYOUT, who: Population | None = None) -> WorldState:
    return copy(loop.begin(who or population(layout), these))


def live(
    these: Rules,
    *,
    world: WorldState | None = None,
    who: Population | None = None,
    layout: Layout = LAYOUT,
    first: int = 0,
    traced: tuple[int, ...] = (),
    seed: int = SEED,
) -> Past:
    """Run in stretches of a year, from month `first` of the rules to their end."""
    who = who or population(layout)
    now = jax.tree.map(jnp.array, world or morning(these, layout, who))
    worlds, sums, seen, read = [copy(now)], [], [], []
    for after, stretch in loop.months(now, who, these, layout, seed, first=first, traced=traced):
        worlds.append(copy(after))
        sums.append(stretch.sums)
        seen.append(stretch.traced)
        read.append(stretch.readout.columns())
    return Past(worlds, np.concatenate(sums), together(seen), together(read))


def together(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Columns of successive months as one."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def live_monthly(these: Rules, *, world: WorldState | None = None, months: int = MONTHS) -> Past:
    """The same, month by month: the worlds of every morning."""
    past = [live(until(these, 1), world=world)]
    for month in range(1, months):
        past.append(live(until(these, month + 1), world=past[-1].worlds[-1], first=month))
    worlds = [past[0].worlds[0], *(one.worlds[-1] for one in past)]
    tracks, read = (together([getattr(one, n) for one in past]) for n in ("traced", "read"))
    return Past(worlds, np.concatenate([one.sums for one in past]), tracks, read)


@cache
def shared(policy: str = "court-list") -> Past:
    """The shared run, in years. Do not write into it."""
    return live(rules(policy))


@cache
def shared_monthly(policy: str = "court-list") -> Past:
    """The shared run, in months. Do not write into it."""
    return live_monthly(rules(policy))


def flat(world: Any) -> Any:
    """One row per person, in the order of the society, without padding: [n], or [list, n]."""
    return jax.tree.map(_flat, world)


def _flat(column: Any) -> Any:
    column = np.asarray(column)
    if column.ndim == 2:
        return column.reshape(-1)[:PEOPLE]
    return np.moveaxis(column, 1, 0).reshape(column.shape[1], -1)[:, :PEOPLE]


def columns(struct: Any, prefix: str = "") -> dict[str, Any]:
    """Every column of a world by its dotted name."""
    found: dict[str, Any] = {}
    for name, part in struct._asdict().items():
        if hasattr(part, "_fields"):
            found |= columns(part, f"{prefix}{name}.")
        elif part is not None:
            found[prefix + name] = np.asarray(part)
    return found


def differing(left: Any, right: Any) -> dict[str, int]:
    """The columns whose bytes differ, and in how many places."""
    pairs = zip(columns(left).items(), columns(right).values(), strict=True)
    return {
        name: int((as_bits(mine) != as_bits(theirs)).sum())
        for (name, mine), theirs in pairs
        if mine.tobytes() != theirs.tobytes()
    }


def as_bits(column: Any) -> Any:
    """Numbers as their bytes, so that equal means the same to the last bit."""
    return column.view(np.uint32) if column.dtype == np.float32 else column


def measure(past: Past, name: str, policy: str = "court-list") -> Any:
    """A measure of a run: [months, groups]."""
    return past.sums[:, :, present(rules(policy)).index(name)]


def total(sums: Sums, name: str, group: str | None = None, policy: str = "court-list") -> Any:
    """A measure by month: of one group, or of everybody (a region each)."""
    column = sums[:, :, present(rules(policy)).index(name)]
    rows = [i for i, (kind, label) in enumerate(GROUP_LABELS) if group in (label, None)]
    if group is None:
        rows = [i for i in rows if GROUP_LABELS[i][0] == "region"]
    return column[:, rows].sum(axis=1)
