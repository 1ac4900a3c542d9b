"""The rows of habits and checks among the rules."""

from __future__ import annotations

from typing import Any

from discredit.policy.check_rules import CheckRules
from discredit.policy.checking import Check
from discredit.policy.conduct import Behaviour
from discredit.policy.rows import stacked_rows
from discredit.policy.rules import HabitRules, ScoreRules
from discredit.policy.weights import lean, weighs_habits


def habits_of(reader: Any, behaviour: Behaviour, score: ScoreRules | None) -> HabitRules | None:
    """Habits, where some scorer weighs one or some conduct goes with one.

    Args:
        reader: Of the policy's numbers.
        behaviour: What people do.
        score: The rules of all scorers.

    Returns:
        None where nobody asks for a habit.
    """
    goes_with = any(conduct.by_habit is not None for conduct in behaviour.conducts.values())
    if behaviour.habits is None or not (weighs_habits(score) or goes_with):
        return None
    return lean(
        reader.struct(HabitRules, behaviour.habits), "with_residence", "with_background", "with_sex"
    )


def checks_of(reader: Any, checks: dict[str, Check], catalogue: list[str]) -> CheckRules | None:
    """One row for each check, in the order of the policy.

    Args:
        reader: Of the policy's numbers.
        checks: By the conduct that they look for.
        catalogue: The conducts of the conduct file, in order.

    Returns:
        None where nobody checks.
    """
    if not checks:
        return None
    scorers = reader.names.scorers
    rows = [
        reader.struct(
            CheckRules,
            check,
            conduct=reader.constant(float(catalogue.index(name))),
            scorer=reader.constant(float(scorers.index(check.scorer) if check.scorer else -1)),
            highest=reader.constant(float(check.first == "highest")),
        )
        for name, check in checks.items()
    ]
    whole = stacked_rows(rows)
    return lean(whole, "picked_by_background", "false_by_background", nothing=1.0)
