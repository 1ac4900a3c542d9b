"""What happened in a month: written, never read back by the model.

`measure` turns one month of one block of people into whole numbers, one column per measure;
`tabulate` adds them up by group. Whole numbers add to the same sum in any order, so results do not
depend on blocks or devices. `Tally` keeps what has happened to each person since the start.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, Int16, Int32, UInt8, UInt16

from discredit.dossier import Dossier, Exit, Sightings, Stage, Status
from discredit.life import Toll
from discredit.observation import Hindsight
from discredit.redress import Outcome
from discredit.society.people import GROUPS, People, group_codes
from discredit.truth import Acts, Around, Truth
from discredit.vocabulary import SERVICES

_MOST = 1 << 17
"""The largest whole number that one person adds in a month (1.3 million yuan, in tens), so that the
sums of a part of the population fit 32 bits; the cap is the record's, not the person's."""

WRONGS = ("cannot_pay", "namesake", "representative", "already_paid")
"""Why a listing is wrong in truth: the person lacks the means; the record is another's; the debt
is a company's; the debt is paid and the entry still stands. No letter: that is counted apart."""


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


_SPOKEN = {
    "cannot_pay": "wrongly listed: cannot pay",
    "namesake": "wrongly listed: a namesake's record",
    "representative": "wrongly listed: stands in for a company",
    "already_paid": "wrongly listed: has already paid",
}
_DEVIATION = "standard deviations"

MEASURES: dict[str, Measure] = {
    "people": _count("people"),
    "in_default": _count("owe an unperformed judgment"),
    "cannot_pay": _count("owe one and cannot pay"),
    "debts_paid": _event("debts paid off"),
    "debts_paid_while_listed": _event("debts paid off while listed"),
    "files_opened": _event("files opened"),
    "files_opened_cannot_pay": _event("files opened on people who cannot pay"),
    "records_expected": Measure("expected records on people not listed", "events", 1e-5, True),
    "entries": _event("new entries on the list"),
    "warned": _count("warned, grace running"),
    "listed": _count("on the list"),
    "listed_wrongly": _count("on the list wrongly"),
    **{f"wrongly_{cause}": _count(_SPOKEN[cause]) for cause in WRONGS},
    "listed_without_notice": _count("on the list, no letter came"),
    "listed_unaware": _count("on the list, unaware of it"),
    "exits_paid": _event("released: paid"),
    "exits_term": _event("released: term over"),
    "exits_corrected": _event("released: corrected on appeal"),
    "exits_repaired": _event("released: repaired"),
    "shut_out": _count("some door closed"),
    "shut_out_by_stale_copy": _count("door closed by a stale copy"),
    "listed_at_home": _count("not listed, a family member is"),
    **{
        f"refused_{service}": _event(f"refused: {service.replace('_', ' ')}")
        for service in SERVICES
    },
    "appeals_filed": _event("appeals filed"),
    "appeals_served": _event("appeals heard"),
    "appeals_won": _event("appeals won"),
    "appeals_waiting": _count("appeals waiting"),
    "correction_months": Measure("months on the list before a correction", "months", is_flow=True),
    "jobless": _count("workers without work"),
    "hours_lost": Measure("hours lost going round", "hours", is_flow=True),
    "paid": Measure("paid on judgments", "CNY", 10.0, is_flow=True),
    "income": Measure("income per head", "CNY", 10.0, is_flow=True),
    "savings": Measure("savings", "CNY", 10.0),
    "trust": Measure("trust", _DEVIATION, 1e-3),
    "grievance": Measure("grievance", _DEVIATION, 1e-3),
    "wellbeing": Measure("wellbeing", _DEVIATION, 1e-3),
    "belief": Measure("perceived risk of listing", "probability", 1e-3),
}
"""Every column of the monthly series, in order."""


class Wrongs(NamedTuple):
    """Which listed people are wrongly so this month, by the one cause that comes first."""

    cannot_pay: Bool[Any, " n"]
    namesake: Bool[Any, " n"]
    representative: Bool[Any, " n"]
    already_paid: Bool[Any, " n"]


