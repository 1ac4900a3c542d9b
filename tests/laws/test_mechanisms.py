"""What must hold of each mechanism by itself, whatever the numbers."""

# Columns of the host stand where the engine has its own.
# pyright: reportArgumentType=false
from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest
from hypothesis import given

import small_society
from discredit import life, lists
from discredit.dossier import Doors
from discredit.observation import register_of
from discredit.policy.rules import Rules
from discredit.truth import Conditions
from discredit.vocabulary import SERVICES, Exit, Status
from random_months import ROWS, case_of, few, policies, seeds

COUNTER = SERVICES.index("counter")
wait, decide = (
    jax.jit(life._wait),
    jax.jit(jax.vmap(lists.decide_one, in_axes=(0, None, 0, None, 0))),
)


def honest() -> Rules:
    """Every mechanism, but agencies without a fault: nothing invented, nor found by a check that is
    not so, nothing for a namesake, no error in a file, nobody judged by what others score; and no
    court, whose enquiry errs."""
    rules = small_society.change(small_society.rules("everything"), "observation", misrouted=0)
    rules = small_society.change(rules, "observation.conducts", false_records=0)
    rules = small_society.change(rules, "observation.checks", false_findings=0)
    rules = small_society.change(rules, "observation.court", listing_activity=0)
    rules = small_society.change(rules, "score.errors", share=0)
    rules = small_society.change(rules, "score.peers", weight=0)
    return small_society.change(rules, "score", friends=0)


def wrongs_under(rules: Rules) -> dict[str, int]:
    sums = small_society.live(rules).sums
    assert small_society.total(sums, "entries", policy="everything").sum() > 500
    names = ("records_false", "wrongly_did_not", "wrongly_by_score", "wrongly_namesake",
             "shut_out_blameless")  # fmt: skip
    return {name: int(small_society.total(sums, name, policy="everything").sum()) for name in names}


def test_honest_agencies_list_nobody_innocent() -> None:
    assert wrongs_under(honest()) == dict.fromkeys(
        ("records_false", "wrongly_did_not", "wrongly_by_score", "wrongly_namesake",
         "shut_out_blameless"), 0
    )  # fmt: skip


@pytest.mark.parametrize(
    ("room", "numbers", "wrong"),
    [
        ("observation.conducts", {"false_records": 0.05}, "wrongly_did_not"),
        ("observation.checks", {"false_findings": 0.5}, "wrongly_did_not"),
        ("observation", {"misrouted": 0.2}, "wrongly_namesake"),
        ("score.peers", {"weight": 0.5, "harshness": 4}, "wrongly_by_score"),
    ],
)
def test_each_fault_lists_innocent_people(room: str, numbers: Any, wrong: str) -> None:
    assert wrongs_under(small_society.change(honest(), room, **numbers))[wrong] > 0


@few(max_examples=25)
@given(seeds)
def test_what_those_with_a_lane_gain_at_counters_the_others_lose(seed: int) -> None:
    """Cobham's conservation: over all who come, the mean wait is that with no lane at all."""
    case, rng = case_of(seed, "everything"), np.random.default_rng(seed)
    favoured = (rng.random(ROWS) < rng.random()).astype(np.uint32) << np.uint32(COUNTER)
    closed = np.zeros(ROWS, np.uint32)
    doors = Doors(closed, closed, closed, favoured.astype(np.uint32))
    assert case.rules.life.counters is not None
    counters = case.rules.life.counters._replace(visits=np.float32(1))
    rules = case.rules.life._replace(counters=counters)
    adults = case.people.age >= 18
    share = np.float32((favoured[adults] != 0).mean())
    conditions = Conditions(None, share, np.float32(0))
    waited = np.asarray(wait(case.people, doors, conditions, rules, case.draws), np.float64)
    assert waited[~adults].sum() == 0
    assert waited[adults].mean() == pytest.approx(float(counters.wait), rel=1e-5)
    has_lane = adults & (favoured != 0)
    if has_lane.any() and (adults & ~has_lane).any() and counters.load > 0:
        assert waited[has_lane].max() < waited[adults & ~has_lane].min()


def test_a_red_list_never_counts_as_listed() -> None:
    """With every list red nobody is listed, shown, wronged or heard, and nobody's family is."""
    rules = small_society.change(small_society.rules("everything"), "lists", is_red=1)
    sums = small_society.live(rules).sums
    for name in ("listed", "entries", "warned", "listed_wrongly", "listed_at_home",
                 "listed_unaware", "appeals_filed", "appeals_waiting", "contacts_lost",
                 "exits_term", "shut_out_by_stale_copy"):  # fmt: skip
        assert not small_society.total(sums, name, policy="everything").any(), name
    assert small_society.total(sums, "red_listed", policy="everything").any()


@few(max_examples=25)
@given(seeds, policies)
def test_an_amnesty_empties_black_lists_and_no_red_one(seed: int, policy: str) -> None:
    case = case_of(seed, policy)
    rules = case.rules.lists
    rules = rules._replace(amnesty=np.ones_like(rules.amnesty))
    after = decided(case, rules)
    black, was = rules.is_red == 0, np.asarray(case.held.listed.status)
    status, exit = np.asarray(after.status), np.asarray(after.exit)
    assert (status[black] == Status.CLEAR).all()
    assert ((exit[black] != Exit.NONE) == (was[black] == Status.LISTED)).all()
    other = decided(case, rules._replace(amnesty=np.zeros_like(rules.amnesty)))
    np.testing.assert_array_equal(status[~black], np.asarray(other.status)[~black])


@few(max_examples=25)
@given(seeds, policies)
def test_exempt_jobs_are_never_entered(seed: int, policy: str) -> None:
    case = case_of(seed, policy)
    clear = case.held.listed._replace(status=np.zeros_like(case.held.listed.status))
    case = case._replace(held=case.held._replace(listed=clear))
    rules = case.rules.lists._replace(minimum_age=0 * case.rules.lists.minimum_age)
    spared = rules.exempts[:, case.people.occupation] > 0
    status = np.asarray(decided(case, rules).status)
    assert not status[spared].any()
    open_to_all = rules._replace(
        exempts=0 * rules.exempts, amnesty=0 * rules.amnesty, records_needed=0 * rules.amnesty,
        grounds=np.ones_like(rules.grounds),
    )  # fmt: skip
    assert np.asarray(decided(case, open_to_all).status).any()


def decided(case: Any, rules: Any) -> Any:
    rng = np.random.default_rng(int(case.draws.key[0]))
    shape = case.held.listed.status.shape
    calls = lists.Calls(*(rng.random(shape) < 0.2 for _ in lists.Calls._fields))
    register = register_of(case.people, by_region=True)
    return decide(case.held.listed, case.sightings, calls, register, rules)
