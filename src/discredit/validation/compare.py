"""Expected beside obtained, under the tolerance that the case states."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, NamedTuple

from discredit.validation.inputs import as_number

_OF = {
    "sd": ("standard_deviation", "simulated_sd"),
    "edge": ("window",),
    "counts": ("expected_counts", "poisson_counts"),
    "value": ("maximum", "at_one"),
    "rate": ("at", "zero_at"),
    "active": ("active_at_critical", "below", "above"),
    "level": ("mean_level",),
    "acceptance": ("acceptance_black", "acceptance_white"),
}
"""What a tolerance is about, where its name alone does not say so."""
_SUFFIX = re.compile(r"^(?:(?P<stem>.+)_)?(?P<way>abs|rel|min|max)$")
_NOT_ABOUT = ("", "analytic", "simulated")

Path = tuple[str, ...]


class Bound(NamedTuple):
    """How far an obtained value may lie from the expected one."""

    says: str
    low: float
    high: float


class Line(NamedTuple):
    """One quantity of a case. `passes` is None where the case states no tolerance for it."""

    name: str
    expected: Any  # as the case has it: a number, a truth, or a list of them
    obtained: Any  # None: not obtained
    tolerance: str
    passes: bool | None


def compare(
    expected: Mapping[str, Any],
    obtained: Mapping[str, Any],
    tolerance: Mapping[str, Any],
) -> tuple[Line, ...]:
    """Every number, or list of numbers, that the case expects; then what its tolerance alone names.

    A number that was not obtained fails. Words (a law, a remark) are not compared.
    """
    lines = []
    for path, value in _quantities(expected):
        found = _at(obtained, path)
        bounds = [_bound(path, each, tolerance) for each in _flat(value)]
        lines.append(_line(path, value, found, bounds))
    named = {line.name for line in lines}
    for name, bound in _intervals(tolerance):
        if name in obtained and name not in named:
            lines.append(_line((name,), bound.says, obtained[name], [bound]))
    return tuple(lines)


def _line(path: Path, value: Any, found: Any, bounds: list[Bound | None]) -> Line:
    name = ".".join(path)
    if found is None:
        return Line(name, value, None, "", False)
    numbers = _flat(found)
    judged = [
        bound.low <= number <= bound.high
        for number, bound in zip(numbers, bounds, strict=False)
        if bound is not None
    ]
    says = next((bound.says for bound in bounds if bound is not None), "none stated")
    # A longer list goes on beyond what was published; a shorter one lacks something, but for one
    # figure beside a range that several runs were found to lie in.
    is_one = len(numbers) == 1 and len(set(bounds)) == 1
    is_whole = is_one or len(numbers) >= len(bounds)
    return Line(name, value, found, says, (all(judged) and is_whole) if judged else None)


def _quantities(expected: Mapping[str, Any], under: Path = ()) -> Iterator[tuple[Path, Any]]:
    for key, value in expected.items():
        path = (*under, str(key))
        if key == "accept":  # what the case accepts stands under tolerance too
            continue
        if isinstance(value, Mapping):
            yield from _quantities(value, path)
        elif all(isinstance(each, bool | int | float) for each in _flat(value)):
            yield path, value


def _flat(value: Any) -> list[Any]:
    if isinstance(value, list | tuple):
        return [each for inner in value for each in _flat(inner)]
    return [value]


def _at(obtained: Mapping[str, Any], path: Path) -> Any:
    """The value at a path; a number may be a key too."""
    here: Any = obtained
    for key in path:
        if not isinstance(here, Mapping):
            return None
        here = {str(name): value for name, value in here.items()}.get(key)
    return here


def _bound(path: Path, value: Any, tolerance: Mapping[str, Any]) -> Bound | None:
    """The tolerance on one number: the one that names it, else the one for everything simulated,
    else the one for everything."""
    if not isfinite(value):
        return None
    if isinstance(value, bool) or tolerance.get("exact") is True:
        return Bound("exact", value, value)
    if tolerance.get("exact_zero") is True and value == 0:
        return Bound("exact", 0.0, 0.0)
    for key, margin in tolerance.items():
        found = _SUFFIX.match(key)
        stem = (found["stem"] or "").removeprefix("simulated_") if found else key
        if stem not in _NOT_ABOUT and _names(stem.removesuffix("_exact"), path):
            return _within(value, found["way"] if found else "exact", margin)
    for kind in ("simulated", "", "analytic"):
        for way in ("abs", "rel"):
            margin = tolerance.get(f"{kind}_{way}".strip("_"))
            if margin is not None:
                return _within(value, way, margin)
    return _of_all(path, tolerance)


def _names(stem: str, path: Path) -> bool:
    """Whether a tolerance is about the quantity at a path."""
    for key in path:
        if key == stem or any(key.startswith(name) for name in _OF.get(stem, ())):
            return True
        if len(stem) > 1 and f"_{stem}_" in f"_{key}_":
            return True
    return False


def _within(value: float, way: str, margin: Any) -> Bound | None:
    if isinstance(margin, list):
        return _interval(margin)
    size = as_number(margin)
    if size is None:
        return None
    match way:
        case "abs":
            return Bound(f"± {size:g}", value - size, value + size)
        case "rel":
            reach = size * abs(value)
            return Bound(f"± {100 * size:g} %", value - reach, value + reach)
        case "min":
            return Bound(f"at least {size:g}", size, float("inf"))
        case "max":
            return Bound(f"at most {size:g}", -float("inf"), size)
    return Bound(f"exactly {size:g}", size, size)


def _of_all(path: Path, tolerance: Mapping[str, Any]) -> Bound | None:
    """An interval holds for every figure of the case; so does a least number of runs."""
    if path[-1] == "of":
        return None
    if "interval" in tolerance:
        return _interval(tolerance["interval"])
    return _within(0.0, "min", tolerance["min_runs"]) if "min_runs" in tolerance else None


def _interval(margin: Any) -> Bound:
    low, high = (float(edge) for edge in margin)
    return Bound(f"{low:g} to {high:g}", low, high)


def _intervals(tolerance: Mapping[str, Any]) -> Iterator[tuple[str, Bound]]:
    """Quantities that only the tolerance names: an interval each, a least or a greatest value."""
    for key, margin in tolerance.items():
        found = _SUFFIX.match(key)
        if isinstance(margin, list) and key != "interval":
            yield key, _interval(margin)
        elif found and found["way"] in ("min", "max") and found["stem"]:
            bound = _within(0.0, found["way"], margin)
            if bound is not None:
                yield found["stem"], bound
