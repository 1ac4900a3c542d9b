"""Is chance what it says: the published generator, and random by our own battery?

The battery is a set of FAMILIES of tests. Each family may raise a false alarm with probability
ALPHA / FAMILIES and shares that out evenly over its p-values (Bonferroni), so a sound generator
fails anything here with probability at most ALPHA = 1e-4 in all, once per choice of seeds. Seeds
are fixed, so a pass stays a pass until the generator, a seed or the list of decisions changes.
P-values are two-sided: counts that are too even are as suspect as counts that are too uneven.

The battery takes the drawing function as an argument, so the last test here can hand it weakened
generators and require that it notices.
"""

from collections.abc import Callable
from functools import cache, partial
from itertools import product

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.extend.random import threefry_2x32
from scipy.stats import binom, chi2, ks_1samp, norm, poisson

from discredit.draws import (
    DECISIONS_LIMIT,
    K_LIMIT,
    MONTHS_LIMIT,
    Decision,
    Draws,
    happens,
    key_of,
    normal,
    threefry2x32,
    uniform,
    word,
)

ALPHA = 1e-4
SEED = 20140614
N = 1 << 20
ONE, ANOTHER = min(Decision), max(Decision)
SEEDS = KS = 256
COMPONENTS = ("person", "month", "decision", "k", "seed")
RATES = (1e-6, 1e-5, 1e-3, 0.01, 0.3, 0.5, 0.9, 0.999)
# Families: windows, serial, spacings and repeats for each component; pairs, avalanche, rates, bell.
FAMILIES = 4 * len(COMPONENTS) + 4

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

Words = np.ndarray
Draw = Callable[[Draws, Decision, int], jax.Array]


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


# ---- The battery: words in, p-values out


def two_sided(below: np.ndarray, above: np.ndarray) -> np.ndarray:
    return np.minimum(1.0, 2 * np.minimum(below, above)).ravel()


def of_z(z: np.ndarray) -> np.ndarray:
    return 2 * norm.sf(np.abs(z)).ravel()


def evenness(cells: np.ndarray, kinds: int) -> np.ndarray:
    counts = np.bincount(cells.ravel(), minlength=kinds)
    expected = cells.size / kinds
    statistic = ((counts - expected) ** 2).sum() / expected
    return two_sided(chi2.cdf(statistic, kinds - 1), chi2.sf(statistic, kinds - 1))


def balance(words: Words) -> np.ndarray:
    """How far each of the 32 bits is from being set half of the time."""
    octets = np.ascontiguousarray(words).view(np.uint8).reshape(-1, 4)
    bits = np.arange(256)[:, None] >> np.arange(8) & 1
    ones = np.stack([np.bincount(octets[:, i], minlength=256) @ bits for i in range(4)])
    return of_z((ones - words.size / 2) / np.sqrt(words.size / 4))


def windows(words: Words) -> np.ndarray:
    """Chi-square of 8 bits at every fourth place, and of the upper and the lower half."""
    octets = [evenness((words >> at) & 0xFF, 256) for at in range(0, 28, 4)]
    halves = [evenness(half, 1 << 16) for half in (words >> 16, words & 0xFFFF)]
    return np.concatenate([*octets, *halves])


def serial(words: Words) -> np.ndarray:
    """Successors along the first axis: bits that repeat, product moments, and pairs of octets."""
    found = []
    for lag in (1, 2, 3, 4, 8):
        one, other = words[:-lag], words[lag:]
        moment = ((one * 2.0**-32 - 0.5) * (other * 2.0**-32 - 0.5)).sum()
        found += [balance(one ^ other), of_z(moment * 12 / np.sqrt(one.size))]
    for at in (0, 24):
        octets = (words >> at) & 0xFF
        found.append(evenness(octets[:-1] << 8 | octets[1:], 1 << 16))
    return np.concatenate([np.atleast_1d(p).ravel() for p in found])


