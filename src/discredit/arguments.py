"""Arguments as people write them in Python, made plain: numbers, seeds, names, months, paths.

What is understood becomes a plain value. What is not stays as it is: whoever checks the value says
what was found. NumPy's numbers, arrays and texts, pandas' and JAX's are known by how they behave,
so that none of them is loaded for it.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import islice
from numbers import Real
from pathlib import Path
from typing import Any, Final, SupportsFloat, SupportsIndex, TypeAlias, TypeGuard

from discredit.errors import Fault, InputError, quoted

Whole: TypeAlias = SupportsIndex | SupportsFloat | str
"""A whole number: 100000, 1e5, NumPy's, or a text of it ('100_000')."""
Scalar: TypeAlias = SupportsIndex | SupportsFloat
"""A number of any kind; true or false is one of them."""
Seeds: TypeAlias = Whole | Iterable[Whole]
"""How many seeds there are (1 to that number), or which."""
Names: TypeAlias = Iterable[str | os.PathLike[str]] | str | os.PathLike[str]
"""One name or file, or several."""

MOST_SEEDS: Final = 1000
_EXACT: Final = 2**53
"""Beyond it a float skips whole numbers."""
_WRITTEN = re.compile(
    r"[0-9]{1,3}(,[0-9]{3})+|[0-9]+(_[0-9]+)*|[0-9]+(\.[0-9]*)?([eE]\+?[0-9]{1,3})?"
)
_LONGEST: Final = 40


def whole(given: object) -> Any:
    """A whole number, however it is written.

    >>> whole(1e5), whole("100_000"), whole("1e5"), whole("1,000"), whole(1000.5), whole(True)
    (100000, 100000, 100000, 1000, 1000.5, True)

    Args:
        given: A number of Python, NumPy, pandas or JAX, or a text of one.

    Returns:
        An int; what is no whole number, or a float too large to be exact, as it was given.
    """
    number = plain(given)
    if isinstance(number, str):
        number = _read(number)
    if isinstance(number, bool) or not isinstance(number, (Real, Decimal)):
        return given
    if isinstance(number, int):
        return int(number)
    exact: Any = number
    try:
        is_whole = int(exact) == exact and abs(exact) <= _EXACT
    except (ValueError, OverflowError):  # not a number, or without end
        return given
    return int(exact) if is_whole else given


def number(given: object) -> Any:
    """A number or a switch of a policy: of Python, NumPy, pandas or JAX, alone or by label.

    >>> number(Decimal("0.5")), number({"a": 1}), number(True), number("0.5")
    (0.5, {'a': 1}, True, '0.5')

    Args:
        given: What was handed in; a text is no number here, for a policy has both.
    """
    if isinstance(given, Mapping):
        return {text(name): number(value) for name, value in given.items()}
    value = plain(given)
    if isinstance(value, (bool, int, float)):
        return value
    return float(value) if isinstance(value, (Real, Decimal)) else value


def several(given: object, most: int) -> tuple[Any, ...]:
    """Whole numbers in the order given: one alone, or those of a list, an array, a column.

    >>> several(range(3), 9), several("7", 9), several({2, 1}, 9)
    ((0, 1, 2), (7,), (1, 2))

    Args:
        given: One number or many; a set, which has no order, is put in order.
        most: No more than one beyond so many are taken, for there may be no end of them.
    """
    given = plain(given)
    if not _is_many(given):
        return (whole(given),)
    first = [whole(one) for one in islice(given, most + 1)]
    if isinstance(given, (set, frozenset)) and all(isinstance(one, int) for one in first):
        first.sort()
    return tuple(first)


def seeds(given: object, most: int) -> tuple[Any, ...]:
    """Seeds: so many of them, counted from 1, or those of a list.

    >>> seeds(3, 9), seeds([3], 9), seeds(range(5, 7), 9), seeds(None, 9)
    ((1, 2, 3), (3,), (5, 6), (1,))

    Args:
        given: How many, or which; None for one.
        most: No more than one beyond so many are taken.
    """
    if given is None:
        return (1,)
    found = several(given, most)
    if _is_many(plain(given)):
        return found
    (how_many,) = found
    is_count = isinstance(how_many, int) and not isinstance(how_many, bool) and how_many >= 0
    return tuple(range(1, min(how_many, most + 1) + 1)) if is_count else found


