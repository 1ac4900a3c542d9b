"""One table of what doors cost, whom they concern and how often they are tried, for all systems."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
import yaml

from discredit import library
from discredit.policy.compile import compile_rules, names_of
from discredit.policy.compose import load_policy
from discredit.policy.doors import jobs_of
from discredit.policy.schema import Policy
from discredit.units import month_index
from discredit.vocabulary import OCCUPATIONS

SYSTEMS = library.names("systems")
OF_ITS_OWN = {
    "benefits": {"A-349"},
    "child-leave": {"A-349"},
    "student-grant": {"A-349"},
    "welfare-application": {"A-349"},
    "bureau": {"A-329", "A-330"},
    "platform-work": {"A-307"},
    "elections": {"A-382"},
    "renting": {"A-329", "A-330"},
}
"""Catalogues whose sources say otherwise how often a door is tried, and those sources."""
TRIED = ("wants", "wants_by_job", "wants_with_child", "wants_by_fifth", "wants_if_rural",
         "tries_when_aware")  # fmt: skip


@cache
def policy(name: str) -> Policy:
    return load_policy(name)


def plain(number: Any) -> dict[str, Any]:
    if isinstance(number, dict):
        return {key: one.value for key, one in number.items()}
    value = number.value
    return value if isinstance(value, dict) else {"": value}


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_door_costs_the_same_in_every_system(name: str) -> None:
    assert policy(name).life == policy("court-list").life


def test_a_door_is_tried_as_often_in_every_system_but_where_other_sources_say_otherwise() -> None:
    table: dict[tuple[str, str], Any] = {}
    for name in SYSTEMS:
        behaviour, conduct = policy(name).behaviour, policy(name).system.conduct
        for field in TRIED:
            number = getattr(behaviour, field)
            if conduct in OF_ITS_OWN:
                assert number is None or set(number.sources) <= OF_ITS_OWN[conduct]
                continue
            for label, value in plain(number).items() if number is not None else ():
                assert table.setdefault((field, label), value) == value, (name, field, label)
    assert len(table) > 40


def test_the_court_list_does_the_same_within_sesame_as_alone() -> None:
    def on(name: str) -> dict[str, Any]:
        rules = compile_rules(policy(name), month_index("2017-01"), 1)
        services = names_of(policy(name)).services
        life, gates = rules.life, rules.gates
        assert life.costs is not None
        columns = {
            "closes": gates.lists[0, 0], "hours": life.detour_hours[0],
            "work": life.costs.costs_work[0], "trade": life.costs.trade_lost[0],
            "pay": life.costs.pay_lost[0], "money": life.costs.refusal_costs[0],
            "wants": rules.behaviour.wants[0], "again": rules.behaviour.tries_when_aware[0],
        }  # fmt: skip
        by_door = {
            key: dict(zip(services, map(float, column), strict=True))
            for key, column in columns.items()
        }
        each = {key: getattr(life, key) for key in life._fields}
        whole = {
            key: float(column[0])
            for key, column in each.items()
            if isinstance(column, np.ndarray) and column.ndim == 1
        }
        return {**by_door, "shared": whole}

    alone, within = on("court-list"), on("sesame")
    closed = [door for door, level in alone["closes"].items() if level > 0]
    assert len(closed) == 8
    for key in alone.keys() - {"shared"}:
        assert {d: alone[key][d] for d in closed} == {d: within[key][d] for d in closed}, key
    assert alone["shared"] == within["shared"]


def test_what_no_door_of_a_system_touches_is_not_there() -> None:
    court = compile_rules(policy("court-list"), month_index("2017-01"), 1).life
    lanes = compile_rules(policy("green-lanes"), month_index("2017-01"), 1).life
    assert court.counters is None and court.prices is None and court.informal is not None
    assert lanes.counters is not None and lanes.prices is not None and lanes.informal is None


def test_a_tender_is_the_owners_business_and_a_loan_everybodys() -> None:
    services = names_of(policy("joint-punishment")).services
    rows = jobs_of(policy("joint-punishment").behaviour, services, [month_index("2017-01")])
    assert rows is not None
    by_door = dict(zip(services, rows[0].astype(int), strict=True))
    assert by_door["public_tender"] == 1 << OCCUPATIONS.index("business_owner")
    assert by_door["loan"] == (1 << len(OCCUPATIONS)) - 1
    assert jobs_of(policy("tenant-screening").behaviour, ("rent",), [0]) is None


def test_unemployment_is_the_same_fact_wherever_it_stands() -> None:
    files = [yaml.safe_load(library.text("conduct", name)) for name in library.names("conduct")]
    told = [one["unemployment"] for one in files if "unemployment" in one]
    assert len(told) >= 4
    assert all(one == told[0] for one in told)
