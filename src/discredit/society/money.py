"""What an amount of money is worth in a society, whatever currency a file gives it in.

Everything is worked in standard money, of which a median income buys as much in every society. An
amount in the society's own currency is what it says. One in another is so many months of the median
income of its home: of the society of the library that has this currency, or what the system states
as its `median_income`; so a fine weighs as much wherever a system is laid.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from discredit.errors import Fault, SocietyError
from discredit.policy.address import numbers
from discredit.policy.schema import Policy
from discredit.society.spec import (
    STANDARD_MEDIAN,
    SocietySpec,
    amount,
    load_society,
    society_names,
)
from discredit.units import MONTHS_PER_YEAR, is_money


def worth_in(society: SocietySpec, *policies: Policy | None) -> Mapping[str, float]:
    """Standard money per unit of each currency that these policies use.

    Args:
        society: The society that they are run on.
        policies: Some may be None.

    Returns:
        By currency.

    Raises:
        SocietyError: A policy has an amount in a currency that has no home.
    """
    worth: dict[str, float] = {}
    for policy in policies:
        for path, number in numbers(policy).items() if policy is not None else ():
            currency = number.unit[:3]
            if not is_money(number.unit) or currency in worth:
                continue
            found = _worth(currency, society, policy)
            if found is None:
                raise SocietyError([_homeless(path, number.unit, society)])
            worth[currency] = found
    return worth


def _worth(currency: str, society: SocietySpec, policy: Policy | None) -> float | None:
    if currency == society.currency:
        return 1 / society.money_rate
    stated = policy and policy.system.median_income
    if stated is not None and stated.unit[:3] == currency:
        return STANDARD_MEDIAN / MONTHS_PER_YEAR / amount(stated)
    home = _home_of(currency)
    return None if home is None else 1 / home.money_rate


@cache
def _home_of(currency: str) -> SocietySpec | None:
    """The first society of the library that has this currency."""
    each = (load_society(name) for name in society_names())
    return next((spec for spec in each if spec.currency == currency), None)


def _homeless(path: str, unit: str, society: SocietySpec) -> Fault:
    rule = (
        f"the society {society.name} has {society.currency}, no society of the library has "
        f"{unit[:3]}, and the system does not say what a median income is in it"
    )
    remedy = f"Add median_income in {unit[:3]} per month to the system."
    return Fault(path, 0, "unit", unit, rule, remedy)
