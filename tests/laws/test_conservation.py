"""Nothing appears from nowhere or leaves twice: people, entries, appeals, hearings."""

# Columns of the host stand where the engine has its own.
# pyright: reportArgumentType=false
from __future__ import annotations

import itertools
from typing import Any

import jax
import numpy as np
import pytest
from hypothesis import given

import small_society
from discredit import dossier, lists
from discredit.columns import GROUP_LABELS
from discredit.observation import register_of
from discredit.vocabulary import GROUPS, WRONGS, Exit, Stage, Status
from random_months import (
    POLICIES,
    ROWS,
    few,
    policies,
    random_people,
    row,
    rules_of,
    seeds,
    sightings_of,
)
from reference import listing, person
from reference.person import of_row

EXITS = tuple(f"exits_{way.name.lower()}" for way in Exit if way is not Exit.NONE)
both = pytest.mark.parametrize("policy", POLICIES)


def measure(name: str, policy: str = "court-list") -> Any:
    """A measure of the shared run: [months, groups]."""
    return small_society.measure(small_society.shared(policy), name, policy)


def total(name: str, policy: str = "court-list") -> Any:
    """The same of everybody [months]."""
    return small_society.total(small_society.shared(policy).sums, name, policy=policy)


def queue(world: Any, stage: Stage) -> Any:
    return world.held.cases.stage == stage


def upheld(before: Any, after: Any) -> Any:
    """Whose objection kept a decision from becoming an entry: its time of grace is cut to nothing,
    where a payment or an amnesty leaves what is left of it."""
    was, now = before.held.listed, after.held.listed
    gone = (was.status == Status.WARNED) & (now.status == Status.CLEAR) & (now.exit == Exit.NONE)
    return gone & (was.grace_left > 1) & (now.grace_left == 0)


def mornings(policy: str = "court-list") -> list[Any]:
    return [small_society.flat(world) for world in small_society.shared_monthly(policy).worlds]


def blacks(policy: str) -> Any:
    """Which lists are black: a red list never counts as listed."""
    return small_society.rules(policy).lists.is_red[0] == 0


@both
def test_entries_less_exits_are_the_stock_of_entries_in_every_month(policy: str) -> None:
    flow = total("entries", policy) - sum(total(name, policy) for name in EXITS)
    stock = [
        (world.held.listed.status[blacks(policy)] == Status.LISTED).sum()
        for world in mornings(policy)[1:]
    ]
    np.testing.assert_array_equal(flow.cumsum(), stock)


def test_entries_less_exits_are_the_people_of_one_list_in_every_group_and_month() -> None:
    exits = sum(measure(name) for name in EXITS)
    np.testing.assert_array_equal((measure("entries") - exits).cumsum(axis=0), measure("listed"))


@both
def test_every_dimension_counts_everybody_once(policy: str) -> None:
    names = ("people", "listed", "entries", "savings")
    names += ("scored", "records", "favoured") if policy == "everything" else ()
    for dimension in GROUPS:
        rows = [i for i, (name, _) in enumerate(GROUP_LABELS) if name == dimension.name]
        for name in names:
            sums = measure(name, policy)[:, rows].sum(axis=1)
            np.testing.assert_array_equal(sums, total(name, policy), name)
    assert set(total("people", policy)) == {small_society.PEOPLE}


@both
def test_groups_stay_the_same_people(policy: str) -> None:
    assert (measure("people", policy) == measure("people", policy)[0]).all()


@both
def test_the_sums_are_those_of_the_persons(policy: str) -> None:
    black = blacks(policy)
    for month, world in enumerate(mornings(policy)[1:]):
        listed, doors = world.held.listed, world.held.doors
        on, warned = listed.status[black] == Status.LISTED, listed.status[black] == Status.WARNED
        struck = (listed.status[black] == Status.CLEAR) & (listed.strikes[black] > 0)
        found = {
            "listed": on.any(axis=0).sum(),
            "warned": (warned | struck).any(axis=0).sum(),
            "shut_out": (doors.closed != 0).sum(),
            "exits_term": (listed.exit[black] == Exit.TERM).sum(),
            "exits_amnesty": (listed.exit[black] == Exit.AMNESTY).sum(),
        }
        if policy == "everything":
            found["red_listed"] = (listed.status[~black] == Status.LISTED).any(axis=0).sum()
            found["favoured"] = (doors.favoured != 0).sum()
        assert {name: total(name, policy)[month] for name in found} == found


