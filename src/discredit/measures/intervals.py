"""From the sums of each seed to intervals: of means by group, and of groups beside the rest."""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float64

from discredit.measures import counts, estimate
from discredit.measures.counts import Interval, divided
from discredit.measures.estimate import Crossed, Means, Moments
from discredit.measures.spread import RULE_OF_THREE, Z, variance, widened


class Bounds(NamedTuple):
    """What is known of each measure before anything is estimated of a group."""

    is_share: Bool[np.ndarray, " measure"]  # one person's is -1, 0 or 1
    lowest: Float64[np.ndarray, " measure"]  # any one person's
    highest: Float64[np.ndarray, " measure"]


class Contrast(NamedTuple):
    """Each group beside the rest of the society."""

    rate: Means
    rest: Means
    difference: Interval
    ratio: Interval


class _Seen(NamedTuple):
    """All that an interval of a mean rests on."""

    mean: Means
    affected: Means
    people: Means
    within: Means  # variance, from households
    between: Means  # variance, from seeds
    seeds: Means
    homes: Means
    per_hit: Means  # what one person hit adds to the mean, as found in everybody


SHARES = Bounds(np.ones(1, bool), np.zeros(1), np.ones(1))
"""Of shares of people of whom something is so or not."""


def means(each: list[Moments], affected: Means, bounds: Bounds) -> Interval:
    """The mean of each group over all seeds together, with its interval.

    Args:
        each: sums of each seed.
        affected: [people] in all seeds whose value is not 0.
        bounds: what is known of each measure.

    Returns:
        [group, measure]; NaN for a group without people.
    """
    return means_by([(each, affected)], bounds)[0]


def means_by(dimensions: list[tuple[list[Moments], Means]], bounds: Bounds) -> list[Interval]:
    """The means of groups in several dimensions, all ends found together: that is many times
    faster than one dimension after the other.

    Args:
        dimensions: of each, what `means` takes.
        bounds: what is known of each measure.

    Returns:
        Of each dimension [group, measure].
    """
    return _intervals([_seen(each, affected) for each, affected in dimensions], bounds)


def _seen(each: list[Moments], affected: Means) -> _Seen:
    totals = reduce(estimate.joined, each)
    people = totals.people[:, None]
    seeds = sum((np.sign(one.people)[:, None] for one in each), np.zeros_like(people))
    moved = [_part(one.value - totals.mean * one.people[:, None], people) for one in each]
    weight = divided(totals.square.sum(0), np.abs(totals.value.sum(0)))
    return _Seen(
        mean=totals.mean,
        affected=affected,
        people=people,
        within=estimate.over_households(totals),
        between=estimate.over_seeds(np.stack(moved), seeds),
        seeds=seeds,
        homes=totals.homes[:, None],
        per_hit=divided(weight, people),
    )


def contrasts(each: list[Crossed], affected: Means, bounds: Bounds) -> Contrast:
    """Each group against the rest, seeds together: one construction for difference and ratio.

    Args:
        each: sums of each seed.
        affected: [people] in all seeds whose value is not 0.
        bounds: what is known of each measure.

    Returns:
        [group, measure]; the rest is everybody outside the group.
    """
    return contrasts_by([(each, affected)], bounds)[0]


def contrasts_by(dimensions: list[tuple[list[Crossed], Means]], bounds: Bounds) -> list[Contrast]:
    """Groups against the rest in several dimensions, all ends found together.

    Args:
        dimensions: of each, what `contrasts` takes.
        bounds: what is known of each measure.

    Returns:
        Of each dimension [group, measure].
    """
    sides = [_sides(each, affected, bounds) for each, affected in dimensions]
    ends = _intervals([seen for one in sides for seen in (one.ours, one.theirs)], bounds)
    return [
        _contrast(one, ours, theirs)
        for one, ours, theirs in zip(sides, ends[::2], ends[1::2], strict=True)
    ]


class _Sides(NamedTuple):
    """What groups and their rests are known by, before either has an interval."""

    ours: _Seen
    theirs: _Seen
    times: Means  # how much both ends are stretched, for what moves both groups at once


def _contrast(sides: _Sides, ours: Interval, theirs: Interval) -> Contrast:
    one, other = ours.stretched(sides.times), theirs.stretched(sides.times)
    difference, ratio = counts.difference(one, other), counts.ratio(one, other)
    return Contrast(sides.ours.mean, sides.theirs.mean, difference, ratio)


