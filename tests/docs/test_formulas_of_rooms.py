"""The formulas of the seven rooms, worked out beside the code; see `told_formulas`."""

# Columns of the host stand where the engine has its own.
# pyright: reportArgumentType=false
from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given

from discredit import draws, gates, lists, score, truth
from discredit.behaviour import deterrence
from discredit.behaviour.deterrence import Expectation
from discredit.dossier import Scored, Scores
from discredit.draws import Decision
from discredit.life import purse
from discredit.lists import strikes
from discredit.lists.dues import dues
from discredit.observation.appraisal import RECOVERY, features_of, remember
from discredit.policy.stakes import coverage
from discredit.redress import queue
from discredit.vocabulary import FEATURES, GROUNDS, HOLDERS, Status
from random_months import ROWS, few, seeds
from told_formulas import holds, living, luck, month

# Behaviour


@holds("behaviour", r"m = \max\bigl(0,\ 1 + \kappa\,(w + v\,\varsigma)\bigr)")
def test_a_rate_answers_to_the_rule() -> None:
    rng = np.random.default_rng(2)
    kappa, severity = jnp.asarray(rng.random((2, 50)), jnp.float32)
    row = jax.tree.map(lambda column: column[0], month(1).rules.behaviour.conducts)
    row = row._replace(if_watched=jnp.float32(-0.7), if_at_stake=jnp.float32(-1.1))
    expected = np.maximum(0, 1 + np.asarray(kappa) * (-0.7 - 1.1 * np.asarray(severity)))
    got = deterrence.change_of(Expectation(kappa, severity), row)
    assert np.asarray(got) == pytest.approx(expected, abs=1e-6)


@holds("behaviour", r"\ell' = \ell + \eta\,(\pm 1 - \ell)")
def test_own_acts_teach() -> None:
    first, before = len(GROUNDS), 20
    did = jnp.array([1, 1, 0], jnp.uint32) << first
    seen = jnp.array([1, 0, 0], jnp.uint32) << first

    stakes = month(1).rules.behaviour.stakes._replace(is_told=jnp.ones(1, jnp.float32))
    lessons = jnp.full((1, 3), before, jnp.int8)
    after = deterrence.learn(lessons, did, seen, jnp.float32(0.2), stakes)[0]
    top = truth.LESSON
    exact = [before + 0.2 * (top - before), before + 0.2 * (-top - before), before]
    assert np.asarray(after).tolist() == [int(np.floor(one + 0.501)) for one in exact]


# Observation


@holds("observation", r"\min(1,\ d_c\, \omega\, \phi\, \sigma) \cdot \min(1,\ e_c\, \epsilon)")
def test_how_likely_what_is_done_comes_on_file() -> None:
    watch = month(11).rules.observation.conducts
    assert watch is not None
    watch = watch._replace(seen_by_sex=None, seen_by_background=None, seen_by_disability=None)
    p, c, place, fifth, job = np.asarray(coverage(watch)), 1, 1, 3, 2
    seen = (
        watch.seen[c] * watch.seen_by_occupation[c, job] * watch.seen_by_fifth[c, fifth]
        * watch.seen_by_settlement[c, place]
    )  # fmt: skip
    entered = watch.entered[c] * watch.entered_by_occupation[c, job]
    assert p[c, place, fifth, job] == pytest.approx(min(1, seen) * min(1, entered), rel=1e-5)


@holds("observation", r"\text{ability} = \frac{m}{m + 6}")
@holds("observation", r"1 - \min\Bigl(1,\ \frac{o}{12\,y}\Bigr)")
def test_what_a_scorer_makes_of_savings_and_debts() -> None:
    saved, owed, income = jnp.float32([[0, 9000, 90000], [0, 20000, 10**6], [3000, 3000, 4000]])
    features = np.asarray(features_of(living(saved, owed, income), jnp.ones(3), None))
    m = saved / income
    assert features[FEATURES.index("ability")] == pytest.approx(np.asarray(m / (m + 6)), rel=1e-5)
    expected = np.asarray(1 - jnp.minimum(1, owed / (12 * income)))
    assert features[FEATURES.index("owed")] == pytest.approx(expected, rel=1e-5)


@holds("observation", r"H + \theta\,(1 - H) & \text{else}")
def test_a_history_recovers() -> None:
    after = remember(jnp.float32([0.5, 0.5]), jnp.uint32([0, 4]))
    assert np.asarray(after) == pytest.approx([0.5 + RECOVERY * 0.5, 0.0])


# Score


