"""What the months of a world have shown of anybody, kept small: and what of it some people saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Int32, Int64, UInt8, UInt16, UInt32

from discredit.engine import devices
from discredit.engine.layout import Layout
from discredit.engine.surroundings import HOME_BITS, MonthShown
from discredit.policy.rules import Rules
from discredit.score import looks_at_ties
from discredit.society import home, slots, ties
from discredit.society.people import LARGEST_HOUSEHOLD, People
from discredit.truth import CheckCalls, Conditions
from discredit.vocabulary import DESKS


class Views(NamedTuple):
    """What some months have shown, on the host: bits packed, and records gone astray, which are
    rare, in a list."""

    at_home: UInt8[np.ndarray, "months bit bytes"]
    stray_at: Int64[np.ndarray, " stray"]  # month x rows + row, rising
    stray: UInt8[np.ndarray, " stray"]
    rows: int
    relative_score: UInt8[np.ndarray, "months n"] | None
    conditions: Conditions  # of each month

    def columns(self) -> dict[str, np.ndarray]:
        """The same as arrays with names, which `views_of` reads."""
        checks = self.conditions.checks
        named = {
            **self._asdict(),
            **self.conditions._asdict(),
            **({} if checks is None else checks._asdict()),
        }
        return {
            name: np.asarray(column)
            for name, column in named.items()
            if name not in ("conditions", "checks") and column is not None
        }


def views_of(columns: Mapping[str, np.ndarray]) -> Views:
    """What some months have shown, from arrays with names.

    Args:
        columns: What `Views.columns` gave.
    """
    checks = None
    if "by_lot" in columns:
        checks = CheckCalls(*(jnp.asarray(columns[name]) for name in CheckCalls._fields))
    alike = {name: jnp.asarray(columns[name]) for name in Conditions._fields if name != "checks"}
    return Views(
        columns["at_home"],
        columns["stray_at"],
        columns["stray"],
        int(columns["rows"]),
        columns.get("relative_score"),
        Conditions(**alike, checks=checks),
    )


def packed(shown: Sequence[MonthShown]) -> Views:
    """What some months have shown, kept small.

    Args:
        shown: Of one or more months each, in order.
    """
    parts = [_packed(devices.on_host(some)) for some in shown]
    if len(parts) == 1:
        return parts[0]
    before = np.cumsum([0, *(len(part.at_home) for part in parts[:-1])])
    rows = parts[0].rows
    later = [
        part._replace(stray_at=part.stray_at + months * rows)
        for part, months in zip(parts, before, strict=True)
    ]
    each = [part._replace(rows=0) for part in later]
    joined = jax.tree.map(lambda *some: np.concatenate(np.atleast_1d(*some)), *each)
    return joined._replace(rows=rows)


def _packed(shown: MonthShown) -> Views:
    person = np.asarray(shown.person)
    planes = [np.packbits((person >> bit) & 1, axis=1) for bit in range(HOME_BITS)]
    stray_at = np.flatnonzero(person >> HOME_BITS)
    return Views(
        np.stack(planes, axis=1),
        stray_at,
        person.reshape(-1)[stray_at] >> HOME_BITS,
        person.shape[1],
        None if shown.relative_score is None else np.asarray(shown.relative_score),
        shown.conditions,
    )


class Whereabouts(NamedTuple):
    """Some rows, and whom they see."""

    row: Int32[Array, " k"]
    at_home: Int32[Array, "place k"]  # row numbers; one's own where there is nobody
    partner: Int32[Array, "slot k"]  # likewise
    is_tie: Bool[Array, "slot k"]
    namesake: Int32[Array, " k"]  # likewise


@partial(jax.jit, static_argnames="layout")
def whereabouts(
    row: Int32[Array, " k"],
    people: People,
    active: UInt16[Array, " k"],
    key: UInt32[Array, "2"],
    many: Int32[Array, ""],
    layout: Layout,
) -> Whereabouts:
    """Whom some rows see.

    Args:
        row: Row numbers.
        people: Who they are.
        active: Which of their near slots are ties, see `ties.active_slots`.
        key: Of the seed, see `draws.key_of`.
        many: How many rows are somebody's.
        layout: Of the whole population, see `Layout.of_any`.
    """
    extent, paths = layout.extent(many), slots.paths_of(key)
    place, size = people.place_in_household, people.household_size
    return Whereabouts(
        row,
        jnp.stack([home.housemate(k, row, place, size) for k in range(LARGEST_HOUSEHOLD)]),
        jnp.stack([slots.pair_of(*slot, row, extent, paths) for slot in slots.NEAR_SLOTS]),
        jnp.stack([((active >> s) & 1) != 0 for s in range(len(slots.NEAR_SLOTS))]),
        slots.pair_of(slots.Layer.NAMESAKE, 0, row, extent, paths),
    )


class Glimpse(NamedTuple):
    """What some rows saw of others: of one month, or of several along the first axis."""

    at_home: UInt8[Array, "*months k"]  # see `Near.at_home`
    listed_ties: UInt8[Array, "*months k"]
    stray: UInt8[Array, "*months k"]
    friends: ties.Sums | None


def glimpse(views: Views, who: Whereabouts) -> Glimpse:
    """What some rows saw of others, month by month.

    Args:
        views: What the months have shown of anybody.
        who: The rows, and whom they see; on the host.
    """
    row, mates, partner, is_tie, namesake = (
        np.asarray(column)
        for column in (who.row, who.at_home, who.partner, who.is_tie, who.namesake)
    )
    at_home = np.zeros((len(views.at_home), len(row)), np.uint8)
    for bit in range(HOME_BITS):
        seen = _bit(views, bit, mates) & (mates != row)
        at_home |= seen.any(axis=1).astype(np.uint8) << bit
    listed = _bit(views, 0, partner) & is_tie
    stray = np.where(namesake != row, _stray(views, namesake), np.uint8(0))
    friends = None
    if views.relative_score is not None:
        friends = ties.sums_of(views.relative_score[:, partner], is_tie)
    return Glimpse(
        jnp.asarray(at_home),
        jnp.asarray(listed.sum(axis=1, dtype=np.uint8)),
        jnp.asarray(stray),
        friends,
    )


def _bit(views: Views, bit: int, rows: np.ndarray) -> np.ndarray:
    """Whether a bit is set of some rows [*k], month by month [months, *k]."""
    byte = views.at_home[:, bit][:, rows >> 3]
    return (byte >> (7 - (rows & 7)).astype(np.uint8)) & 1 != 0


def _stray(views: Views, rows: np.ndarray) -> np.ndarray:
    """The records of some rows [k] that went astray, month by month [months, k]."""
    months = np.arange(len(views.at_home), dtype=np.int64)[:, None]
    wanted = months * views.rows + rows
    if not len(views.stray_at):
        return np.zeros(wanted.shape, np.uint8)
    at = np.minimum(np.searchsorted(views.stray_at, wanted), len(views.stray_at) - 1)
    return np.where(views.stray_at[at] == wanted, views.stray[at], np.uint8(0))


def no_conditions(rules: Rules, months: int) -> Conditions:
    """Conditions of the form that a policy's months have, all nought.

    Args:
        rules: Of months that would be worked.
        months: How many.
    """
    checks, lone = None, jnp.zeros(months, jnp.float32)
    if rules.observation.checks is not None and rules.behaviour.applications is not None:
        each = jnp.zeros((months, rules.observation.checks.quota.shape[-1]), jnp.int32)
        checks = CheckCalls(each, each)
    return Conditions(jnp.zeros((months, len(DESKS)), jnp.int32), lone, lone, checks)


def no_glimpse(rules: Rules, months: int, rows: int) -> Glimpse:
    """What some rows would see of others in a world of nobody.

    Args:
        rules: Of months that would be worked.
        months: How many.
        rows: How many.
    """
    nothing, friends = jnp.zeros((months, rows), jnp.uint8), None
    if looks_at_ties(rules.score):
        friends = ties.Sums(*[nothing.astype(jnp.int32)] * 3)
    return Glimpse(nothing, nothing, nothing, friends)