@both
def test_times_listed_are_entries(policy: str) -> None:
    for month, world in enumerate(mornings(policy)[1:]):
        entered = total("entries", policy)[: month + 1].sum()
        assert world.held.listed.times[blacks(policy)].astype(int).sum() == entered


@both
def test_wrong_listings_are_listings_and_have_one_cause_each(policy: str) -> None:
    causes = sum(measure(f"wrongly_{cause}", policy) for cause in WRONGS)
    np.testing.assert_array_equal(causes, measure("listed_wrongly", policy))
    assert (measure("listed_wrongly", policy) <= measure("listed", policy)).all()
    assert (measure("listed_without_notice", policy) <= measure("listed", policy)).all()


@both
def test_an_entry_ends_in_one_way_and_only_then_is_the_person_off(policy: str) -> None:
    for before, after in itertools.pairwise(mornings(policy)):
        was_on = before.held.listed.status == Status.LISTED
        is_on = after.held.listed.status == Status.LISTED
        ended = after.held.listed.exit != Exit.NONE
        entered = after.held.listed.times > before.held.listed.times
        np.testing.assert_array_equal((was_on | entered) & ~is_on, ended)
        # An entry ends in the month in which it is made only by an objection that has waited.
        at_once = ended & ~was_on
        assert (after.held.listed.exit == Exit.CORRECTED)[at_once].all()
        assert (before.held.listed.status == Status.WARNED)[at_once].all()
        assert (queue(before, Stage.FIRST) | queue(before, Stage.REVIEW))[at_once].all()


@both
def test_no_door_stands_two_ways_at_once(policy: str) -> None:
    for world in mornings(policy):
        bits = np.stack(list(world.held.doors))
        assert (np.bitwise_or.reduce(bits) == bits.sum(axis=0)).all()


@both
def test_appeals_filed_are_waiting_or_decided_or_withdrawn(policy: str) -> None:
    worlds = mornings(policy)
    filed = decided = withdrawn = 0
    for month, (before, after) in enumerate(itertools.pairwise(worlds)):
        was = queue(before, Stage.FIRST) | queue(before, Stage.REVIEW)
        now = queue(after, Stage.FIRST) | queue(after, Stage.REVIEW)
        won = after.held.listed.exit == Exit.CORRECTED
        refused = was & queue(after, Stage.CLOSED)
        new = queue(after, Stage.FIRST) & queue(before, Stage.NONE)
        in_grace = after.held.listed.status == Status.WARNED
        won |= upheld(before, after)
        filed += int(new.sum())
        decided += int((won | refused).sum())
        withdrawn += int((was & queue(after, Stage.NONE) & ~won).sum())
        assert not (won & ~was).any(), "a correction without a case"
        assert (new & ~in_grace).sum() == total("appeals_filed", policy)[month]
        assert (new & in_grace).sum() == total("objections", policy)[month]
        assert upheld(before, after).sum() == total("objections_upheld", policy)[month]
        assert now.sum() == total("appeals_waiting", policy)[month]
        assert filed == int(now.sum()) + decided + withdrawn
        assert not now[~blacks(policy)].any(), "nobody appeals against favours"
    assert min(filed, decided, withdrawn, total("objections", policy).sum()) > 0


