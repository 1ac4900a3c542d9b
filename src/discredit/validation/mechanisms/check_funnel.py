"""Checks of benefits whose error rates auditors published: who is chosen, what is found, what a
desk and a court make of it.

A shipped system's own rules are applied to a crowd of applicants that is composed as the published
one was: everybody applies once. The first month makes scores, the second chooses and checks, and
some more hear objections. Nothing is swapped.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array
from scipy.special import ndtri

from discredit import draws as chance
from discredit.draws import Decision, Draws, key_of
from discredit.errors import InputError
from discredit.observation import choose
from discredit.observation.checks import (
    PLACES,
    counted,
    lowest_called,
    sample_places,
    score_places,
)
from discredit.policy.compile import compile_rules
from discredit.policy.compose import load_policy
from discredit.policy.rules import Rules
from discredit.society.people import People
from discredit.step import advance
from discredit.step.checking import applicants_of
from discredit.truth import CheckCalls
from discredit.units import month_index
from discredit.validation.about import ONE, About, Kind, Results
from discredit.validation.inputs import Inputs, number, whole, wrong
from discredit.validation.mechanisms.parts import corridor
from discredit.validation.mechanisms.parts.corridor import World
from discredit.vocabulary import Stage

ABOUT = About(
    title="A funnel of checks",
    tier="nightly",
    means="engine",
    how="The ordinary rooms under a shipped system's rules, on a crowd composed as the published "
    "one: scores in the first month, choice and checks in the second, hearings after. The room "
    "for checks is the published share of applications.",
    says="Checks that a score chooses find more than checks by lot, and say nothing of how often "
    "anybody errs: what they find is how well the score foretells, times whom it looks at. Proxies "
    "that nobody named carry origin, income and schooling through every stage, so that the "
    "blameless of some groups are looked at two to six times as often; and a correction tuned on "
    "old cases is a correction of old cases.",
)
INPUTS = {
    "system": ONE, "month": ONE, "chosen": ONE, "by_lot": ONE, "elsewhere": ONE,
    "low_income": ONE, "low_schooling": ONE, "income_with_schooling": ONE,
    "income_with_residence": ONE, "high_risk": ONE, "youngest": ONE, "oldest": ONE, "hearings": ONE,
}  # fmt: skip


def RESULTS(inputs: Inputs) -> Results:
    """How each number comes about: a base rate that the system has by origin was handed in."""
    by_origin = Kind.ENGINE
    if "system" in inputs:
        conducts = load_policy(str(inputs["system"])).behaviour.conducts.values()
        handed_in = any(conduct.by_residence is not None for conduct in conducts)
        by_origin = Kind.WIRING if handed_in else Kind.ENGINE
    every: dict[str, Kind] = dict.fromkeys(
        ("found_by_score", "lift", "chosen_*", "found_*", "base_low_*", "base_high_*",
         "false_alarms_*", "hits_*", "ratio_*", "objected", "upheld", "court_won"),
        Kind.ENGINE,
    )  # fmt: skip
    handed: dict[str, Kind] = dict.fromkeys(("found_by_lot", "to_court"), Kind.WIRING)
    origin: dict[str, Kind] = dict.fromkeys(("base_elsewhere", "base_resident"), by_origin)
    return {**handed, **origin, **every}


FEWEST = 200_000
"""Applicants, at least: one in two hundred of them are chosen."""


class _Crowd(NamedTuple):
    """The applicants, and the groups that the published tables tell apart."""

    people: People
    groups: dict[str, np.ndarray]


class _Seen(NamedTuple):
    """What a month says of each applicant."""

    by_score: Any
    by_lot: Any
    did: Any
    found: Any
    filed: Any
    at_first: Any  # heard by the first desk
    at_court: Any
    won: Any


def run(inputs: Inputs, *, people: int, seed: int) -> dict[str, Any]:
    """Shares found, by how they were chosen; shares and ratios by group; what desks undo.

    Inputs: a system of the library and a month of its rules; the shares of applications that are
    chosen and drawn by lot; how the applicants are composed.
    Source: Lighthouse Reports 2024, 2025; Algorithm Audit 2024; Hoger Onderwijs Persbureau 2023.
    """
    rules = _rules(inputs)
    crowd = _crowd(inputs, max(people, FEWEST), seed)
    first, shown = _first_months(rules, crowd, inputs, seed)
    seen, later = first
    found = _shares(seen, crowd.groups) | _ratios(seen, crowd.groups, shown, inputs)
    return found | _hearings(seen, later)


def _rules(inputs: Inputs) -> Rules:
    try:
        policy = load_policy(str(inputs.get("system")))
        month = month_index(str(inputs.get("month", policy.system.start)))
    except (InputError, ValueError) as error:
        raise wrong("system", inputs.get("system"), f"it must be a system: {error}") from None
    rules = jax.tree.map(lambda column: column[0], compile_rules(policy, month, 1))
    if rules.observation.checks is None or rules.behaviour.applications is None:
        raise wrong("system", inputs.get("system"), "it must check applications")
    # The crowd is of applicants: all of them come up at once.
    everybody = jax.tree.map(np.ones_like, rules.behaviour.applications)
    return rules._replace(behaviour=rules.behaviour._replace(applications=everybody))


def _crowd(inputs: Inputs, n: int, seed: int) -> _Crowd:
    """Applicants by income, schooling and registration, correlated as the case says."""
    person = jnp.arange(n, dtype=jnp.uint32)
    luck = Draws(key_of(seed), person, jnp.uint32(0))
    own = [np.asarray(chance.normal(luck, Decision.STANDING, k=k)) for k in range(4)]
    with_school = number(inputs, "income_with_schooling", 0.0, low=-0.9, high=0.9)
    with_place = number(inputs, "income_with_residence", 0.0, low=-0.9, high=0.9)
    income = own[0]
    school = with_school * income + np.sqrt(1 - with_school**2) * own[1]
    place = with_place * income + np.sqrt(1 - with_place**2) * own[2]
    elsewhere = number(inputs, "elsewhere", 0.0, low=0.0, high=1.0)
    is_elsewhere = place > ndtri(1 - elsewhere)
    is_low = school < ndtri(number(inputs, "low_schooling", 0.5, low=0.01, high=0.99))
    is_poor = income < ndtri(number(inputs, "low_income", 0.2, low=0.01, high=0.99))
    youngest, oldest = whole(inputs, "youngest", 40), whole(inputs, "oldest", 40)
    even = np.asarray(chance.uniform(luck, Decision.STANDING, k=5))
    age = np.floor(youngest + (oldest - youngest + 1) * even).astype(np.uint8)
    people = corridor.crowd(
        n,
        income=np.exp(7.6 + 0.85 * income).astype(np.float32),
        education=np.where(is_low, 1 + (np.arange(n) % 2), 3).astype(np.uint8),
        is_migrant=is_elsewhere,
        background=is_elsewhere.astype(np.uint8),
        age=age,
    )
    groups = {
        "elsewhere": is_elsewhere, "resident": ~is_elsewhere, "low_income": is_poor,
        "high_income": ~is_poor, "low_schooling": is_low, "high_schooling": ~is_low,
    }  # fmt: skip
    return _Crowd(people, groups)


def _first_months(
    rules: Rules, crowd: _Crowd, inputs: Inputs, seed: int
) -> tuple[tuple[_Seen, list[_Seen]], np.ndarray]:
    """What happened in the month of checks and after it, and the scores that chose."""
    people, n = crowd.people, crowd.people.age.shape[0]
    policy = load_policy(str(inputs["system"]))
    world, key = corridor.begin(policy, people), key_of(seed)
    person = jnp.arange(n, dtype=jnp.uint32)
    checks = rules.observation.checks
    assert checks is not None
    nobody = CheckCalls(*[jnp.full(checks.quota.shape, PLACES, jnp.int32)] * 2)

    world, _ = _month(world, rules, nobody, key, jnp.uint32(0))
    assert world.held.scores is not None
    draws = Draws(key, person, jnp.uint32(1))
    calls = _calls(rules, world, draws, [
        int(number(inputs, which, 0.0, low=0.0, high=1.0) * n) for which in ("by_lot", "chosen")
    ])  # fmt: skip
    shown = np.asarray(world.held.scores.shown[0])
    world, seen = _month(world, rules, calls, key, jnp.uint32(1))
    later = []
    for t in range(2, 2 + whole(inputs, "hearings", 0)):
        world, one = _month(world, rules, nobody, key, jnp.uint32(t))
        later.append(jax.tree.map(np.asarray, one))
    return (jax.tree.map(np.asarray, seen), later), shown


@jax.jit
def _month(
    world: World, rules: Rules, calls: CheckCalls, key: Array, t: Array
) -> tuple[World, _Seen]:
    """An ordinary month of everybody, and what it says of each."""
    people = world.people
    person = jnp.arange(people.age.shape[0], dtype=jnp.uint32)
    now, held, month = advance(
        Draws(key, person, t), people, rules, world.truth, world.held,
        corridor.alone(world, t), corridor.unhurried()._replace(checks=calls),
    )  # fmt: skip
    checked, out, before = month.checked, month.outcome, month.before.cases.stage
    assert checked is not None
    at_court = out.served & (before == Stage.REVIEW)
    seen = _Seen(
        checked.by_score[0], checked.by_lot[0], checked.did[0], checked.found[0],
        out.filed.any(axis=0), (out.served & ~at_court).any(axis=0), at_court.any(axis=0),
        out.won.any(axis=0),
    )  # fmt: skip
    return World(people, now, held), seen


def _calls(rules: Rules, world: World, draws: Draws, room: list[int]) -> CheckCalls:
    """Down to which place applications are checked, as the engine finds it."""
    checks = rules.observation.checks
    assert checks is not None and world.held.scores is not None
    who = applicants_of(world.people, world.held.scores.shown, rules, draws)
    kinds = checks.quota.shape[0]
    none = jnp.zeros((kinds, PLACES), jnp.int32)
    places = sample_places(who, kinds, draws)
    by_lot = lowest_called(counted(none, places), jnp.full(kinds, room[0], jnp.int32))
    heights = score_places(who, places >= by_lot[:, None], checks, rules.score, draws)
    by_score = lowest_called(counted(none, heights), jnp.full(kinds, room[1], jnp.int32))
    calls = CheckCalls(by_lot, by_score)
    assert int(choose(who, calls, checks, rules.score, draws).by_score.sum()) <= kinds * room[1]
    return calls


def _of(what: Any, among: Any) -> float:
    """A share; 0 of nobody."""
    return float(what[among].mean()) if among.any() else 0.0


def _shares(seen: _Seen, groups: dict[str, np.ndarray]) -> dict[str, float]:
    """How often checks find something, of all and by group; whom the score chooses."""
    by_lot, by_score = _of(seen.found, seen.by_lot), _of(seen.found, seen.by_score)
    told = {
        "found_by_lot": by_lot,
        "found_by_score": by_score,
        "lift": by_score / by_lot if by_lot else 0.0,
        "chosen_for_nothing": _of(~seen.did, seen.by_score),
    }
    for name, group in groups.items():
        told[f"chosen_{name}"] = _of(group, seen.by_score)
        told[f"found_{name}"] = _of(seen.found, seen.by_score & group)
        told[f"base_{name}"] = _of(seen.did, group)
        told[f"false_alarms_{name}"] = _of(seen.by_score, group & ~seen.did)
        told[f"hits_{name}"] = _of(seen.by_score, group & seen.did)
    return told


def _ratios(
    seen: _Seen, groups: dict[str, np.ndarray], shown: np.ndarray, inputs: Inputs
) -> dict[str, float]:
    """How many times as often one origin meets a stage as the other."""
    bar = np.quantile(shown, number(inputs, "high_risk", 0.3, low=0.01, high=0.99))
    stages = {
        "high_risk": shown <= bar,
        "chosen": seen.by_score,
        "unfounded": seen.by_score & ~seen.found,
        "blameless": seen.by_score & ~seen.did,
    }
    here = groups["resident"]
    told = {}
    for name, stage in stages.items():
        often, seldom = _of(stage, groups["elsewhere"]), _of(stage, here)
        told[f"ratio_{name}"] = often / seldom if seldom else 0.0
    pairs = (("elsewhere", "resident"), ("low_income", "high_income"))
    for name, other in pairs:
        rates = [_of(seen.by_score, groups[g] & ~seen.did) for g in (name, other)]
        told[f"ratio_false_{name}"] = rates[0] / rates[1] if rates[1] else 0.0
    return told


def _hearings(seen: _Seen, later: list[_Seen]) -> dict[str, float]:
    """Of those found: who objected, whose objection was upheld, who went to court and won."""
    found = seen.found

    def ever(field: str) -> Any:
        columns = [getattr(one, field) for one in (seen, *later)]
        return np.logical_or.reduce(columns) & found

    first_won = np.logical_or.reduce([one.won & one.at_first for one in (seen, *later)]) & found
    court_won = np.logical_or.reduce([one.won & one.at_court for one in (seen, *later)]) & found
    at_first, at_court = ever("at_first"), ever("at_court")
    return {
        "objected": _of(ever("filed"), found),
        "upheld": _of(first_won, at_first),
        "to_court": _of(at_court, at_first & ~first_won),
        "court_won": _of(court_won, at_court),
    }