class Tally(NamedTuple):
    """What has happened to each person since the start: the persons table."""

    first_listed: Int16[Any, " n"]  # month; -1 never
    about_other: Bool[Any, " n"]  # the standing entry rests on a namesake's record
    wrong_causes: UInt8[Any, " n"]  # bit per WRONGS: ever so
    never_notified: Bool[Any, " n"]  # ever listed without a letter
    months_listed: UInt16[Any, " n"]
    months_wrongly: UInt16[Any, " n"]
    months_shut_out: UInt16[Any, " n"]
    months_listed_at_home: UInt16[Any, " n"]
    times_refused: UInt16[Any, " n"]
    appeals: UInt8[Any, " n"]
    corrections: UInt8[Any, " n"]
    debts_paid: UInt8[Any, " n"]
    months_jobless: UInt16[Any, " n"]
    paid: Float32[Any, " n"]  # CNY
    income: Float32[Any, " n"]  # CNY per head that came in


def begin(n: int) -> Tally:
    """Nothing has happened to anybody yet."""

    def zeros(kind: type) -> Array:
        return jnp.zeros(n, kind)

    return Tally(
        first_listed=jnp.full(n, -1, jnp.int16),
        about_other=zeros(bool),
        wrong_causes=zeros(jnp.uint8),
        never_notified=zeros(bool),
        months_listed=zeros(jnp.uint16),
        months_wrongly=zeros(jnp.uint16),
        months_shut_out=zeros(jnp.uint16),
        months_listed_at_home=zeros(jnp.uint16),
        times_refused=zeros(jnp.uint16),
        appeals=zeros(jnp.uint8),
        corrections=zeros(jnp.uint8),
        debts_paid=zeros(jnp.uint8),
        months_jobless=zeros(jnp.uint16),
        paid=zeros(jnp.float32),
        income=zeros(jnp.float32),
    )


class Month(NamedTuple):
    """All that a month leaves behind for one block of people."""

    acts: Acts
    sightings: Sightings
    hindsight: Hindsight
    before: Dossier
    after: Dossier
    truth: Truth
    toll: Toll
    outcome: Outcome
    around: Around
    is_worker: Bool[Any, " n"]


def wrongs(month: Month, about_other: Bool[Any, " n"]) -> Wrongs:
    """Judge each standing entry by the truth, not by the dossier.

    | entry is about       | truth                     | cause          |
    |----------------------|---------------------------|----------------|
    | a namesake           |                           | namesake       |
    | a company            |                           | representative |
    | the person's own debt| nothing is owed any more  | already_paid   |
    | the person's own debt| owed, and no means        | cannot_pay     |
    | the person's own debt| owed, and could be paid   | not wrong      |
    """
    listed = month.after.listed
    on = listed.status == Status.LISTED
    namesake = on & about_other
    company = on & ~about_other & listed.for_company
    own = on & ~about_other & ~listed.for_company
    return Wrongs(
        cannot_pay=own & month.acts.owes & ~month.acts.has_means,
        namesake=namesake,
        representative=company,
        already_paid=own & ~month.acts.owes,
    )


def _entered(month: Month) -> Bool[Any, " n"]:
    return month.after.listed.times != month.before.listed.times


def follow(month: Month, about_other: Bool[Any, " n"]) -> Bool[Any, " n"]:
    """Whether the person's standing entry, or warning, rests on a namesake's record."""
    decided = (month.before.listed.status == Status.CLEAR) & (
        (month.after.listed.status != Status.CLEAR) | _entered(month)
    )
    stands = month.after.listed.status != Status.CLEAR
    return jnp.where(decided, month.hindsight.is_stray, about_other) & stands


