"""The measures of a month: which there are, and how they are read off the corridor.

A measure of a part that a policy lacks (a score, a catalogue, counters) is not taken; `present`
says which are, in order.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Int32, UInt8, UInt32

from discredit.dossier import mask
from discredit.policy.rules import Rules
from discredit.record.person import (
    Month,
    entered,
    on_black,
)
from discredit.society.people import People
from discredit.vocabulary import (
    CAUSES,
    CONDUCT_KINDS,
    GROUNDS,
    SERVICES,
    UNSCORED,
    WRONGS,
    Exit,
    Stage,
    Status,
)

_MOST = 1 << 17
"""The largest whole number that one person adds in a month (1.3 million yuan, in tens), so that the
sums of a part of the population fit 32 bits; the cap is the record's, not the person's."""

_COUNTER = SERVICES.index("counter")
LEVELS = 3
"""Thirds of a scale, by which scorers of different scales are compared."""


class Measure(NamedTuple):
    """How to read a column of the record: what one unit of its whole numbers stands for."""

    label: str
    unit: str
    scale: float = 1.0
    is_flow: bool = False  # adds up over months; a stock does not


def _count(label: str) -> Measure:
    return Measure(label, "people")


def _event(label: str) -> Measure:
    return Measure(label, "events", is_flow=True)


def _money(label: str) -> Measure:
    return Measure(label, "CNY", 10.0, is_flow=True)


_DEVIATION = "standard deviations"

_LISTING: dict[str, Measure] = {
    "people": _count("people"),
    "in_default": _count("owe an unperformed judgment"),
    "cannot_pay": _count("owe one and cannot pay"),
    "debts_paid": _event("debts paid off"),
    "debts_paid_while_listed": _event("debts paid off while listed"),
    "files_opened": _event("files opened"),
    "files_opened_cannot_pay": _event("files opened on people who cannot pay"),
    "records_expected": Measure("expected records on people not listed", "events", 1e-5, True),
    "entries": _event("new entries on a black list"),
    "warned": _count("warned, grace running or short of enough records"),
    "listed": _count("on a black list"),
    "listed_wrongly": _count("on a black list wrongly"),
    **{f"wrongly_{c}": _count(f"wrongly listed: {said.label}") for c, said in CAUSES.items()},
    "listed_without_notice": _count("on a black list, no letter came"),
    "listed_unaware": _count("on a black list, unaware of it"),
    "exits_paid": _event("released: paid"),
    "exits_term": _event("released: term over"),
    "exits_corrected": _event("released: corrected on appeal"),
    "exits_repaired": _event("released: repaired"),
    "exits_with_score": _event("released: score, or other list, over"),
    "exits_amnesty": _event("released: amnesty"),
    "shut_out": _count("some door closed"),
    "shut_out_by_stale_copy": _count("door closed by a stale copy"),
    "listed_at_home": _count("not listed, a family member is"),
}
_REFUSED = {f"refused_{s}": _event(f"refused: {s.replace('_', ' ')}") for s in SERVICES}
_LIVING: dict[str, Measure] = {
    "appeals_filed": _event("appeals filed"),
    "appeals_served": _event("appeals heard"),
    "appeals_won": _event("appeals won"),
    "appeals_waiting": _count("appeals waiting"),
    "correction_months": Measure("months on the list before a correction", "months", is_flow=True),
    "jobless": _count("workers without work"),
    "hours_lost": Measure("hours lost going round, or at slow doors", "hours", 0.01, True),
    "contacts_lost": Measure("ties who kept away", "tie-months", 0.01, True),
    "fines": _money("fines and deductions"),
    "paid": _money("paid on judgments"),
    "income": _money("income per head"),
    "savings": Measure("savings", "CNY", 10.0),
    "trust": Measure("trust", _DEVIATION, 1e-3),
    "grievance": Measure("grievance", _DEVIATION, 1e-3),
    "wellbeing": Measure("wellbeing", _DEVIATION, 1e-3),
    "belief": Measure("perceived risk of listing", "probability", 1e-3),
}
_CONDUCT: dict[str, Measure] = {
    "obligations_broken": _event("duties not met"),
    "offences": _event("offences"),
    "disfavoured_acts": _event("lawful acts that are disliked"),
    "deeds": _event("good deeds"),
    "deeds_bought": _event("good deeds done for the score"),
    "records": _event("records of conduct"),
    "records_false": _event("records of what the person did not do"),
    "shut_out_blameless": _count("some door closed, and nothing ever done"),
}
_FAVOUR: dict[str, Measure] = {
    "red_listed": _count("on a red list"),
    "favoured": _count("some door favoured"),
}
_SCORE: dict[str, Measure] = {
    "scored": _count("have a score"),
    "score": Measure("score, of the first scorer", "points"),
    "low_band": _count("in the lowest band"),
    "top_band": _count("in the highest band"),
    "scored_too_low": _count("in a lower band than own conduct would earn"),
    "scored_too_high": _count("in a higher band than own conduct would earn"),
    "scored_otherwise": _count("have a score that own conduct would not give"),
    "file_errors": _count("an error stands in the file of some scorer"),
    "files_mended": _event("files mended"),
    "disagreement": _count("put on different thirds of the scale by different scorers"),
}
_COUNTERS: dict[str, Measure] = {
    "counter_visits": _event("visits to counters without a lane"),
    "counter_visits_favoured": _event("visits to counters with a lane"),
    "counter_hours": Measure("hours waited without a lane", "hours", 0.01, True),
    "counter_hours_favoured": Measure("hours waited with a lane", "hours", 0.01, True),
}
_PRICES = {"dearer_paid": _money("paid beyond ordinary prices, less discounts")}
_GIVING_UP = {"appeals_given_up": _event("appeals given up while waiting")}
_INFORMAL = {"served_informally": _event("refused, and served by each other or underground")}

MEASURES: dict[str, Measure] = {
    **_LISTING, **_REFUSED, **_LIVING, **_CONDUCT, **_FAVOUR, **_SCORE, **_COUNTERS, **_PRICES,
    **_INFORMAL, **_GIVING_UP,
}  # fmt: skip
"""Every column that a monthly series may have."""


def present(rules: Rules) -> tuple[str, ...]:
    """The measures taken of a system with these rules (arrays on the host), in order."""
    return (
        *_LISTING,
        *(f"refused_{SERVICES[s]}" for s in rules.gates.services.reshape(-1, _width(rules))[0]),
        *_LIVING,
        *(name for part, is_there in _optional(rules) if is_there for name in part),
    )


def _width(rules: Rules) -> int:
    return max(rules.gates.services.shape[-1], 1)


def _optional(rules: Rules) -> tuple[tuple[dict[str, Measure], bool], ...]:
    """The measures of parts that a policy may lack, in order, and whether it has them."""
    has_conducts, has_scores = rules.behaviour.conducts is not None, rules.score is not None
    return (
        (_CONDUCT, has_conducts),
        (_FAVOUR, has_conducts or has_scores),
        (_SCORE, has_scores),
        (_COUNTERS, rules.life.counters is not None),
        (_PRICES, rules.life.prices is not None),
        (_INFORMAL, rules.life.informal is not None),
        (_GIVING_UP, rules.redress.gives_up is not None),
    )


def how_many(rules: Rules) -> int:
    """How many measures `measure` takes."""
    optional = sum(len(part) for part, is_there in _optional(rules) if is_there)
    return len(_LISTING) + rules.gates.services.shape[-1] + len(_LIVING) + optional


def counts_against(rules: Rules) -> UInt32[Any, ""]:
    """Bits of the catalogue's conducts that are not good deeds."""
    if rules.behaviour.conducts is None:
        return jnp.uint32(0)
    return _kind_bits(rules, *CONDUCT_KINDS[:-1])


