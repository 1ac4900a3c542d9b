"""Debts and entries one by one: each that arose ends in one way or stands, and more judgments never
make fewer entries."""

# Columns of the host stand where the engine has its own.
# pyright: reportArgumentType=false
from __future__ import annotations

import itertools
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given

import small_society
from discredit import lists, observation
from discredit.behaviour import course
from discredit.draws import Draws, key_of
from discredit.policy.compile import compile_rules
from discredit.policy.compose import load_policy
from discredit.policy.court_rules import CourseRules
from discredit.policy.edit import with_value
from discredit.truth import Debt
from discredit.units import month_index
from discredit.vocabulary import Status
from random_months import POLICIES, case_of, few, seeds

both = pytest.mark.parametrize("policy", POLICIES)
ENDS = ("paid", "written_off", "out_of_time", "discharged")


def total(name: str, policy: str) -> Any:
    return small_society.total(small_society.shared(policy).sums, name, policy=policy)


def evenings(policy: str) -> list[Any]:
    return [small_society.flat(w) for w in small_society.shared_monthly(policy).worlds[1:]]


@both
def test_every_debt_that_arose_has_ended_in_one_way_or_stands(policy: str) -> None:
    ended = sum(total(f"debts_{way}", policy) for way in ENDS)
    stands = (total("debts_arisen", policy) - ended).cumsum()
    np.testing.assert_array_equal(stands, total("in_debt", policy))
    for month, world in enumerate(evenings(policy)):
        assert (world.truth.debt != 0).sum() == stands[month]
        is_judged = world.truth.debt == Debt.JUDGED
        np.testing.assert_array_equal(world.truth.judgments > 0, is_judged)
    assert total("judgments", policy)[-1] > total("in_default", policy)[-1] > 0


@both
def test_entries_that_began_have_ended_or_stand_and_who_is_listed_has_one(policy: str) -> None:
    begun = total("entries", policy) + total("entries_further", policy)
    stands = (begun - total("entries_over", policy)).cumsum()
    np.testing.assert_array_equal(stands, total("entries_standing", policy))
    black = small_society.rules(policy).lists.is_red[0] == 0
    for month, world in enumerate(evenings(policy)):
        listed = world.held.listed
        np.testing.assert_array_equal(listed.entries > 0, listed.status == Status.LISTED)
        assert listed.entries[black].sum() == stands[month]
    assert total("entries_further", policy).sum() > 0


@both
def test_companies_that_were_entered_have_left_or_stand(policy: str) -> None:
    stands = (total("firms_entered", policy) - total("firms_left", policy)).cumsum()
    black = small_society.rules(policy).lists.is_red[0] == 0
    for month, world in enumerate(evenings(policy)):
        assert world.held.listed.firm[black].sum() == stands[month]
    assert stands[-1] > 0


@few(max_examples=20)
@given(seeds)
def test_more_judgments_never_make_fewer_entries(seed: int) -> None:
    """Of a court alone: beside a catalogue the first record decides, and it may be excepted."""
    case = case_of(seed, "court-list")
    register = jax.jit(observation.register_of)(case.people)
    no_letter = np.zeros_like(case.surroundings.strays)
    # A shaken policy may take a court's ground for a deed that ends an entry; none does here.
    rules = case.rules.lists
    rules = rules._replace(repairs_with=np.zeros_like(rules.repairs_with))

    def entries(more: int) -> Any:
        events = case.acts.events
        assert events is not None
        count = np.where(case.acts.owes, np.minimum(events.judgments, 200) + more, 0)
        acts = case.acts._replace(events=events._replace(judgments=count.astype(np.uint8)))
        _, seen, _ = jax.jit(observation.observe)(
            acts, case.held.files, register, no_letter, case.conditions.discontent,
            case.rules.observation, case.draws,
        )  # fmt: skip
        listed = jax.jit(lists.decide)(case.held.listed, seen, None, register, rules)
        return np.asarray(listed.entries).astype(int)

    few_entries, many_entries = entries(0), entries(7)
    assert (many_entries >= few_entries).all()


def test_further_judgments_are_geometric() -> None:
    """Mixed over an exponential spread of rates, the count has the variance of the mean and of its
    square: few have many. Within five standard errors."""
    n, months, rate, fades = 20_000, 36, 0.05, 0.03
    rules = CourseRules(*map(jnp.float32, (1.0, rate, fades, 0.0, 0.0, 0.0)))
    truth = evenings("court-list")[0].truth
    truth = jax.tree.map(lambda column: jnp.resize(column, (*column.shape[:-1], n)), truth)
    truth = truth._replace(
        debt=jnp.full(n, Debt.JUDGED, jnp.uint8),
        judgments=jnp.ones(n, jnp.uint8),
        debt_month=jnp.zeros(n, jnp.int16),
    )
    meet = jax.jit(course.meet_further)
    for month in range(months):
        draws = Draws(key_of(11), jnp.arange(n, dtype=jnp.uint32), jnp.uint32(month))
        truth, _ = meet(truth, jnp.ones(n, jnp.float32), rules, draws)
    further = np.asarray(truth.judgments).astype(float) - 1
    mean = rate * ((1 - fades) ** np.arange(months)).sum()
    variance = mean + mean**2
    assert abs(further.mean() - mean) < 5 * np.sqrt(variance / n)
    assert abs(further.var() / variance - 1) < 0.1


def test_more_unemployment_never_means_fewer_disputes() -> None:
    """By the same luck, over two years of the same people; the survey's share makes the rate."""
    policy = load_policy("court-list")
    first = month_index(policy.system.start)

    def loss(share: float | None) -> Any:
        behaviour = policy.behaviour.model_copy(update={"unemployment": None})
        whole = policy.model_copy(update={"behaviour": behaviour})
        if share is not None:
            whole = with_value(policy, "behaviour.unemployment", share)
        life = compile_rules(whole, first, small_society.MONTHS).life
        return np.asarray(life.job_loss_rate), np.asarray(life.job_find_rate)

    lost = [loss(share)[0] for share in (0.03, 0.05, 0.08, 0.12)]
    assert all((more > fewer).all() for fewer, more in itertools.pairwise(lost))
    np.testing.assert_allclose(lost[1] / (lost[1] + loss(0.05)[1]), 0.05, rtol=1e-5)
    assert (loss(None)[0] == np.float32(policy.life.job_loss_rate.at(first))).all()
    disputes, jobless = [], []
    for rate in (np.zeros_like(lost[0]), *lost, 4 * lost[-1]):
        rules = small_society.change(small_society.rules(), "life", job_loss_rate=rate)
        sums = small_society.live(rules).sums
        disputes.append(small_society.total(sums, "debts_arisen").sum())
        jobless.append(small_society.total(sums, "jobless").sum())
    assert disputes == sorted(disputes) and disputes[0] < disputes[-1]
    assert jobless == sorted(jobless)
