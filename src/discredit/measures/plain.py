"""Sums over people as plain values, for a file, and back: to the bit what they were.

Arrays, and the named tuples, tuples, lists and mappings that hold them, say what they are; which
named tuples there may be is said by whoever reads them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

import numpy as np

_KINDS: Final = ("float64", "int64")


def plain(value: Any) -> Any:
    """What JSON has words for, in place of sums.

    Args:
        value: Of arrays (float64, int64), texts, numbers, and what holds them.

    Returns:
        Lists, mappings, texts and finite numbers.

    Raises:
        TypeError: Something in it is no such value.
    """
    if isinstance(value, np.ndarray):
        kind = str(value.dtype)
        if kind not in _KINDS:
            raise TypeError(f"an array of {kind}")
        numbers = value.reshape(-1).tolist()
        if not np.isfinite(value).all():
            numbers = [x if np.isfinite(x) else str(x) for x in numbers]
        return {kind: numbers, "shape": list(value.shape)}
    if isinstance(value, Counter):
        return {"counted": [[plain(key), int(n)] for key, n in value.items()]}
    if isinstance(value, dict):
        return {"mapping": [[plain(key), plain(one)] for key, one in value.items()]}
    if isinstance(value, tuple):
        name = type(value).__name__ if hasattr(value, "_fields") else "tuple"
        return {name: [plain(one) for one in value]}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, str | int | float):
        return value
    raise TypeError(f"a {type(value).__name__}")


def summed(value: Any, forms: Iterable[type]) -> Any:
    """The sums that `plain` made plain.

    Args:
        value: What it gave.
        forms: The named tuples that may be among them.

    Raises:
        ValueError: It is nothing that `plain` gives of these.
        TypeError: The same.
    """
    if isinstance(value, list):
        return [summed(one, forms) for one in value]
    if not isinstance(value, dict):
        return value
    name, held = next(iter(value.items()))
    if name in _KINDS:
        return np.array(held, name).reshape(value["shape"])
    if name == "tuple":
        return tuple(summed(one, forms) for one in held)
    if name in ("counted", "mapping"):
        pairs = ((summed(key, forms), summed(one, forms)) for key, one in held)
        return Counter(dict(pairs)) if name == "counted" else dict(pairs)
    for form in forms:
        if form.__name__ == name:
            return form(*(summed(one, forms) for one in held))
    raise ValueError(f"no sums are called {name}")
