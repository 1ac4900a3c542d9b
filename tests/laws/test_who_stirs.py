"""Who has a quiet month can be told beforehand: nobody is passed over to whom a room does anything
that such a month does not.

What the rooms themselves do stands in `test_rooms_equal_reference.py`.
"""

# Columns of the host stand where the engine has its own.
# pyright: reportArgumentType=false
from __future__ import annotations

from typing import Any

import jax
import numpy as np
from hypothesis import given

from discredit import lists, observation
from discredit.behaviour import Outlook, act, act_quietly, debts
from discredit.observation import register_for
from discredit.truth import Debt
from random_months import ROWS, Case, case_of, few, seeds

EVERYTHING = "everything"


def random_of(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed ^ 0x9137)


def arrays(columns: Any) -> Any:
    return jax.tree.map(np.asarray, columns)


doing = jax.jit(act)
doing_quietly = jax.jit(act_quietly)
observe = jax.jit(observation.observe)
observe_quietly = jax.jit(observation.observe_quietly)
decide = jax.jit(lists.decide)
has_ground = jax.jit(lists.has_ground)


def without_debts(case: Case) -> Any:
    """The truth of people none of whom owes anything."""
    none = np.zeros(ROWS, np.uint8)
    return case.truth._replace(
        owed=np.zeros(ROWS, np.float32),
        debt=none,
        debt_month=case.truth.debt_month * 0 - 1,
        company_owes=none != 0,
        is_aware=none != 0,
        judgments=none,
    )


@few(max_examples=20)
@given(seeds)
def test_whoever_owes_nothing_acts_alike_in_a_quiet_month(seed: int) -> None:
    case, rng = case_of(seed, EVERYTHING), random_of(seed)
    rules = case.rules.behaviour
    assert rules.debts is not None and rules.conducts is not None
    few_fall = rules.debts._replace(dispute_rate=rules.debts.dispute_rate * 0 + 0.2)
    rare = rules.conducts.rate * rng.choice([0.001, 0.05, 1.0], rules.conducts.rate.shape)
    rules = rules._replace(
        debts=few_fall, conducts=rules.conducts._replace(rate=rare.astype(np.float32))
    )
    truth, nowhere = without_debts(case), np.zeros(ROWS, np.uint32)
    outlook = Outlook(
        closed=nowhere,
        shown=np.zeros(ROWS, np.float32),
        warned=nowhere != 0,
        to_next_band=(3 * rng.random(ROWS)).astype(np.float32),
        bands=rng.choice((0, 1, 2, 3, 255), (2, ROWS)).astype(np.uint8),
        surroundings=case.surroundings,
    )
    services = case.rules.gates.services
    told = case.people, truth, outlook, rules
    after, acts = arrays(doing(*told, services, case.draws))
    passed, done, owes = arrays(doing_quietly(*told, case.draws))
    assert owes[(after.debt != Debt.NONE) | after.company_owes | (acts.paid != 0)].all()
    assert not owes.all()
    for name in ("did", "bought", "hidden"):
        np.testing.assert_array_equal(getattr(done, name)[~owes], getattr(acts, name)[~owes])
    for name in ("savings", "belief"):
        np.testing.assert_array_equal(getattr(passed, name)[~owes], getattr(after, name)[~owes])


@few(max_examples=40)
@given(seeds)
def test_without_a_court_and_letters_only_the_catalogue_is_written_down(seed: int) -> None:
    case, rng = case_of(seed, EVERYTHING), random_of(seed)
    rules = case.rules.observation
    assert rules.conducts is not None
    rare = rules.conducts.false_records * rng.choice([0.0, 0.1, 1.0], rules.conducts.seen.shape)
    rules = rules._replace(conducts=rules.conducts._replace(false_records=rare.astype(np.float32)))
    register = arrays(register_for(case.people, case.rules))
    register = register._replace(name_weight=(3 * rng.random(ROWS)).astype(np.float32))
    no, none = np.zeros(ROWS, bool), np.zeros(ROWS, np.uint8)
    acts = case.acts._replace(**{**arrays(debts.nobody(ROWS))._asdict(), "events": None})
    acts = acts._replace(events=case.acts.events)
    files = case.held.files._replace(is_open=no, is_closed=no)
    discontent = np.float32(rng.random())
    after, seen, so = arrays(observe(acts, files, register, none, discontent, rules, case.draws))
    noted = arrays(observe_quietly(acts, register, discontent, rules, case.draws))
    np.testing.assert_array_equal(noted.records, seen.records)
    np.testing.assert_array_equal(noted.so, so.so)
    np.testing.assert_array_equal(noted.so & ~acts.bought, so.unbought)
    np.testing.assert_array_equal(noted.by_name, so.stray)
    np.testing.assert_array_equal(noted.astray, after.stray)
    assert not (after.is_open | seen.payment | seen.company_payment | seen.part_payment).any()


@few(max_examples=40)
@given(seeds)
def test_who_stands_on_no_list_and_has_no_ground_is_left_alone_by_lists(seed: int) -> None:
    case, rng = case_of(seed, EVERYTHING), random_of(seed)
    kept = ("ground", "for_company", "was_notified", "times")
    clear = jax.tree.map(np.zeros_like, case.held.listed)
    clear = clear._replace(**{name: getattr(case.held.listed, name) for name in kept})
    # Some conducts count with no list; nobody's score calls for an entry.
    grounds = case.rules.lists.grounds
    counts = (grounds * (rng.random(grounds.shape) < 0.3)).astype(np.float32)
    rules = case.rules.lists._replace(grounds=counts, scorer=case.rules.lists.scorer * 0 - 1)
    no = np.zeros(ROWS, bool)
    seen = case.sightings._replace(
        payment=no, company_payment=no, part_payment=no, released=no, firm=no
    )
    register = arrays(register_for(case.people, case.rules))
    decided = arrays(decide(clear, seen, None, register, rules))
    stirs = arrays(has_ground(seen.records, rules))
    assert stirs.any() and not stirs.all()
    for name, column in decided._asdict().items():
        if column is not None:
            was = getattr(clear, name)[:, ~stirs]
            np.testing.assert_array_equal(was, column[:, ~stirs], err_msg=name)
