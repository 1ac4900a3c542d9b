"""Laws of every society: published margins, whole households, plausible ages, mutual ties."""

from dataclasses import replace

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discredit.draws import key_of
from discredit.society.build import build
from discredit.society.identity_tables import ByAge
from discredit.society.margins import Margin, margins
from discredit.society.people import LARGEST_HOUSEHOLD, People
from discredit.society.slots import Layer, partner, slots_of
from discredit.society.spec import load_society
from discredit.society.ties import Bonds, is_active
from discredit.vocabulary import OCCUPATIONS

SPEC = load_society("china-2020")
SEEDS = (1, 2, 2**63)
HALF_A_POINT = 0.005
LAYERS = [layer for layer in Layer if layer is not Layer.HOUSEHOLD]
SIZES = (1, 2, 7, 97, 257, 4096, 10_007)


@pytest.fixture(scope="module", params=SEEDS)
def people(request: pytest.FixtureRequest) -> People:
    return build(SPEC, 100_000, request.param)


def _margins(people: People, *names: str) -> list[Margin]:
    found = [margin for margin in margins(people, SPEC) if margin.name in names]
    assert {margin.name for margin in found} == set(names)
    return found


def test_every_imposed_share_is_within_half_a_point(people: People) -> None:
    names = ("region", "urban", "migrant", "age", "education", "household size")
    for margin in _margins(people, *names, "urban in region", "college in region"):
        # A region of 260 people can be off by a household of ten.
        slack = HALF_A_POINT if margin.name in names else 0.03
        assert abs(margin.error) < slack, margin


def test_women_and_the_disabled_have_the_published_share_of_every_age(people: People) -> None:
    for margin in _margins(people, "women", "disabled", "background"):
        # Couples alone may hold more women of an age than there are; a household is all of one
        # background.
        assert abs(margin.error) < 0.002, margin


def test_every_couple_is_a_man_and_a_woman(people: People) -> None:
    head = np.flatnonzero(people.place_in_household == 0)
    size = people.household_size[head]
    ages = people.age.astype(int)
    two = head[size == 2]
    near = two[abs(ages[two] - ages[two + 1]) < 12]
    is_mixed = people.is_woman[near] != people.is_woman[near + 1]
    assert is_mixed.mean() > 0.9  # the others are not couples: a sister, a friend


def test_a_household_has_one_background(people: People) -> None:
    start = np.flatnonzero(people.place_in_household == 0)
    size = people.household_size[start].astype(int)
    home = np.repeat(np.arange(len(start)), size)
    np.testing.assert_array_equal(people.background, people.background[start][home])
    assert (people.background < len(SPEC.marginals.backgrounds)).all()


def test_the_minorities_of_a_place_have_its_published_share(people: People) -> None:
    count = np.bincount(people.region)
    held = np.bincount(people.region, people.background == 1) / np.maximum(count, 1)
    target = np.array(SPEC.marginals.regions.background_share[0])
    large = count >= 1000
    assert abs(held - target)[large].max() < 0.01


def test_who_people_are_moves_nothing_else_about_them() -> None:
    tables = SPEC.marginals
    none = replace(
        tables,
        women=ByAge((0,), (0.1,)),
        disabled=ByAge((0,), (0.9,)),
        regions=replace(tables.regions, background_share=((1.0,) * 31, (0.0,) * 31)),
    )
    one, other = (build(spec, 2000, 5) for spec in (SPEC, replace(SPEC, marginals=none)))
    for name in set(People._fields) - {"is_woman", "background", "is_disabled"}:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)
    assert (other.is_disabled.mean(), other.background.mean()) == (0.9, 1)


def test_the_means_of_the_fifths_are_the_published_ones(people: People) -> None:
    for margin in _margins(people, "income fifth"):
        assert margin.achieved == pytest.approx(margin.target, rel=1e-5), margin


def test_income_as_a_whole_comes_as_near_as_the_fifths_allow(people: People) -> None:
    for margin in _margins(people, "income level"):
        assert margin.achieved == pytest.approx(margin.target, rel=0.15), margin
    (official,) = (m for m in _margins(people, "Gini") if m.category == "official 2023")
    assert -0.045 < official.error < -0.02


def test_the_aged_live_where_they_do_live(people: People) -> None:
    found = _margins(people, "60 or over in region")
    # Standard error 0.012 in a region of a thousand people; smaller ones are left out.
    held = [m for m, n in zip(found, np.bincount(people.region), strict=True) if n >= 1000]
    assert len(held) >= 25
    assert max(abs(margin.error) for margin in held) < 0.06
    targets, achieved = ([getattr(m, f) for m in held] for f in ("target", "achieved"))
    assert np.corrcoef(targets, achieved)[0, 1] > 0.9


def test_households_are_consecutive_and_complete(people: People) -> None:
    start = np.flatnonzero(people.place_in_household == 0)
    size = people.household_size[start].astype(int)
    assert start[0] == 0
    assert size.max() <= LARGEST_HOUSEHOLD
    np.testing.assert_array_equal(np.diff(start, append=len(people.age)), size)
    home = np.repeat(np.arange(len(start)), size)
    np.testing.assert_array_equal(people.place_in_household, np.arange(len(home)) - start[home])
    for name in ("household_size", "region", "is_urban", "is_migrant", "income", "income_fifth"):
        column = getattr(people, name)
        np.testing.assert_array_equal(column, column[start][home], name)


