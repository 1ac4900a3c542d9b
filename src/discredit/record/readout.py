"""Sums of a month by list, by scorer and by conduct: how many people, of everybody together.

Nobody adds more than one to any of them in a month, so that 32 bits hold the sums of a nation.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float32, Int32, UInt8, UInt32

from discredit import columns
from discredit.dossier import Listed
from discredit.gates import ALL_HOLDERS
from discredit.policy.rules import GateRules, Rules, ScoreRules
from discredit.readout import (
    BINS,
    OF_CONDUCTS,
    OF_LISTS,
    OF_SCORERS,
    QUANTILES,
    SUMS,
)
from discredit.record.bits import how_many_have, word_of
from discredit.record.month import Month
from discredit.shortfall import Shortfall
from discredit.vocabulary import EXITS, FLAWS, HOLDERS, SHORTFALLS, Exit, Level, Stage, Status, word

Points = Float32[Array | np.ndarray, "... scorer"]


class Readout(NamedTuple):
    """Sums over people, in the order of `discredit.readout`. Those of two parts add up."""

    lists: Int32[Array, "of_list list"]
    conducts: Int32[Array, "of_conduct conduct"]
    scorers: Int32[Array, "of_scorer scorer"] | None
    points: Int32[Array, "two sum scorer"] | None  # in steps of the scale, in the order of `SUMS`:
    # low and high halves
    bins: Int32[Array, "scorer bin"] | None  # how many stand at each step, where a year ends


class MonthsRead(NamedTuple):
    """The same of some months, on the host, each [months, ...]; points are made of the bins."""

    lists: np.ndarray  # [months, of_list, list]
    conducts: np.ndarray  # [months, of_conduct, conduct]
    scorers: np.ndarray | None  # [months, of_scorer, scorer]
    points: np.ndarray | None  # [months, scorer, of_points]

    def columns(self) -> dict[str, np.ndarray]:
        """Those that there are, by name."""
        return {name: column for name, column in self._asdict().items() if column is not None}


def months_read(readout: Readout, score: ScoreRules | None) -> MonthsRead:
    """What was read out of some months, the points of everybody in a few numbers.

    Args:
        readout: Each [months, ...], as the engine leaves it.
        score: Of the same months; None where nobody scores.

    Returns:
        On the host.
    """
    lists, conducts = np.asarray(readout.lists), np.asarray(readout.conducts)
    if score is None or readout.scorers is None:
        return MonthsRead(lists, conducts, None, None)
    low, high = np.moveaxis(np.asarray(readout.points, np.int64), 1, 0)
    counts = np.asarray(readout.scorers)
    floor, ceiling = np.asarray(score.floor), np.asarray(score.ceiling)
    step = np.asarray(step_of(floor, ceiling), np.float64).round(4)  # not as 32 bits have it
    scored = counts[:, list(OF_SCORERS).index("scored")]
    # Points are counted from the floor; what is short of something has none.
    total = step[:, None] * (low + (high << _HALF))
    total[:, 0] += floor.astype(np.float64) * scored
    lies = quantiles_of(np.asarray(readout.bins), floor.astype(np.float64), step)
    sums = np.moveaxis(total, 1, -1)
    return MonthsRead(lists, conducts, counts, np.concatenate([sums, lies], axis=-1))


def nothing_read(rules: Rules) -> Readout:
    """Sums over nobody.

    Args:
        rules: Of one month: how many lists, scorers and conducts there are.

    Returns:
        Zeros.
    """
    lists, conducts = rules.lists.grounds.shape
    scorers = None if rules.score is None else rules.score.floor.shape[0]
    return Readout(
        jnp.zeros((len(OF_LISTS), lists), jnp.int32),
        jnp.zeros((len(OF_CONDUCTS), conducts), jnp.int32),
        None if scorers is None else jnp.zeros((len(OF_SCORERS), scorers), jnp.int32),
        None if scorers is None else jnp.zeros((2, len(SUMS), scorers), jnp.int32),
        None if scorers is None else jnp.zeros((scorers, BINS), jnp.int32),
    )


def added(one: Readout, other: Readout) -> Readout:
    """Two sums together.

    Args:
        one: Over some people.
        other: Over others.

    Returns:
        Over all of them.
    """
    both = jax.tree.map(jnp.add, one, other)
    return both if both.points is None else both._replace(points=_halves(both.points))


def read_out(
    month: Month,
    present: Bool[Array, " n"],
    flaw: UInt8[Array, "list n"],
    rules: Rules,
    ends_year: Bool[Array, ""],
) -> Readout:
    """Sums over some people whose month went through the rooms.

    Args:
        month: What the month leaves behind.
        present: Who is counted.
        flaw: By list, what is amiss with the entry: its code in `FLAWS`, 0 for nothing.
        rules: Of this month.
        ends_year: Whether points are looked at one by one.

    Returns:
        Of lists, conducts and scorers.
    """
    conducts = rules.lists.grounds.shape[-1]
    lists = _of_lists(month, flaw, rules.gates)
    columns.agree("readout of lists", OF_LISTS, lists)
    words = _of_conducts(month)
    columns.agree("readout of conducts", OF_CONDUCTS, words)
    return Readout(
        _count(list(lists.values()), present),
        _bits(list(words.values()), present, conducts),
        *_of_scorers(month, present, rules, ends_year),
    )


def read_out_quietly(
    month: Month, present: Bool[Array, " n"], rules: Rules, ends_year: Bool[Array, ""]
) -> Readout:
    """The same of a quiet month: people act, are written down, and have scores.

    Args:
        month: What such a month leaves behind; see `step.quiet`.
        present: Who is counted.
        rules: Of this month.
        ends_year: Whether points are looked at one by one.

    Returns:
        Nought of lists, and of what conducts lead to.
    """
    lists, conducts, *_ = nothing_read(rules)
    if rules.behaviour.conducts is not None:
        counted = _bits(list(_of_acts(month).values()), present, conducts.shape[1])
        conducts = jax.lax.dynamic_update_slice(conducts, counted, (0, 0))
    return Readout(lists, conducts, *_of_scorers(month, present, rules, ends_year))


def _of_scorers(
    month: Month, present: Bool[Array, " n"], rules: Rules, ends_year: Bool[Array, ""]
) -> tuple[Array | None, Array | None, Array | None]:
    """How many each scorer scores, in which bands, and at which points."""
    if month.scored is None or month.earned is None or rules.score is None:
        return None, None, None
    short = month.shortfall
    assert short is not None
    bands, earned = month.scored.bands, month.earned.bands
    is_scored = month.scored.is_scored & present
    bounds = rules.score.bands.shape[-1]
    counts = {
        "scored": is_scored,
        "scored_too_low": is_scored & (bands < earned),
        **{f"too_low_{name}": short.is_of(name) for name in short.parts},
        "scored_too_high": is_scored & (bands > earned),
        **{f"band_{b}": is_scored & (bands == b) for b in range(bounds)},
    }
    none = jnp.zeros(bands.shape[0], jnp.int32)
    counted = dict(zip(counts, _count(list(counts.values()), present), strict=True))
    sums = [counted.get(name, none) for name in OF_SCORERS]
    at = _bin(month.scored.scores.shown, rules.score)
    total = jnp.where(is_scored, at, 0).sum(axis=-1, dtype=jnp.int32)
    total = jnp.stack([total, *_shortfalls(short, present, rules.score)])
    none_in = jnp.zeros((bands.shape[0], BINS), jnp.int32)
    scorer = jnp.arange(bands.shape[0], dtype=jnp.int32)[:, None]

    def count() -> Int32[Array, "scorer bin"]:
        return none_in.at[scorer, jnp.where(is_scored, at, BINS)].add(1, mode="drop")

    # Where points lie is dear to find out: once a year.
    bins = jax.lax.cond(ends_year, count, lambda: none_in)
    return jnp.stack(sums), _halves(jnp.stack([total, jnp.zeros_like(total)])), bins


_HALF = 16


def _shortfalls(
    short: Shortfall, present: Bool[Array, " n"], rules: ScoreRules
) -> list[Int32[Array, " scorer"]]:
    """Steps of the scale that those lack whom a scorer has too low: in all, and by each part."""
    step = step_of(rules.floor, rules.ceiling)[:, None]
    is_low = (short.because > 0) & present
    none = jnp.zeros(is_low.shape[0], jnp.int32)
    each = {
        name: jnp.where(is_low, jnp.round(points / step), 0.0)
        .astype(jnp.int32)
        .sum(axis=-1, dtype=jnp.int32)
        for name, points in short.parts.items()
    }
    return [sum(each.values(), none), *(each.get(name, none) for name in SHORTFALLS)]


def _halves(points: Int32[Array, "two sum scorer"]) -> Int32[Array, "two sum scorer"]:
    """What is beyond the low half carried to the high one: a nation's points need 48 bits."""
    low, high = points
    return jnp.stack([low & ((1 << _HALF) - 1), high + (low >> _HALF)])


