"""The measures taken of persons: how each is read off the persons table, and how it is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from discredit.columns import DERIVED, MEASURES, OF_CASES, OF_PERSONS, PERSONS, agree
from discredit.vocabulary import FLAWS, SHORTFALLS, UNFAIRLY, UNFAIRS, WRONGS, told

Columns = Mapping[str, np.ndarray]


class PersonMeasure(NamedTuple):
    """One number per person over the whole run. `scale` turns a mean into the unit told."""

    template: str  # what it is called, see `vocabulary.told`
    unit: str
    of: Callable[[Columns], np.ndarray]
    scale: float = 1.0
    is_count: bool = True  # told per head of a population, and as a national equivalent

    @property
    def says(self) -> str:
        """What it is called of ordinary lists."""
        return told(self.template)

    @property
    def is_share(self) -> bool:
        """Whether it is so of a person or not."""
        return self.unit == "people per 100,000"


def _people(template: str, of: Callable[[Columns], np.ndarray]) -> PersonMeasure:
    return PersonMeasure(template, "people per 100,000", of, 1e5)


def _sum(column: str) -> PersonMeasure:
    """A count that the record keeps, in the record's words."""
    recorded = PERSONS[column]
    unit = f"{recorded.unit} per 100,000 people"
    return PersonMeasure(recorded.template, unit, lambda c: c[column], 1e5)


def _mean(column: str) -> PersonMeasure:
    """A quantity that the record keeps, in the record's words."""
    recorded = PERSONS[column]
    unit = f"{recorded.unit} per person" if recorded.unit == "CNY" else recorded.unit
    return PersonMeasure(recorded.template, unit, lambda c: c[column], is_count=False)


def _ever(*flaws: str) -> Callable[[Columns], np.ndarray]:
    bits = sum(1 << FLAWS.index(flaw) for flaw in flaws)
    return lambda c: (c["flaws"].astype(np.int64) & bits) != 0


PERSON_MEASURES: dict[str, PersonMeasure] = {
    "ever_listed": _people("ever {state}", lambda c: ~np.isnat(c["first_listed"])),
    "ever_wrongly": _people("ever {wrongly}", lambda c: c["months_wrongly"] > 0),
    **{
        f"ever_{cause}": _people(PERSONS[f"wrongly_{cause}"].template, _ever(cause))
        for cause in WRONGS
    },
    "ever_turned": _people(PERSONS["turned"].template, _ever("turned")),
    "ever_unfairly": _people(f"ever {UNFAIRLY}", _ever(*UNFAIRS)),
    **{
        f"ever_{cause}": _people(PERSONS[f"unfairly_{cause}"].template, _ever(cause))
        for cause in UNFAIRS
    },
    "never_notified": _people(PERSONS["never_notified"].template, lambda c: c["never_notified"]),
    "family_hit": _people(
        "never {state}, but a family member was",
        lambda c: np.isnat(c["first_listed"]) & (c["months_listed_at_home"] > 0),
    ),
    "months_listed": _sum("months_listed"),
    "months_wrongly": _sum("months_wrongly"),
    "months_shut_out": _sum("months_shut_out"),
    "months_listed_at_home": _sum("months_listed_at_home"),
    "ever_shut_out": _people("ever had a door closed", lambda c: c["months_shut_out"] > 0),
    "ever_blameless": _people(
        "ever had a door closed, and never did anything",
        lambda c: (c["months_shut_out"] > 0) & (c["has_done"] == 0),
    ),
    "months_favoured": _sum("months_favoured"),
    "times_refused": _sum("times_refused"),
    "appeals_filed": _sum("appeals"),
    "appeals_won": _sum("corrections"),
    "debts_paid": _sum("debts_paid"),
    "paid": _mean("paid"),
    "fined_wrongly": _mean("fined_wrongly"),
    "months_jobless": _sum("months_jobless"),
    "income": _mean("income"),
    "savings": _mean("savings"),
    "trust": _mean("trust"),
    "trust_if_known": _mean("trust_if_known"),
    "grievance": _mean("grievance"),
    "wellbeing": _mean("wellbeing"),
}
"""Every measure of `effects` that is taken person by person, in order."""
agree("PERSON_MEASURES", OF_PERSONS, PERSON_MEASURES)


class Ratio(NamedTuple):
    """A measure that means something only per case: one column of the series over another."""

    template: str  # what it is called, see `vocabulary.told`
    unit: str
    of: str
    per: str


_EACH = "points, mean of all months"
RATIOS: dict[str, Ratio] = {
    "wait": Ratio("wait at a counter without a lane", "hours per visit", "counter_hours",
                  "counter_visits"),
    "wait_favoured": Ratio("wait at a counter with a lane", "hours per visit",
                           "counter_hours_favoured", "counter_visits_favoured"),
    "mean_score": Ratio("score of those who have one", "points, mean of all months", "score",
                        "scored"),
    "mean_short": Ratio("points short of what own conduct would earn, of each in too low a band",
                        _EACH, "short", "scored_too_low"),
    **{
        f"mean_short_{cause}": Ratio(f"of these points: {said.label}", _EACH, f"short_{cause}",
                                     "scored_too_low")
        for cause, said in SHORTFALLS.items()
    },
    "time_to_correction": Ratio("time {state} before a correction", "months per correction",
                                "correction_months", "appeals_won"),
    "time_to_hearing": Ratio("wait for a hearing of an appeal", "months per hearing",
                             "hearing_months", "appeals_served"),
}  # fmt: skip
"""Measures of `effects` that are taken of the series as one column over another, in order."""
agree("RATIOS", OF_CASES, RATIOS)

TEMPLATES = {
    **{name: measure.template for name, measure in {**MEASURES, **DERIVED}.items()},
    **{name: measure.template for name, measure in PERSON_MEASURES.items()},
    **{name: ratio.template for name, ratio in RATIOS.items()},
}
"""What every measure of the series and of the effects is called, see `vocabulary.told`."""

ANSWERS = {ratio.of: name for name, ratio in RATIOS.items()}
"""Columns whose total says little: the ratio that answers a question about them."""