@both
def test_no_desk_hears_more_than_it_can(policy: str) -> None:
    worlds = mornings(policy)
    rates = (
        small_society.rules(policy).redress.capacity[0].astype(float) * small_society.PEOPLE / 1e6
    )
    left = np.zeros((small_society.MONTHS, 2), int)
    for month, (before, after) in enumerate(itertools.pairwise(worlds)):
        was_won = (after.held.listed.exit == Exit.CORRECTED) | upheld(before, after)
        moved = queue(after, Stage.REVIEW) | queue(after, Stage.CLOSED) | was_won
        left[month, 0] = (queue(before, Stage.FIRST) & moved).sum()
        closed = queue(after, Stage.CLOSED) | was_won
        left[month, 1] = (queue(before, Stage.REVIEW) & closed).sum()
    heard = total("appeals_served", policy) + total("objections_heard", policy)
    if small_society.rules(policy).redress.gives_up is None:
        given_up = np.zeros_like(heard)
        assert (left <= np.ceil(rates)).all()
        allowed = np.outer(np.arange(1, small_society.MONTHS + 1), rates)
        assert (left.cumsum(axis=0) <= allowed + 1e-3).all()
        assert (left.sum(axis=0) > 0).all()
    else:
        # Who leaves a queue unheard is closed as well: only both desks together can be told apart.
        given_up = total("appeals_given_up", policy)
        assert given_up.sum() > 0
    assert (heard <= np.ceil(rates).sum()).all()
    assert (heard.cumsum() <= np.arange(1, small_society.MONTHS + 1) * rates.sum() + 1e-3).all()
    np.testing.assert_array_equal(left.sum(axis=1), heard + given_up)


decide = jax.jit(lists.decide_one)


@few(max_examples=10)
@given(seeds, policies)
def test_nobody_is_listed_without_an_admissible_call(seed: int, policy: str) -> None:
    """Any sightings and calls, under one list's real rules, the reforms among them."""
    rng = np.random.default_rng(seed)
    whole = rules_of(policy)
    months, count = whole.lists.is_red.shape
    k = int(rng.integers(count))
    register = register_of(random_people(rng), by_region=True)
    listed = of_row(dossier.begin(ROWS, count).listed, k)
    has_cause, entries = np.zeros(ROWS, bool), np.zeros(ROWS, int)
    step = 3 if policy == "court-list" else 1
    for month in range(int(rng.integers(0, max(months - 60, 1))), months, step):
        rules, seen = of_row(row(whole.lists, month), k), sightings_of(rng, row(whole, month))
        calls = lists.Calls(*(rng.random(ROWS) < 0.1 for _ in lists.Calls._fields))
        before = listed
        listed = jax.tree.map(np.asarray, decide(before, seen, calls, register, rules))
        cause = [
            called(*(person.person_of(x, i) for x in (before, seen, calls, register)), rules)
            for i in range(ROWS)
        ]
        has_cause = np.where(before.status == Status.CLEAR, cause, has_cause)
        assert not ((listed.status != Status.CLEAR) & ~has_cause).any()
        entered = (before.status != Status.LISTED) & (listed.status == Status.LISTED)
        entries += entered
        np.testing.assert_array_equal(listed.times, entries)
        ended = (before.status == Status.LISTED) & (listed.status == Status.CLEAR)
        np.testing.assert_array_equal(listed.exit != Exit.NONE, ended)
    assert entries.max() > 0


def called(before: Any, seen: Any, calls: Any, register: Any, rules: Any) -> bool:
    """Whether anything admissible calls for an entry."""
    codes = listing.on_record(seen, rules.grounds)
    strikes = before.strikes + len(codes)
    is_enough = rules.records_needed <= 1 or strikes >= rules.records_needed
    code = codes[0] if codes and is_enough else 0
    is_called = code > 0 or calls.by_score or calls.by_list
    return is_called and not listing.excluded(code, seen, register, rules)


def test_after_an_amnesty_nobody_is_left_on_a_black_list() -> None:
    rules = small_society.rules("everything")
    (month,) = np.flatnonzero(rules.lists.amnesty[:, 0])
    before, after = mornings("everything")[month : month + 2]
    assert before.held.listed.status[blacks("everything")].any()
    assert not after.held.listed.status[blacks("everything")].any()
    exempt = (
        rules.lists.exempts[0][:, small_society.people().occupation[: small_society.PEOPLE]] > 0
    )
    for world in mornings("everything"):
        assert not world.held.listed.times[exempt].any()
