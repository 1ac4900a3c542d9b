"""Intervals that know their counts: closed forms, and two that never contradict each other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from discredit.measures import counts


def test_a_share_is_no_surer_than_its_counts() -> None:
    found = counts.share(np.array([0.0, 12.0, 6.0, 0.0]), np.array([6, 1260, 6, 0.0]))
    # Nobody of six: (1 - high)^6 / 2 = 0.025, the rule of three; everybody is its mirror image.
    assert found.high[0] == pytest.approx(1 - 0.05 ** (1 / 6))
    assert found.low[2] == pytest.approx(0.05 ** (1 / 6))
    assert (found.low[0], found.high[2]) == (pytest.approx(0), 1.0)
    assert np.isnan(found.high[3])
    low, high = found.low[1], found.high[1]
    assert stats.binom.cdf(11, 1260, high) + stats.binom.pmf(12, 1260, high) / 2 == (
        pytest.approx(0.025)
    )
    assert stats.binom.sf(12, 1260, low) + stats.binom.pmf(12, 1260, low) / 2 == (
        pytest.approx(0.025)
    )


def test_people_hit_two_by_two_are_half_as_many() -> None:
    twice = counts.share(np.array(24.0), np.array(2520.0), 2.0)
    np.testing.assert_allclose(twice, counts.share(np.array(12.0), np.array(1260.0)))


def test_the_interval_of_counts_covers_the_truth_as_often_as_it_says() -> None:
    # Exactly, not by chance: the cover at a share, averaged over shares from half to twice it.
    for share in (1e-3, 1e-2, 0.1, 0.25):
        for people in (100, 1_000):
            if share * people < 10:
                continue
            hit = np.arange(people + 1.0)
            found = counts.share(hit, np.full(people + 1, float(people)))
            covers = []
            for p in share * np.geomspace(0.5, 2, 41):
                inside = (found.low <= p) & (p <= found.high)
                covers.append(stats.binom.pmf(hit, people, p)[inside].sum())
            assert 0.94 < np.mean(covers) < 0.965, (share, people)


def test_an_amount_counts_in_units_of_what_one_person_bears() -> None:
    # Twelve people of a thousand bear 5 each: the counts' own interval, five times.
    found = counts.amount(np.array(0.06), np.array(12 * 25 / 1e6), np.array(np.nan))
    low, high = 12 * found.low / 0.06, 12 * found.high / 0.06
    assert stats.poisson.cdf(11, high) + stats.poisson.pmf(12, high) / 2 == pytest.approx(0.025)
    assert stats.poisson.sf(12, low) + stats.poisson.pmf(12, low) / 2 == pytest.approx(0.025)
    # Nobody bears any, others bear 5 each: three of them, about; if nobody does, nothing is known.
    none = counts.amount(np.zeros(2), np.zeros(2), np.array([5e-3, np.nan]))
    assert none.high[0] == pytest.approx(-np.log(0.05) * 5e-3)
    assert np.isnan(none.high[1])


hits = st.tuples(st.integers(0, 60), st.integers(0, 2000)).map(lambda k: (k[0], sum(k) + 1))


@given(one=hits, other=hits, design=st.floats(1, 30))
def test_a_ratio_and_a_difference_never_contradict_each_other(
    one: tuple[int, int], other: tuple[int, int], design: float
) -> None:
    a, b = (counts.share(np.array(float(k)), np.array(float(n)), design) for k, n in (one, other))
    apart, ratio = counts.difference(a, b), counts.ratio(a, b)
    if one[0] + other[0] == 0:
        assert np.isnan(ratio.low)  # nothing over nothing
        return
    assert (apart.low > 0) == (ratio.low > 1)
    assert (apart.high < 0) == (ratio.high < 1)
    assert ratio.low <= ratio.high
    if other[0]:
        assert ratio.low <= ratio.value <= ratio.high


def test_a_change_of_people_both_ways_knows_that_nobody_changes_twice() -> None:
    more, less = (counts.share(np.array(k), np.array(100.0)) for k in (12.0, 4.0))
    found = counts.changed_share(more, less)
    together = -np.sqrt(0.12 * 0.04 / (0.88 * 0.96))
    down, up = 0.12 - more.low, less.high - 0.04
    assert found.low == pytest.approx(0.08 - np.sqrt(down**2 + up**2 - 2 * together * down * up))
