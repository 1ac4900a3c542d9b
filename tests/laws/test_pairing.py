"""Twins meet the same luck: what differs between two worlds is downstream of what was changed."""

# Columns of the host stand where the engine has its own.
# pyright: reportArgumentType=false
from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest

import small_society
from discredit.draws import key_of
from discredit.plan import draw_up
from discredit.policy.without import without
from discredit.run import twins
from discredit.society import slots
from discredit.store import open_result
from discredit.truth import Debt
from discredit.vocabulary import ARMS, Stage, Status
from random_months import POLICIES


def never_reformed(policy: str) -> Any:
    """The rules of December 2019 for ever after."""

    def frozen(column: Any) -> Any:
        column = column.copy()
        column[small_society.REFORM :] = column[small_society.REFORM - 1]
        return column

    return jax.tree.map(frozen, small_society.rules(policy))


@pytest.mark.parametrize("policy", POLICIES)
def test_policies_that_part_in_month_twelve_agree_to_the_byte_until_then(policy: str) -> None:
    reformed, other = small_society.shared(policy), small_society.live(never_reformed(policy))
    assert not small_society.differing(reformed.worlds[1], other.worlds[1])
    np.testing.assert_array_equal(
        reformed.sums[: small_society.REFORM], other.sums[: small_society.REFORM]
    )
    assert (reformed.sums[small_society.REFORM] != other.sums[small_society.REFORM]).any()
    assert "held.listed.status" in small_society.differing(reformed.worlds[2], other.worlds[2])


@pytest.mark.parametrize("policy", POLICIES)
def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(policy: str) -> None:
    rules = small_society.rules(policy)
    again, other = small_society.live(rules), small_society.live(rules, seed=small_society.SEED + 1)
    assert not small_society.differing(small_society.shared(policy).worlds[2], again.worlds[2])
    assert small_society.differing(small_society.shared(policy).worlds[2], other.worlds[2])


def relieved(*persons: int) -> Any:
    """The first morning's world in which these people alone owe a judged debt of many years,
    and the one in which they do not."""
    free = small_society.morning(small_society.rules())
    owing = small_society.copy(free)
    for name, value in (("debt", Debt.JUDGED), ("owed", 3e5), ("debt_month", 0)):
        getattr(owing.truth, name).reshape(-1)[list(persons)] = value
    return owing, free


def affected(left: Any, right: Any) -> Any:
    """Who differs in any column of two flat worlds [n]."""
    mine, theirs = small_society.columns(left), small_society.columns(right)
    parted = [
        small_society.as_bits(mine[name]) != small_society.as_bits(theirs[name]) for name in mine
    ]
    return np.any([np.atleast_2d(column).any(axis=0) for column in parted], axis=0)


@pytest.mark.parametrize("person", [10, 1234])
def test_where_nobody_is_listed_a_debt_is_nobody_elses_business(person: int) -> None:
    owing, free = relieved(person)
    rules = without(small_society.rules())
    left, right = small_society.live(rules, world=owing), small_society.live(rules, world=free)
    ends = (small_society.flat(past.worlds[-1]) for past in (left, right))
    assert np.flatnonzero(affected(*ends)).tolist() == [person]


class Channels:
    """Who may notice whom: the same household, an active tie, a namesake."""

    def __init__(self) -> None:
        who = small_society.flat(small_society.population())
        rows = np.arange(small_society.PEOPLE, dtype=np.int32)
        key = key_of(small_society.SEED)
        self.head = rows - who.people.place_in_household
        self.namesake = np.asarray(
            slots.partner(slots.Layer.NAMESAKE, 0, rows, small_society.PEOPLE, key)
        )
        self.ties = [
            (
                np.asarray(slots.partner(layer, k, rows, small_society.PEOPLE, key)),
                who.active >> slot & 1,
            )
            for slot, (layer, k) in enumerate(slots.NEAR_SLOTS)
        ]

    def reach(self, left: Any, right: Any) -> Any:
        """Whom next month may change, beyond those already changed, given two worlds [n]."""
        listed = self._parted(left, right, lambda w: w.held.listed.status[0] == Status.LISTED)
        found = np.isin(self.head, self.head[listed])
        for partner, is_active in self.ties:
            found |= listed[partner] & (is_active == 1)
        found |= self._parted(left, right, lambda w: w.held.files.stray)[self.namesake]
        queues = [
            np.isin(w.held.cases.stage[0], (Stage.FIRST, Stage.REVIEW)) for w in (left, right)
        ]
        ranks = self._parted(left, right, lambda w: w.held.cases.waited[0])
        ranks |= self._parted(left, right, lambda w: w.held.cases.stage[0])
        if (ranks & (queues[0] | queues[1])).any():
            found |= queues[0] | queues[1]
        return found

    @staticmethod
    def _parted(left: Any, right: Any, look: Any) -> Any:
        return np.asarray(look(left) != look(right))


def test_a_change_spreads_along_households_ties_namesakes_and_queues_only() -> None:
    # A head of a household between two larger ones, so that a wall between homes is there to leak.
    place, size = small_society.people().place_in_household, small_society.people().household_size
    heads = np.flatnonzero((place[1:-1] == 0) & (place[:-2] > 0) & (size[1:-1] > 1)) + 1
    debtors = [int(head) for head in heads[:: len(heads) // 6]]
    owing, free = relieved(*debtors)
    rules = small_society.change(small_society.rules(), "lists", excludes_secured=0, grace_months=0)
    pasts = [small_society.live_monthly(rules, world=world) for world in (owing, free)]
    worlds = [[small_society.flat(world) for world in past.worlds] for past in pasts]
    channels, changed, spread = Channels(), [], 0
    for month in range(small_society.MONTHS):
        (left, right), later = (worlds[0][month], worlds[1][month]), month + 1
        before = affected(left, right)
        after = affected(worlds[0][later], worlds[1][later])
        allowed = before | channels.reach(left, right)
        assert not (after & ~allowed).any(), f"month {month} changed people out of reach"
        spread += int((after & ~before).sum())
        changed.append(int(after.sum()))
    assert spread > 0, "the debt never reached anybody else: nothing was tested"
    assert changed[-1] < small_society.PEOPLE / 2
    assert (worlds[0][-1].held.listed.times[0, debtors] > 0).sum() > 3


def test_a_system_held_against_itself_changes_nobody() -> None:
    with tempfile.TemporaryDirectory() as folder:
        told = []
        for name, against in (("alone", None), ("itself", "court-list")):
            plan = draw_up("court-list", people=3000, months=12, seeds=[2], against=against)
            found = open_result(twins.simulate(plan, Path(folder) / name))
            assert (against is None) != found.worlds.are_named
            persons: Any = found.persons().drop(columns="label")
            told.append({arm: persons[persons["arm"] == arm] for arm in ARMS})
        (alone, itself) = told
        lives = [of.drop(columns="arm").reset_index(drop=True) for of in
                 (alone["with"], itself["with"], itself["without"])]  # fmt: skip
        assert (lives[0]["debts_paid"] > 0).any()
        assert lives[0].equals(lives[1]) and lives[0].equals(lives[2])
