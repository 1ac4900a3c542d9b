"""Building a society: shapes, padding, chance, errors, and each step against a plain reference."""

import hashlib

import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy.stats import gamma, norm

from discredit.draws import Decision, Draws, key_of, word
from discredit.errors import SocietyError, UnknownNameError
from discredit.society.build import build
from discredit.society.chance import (
    Luck,
    gamma_table,
    interpolate,
    normal_table,
    ordered,
    piecewise,
    rounded_shares,
)
from discredit.society.margins import gini, margins
from discredit.society.people import People, sociability_weight
from discredit.society.spec import load_society
from discredit.society.traits import pyramid

DTYPES = {
    "is_urban": bool,
    "is_migrant": bool,
    "is_woman": bool,
    "is_disabled": bool,
    "is_earner": bool,
    "is_representative": bool,
    "present": bool,
    "income": np.float32,
    "earnings": np.float32,
    "savings": np.float32,
}


def _digest(people: People) -> str:
    hashed = hashlib.sha256()
    for column in people:
        hashed.update(np.ascontiguousarray(column).tobytes())
    return hashed.hexdigest()


@pytest.mark.parametrize("count", [1, 2, 7, 100, 999])
def test_any_number_of_people_can_be_built(count: int) -> None:
    people = build("china-2020", count, 3, block=64)
    assert people.present.sum() == count
    for name, column in zip(People._fields, people, strict=True):
        assert column.shape == (-(-count // 64) * 64,), name
        assert column.dtype == DTYPES.get(name, np.uint8), name
        assert not column[count:].any(), name


def test_padding_changes_nobody() -> None:
    bare, padded = build("china-2020", 500, 1), build("china-2020", 500, 1, block=512)
    for left, right in zip(bare, padded, strict=True):
        assert_array_equal(left, right[:500])


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_ones() -> None:
    first = build("china-2020", 20_000, 11)
    assert _digest(first) == _digest(build("china-2020", 20_000, 11))
    other = build("china-2020", 20_000, 12)
    for name in ("age", "education", "income", "sociability", "is_migrant"):
        assert not np.array_equal(getattr(first, name), getattr(other, name)), name


def test_building_draws_what_draws_would_draw() -> None:
    draws = Draws(key_of(5), jnp.arange(70_000, dtype=jnp.uint32), jnp.uint32(0))
    for k in (0, 1):
        expected = (np.asarray(word(draws, Decision.OCCUPATION, k)) + 0.5) / 2.0**32
        assert_array_equal(Luck.of(5).uniform(Decision.OCCUPATION, 70_000, k), expected)


def test_tabled_quantiles_follow_the_distributions() -> None:
    u = np.linspace(0.001, 0.999, 997)
    np.testing.assert_allclose(interpolate(normal_table(), u), norm.ppf(u), atol=2e-3)
    expected = gamma.ppf(u, 0.7, scale=1 / 0.7)
    np.testing.assert_allclose(interpolate(gamma_table(0.7), u), expected, atol=2e-3, rtol=1e-3)


def test_ordered_sorts_by_group_then_score_then_row() -> None:
    score = np.array([3.0, -1.0, 2.0, 2.0, 9.0, -5.0])
    group = np.array([1, 0, 1, 1, 0, 1])
    assert ordered(score).tolist() == [5, 1, 2, 3, 0, 4]
    assert ordered(score, group).tolist() == [1, 4, 5, 2, 3, 0]
    assert ordered(np.zeros(3)).tolist() == [0, 1, 2]


def test_rounded_shares_sum_to_the_total() -> None:
    assert rounded_shares([0.5, 0.25, 0.25], 3).tolist() == [2, 0, 1]
    assert rounded_shares(np.full(7, 1 / 7), 100).sum() == 100


def test_piecewise_is_the_broken_line() -> None:
    u = np.linspace(0, 1, 101)
    np.testing.assert_allclose(
        piecewise(u, (0, 0.3, 1), (5, 2, 8)), np.interp(u, (0, 0.3, 1), (5, 2, 8)), rtol=1e-12
    )


def test_the_pyramid_thins_out_at_the_top() -> None:
    ages = pyramid(load_society("china-2020").marginals.ages, 1_000_000)
    assert ages[0] == 0
    assert ages[-1] <= 100
    assert (np.diff(ages.astype(int)) >= 0).all()
    by_year = np.bincount(ages, minlength=101)[85:]
    assert (np.diff(by_year) < 0).all()


def test_the_gini_of_known_distributions() -> None:
    assert gini(np.full(10, 3.0)) == pytest.approx(0)
    assert gini(np.array([0.0, 0, 0, 1])) == pytest.approx(0.75)
    assert gini(np.arange(1000.0)) == pytest.approx(1 / 3, abs=1e-3)


def test_sociability_has_mean_one() -> None:
    # Standard error 0.008 at 20 000 people; the top code cuts 0.003 off the mean.
    people = build("china-2020", 20_000, 2)
    assert sociability_weight(people.sociability).mean() == pytest.approx(1, abs=0.04)


def test_margins_leave_padding_out_and_mark_the_worst() -> None:
    spec = load_society("china-2020")
    bare = margins(build(spec, 3000, 1), spec)
    assert bare == margins(build(spec, 3000, 1, block=4096), spec)
    regions = [margin for margin in bare if margin.name == "region"]
    worst = max(regions, key=lambda margin: abs(margin.error))
    assert [margin for margin in regions if margin.is_worst] == [worst]


def test_an_unknown_society_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean china-2020"):
        build("china-2002", 10, 1)


@pytest.mark.parametrize(("people", "block"), [(0, 1), (-4, 1), (10, 0), (True, 1), (2**31, 1)])
def test_an_impossible_number_of_people_is_refused(people: int, block: int) -> None:
    with pytest.raises(SocietyError, match="it must be a whole number from 1"):
        build("china-2020", people, 1, block=block)