def _kind_bits(rules: Rules, *kinds: str) -> UInt32[Any, ""]:
    assert rules.behaviour.conducts is not None
    of = rules.behaviour.conducts.kind
    chosen = jnp.zeros(of.shape, bool)
    for kind in kinds:
        chosen = chosen | (of == CONDUCT_KINDS.index(kind))
    return mask(chosen) << len(GROUNDS)


def everyday(rules: Rules) -> tuple[str, ...]:
    """The measures to which even those add to whom nothing happens; `people` apart, who are only
    counted once. All the others are nought then."""
    return (
        *("listed_at_home", "jobless", "income", "savings"),
        *("trust", "grievance", "wellbeing", "belief"),
        *(_SCORE if rules.score is not None else ()),
        *(("counter_visits", "counter_hours") if rules.life.counters is not None else ()),
    )


def measure(
    month: Month,
    people: People,
    cause: UInt8[Any, " n"],
    has_done: Bool[Any, " n"],
    rules: Rules,
    names: tuple[str, ...] | None = None,
) -> Int32[Any, "measure n"]:
    """One row per measure of `present`, in whole numbers; or those of the measures in `names`
    (no refusals)."""
    columns: dict[str, tuple[Measure, Array]] = {}

    def take(some: dict[str, Measure], found: dict[str, Array]) -> None:
        if some.keys() != found.keys():
            raise AssertionError(f"measures and columns differ in {some.keys() ^ found.keys()}")
        columns.update({name: (some[name], found[name]) for name in some})

    take(_LISTING, _listing(month, people, cause))
    for place in range(rules.gates.services.shape[0]):
        refused = (month.toll.refused >> rules.gates.services[place].astype(jnp.uint32)) & 1
        columns[f"refused {place}"] = (_event(""), refused)
    take(_LIVING, _living(month))
    if rules.behaviour.conducts is not None:
        take(_CONDUCT, _conduct(month, has_done, rules))
    if rules.behaviour.conducts is not None or rules.score is not None:
        red = (month.after.listed.status == Status.LISTED) & ~month.is_black[:, None]
        favoured = month.after.doors.favoured != 0
        take(_FAVOUR, {"red_listed": red.any(axis=0), "favoured": favoured})
    if rules.score is not None:
        take(_SCORE, _score(month, rules))
    if rules.life.counters is not None:
        take(_COUNTERS, _counters(month))
    if rules.life.prices is not None:
        take(_PRICES, {"dearer_paid": month.toll.dearer})
    if rules.life.informal is not None:
        take(_INFORMAL, {"served_informally": jnp.bitwise_count(month.toll.informal)})
    if rules.redress.gives_up is not None:
        take(_GIVING_UP, {"appeals_given_up": month.outcome.gave_up.sum(axis=0)})
    chosen = columns if names is None else {name: columns[name] for name in names}
    # Row after row: of so many columns stacked at once the compiler makes a slow chain of choices.
    rows = jnp.zeros((len(chosen), cause.shape[0]), jnp.int32)
    for i, (kind, column) in enumerate(chosen.values()):
        rows = rows.at[i].set(_whole(column, kind.scale))
    return rows


