"""The court list against the published record, with the rates that the package ships.

The seeds are fixed. At 150,000 people the figures tested rest on 1,000 or more events, so sampling
error is at most 3 %: with the shipped rates, a figure strays past 15 % in fewer than one seed in a
thousand. The whole table is `discredit validate court-list`.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from discredit.columns import MEASURES
from discredit.engine.loop import inhabit
from discredit.measures.published import History, published
from discredit.policy.compose import load_policy
from discredit.policy.edit import with_value
from discredit.units import month_index
from discredit.validation import court_list
from discredit.validation.court_list import (
    LAST_FITTED,
    LAST_FLOW_FITTED,
    Row,
)

PEOPLE = 150_000
SEED = 7
SPAN = 84  # to December 2018; whole years compile once


@cache
def rows() -> dict[tuple[str, str], Row]:
    policy = load_policy("court-list")
    population, layout = inhabit(policy.system.society, PEOPLE, SEED)
    totals = court_list._simulate(policy, population, layout, SEED, SPAN)
    history = court_list._history(totals, policy, PEOPLE)
    lines = [line for line in published(court_list.SYSTEM) if line.date <= "2018-12"]
    return {(line.figure, line.date): court_list._row(line, history, 1) for line in lines}


@pytest.mark.parametrize(
    ("figure", "date"),
    [
        ("listings", "2017-03"),
        ("listings", "2017-12"),
        ("listings", "2018-09"),
        ("complied", "2018-05"),
        ("cannot_pay_share", "2018-09"),
        ("flights_refused", "2018-05"),
    ],
)
def test_a_fitted_figure_is_within_fifteen_per_cent(figure: str, date: str) -> None:
    """As far as so few people can tell: one standard error is let pass."""
    row = rows()[figure, date]
    assert abs(row.relative_error) < 0.15 + row.sampling_error


def test_nothing_published_later_is_fitted() -> None:
    for line in published(court_list.SYSTEM):
        is_stock = line.figure == "stock" and line.date == LAST_FITTED
        may_set = line.date <= LAST_FLOW_FITTED or is_stock
        assert line.date <= LAST_FITTED or line.kind == "predicted", line
        assert (line.kind == "fitted") == may_set, line


def test_a_simulated_figure_is_the_sum_of_its_months() -> None:
    policy = load_policy("court-list")
    names = list(MEASURES)
    totals = np.zeros((SPAN, len(names)), np.int64)
    first = month_index(policy.system.start)
    for month, measure, count in (
        ("2017-01", "refused_flight", 10),
        ("2018-01", "refused_flight", 12),
        ("2018-05", "refused_flight", 3),
        ("2018-06", "refused_flight", 100),
    ):
        totals[month_index(month) - first, names.index(measure)] = count
    history = History(totals, names, first, scale=1000.0)
    found = {
        (line.figure, line.date): history.simulated(line.figure, line.date).value
        for line in published(court_list.SYSTEM)
        if line.figure.startswith("flights")
    }
    assert found["flights_refused", "2017-12"] == 10_000
    assert found["flights_refused", "2018-05"] == 25_000
    assert found["flights_refused_january_to_may", "2018-05"] == 15_000
    assert found["flights_refused_growth", "2018-05"] == pytest.approx(0.5)


def test_each_parameter_can_be_set_and_is_bounded_by_its_range() -> None:
    policy = load_policy("court-list")
    for path in court_list.PARAMETERS:
        value = court_list._value(policy, path)
        changed = with_value(policy, path, value * 0.9)
        assert court_list._value(changed, path) == pytest.approx(value * 0.9)
        low, high = court_list._range(policy, path)
        assert low <= value <= high