def _sides(each: list[Crossed], affected: Means, bounds: Bounds) -> _Sides:
    totals = reduce(estimate.joined, each)
    rate, rest = totals.rate, totals.rest
    size = totals.people[:, None]
    others = size.sum() - size
    seeds = sum((np.sign(one.people)[:, None] for one in each), np.zeros_like(size))
    inside = np.stack([_part(one.value - rate * one.people[:, None], size) for one in each])
    outside = np.stack([_part(_of_others(one, rest), others) for one in each])
    weight = divided(totals.cells[0, 0].sum(0), np.abs(totals.value.sum(0)))

    def seen(mean: Means, per_rate: float, per_rest: float, people: Means, hit: Means) -> _Seen:
        return _Seen(
            mean=mean,
            affected=hit,
            people=people,
            within=estimate.contrast_over_households(totals, per_rate, per_rest),
            between=estimate.over_seeds(inside * per_rate - outside * per_rest, seeds),
            seeds=seeds,
            homes=np.full_like(people, totals.homes),
            per_hit=divided(weight, people),
        )

    ours = seen(rate, 1, 0, size, affected)
    theirs = seen(rest, 0, 1, others, affected.sum(0) - affected)
    apart = seen(rate - rest, 1, 1, size, affected)
    least = _least(ours, bounds) + _least(theirs, bounds)
    alone = _variance(ours, bounds) + _variance(theirs, bounds)
    count = np.fmin(_count(ours, bounds), _count(theirs, bounds))
    together = variance(np.fmax(_of_homes(apart, bounds), least), apart.between, seeds, count)
    # What moves both at once (a hard year, a household of two groups) moves them apart less.
    return _Sides(ours, theirs, np.sqrt(np.where(alone > 0, divided(together, alone), 1.0)))


def _part(total: Means, people: Means) -> Means:
    return np.where(people > 0, total / np.where(people > 0, people, 1), 0.0)


def _of_others(one: Crossed, rest: Means) -> Means:
    """What everybody outside each group bears more of than expected, in one seed."""
    people = (one.people.sum() - one.people)[:, None]
    return one.value.sum(0) - one.value - rest * people


def _least(seen: _Seen, bounds: Bounds) -> Means:
    """The variance that chance alone gives: of counts; of amounts, of who bears them at all."""
    with np.errstate(invalid="ignore", divide="ignore"):
        of_counts = (seen.affected / seen.people - seen.mean**2) / seen.people
        of_amounts = (seen.mean * RULE_OF_THREE / Z / seen.people) ** 2
    return np.maximum(np.where(bounds.is_share, of_counts, of_amounts), 0.0)


def _within(seen: _Seen, bounds: Bounds) -> Means:
    return np.fmax(_of_homes(seen, bounds), _least(seen, bounds))


def _of_homes(seen: _Seen, bounds: Bounds) -> Means:
    """Few households do not know how unlike they are; of shares, the counts know it."""
    return np.where(bounds.is_share, seen.within, widened(seen.within, seen.homes))


def _variance(seen: _Seen, bounds: Bounds) -> Means:
    return variance(_within(seen, bounds), seen.between, seen.seeds, _count(seen, bounds))


def _count(seen: _Seen, bounds: Bounds) -> Means:
    """People who are hit, or who are not, whichever are fewer; of amounts, whose lives differ."""
    rarer = np.minimum(seen.affected, seen.people - np.abs(seen.mean) * seen.people)
    return np.where(bounds.is_share, rarer, seen.affected)


def _intervals(many: list[_Seen], bounds: Bounds) -> list[Interval]:
    whole = [_Seen(*np.broadcast_arrays(*seen)) for seen in many]
    together = _interval(
        _Seen(*(np.concatenate(fields) for fields in zip(*whole, strict=True))), bounds
    )
    at = np.cumsum([len(seen.mean) for seen in whole])[:-1]
    return [Interval(*ends) for ends in zip(*(np.split(end, at) for end in together), strict=True)]


def _interval(seen: _Seen, bounds: Bounds) -> Interval:
    """Of shares by their counts, of amounts by theirs; of what goes both ways by Student's t."""
    spread = _variance(seen, bounds)
    is_hit = np.broadcast_to((bounds.lowest >= 0) & (bounds.highest > 0), spread.shape)
    is_spared = np.broadcast_to((bounds.highest <= 0) & (bounds.lowest < 0), spread.shape)
    found = _either_way(seen, spread)
    up = counts.amount(np.abs(seen.mean), spread, seen.per_hit)
    found = up.where(is_hit, (-up).where(is_spared, found))
    return _share(seen, spread, bounds, is_hit, is_spared).where(
        np.broadcast_to(bounds.is_share, spread.shape), found
    )


def _share(
    seen: _Seen, spread: Means, bounds: Bounds, is_hit: np.ndarray, is_spared: np.ndarray
) -> Interval:
    """By those who change for the worse and for the better. Where none do, their households are
    taken to be hit together as much as everybody's."""
    usual = _least(seen, bounds)
    shared = np.fmax(seen.per_hit * seen.people, 1.0)
    design = np.where(usual > 0, divided(spread, usual), shared)
    net = seen.mean * seen.people
    more, less = (seen.affected + net) / 2, (seen.affected - net) / 2
    found = counts.share(np.stack([more, less]), seen.people, design)
    up, down = (Interval(*(end[k] for end in found)) for k in (0, 1))
    both = counts.changed_share(up, down)
    return up.where(is_hit, (-down).where(is_spared, both))


def _either_way(seen: _Seen, spread: Means) -> Interval:
    """Of people whose two lives differ; one alone says nothing of how others' would."""
    reach = np.where(seen.affected > 1, Z * np.sqrt(widened(spread, seen.affected)), np.nan)
    return Interval(seen.mean, seen.mean - reach, seen.mean + reach)