def places(names: tuple[str, ...], rules: Rules) -> list[int]:
    """Where measures (no refusals) stand among those of `present`; of a single month's rules."""
    order = [
        *_LISTING,
        *(f"refused {place}" for place in range(rules.gates.services.shape[-1])),
        *_LIVING,
        *(name for part, is_there in _optional(rules) if is_there for name in part),
    ]
    return [order.index(name) for name in names]


def _listing(month: Month, people: People, cause: UInt8[Any, " n"]) -> dict[str, Array]:
    listed, acts = month.after.listed, month.acts
    black = month.is_black[:, None]
    on_each = on_black(month)
    on = on_each.any(axis=0)
    was_on = ((month.before.listed.status == Status.LISTED) & black).any(axis=0)
    was_clear = (month.before.listed.status == Status.CLEAR).all(axis=0)
    shut_out = month.after.doors.closed != 0
    has_copy = ((month.after.copies != 0) & black).any(axis=0)
    opened = month.after.files.is_open & ~month.before.files.is_open
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
        "listed_wrongly": cause != 0,
        **{f"wrongly_{name}": cause == code for code, name in enumerate(WRONGS, start=1)},
        "listed_without_notice": (on_each & ~listed.was_notified).any(axis=0),
        "listed_unaware": on & ~month.truth.is_aware,
        **{
            f"exits_{way.name.lower()}": ((listed.exit == way) & black).sum(axis=0)
            for way in (Exit.PAID, Exit.TERM, Exit.CORRECTED, Exit.REPAIRED, Exit.WITH_SCORE,
                        Exit.AMNESTY)
        },
        "shut_out": shut_out,
        "shut_out_by_stale_copy": shut_out & ~on & has_copy,
        "listed_at_home": month.surroundings.listed_at_home & ~on,
    }  # fmt: skip


