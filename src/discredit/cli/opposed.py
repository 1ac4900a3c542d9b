"""The system of the other world on the command line: asked for, and told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import typer

from discredit.words.labels import warning

if TYPE_CHECKING:
    from discredit.plan import Plan


def opposed(
    plan: Plan,
    system: str,
    levers: list[str],
    against: str | None,
    levers_against: list[str],
    twin: bool,
) -> tuple[Plan, list[str]]:
    """The plan with a system in its other world, if one is asked for, and the words that ask."""
    from discredit.levers import named, other_changed
    from discredit.plan import against_other, load

    if against is None and not levers_against:
        return plan, []
    if not twin:
        raise typer.BadParameter("--no-twin leaves the world out that --against is about")
    words = [] if against is None else ["--against", against]
    words += [word for lever in levers_against for word in ("--set-against", lever)]
    theirs = other_changed(system if against is None else against, levers_against)
    plain = load(system)[0]
    found = against_other(replace(plan, policy=named(plan.policy, levers)), plain, theirs)
    return found, words


def other_told(plan: Plan) -> dict[str, Any]:
    """What is told of the system of the other world; nothing where it has none."""
    if plan.against is None:
        return {}
    from discredit.policy.facing import told
    from discredit.policy.label import label_of

    system = plan.against.system
    return {
        "worlds": dict(zip(("with", "without"), plan.worlds.heads, strict=True)),
        "against": {
            "name": plan.worlds.theirs,
            "title": system.title,
            "label": label_of(plan.against) or None,
            "warning": warning(system.evidence, system.standing),
            "evidence": system.evidence,
            "standing": system.standing,
            "differs": told(plan.policy, plan.against),
        },
    }
