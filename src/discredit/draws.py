"""Chance, keyed by the event it decides.

Every draw is a function of (seed, person, month, decision, k) and of nothing else: no stream, no
state, no order of execution. Two worlds that ask the same question about the same person in the
same month therefore get the same answer, on one device or on many.

The generator is Threefry-2x32 with 13 rounds (Salmon, Moraes, Dror and Shaw 2011, "Parallel random
numbers: as easy as 1, 2, 3"), written as plain array code so that XLA fuses it into its consumer.
The counter is (person, month | decision | k >> 1); the lowest bit of k picks one of the two words
that a block yields.
"""

from __future__ import annotations

from enum import IntEnum, unique
from functools import partial
from operator import index
from typing import NamedTuple, SupportsIndex, cast

import jax
import jax.numpy as jnp
import numpy as np
from jax.lax import erf_inv
from jaxtyping import Bool, Float32, Int32, UInt32

from discredit.arrays import Column

ROUNDS = 13
"""The fewest rounds for which the authors know of no statistical flaw in Threefry-2x32 (notes in
Random123's threefry.h); they default to 20 for margin, and their 64-bit form needs 14. Our own
battery in `tests/unit/test_draws.py` notices nine rounds and is blind from ten on."""

MONTHS_LIMIT = 1 << 11
DECISIONS_LIMIT = 1 << 13
K_LIMIT = 1 << 9

_ROTATIONS = (13, 15, 26, 6, 17, 29, 16, 24)
_PARITY = 0x1BD11BDA  # the key-schedule constant of Threefish, 32-bit form


@unique
class Decision(IntEnum):
    """What a draw decides. Numbers are part of every published result: add, never renumber."""

    # Who exists (month 0 only).
    HOUSEHOLD_SIZE = 1
    HOUSEHOLD_KIND = 2
    AGE = 3
    URBAN = 4
    MIGRANT = 5
    EDUCATION = 6
    INCOME = 7
    OCCUPATION = 8
    PARENTS = 9
    SOCIABILITY = 10
    NAME = 11
    SAVINGS = 12
    TEMPERAMENT = 13
    EARNER = 14
    HOUSEHOLD_AGE = 15
    STANDING = 16
    NEIGHBOURHOOD = 17
    REPRESENTATIVE = 18
    TIE = 19
    SEX = 20
    BACKGROUND = 21
    DISABILITY = 22
    # Who dies, moves house and comes of age (once a year).
    DEATH = 55
    HOUSEHOLD_LEAVES = 56
    HOUSEHOLD_COMES = 57
    NEW_HOME = 58
    NEW_WORK = 59
    NEW_SCHOOL = 60
    DISABLED = 61
    LOOKS_AFAR = 62
    BRINGS = 63
    # What people do.
    DEBT_ARISES = 100
    DEBT_AMOUNT = 101
    COMPANY_DEFAULT = 102
    JUDGMENT = 103
    RESOLVE = 104
    PAYMENT = 105
    CONDUCT = 106
    SERVICE_WANTED = 107
    SCALPER = 108
    COMPANY_SETTLES = 109
    ACT = 110
    AWARE = 111
    DISCHARGE = 112
    FURTHER_LEAN = 165
    FURTHER_JUDGMENT = 166
    REST_WAIVED = 167
    WRITTEN_OFF = 168
    APPLIES = 175
    # What agencies write down.
    CASE_OPENED = 200
    ABILITY_JUDGED = 201
    MISROUTED = 202
    PAYMENT_SEEN = 203
    NOTICE = 204
    REPRESENTATIVE_NAMED = 205
    LISTING_ACTIVITY = 206
    CONDUCT_SEEN = 207
    SECURED_SEEN = 208
    RECORDED = 209
    CONSENT = 210
    FEATURE_KNOWN = 211
    FEATURE_NOISE = 212
    FILE_ERROR = 213
    FILE_ERROR_SIZE = 214
    MANNER = 215
    FILE_ERROR_ARISES = 225
    HABIT = 245
    WHICH_JUDGMENT = 265
    FILE_CLOSED = 266
    FILE_REOPENED = 267
    RELEASED = 268
    FIRM_NAMED = 269
    CHECK_LOT = 275
    CHECK_SAMPLE = 276
    CHECK_PICKED = 277
    CHECK_FINDS = 278
    # What closed doors do.
    JOB_LOST = 300
    JOB_FOUND = 301
    GATE_CHECKED = 302
    INFORMAL = 303
    COUNTER = 304
    REASONS = 305
    BANKED = 335
    BARRED_FROM_WORK = 316
    LEARNED = 326
    HOME_GIVEN_UP = 340
    CHANGES_SCHOOL = 341
    CARE_PUT_OFF = 342
    # Who is heard.
    FILING = 400
    DOCKET = 401
    HEARING = 402
    REVIEW = 403
    COPY_CLEARED = 404
    ACCESS = 405
    DISPUTE = 406
    DISPUTE_UPHELD = 407
    GIVES_UP = 408


