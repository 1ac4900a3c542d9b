"""Laws of chance: a draw depends on the event it decides, and on nothing else.

Two words for different events coincide in one row of 2**32, so in 4096 rows at most two may agree:
a sound generator breaks that bound about once in 10**19 examples, and examples are derandomised.
"""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from discredit.draws import (
    DECISIONS_LIMIT,
    K_LIMIT,
    MONTHS_LIMIT,
    Decision,
    Draws,
    happens,
    key_of,
    normal,
    uniform,
    word,
)

ROWS = 4096
PART = 512

seeds = st.integers(0, 2**64 - 1)
people = st.integers(0, 2**32 - ROWS)
months = st.integers(0, MONTHS_LIMIT - 1)
decisions = st.sampled_from(Decision)
ks = st.integers(0, K_LIMIT - 1)
events = st.tuples(seeds, people, months, decisions, ks)

laws = settings(max_examples=40, deadline=None, derandomize=True, database=None)


def drawn_for(event: tuple[int, int, int, Decision, int]) -> np.ndarray:
    seed, first, month, decision, k = event
    person = jnp.arange(ROWS, dtype=jnp.uint32) + jnp.uint32(first)
    return np.asarray(word(Draws(key_of(seed), person, jnp.uint32(month)), decision, k))


@laws
@given(events, st.integers(0, ROWS - PART))
def test_a_slice_of_rows_draws_what_the_whole_draws_there(event, start):
    seed, first, month, decision, k = event
    person = jnp.arange(ROWS, dtype=jnp.uint32) + jnp.uint32(first)
    whole = Draws(key_of(seed), person, jnp.uint32(month))
    part = whole._replace(person=jnp.asarray(np.asarray(person)[start : start + PART]))
    share = np.linspace(0, 1, ROWS, dtype=np.float32)
    for kind in (word, uniform, normal):
        expected = np.asarray(kind(whole, decision, k))[start : start + PART]
        assert np.asarray(kind(part, decision, k)).tobytes() == expected.tobytes()
    expected = np.asarray(happens(whole, decision, jnp.asarray(share), k))[start : start + PART]
    found = happens(part, decision, jnp.asarray(share[start : start + PART]), k)
    assert np.array_equal(found, expected)


@laws
@given(events, st.integers(0, 2**32 - 1))
def test_a_shuffle_of_rows_shuffles_the_draws(event, shuffle):
    seed, first, month, decision, k = event
    order = np.random.default_rng(shuffle).permutation(ROWS)
    person = jnp.asarray((order + first).astype(np.uint32))
    found = word(Draws(key_of(seed), person, jnp.uint32(month)), decision, k)
    assert np.array_equal(found, drawn_for(event)[order])


@pytest.mark.parametrize(
    ("place", "others"),
    [*enumerate([seeds, people, months, decisions, ks])],
    ids=["seed", "person", "month", "decision", "k"],
)
def test_one_changed_component_changes_the_word(place, others):
    @laws
    @given(events, others)
    def law(event, other):
        assume(event[place] != other)
        changed = (*event[:place], other, *event[place + 1 :])
        assert (drawn_for(event) == drawn_for(changed)).sum() <= 2

    law()


@laws
@given(events, st.integers(0, 63))
def test_any_single_bit_of_the_seed_matters(event, bit):
    changed = (event[0] ^ 1 << bit, *event[1:])
    assert (drawn_for(event) == drawn_for(changed)).sum() <= 2


@laws
@given(events, st.floats(0, 1, width=32), st.floats(0, 1, width=32))
def test_what_happens_at_a_low_rate_happens_at_every_higher_one(event, one, other):
    seed, first, month, decision, k = event
    person = jnp.arange(ROWS, dtype=jnp.uint32) + jnp.uint32(first)
    draws = Draws(key_of(seed), person, jnp.uint32(month))
    low, high = sorted((one, other))
    rarer, commoner = (np.asarray(happens(draws, decision, p, k)) for p in (low, high))
    assert not (rarer & ~commoner).any()


@laws
@given(st.one_of(st.integers(max_value=-1), st.integers(min_value=2**64)))
def test_a_seed_out_of_range_is_refused_by_its_value(seed):
    with pytest.raises(ValueError, match=rf"seed is {seed};.*from 0 to 2\*\*64 - 1"):
        key_of(seed)


@pytest.mark.parametrize("seed", [1.5, "7", None])
def test_a_seed_that_is_no_whole_number_is_refused_by_its_value(seed):
    with pytest.raises(TypeError, match=f"seed is {seed!r}; it must be a whole number"):
        key_of(seed)


@laws
@given(seeds)
def test_every_seed_has_a_key_of_its_own(seed):
    low, high = key_of(seed).tolist()
    assert low + (high << 32) == seed


@laws
@given(st.one_of(st.integers(max_value=-1), st.integers(min_value=K_LIMIT)))
def test_a_k_out_of_range_is_refused_by_its_value(k):
    draws = Draws(key_of(0), jnp.zeros(1, jnp.uint32), jnp.uint32(0))
    with pytest.raises(ValueError, match=rf"k is {k};.*from 0 to 511"):
        word(draws, min(Decision), k)


@jax.jit
def drawn_at(draws, k):
    return (
        word(draws, Decision.ACT, k),
        uniform(draws, Decision.ACT, k),
        happens(draws, Decision.ACT, 0.3, k),
    )


@laws
@given(seeds, months, ks)
def test_a_k_counted_inside_the_compiled_code_draws_what_a_plain_one_draws(seed, month, k):
    person = jnp.arange(PART, dtype=jnp.uint32)
    draws = Draws(key_of(seed), person, jnp.uint32(month))
    plain = word(draws, Decision.ACT, k), uniform(draws, Decision.ACT, k)
    plain += (happens(draws, Decision.ACT, 0.3, k),)
    for kind in (jnp.uint32, jnp.int32):
        for mine, theirs in zip(drawn_at(draws, kind(k)), plain, strict=True):
            assert np.array_equal(mine, theirs)


def test_every_decision_fits_its_field_and_has_a_number_of_its_own():
    numbers = [int(decision) for decision in Decision.__members__.values()]
    assert all(0 < number < DECISIONS_LIMIT for number in numbers)
    assert len(set(numbers)) == len(numbers)
