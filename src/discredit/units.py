"""Months and units: the two measures every policy is written in.

A month is a plain int counted from January of year 0, so a span of months is a subtraction.
Units form a closed list; each has the interval its numbers must lie in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf
from typing import Final

MONTHS_PER_YEAR: Final = 12
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


def month_index(text: str) -> int:
    """The month `YYYY-MM` as months since January of year 0.

    >>> month_index("2016-05") - month_index("2015-12")
    5

    Args:
        text: Four digits, a hyphen, two digits.

    Returns:
        An index of `month_text`; the difference of two is a span of months.

    Raises:
        ValueError: It has another form, or names a month outside 01 to 12 or a year outside 1900 to
            2199 (a mistyped year is likelier than a policy of the year 20170). The text completes
            'it ...'.
    """
    match = _MONTH.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError("it must be a month written YYYY-MM, such as 2016-05")
    year, month = int(match[1]), int(match[2])
    if not 1 <= month <= MONTHS_PER_YEAR:
        raise ValueError("it must name a month from 01 to 12, such as 2016-05")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"it must lie in the years {FIRST_YEAR} to {LAST_YEAR}")
    return year * MONTHS_PER_YEAR + month - 1


def month_text(index: int) -> str:
    """The month with this index, as `YYYY-MM`; the inverse of `month_index`.

    >>> month_text(month_index("2016-05") + 8)
    '2017-01'

    Args:
        index: Months since January of year 0.

    Returns:
        Four digits, a hyphen, two digits.

    Raises:
        ValueError: It is no whole number, or lies outside the years 1900 to 2199.
    """
    if isinstance(index, bool) or not isinstance(index, int):
        raise ValueError(f"a month index is an int, not {type(index).__name__}")
    year, month = divmod(index, MONTHS_PER_YEAR)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"month index {index} lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return f"{year:04d}-{month + 1:02d}"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its name, the closed interval of its numbers and how to say both.

    `rule` completes 'it must be ...'; `remedy` tells what to write instead. `whole` units take
    integers only; a `switch` takes true or false only.
    """

    name: str
    low: float
    high: float
    rule: str
    remedy: str = ""
    whole: bool = False
    switch: bool = False

    def admits(self, value: float | bool) -> bool:
        """Whether this unit can carry a value.

        Args:
            value: A number, or true or false.

        Returns:
            False for NaN and infinities, whatever the unit.
        """
        if isinstance(value, bool) or self.switch:
            return isinstance(value, bool) and self.switch
        if not (self.low <= value <= self.high) or value in (inf, -inf):
            return False
        return not self.whole or float(value).is_integer()


MONEY: Final = "CNY"
"""What standard money is called; see `society.spec.STANDARD_MEDIAN`."""
CURRENCIES: Final = (
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN",
    "BHD", "BIF", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF",
    "CLP", "CNY", "COP", "CRC", "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN",
    "ETB", "EUR", "FJD", "GBP", "GEL", "GHS", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG",
    "HUF", "IDR", "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR",
    "KMF", "KPW", "KRW", "KWD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL",
    "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD",
    "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG",
    "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SOS", "SRD",
    "SSP", "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH",
    "UGX", "USD", "UYU", "UZS", "VES", "VND", "VUV", "WST", "XAF", "XCD", "XOF", "XPF", "YER",
    "ZAR", "ZMW",
)  # fmt: skip
"""Money that an amount may be in, by the three letters of ISO 4217."""


def is_money(unit: str) -> bool:
    """Whether a unit is of money.

    >>> is_money("EUR"), is_money("CNY per month"), is_money("months")
    (True, True, False)

    Args:
        unit: The name of a unit.
    """
    return unit[:3] in CURRENCIES and unit[3:4] in ("", " ")


_PER_CENT = "For five per cent write 0.05."
_RATE = "For five per cent a month write 0.05; once a year is about 0.08."
_UNITS = (
    Unit("share", 0, 1, "a share from 0 to 1", _PER_CENT),
    Unit("probability", 0, 1, "a probability from 0 to 1", _PER_CENT),
    Unit("per month", 0, 1, "a rate per person and month from 0 to 1", _RATE),
    Unit("per case-month", 0, 1, "a rate per open case and month from 0 to 1", _RATE),
    Unit("per tie-month", 0, 1, "a rate per tie and month from 0 to 1", _RATE),
    Unit("events per month", 0, 1000, "a number of events per person and month from 0 to 1000"),
    Unit("months", 0, 1200, "a number of months from 0 to 1200", "For two years write 24."),
    Unit("years", 0, 120, "a number of years from 0 to 120"),
    Unit("minutes", 0, 1e5, "a number of minutes from 0 to 100000"),
    Unit("hours", 0, 8784, "a number of hours from 0 to 8784 (a year)"),
    Unit("hours per month", 0, 744, "a number of hours per month from 0 to 744"),
    *(
        Unit(code, 0, 1e15, f"an amount in {code}, 0 or more", "Write a loss as a positive amount.")
        for code in CURRENCIES
    ),
    *(
        Unit(f"{code} per {time}", 0, most, f"an amount in {code} per {time}, 0 or more")
        for time, most in (("month", 1e15), ("hour", 1e6))
        for code in CURRENCIES
    ),
    Unit("people", 0, 1e11, "a number of people, 0 or more"),
    Unit("people per month", 0, 1e11, "a number of people per month, 0 or more"),
    Unit(
        "per million people per month", 0, 1e6, "a number per million people and month, 0 or more"
    ),
    Unit("ratio", 0, 1e9, "a ratio, 0 or more"),
    Unit("multiplier", 0, 1e6, "a multiplier, 0 or more", "Write 1 for no change."),
    Unit("count", 0, 2**31 - 1, "a whole number, 0 or more", whole=True),
    Unit("score points", -1e6, 1e6, "a number of points from -1000000 to 1000000"),
    Unit("stars", 0, 5, "a number of stars from 0 to 5"),
    Unit("metres", 0, 1e8, "a distance in metres, 0 or more"),
    Unit("weight", 0, 1, "a weight from 0 to 1", _PER_CENT),
    Unit("Gini", 0, 1, "a Gini coefficient from 0 to 1"),
    Unit("correlation", -1, 1, "a correlation from -1 to 1"),
    Unit("relative change", -1, 1e3, "a relative change, -1 or more", "Write -0.3 for 30 % less."),
    Unit("elasticity", -20, 20, "an elasticity from -20 to 20"),
    Unit("standard deviations", -20, 20, "a number of standard deviations from -20 to 20"),
    Unit("log points", -20, 20, "a change in a natural logarithm from -20 to 20"),
    Unit("years per unit share", -1000, 1000, "a number of years from -1000 to 1000"),
    Unit("ties", 0, 1e6, "a number of ties, 0 or more"),
    Unit("ties squared", 0, 1e12, "a variance of numbers of ties, 0 or more"),
    Unit("log-odds", -50, 50, "a change in log-odds from -50 to 50"),
    Unit("switch", 0, 1, "true or false", "Write true or false.", switch=True),
)
UNITS: Final[dict[str, Unit]] = {unit.name: unit for unit in _UNITS}
"""Every unit a policy may use, by name."""