Which = int | UInt32[Column, "*#n"] | Int32[Column, "*#n"]
"""Which of several draws of one decision: one for all, or one for each person."""


class Draws(NamedTuple):
    """The key of this month's chance: everything but the decision.

    `person` is the row number [n], so a slice of rows draws what the whole would have drawn there.
    """

    key: UInt32[Column, "2"]
    person: UInt32[Column, "*n"]
    month: UInt32[Column, ""]


def key_of(seed: object) -> UInt32[Column, "2"]:
    """The generator's key for a seed.

    Args:
        seed: A whole number from 0 to 2**64 - 1, of any type that is one.

    Returns:
        The lower 32 bits, then the upper.

    Raises:
        TypeError: It is no whole number.
        ValueError: It is below 0 or too large.
    """
    rule = f"seed is {seed!r}; it must be a whole number from 0 to 2**64 - 1"
    try:
        whole = index(cast(SupportsIndex, seed))  # whatever comes is refused by its value
    except TypeError:
        raise TypeError(rule) from None
    if not 0 <= whole < 1 << 64:
        raise ValueError(rule)
    return jnp.array([whole & 0xFFFFFFFF, whole >> 32], jnp.uint32)


# Compiled by itself, it is traced once and called a hundred times in the program of a month, not
# written out a hundred times: that took a third of the time of tracing.
@partial(jax.jit, static_argnames="rounds")
def threefry2x32(
    key: tuple[UInt32[Column, "..."], UInt32[Column, "..."]],
    counter: tuple[UInt32[Column, "..."], UInt32[Column, "..."]],
    rounds: int = ROUNDS,
) -> tuple[UInt32[Column, "..."], UInt32[Column, "..."]]:
    """Encrypt a two-word counter under a two-word key.

    Args:
        key: Two words, of one shape or of shapes that go together.
        counter: Two words likewise; each counter gives another pair.
        rounds: How often the words are mixed; `ROUNDS` says why 13.

    Returns:
        Two words of the shape that key and counter make together.

    Source:
        Salmon et al. 2011; checked against the Random123 known-answer vectors.
    """
    schedule = (key[0], key[1], key[0] ^ key[1] ^ jnp.uint32(_PARITY))
    x, y = counter[0] + schedule[0], counter[1] + schedule[1]
    for i in range(rounds):
        turn = _ROTATIONS[i % 8]
        x = x + y
        y = ((y << turn) | (y >> (32 - turn))) ^ x
        if i % 4 == 3:
            injection = i // 4 + 1
            x = x + schedule[injection % 3]
            y = y + schedule[(injection + 1) % 3] + jnp.uint32(injection)
    return x, y


def words(
    draws: Draws, decision: Decision, half: Which
) -> tuple[UInt32[Column, "*n"], UInt32[Column, "*n"]]:
    """The words of k = 2 * half and of the odd k after it: one block of the generator, worked out
    once.

    Args:
        draws: Whose luck, and of which month.
        decision: What is decided.
        half: 0 to 255.

    Returns:
        What `word` gives for the two.

    Draws:
        The decision that it is given.
    """
    which = np.uint32(int(decision) << 8)
    which = which | (np.uint32(half) if isinstance(half, int) else half.astype(jnp.uint32))
    return _block(draws.key, draws.person, draws.month, which)


@jax.jit
def _block(
    key: UInt32[Column, "2"],
    person: UInt32[Column, "..."],
    month: UInt32[Column, "..."],
    which: UInt32[Column, "..."],
) -> tuple[UInt32[Column, "..."], UInt32[Column, "..."]]:
    return threefry2x32((key[0], key[1]), (person, (month << 21) | which))


