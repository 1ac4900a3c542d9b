"""The measures of a month: which there are, and how they are read off the corridor.

A measure of a part that a policy lacks (a score, a catalogue, counters) is not taken; `present`
says which are, in order.
"""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Int32, UInt8, UInt32

from discredit import columns, score
from discredit.columns import MEASURES, PARTS, Part
from discredit.dossier import mask
from discredit.life.purse import A_BILL
from discredit.policy.rules import Rules, enters_firms, has_course
from discredit.record import scores
from discredit.record.budget import of_budget, of_trade
from discredit.record.checks import of_checks
from discredit.record.debts import of_debts, of_firms, of_grace
from discredit.record.month import Month, entered, on_black
from discredit.society.people import People
from discredit.vocabulary import (
    CONDUCT_KINDS,
    EXITS,
    FLAWS,
    GROUNDS,
    SERVICES,
    UNFAIRS,
    WRONGS,
    Stage,
    Status,
    word,
)  # fmt: skip

_MOST = 1 << 17
"""The largest whole number that one person adds in a month (1.3 million yuan, in tens), so that the
sums of a part of the population fit 32 bits; the cap is the record's, not the person's."""

_COUNTER = SERVICES.index("counter")
_OF_ACTS = ("warned", *(name for name in PARTS["conduct"] if name != "shut_out_blameless"))
_OF_SCORES = ("score", "points", "sight", "points_sight", "others", "points_others")


def present(rules: Rules) -> tuple[str, ...]:
    """The measures taken of a system with these rules (arrays on the host), in order.

    Args:
        rules: Of a run, as arrays of the host: which parts there are, and which doors.

    Returns:
        Names of the series, a refusal by the service that refused.
    """
    touched = rules.gates.services.reshape(-1, max(_doors(rules), 1))[0]
    return tuple(_in_order(rules, tuple(f"refused_{SERVICES[s]}" for s in touched)))


def in_order(*each: tuple[str, ...]) -> tuple[str, ...]:
    """The measures of several systems in one order.

    Args:
        each: What `present` gives of each.
    """
    known = [
        name
        for part in PARTS
        for name in ([f"refused_{s}" for s in SERVICES] if part == "refusals" else PARTS[part])
    ]
    rank = {name: at for at, name in enumerate(known)}
    return tuple(sorted(dict.fromkeys(name for of in each for name in of), key=rank.__getitem__))


def how_many(rules: Rules) -> int:
    """How many measures `measure` takes.

    Args:
        rules: Of a run or of one month.

    Returns:
        The rows that `measure` gives when all are asked for.
    """
    return len(_in_order(rules, _refusals(_doors(rules))))


def _in_order(rules: Rules, refusals: tuple[str, ...]) -> list[str]:
    """The measures of the parts that there are; those of refusals under the names given."""
    there = [refusals if part == "refusals" else tuple(PARTS[part]) for part in _parts(rules)]
    return [name for names in there for name in names]


def _doors(rules: Rules) -> int:
    return rules.gates.services.shape[-1]


def _refusals(doors: int) -> tuple[str, ...]:
    """Names for refusals by door, as long as nobody asks which service is behind it."""
    return tuple(f"refused {door}" for door in range(doors))


def _parts(rules: Rules) -> tuple[Part, ...]:
    """The parts that a policy with these rules has, in order."""
    has_conducts, has_scores = rules.behaviour.conducts is not None, rules.score is not None
    has_features = rules.score is not None and rules.score.factors is not None
    is_alone = rules.score is not None and rules.score.floor.shape[-1] == 1
    is_there: dict[Part, bool] = {
        "listing": True,
        "refusals": True,
        "living": True,
        "conduct": has_conducts,
        "favour": has_conducts or has_scores,
        "score": has_scores,
        "points": is_alone,
        "sight": has_features,
        "points_sight": is_alone and has_features,
        "others": score.looks_at_ties(rules.score),
        "points_others": is_alone and score.looks_at_ties(rules.score),
        "counters": rules.life.counters is not None,
        "prices": rules.life.prices is not None,
        "informal": rules.life.informal is not None,
        "giving_up": rules.redress.gives_up is not None,
        "grace": rules.redress.objects is not None,
        "thin_files": rules.life.no_history is not None,
        "debts": has_course(rules),
        "firms": enters_firms(rules),
        "checks": rules.observation.checks is not None,
        "trade": rules.life.costs is not None,
        "budget": rules.life.budget is not None,
    }
    return tuple(part for part in PARTS if part not in OF_YEARS and is_there[part])


