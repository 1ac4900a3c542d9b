"""Plans: what is refused before anything starts, and what the digest of the inputs covers."""

import math
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discredit import draws
from discredit.engine import loop
from discredit.errors import InputError, MemoryForeseenError, ResultError
from discredit.plan import (
    MOST_MONTHS,
    MOST_TRACED,
    draw_up,
    load,
)
from discredit.policy.address import numbers
from discredit.policy.compose import load_policy
from discredit.policy.kept import recompose
from discredit.run import memory
from discredit.society.spec import load_society, society_of

PLAN = draw_up("court-list", people=3000, months=36)
CELLS = [
    (table, line, cell)
    for table, text in PLAN.society.tables.items()
    for line, row in enumerate(text.splitlines())
    if line
    for cell, found in enumerate(row.split(","))
    if re.fullmatch(r"[0-9.]*[0-9]", found)
]


def test_limits_are_those_of_the_engine() -> None:
    assert MOST_MONTHS == draws.MONTHS_LIMIT
    assert MOST_TRACED == loop.TRACED


def test_a_plan_takes_what_is_not_given_from_the_system_file() -> None:
    plan = draw_up("court-list")
    system = plan.policy.system
    assert (plan.people, plan.start, plan.months) == (system.people, system.start, system.months)
    assert plan.society.name == system.society
    assert plan.seeds == (1,)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"people": 0}, "run people is 0; it must be a whole number from 1 to 2147483647"),
        ({"people": True}, "run people is true; it must be a whole number"),
        ({"people": 2**31}, "run people is 2147483648; it must be a whole number"),
        ({"months": 0}, "run months is 0; it must be a whole number from 1 to 2048"),
        ({"months": 2049}, "run months is 2049; it must be a whole number from 1 to 2048"),
        ({"start": "2012-13"}, "run start is '2012-13'; it must name a month from 01 to 12"),
        ({"start": "May 2012"}, "run start is 'May 2012'; it must be a month written YYYY-MM"),
        ({"start": "2199-01"}, "run start is '2199-01'; the run must end before the year 2200"),
        ({"seeds": ()}, "run seeds is 0 long; it must name 1 to 1000 seeds"),
        ({"seeds": (3, 3)}, "run seeds is 3 twice; a seed may stand once"),
        ({"seeds": (-1,)}, "run seeds is -1; a seed must be a whole number from 0"),
        ({"seeds": (2**63,)}, "a seed must be a whole number from 0 to 2**63 - 1"),
        ({"seeds": (1.5,)}, "run seeds is 1.5; a seed must be a whole number"),
        ({"arms": ()}, "it must be 'with', 'without' or both, each once"),
        ({"arms": ("with", "with")}, "it must be 'with', 'without' or both, each once"),
        ({"traced": (3000,)}, "run traced is 3000; a person is a row number from 0 to 2999"),
        (
            {"traced": tuple(range(17))},
            "traced is more than 16 long; it must name at most 16 people",
        ),
    ],
)
def test_a_plan_that_cannot_run_is_refused_in_a_sentence(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        replace(PLAN, **change)
    assert said in str(caught.value)


def test_every_fault_of_a_plan_is_named_at_once() -> None:
    with pytest.raises(InputError) as caught:
        replace(PLAN, people=0, months=0, seeds=(1, 1))
    assert [fault.path for fault in caught.value.faults] == ["people", "months", "seeds"]


def test_the_texts_of_a_plan_give_its_policy_and_society_back() -> None:
    assert recompose("court-list", PLAN.policy_texts) == PLAN.policy
    spec, shipped = PLAN.society.spec, load_society("china-2020")
    assert spec.marginals == shipped.marginals
    assert spec.numbers == shipped.numbers


def test_a_spoilt_policy_text_is_refused_in_a_sentence() -> None:
    with pytest.raises(ResultError, match="The policy kept in this result cannot be read"):
        recompose("court-list", {**PLAN.policy_texts, "system": "title: ["})


def test_a_table_cannot_be_named_out_of_its_folder() -> None:
    society = PLAN.society
    with pytest.raises(InputError, match="a society has the tables"):
        society_of(society.name, society.text, {"../../evil.csv": "a"}, society.file)


POORER = """\
title: Poorer
about: Half the savings, and a longer grace.
changes:
  society.savings_months:
    {times: 0.5, evidence: assumed, source: A-01, range: [1, 12], note: A lean year.}
"""
GRACE = """\
  lists.defaulters.grace_months: {at_least: 6, evidence: assumed, source: A-01, range: [0, 12]}
"""


def test_an_overlay_is_laid_over_policy_and_society_alike(tmp_path: Path) -> None:
    file = tmp_path / "poorer.yaml"
    file.write_text(POORER + GRACE, encoding="utf-8")
    policy, society = load("court-list", str(file))
    assert policy.name == "court-list+poorer"
    assert numbers(policy)["lists.defaulters.grace_months"].dated == {"2020-01": 6, "2024-01": 6}
    number = society.spec.numbers["savings_months"]
    assert (number.value, number.range, number.evidence) == (4, (1, 12), "assumed")
    assert number.sources == ("A-01", "S-18")
    assert number.note == "Multiplied by 0.5 by the overlay poorer. A lean year"
    plan = draw_up("court-list", overlays=str(file), people=3000, months=36)
    assert (plan.policy, plan.society) == (policy, society)
    assert plan.inputs_digest != PLAN.inputs_digest


def test_an_overlay_may_change_the_society_alone_but_not_nothing(tmp_path: Path) -> None:
    file = tmp_path / "poorer.yaml"
    file.write_text(POORER, encoding="utf-8")
    policy, society = load("court-list", str(file))
    assert numbers(policy) == numbers(PLAN.policy)
    assert society.spec.value("savings_months") == 4
    for old, new, said in [
        ("savings_months", "savings_moths", "without effect on court-list"),
        ("times: 0.5", "at_most: 11", "without effect on court-list"),
        ("times: 0.5", "at_least: 2000", "poorer.yaml:4 .* is 2000"),
        ("society.savings_months", "society", "a path that leads nowhere"),
    ]:
        file.write_text(POORER.replace(old, new), encoding="utf-8")
        with pytest.raises(InputError, match=said):
            load("court-list", str(file))


def test_a_policy_loaded_by_itself_takes_no_overlay_that_changes_a_society(tmp_path: Path) -> None:
    file = tmp_path / "poorer.yaml"
    file.write_text(POORER + GRACE, encoding="utf-8")
    with pytest.raises(InputError, match=r"poorer.yaml:4 .* is a change to the society"):
        load_policy("court-list", overlays=str(file))


def test_the_digest_is_the_same_for_the_same_inputs() -> None:
    assert draw_up("court-list", people=3000, months=36).inputs_digest == PLAN.inputs_digest


@pytest.mark.parametrize(
    "change",
    [
        {"people": 3001},
        {"months": 37},
        {"start": "2012-02"},
        {"seeds": (2,)},
        {"seeds": (1, 2)},
        {"arms": ("with",)},
        {"traced": ()},
    ],
)
def test_the_digest_changes_with_every_setting(change: dict[str, Any]) -> None:
    assert replace(PLAN, **change).inputs_digest != PLAN.inputs_digest


@given(st.sampled_from(CELLS))
def test_the_digest_changes_with_any_single_number_of_a_table(cell: tuple[str, int, int]) -> None:
    table, line, column = cell
    lines = PLAN.society.tables[table].splitlines(keepends=True)
    cells = lines[line].split(",")
    cells[column] = cells[column].replace(cells[column].strip(), cells[column].strip() + "1")
    lines[line] = ",".join(cells)
    changed = {**PLAN.society.tables, table: "".join(lines)}
    plan = replace(PLAN, society=replace(PLAN.society, tables=changed))
    assert plan.inputs_digest != PLAN.inputs_digest


@settings(deadline=None)
@given(st.sampled_from(sorted(numbers(PLAN.policy))), st.data())
def test_the_digest_changes_with_any_single_number_of_the_policy(
    path: str, data: st.DataObject
) -> None:
    number = numbers(PLAN.policy)[path]
    if number.dated is None:
        change = {"value": _moved(number.value, data)}
    else:
        month = data.draw(st.sampled_from(sorted(number.dated)))
        change = {"dated": {**number.dated, month: _moved(number.dated[month], data)}}
    room, *keys = path.split(".")
    owner = PLAN.policy if hasattr(PLAN.policy, room) else PLAN.policy.system
    changed = _with(owner, [room, *keys], number.model_copy(update=change))
    policy = changed if owner is PLAN.policy else _with(PLAN.policy, ["system"], changed)
    assert replace(PLAN, policy=policy).inputs_digest != PLAN.inputs_digest


def _with(section: Any, keys: list[str], value: Any) -> Any:
    """The same section or mapping with another value at a place below it."""
    first, *rest = keys
    inner = section[first] if isinstance(section, dict) else getattr(section, first)
    new = _with(inner, rest, value) if rest else value
    if isinstance(section, dict):
        return {**section, first: new}
    return section.model_copy(update={first: new})


def _moved(entry: Any, data: st.DataObject) -> Any:
    """The entry with one of its numbers moved by the least that a float can, or switched."""
    if isinstance(entry, dict):
        label = data.draw(st.sampled_from(sorted(entry)))
        return {**entry, label: _moved(entry[label], data)}
    return not entry if isinstance(entry, bool) else math.nextafter(entry, math.inf)


def test_a_run_beyond_memory_is_refused_with_the_number_that_would_fit() -> None:
    huge = replace(PLAN, people=2_000_000_000)
    with pytest.raises(MemoryForeseenError) as caught:
        memory.foresee(huge)
    said = re.search(r"About ([0-9,]+) people would fit", str(caught.value))
    assert said is not None
    fits = int(said[1].replace(",", ""))
    assert 0 < fits < huge.people
    # A little less than said, since others take and free memory while the test runs.
    found = memory.foresee(replace(PLAN, people=fits * 9 // 10))
    assert found.worlds == 1
    assert found.in_turn