def count(
    tally: Tally, month: Month, wrong: Wrongs, about_other: Bool[Any, " n"], t: Int32[Any, ""]
) -> Tally:
    """Add the month to each person's tally."""
    listed = month.after.listed
    on = listed.status == Status.LISTED
    entered = _entered(month)
    causes = jnp.zeros(on.shape, jnp.uint8)
    for bit, mask in enumerate(wrong):
        causes = causes | (mask.astype(jnp.uint8) << bit)

    def more(total: Array, by: Array) -> Array:
        return total + by.astype(total.dtype)

    return Tally(
        first_listed=jnp.where(
            entered & (tally.first_listed < 0), t.astype(jnp.int16), tally.first_listed
        ),
        about_other=about_other,
        wrong_causes=tally.wrong_causes | causes,
        never_notified=tally.never_notified | (entered & ~listed.was_notified),
        months_listed=more(tally.months_listed, on),
        months_wrongly=more(tally.months_wrongly, causes != 0),
        months_shut_out=more(tally.months_shut_out, month.after.closed != 0),
        months_listed_at_home=more(tally.months_listed_at_home, month.around.listed_at_home),
        times_refused=more(tally.times_refused, jnp.bitwise_count(month.toll.refused)),
        appeals=more(tally.appeals, month.outcome.filed),
        corrections=more(tally.corrections, month.outcome.won),
        debts_paid=more(tally.debts_paid, month.acts.pays_off),
        months_jobless=more(tally.months_jobless, month.is_worker & ~month.truth.is_employed),
        paid=tally.paid + month.acts.paid,
        income=tally.income + month.toll.income,
    )


def measure(month: Month, people: People, wrong: Wrongs) -> Int32[Any, "measure n"]:
    """One row per entry of MEASURES, in whole numbers."""
    listed, acts, outcome = month.after.listed, month.acts, month.outcome
    on = listed.status == Status.LISTED
    queue = month.after.cases.stage
    shut_out = month.after.closed != 0
    opened = month.after.files.is_open & ~month.before.files.is_open
    columns: dict[str, Array] = {
        "people": people.present,
        "in_default": acts.owes,
        "cannot_pay": acts.owes & ~acts.has_means,
        "debts_paid": acts.pays_off,
        "debts_paid_while_listed": acts.pays_off & (month.before.listed.status == Status.LISTED),
        "files_opened": opened,
        "files_opened_cannot_pay": opened & acts.owes & ~acts.has_means,
        "records_expected": jnp.where(
            month.before.listed.status == Status.CLEAR, month.hindsight.p_recorded, 0.0
        ),
        "entries": _entered(month),
        "warned": listed.status == Status.WARNED,
        "listed": on,
        "listed_wrongly": wrong.cannot_pay
        | wrong.namesake
        | wrong.representative
        | wrong.already_paid,
        **{f"wrongly_{cause}": mask for cause, mask in zip(WRONGS, wrong, strict=True)},
        "listed_without_notice": on & ~listed.was_notified,
        "listed_unaware": on & ~month.truth.is_aware,
        **{f"exits_{way.name.lower()}": listed.exit == way for way in Exit if way != Exit.NONE},
        "shut_out": shut_out,
        "shut_out_by_stale_copy": shut_out & ~on,
        "listed_at_home": month.around.listed_at_home & ~on,
        **{f"refused_{name}": (month.toll.refused >> s) & 1 for s, name in enumerate(SERVICES)},
        "appeals_filed": outcome.filed,
        "appeals_served": outcome.served,
        "appeals_won": outcome.won,
        "appeals_waiting": (queue == Stage.FIRST) | (queue == Stage.REVIEW),
        # The month of the correction counts too: an entry corrected at once has lasted one.
        "correction_months": jnp.where(outcome.won, month.before.listed.months_on + 1, 0),
        "jobless": month.is_worker & ~month.truth.is_employed,
        "hours_lost": month.toll.hours,
        "paid": month.acts.paid,
        "income": month.toll.income,
        "savings": month.truth.savings,
        "trust": month.truth.trust,
        "grievance": month.truth.grievance,
        "wellbeing": month.truth.wellbeing,
        "belief": month.truth.belief,
    }
    if columns.keys() != MEASURES.keys():
        raise AssertionError("the record's columns are not those of MEASURES")
    whole = [_whole(columns[name], MEASURES[name].scale) for name in MEASURES]
    return jnp.stack(whole)


