"""What is read out apart: the measures of each list, of each scorer and of each conduct.

Each is declared once, in the order in which the record counts it. They are of everybody together;
by group, the monthly series has the same things of all lists, of the scorers and of all conduct.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from discredit.columns import TOO_LOW, Measure
from discredit.vocabulary import EXITS, SHORTFALLS, word

Kind = Literal["list", "scorer", "conduct"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""What figures are read out by."""

MOST_BANDS = 8
"""Bands of a scorer, at most."""
BINS = 2048
"""Steps of a scale that people are counted in: whole points, where a scale has fewer."""


class Quantile(NamedTuple):
    """A score below which so many of those lie whom the scorer scores."""

    share: float
    label: str


QUANTILES: dict[str, Quantile] = {
    "points_10": Quantile(0.10, "points that the lowest tenth do not exceed"),
    "points_25": Quantile(0.25, "points, lower quartile"),
    "points_50": Quantile(0.50, "points, median"),
    "points_75": Quantile(0.75, "points, upper quartile"),
    "points_90": Quantile(0.90, "points that the highest tenth reach"),
}
"""Where the points of one scorer lie, beside their mean: looked at in the last month of each year
of a run, and in its last."""


def _count(label: str) -> Measure:
    return Measure(label, "people")


def _event(label: str) -> Measure:
    return Measure(label, "events", is_flow=True)


OF_LISTS: dict[str, Measure] = {
    "entries": _event("new entries"),
    "entries_wrongly": _event("new entries that were wrong"),
    "listed": _count("on the list"),
    "listed_wrongly": _count("on the list wrongly"),
    "listed_turned": _count("on the list, could pay when entered, cannot any more"),
    "listed_unfairly": _count("on the list, lawfully but unfairly"),
    "listed_without_notice": _count("on the list, no letter came"),
    "warned": _count("warned, grace running or short of enough records"),
    "exits": _event("entries ended"),
    **{f"exits_{word(way)}": _event(f"entries ended: {said.label}") for way, said in EXITS.items()},
    "appeals_filed": _event("appeals filed"),
    "appeals_served": _event("appeals heard"),
    "reviews_heard": _event("of these appeals, heard by the review"),
    "appeals_won": _event("appeals won"),
    "appeals_waiting": _count("appeals waiting"),
    "shut_out": _count("some door closed by the list, or by a stale copy of it"),
    "favoured": _count("some door favoured by the list"),
}
"""What is counted of each list."""

OF_CONDUCTS: dict[str, Measure] = {
    "acts": _event("done"),
    "deeds_bought": _event("done for the score"),
    "acts_hidden": _event("done where no agency can see it"),
    "records": _event("records of it"),
    "records_false": _event("records of what was not so"),
    "entries": _event("entered on a black list because of it"),
    "entries_red": _event("entered on a red list because of it"),
}
"""What is counted of each conduct."""

OF_SCORERS: dict[str, Measure] = {
    "scored": _count("have a score"),
    "scored_too_low": _count(TOO_LOW),
    **{f"too_low_{c}": _count(f"{TOO_LOW}: {said.label}") for c, said in SHORTFALLS.items()},
    "scored_too_high": _count("in a higher band than own conduct would earn"),
    **{f"band_{b}": _count(f"in band {b + 1}, from the lowest") for b in range(MOST_BANDS)},
}
"""How many are counted of each scorer."""

SUMS: dict[str, Measure] = {
    "points": Measure("points of all who have a score", "points"),
    "short": Measure(
        "points short of what own conduct would earn, of all in too low a band", "points"
    ),
    **{
        f"short_{c}": Measure(f"of these points: {w.label}", "points")
        for c, w in SHORTFALLS.items()
    },
}
"""Sums of points, in the order in which the record adds them up."""
POINTS: dict[str, Measure] = {
    **SUMS,
    **{name: Measure(quantile.label, "points") for name, quantile in QUANTILES.items()},
}
"""What is made of the points that each scorer shows: their sum, and where they lie."""

MEASURES: dict[Kind, dict[str, Measure]] = {
    "list": OF_LISTS,
    "scorer": {**OF_SCORERS, **POINTS},
    "conduct": OF_CONDUCTS,
}
"""Everything that is read out, by what it is of."""
