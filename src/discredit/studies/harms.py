"""What is asked of a run of a system with some safeguards: harm, what it misses, what it costs.

Every figure is of everybody; a smaller one is better, whatever it is.
"""

from __future__ import annotations

from math import nan
from typing import Any, Final, NamedTuple

import numpy as np

from discredit.measures.effects import disparity
from discredit.measures.levels import levels
from discredit.measures.tables import EVERYBODY
from discredit.policy.schema import Policy
from discredit.store.in_memory import InMemory
from discredit.studies.setting import Figures

WRONGFUL: Final = "wrongful"
SHUT_OUT: Final = "shut_out"
COST: Final = "staff_cost"
APART: Final = "apart"
CORRECTION: Final = "correction"
SILENCED: Final = "silenced"
BREACHES: Final = ("obligation", "offence")
_OF_SERIES: Final = {
    WRONGFUL: "months_wrongly",
    CORRECTION: "time_to_correction",
    SHUT_OUT: "months_shut_out",
    "staff_hours": "staff_hours",
    COST: COST,
}
HARMS: Final = {
    WRONGFUL: ("months on a list wrongly", "months per 100,000 people"),
    CORRECTION: ("time on a list before a correction", "months per correction"),
    APART: (
        "how far groups are from the others in these wrongful months, the mean of all groups",
        "months per 100,000 people",
    ),
    SILENCED: ("lawful acts that are disliked, lost", "acts per 100,000 people"),
    SHUT_OUT: ("months with a door closed", "months per 100,000 people"),
    "missed_acts": ("breaches that reach no file", "acts per 100,000 people"),
    "missed_debts": (
        "people who could pay a judgment, do not, and are on no list",
        "people per 100,000 in a mean month",
    ),
    "staff_hours": ("hours of staff", "hours per 100,000 people"),
    COST: ("pay of that staff", "money per person"),
}
"""What is measured of every set of safeguards, over the whole run, and its unit."""


class TakeHarms(NamedTuple):
    """Takes HARMS of a run of a system beside no system: a number each; NaN of what it lacks."""

    breaches: tuple[str, ...]  # conducts that are obligations or offences

    @classmethod
    def of(cls, policy: Policy) -> TakeHarms:
        """What takes the harms of a system.

        Args:
            policy: The system; safeguards add no conduct.
        """
        conducts = policy.behaviour.conducts.items()
        return cls(tuple(name for name, one in conducts if one.kind in BREACHES))

    def __call__(self, result: InMemory) -> Figures:
        """Of a run of both worlds."""
        table: Any = levels(result, ("all", "conduct"))
        keys = zip(table["measure"], table["group"], strict=True)
        ours = dict(zip(keys, table["with"], strict=True))
        (_, all_) = EVERYBODY
        found = {name: ours.get((measure, all_), nan) for name, measure in _OF_SERIES.items()}
        # Where no list and no door can do it to anybody, there is no row, and there are no months.
        found |= {name: 0.0 for name in (WRONGFUL, SHUT_OUT) if np.isnan(found[name])}
        lost = table[(table["measure"] == "disfavoured_acts") & (table["group"] == all_)]
        found[SILENCED] = -float(lost["difference"].iloc[0]) if len(lost) else nan
        found["missed_acts"] = self._missed(ours)
        owe = [ours.get((name, all_), nan) for name in _OWE]
        found["missed_debts"] = owe[0] - owe[1] - (owe[2] - owe[3])
        found[APART] = _apart(result)
        return {name: (float(found[name]),) for name in HARMS}

    def _missed(self, ours: dict[tuple[str, str], float]) -> float:
        """Acts less true records of them, of the conducts that are on the file at all."""
        missed = [
            ours["acts", name] - (ours["records", name] - ours.get(("records_false", name), 0.0))
            for name in self.breaches
            if ("acts", name) in ours and ("records", name) in ours
        ]
        return sum(missed) if missed else nan


_OWE: Final = ("in_default", "cannot_pay", "listed", "listed_wrongly")


def _apart(result: InMemory) -> float:
    """The mean distance of a group from everybody else, each group by its people."""
    gaps: Any = disparity(result, ("months_wrongly",))
    distance = np.abs(gaps["difference"].to_numpy(np.float64))
    people = gaps["people"].to_numpy(np.float64)
    is_told = ~np.isnan(distance)
    return float(np.average(distance[is_told], weights=people[is_told])) if is_told.any() else nan