def names(given: object) -> tuple[Any, ...]:
    """Names and files, as texts: one alone, or those of a list.

    >>> names("a"), names(Path("b.yaml")), names(["a", Path("b.yaml")]), names(None)
    (('a',), ('b.yaml',), ('a', 'b.yaml'), ())

    Args:
        given: One or many; None for none.
    """
    given = plain(given)
    if given is None:
        return ()
    return tuple(map(text, given)) if _is_many(given) else (text(given),)


def text(given: object) -> Any:
    """A text: of Python or NumPy, or that of a path.

    Args:
        given: What was handed in.

    Returns:
        A str; what is none, as it was given.
    """
    found = plain(given)
    if isinstance(found, os.PathLike):
        found = os.fspath(found)
    return str.__str__(found) if isinstance(found, str) else given


def month(given: object) -> Any:
    """A month as YYYY-MM, from a text or from a date on its first day.

    >>> month("2016-05"), month(date(2016, 5, 1)), month(date(2016, 5, 17))
    ('2016-05', '2016-05', datetime.date(2016, 5, 17))

    Args:
        given: A text, or a date of Python, NumPy or pandas.
    """
    if getattr(getattr(given, "dtype", None), "kind", "") == "M" and not getattr(given, "shape", 1):
        day = str(given)[:10]
        return day[:7] if day[7:] in ("", "-01") else given
    if isinstance(given, date):  # a Timestamp of pandas is one too
        return f"{given:%Y-%m}" if given.day == 1 else given
    return text(given)


def path(given: object, what: str) -> Path:
    """A path, from a text or a path; ~ is the home of the user.

    Args:
        given: What was handed in.
        what: What messages call it.

    Raises:
        InputError: It is neither, or empty.
    """
    found = text(given)
    if not isinstance(found, str) or not found:
        rule, remedy = "it must be a path", f'Write {what}="results/mine".'
        shown = quoted(found) if found != "" else "empty"
        raise InputError([Fault("this call", 0, what, shown, rule, remedy)])
    try:
        return Path(found).expanduser()
    except RuntimeError:  # nobody has a home here, or not that user
        return Path(found)


def plain(given: object) -> Any:
    """A single value of NumPy, pandas or JAX as Python's own; all else as it is.

    Args:
        given: What was handed in.
    """
    item = getattr(given, "item", None)
    if callable(item) and getattr(given, "shape", None) == ():
        return item()
    return given


def _is_many(given: object) -> TypeGuard[Iterable[Any]]:
    return isinstance(given, Iterable) and not isinstance(given, (str, bytes, os.PathLike, Mapping))


def _read(written: str) -> object:
    """The number of a text; the text where it is none."""
    bare = written.strip()
    if len(bare) > _LONGEST or not _WRITTEN.fullmatch(bare):
        return written
    digits = bare.replace(",", "").replace("_", "")
    return int(digits) if digits.isdecimal() else float(digits)


def is_whole(value: object) -> TypeGuard[int]:
    """Whether a value is a whole number, and not true or false.

    Args:
        value: Whatever was handed in.
    """
    return isinstance(value, int) and not isinstance(value, bool)


def seeds_faults(seeds: tuple[int, ...]) -> Iterator[tuple[str, str, str, str]]:
    """What cannot be of seeds: each is one, none stands twice, and they are not too many.

    Args:
        seeds: As `arguments.seeds` gives them.
    """
    if not 1 <= len(seeds) <= MOST_SEEDS:
        found = f"more than {MOST_SEEDS} long" if seeds else "0 long"
        yield "seeds", found, f"it must name 1 to {MOST_SEEDS} seeds", ""
    strange = [seed for seed in seeds if not is_whole(seed) or not 0 <= seed < 2**63]
    for seed in strange:
        rule = "a seed must be a whole number from 0 to 2**63 - 1"
        remedy = "Write seeds=3 for 1, 2 and 3, or seeds=[7] for that one."
        yield "seeds", quoted(seed), rule, remedy
    repeated = () if strange else [seed for seed, n in Counter(seeds).items() if n > 1]
    if repeated:
        rule = "a seed may stand once, since the same seed gives the same society and luck"
        yield "seeds", f"{quoted(repeated[0])} twice", rule, "Remove one."
