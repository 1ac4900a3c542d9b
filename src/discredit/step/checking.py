"""Who is checked in a month: applicants as their office has them, and those that it chooses."""

from __future__ import annotations

from jaxtyping import Array, Float32

from discredit.dossier import Dossier, Sightings
from discredit.draws import Draws
from discredit.observation import (
    Applicants,
    Checked,
    Hindsight,
    choose,
    inspect,
    register_for,
    who_is_scored,
)
from discredit.policy.rules import Rules
from discredit.society.applications import applies
from discredit.society.people import People
from discredit.step.branch import Branch
from discredit.truth import Acts, Conditions


def applicants_of(
    people: People, shown: Float32[Array, "scorer n"] | None, rules: Rules, draws: Draws
) -> Applicants:
    """Who has an application before the office, and where each stands with the scorers.

    Args:
        people: who they are.
        shown: [points] by scorer, as last month left them; None where nobody scores.
        rules: of this month; somebody can apply.
        draws: the luck of this month.

    Draws:
        APPLIES; CONSENT, once for all.
    """
    assert rules.behaviour.applications is not None
    register = register_for(people, rules)
    is_scored = None
    if rules.score is not None:
        is_scored = who_is_scored(register, rules.score, draws)
    return Applicants(
        applies(people, rules.behaviour.applications, draws), register, shown, is_scored
    )


def checked_now(
    people: People, held: Dossier, conditions: Conditions, rules: Rules, draws: Draws
) -> Checked | None:
    """Who is checked this month; nothing is found yet.

    Args:
        people: who they are.
        held: what the agencies hold, as last month left it.
        conditions: down to which places applications are checked.
        rules: of this month.
        draws: the luck of this month.

    Returns:
        None where nobody checks applications.

    Draws:
        Those of `applicants_of` and `observation.choose`.
    """
    checks = rules.observation.checks
    if checks is None or conditions.checks is None:
        return None
    shown = None if held.scores is None else held.scores.shown
    who = applicants_of(people, shown, rules, draws)
    return choose(who, conditions.checks, checks, rules.score, draws)


def look_into(
    go: Branch,
    people: People,
    acts: Acts,
    noted: tuple[Sightings, Hindsight],
    held: Dossier,
    conditions: Conditions,
    rules: Rules,
    draws: Draws,
) -> tuple[tuple[Sightings, Hindsight], Checked | None]:
    """The month's checks, and what they find, written down beside the other records.

    Args:
        go: keeps rooms apart for the compiler.
        people: who they are.
        acts: what there is to be found.
        noted: what was written down before, and what of it is so.
        held: what the agencies hold, as last month left it.
        conditions: down to which places applications are checked.
        rules: of this month.
        draws: the luck of this month.

    Returns:
        The same and what was found; and the checks, None where nobody checks.

    Draws:
        Those of `checked_now` and `observation.inspect`.
    """
    checked, checks = (
        go(checked_now, people, held, conditions, rules, draws),
        rules.observation.checks,
    )
    if checked is None or checks is None:
        return noted, None
    register = register_for(people, rules)
    sightings, hindsight, checked = go(inspect, acts, checked, register, noted, checks, draws)
    return (sightings, hindsight), checked