_STEPS = np.float32(10.0) ** np.arange(-4, 6, dtype=np.float32)


def step_of(floor: Points, ceiling: Points) -> Points:
    """Points between two steps of a scale: the least power of ten with which all of it fits.

    Args:
        floor: [points] of each scorer.
        ceiling: [points] of each scorer.

    Returns:
        [points] of each scorer.
    """
    fits = (ceiling - floor)[..., None] / _STEPS < BINS - 1
    return jnp.asarray(_STEPS)[jnp.argmax(fits, axis=-1)]


def quantiles_of(bins: np.ndarray, floor: np.ndarray, step: np.ndarray) -> np.ndarray:
    """Where the points of those lie who are scored, in the order of `QUANTILES`.

    Args:
        bins: [month, scorer, bin] how many stand at each step of the scale.
        floor: [points] of each scorer in each month.
        step: [points] between two steps.

    Returns:
        [month, scorer, quantile] points; NaN where nobody was looked at.
    """
    people = bins.cumsum(axis=-1, dtype=np.int64)
    everybody, found = people[..., -1], []
    for quantile in QUANTILES.values():
        # The first step at which no fewer than that share stand below or at it.
        at = (people < np.maximum(quantile.share * everybody, 1)[..., None]).sum(axis=-1)
        found.append(np.where(everybody > 0, floor + step * at, np.nan))
    return np.stack(found, axis=-1)


