"""Whoever is lived from outside does what is chosen as far as it is possible, and nobody else's
month is another for it."""

# Columns of the host stand where the engine has its own.
# pyright: reportArgumentType=false
from __future__ import annotations

from functools import cache
from typing import Any

import jax
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import small_society
from discredit.behaviour import may_want
from discredit.behaviour.catalogue import open_to
from discredit.choices import Choices
from discredit.observation import register_for
from discredit.rooms import ORDINARY
from discredit.society.applications import applies
from discredit.step.choosing import Living, rooms_of
from discredit.step.outlook import outlook_of
from discredit.truth import Debt
from discredit.vocabulary import ADULT_AGE, GROUNDS
from random_months import ROWS, Case, case_of, few, seeds

POLICY = "everything"
bits = st.integers(0, 2**32 - 1)
answers = st.sampled_from((-1, 0, 1))


@st.composite
def choices(draw: Any) -> Choices:
    """Any choices of a month: nothing is both done and left."""
    does, tries = draw(bits), draw(bits)
    omits, avoids = draw(bits) & ~does, draw(bits) & ~tries
    words = (np.uint32(one) for one in (does, omits, tries, avoids))
    return Choices(*words, *(np.int8(draw(answers)) for _ in range(2)))


@cache
def rooms(lives: bool) -> Any:
    """Acts, and what the desks do, of some people; of one of them as it is chosen."""

    @jax.jit
    def both(case: Case, living: Living) -> Any:
        own = rooms_of(living) if lives else ORDINARY
        outlook = outlook_of(
            case.held, register_for(case.people, case.rules), case.surroundings, case.rules,
            case.draws,
        )  # fmt: skip
        services = case.rules.gates.services
        acted = own.act(
            case.people, case.truth, outlook, case.rules.behaviour, services, case.draws
        )
        is_wrong = case.held.listed.status > 0
        heard = own.hear(
            case.people, case.truth, is_wrong, case.held, case.conditions, case.rules, case.draws
        )
        return acted, heard

    return both


def but_for(row: int, columns: Any) -> Any:
    """The same columns [..., n] without one person."""
    return jax.tree.map(lambda column: np.delete(np.asarray(column), row, axis=-1), columns)


def alike(left: Any, right: Any) -> bool:
    both = zip(jax.tree.leaves(left), jax.tree.leaves(right), strict=True)
    same = (small_society.as_bits(np.asarray(a)) == small_society.as_bits(np.asarray(b))
            for a, b in both)  # fmt: skip
    return all(np.all(one) for one in same)


@few(max_examples=25)
@given(seeds, st.integers(0, ROWS - 1), choices())
def test_what_one_chooses_is_nobody_elses_month(seed: int, row: int, chosen: Choices) -> None:
    case = case_of(seed, POLICY)
    living = Living(np.uint32(row), chosen)
    drawn, lived = rooms(False)(case, living), rooms(True)(case, living)
    assert alike(but_for(row, drawn), but_for(row, lived))


@few(max_examples=10)
@given(seeds, st.integers(0, ROWS - 1))
def test_where_nothing_is_chosen_all_is_as_drawn(seed: int, row: int) -> None:
    case = case_of(seed, POLICY)
    nothing = Choices(*(np.uint32(0),) * 4, *(np.int8(0),) * 2)
    living = Living(np.uint32(row), nothing)
    assert alike(rooms(False)(case, living), rooms(True)(case, living))


@jax.jit
def possible(case: Case) -> Any:
    """Which conducts and services are open to whom."""
    people, rules = case.people, case.rules.behaviour
    assert rules.conducts is not None and rules.applications is not None
    is_adult = people.present & (people.age >= ADULT_AGE)
    applying = applies(people, rules.applications, case.draws)
    services = case.rules.gates.services
    return (
        open_to(people, is_adult, applying, rules.conducts),
        may_want(people, is_adult, rules, services),
    )


@few(max_examples=60)
@given(seeds, st.integers(0, ROWS - 1), choices())
def test_what_is_chosen_is_done_if_it_is_possible(seed: int, row: int, chosen: Choices) -> None:
    case = case_of(seed, POLICY)
    conducts = case.rules.behaviour.conducts
    assert conducts is not None
    living = Living(np.uint32(row), chosen)
    ((_, drawn), _), ((_, acts), (_, heard)) = rooms(False)(case, living), rooms(True)(case, living)
    may, doors = (int(one[row]) for one in possible(case))
    does, omits = int(chosen.does), int(chosen.omits)
    did, as_drawn = int(acts.did[row]), int(drawn.did[row])
    for_score = int(acts.bought[row]) | int(drawn.bought[row])
    for c, price in enumerate(np.asarray(conducts.price)):
        bit = 1 << (len(GROUNDS) + c)
        if omits & bit or (does & ~may & bit):
            assert not did & bit
        elif does & bit:
            assert did & bit or price > 0
        else:  # what was left open is as drawn, but that the money for a deed may be gone
            assert not (did ^ as_drawn) & bit & ~for_score
    assert not (int(acts.hidden[row]) | int(acts.bought[row])) & (does | omits)
    tried = (int(drawn.attempts[row]) | int(chosen.tries) & doors) & ~int(chosen.avoids)
    assert int(acts.attempts[row]) == tried
    if chosen.pays < 0:
        assert acts.paid[row] == 0
    if chosen.pays > 0 and case.truth.debt[row] != Debt.NONE and acts.has_means[row]:
        assert acts.pays_off[row]
    if chosen.files < 0:
        assert not heard.filed[..., row].any()
    if chosen.files > 0:
        assert not heard.gave_up[..., row].any()
