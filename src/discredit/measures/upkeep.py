"""What a system costs to run: hours of staff and their pay, from what a run has counted.

Nothing is added in a run for it but two counts. Minutes for each item and pay stand in the life
that the system names (`staff`), each with a range.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from discredit.errors import LackingError
from discredit.measures.tables import PER_HEADS, WITH, WITHOUT, Frame
from discredit.policy.idle import peak
from discredit.policy.lives import Staff
from discredit.policy.number import Number
from discredit.policy.schema import Policy
from discredit.society.money import worth_in
from discredit.society.spec import SocietySpec
from discredit.store.result import Result
from discredit.units import month_index
from discredit.words.labels import labelled

if TYPE_CHECKING:
    import pandas as pd

MINUTES: Final = 60.0
MONTHS: Final = 12


class Item(NamedTuple):
    """A kind of work: its name in `Staff`, what it is called, and the columns it is counted by."""

    name: str
    says: str
    of: tuple[str, ...]
    less: tuple[str, ...] = ()


ITEMS: Final = (
    Item("file", "files opened at the court", ("files_opened",)),
    Item("record", "records of conduct written", ("records",)),
    Item("check", "records checked by a person", ("records",)),
    Item("inspection", "applications checked", ("checks_by_score", "checks_by_lot")),
    Item("entry", "entries on black lists made", ("entries",)),
    Item("letter", "letters sent", ("letters_sent",)),
    Item("objection", "objections decided", ("objections_heard",)),
    Item("hearing", "appeals heard", ("appeals_served",), ("reviews_heard",)),
    Item("review", "appeals reviewed", ("reviews_heard",)),
    Item("correction", "copies cleared, errors mended", ("copies_cleared", "files_mended")),
)
"""What staff are paid for, each counted by columns of the series."""
_LETTERS: Final = ("entries", "paid_in_grace", "objections_upheld")
_OF_ROWS: Final = ("month", "group", "measure")
_OF_LISTS: Final = ("entry", "hearing", "review")
"""Items that the readout counts list by list."""


class Bill(NamedTuple):
    """Hours and pay of some work, in the middle and at the ends of the ranges."""

    hours: float
    cost: float
    cost_low: float
    cost_high: float
    hours_low: float = 0.0
    hours_high: float = 0.0


class Desk(NamedTuple):
    """What the capacity of a desk comes to in a month, for a million people."""

    hearings: float
    staff: float


def does(policy: Policy, item: str) -> bool:
    """Whether a system has work of a kind that its counts alone do not tell.

    Args:
        policy: The system.
        item: The name of one of ITEMS.
    """
    seen = policy.system.observation
    if item == "check":
        return peak(seen.human_check) > 0
    if item == "inspection":
        return bool(seen.checks)
    return item != "letter" or peak(seen.notice_reaches) > 0


def with_upkeep(
    series: Frame, policy: Policy, against: Policy | None = None, worth: float = 1.0
) -> Frame:
    """The monthly series with letters, hours of staff and their pay beside what it counts.

    Args:
        series: Of a result.
        policy: The system.
        against: That of the other world; None: the same system.
        worth: Money of the society per unit of the money that staff is paid in.

    Returns:
        The same rows; no further column where a system does not say what staff cost, and NaN in
        the rows of a world whose system does not.
    """
    systems = {WITH: policy, WITHOUT: policy if against is None else against}
    if all(one.life.staff is None for one in systems.values()):
        return series
    arms, months = series["arm"].astype(str), series["month"].astype(str).str[:7]
    series = series.assign(letters_sent=_sum(series, _LETTERS))
    hours, cost = (np.full(len(series), np.nan) for _ in range(2))
    for arm, system in systems.items():
        here, staff = (arms == arm).to_numpy(), system.life.staff
        if staff is None:
            continue
        if not does(system, "letter"):
            series.loc[here, "letters_sent"] = 0
        when = [month_index(month) for month in sorted(months[here].unique())]
        rank = months[here].rank(method="dense").to_numpy(np.int64) - 1
        worked = np.zeros(int(here.sum()))
        for item in ITEMS:
            if does(system, item.name):
                minutes = np.array([_at(getattr(staff, item.name), month) for month in when])
                worked += _counted(series[here], item) * minutes[rank] / MINUTES
        wage = np.array([_at(staff.wage, month) * worth for month in when])
        hours[here], cost[here] = worked, worked * wage[rank]
    return series.assign(staff_hours=hours, staff_cost=cost)


def upkeep(result: Result) -> pd.DataFrame:
    """What the system took to run, item by item, in the world with it.

    Args:
        result: A run.

    Returns:
        A row for each item that happened, and one for all: item, says, events, hours and cost, each
        per 100,000 people and year; cost_low and cost_high by the ranges of minutes and pay alone.

    Raises:
        ResultError: The system does not say what staff cost.
    """
    import pandas as pd

    policy, staff, worth = result.policy(), staff_of(result), wage_worth(result)
    series: Frame = with_upkeep(result.series(), policy, result.against(), worth)
    of_all = (series["arm"].astype(str) == WITH) & (series["dimension"].astype(str) == "all")
    rows = series[of_all]
    when = month_index(str(rows["month"].astype(str).min())[:7])
    per = PER_HEADS * MONTHS / float(rows["people"].sum())
    found = []
    for item in ITEMS:
        events = float(_counted(rows, item).sum()) * per
        if events > 0 and does(policy, item.name):
            found.append(
                (item.name, item.says, events, *bill(staff, item.name, events, when, worth)[:4])
            )
    whole = [sum(row[k] for row in found) for k in range(3, 7)]
    found.append(("all", "all of it", np.nan, *whole))
    heads = ["item", "says", "events", "hours", "cost", "cost_low", "cost_high"]
    return labelled(pd.DataFrame(found, columns=heads), result.manifest.label)


def upkeep_by_list(result: Result) -> pd.DataFrame:
    """What each list took: entries, hearings and reviews.

    Args:
        result: A run.

    Returns:
        A row for each list: list, hours and cost per 100,000 people and year, with the ends.

    Raises:
        ResultError: The system does not say what staff cost.
    """
    import pandas as pd

    staff, worth = staff_of(result), wage_worth(result)
    table: Frame = result.readout()
    of_lists = (table["arm"].astype(str) == WITH) & (table["dimension"].astype(str) == "list")
    months, group, measure = (table[name].astype(str).to_numpy() for name in _OF_ROWS)
    value, ours = table["value"].to_numpy(np.float64), of_lists.to_numpy()
    each = sorted(set(months.tolist()))
    heads_months = result.manifest.people * len(each) * len(result.manifest.seeds)
    per, when = PER_HEADS * MONTHS / heads_months, month_index(each[0][:7])
    found = []
    for name in result.policy().system.lists:
        here = ours & (group == name)

        def total(names: tuple[str, ...], here: np.ndarray = here) -> float:
            return float(np.nansum(value[here & np.isin(measure, names)]))

        bills = [
            bill(staff, item.name, (total(item.of) - total(item.less)) * per, when, worth)
            for item in ITEMS
            if item.name in _OF_LISTS
        ]
        found.append((name, *(sum(bill[k] for bill in bills) for k in range(4))))
    heads = ["list", "hours", "cost", "cost_low", "cost_high"]
    return labelled(pd.DataFrame(found, columns=heads), result.manifest.label)


def desks(policy: Policy, month: int) -> dict[str, Desk]:
    """What the capacity of each desk comes to: hearings and members of staff for a million people.

    Args:
        policy: The system.
        month: Whose capacity.

    Returns:
        By desk; nothing where a system does not say what staff cost.
    """
    staff = policy.life.staff
    if staff is None:
        return {}
    capacity = policy.system.redress.capacity.at(month)
    assert isinstance(capacity, dict)
    minutes = {"first": staff.hearing, "review": staff.review}
    worked = _at(staff.hours, month) * MINUTES
    return {
        desk: Desk(hearings, hearings * _at(minutes[desk], month) / worked)
        for desk, hearings in capacity.items()
    }


def of_sums(policy: Policy, sums: dict[str, float], month: int) -> tuple[float, float] | None:
    """Hours of staff and their pay, of sums over a run.

    Args:
        policy: The system.
        sums: By column of the series.
        month: Whose minutes and pay.

    Returns:
        None where a system does not say what staff cost.
    """
    staff = policy.life.staff
    if staff is None:
        return None
    counted = {**sums, "letters_sent": sum(sums.get(one, 0.0) for one in _LETTERS)}
    hours = 0.0
    for item in ITEMS:
        if does(policy, item.name):
            events = sum(counted.get(one, 0.0) for one in item.of)
            events -= sum(counted.get(one, 0.0) for one in item.less)
            hours += events * _at(getattr(staff, item.name), month) / MINUTES
    return hours, hours * _at(staff.wage, month)


def staff_of(result: Result) -> Staff:
    """What the staff of a run's system costs.

    Args:
        result: A run.

    Raises:
        ResultError: The system does not say it.
    """
    staff = result.policy().life.staff
    if staff is None:
        raise LackingError("This system does not say what staff cost: its life has no `staff`.")
    return staff


def wage_worth(result: Result) -> float:
    """Money of the society per unit of the money that staff is paid in.

    Args:
        result: A run.
    """
    return pay_worth(result.policy(), result.society().spec)


def pay_worth(policy: Policy, spec: SocietySpec) -> float:
    """Money of a society per unit of the money that staff is paid in.

    Args:
        policy: The system.
        spec: The society that it is laid over.
    """
    if policy.life.staff is None:
        return 1.0
    return worth_in(spec, policy)[policy.life.staff.wage.unit[:3]] * spec.money_rate


def bill(staff: Staff, item: str, events: float, month: int, worth: float) -> Bill:
    """What so many events of a kind of work take.

    Args:
        staff: Minutes and pay.
        item: The name of one of ITEMS.
        events: How many.
        month: Whose minutes and pay, where they are dated.
        worth: Money of the society per unit of the money that staff is paid in.
    """
    minutes: Number = getattr(staff, item)
    hours = events * _at(minutes, month) / MINUTES
    low, high = (events * _end(minutes, month, k) / MINUTES for k in (0, 1))
    at_least, at_most = (_end(staff.wage, month, k) * worth for k in (0, 1))
    pay = hours * _at(staff.wage, month) * worth
    return Bill(hours, pay, low * at_least, high * at_most, low, high)


def _at(number: Number, month: int) -> float:
    value = number.at(month)
    assert isinstance(value, float | int)
    return float(value)


def _end(number: Number, month: int, k: int) -> float:
    return _at(number, month) if number.range is None else float(number.range[k])


def _sum(rows: Frame, names: tuple[str, ...]) -> np.ndarray:
    none = np.zeros(len(rows))
    each = (rows[name].fillna(0).to_numpy(np.float64) for name in names if name in rows.columns)
    return sum(each, none)


def _counted(rows: Frame, item: Item) -> np.ndarray:
    return _sum(rows, item.of) - _sum(rows, item.less)