def _living(month: Month) -> dict[str, Array]:
    outcome, stage = month.outcome, month.after.cases.stage
    waits = (stage == Stage.FIRST) | (stage == Stage.REVIEW)
    return {
        "appeals_filed": outcome.filed.sum(axis=0),
        "appeals_served": outcome.served.sum(axis=0),
        "appeals_won": outcome.won.sum(axis=0),
        "appeals_waiting": waits.sum(axis=0),
        # The month of the correction counts too: an entry corrected at once has lasted one.
        "correction_months": jnp.where(outcome.won, month.before.listed.months_on + 1, 0).sum(
            axis=0, dtype=jnp.int32
        ),
        "jobless": month.is_worker & ~month.truth.is_employed,
        "hours_lost": month.toll.hours,
        "contacts_lost": month.toll.contacts_lost,
        "fines": month.toll.fined,
        "paid": month.acts.paid,
        "income": month.toll.income,
        "savings": month.truth.savings,
        "trust": month.truth.trust,
        "grievance": month.truth.grievance,
        "wellbeing": month.truth.wellbeing,
        "belief": month.truth.belief,
    }


def _conduct(month: Month, has_done: Bool[Any, " n"], rules: Rules) -> dict[str, Array]:
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
        "records": jnp.bitwise_count(records),
        "records_false": jnp.bitwise_count(records & ~month.hindsight.so),
        "shut_out_blameless": (month.after.doors.closed != 0) & ~has_done,
    }


def _score(month: Month, rules: Rules) -> dict[str, Array]:
    assert month.bands is not None and month.earned_bands is not None
    assert month.after.scores is not None and rules.score is not None
    assert month.earned is not None and month.has_error is not None
    was, now = month.before.files.is_mended, month.after.files.is_mended
    assert was is not None and now is not None
    bands, earned, shown = month.bands, month.earned_bands, month.after.scores.shown
    is_scored = bands != UNSCORED
    top = (jnp.isfinite(rules.score.bands).sum(axis=1) - 1).astype(jnp.uint8)[0]
    span = (rules.score.ceiling - rules.score.floor)[:, None]
    third = jnp.floor((shown - rules.score.floor[:, None]) / span * LEVELS)
    third = jnp.clip(third, 0, LEVELS - 1)
    highest = jnp.where(is_scored, third, -1.0).max(axis=0)
    lowest = jnp.where(is_scored, third, float(LEVELS)).min(axis=0)
    return {
        "scored": is_scored[0],
        "score": jnp.where(is_scored[0], shown[0], 0.0),
        "low_band": bands[0] == 0,
        "top_band": bands[0] == top,
        "scored_too_low": (is_scored & (bands < earned)).any(axis=0),
        "scored_too_high": (is_scored & (bands > earned)).any(axis=0),
        "scored_otherwise": (is_scored & (jnp.abs(shown - month.earned) > 1.0)).any(axis=0),
        "file_errors": is_scored.any(axis=0) & month.has_error,
        "files_mended": is_scored.any(axis=0) & now & ~was,
        "disagreement": is_scored.any(axis=0) & (highest > lowest),
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


def _whole(column: Array, scale: float) -> Int32[Any, " n"]:
    if scale == 1.0:
        whole = jnp.round(column) if jnp.issubdtype(column.dtype, jnp.floating) else column
        return whole.astype(jnp.int32)
    return jnp.clip(jnp.round(column * (1 / scale)), -_MOST, _MOST).astype(jnp.int32)
