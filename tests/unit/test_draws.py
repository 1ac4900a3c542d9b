"""Is chance what it says: the published generator, random by our own battery, and true to rates?"""

# Columns of the host stand where the engine has its own.
# pyright: reportArgumentType=false
from __future__ import annotations

from functools import cache, partial
from itertools import product

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.extend.random import threefry_2x32
from scipy.stats import binom, ks_1samp, norm

from battery_of_chance import (
    ANOTHER,
    COMPONENTS,
    ONE,
    RATES,
    SEED,
    Draw,
    N,
    Words,
    alarms,
    along,
    avalanche,
    pairs,
    repeats,
    serial,
    spacings,
    two_sided,
    windows,
)
from discredit.draws import (
    DECISIONS_LIMIT,
    K_LIMIT,
    MONTHS_LIMIT,
    Decision,
    Draws,
    bar,
    falls_below,
    happens,
    key_of,
    normal,
    stays_under,
    threefry2x32,
    uniform,
    word,
    words,
)

# tests/kat_vectors of the Random123 distribution (Salmon et al., D. E. Shaw Research), lines
# "threefry2x32 13" and "threefry2x32 20": counter, key, result.
PUBLISHED = (
    (13, (0, 0), (0, 0), (0x9D1C5EC6, 0x8BD50731)),
    (13, (0xFFFFFFFF,) * 2, (0xFFFFFFFF,) * 2, (0xFD36D048, 0x2D17272C)),
    (13, (0x243F6A88, 0x85A308D3), (0x13198A2E, 0x03707344), (0xBA3E4725, 0xF27D669E)),
    (20, (0, 0), (0, 0), (0x6B200159, 0x99BA4EFE)),
    (20, (0xFFFFFFFF,) * 2, (0xFFFFFFFF,) * 2, (0x1CB996FC, 0xBB002BE7)),
    (20, (0x243F6A88, 0x85A308D3), (0x13198A2E, 0x03707344), (0xC4923A9C, 0x483DF7A0)),
)


# ---- The published generator


