"""Is chance what it says? A battery of tests of our own: words in, p-values out.

The battery is a set of FAMILIES of tests. Each family may raise a false alarm with probability
ALPHA / FAMILIES and shares that out evenly over its p-values (Bonferroni), so a sound generator
fails anything here with probability at most ALPHA = 1e-4 in all, once per choice of seeds. Seeds
are fixed, so a pass stays a pass until the generator, a seed or the list of decisions changes.
P-values are two-sided: counts that are too even are as suspect as counts that are too uneven.

It takes the drawing function as an argument, so that it can be handed weakened generators.
"""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
from scipy.stats import binom, chi2, norm, poisson

from discredit.draws import (
    MONTHS_LIMIT,
    Decision,
    Draws,
    key_of,
    threefry2x32,
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
Words = np.ndarray
Draw = Callable[[Draws, Decision, int], jax.Array]


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
