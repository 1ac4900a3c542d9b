"""Numbers as people read them: rounded to what the interval can bear, with a true minus."""

from __future__ import annotations

from math import floor, isfinite, log10

NO_NUMBER = "–"
MOST_DECIMALS = 5
NAN = float("nan")


def decimals_for(value: float, low: float, high: float) -> int:
    """How many decimals to show: two figures of the half-width; negative rounds to tens.

    Without an interval, three figures of the value.

    >>> decimals_for(2815.0, 2703.0, 2927.0), decimals_for(0.0117, 0.0112, 0.0123)
    (-1, 5)
    """
    half = (high - low) / 2
    if isfinite(half) and half > 0:
        return min(1 - floor(log10(half)), MOST_DECIMALS)
    return 2 - floor(log10(abs(value))) if isfinite(value) and value != 0 else 0


def number(value: float, decimals: int = 0, *, sign: bool = False) -> str:
    """One number, thousands apart.

    >>> number(-10841.2, -1), number(417.5, 0, sign=True)
    ('−10,840', '+418')
    """
    if not isfinite(value):
        return NO_NUMBER
    rounded = round(value, decimals)
    text = f"{abs(rounded):,.{max(decimals, 0)}f}"
    if rounded < 0:
        return f"−{text}"
    return f"+{text}" if sign and rounded > 0 else text


def plain(value: float) -> str:
    """A number on its own: three figures, and no more decimals than that.

    >>> plain(0.012345), plain(14.2), plain(2815.4), plain(0)
    ('0.0123', '14.2', '2,815', '0')
    """
    if value == 0 or not isfinite(value):
        return "0" if value == 0 else NO_NUMBER
    if value == int(value):
        return number(value)
    return number(value, min(max(2 - floor(log10(abs(value))), 0), MOST_DECIMALS))


def interval(value: float, low: float, high: float, *, sign: bool = False) -> tuple[str, str]:
    """A value and its interval, rounded alike; the second is empty where there is no interval, or
    where all is nought.

    >>> interval(2815.0, 2703.0, 2927.0)
    ('2,820', '2,700 to 2,930')
    """
    decimals = decimals_for(value, low, high)
    shown = number(value, decimals, sign=sign)
    if not (isfinite(low) and isfinite(high)) or value == low == high == 0:
        return shown, ""
    ends = (number(end, decimals, sign=sign) for end in (low, high))
    return shown, " to ".join(ends)


def per_cent(value: float, low: float = NAN, high: float = NAN) -> tuple[str, str]:
    """A share and its interval in per cent.

    >>> per_cent(0.7111, 0.6894, 0.7327)
    ('71.1 %', '68.9 to 73.3 %')
    """
    shown, ends = interval(100 * value, 100 * low, 100 * high)
    return f"{shown} %", f"{ends} %" if ends else ""


def count(n: int, one: str, many: str) -> str:
    """A count with its noun.

    >>> count(1, "seed", "seeds"), count(4000, "seed", "seeds")
    ('1 seed', '4,000 seeds')
    """
    return f"{n:,} {one if n == 1 else many}"


def spoken(label: str) -> str:
    """A label of the data as words: underscores apart, a capital first.

    >>> spoken("business_owner")
    'Business owner'
    """
    text = label.replace("_", " ")
    return text[:1].upper() + text[1:]
