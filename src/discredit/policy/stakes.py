"""What is at stake in each conduct under the rule in force: how likely an act comes on file, and
how severe what follows is.

Read off the same arrays that the agencies go by, month by month, so that people answer to the rule
that stands and to no other: where nobody records, or nothing follows, nothing is at stake.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from discredit.policy.rules import (
    GateRules,
    ListRules,
    Rules,
    ScoreRules,
    StakeRules,
    WatchRules,
)
from discredit.policy.whose import by_identity
from discredit.vocabulary import (
    CONDUCT_KINDS,
    CONSEQUENCES,
    FEATURES,
    FIFTHS,
    GROUNDS,
    OCCUPATIONS,
    SETTLEMENTS,
    WAYS,
    Level,
)

_FIRST = len(GROUNDS)
_DEED = CONDUCT_KINDS.index("deed")
_HISTORY = FEATURES.index("history")
_HALF_TERM = 12.0
"""An entry of so many months weighs half as much as one without end (assumption A-959)."""
WATCHED_CELLS = len(SETTLEMENTS) * len(FIFTHS) * len(OCCUPATIONS)
"""Cells of people that agencies tell apart where they do not go by who people are."""
_PLACES = (np.arange(32) + 0.5) / 32
"""Where in his band somebody may stand: all places alike."""
Array = Any  # columns of the host, where the engine has its own


class _Heaviness(NamedTuple):
    """What each consequence adds to severity, in the order of CONSEQUENCES."""

    closed: float
    hindered: float
    favoured: float
    fine: float
    deduction: float
    shown: float
    points: float


assert _Heaviness._fields == CONSEQUENCES


class _Regime(NamedTuple):
    """The rules that severity follows from, of one month."""

    lists: ListRules
    gates: GateRules
    score: ScoreRules | None
    weigh: _Heaviness
    is_deed: Array


class _Heights(NamedTuple):
    """What doors and lists of one scorer take and give at each of some points."""

    loss: Array
    gain: Array


def stakes_of(rules: Rules, heaviness: Array) -> StakeRules | None:
    """What is at stake in each conduct of the catalogue, month by month.

    Simplified: a band's people stand anywhere in it; a list that needs several records is that much
    less severe; what a link from list to score, a warning or a repair adds is left out.

    Args:
        rules: Of the policy, compiled but for this part.
        heaviness: [months, consequence] what each consequence adds to severity.

    Returns:
        None where there is no catalogue.

    Source:
        A-959, A-961.
    """
    conducts, watch = rules.behaviour.conducts, rules.observation.conducts
    if conducts is None:
        return None
    months, count = np.shape(conducts.rate)
    on_file: Array = np.zeros((months, count, WATCHED_CELLS), np.float32)
    if watch is not None:
        on_file = np.asarray(coverage(watch), np.float32).reshape(months, count, -1)
    is_deed = np.asarray(conducts.kind) == _DEED
    by_lists, by_scores = _by_month(rules, heaviness, is_deed)
    worst = by_lists.max(axis=-1)
    if by_scores is not None:
        worst = worst + by_scores.max(axis=2).sum(axis=1)
    counts = (on_file.max(axis=-1) > 0) & (worst > 0)
    watching = rules.behaviour.watching
    spreads = np.float32(0) if watching is None else watching.spreads
    model, spread = _neighbours(counts, on_file.max(axis=-1) * worst, conducts.kind, spreads)
    told, sold = _is_told(rules, is_deed), _sells(rules)
    return StakeRules(
        on_file=on_file,
        by_lists=by_lists,
        by_scores=by_scores,
        may_list=_may_list(rules, is_deed),
        is_told=told * _like(counts, told),
        sells=sold * _like(counts, sold),
        model=model,
        spread=spread,
        seen_in=None if watch is None else watch.watched_in,
    )


def coverage(watch: WatchRules) -> Any:
    """How likely what is done comes on file.

    Args:
        watch: One row per conduct; arrays of either kind, with or without months before.

    Returns:
        [..., conduct, settlement, fifth, occupation], 0 to 1; where the agencies go by who people
        are, [..., conduct, identity, settlement, fifth, occupation].
    """
    seen = (
        watch.seen[..., None, None, None]
        * watch.seen_by_occupation[..., None, None, :]
        * watch.seen_by_fifth[..., None, :, None]
        * watch.seen_by_settlement[..., :, None, None]
    )
    entered = watch.entered[..., None] * watch.entered_by_occupation
    entered = entered.clip(max=1.0)[..., None, None, :]
    whose = by_identity(watch.seen_by_sex, watch.seen_by_background, watch.seen_by_disability)
    if whose is not None:
        seen = seen[..., None, :, :, :] * whose[..., :, None, None, None]
        entered = entered[..., None, :, :, :]
    return seen.clip(max=1.0) * entered


def _at(part: Any, t: int) -> Any:
    """The rules of one month."""
    if part is None:
        return None
    if isinstance(part, tuple):
        rows = (_at(value, t) for value in part)
        return type(part)(*rows) if hasattr(part, "_fields") else tuple(rows)
    return np.asarray(part)[t]


def _leaves(part: Any) -> list[Any]:
    if part is None:
        return []
    return [x for value in part for x in _leaves(value)] if isinstance(part, tuple) else [part]


def _by_month(rules: Rules, heaviness: Array, is_deed: Array) -> tuple[Array, Array | None]:
    """How severe what follows is, each month: by lists [months, conduct, occupation], by scores
    [months, scorer, band, conduct]."""
    regimes: dict[bytes, tuple[Array, Array | None]] = {}
    rows = []
    for t in range(len(heaviness)):
        now = _at((rules.lists, rules.gates, rules.score, heaviness, is_deed), t)
        key = b"".join(np.asarray(column).tobytes() for column in _leaves(now))
        if key not in regimes:  # rules change seldom, and the same rules weigh the same
            lists, gates, score, weights, deeds = now
            weigh = _Heaviness(*map(float, weights))
            regimes[key] = _severity(_Regime(lists, gates, score, weigh, deeds))
        rows.append(regimes[key])
    by_lists, by_scores = zip(*rows, strict=True)
    if rules.score is None:
        return np.asarray(by_lists, np.float32), None
    return np.asarray(by_lists, np.float32), np.asarray(by_scores, np.float32)


def _severity(now: _Regime) -> tuple[Array, Array | None]:
    """How severe what follows is, or for a deed how welcome: by lists [conduct, occupation], by
    scores [scorer, band, conduct]."""
    lists, score = now.lists, now.score
    entries = _entries(now)
    calls = (lists.grounds[:, _FIRST:] > 0) & ((lists.is_red > 0)[:, None] == now.is_deed)
    each = calls * (entries / np.maximum(lists.records_needed, 1))[:, None]
    spared = 1.0 - (lists.exempts > 0)
    if lists.lives_in is None:
        by_lists = np.einsum("kc,ko->co", each, spared)
    else:
        there = (lists.lives_in > 0).astype(float)
        by_lists = np.einsum("kc,kr,ko->cro", each, there, spared).reshape(each.shape[1], -1)
    if score is None:
        return by_lists, None
    return by_lists, np.stack([_of_scorer(m, now, entries) for m in range(len(score.base))])


def _doors(levels: Array, now: _Regime) -> tuple[Array, Array]:
    """What doors at these levels [..., service] take, and what they give."""
    shut = (levels == Level.CLOSED) * now.weigh.closed
    hindered = ((levels == Level.SLOWER) | (levels == Level.DEARER)) * now.weigh.hindered
    favoured = (levels == Level.FAVOURED) * now.weigh.favoured
    checked = now.gates.checked
    return ((shut + hindered) * checked).sum(-1), (favoured * checked).sum(-1)


def _entries(now: _Regime) -> Array:
    """How severe an entry on each list is, with those that follow; on a red list, how welcome."""
    lists, weigh = now.lists, now.weigh
    takes, gives = _doors(now.gates.lists, now)
    is_red = lists.is_red > 0
    term = lists.term_months
    lasts = np.where(term > 0, term / (term + _HALF_TERM), 1.0)
    entry = np.where(is_red, gives, takes + lists.deduction * weigh.deduction)
    entry = (entry + lists.shown_to * weigh.shown) * lasts
    own = entry + np.where(is_red, 0.0, lists.fine / 1000.0 * weigh.fine)
    reaches = np.eye(len(own), dtype=bool)
    leads_to = (lists.follows > 0).T & (is_red[:, None] == is_red[None, :])
    for _ in own:  # one list leads to another, and no way is longer than all of them
        reaches = reaches | ((reaches.astype(int) @ leads_to) > 0)
    return reaches @ own


def _of_scorer(m: int, now: _Regime, entries: Array) -> Array:
    """What a record does by way of one score, on average over those of a band [band, conduct]."""
    score = now.score
    assert score is not None
    floor, ceiling, points = score.floor[m], score.ceiling[m], score.points[m, _FIRST:]
    caps = score.caps[m, _FIRST:, None]
    moved = (points - np.where(points < 0, _history(m, score), 0.0))[:, None]
    bounds = np.maximum(score.bands[m], floor)
    tops = np.minimum(np.append(bounds[1:], ceiling), ceiling)
    table = np.zeros((len(bounds), len(points)))
    for b, (low, high) in enumerate(zip(bounds, tops, strict=True)):
        if not low < high:
            continue
        here = low + (high - low) * _PLACES[None, :]
        there = np.clip(np.minimum(here + moved, caps), floor, ceiling)
        before, after = (_heights(m, at, now, entries) for at in (here, there))
        worse = (after.loss - before.loss).clip(min=0) + (before.gain - after.gain).clip(min=0)
        better = (before.loss - after.loss).clip(min=0) + (after.gain - before.gain).clip(min=0)
        point = now.weigh.points / (ceiling - floor)
        down = worse.mean(axis=1) + point * (here - there).clip(min=0).mean(axis=1)
        up = better.mean(axis=1) + point * (there - here).clip(min=0).mean(axis=1)
        table[b] = np.where(now.is_deed, up, down)
    if score.is_shown[m] > 0:
        return table
    # Whoever is not shown his score takes himself for one who has just begun.
    start = max(int((score.bands[m] <= score.base[m]).sum()) - 1, 0)
    return np.repeat(table[start : start + 1], len(bounds), axis=0)


def _history(m: int, score: ScoreRules) -> float:
    """[points] that a spoilt history costs where a scorer weighs it."""
    if score.factors is None:
        return 0.0
    weights, sees = score.factors.weights[m], score.factors.sees[m]
    share = weights[_HISTORY] / max(float(weights.sum()), 1e-6)
    return float(share * sees[_HISTORY] * (score.ceiling[m] - score.floor[m]))


def _heights(m: int, at: Array, now: _Regime, entries: Array) -> _Heights:
    """What stands at each of these points [...]: doors of the band, and lists that a score calls
    for."""
    lists, score = now.lists, now.score
    assert score is not None
    loss, gain = np.zeros(at.shape), np.zeros(at.shape)
    if now.gates.bands is not None:
        takes, gives = _doors(now.gates.bands[m], now)
        band = np.maximum((at[..., None] >= score.bands[m]).sum(axis=-1), 1) - 1
        loss, gain = loss + takes[band], gain + gives[band]
    for k in np.flatnonzero(lists.scorer == m):
        called = ((at < lists.below[k]) | (at > lists.above[k])) * entries[k]
        loss, gain = (loss, gain + called) if lists.is_red[k] > 0 else (loss + called, gain)
    return _Heights(loss, gain)


def _like(column: Array, other: Array) -> Array:
    """A column [months, conduct] with as many axes as another, which may have regions too."""
    return column if column.ndim == other.ndim else column[..., None]


def _anywhere(of_rules: Array, rules: Rules, there: Array | None) -> Array:
    """How much some score or list does at most: [months, rule, conduct] becomes [months, conduct],
    or [months, conduct, region] where some score or list is of some regions alone.

    `there`: [months, rule, region] where each of these rules is in force; None: everywhere.
    """
    score, lists = rules.score, rules.lists
    regions = [lists.lives_in, None if score is None else score.lives_in]
    if all(each is None for each in regions):
        return of_rules.max(axis=1)
    count = next(each.shape[-1] for each in regions if each is not None)
    is_there = np.ones((*of_rules.shape[:2], count)) if there is None else np.asarray(there) > 0
    return (of_rules[..., None] * is_there[:, :, None, :]).max(axis=1)


def _may_list(rules: Rules, is_deed: Array) -> Array:
    """Conducts on whose record one may be entered on a black list."""
    lists = rules.lists
    calls = (lists.grounds[..., _FIRST:] > 0) & (lists.is_red == 0)[..., None]
    return _anywhere((calls & ~is_deed[:, None]).astype(np.float32), rules, lists.lives_in)


def _is_told(rules: Rules, is_deed: Array) -> Array:
    """How far those on record learn of it: a score that is shown tells everybody; a fine, less pay
    and a public list tell as many as the life has it; other entries tell whom a notice reaches."""
    lists, score = rules.lists, rules.score
    calls = lists.grounds[..., _FIRST:] > 0
    calls = calls & ((lists.is_red > 0)[..., None] == is_deed[:, None, :])
    letter = rules.observation.notice_reaches[:, None, None] * calls
    tells = _anywhere(np.maximum(letter, calls * _plain(rules)[..., None]), rules, lists.lives_in)
    if score is not None:
        moves = (score.points[..., _FIRST:] != 0) | np.isfinite(score.caps[..., _FIRST:])
        shown = (moves & (score.is_shown > 0)[..., None]).astype(np.float32)
        tells = np.maximum(tells, _anywhere(shown, rules, score.lives_in))
    return tells.astype(np.float32)


def _plain(rules: Rules) -> Array:
    """How many of those on a list learn of it by what it does to them: [months, list]."""
    lists, shares = rules.lists, rules.life.learned_by
    if shares is None:
        return np.zeros(lists.fine.shape)
    comes = {"fine": lists.fine, "deduction": lists.deduction, "showing": lists.shown_to}
    each = [(column > 0) * shares[:, WAYS.index(way), None] for way, column in comes.items()]
    return np.max(each, axis=0)


def _sells(rules: Rules) -> Array:
    """Whether a record of it brings points that one can see."""
    score = rules.score
    if score is None:
        nothing = np.zeros_like(rules.lists.grounds[..., _FIRST:], np.float32)
        return _anywhere(nothing, rules, None)
    brings = (score.points[..., _FIRST:] > 0) & (score.is_shown > 0)[..., None]
    return _anywhere(brings.astype(np.float32), rules, score.lives_in)


def _neighbours(counts: Array, weight: Array, kind: Any, spreads: Any) -> tuple[Array, Array]:
    """By whose certainty and severity people go [months, conduct], and how far: its own, or for
    conduct in which nothing is at stake that of the weightiest of its kind."""
    months, count = counts.shape
    model = np.tile(np.arange(count, dtype=np.int32), (months, 1))
    alike = kind[:, :, None] == kind[:, None, :]
    heaviest = np.where(alike & counts[:, None, :], weight[:, None, :], -1.0).argmax(axis=-1)
    has_model = (alike & counts[:, None, :]).any(axis=-1) & ~counts
    model = np.where(has_model, heaviest, model).astype(np.int32)
    spread = np.where(counts, 1.0, np.reshape(spreads, (-1, 1)))
    return model, spread.astype(np.float32)