def word(draws: Draws, decision: Decision, k: Which = 0) -> UInt32[Column, "*n"]:
    """32 random bits for each person.

    Args:
        draws: Whose luck, and of which month.
        decision: What is decided.
        k: Which of several draws of one decision, 0 to 511. Counted inside a compiled loop, it
            cannot be checked.

    Returns:
        The same bits on every machine.

    Draws:
        The decision that it is given.

    Raises:
        ValueError: `k` is a number outside 0 to 511.
    """
    if isinstance(k, int) and not 0 <= k < K_LIMIT:
        raise ValueError(f"k is {k}; it must be from 0 to {K_LIMIT - 1}")
    block = words(draws, decision, k >> 1 if isinstance(k, int) else k.astype(jnp.uint32) >> 1)
    return block[k & 1] if isinstance(k, int) else jnp.where(k & 1, block[1], block[0])


def uniform(draws: Draws, decision: Decision, k: Which = 0) -> Float32[Column, "*n"]:
    """A number in [0, 1) for each person, a multiple of 2**-24.

    Args:
        draws: Whose luck, and of which month.
        decision: What is decided.
        k: Which of several draws of one decision, 0 to 511.

    Draws:
        The decision that it is given.
    """
    return fraction(word(draws, decision, k))


def fraction(drawn: UInt32[Column, "*n"]) -> Float32[Column, "*n"]:
    """The number in [0, 1) that a drawn word stands for in `uniform`.

    Args:
        drawn: What `word` gave.

    Returns:
        A multiple of 2**-24.
    """
    return (drawn >> 8).astype(jnp.float32) * jnp.float32(2**-24)


def normal(draws: Draws, decision: Decision, k: Which = 0) -> Float32[Column, "*n"]:
    """A standard normal number for each person, symmetric about 0, at most 5.3 either way, within
    a hundred-thousandth of the quantile of its upper 24 bits.

    Word and uniform are the same bits on every machine; this goes through a logarithm, so its last
    bit may differ between a processor and a graphics card.

    Args:
        draws: Whose luck, and of which month.
        decision: What is decided.
        k: Which of several draws of one decision, 0 to 511.

    Draws:
        The decision that it is given.
    """
    # Odd multiples of 2**-23: exact in 24 bits, never 0 and never 1, so never infinite.
    odd = ((word(draws, decision, k) >> 8) | 1).astype(jnp.int32) - (1 << 23)
    return jnp.float32(2**0.5) * erf_inv(odd.astype(jnp.float32) * jnp.float32(2**-23))


def happens(
    draws: Draws, decision: Decision, p: Float32[Column, "*#n"] | float, k: Which = 0
) -> Bool[Column, "*n"]:
    """Whether an event of probability `p` happens to each person.

    Exact at 0 and 1; between them `p` is rounded to the nearest multiple of 2**-32, which moves one
    in a hundred million by about a thousandth of itself.

    Args:
        draws: Whose luck, and of which month.
        decision: What is decided.
        p: [probability] one for each person, or one for all; at 1 or more it always happens.
        k: Which of several draws of one decision, 0 to 511.

    Draws:
        The decision that it is given.
    """
    return falls_below(word(draws, decision, k), p)


def falls_below(
    drawn: UInt32[Column, "*n"], p: Float32[Column, "*#n"] | float
) -> Bool[Column, "*n"]:
    """What a drawn word decides in `happens`.

    Args:
        drawn: What `word` gave.
        p: [probability] one for each person, or one for all.
    """
    p = jnp.asarray(p, jnp.float32)
    return (drawn < _level(p)) | (p >= 1.0)


def bar(p: Float32[Column, "*n"]) -> UInt32[Column, "*n"]:
    """A probability as the word that a draw must stay under: for few probabilities and many people.

    Args:
        p: [probability] at 1 or more it always happens.

    Returns:
        A word; `stays_under(drawn, bar(p))` is `falls_below(drawn, p)`.
    """
    return jnp.where(p >= 1.0, _SURE, _level(p))


def stays_under(drawn: UInt32[Column, "*n"], bar: UInt32[Column, "*#n"]) -> Bool[Column, "*n"]:
    """Whether an event happens whose probability is given as its `bar`.

    Args:
        drawn: What `word` gave.
        bar: What `bar` made of the probability; one for each person, or one for all.
    """
    return (drawn < bar) | (bar == _SURE)


_SURE = np.uint32(2**32 - 1)
"""The bar of what happens for certain; no smaller probability has it."""


def _level(p: Float32[Column, "*n"]) -> UInt32[Column, "*n"]:
    # p just under 1 times 2**32 still fits 32 bits: the largest float32 below 1 is 1 - 2**-24.
    return jnp.round(jnp.clip(p, 0.0, 1.0 - 2**-24) * jnp.float32(2**32)).astype(jnp.uint32)