OF_YEARS: dict[Part, Callable[[Rules], bool]] = {
    "years": lambda _: True,
    "years_debts": has_course,
    "years_firms": enters_firms,
}
"""Parts that are counted when a year has passed among the people, and in no month."""


def of_years(rules: Rules) -> tuple[str, ...]:
    """The measures that a world in which time passes has beside those of `present`, in order.

    Args:
        rules: Of a run.
    """
    return tuple(n for part, is_there in OF_YEARS.items() if is_there(rules) for n in PARTS[part])


def counts_against(rules: Rules) -> UInt32[Array, ""]:
    """Bits of the catalogue's conducts that are not good deeds.

    Args:
        rules: Of this month; where there is no catalogue, there are no such conducts.

    Returns:
        One word for everybody, bit c for conduct c.
    """
    if rules.behaviour.conducts is None:
        return jnp.uint32(0)
    return _kind_bits(rules, *CONDUCT_KINDS[:-1])


def _kind_bits(rules: Rules, *kinds: str) -> UInt32[Array, ""]:
    assert rules.behaviour.conducts is not None
    of = rules.behaviour.conducts.kind
    chosen = jnp.zeros(of.shape, bool)
    for kind in kinds:
        chosen = chosen | (of == CONDUCT_KINDS.index(kind))
    return mask(chosen) << len(GROUNDS)


def everyday(rules: Rules) -> tuple[str, ...]:
    """The measures to which people add in a quiet month; `people` apart, who are only counted once.

    Args:
        rules: Of a run or of one month: which parts there are.

    Returns:
        Names; all other measures are nought in a month in which no list, case or door moves.
    """
    return (
        *("listed_at_home", "jobless", "short_of_money", "bills_unpaid", "income", "savings"),
        *("trust", "trust_if_known", "grievance", "wellbeing", "belief"),
        *(name for part in _parts(rules) if part in _OF_SCORES for name in PARTS[part]),
        *(_OF_ACTS if rules.behaviour.conducts is not None else ()),
        *(("counter_visits", "counter_hours") if rules.life.counters is not None else ()),
        *(PARTS["budget"] if rules.life.budget is not None else ()),
    )


def measure(
    month: Month,
    people: People,
    flaw: UInt8[Array, " n"],
    has_done: Bool[Array, " n"],
    rules: Rules,
    names: tuple[str, ...] | None = None,
) -> Int32[Array, "n measure"]:
    """Measure one month of one block of people.

    Args:
        month: What the month leaves behind.
        people: Who they are.
        flaw: What is amiss with an entry of the person's: its code in `FLAWS`, 0 for nothing.
        has_done: Who ever did what counts against one.
        rules: Of this month.
        names: The measures wanted (no refusals); None for all.

    Returns:
        What each person adds to each measure, in whole numbers of its scale.
    """
    parts: dict[Part, Callable[[], dict[str, Array]]] = {
        "listing": lambda: _listing(month, people, flaw),
        "refusals": lambda: _refused(month, rules),
        "living": lambda: _living(month),
        "conduct": lambda: _conduct(month, has_done, rules),
        "favour": lambda: _favour(month),
        "score": lambda: scores.of_all(month, rules),
        "points": lambda: scores.points(month),
        "sight": lambda: {"too_low_sight": scores.too_low(month)["sight"]},
        "points_sight": lambda: {"short_sight": scores.short(month, "sight")},
        "others": lambda: {"too_low_others": scores.too_low(month)["others"]},
        "points_others": lambda: {"short_others": scores.short(month, "others")},
        "counters": lambda: _counters(month),
        "prices": lambda: {"dearer_paid": month.toll.dearer, "discounts": month.toll.saved},
        "informal": lambda: {"served_informally": jnp.bitwise_count(month.toll.informal)},
        "giving_up": lambda: {"appeals_given_up": month.outcome.gave_up.sum(axis=0)},
        "grace": lambda: of_grace(month),
        "thin_files": lambda: {"loans_opened": _given(month.toll.loans_opened)},
        "debts": lambda: of_debts(month),
        "firms": lambda: of_firms(month),
        "checks": lambda: of_checks(month.checked),
        "trade": lambda: of_trade(month.toll),
        "budget": lambda: of_budget(month, people),
    }
    columns.agree("measure", [part for part in PARTS if part not in OF_YEARS], parts)
    taken: dict[str, Array] = {}
    for part in _parts(rules):
        some = parts[part]()
        columns.agree(part, _refusals(len(some)) if part == "refusals" else PARTS[part], some)
        taken |= some
    chosen = taken if names is None else {name: taken[name] for name in names}
    # One after another, to where sums take them: stacked at once or turned round they take longer.
    rows = jax.lax.optimization_barrier(jnp.zeros((flaw.shape[0], len(chosen)), jnp.int32))
    for i, (name, column) in enumerate(chosen.items()):
        whole = _whole(column, MEASURES[name].scale if name in MEASURES else 1.0)
        rows = jax.lax.dynamic_update_slice(rows, whole[:, None], (0, i))
    return rows