@holds("score", r"\max\bigl(0,\ \#\{b : z \ge \beta_b\} - 1\bigr)")
@holds("score", r"\min_{b:\ \beta_b > z} (\beta_b - z)")
@few(max_examples=3)
@given(seeds)
def test_bands_and_the_way_to_the_next(seed: int) -> None:
    rules = month(seed).rules.score
    assert rules is not None
    rng = np.random.default_rng(seed)
    low, high = np.asarray(rules.floor)[:, None], np.asarray(rules.ceiling)[:, None]
    z = (low + (high - low) * rng.random((len(low), 40))).astype(np.float32)
    shown, scored, bounds = jnp.asarray(z), jnp.ones(z.shape, bool), np.asarray(rules.bands)
    reached = (z[:, None, :] >= bounds[:, :, None]).sum(axis=1)
    assert (np.asarray(score.bands(shown, scored, rules)) == np.maximum(0, reached - 1)).all()
    gaps = bounds[:, :, None] - z[:, None, :]
    sees = (np.asarray(rules.is_shown) > 0)[:, None, None]
    nearest = np.where((gaps > 0) & sees, gaps, np.inf).min(axis=(0, 1))
    nearest = np.where(np.isfinite(nearest), nearest, 0)
    gap = np.asarray(score.to_next_band(shown, scored, rules))
    assert gap == pytest.approx(nearest, abs=1e-3)


# Lists


def one_list(seed: int) -> tuple[Any, Any, Any]:
    case = month(seed)
    listed, rules = jax.tree.map(lambda column: column[0], (case.held.listed, case.rules.lists))
    return case, listed, rules


@holds("lists", r"\text{enough} = [\#\text{records} > 0] \cdot [n' \ge N]")
@few(max_examples=3)
@given(seeds)
def test_strikes_add_up_and_are_forgotten(seed: int) -> None:
    case, listed, rules = one_list(seed)
    rules = rules._replace(records_needed=jnp.float32(3), memory_months=jnp.float32(6))
    records = case.sightings.records
    total, _, enough = strikes.counted(listed, records, rules)
    count = np.array([int(one).bit_count() for one in np.asarray(records)])
    quiet = np.where(count > 0, 0, np.minimum(np.asarray(listed.quiet).astype(int), 254) + 1)
    n = np.where(quiet >= 6, 0, np.asarray(listed.strikes).astype(int)) + count
    assert (np.asarray(total) == n).all()
    assert (np.asarray(enough) == ((count > 0) & (n >= 3))).all()


@holds("lists", r"[\,z < \theta_{\text{below}}\,] \lor [\,z > \theta_{\text{above}}\,]")
def test_a_score_calls_for_an_entry() -> None:
    _, _, rules = one_list(5)
    rules = rules._replace(
        scorer=jnp.zeros_like(rules.scorer), below=jnp.float32(20), above=jnp.float32(90)
    )
    z, none = jnp.float32([[10, 50, 95]]), jnp.zeros(3, jnp.uint32)
    scored = Scored(Scores(z, z), jnp.zeros((1, 3), jnp.uint8))
    calls = lists.called_for(scored, none, none, rules)
    assert np.asarray(calls.by_score).tolist() == [True, False, True]


@holds("lists", r"\text{fine} = \sum_k [\text{entered}_k]\, \varphi_k")
@few(max_examples=3)
@given(seeds)
def test_fines_add_up_and_the_widest_showing_counts(seed: int) -> None:
    case = month(seed)
    rules, now = case.rules.lists, case.held.listed
    before = np.roll(np.asarray(now.status), 1, axis=1)
    due = dues(jnp.asarray(before), now, rules)
    on = np.asarray(now.status) == Status.LISTED
    fine = ((on & (before != Status.LISTED)) * np.asarray(rules.fine)[:, None]).sum(axis=0)
    is_black = (np.asarray(rules.is_red) == 0)[:, None]
    shown = ((on & is_black) * np.asarray(rules.shown_to)[:, None]).max(axis=0)
    assert np.asarray(due.fine) == pytest.approx(fine, rel=1e-5)
    assert np.asarray(due.shown) == pytest.approx(shown)


# Gates


