"""One month, room by room: the argument of this laboratory on one page.

People act, are seen, written down, scored, listed, shut out, and sometimes heard.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float32, UInt8, UInt16, UInt32

from discredit import behaviour, gates, life, lists, observation, redress, score
from discredit.dossier import Appraisal, Dossier, Doors, Files, Listed, Scores, Status
from discredit.draws import MONTHS_LIMIT, Draws
from discredit.lists import Standing
from discredit.observation import Hindsight, appraisal
from discredit.observation.catalogue import Place
from discredit.policy.rules import ConductRules, ListRules, Rules, ScoreRules
from discredit.record import Month
from discredit.society.people import People, age_band, name_weight
from discredit.truth import ADULT_AGE, Around, Commons, Earned, Truth, works
from discredit.vocabulary import CONDUCT_KINDS, GROUNDS, OCCUPATIONS

_STUDENT = OCCUPATIONS.index("student")


def advance(
    draws: Draws,
    people: People,
    rules: Rules,
    truth: Truth,
    held: Dossier,
    around: Around,
    commons: Commons,
) -> tuple[Truth, Dossier, Month]:
    """One month of any rows of a society: what one person meets depends on nobody else's month.

    People act on last month's doors; agencies act on sightings alone. What others did reaches a
    person through `around` (last month's lists and scores, and letters meant for a namesake) and
    `commons` (whose turn it is at the appeal desks, who goes first at counters, how the agencies
    are rated).
    """
    go = partial(enter, draws.month < MONTHS_LIMIT)
    shown = lists.dues(held.listed.status, held.listed, rules.lists).shown
    short = _to_next_band(held.scores, people, rules.score, draws)
    services = rules.gates.services.astype(jnp.uint32)
    truth, acts = go(
        behaviour.act,
        people, truth, held.doors.closed, shown, short, around, rules.behaviour, services, draws,
    )  # fmt: skip
    files, sightings, hindsight = go(
        observation.observe,
        acts,
        held.files,
        around.strays,
        _place(people),
        people.is_migrant,
        name_weight(people.name_frequency),
        commons.discontent,
        rules.observation,
        draws,
    )
    on_lists, newly_on = lists.on_which(held.listed)
    scored = _Scored(None, None, None, None, files, truth.earned)
    if rules.score is not None:
        scored = go(
            _score, people, truth, files, held, sightings, hindsight, on_lists, around, rules, draws,
        )  # fmt: skip
    truth, files = truth._replace(earned=scored.account), scored.files
    standing = Standing(people.age, people.occupation == _STUDENT, people.occupation)
    listed, rests_on = go(
        _decide, held.listed, truth.rests_on, sightings, hindsight, scored, on_lists, newly_on,
        standing, rules.lists,
    )  # fmt: skip
    truth = truth._replace(rests_on=rests_on)
    copies, doors = gates.close(listed.status, held.copies, scored.bands, rules.gates)
    due = lists.dues(held.listed.status, listed, rules.lists)
    truth, toll = go(
        life.live,
        people,
        truth,
        acts,
        doors,
        _burden(due, listed, doors, rests_on, scored, rules.lists),
        around,
        commons,
        rules.redress.access,
        rules.redress.reasons,
        rules.gates,
        rules.life,
        draws,
    )
    listed, copies, cases, outcome = go(
        _hear, people, truth, acts, listed, copies, held, commons, rules, draws
    )
    files, scores = _put_right(files, scored, outcome.won.any(axis=0))
    after = Dossier(files, scores, listed, copies, doors, cases)
    month = Month(
        acts, sightings, hindsight, held, after, truth, toll, outcome, around, works(people),
        scored.bands, scored.earned_bands, rules.lists.is_red == 0,
    )  # fmt: skip
    return truth, after, month


class _Scored(NamedTuple):
    """What the scorers make of everybody, and what true conduct alone would have made of it."""

    shown: Scores | None
    bands: UInt8[Array, "scorer n"] | None
    earned: Float32[Array, "scorer n"] | None
    earned_bands: UInt8[Array, "scorer n"] | None
    files: Files
    account: Earned | None


def _score(
    people: People,
    truth: Truth,
    files: Files,
    held: Dossier,
    sightings: Any,
    hindsight: Hindsight,
    on_lists: UInt32[Array, " n"],
    around: Around,
    policy: Rules,
    draws: Draws,
) -> _Scored:
    """The same rules twice: over the records, and over what those records should have said."""
    rules = policy.score
    assert rules is not None and held.scores is not None and truth.earned is not None
    bad = _costly(rules, policy.behaviour.conducts)
    history, clean = files.history, truth.earned.history
    true_features = None
    if history is not None and clean is not None:
        history = appraisal.remember(history, sightings.records, bad)
        clean = appraisal.remember(clean, hindsight.so, bad)
        seen = appraisal.true_features(people, truth, history, around.friends)
        true_features = appraisal.true_features(people, truth, clean, None)
    else:
        seen = jnp.zeros((0, people.age.shape[0]), jnp.float32)
    assert files.is_mended is not None
    known = appraisal.appraise(people, seen, files.is_mended, rules, draws)
    shown = score.update(
        held.scores.account, sightings.records, on_lists, known, around.friends, rules
    )
    fair = Appraisal(
        is_scored=known.is_scored,
        features=None
        if known.features is None
        else jnp.broadcast_to(true_features, known.features.shape),
        error=None if known.error is None else jnp.zeros_like(known.error),
        manner=known.manner,
    )
    earned = score.update(
        truth.earned.account,
        hindsight.unbought,
        on_lists,
        fair,
        around.friends,
        score.unswayed(rules),
    )
    return _Scored(
        shown=shown,
        bands=score.bands(shown.shown, known.is_scored, rules),
        earned=earned.shown,
        earned_bands=score.bands(earned.shown, known.is_scored, rules),
        files=files._replace(history=history),
        account=Earned(earned.account, clean),
    )


def _costly(rules: ScoreRules, catalogue: ConductRules | None) -> UInt32[Array, ""]:
    """The duties and offences whose record costs points with some scorer: they spoil a history."""
    costs = (rules.points < 0).any(axis=0) | jnp.isfinite(rules.caps).any(axis=0)
    if catalogue is not None:
        is_breach = catalogue.kind < CONDUCT_KINDS.index("disfavoured")
        costs = costs & jnp.concatenate([jnp.ones(len(GROUNDS), bool), is_breach])
    places = jnp.arange(costs.shape[0], dtype=jnp.uint32)
    return (costs.astype(jnp.uint32) << places).sum(dtype=jnp.uint32)


def _to_next_band(
    scores: Scores | None, people: People, rules: ScoreRules | None, draws: Draws
) -> Float32[Array, " n"]:
    if scores is None or rules is None:
        return jnp.zeros(people.age.shape, jnp.float32)
    return score.to_next_band(scores.shown, appraisal.who_is_scored(people, rules, draws), rules)


def _place(people: People) -> Place:
    return Place(
        is_adult=people.present & (people.age >= ADULT_AGE),
        settlement=people.is_urban.astype(jnp.int32),
        residence=people.is_migrant.astype(jnp.int32),
        occupation=people.occupation,
        fifth=people.income_fifth,
        age_band=age_band(people.age),
    )


def _decide(
    before: Listed,
    rests_on: UInt16[Array, " n"],
    sightings: Any,
    hindsight: Hindsight,
    scored: _Scored,
    on_lists: UInt32[Array, " n"],
    newly_on: UInt32[Array, " n"],
    standing: Standing,
    rules: ListRules,
) -> tuple[Listed, UInt16[Array, " n"]]:
    """Every list alike; and whether each new entry rests on something that is so."""
    shown = None if scored.shown is None else scored.shown.shown
    is_scored = None if scored.bands is None else scored.bands != 255
    just = rests_on.astype(jnp.uint32)

    def one(mine: Listed, rule: ListRules) -> tuple[Listed, Bool[Array, " n"]]:
        calls = lists.called_for(shown, is_scored, on_lists, newly_on, rule)
        deserved = lists.called_for(
            scored.earned, is_scored, on_lists & just, newly_on & just, rule
        )
        after = lists.decide(mine, sightings, calls, standing, rule)
        place = (jnp.maximum(after.ground, 1) - 1).astype(jnp.uint32)
        did_it = ((hindsight.so >> place) & 1) != 0
        by_conduct = did_it & (after.ground > len(GROUNDS))
        is_so = jnp.where(after.ground == 0, deserved.by_score | deserved.by_list, by_conduct)
        return after, is_so

    listed, is_so = jax.vmap(one)(before, rules)
    for k in range(before.status.shape[0]):
        decided = (before.status[k] == Status.CLEAR) & (listed.status[k] != Status.CLEAR)
        bit = jnp.uint16(1 << k)
        now = (rests_on & ~bit) | jnp.where(is_so[k], bit, jnp.uint16(0))
        rests_on = jnp.where(decided, now, rests_on)
        rests_on = jnp.where(listed.status[k] == Status.CLEAR, rests_on & ~bit, rests_on)
    return listed, rests_on


def _burden(
    due: lists.Dues,
    listed: Listed,
    doors: Doors,
    rests_on: UInt16[Array, " n"],
    scored: _Scored,
    rules: ListRules,
) -> life.Burden:
    """Red lists are no burden, and knowing of one is not knowing of being listed."""
    stands = (listed.status != Status.CLEAR) & (rules.is_red == 0)[:, None]
    is_earned = rests_on != 0
    if scored.bands is not None and scored.earned_bands is not None:
        by_score = ~stands.any(axis=0) & (scored.bands >= scored.earned_bands).all(axis=0)
        is_earned = is_earned | by_score
    touched = (doors.closed | doors.dearer | doors.slower) != 0
    return life.Burden(
        fine=due.fine,
        deduction=due.deduction,
        shown=due.shown,
        was_told=(stands & listed.was_notified).any(axis=0),
        on_file=stands.any(axis=0) | touched,
        is_earned=is_earned,
    )


def _hear(
    people: People,
    truth: Truth,
    acts: Any,
    listed: Listed,
    copies: UInt32[Array, "list n"],
    held: Dossier,
    commons: Commons,
    rules: Rules,
    draws: Draws,
) -> tuple[Listed, UInt32[Array, "list n"], Any, redress.Outcome]:
    """Every list has its appeals; the desks are the same."""
    who = redress.Appellants(
        truth.is_aware, truth.trust, truth.grievance, people.education, people.income_fifth
    )

    def one(k: Array, mine: Listed, copy: Any, cases: Any, is_red: Array) -> Any:
        rests_on = ((truth.rests_on >> k.astype(jnp.uint16)) & 1) != 0
        is_wrong = redress.wrong(acts, rests_on, mine, rules.redress)
        return redress.hear(
            is_wrong, who, mine, copy, cases, commons.called, is_red, rules.gates.holders, k,
            rules.redress, draws,
        )  # fmt: skip

    places = jnp.arange(listed.status.shape[0], dtype=jnp.uint32)
    return jax.vmap(one)(places, listed, copies, held.cases, rules.lists.is_red)


def _put_right(
    files: Files, scored: _Scored, corrected: Bool[Array, " n"]
) -> tuple[Files, Scores | None]:
    """A correction closes the court's file; where there is a score, it removes what the file had
    wrong and leaves what the person's own conduct earned."""
    files = files._replace(is_open=files.is_open & ~corrected)
    if scored.shown is None or scored.account is None or files.is_mended is None:
        return files, scored.shown
    account = jnp.where(corrected, scored.account.account, scored.shown.account)
    history = files.history
    if history is not None and scored.account.history is not None:
        history = jnp.where(corrected, scored.account.history, history)
    files = files._replace(is_mended=files.is_mended | corrected, history=history)
    return files, scored.shown._replace(account=account)


def enter(is_open: Bool[Array, ""], room: Callable[..., Any], *columns: Any) -> Any:
    """Work out a room once and for all.

    Left alone, the compiler works a room out again inside each later one that reads it: six times
    the code, twice the time. A branch it cannot foresee stops that; it is always taken, since a run
    ends before the months that draws can count.
    """

    def shut(*columns: Any) -> Any:
        shapes = jax.eval_shape(room, *columns)
        return jax.tree.map(lambda column: jnp.zeros(column.shape, column.dtype), shapes)

    return jax.lax.cond(is_open, room, shut, *columns)