def test_rows_run_by_region_and_rural_before_urban(people: People) -> None:
    assert (np.diff(people.region.astype(int) * 2 + people.is_urban) >= 0).all()


def test_ages_in_a_household_are_plausible(people: People) -> None:
    start = np.flatnonzero(people.place_in_household == 0)
    size = people.household_size[start].astype(int)
    head_age = np.repeat(people.age[start], size).astype(int)
    assert people.age[start].min() >= 18  # so nobody younger heads or is alone
    oldest = np.repeat(np.maximum.reduceat(people.age, start), size).astype(int)
    child = people.age < 15
    assert (oldest[child] >= 18).all()
    gap = (head_age - people.age)[child]
    assert gap.min() >= 9
    assert np.quantile(gap, 0.02) >= 16
    assert people.age.max() <= 100


def test_earnings_of_a_household_sum_to_its_income(people: People) -> None:
    start = np.flatnonzero(people.place_in_household == 0)
    sums = np.add.reduceat(people.earnings.astype(float), start)
    total = people.income[start].astype(float) * people.household_size[start]
    np.testing.assert_allclose(sums, total, rtol=1e-5)
    np.testing.assert_array_equal(people.is_earner, people.earnings > 0)
    assert people.earnings.min() >= 0
    assert people.savings.min() >= 0


def test_occupations_fit_ages_and_levels_fit_ages(people: People) -> None:
    job = np.array(OCCUPATIONS)[people.occupation]
    np.testing.assert_array_equal(job == "child", people.age < 15)
    assert (people.age[job == "retired"] >= 50).all()
    assert (people.age[people.education == 4] >= 18).all()
    assert (people.education[job == "lawyer"] == 4).all()
    assert not (people.is_representative & (job != "business_owner")).any()
    assert people.is_representative.sum() > 100
    assert set(np.unique(people.occupation)) == set(range(len(OCCUPATIONS)))


def test_elderly_parents_in_the_household_are_there(people: People) -> None:
    start = np.flatnonzero(people.place_in_household == 0)
    size = people.household_size[start].astype(int)
    oldest = np.repeat(np.maximum.reduceat(people.age, start), size)
    with_parents = (people.parents & 3) == 2
    assert with_parents.mean() > 0.04
    assert (oldest[with_parents] >= 60).all()
    assert not (people.parents[people.age < 15] == 1).any()


@settings(max_examples=60, deadline=None)
@given(
    layer=st.sampled_from(LAYERS),
    n=st.sampled_from(SIZES),
    slot=st.integers(0, 10**6),
    seed=st.integers(0, 2**64 - 1),
)
def test_every_slot_is_an_involution(layer: Layer, n: int, slot: int, seed: int) -> None:
    rows, key = jnp.arange(n, dtype=jnp.int32), key_of(seed)
    k = slot % slots_of(layer)
    other = partner(layer, k, rows, n, key)
    assert other.dtype == jnp.int32
    assert int(other.min()) >= 0
    assert int(other.max()) < n
    np.testing.assert_array_equal(np.asarray(partner(layer, k, other, n, key)), np.asarray(rows))


@settings(max_examples=25, deadline=None)
@given(
    layer=st.sampled_from(LAYERS),
    n=st.sampled_from(SIZES),
    seed=st.integers(0, 2**64 - 1),
    strength=st.floats(0, 4, width=32),
)
def test_activity_is_the_same_from_both_ends_and_never_with_oneself(
    layer: Layer, n: int, seed: int, strength: float
) -> None:
    rows, key = jnp.arange(n, dtype=jnp.int32), key_of(seed)
    packed = (rows * 40503 % 25600).astype(jnp.uint16)
    full = jnp.full(len(Layer), strength, jnp.float32)
    bonds = Bonds(full, jnp.float32(3), jnp.float32(0.3))
    k = seed % slots_of(layer)
    other = partner(layer, k, rows, n, key)
    here = is_active(layer, k, rows, other, packed, packed[other], key, bonds)
    there = is_active(layer, k, other, rows, packed[other], packed, key, bonds)
    np.testing.assert_array_equal(np.asarray(here), np.asarray(there))
    assert not bool((here & (other == rows)).any())
    if strength == 0:
        assert not bool(here.any())


def test_a_pupil_at_home_concerns_the_adults_of_his_household_under_60(people: People) -> None:
    home = np.cumsum(people.place_in_household == 0) - 1
    is_pupil = (people.age >= 6) & (people.age <= 17) & people.present
    holds = np.bincount(home, weights=is_pupil) > 0
    is_of_age = (people.age >= 18) & (people.age < 60)
    expected = is_of_age & holds[home] & people.present
    np.testing.assert_array_equal((people.parents & 4) != 0, expected)
    assert 0.15 < expected[is_of_age].mean() < 0.6