def by_hand(key: tuple[int, int], counter: tuple[int, int], rounds: int) -> tuple[int, int]:
    """Threefry-2x32 in whole numbers, after section 3.3 of the 2011 paper: the key goes in before
    the first round and after every fourth, the n-th time with n added to the second word."""
    parity = 0x1BD11BDA ^ key[0] ^ key[1]
    words = [*key, parity]
    left, right = [(c + k) % 2**32 for c, k in zip(counter, key, strict=True)]
    for done in range(1, rounds + 1):
        turn = [13, 15, 26, 6, 17, 29, 16, 24][(done - 1) % 8]
        left = (left + right) % 2**32
        doubled = right * 2**turn
        right = (doubled % 2**32 + doubled // 2**32) ^ left
        if done % 4 == 0:
            n = done // 4
            left = (left + words[n % 3]) % 2**32
            right = (right + words[(n + 1) % 3] + n) % 2**32
    return left, right


def pair(words: tuple[int, int]) -> tuple[jax.Array, jax.Array]:
    return jnp.uint32(words[0]), jnp.uint32(words[1])


@pytest.mark.parametrize(("rounds", "counter", "key", "expected"), PUBLISHED)
def test_the_generator_gives_the_published_vectors(rounds, counter, key, expected):
    assert tuple(int(x) for x in threefry2x32(pair(key), pair(counter), rounds)) == expected


@pytest.mark.parametrize("rounds", [1, 4, 5, 13, 20, 32])
def test_the_generator_agrees_with_whole_number_arithmetic(rounds):
    blocks = np.random.default_rng(SEED).integers(0, 1 << 32, (64, 4), np.uint32)
    a, b, c, d = jnp.asarray(blocks.T)
    x, y = threefry2x32((a, b), (c, d), rounds)
    expected = [by_hand((i, j), (m, n), rounds) for i, j, m, n in blocks.tolist()]
    assert list(zip(x.tolist(), y.tolist(), strict=True)) == expected


def test_twenty_rounds_agree_with_the_generator_inside_jax():
    key, counter = np.random.default_rng(SEED).integers(0, 1 << 32, (2, 2048), np.uint32)
    ours = threefry2x32(pair(key[:2]), (counter[:1024], counter[1024:]), rounds=20)
    assert np.array_equal(np.concatenate(ours), threefry_2x32(jnp.asarray(key[:2]), counter))


@pytest.mark.parametrize(("k", "seed"), [*product((0, 1, 6, K_LIMIT - 1), (0, 2**64 - 1))])
def test_a_word_is_the_block_of_its_event(k, seed):
    month, person, decision = MONTHS_LIMIT - 1, 0xFFFFFFFF, ANOTHER
    draws = Draws(key_of(seed), jnp.array([person], jnp.uint32), jnp.uint32(month))
    event = month * 2**21 + decision * 2**8 + k // 2
    expected = by_hand((seed % 2**32, seed // 2**32), (person, event), 13)[k % 2]
    assert word(draws, decision, k).tolist() == [expected]


def test_every_event_has_a_counter_of_its_own():
    assert MONTHS_LIMIT * DECISIONS_LIMIT * (K_LIMIT // 2) == 1 << 32


# ---- The battery


@cache
def sound(component: str) -> Words:
    return along(component, word)


@pytest.mark.parametrize(
    ("family", "component"), [*product((windows, serial, spacings, repeats), COMPONENTS)]
)
def test_words_look_random_along(family, component):
    assert not alarms(family(sound(component)))


def test_no_two_draws_of_a_person_and_month_are_correlated():
    assert not alarms(pairs(word, N // 8))


def test_each_input_bit_turns_half_of_the_output_bits():
    assert not alarms(avalanche(rounds=13))


# ---- What is made of the words


@partial(jax.jit, static_argnums=0)
def count(months: int, p: jax.Array) -> jax.Array:
    """How often an event of probability p happens to 2**20 people in so many months."""
    draws = Draws(key_of(SEED + 2), jnp.arange(N, dtype=jnp.uint32), jnp.uint32(0))

    def each(month: jax.Array) -> jax.Array:
        return happens(draws._replace(month=month), ANOTHER, p).sum()

    return jax.lax.map(each, jnp.arange(months, dtype=jnp.uint32)).sum()


def test_events_happen_at_the_rate_asked_for():
    months = 128
    happened = np.array([int(count(months, jnp.float32(p))) for p in RATES])
    asked = np.array(RATES, np.float32).astype(float)
    assert not alarms(
        two_sided(binom.cdf(happened, N * months, asked), binom.sf(happened - 1, N * months, asked))
    )


def test_the_impossible_never_happens_and_the_certain_always():
    assert int(count(128, jnp.float32(0.0))) == 0
    assert int(count(128, jnp.float32(1.0))) == 128 * N


@pytest.mark.parametrize("p", [2**-32, 1e-8, 1e-6, 0.25, 0.7, 1 - 2**-24])
def test_a_rate_is_met_to_the_nearest_of_two_to_the_minus_32(p):
    draws = Draws(key_of(SEED), jnp.arange(N, dtype=jnp.uint32), jnp.uint32(5))
    level = round(float(np.float32(p)) * 2**32)
    drawn = np.asarray(word(draws, ANOTHER, 2))
    assert abs(level / 2**32 - p) <= max(2**-33, p * 2**-24)
    assert np.array_equal(happens(draws, ANOTHER, p, 2), drawn < level)


def test_a_rate_between_two_steps_goes_to_the_nearer_one():
    draws = Draws(key_of(SEED), jnp.arange(N, dtype=jnp.uint32), jnp.uint32(5))
    drawn = np.asarray(word(draws, ANOTHER, 2))
    lowest = int(drawn.min())
    rates = [(lowest + step) / 2**32 for step in (0.25, 0.75)]
    assert [int(happens(draws, ANOTHER, p, 2).sum()) for p in rates] == [0, 1]


def test_a_rate_may_differ_from_person_to_person():
    draws = Draws(key_of(SEED), jnp.arange(3, dtype=jnp.uint32), jnp.uint32(5))
    hit = happens(draws, ANOTHER, jnp.array([0.0, 1.0, 0.0], jnp.float32))
    assert hit.tolist() == [False, True, False]


def test_a_uniform_number_is_the_upper_24_bits_and_stays_below_one():
    drawn = sound("person")
    draws = Draws(key_of(SEED), jnp.arange(N, dtype=jnp.uint32), jnp.uint32(14))
    numbers = np.asarray(uniform(draws, ONE))
    assert numbers.dtype == np.float32 and numbers.min() >= 0 and numbers.max() < 1
    assert np.array_equal(numbers.astype(float) * 2**24, drawn >> 8)


def test_a_normal_number_is_the_quantile_of_its_word_and_fits_the_bell():
    draws = Draws(key_of(SEED), jnp.arange(N, dtype=jnp.uint32), jnp.uint32(14))
    numbers = np.asarray(normal(draws, ONE))
    assert numbers.dtype == np.float32
    share = ((sound("person") >> 8 | 1) / 2**24).astype(float)
    assert np.allclose(numbers, norm.ppf(share), rtol=1e-5, atol=1e-6)
    _, p_value = ks_1samp(numbers.astype(float), norm.cdf)
    assert not alarms(np.array([p_value]))


# ---- Does the battery notice?


def weaker(rounds: int) -> Draw:
    def draw(draws: Draws, decision: Decision, k: int) -> jax.Array:
        event = (draws.month << 21) | jnp.uint32((int(decision) << 8) | (k >> 1))
        return threefry2x32((draws.key[0], draws.key[1]), (draws.person, event), rounds)[k & 1]

    return draw


def forgets_month(draws: Draws, decision: Decision, k: int) -> jax.Array:
    return word(draws._replace(month=draws.month * 0), decision, k)


def adds_month_to_person(draws: Draws, decision: Decision, k: int) -> jax.Array:
    return word(Draws(draws.key, draws.person + draws.month, draws.month * 0), decision, k)


def repeats_one_word_of_a_block(draws: Draws, decision: Decision, k: int) -> jax.Array:
    return word(draws, decision, k & ~1)


def sticks_in_one_bit(draws: Draws, decision: Decision, k: int) -> jax.Array:
    return word(draws, decision, k) | (word(draws, decision, 5) & word(draws, decision, 7) & 256)


def is_too_even(draws: Draws, decision: Decision, k: int) -> jax.Array:
    return draws.person * jnp.uint32(2654435769) + draws.month


@pytest.mark.parametrize(
    ("draw", "family", "component"),
    [
        (weaker(2), windows, "person"),
        (weaker(2), serial, "month"),
        (weaker(4), serial, "seed"),
        (forgets_month, serial, "month"),
        (forgets_month, repeats, "month"),
        (adds_month_to_person, repeats, "month"),
        (sticks_in_one_bit, windows, "person"),
        (is_too_even, windows, "person"),
        (is_too_even, spacings, "person"),
        (is_too_even, repeats, "person"),
    ],
)
def test_the_battery_notices_a_generator_that(draw, family, component):
    assert alarms(family(along(component, draw)))


def test_the_battery_notices_a_block_that_gives_one_word_twice():
    assert alarms(pairs(repeats_one_word_of_a_block, N // 128))


@pytest.mark.parametrize("rounds", [2, 5, 9])
def test_the_battery_notices_rounds_too_few_to_mix_each_bit(rounds):
    assert alarms(avalanche(rounds))


def test_a_bar_decides_as_the_probability_it_stands_for() -> None:
    """At the bar itself and a word either side of it, for sure and impossible events as well."""
    rng = np.random.default_rng(5)
    small = 10.0 ** -rng.integers(0, 11, 3000)
    edges = [0.0, 2.0**-33, 2.0**-32, 1 - 2.0**-24, 1.0, 1.5]
    p = np.concatenate([rng.random(3000) * small, edges]).astype(np.float32)
    bars = np.asarray(bar(p))
    for near in (bars - np.uint32(1), bars, bars + np.uint32(1), np.zeros_like(bars), ~(bars * 0)):
        np.testing.assert_array_equal(stays_under(near, bars), falls_below(near, p))


def test_two_neighbouring_draws_are_the_words_of_one_block() -> None:
    month = Draws(key_of(3), np.arange(9, dtype=np.uint32), np.uint32(7))
    for half in (0, 5):
        for odd in (0, 1):
            one = words(month, Decision.ACT, half)[odd]
            np.testing.assert_array_equal(one, word(month, Decision.ACT, 2 * half + odd))