def places(names: tuple[str, ...], rules: Rules) -> list[int]:
    """Where measures stand among those of `present`.

    Args:
        names: Measures of parts that there are; no refusals.
        rules: Of this month.

    Returns:
        The row of each in what `measure` gives.

    Raises:
        ValueError: A measure is none of these.
    """
    order = _in_order(rules, _refusals(_doors(rules)))
    return [order.index(name) for name in names]


def _given(column: Array | None) -> Array:
    """A column of a part that there is."""
    assert column is not None
    return column


def _refused(month: Month, rules: Rules) -> dict[str, Array]:
    services = rules.gates.services.astype(jnp.uint32)
    doors = enumerate(_refusals(services.shape[0]))
    return {name: (month.toll.refused >> services[door]) & 1 for door, name in doors}


def _favour(month: Month) -> dict[str, Array]:
    red = (month.after.listed.status == Status.LISTED) & ~month.is_black[:, None]
    favoured = month.after.doors.favoured != 0
    return {"red_listed": red.any(axis=0), "favoured": favoured}


def _listing(month: Month, people: People, flaw: UInt8[Array, " n"]) -> dict[str, Array]:
    listed, acts = month.after.listed, month.acts
    black = month.is_black[:, None]
    on_each = on_black(month)
    on = on_each.any(axis=0)
    was_on = ((month.before.listed.status == Status.LISTED) & black).any(axis=0)
    was_clear = (month.before.listed.status == Status.CLEAR).all(axis=0)
    shut_out = month.after.doors.closed != 0
    has_copy = ((month.after.copies != 0) & black).any(axis=0)
    opened = month.after.files.is_open & ~month.before.files.is_open

    def is_of(name: str) -> Bool[Array, " n"]:
        return flaw == FLAWS.index(name) + 1

    warned = (listed.status == Status.WARNED) | ((listed.strikes > 0) & (listed.status == 0))
    return {
        "people": people.present,
        "in_default": acts.owes,
        "cannot_pay": acts.owes & ~acts.has_means,
        "debts_paid": acts.pays_off,
        "debts_paid_while_listed": acts.pays_off & was_on,
        "files_opened": opened,
        "files_opened_cannot_pay": opened & acts.owes & ~acts.has_means,
        "records_expected": jnp.where(was_clear, month.hindsight.p_recorded, 0.0),
        "entries": entered(month).sum(axis=0),
        "warned": (warned & black).any(axis=0),
        "listed": on,
        "listed_wrongly": (flaw != 0) & (flaw <= len(WRONGS)),
        **{f"wrongly_{name}": is_of(name) for name in WRONGS},
        "listed_turned": is_of("turned"),
        "listed_unfairly": flaw > FLAWS.index("turned") + 1,
        **{f"unfairly_{name}": is_of(name) for name in UNFAIRS},
        "listed_without_notice": (on_each & ~listed.was_notified).any(axis=0),
        "listed_unaware": on & ~month.truth.is_aware,
        **{f"exits_{word(way)}": ((listed.exit == way) & black).sum(axis=0) for way in EXITS},
        "shut_out": shut_out,
        "shut_out_by_stale_copy": shut_out & ~on & has_copy,
        "listed_at_home": month.surroundings.listed_at_home & ~on,
    }