def _bin(shown: Array, rules: ScoreRules) -> Int32[Array, "scorer n"]:
    step = step_of(rules.floor, rules.ceiling)
    at = jnp.round((shown - rules.floor[:, None]) / step[:, None])
    return jnp.clip(at, 0, BINS - 1).astype(jnp.int32)


def _of_lists(
    month: Month, flaw: UInt8[Array, "list n"], gates: GateRules
) -> dict[str, Bool[Array, "list n"]]:
    listed, outcome, stage = month.after.listed, month.outcome, month.after.cases.stage
    turned = FLAWS.index("turned") + 1
    is_wrong = (flaw != 0) & (flaw < turned)
    on = listed.status == Status.LISTED
    new = listed.times != month.before.listed.times
    # As the doors had it this month: a hearing's corrections travel after them.
    was_on = on | (listed.exit == Exit.CORRECTED)
    copies = jnp.where(was_on, jnp.uint32(ALL_HOLDERS), month.before.copies)
    return {
        "entries": new,
        "entries_wrongly": new & is_wrong,
        "listed": on,
        "listed_wrongly": is_wrong,
        "listed_turned": flaw == turned,
        "listed_unfairly": flaw > turned,
        "listed_without_notice": on & ~listed.was_notified,
        "warned": _is_warned(listed),
        "exits": listed.exit != Exit.NONE,
        **{f"exits_{word(way)}": listed.exit == way for way in EXITS},
        "appeals_filed": outcome.filed,
        "appeals_served": outcome.served,
        "reviews_heard": outcome.served & (month.before.cases.stage == Stage.REVIEW),
        "appeals_won": outcome.won,
        "appeals_waiting": (stage == Stage.FIRST) | (stage == Stage.REVIEW),
        "shut_out": (copies & _holders(gates, Level.CLOSED)) != 0,
        "favoured": (copies & _holders(gates, Level.FAVOURED)) != 0,
    }


def _is_warned(listed: Listed) -> Bool[Array, "list n"]:
    """Of whom an entry is decided, or who has records that count towards one."""
    return (listed.status == Status.WARNED) | ((listed.strikes > 0) & (listed.status == 0))


def _holders(gates: GateRules, level: Level) -> UInt32[Array, "list 1"]:
    """Bit h of each list: holder h does this, to some service, to those on its copy."""
    holders = jnp.arange(len(HOLDERS), dtype=jnp.uint32)
    does = (gates.lists == float(level))[..., None] & (gates.holder_of[:, None] == holders)
    return (does.any(axis=1).astype(jnp.uint32) << holders).sum(axis=-1, keepdims=True)


def _of_conducts(month: Month) -> dict[str, UInt32[Array, " n"]]:
    """Of each person the conducts of which something is so, a bit each."""
    new = month.after.listed.times != month.before.listed.times
    ground = month.after.listed.ground
    bit = jnp.where(
        new & (ground > 0),
        jnp.uint32(1) << (jnp.maximum(ground, 1) - 1).astype(jnp.uint32),
        jnp.uint32(0),
    )
    black = month.is_black[:, None]
    return {
        **_of_acts(month),
        "entries": _either(jnp.where(black, bit, jnp.uint32(0))),
        "entries_red": _either(jnp.where(black, jnp.uint32(0), bit)),
    }


def _of_acts(month: Month) -> dict[str, UInt32[Array, " n"]]:
    """The first of these: what was done, and what was written down of it."""
    acts, seen, so = month.acts, month.sightings.records, month.hindsight.so
    return {
        "acts": acts.did,
        "deeds_bought": acts.bought,
        "acts_hidden": acts.hidden,
        "records": seen,
        "records_false": seen & ~so,
    }


def _either(bits: UInt32[Array, "list n"]) -> UInt32[Array, " n"]:
    found = bits[0]
    for k in range(1, bits.shape[0]):
        found = found | bits[k]
    return found


def _count(
    columns: list[Bool[Array, "row n"]], present: Bool[Array, " n"]
) -> Int32[Array, "column row"]:
    """How many people are in each row of each column."""
    word = jnp.where(present, word_of(columns), jnp.uint32(0))
    return how_many_have(word)[:, : len(columns)].T


def _bits(
    words: list[UInt32[Array, " n"]], present: Bool[Array, " n"], bits: int
) -> Int32[Array, "word bit"]:
    """How many people have each bit of each word."""
    return how_many_have(jnp.where(present, jnp.stack(words), jnp.uint32(0)))[:, :bits]