@holds("gates", r"\max\Bigl(\max_{k:\ h(s) \in C_{ik}} \Lambda_{ks},")
@holds("gates", r"\text{all holders} & i \text{ on list } k")
@few(max_examples=2)
@given(seeds)
def test_the_harshest_that_applies_is_heard(seed: int) -> None:
    case = month(seed)
    rules, on = case.rules.gates, np.asarray(case.held.listed.status) == Status.LISTED
    copies, doors = gates.close(case.held.listed.status, case.held.copies, None, rules)
    kept = np.where(on, 2 ** len(HOLDERS) - 1, np.asarray(case.held.copies))
    assert (np.asarray(copies) & (2 ** len(HOLDERS) - 1) == kept & (2 ** len(HOLDERS) - 1)).all()
    for at, s in enumerate(np.asarray(rules.services)):
        on_copy = (kept >> int(np.asarray(rules.holder_of)[at])) & 1
        said = (on_copy * np.asarray(rules.lists)[:, at, None]).max(axis=0)
        closed = (np.asarray(doors.closed) >> s) & 1
        assert (closed == (said == float(gates.Level.CLOSED))).all()


# Life


@holds("life", r"y = \max\bigl(0,\ I - [\text{worker}]\, e\,(1 - k)\bigr)")
def test_income_after_a_loss() -> None:
    rng = np.random.default_rng(4)
    income, earnings, scar = (rng.random((3, 60)) * [[5000], [4000], [1]]).astype(np.float32)
    worker, employed = rng.random((2, 60)) < 0.6
    k = employed * (1 - scar)
    expected = np.maximum(0, income - worker * earnings * (1 - k))
    at_work = jnp.asarray(worker), jnp.asarray(employed), jnp.asarray(scar)
    got = truth.income_now(jnp.asarray(income), jnp.asarray(earnings), *at_work)
    assert np.asarray(got) == pytest.approx(expected, rel=1e-4, abs=1e-2)


@holds("life", r"\min\bigl(\upsilon \cdot \text{missing},\ \text{bills} + \text{fines}\bigr)")
@holds("life", r"\text{spending} \cdot (1 - \beta\,\kappa)")
@few(max_examples=2)
@given(seeds)
def test_what_is_missing_stays_owed_in_part(seed: int) -> None:
    case = month(seed)
    budget, held = case.rules.life.budget, case.truth.purse
    assert budget is not None and held is not None
    rng = np.random.default_rng(seed)
    left = rng.normal(0, 4000, ROWS).astype(np.float32)
    spending, fined = (rng.random((2, ROWS)) * 3000).astype(np.float32)
    none, (missed, spent, fine) = jnp.zeros(ROWS, bool), jnp.stack([left, spending, fined])
    _, savings, behind = purse.settle(
        case.people, held, none, missed, spent, fine, budget, case.draws
    )
    missing, spare = np.where(-left > purse.A_BILL, -left, 0), np.maximum(left, 0)
    bills = float(budget.bills) * spending
    arisen = np.minimum(float(budget.left_unpaid) * missing, bills + fined)
    back = np.minimum(spare, np.asarray(held.arrears))
    assert np.asarray(behind.arisen) == pytest.approx(arisen, rel=1e-4, abs=1e-2)
    assert np.asarray(behind.paid_back) == pytest.approx(back, rel=1e-4, abs=1e-2)
    assert np.asarray(savings) == pytest.approx(spare - back, rel=1e-4, abs=1e-2)
    spared = float(budget.bills * budget.home_cheaper_by)
    cheaper = np.where(np.asarray(held.moved_out) > 0, 1 - spared, 1.0)
    got = purse.cheaper_home(jnp.asarray(spending), held, budget)
    assert np.asarray(got) == pytest.approx(spending * cheaper, rel=1e-5)


# Redress


@holds(
    "redress", r"\text{priority} = 256 \cdot \min(127,\ \text{months waited} + \text{head start})"
)
def test_who_waits_longest_is_heard_first() -> None:
    here, waited = luck(people=500), np.arange(500) % 140
    fifth, start = jnp.zeros(500, jnp.uint8), jnp.float32([2, 0, 0, 0, 0])
    got = queue.priority_of(jnp.uint8(waited), fifth, start, jnp.uint32(1), here)
    lot = np.asarray(draws.word(here, Decision.DOCKET, 1)) >> 24
    assert (np.asarray(got) == 256 * np.minimum(127, waited + 2) + lot).all()


@holds("redress", r"\left\lfloor \sum_{u \le t} c_u \frac{n}{10^6} \right\rfloor")
def test_capacity_is_in_whole_cases() -> None:
    rate, n = np.full((24, 1), 3.7, np.float32), 450_000
    total = np.floor(np.cumsum(rate.astype(float), axis=0) * n / 10**6 + 1e-6)
    expected = np.diff(total, axis=0, prepend=0)
    assert (queue.capacity_by_month(rate, n) == expected).all()