def _whole(column: Array, scale: float) -> Int32[Any, " n"]:
    if scale == 1.0:
        return column.astype(jnp.int32)
    return jnp.minimum(jnp.round(column * (1 / scale)), _MOST).astype(jnp.int32)


GROUP_LABELS = tuple((dimension.name, label) for dimension in GROUPS for label in dimension.labels)
"""The rows of a table: every group of every dimension, in order."""

_PLACE = ("province", "settlement", "migrant")
_SIZES = {dimension.name: len(dimension.labels) for dimension in GROUPS}


class Table(NamedTuple):
    """Sums by cell: people are filed once by place and once by person, and the groups of either are
    read off the margins. Two additions per person do for seven dimensions."""

    place: Int32[Any, "place measure"]
    person: Int32[Any, "person measure"]


def empty_table() -> Table:
    """Sums over nobody."""
    cells = [1, 1]
    for name, size in _SIZES.items():
        cells[name not in _PLACE] *= size
    return Table(*(jnp.zeros((n, len(MEASURES)), jnp.int32) for n in cells))


def tabulate(table: Table, matrix: Int32[Any, "n measure"], people: People) -> Table:
    """Add one block of people to the table; padding rows fall outside it and are dropped."""
    codes = dict(zip(_SIZES, group_codes(people), strict=True))
    cell = {True: jnp.zeros((), jnp.int32), False: jnp.zeros((), jnp.int32)}
    for name, size in _SIZES.items():
        cell[name in _PLACE] = cell[name in _PLACE] * size + codes[name]
    outside = jnp.where(people.present, 0, 1 << 20)
    return Table(
        place=table.place.at[cell[True] + outside].add(matrix, mode="drop"),
        person=table.person.at[cell[False] + outside].add(matrix, mode="drop"),
    )


def margins(table: Table) -> Int32[Any, "group measure"]:
    """The rows of `GROUP_LABELS` from the cells."""
    rows = []
    for cells, is_place in ((table.place, True), (table.person, False)):
        names = [name for name in _SIZES if (name in _PLACE) == is_place]
        cube = cells.reshape(*(_SIZES[name] for name in names), -1)
        for axis in range(len(names)):
            others = tuple(a for a in range(len(names)) if a != axis)
            rows.append(cube.sum(axis=others, dtype=jnp.int32))
    return jnp.concatenate(rows)


def trace(month: Month, wrong: Wrongs, about_other: Bool[Any, " n"]) -> dict[str, Array]:
    """Everything that can be told of one person's month, truth beside dossier."""
    cause = jnp.zeros(about_other.shape, jnp.uint8)
    for code, mask in enumerate(wrong, start=1):
        cause = jnp.where(mask, jnp.uint8(code), cause)
    acts, after, truth = month.acts, month.after, month.truth
    return {
        "owes": acts.owes,
        "has_means": acts.has_means,
        "owed": truth.owed,
        "conduct": acts.ground,
        "pays_off": acts.pays_off,
        "pays_part": acts.pays_part,
        "paid": acts.paid,
        "company_owes": acts.company_owes,
        "is_employed": truth.is_employed,
        "income": month.toll.income,
        "savings": truth.savings,
        "is_aware": truth.is_aware,
        "trust": truth.trust,
        "grievance": truth.grievance,
        "wellbeing": truth.wellbeing,
        "listed_at_home": month.around.listed_at_home,
        "listed_ties": month.around.listed_ties,
        "file_open": after.files.is_open,
        "recorded_ground": month.sightings.ground,
        "recorded_for_company": month.sightings.for_company,
        "recorded_payment": month.sightings.payment,
        "is_stray": month.hindsight.is_stray,
        "status": after.listed.status,
        "was_notified": after.listed.was_notified,
        "exit": after.listed.exit,
        "about_other": about_other,
        "wrong_cause": cause,
        "closed": after.closed,
        "attempts": acts.attempts,
        "refused": month.toll.refused,
        "hours": month.toll.hours,
        "appeal_stage": after.cases.stage,
        "appeal_filed": month.outcome.filed,
        "appeal_served": month.outcome.served,
        "appeal_won": month.outcome.won,
    }