def _living(month: Month) -> dict[str, Array]:
    outcome, stage = month.outcome, month.after.cases.stage
    cleared = month.before.copies & ~month.after.copies
    waits = (stage == Stage.FIRST) | (stage == Stage.REVIEW)
    return {
        "appeals_filed": outcome.filed.sum(axis=0),
        "appeals_served": outcome.served.sum(axis=0),
        "reviews_heard": (outcome.served & (month.before.cases.stage == Stage.REVIEW)).sum(axis=0),
        "appeals_won": outcome.won.sum(axis=0),
        "copies_cleared": jnp.bitwise_count(cleared).sum(axis=0, dtype=jnp.int32),
        "appeals_waiting": waits.sum(axis=0),
        # Whoever is heard in the month after he filed has waited one.
        "hearing_months": jnp.where(
            outcome.served, month.before.cases.waited.astype(jnp.int32) + 1, 0
        ).sum(axis=0, dtype=jnp.int32),
        # The month of the correction counts too: an entry corrected at once has lasted one.
        "correction_months": jnp.where(outcome.won, month.before.listed.months_on + 1, 0).sum(
            axis=0, dtype=jnp.int32
        ),
        "jobless": month.is_worker & ~month.truth.is_employed,
        "short_of_money": month.toll.unpaid > A_BILL,
        "bills_unpaid": month.toll.unpaid,
        "hours_lost": month.toll.hours,
        "contacts_lost": month.toll.contacts_lost,
        "fines": month.toll.fined,
        "paid": month.acts.paid,
        "income": month.toll.income,
        "savings": month.truth.savings,
        "trust": month.truth.trust,
        "trust_if_known": month.truth.trust_if_known,
        "grievance": month.truth.grievance,
        "wellbeing": month.truth.wellbeing,
        "belief": month.truth.belief,
    }


def _conduct(month: Month, has_done: Bool[Array, " n"], rules: Rules) -> dict[str, Array]:
    def of_kind(kind: str) -> Array:
        return jnp.bitwise_count(month.acts.did & _kind_bits(rules, kind))

    catalogue = _kind_bits(rules, *CONDUCT_KINDS)
    records = month.sightings.records & catalogue
    return {
        "obligations_broken": of_kind("obligation"),
        "offences": of_kind("offence"),
        "disfavoured_acts": of_kind("disfavoured"),
        "deeds": of_kind("deed"),
        "deeds_bought": jnp.bitwise_count(month.acts.bought),
        "acts_hidden": jnp.bitwise_count(month.acts.hidden),
        "records": jnp.bitwise_count(records),
        "records_false": jnp.bitwise_count(records & ~month.hindsight.so),
        "shut_out_blameless": (month.after.doors.closed != 0) & ~has_done,
    }


def _counters(month: Month) -> dict[str, Array]:
    has_lane = ((month.after.doors.favoured >> _COUNTER) & 1) != 0
    visits, waited = month.toll.waited > 0, month.toll.waited
    return {
        "counter_visits": visits & ~has_lane,
        "counter_visits_favoured": visits & has_lane,
        "counter_hours": jnp.where(has_lane, 0.0, waited),
        "counter_hours_favoured": jnp.where(has_lane, waited, 0.0),
    }


def _whole(column: Array, scale: float) -> Int32[Array, " n"]:
    if scale == 1.0:
        whole = jnp.round(column) if jnp.issubdtype(column.dtype, jnp.floating) else column
        return whole.astype(jnp.int32)
    return jnp.clip(jnp.round(column * (1 / scale)), -_MOST, _MOST).astype(jnp.int32)
