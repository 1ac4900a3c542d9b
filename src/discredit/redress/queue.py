"""The queue at the desks: who waits, who is called, how many can be heard."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float32, Int32, UInt8, UInt32

from discredit import draws as chance
from discredit.dossier import Cases
from discredit.draws import Decision, Draws
from discredit.vocabulary import DESKS, Stage

LONGEST_WAIT = 127
"""Months after which a case counts as oldest; a queue that long has long failed."""
LOTTERY = 256
PRIORITIES = (LONGEST_WAIT + 1) * LOTTERY


def waits(stage: UInt8[Array, "..."]) -> Bool[Array, "..."]:
    """Whose case waits at a desk.

    Args:
        stage: `Stage` of each case.

    Returns:
        True at the first desk and at the review.
    """
    return (stage == Stage.FIRST) | (stage == Stage.REVIEW)


def waiting(
    counts: Int32[Array, "desk priority"],
    cases: Cases,
    fifth: UInt8[Array, " n"],
    head_start: Float32[Array, " fifth"],
    draws: Draws,
    first: int | Int32[Array, ""] = 0,
) -> Int32[Array, "desk priority"]:
    """Add how many cases wait at each desk with each priority: the longest waiting highest, a
    lottery among equals.

    Args:
        counts: how many were counted before.
        cases: of some people, on every list or some of them.
        fifth: of their income.
        head_start: [months] that each fifth is ahead in the queue.
        draws: the luck of this month.
        first: the list that theirs begin with.

    Returns:
        `counts` with these cases added.

    Draws:
        DOCKET.

    Source:
        err-correction-by-status, A-176.
    """
    lists = jnp.arange(cases.stage.shape[0], dtype=jnp.uint32) + jnp.uint32(first)
    queue = jnp.where(waits(cases.stage), cases.stage.astype(jnp.int32) - 1, len(DESKS))
    priority = jax.vmap(lambda waited, k: priority_of(waited, fifth, head_start, k, draws))
    return counts.at[queue, priority(cases.waited, lists)].add(1, mode="drop")


def call(
    waiting: Int32[Array, "desk priority"], capacity: Int32[Array, " desk"]
) -> Int32[Array, " desk"]:
    """The lowest priority that each desk still calls, so that none hears more than its capacity.

    Args:
        waiting: how many cases wait at each desk, by priority; see `waiting`.
        capacity: how many cases each desk can hear this month, in the whole society.

    Returns:
        A priority; of a desk that can hear nobody, one above all that wait.

    Draws:
        None: the lots are in the priorities.
    """
    of_month = waiting.reshape(len(DESKS), LONGEST_WAIT + 1, LOTTERY)
    # First the month of waiting down to which all are heard, then the lots of the one below.
    longer = _suffix_sums(of_month.sum(axis=2, dtype=jnp.int32))
    fits = longer <= capacity[:, None]
    month = jnp.where(fits.any(axis=1), jnp.argmax(fits, axis=1), LONGEST_WAIT + 1)
    below = jnp.maximum(month - 1, 0)[:, None]
    lots = jnp.take_along_axis(of_month, below[:, :, None], axis=1)[:, 0]
    padded = jnp.pad(longer, ((0, 0), (0, 1)))
    at_least = _suffix_sums(lots) + jnp.take_along_axis(padded, below + 1, axis=1)
    lot = (at_least > capacity[:, None]).sum(axis=1, dtype=jnp.int32)
    return jnp.where(month == 0, 0, below[:, 0] * LOTTERY + lot).astype(jnp.int32)


def _suffix_sums(counts: Int32[Array, "desk n"]) -> Int32[Array, "desk n"]:
    return jnp.cumsum(counts[:, ::-1], axis=1, dtype=jnp.int32)[:, ::-1]


def capacity_by_month(
    per_million: Float32[np.ndarray, "month desk"], people: int
) -> Int32[np.ndarray, "month desk"]:
    """Whole cases each desk can hear in each month of a run; fractions carry over.

    Worked out on the host: on a device, rounding could move a case into another month.

    >>> desk = np.array([[0.6], [0.6], [0.6]], np.float32)
    >>> capacity_by_month(desk, people=1_000_000).ravel().tolist()
    [0, 1, 0]

    Args:
        per_million: [cases per million people] that each desk can hear in each month.
        people: how many there are.

    Returns:
        [cases]; they add up to the whole of what the rates allow, month by month.

    Source:
        asm.capacity, A-44.
    """
    # The least nudge keeps ten tenths from adding up to just under one.
    total = np.floor(np.cumsum(per_million.astype(np.float64) * (people / 1e6), axis=0) + 1e-6)
    return np.diff(total, axis=0, prepend=0.0).astype(np.int32)


def priority_of(
    waited: UInt8[Array, " n"],
    fifth: UInt8[Array, " n"],
    head_start: Float32[Array, " fifth"],
    k: UInt32[Array, ""],
    draws: Draws,
) -> Int32[Array, " n"]:
    """Where a case stands in the queue: the longest waiting first, a lottery among equals.

    Args:
        waited: months in this queue.
        fifth: of the person's income.
        head_start: [months] that each fifth is ahead in the queue.
        k: which list.
        draws: the luck of this month.

    Returns:
        A priority below `PRIORITIES`.

    Draws:
        DOCKET.
    """
    lot = (chance.word(draws, Decision.DOCKET, k=k) >> 24).astype(jnp.int32)
    months = waited.astype(jnp.int32) + head_start[fifth].astype(jnp.int32)
    return jnp.minimum(months, LONGEST_WAIT) * LOTTERY + lot
