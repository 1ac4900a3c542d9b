"""How a number is written, on the terminal, in a report, in a study and in a life story.

One form for everybody: thousands apart, a true minus, as many digits as the number can bear, and
no zeros after the last of them. A rule of a policy that is quoted in an error keeps the form that
a file needs instead (`1.5`, not `1,500`).
"""

from __future__ import annotations

from calendar import month_name
from collections.abc import Sequence
from math import floor, inf, isfinite, isnan, log10
from typing import Final, NamedTuple

from discredit.units import MONTHS_PER_YEAR
from discredit.words.tongue import ENGLISH, language, say

NO_NUMBER: Final = "–"
NAN: Final = float("nan")
MEASURED: Final = 3
"""Digits of a simulated figure that has no interval."""
STATED: Final = 6
"""Digits of a number that somebody stated: of a policy, of a society, of a range."""
_MOST_DECIMALS: Final = 5
_LARGE: Final = {
    ENGLISH: ((1e9, "billion"), (1e6, "million")),
    "zh": ((1e8, "亿"), (1e4, "万")),
}
"""The words for large numbers in each language, the largest first."""
_SMALLEST: Final = 1e-6
"""A number nearer to nought is written with a power of ten."""


def figure(value: float, digits: int = MEASURED, *, sign: bool = False) -> str:
    """A number with so many digits; those before the decimal point are all kept. Yes or no.

    >>> [figure(x) for x in (0.012345, 0.5, 14.23, -2815.4, 0, True)]
    ['0.0123', '0.5', '14.2', '−2,815', '0', 'yes']
    >>> figure(float("inf")), figure(float("nan")), figure(1.25e-7), figure(12.3, sign=True)
    ('without end', '–', '1.25e-07', '+12.3')

    Args:
        value: Also true or false, without end, or NaN.
        digits: How many count, from the first that is not nought.
        sign: Whether a plus is written too.
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isfinite(value):
        return NO_NUMBER if isnan(value) else "without end"
    if 0 < abs(value) < _SMALLEST:
        return _signed(value, f"{abs(value):.{digits}g}", sign)
    text = number(value, max(_decimals(value, digits), 0), sign=sign)
    return text.rstrip("0").rstrip(".") if "." in text else text


def stated(value: float) -> str:
    """A number that somebody stated, in full.

    >>> [stated(x) for x in (0.00125, 250_000.0, 0.41, False)]
    ['0.00125', '250,000', '0.41', 'no']

    Args:
        value: As somebody wrote it down.
    """
    return figure(value, STATED)


def read(text: str) -> float:
    """A number as it is written here, or as Python writes it.

    >>> read("−1,200"), read("0.05"), read("1e5")
    (-1200.0, 0.05, 100000.0)

    Args:
        text: Digits, with commas between thousands if there are any.

    Raises:
        ValueError: The text is no number.
    """
    return float(text.replace(",", "").replace("−", "-"))


def span(ends: Sequence[float]) -> str:
    """The range of a number that somebody stated.

    >>> span((0.05, 1200.0))
    '0.05 to 1,200'

    Args:
        ends: The lowest and the highest.
    """
    low, high = map(stated, ends)
    return say("{low} to {high}", low=low, high=high)


def number(value: float, decimals: int = 0, *, sign: bool = False) -> str:
    """A number with so many decimals; −1 rounds to tens.

    >>> number(-10841.2, -1), number(417.5, sign=True), number(0.5, 2)
    ('−10,840', '+418', '0.50')

    Args:
        value: NaN and infinities are written as a dash.
        decimals: Digits after the point; -1 rounds to tens.
        sign: Whether a plus is written too.
    """
    if not isfinite(value):
        return NO_NUMBER
    rounded = round(value, decimals)
    return _signed(rounded, f"{abs(rounded):,.{max(decimals, 0)}f}", sign)


def decimals_for(value: float, low: float = NAN, high: float = NAN) -> int:
    """How many decimals a figure can bear: two digits of half its interval; −1 rounds to tens.

    Without an interval, three digits of the value.

    >>> decimals_for(2815.0, 2703.0, 2927.0), decimals_for(0.0117, 0.0112, 0.0123)
    (-1, 5)

    Args:
        value: The figure.
        low: The lower end of its interval; NaN: there is none.
        high: The upper end.
    """
    half = (high - low) / 2
    if isfinite(half) and half > 0:
        return min(1 - floor(log10(half)), _MOST_DECIMALS)
    return _decimals(value, MEASURED)


def interval(value: float, low: float, high: float, *, sign: bool = False) -> tuple[str, str]:
    """A figure and its interval, rounded alike.

    The second is empty where there is no interval, and where all is nought.

    >>> interval(2815.0, 2703.0, 2927.0)
    ('2,820', '2,700 to 2,930')

    Args:
        value: The figure.
        low: The lower end of its interval; NaN: there is none.
        high: The upper end.
        sign: Whether a plus is written too.

    Returns:
        The figure, and 'low to high'; 'low or more' where there is no upper end.
    """
    decimals = decimals_for(value, low, high)
    written = number(value, decimals, sign=sign)
    if isfinite(low) and high == inf:
        return written, say("{low} or more", low=number(low, decimals, sign=sign))
    if not (isfinite(low) and isfinite(high)) or value == low == high == 0:
        return written, ""
    ends = (number(end, decimals, sign=sign) for end in (low, high))
    return written, say("{low} to {high}", low=next(ends), high=next(ends))


class Compared(NamedTuple):
    """A figure in two worlds and what lies between them, written."""

    with_: str
    without: str
    difference: str
    interval: str  # empty where there is none


def compared(with_: float, without: float, ends: tuple[float, float, float]) -> Compared:
    """Two levels with the decimals that their difference can bear.

    >>> compared(12815.0, 10000.0, (2815.0, 2703.0, 2927.0))
    Compared(with_='12,820', without='10,000', difference='+2,820', interval='+2,700 to +2,930')
    >>> compared(0.1234, 0.1234, (0.0, 0.0, 0.0))
    Compared(with_='0.123', without='0.123', difference='0', interval='')

    Args:
        with_: The level with the system.
        without: The level without it.
        ends: The difference and both ends of its interval; NaN where there is none.
    """
    has_change = isfinite(ends[0]) and any(ends)
    decimals = decimals_for(*ends) if has_change else decimals_for(with_ or without)
    if not has_change:
        decimals = max(decimals, 0)
    change, between = interval(*ends, sign=True)
    return Compared(number(with_, decimals), number(without, decimals), change, between)


def per_cent(value: float, decimals: int = 0, *, sign: bool = False) -> str:
    """A share in per cent.

    >>> per_cent(0.7111, 1), per_cent(-0.04, sign=True)
    ('71.1 %', '−4 %')

    Args:
        value: A share; 1 is 100 %.
        decimals: Digits after the point.
        sign: Whether a plus is written too.

    Returns:
        The number, a blank and the sign for per cent.
    """
    return f"{number(100 * value, decimals, sign=sign)} %"


def share(value: float, low: float = NAN, high: float = NAN) -> tuple[str, str]:
    """A share and its interval in per cent.

    >>> share(0.7111, 0.6894, 0.7327)
    ('71.1 %', '68.9 to 73.3 %')

    Args:
        value: A share; 1 is 100 %.
        low: The lower end of its interval; NaN: there is none.
        high: The upper end.

    Returns:
        The share, and 'low to high %'; '' where there is no interval.
    """
    written, ends = interval(100 * value, 100 * low, 100 * high)
    return f"{written} %", f"{ends} %" if ends else ""


def count(n: int, one: str, many: str) -> str:
    """A count with its noun.

    >>> count(1, "seed", "seeds"), count(4000, "seed", "seeds")
    ('1 seed', '4,000 seeds')

    Args:
        n: How many.
        one: The noun for one of them.
        many: The noun for several, and for none.

    Returns:
        The number and the noun that goes with it.
    """
    return f"{n:,} {one if n == 1 else many}"


def counted(n: int, one: str, many: str) -> str:
    """The same in the language that is spoken now.

    >>> counted(1, "seed", "seeds")
    '1 seed'

    Args:
        n: How many.
        one: The noun for one of them, in English.
        many: The noun for several, and for none.
    """
    return say(f"{{n}} {one if n == 1 else many}", n=f"{n:,}")


def large(value: float) -> str:
    """Three digits whatever the size, in millions or billions where it is that large.

    >>> large(12_345_678), large(98_765), large(0.5)
    ('12.3 million', '98,800', '0.5')

    Args:
        value: Of any size.
    """
    for size, word in _LARGE[language()]:
        if abs(value) >= size:
            return f"{figure(float(f'{value:.3g}') / size)} {word}"
    return figure(float(f"{value:.3g}"))


def money(amount: float, called: str) -> str:
    """An amount of money.

    >>> money(90_000, "yuan")
    '90,000 yuan'

    Args:
        amount: In that money.
        called: What it is called, in the plural.

    Returns:
        Whole units.
    """
    return f"{number(amount)} {called}"


def duration(months: int) -> str:
    """A time in years and months.

    >>> duration(27), duration(12), duration(0)
    ('2 years and 3 months', '1 year', '0 months')

    Args:
        months: From 0.

    Returns:
        What is nought is left out, but for '0 months'.
    """
    years, rest = divmod(months, MONTHS_PER_YEAR)
    whole, left = counted(years, "year", "years"), counted(rest, "month", "months")
    if years and rest:
        return say("{years} and {months}", years=whole, months=left)
    return whole if years else left


def month(index: int) -> str:
    """A month of the calendar.

    >>> month(2016 * 12)
    'January 2016'

    Args:
        index: See `units.month_index`.

    Returns:
        Its name and its year.
    """
    year, of_year = divmod(index, MONTHS_PER_YEAR)
    return say("{month} {year}", month=say(month_name[of_year + 1]), year=year)


def memory(size: int) -> str:
    """So many bytes.

    >>> memory(95_420_416), memory(2 * 2**20), memory(3 * 2**29)
    ('91 MiB', '2.0 MiB', '1.5 GiB')

    Args:
        size: [bytes].

    Returns:
        MiB or GiB, rounded.
    """
    mib = size / 2**20
    if mib >= 100:
        return f"{number(mib / 2**10, 1)} GiB"
    return f"{number(mib, 0 if mib >= 10 else 1)} MiB"


def seconds(taken: float) -> str:
    """A time that a computer took.

    >>> seconds(0.34), seconds(12.34), seconds(312.3)
    ('0.3 s', '12.3 s', '312 s')

    Args:
        taken: [seconds].

    Returns:
        To a tenth, from 100 on whole.
    """
    return f"{number(taken, 0 if taken >= 100 else 1)} s"


def clock(left: float) -> str:
    """So many seconds as a clock shows them.

    >>> clock(75), clock(4000)
    ('1:15', '1:06:40')

    Args:
        left: [seconds].
    """
    minutes, rest = divmod(round(left), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def speed(person_months_per_second: float) -> str:
    """How fast a run goes.

    >>> speed(12_345_678), speed(98_765), speed(12)
    ('12.3 M person-months/s', '98.8 k person-months/s', '12 person-months/s')

    Args:
        person_months_per_second: Of all processes together.

    Returns:
        In thousands or millions where it is that fast.
    """
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if person_months_per_second >= size:
            return f"{figure(person_months_per_second / size)} {letter} person-months/s"
    return f"{number(person_months_per_second)} person-months/s"


def _decimals(value: float, digits: int) -> int:
    """Decimals that give so many digits; NaN and nought have none."""
    return digits - 1 - floor(log10(abs(value))) if isfinite(value) and value else 0


def _signed(value: float, size: str, sign: bool) -> str:
    return f"−{size}" if value < 0 else f"+{size}" if sign and value > 0 else size
