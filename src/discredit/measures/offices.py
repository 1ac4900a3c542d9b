"""Who does the work of running a system, and why its desks have queues.

The same counts, minutes and pay as in `upkeep`, told office by office: what they add up to is what
the whole takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from discredit.measures.tables import PER_HEADS, WITH, Frame
from discredit.measures.upkeep import ITEMS, MONTHS, bill, desks, does, staff_of, wage_worth
from discredit.policy.schema import Policy
from discredit.store.result import Result
from discredit.units import month_index
from discredit.words.labels import labelled

if TYPE_CHECKING:
    import pandas as pd

MILLION: Final = 1_000_000
FULL: Final = 0.95
"""Share of what a desk can hear from which it counts as full."""
_HEADS: Final = (
    "office", "item", "says", "events", "hours", "hours_low", "hours_high", "cost", "cost_low",
    "cost_high",
)  # fmt: skip


class Work(NamedTuple):
    """So many events of a kind of work, at an office."""

    office: str
    item: str
    events: float


class Queue(NamedTuple):
    """A desk in a mean month, for a million people: what it is asked, can hear and hears."""

    asked: float | None  # None where the run does not count who asks
    can_hear: float
    heard: float
    waiting: float | None  # in the last month
    reason: str


def offices(result: Result) -> pd.DataFrame:
    """What the system took to run, office by office, in the world with it.

    Args:
        result: A run.

    Returns:
        A row for each kind of work of each office: office, item, says, events, hours and cost with
        their ends by the ranges of minutes and pay, per 100,000 people and year.

    Raises:
        ResultError: The system does not say what staff cost.
    """
    import pandas as pd

    staff, worth, policy = staff_of(result), wage_worth(result), result.policy()
    rows = _of_all(result)
    when = month_index(str(rows["month"].astype(str).min())[:7])
    per = PER_HEADS * MONTHS / float(rows["people"].sum())
    says = {item.name: item.says for item in ITEMS}
    found = []
    for office, item, events in works(policy, rows, result.readout()):
        if events > 0 and does(policy, item):
            one = bill(staff, item, events * per, when, worth)
            ends = (one.hours_low, one.hours_high, one.cost, one.cost_low, one.cost_high)
            found.append((office, item, says[item], events * per, one.hours, *ends))
    return labelled(pd.DataFrame(found, columns=list(_HEADS)), result.manifest.label)


def works(policy: Policy, rows: Frame, readout: Frame) -> Iterator[Work]:
    """The work of a run, each event at one office.

    Args:
        policy: The system.
        rows: What was counted of everybody in the world with it, month by month.
        readout: The same list by list and conduct by conduct.
    """
    total = {
        name: float(rows[name].fillna(0).sum()) for name in rows.columns.intersection(_COUNTED)
    }
    of = _Apart(readout)
    yield Work("court", "file", total.get("files_opened", 0.0))
    for name in policy.behaviour.conducts:
        records = of.total("conduct", name, "records")
        yield from (
            Work(f"records of {_plain(name)}", item, records) for item in ("record", "check")
        )
    checked = total.get("checks_by_score", 0.0) + total.get("checks_by_lot", 0.0)
    yield Work("checks of applications", "inspection", checked)
    black = [name for name, rule in policy.system.lists.items() if rule.colour == "black"]
    for name in black:
        entries = of.total("list", name, "entries")
        yield from (Work(f"list: {_plain(name)}", item, entries) for item in ("entry", "letter"))
    dropped = total.get("paid_in_grace", 0.0) + total.get("objections_upheld", 0.0)
    yield Work("decisions dropped in grace", "letter", dropped)
    yield Work("first desk", "objection", total.get("objections_heard", 0.0))
    reviews = total.get("reviews_heard", 0.0)
    yield Work("first desk", "hearing", total.get("appeals_served", 0.0) - reviews)
    yield Work("review", "review", reviews)
    yield Work("holders of copies", "correction", total.get("copies_cleared", 0.0))
    yield Work("keepers of files", "correction", total.get("files_mended", 0.0))


_COUNTED: Final = (
    "files_opened", "checks_by_score", "checks_by_lot", "paid_in_grace", "objections_upheld",
    "objections_heard", "appeals_served", "reviews_heard", "copies_cleared", "files_mended",
)  # fmt: skip


class _Apart:
    """Totals of the readout, of the world with the system."""

    def __init__(self, readout: Frame) -> None:
        ours: Frame = readout[readout["arm"].astype(str) == WITH]
        each = [ours[name].astype(str) for name in ("dimension", "group", "measure")]
        self._totals = ours["value"].astype(np.float64).groupby(each, observed=True).sum().to_dict()

    def total(self, kind: str, name: str, measure: str) -> float:
        """What there was of a measure over the run."""
        return float(self._totals.get((kind, name, measure), 0.0))


def queues(result: Result) -> dict[str, Queue]:
    """What each desk of appeal is asked and can hear, in a mean month, and why people wait.

    Args:
        result: A run.

    Returns:
        By desk, for a million people; nothing where a system does not say what staff cost.
    """
    policy, rows = result.policy(), _of_all(result)
    when = sorted(set(rows["month"].astype(str)))
    told = [desks(policy, month_index(month[:7])) for month in when]
    if not told[0]:
        return {}
    heads = float(rows["people"].sum())

    def a_month(*names: str) -> float:
        there = [name for name in names if name in rows.columns]
        return float(sum(rows[name].fillna(0).sum() for name in there)) / heads * MILLION

    reviews = a_month("reviews_heard")
    heard = {
        "first": a_month("appeals_served", "objections_heard") - reviews,
        "review": reviews,
    }
    last = rows[rows["month"].astype(str) == when[-1]]
    waits = None
    if "appeals_waiting" in rows.columns:
        waits = float(last["appeals_waiting"].sum()) / float(last["people"].sum()) * MILLION
    found = {}
    for desk in told[0]:
        asked = a_month("appeals_filed", "objections") if desk == "first" else None
        can_hear = float(np.mean([one[desk].hearings for one in told]))
        waiting = waits if desk == "first" else None
        reason = queue_reason(asked, can_hear, heard[desk])
        found[desk] = Queue(asked, can_hear, heard[desk], waiting, reason)
    return found


def queue_reason(asked: float | None, can_hear: float, heard: float) -> str:
    """Why people wait at a desk, or do not.

    Args:
        asked: Hearings asked for in a month; None where nobody counts them.
        can_hear: Its capacity.
        heard: What it hears.
    """
    if not can_hear:
        return "it hears nobody"
    if asked is not None and asked > can_hear:
        return f"{asked / can_hear:.1f} ask for each hearing"
    if heard >= FULL * can_hear:
        return "it hears all it can"
    return "there is room for all, who wait for the next month" if heard else "nobody asks"


def _of_all(result: Result) -> Frame:
    series: Frame = result.series()
    is_ours = (series["arm"].astype(str) == WITH) & (series["dimension"].astype(str) == "all")
    return series[is_ours]


def _plain(name: str) -> str:
    return name.replace("_", " ")
