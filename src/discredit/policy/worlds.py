"""The rules of the two worlds of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from discredit.policy.compile import compile_rules
from discredit.policy.rules import Rules
from discredit.policy.schema import Policy
from discredit.policy.without import without


def rules_of_worlds(
    ours: Policy,
    theirs: Policy | None,
    first_month: int,
    months: int,
    worth: Mapping[str, float] | None = None,
    regions: Sequence[str] | None = None,
) -> tuple[Rules, Rules]:
    """The rules of both worlds of a run.

    Args:
        ours: The system in question.
        theirs: The one of the other world; None: nobody watches there.
        first_month: The index of the first month, see `units.month_index`.
        months: How many months there are.
        worth: Standard money per unit of each currency, see `society.money`; None: amounts are
            taken as they stand.
        regions: Those of the society, in its order; None: those that each policy names.

    Returns:
        Those of the world with the system first.
    """
    rules = compile_rules(ours, first_month, months, worth, regions)
    if theirs is None:
        return rules, without(rules)
    other = compile_rules(theirs, first_month, months, worth, regions)
    # What is of people is the same in both: where one takes money, both worlds have purses.
    budget = rules.life.budget or other.life.budget
    ours_lives, theirs_lives = (one.life._replace(budget=budget) for one in (rules, other))
    return rules._replace(life=ours_lives), other._replace(life=theirs_lives)
