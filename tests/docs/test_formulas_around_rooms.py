"""The formulas of what surrounds the rooms (chance, society, judgement, record, years), worked out
beside the code; see `told_formulas`."""

# Columns of the host stand where the engine has its own.
# pyright: reportArgumentType=false
from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given

from discredit import draws, shortfall
from discredit.dossier import Appraisal, Friends, Scored, Scores
from discredit.draws import Decision
from discredit.measures import estimate
from discredit.record import table
from discredit.society import ties, turnover
from discredit.society.people import name_weight
from discredit.society.spec import amount, load_society
from discredit.truth import Earned
from discredit.vocabulary import FEATURES, HABITS
from random_months import ROWS, few, seeds
from told_formulas import holds, living, luck, month

# Twins and chance


@holds("twins", r"(i,\ 2^{21} t + 2^{8} d + \lfloor k/2 \rfloor)")
def test_a_draw_has_an_address() -> None:
    here, k = luck(), 3
    event = jnp.uint32(2**21 * 5 + 2**8 * Decision.FILING + k // 2)
    expected = draws.threefry2x32((here.key[0], here.key[1]), (here.person, event))[k % 2]
    assert (draws.word(here, Decision.FILING, k) == expected).all()


@holds("twins", r"w < \mathrm{round}(2^{32} p)")
def test_an_event_happens_below_its_bar() -> None:
    here, p = luck(), np.float32(0.37)
    drawn = np.asarray(draws.word(here, Decision.FILING)).astype(np.int64)
    assert (np.asarray(draws.happens(here, Decision.FILING, p)) == (drawn < round(2**32 * p))).all()


@holds("twins", r"\frac{1}{n} \sum_{i=1}^{n}")
@holds(
    "twins", r"\frac{H}{H - 1} \cdot \frac{1}{n^2} \sum_{h=1}^{H} \bigl(Y_h - n_h \Delta\bigr)^2"
)
def test_the_variance_of_a_paired_difference() -> None:
    rng = np.random.default_rng(1)
    home = np.sort(rng.integers(0, 200, 700))
    home = np.unique(home, return_inverse=True)[1]
    n_h = np.bincount(home).astype(float)
    moved = rng.normal(size=700)
    whole = np.zeros(len(n_h), np.int64)
    cells = estimate.HouseholdCells(home, np.arange(len(n_h)), whole, n_h, 1)
    totals = estimate.moments(moved[:, None], cells)
    delta = moved.sum() / 700
    assert totals.mean[0, 0] == pytest.approx(delta)
    spread = ((np.bincount(home, moved) - n_h * delta) ** 2).sum()
    homes = len(n_h)
    variance = homes / (homes - 1) * spread / 700**2
    assert estimate.over_households(totals)[0, 0] == pytest.approx(variance)


@holds("twins", r"\frac{S}{S - 1} \sum_{s=1}^{S} m_s^2")
def test_the_variance_between_societies() -> None:
    m = np.array([0.3, -0.1, -0.2])
    assert estimate.over_seeds(m, np.array(3)) == pytest.approx(3 / 2 * (m**2).sum())


# Society


@holds("society", r"\min\bigl(1,\ s_\ell \, a_i \, a_j \, c_k \, u_{ij}\bigr)")
def test_a_tie_is_as_likely_as_the_page_says() -> None:
    many, layer = 40_000, ties.Layer.WORK
    i = jnp.arange(many, dtype=jnp.int32)
    strength = jnp.zeros(len(ties.Layer)).at[int(layer)].set(0.3)
    bonds = ties.Bonds(strength, jnp.float32(1.5), jnp.float32(0.4))
    # Sociabilities of 1.25 and 0.75; twenty years of age apart.
    one, other = (
        jnp.full(many, (age << 8) | code, jnp.uint16) for age, code in ((30, 40), (50, 24))
    )
    key = draws.key_of(3)
    tied = ties.is_active(layer, 0, i, i + many, one, other, key, bonds)
    assert (tied == ties.is_active(layer, 0, i + many, i, other, one, key, bonds)).all()
    p = 0.3 * 1.25 * 0.75 * (1.5 if ties.SHAPES[layer].bits else 1.0) * 0.4
    # Five standard errors: one false alarm in two million seeds, and this seed is fixed.
    assert float(tied.mean()) == pytest.approx(p, abs=5 * (p * (1 - p) / many) ** 0.5)


@holds("society", r"\frac{210}{8.1} \cdot 2^{(f_i - 255)/16}")
def test_common_names_meet_more_namesakes() -> None:
    f = np.arange(256, dtype=np.uint8)
    expected = 210 / 8.1 * 2.0 ** ((f.astype(float) - 255) / 16)
    assert name_weight(f) == pytest.approx(expected, rel=1e-5)


# What would have been right


@holds(
    "judgement", r"\underbrace{(z_1 - z)}_{\text{sight}} + \underbrace{(z_2 - z_1)}_{\text{file}}"
)
@few(max_examples=2)
@given(seeds)
def test_the_parts_of_a_shortfall_add_up(seed: int) -> None:
    """The rooms that make scores are stood in for by one that reads what it is given."""
    z, due = np.random.default_rng(seed).normal(size=(2, 2, 30)).astype(np.float32)
    parts = split_of(z, due)
    whole = sum(np.asarray(part) for part in parts.parts.values())
    assert whole == pytest.approx(due - z, abs=1e-5)


def split_of(z: Any, due: Any) -> shortfall.Shortfall:
    """The split for made-up scores of some people by two scorers."""
    z, due = jnp.asarray(z), jnp.asarray(due)
    some, none = jnp.ones(z.shape[1]), jnp.zeros(z.shape[1], jnp.uint32)
    yes, no = jnp.ones(z.shape, bool), jnp.zeros(z.shape, bool)
    features = jnp.full((2, len(FEATURES) - len(HABITS), z.shape[1]), 0.5)
    known = Appraisal(yes, features, None, no, None)

    def scored(shown: Any) -> Scored:
        return Scored(Scores(shown, shown), jnp.zeros(z.shape, jnp.uint8))

    def update(account: Any, *rest: Any) -> Scored:
        given = rest[2]
        return scored(account + given.features.sum(axis=1))

    earned = Earned(due, some)
    on_file = shortfall.OnFile(z, none, none, some, known, scored(z))
    in_truth = shortfall.InTruth(earned, earned, none, none, known, scored(due))
    life, friends = living(some, some, some), Friends(some / 2, some / 2)
    rules = month(1).rules.score
    return shortfall.split(update, life, on_file, in_truth, friends, rules)[0]


# The record


@holds("record", r"S_{gm} = \sum_{i \in g} x_{im}")
def test_groups_are_sums_over_their_people() -> None:
    case = month(3)
    matrix = np.random.default_rng(3).integers(0, 9, (ROWS, 4)).astype(np.int32)
    cells = table.cells_of(case.people)
    sums = table.margins(table.tabulate(table.empty_table(4), jnp.asarray(matrix), cells))
    urban = np.asarray(case.people.is_urban) & np.asarray(case.people.present)
    here = np.asarray(case.people.present)
    found = {tuple(row) for row in np.asarray(sums).tolist()}
    assert tuple(matrix[urban].sum(axis=0)) in found
    assert tuple(matrix[here & ~urban].sum(axis=0)) in found


# Renewal


@holds("renewal", r"L\, e^{\varsigma\,(a - a_{\max})} \cdot r_{\text{place}}")
@holds("renewal", r"\sum_a n_a\, \delta(a) = \delta")
def test_death_grows_with_age_by_a_constant_factor() -> None:
    spec = load_society("china-2020")
    dies = turnover.chance_of_death(spec)
    slope = amount(spec.renewal["death_slope"])
    ratio = dies[1, 61:90] / dies[1, 60:89]
    assert ratio == pytest.approx(np.exp(slope), rel=1e-3)
    shares, urban = turnover.age_shares(spec.marginals.ages), amount(spec.targets["urban_share"])
    dead = (1 - urban) * (dies[0] * shares).sum() + urban * (dies[1] * shares).sum()
    assert dead == pytest.approx(amount(spec.renewal["death_rate"]), rel=1e-3)