def spacings(words: Words) -> np.ndarray:
    """Marsaglia's birthday spacings: 4096 birthdays in a year of 2**32 days share 4 spacings."""
    days = np.sort(words.ravel()[: words.size // 4096 * 4096].reshape(-1, 4096), axis=1)
    gaps = np.sort(np.diff(days, axis=1), axis=1)
    shared, mean = (gaps[:, 1:] == gaps[:, :-1]).sum(), 4.0 * len(days)
    return two_sided(poisson.cdf(shared, mean), poisson.sf(shared - 1, mean))


def repeats(words: Words) -> np.ndarray:
    """Words seen before, of which n among 2**32 have about n * n / 2**33."""
    seen, mean = (np.diff(np.sort(words, axis=None)) == 0).sum(), words.size**2 / 2**33
    return two_sided(poisson.cdf(seen, mean), poisson.sf(seen - 1, mean))


def along(component: str, draw: Draw) -> Words:
    """About 2**20 words whose first axis walks one component while the rest stand still."""
    steps = {"person": N, "month": MONTHS_LIMIT, "decision": len(Decision), "k": KS}
    rows = N // steps.get(component, SEEDS)
    people = N if component == "person" else rows
    draws = Draws(key_of(SEED), jnp.arange(people, dtype=jnp.uint32), jnp.uint32(14))
    if component == "person":
        return np.asarray(draw(draws, ONE, 0))
    if component == "decision":
        return np.stack([draw(draws, decision, 0) for decision in Decision])
    if component == "k":
        return np.stack([draw(draws, ANOTHER, k) for k in range(KS)])
    if component == "month":
        months = jnp.arange(MONTHS_LIMIT, dtype=jnp.uint32)
        each = jax.vmap(lambda month: draw(draws._replace(month=month), ANOTHER, 3))
        return np.asarray(each(months))
    keys = jnp.stack([key_of(seed) for seed in range(SEEDS)])
    return np.asarray(jax.vmap(lambda key: draw(draws._replace(key=key), ONE, 0))(keys))


def pairs(draw: Draw, people: int) -> np.ndarray:
    """Every two draws of one person-month, over decisions and both words of a block: correlation
    of the values, of the highest bits and of the lowest."""
    draws = Draws(key_of(SEED + 1), jnp.arange(people, dtype=jnp.uint32), jnp.uint32(27))
    drawn = np.stack([draw(draws, decision, k) for decision in Decision for k in (0, 1)])
    upper = np.triu_indices(len(drawn), 1)
    found = []
    for view in (drawn * np.float32(2**-32) - 0.5, drawn >> 31, drawn & 1):
        centred = np.asarray(view, np.float32)
        centred = (centred - centred.mean()) / centred.std()
        found.append(of_z((centred @ centred.T)[upper] / np.sqrt(drawn.shape[1])))
    return np.concatenate(found)


def avalanche(rounds: int) -> np.ndarray:
    """Turning one of 128 input bits turns each of 64 output bits half of the time, and as many of
    them at once as 64 coins would."""
    inputs = np.random.default_rng(SEED).integers(0, 1 << 32, (4, N // 128), np.uint32)
    one_bit = np.eye(128, dtype=np.uint32).reshape(128, 4, 32)
    masks = (one_bit << np.arange(32, dtype=np.uint32)).sum(2, dtype=np.uint32)
    turned = (inputs ^ masks[:, :, None]).transpose(1, 0, 2)
    before = threefry2x32((inputs[0], inputs[1]), (inputs[2], inputs[3]), rounds)
    after = threefry2x32((turned[0], turned[1]), (turned[2], turned[3]), rounds)
    changed = np.stack([np.asarray(a ^ b) for a, b in zip(after, before, strict=True)], 1)
    each = [balance(word) for word in changed.reshape(256, -1)]
    weights = np.bincount(np.bitwise_count(changed).sum(1, dtype=np.int64).ravel(), minlength=65)
    expected = binom.pmf(np.arange(65), 64, 0.5) * N
    lumped = [[x[:14].sum(), *x[14:51], x[51:].sum()] for x in (weights, expected)]
    statistic = sum((w - e) ** 2 / e for w, e in zip(*lumped, strict=True))
    return np.concatenate([*each, two_sided(chi2.cdf(statistic, 38), chi2.sf(statistic, 38))])


def alarms(p_values: np.ndarray) -> bool:
    assert p_values.ndim == 1 and np.isfinite(p_values).all()
    return bool(p_values.min() < ALPHA / FAMILIES / p_values.size)


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
