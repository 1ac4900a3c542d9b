"""Errands: who is turned away, what he does instead, and what it costs."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, UInt8, UInt32

from discredit import draws as chance
from discredit.dossier import Doors
from discredit.draws import Decision, Draws
from discredit.policy.rules import DoorCostRules, GateRules, LifeRules
from discredit.truth import Acts, Surroundings


class Errands(NamedTuple):
    """What people met on their errands."""

    shut_out: Bool[Array, " n"]  # a door is closed that costs work
    refused: UInt32[Array, " n"]
    informal: UInt32[Array, " n"]
    hours: Float32[Array, " n"]
    fees: Float32[Array, " n"]
    dearer: Float32[Array, " n"]
    saved: Float32[Array, " n"]
    trade: Float32[Array, " n"] | None  # share of a month's earnings, of a business owner's
    pay: Float32[Array, " n"] | None  # share of later earnings


def run_errands(
    acts: Acts,
    doors: Doors,
    surroundings: Surroundings,
    gates: GateRules,
    rules: LifeRules,
    draws: Draws,
) -> Errands:
    """At the counter: not every seller checks; of those turned away some are served underground or
    by each other, some buy from a scalper, the rest go the long way round. Who meets a dear or a
    slow door pays or waits; who is favoured pays less.

    Args:
        acts: what people tried to buy.
        doors: what stands before each service.
        surroundings: who of their ties is listed.
        gates: which services there are, and how many sellers check.
        rules: what each door costs.
        draws: the luck of this month.

    Draws:
        GATE_CHECKED, SCALPER, INFORMAL.
    """
    premium = surcharge = discount = jnp.float32(0)
    if rules.informal is not None:
        premium = rules.informal.informal_price - 1.0
    if rules.prices is not None:
        surcharge, discount = rules.prices.dearer_by, rules.prices.favoured_discount

    def one(
        so_far: Errands,
        of: tuple[
            Array, Array, Array, tuple[Array, Array, Array | None] | None, DoorCostRules | None
        ],
    ) -> tuple[Errands, None]:
        s, came_to, detour, prices, costs = of
        shut_out, refused, underground, hours, fees, dearer, saved, trade, pay = so_far
        turned_away, served, buys = (((came_to >> bit) & 1) != 0 for bit in range(3))
        refused = refused | (turned_away.astype(jnp.uint32) << s)
        if rules.informal is not None:
            underground = underground | (served.astype(jnp.uint32) << s)
            turned_away = turned_away & ~served
            if prices is not None:
                dearer = dearer + jnp.where(served, prices[0] * premium, 0.0)
        fees = fees + jnp.where(buys, rules.scalper_price, 0.0)
        hours = hours + jnp.where(turned_away & ~buys, detour, 0.0)
        if costs is not None:
            assert trade is not None and pay is not None
            goes_without = turned_away & ~buys
            fees = fees + jnp.where(goes_without, costs.refusal_costs, 0.0)
            trade = trade + jnp.where(goes_without, costs.trade_lost, 0.0)
            pay = jnp.where(goes_without, 1.0 - (1.0 - pay) * (1.0 - costs.pay_lost), pay)
        if prices is not None:
            tries = ((acts.attempts >> s) & 1) != 0
            dear, slow, good = (
                tries & (((bits >> s) & 1) != 0)
                for bits in (doors.dearer, doors.slower, doors.favoured)
            )
            price, delay, spared = prices
            dearer = dearer + jnp.where(dear, price * surcharge, 0.0)
            saved = saved + jnp.where(good, price * discount, 0.0)
            hours = hours + jnp.where(slow, delay, 0.0)
            if spared is not None:
                hours = hours - jnp.where(good, spared, 0.0)
        return Errands(shut_out, refused, underground, hours, fees, dearer, saved, trade, pay), None

    none = jnp.zeros(acts.attempts.shape, jnp.uint32)
    zero = jnp.zeros(acts.attempts.shape, jnp.float32)
    each = (
        gates.services.astype(jnp.uint32),
        _at_closed_doors(acts.attempts & doors.closed, surroundings, gates, rules, draws),
        rules.detour_hours,
        None if (of := rules.prices) is None else (of.price, of.slower_hours, of.favoured_hours),
        rules.costs,
    )
    nothing = None if rules.costs is None else zero
    # A scan, not a Python loop: one compiled body for all services.
    shut_out = _costs_work(doors, gates, rules)
    start = Errands(shut_out, none, none, zero, zero, zero, zero, nothing, nothing)
    return jax.lax.scan(one, start, each)[0]


def _costs_work(doors: Doors, gates: GateRules, rules: LifeRules) -> Bool[Array, " n"]:
    """Before whom a door is closed that makes work harder to keep and to find."""
    counts = doors.closed
    if rules.costs is not None:
        bits = jnp.uint32(1) << gates.services.astype(jnp.uint32)
        counts = counts & jnp.where(rules.costs.costs_work > 0, bits, 0).sum(dtype=jnp.uint32)
    return counts != 0


def _at_closed_doors(
    tried: UInt32[Array, " n"],
    surroundings: Surroundings,
    gates: GateRules,
    rules: LifeRules,
    draws: Draws,
) -> UInt8[Array, "service n"]:
    """What each errand to a closed door came to: bit 0, turned away; bit 1, served by others
    instead; bit 2, bought from a scalper.

    One column of bits: for each of several the compiler would draw again. A service at whose doors
    nobody stands is passed over.
    """

    def one(
        _: None, of: tuple[Array, Array, Array, Array | None]
    ) -> tuple[None, UInt8[Array, " n"]]:
        s, checked, detour, informal = of
        tries = ((tried >> s) & 1) != 0

        def come_to() -> UInt8[Array, " n"]:
            turned_away = tries & chance.happens(draws, Decision.GATE_CHECKED, checked, k=s)
            served = jnp.zeros(tries.shape, bool)
            if informal is not None:
                served = _served_informally(turned_away, informal, s, surroundings, rules, draws)
            buys = (
                turned_away
                & ~served
                & (detour > 0)
                & chance.happens(draws, Decision.SCALPER, rules.scalper_share, k=s)
            )
            bits = (turned_away, served, buys)
            return sum(
                (is_so.astype(jnp.uint8) << bit for bit, is_so in enumerate(bits)),
                start=jnp.zeros(tries.shape, jnp.uint8),
            )

        return None, jax.lax.cond(tries.any(), come_to, lambda: jnp.zeros(tries.shape, jnp.uint8))

    each = (
        gates.services.astype(jnp.uint32),
        gates.checked,
        rules.detour_hours,
        None if rules.informal is None else rules.informal.informal_share,
    )
    return jax.lax.scan(one, None, each)[1]


def _served_informally(
    turned_away: Bool[Array, " n"],
    share: Float32[Array, ""],
    s: UInt32[Array, ""],
    surroundings: Surroundings,
    rules: LifeRules,
    draws: Draws,
) -> Bool[Array, " n"]:
    """The refused serve each other: the likelier, the more of a person's ties are listed too."""
    assert rules.informal is not None
    company = 1.0 + rules.informal.informal_per_tie * surroundings.listed_ties
    p = jnp.minimum(share * company, 1.0)
    return turned_away & chance.happens(draws, Decision.INFORMAL, p, k=s)
