"""The quantities of a case, read: what is compared with what, how closely, and of which kind.

A case names them itself:

    quantities:
      mean_premium:
        expected: 57.0963                  # a number, a truth, a list, or a mapping of these
        key: mean_premium                  # of the obtained result
        tolerance: {abs: 0.005}            # or rel, min, max, interval: [low, high], exact: true
        kind: reproduced by the engine     # as the mechanism says of that key

Without `tolerance` a quantity is shown and not judged. `published_form` reads cases that name
expected values and tolerances alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import isnan
from typing import Any, Final, NamedTuple, get_args

from discredit.document import Keys
from discredit.errors import Fault
from discredit.policy.faults import did_you_mean
from discredit.validation.about import Kind, Results, entry
from discredit.validation.compare import Quantity, Tolerance, Way
from discredit.validation.inputs import as_number

Blame = Callable[[Keys, Any, str, str], Fault]
"""A fault at the end of these keys of the case: what was found there, the rule, the remedy."""

WAYS: Final[tuple[Way, ...]] = get_args(Way)
_PARTS: Final = ("expected", "key", "tolerance", "kind")
_LIKE: Final = (
    "Write {abs: 0.01}, {rel: 0.05}, {min: 1}, {max: 1}, {interval: [1, 2]}, {exact: true}."
)
EMPTY: Final = "a tolerance says how far a number may lie from the published one"


class Read(NamedTuple):
    """What was read of a case's quantities, and everything wrong with them."""

    quantities: tuple[Quantity, ...]
    faults: tuple[Fault, ...]


def stated(raw: Any, results: Results, blame: Blame) -> Read:
    """The quantities that a case names itself."""
    if not isinstance(raw, dict) or not raw:
        rule = "it must be a mapping of quantities, each with its key, tolerance and kind"
        return Read((), (blame(("quantities",), raw, rule, "Name at least one quantity."),))
    quantities: list[Quantity] = []
    faults: list[Fault] = []
    for name, part in raw.items():
        wrong = list(_faults(part, ("quantities", name), results, blame))
        faults += wrong
        if not wrong:
            quantities += _quantities(str(name), part, results)
    return Read(tuple(quantities), tuple(faults))


def _faults(part: Any, at: Keys, results: Results, blame: Blame) -> Iterator[Fault]:
    if not isinstance(part, dict):
        yield blame(at, part, f"a quantity has {', '.join(_PARTS)}", "Write them as a mapping.")
        return
    for strange in [key for key in part if key not in _PARTS]:
        remedy = did_you_mean(strange, _PARTS, "Remove it.")
        yield blame((*at, strange), part[strange], f"a quantity has {', '.join(_PARTS)}", remedy)
    yield from _faults_of_key(part, at, results, blame)
    is_bounded = False
    if "tolerance" in part:
        tolerance = tolerance_of(part["tolerance"])
        is_bounded = tolerance is not None and tolerance.way in ("min", "max", "interval")
        if not part["tolerance"]:
            remedy = f"Leave it out, and the quantity is not judged. {_LIKE}"
            yield blame((*at, "tolerance"), "empty", EMPTY, remedy)
        elif tolerance is None:
            rule = f"a tolerance is one of {', '.join(WAYS)} and its numbers"
            yield blame((*at, "tolerance"), part["tolerance"], rule, _LIKE)
    if "expected" not in part and not is_bounded:
        yield blame(at, "nothing", "what was published is needed", "Add expected: a number.")
    for path, value in leaves(part.get("expected", 0.0)):
        if not is_numeric(value):
            rule = "it must be a number, a truth, or a list of them"
            yield blame((*at, "expected", *path), value, rule, "Words are not compared.")


def _faults_of_key(
    part: Mapping[str, Any], at: Keys, results: Results, blame: Blame
) -> Iterator[Fault]:
    key, kind = part.get("key"), part.get("kind")
    known = entry(results, str(key).split(".")[0])
    if known is None:
        rule = f"the results here are {', '.join(results)}"
        remedy = did_you_mean(key, results, "Add key: the result it is compared with.")
        yield blame((*at, "key"), key, rule, remedy)
    elif kind != results[known]:
        rule = f"{known} is a {results[known]}" if kind in set(Kind) else "it is no kind"
        yield blame((*at, "kind"), kind, rule, f"Write kind: {results[known]}.")


def _quantities(name: str, part: Mapping[str, Any], results: Results) -> Iterator[Quantity]:
    tolerance = tolerance_of(part["tolerance"]) if "tolerance" in part else None
    for path, value in leaves(part.get("expected")):
        whole = (name, *path)
        yield quantity(".".join(whole), value, ".".join((part["key"], *path)), tolerance, results)


def quantity(
    name: str, expected: Any, key: str, tolerance: Tolerance | None, results: Results
) -> Quantity:
    """A quantity, of the kind that its key has."""
    known = entry(results, key.split(".")[0])
    assert known is not None
    return Quantity(name, expected, key, tolerance, results[known])


def tolerance_of(raw: Any) -> Tolerance | None:
    """A tolerance as a case writes it, such as {abs: 0.01}; None where it is none."""
    if not isinstance(raw, dict) or len(raw) != 1:
        return None
    ((way, margin),) = raw.items()
    return bounds(way, margin)


def bounds(way: str, margin: Any) -> Tolerance | None:
    """The tolerance of one way with its number or numbers; None where they do not fit."""
    if way == "exact":
        return Tolerance("exact") if margin is True else None
    numbers = [as_number(one) for one in (margin if isinstance(margin, list) else [margin])]
    sizes = [number for number in numbers if number is not None and not isnan(number)]
    if len(sizes) != len(numbers):
        return None
    match way, sizes:
        case (("abs" | "rel"), [size]) if size >= 0:
            return Tolerance(way, size)
        case "min", [low]:
            return Tolerance("min", low, float("inf"))
        case "max", [high]:
            return Tolerance("max", -float("inf"), high)
        case "interval", [low, high] if low <= high:
            return Tolerance("interval", low, high)
    return None


def leaves(value: Any, under: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The values below a mapping of mappings, each with the keys that lead there."""
    if not isinstance(value, Mapping):
        yield under, value
        return
    for key, inner in value.items():
        yield from leaves(inner, (*under, str(key)))


def is_numeric(value: Any) -> bool:
    """Whether something can be compared: a number, a truth, or a list of such."""
    if isinstance(value, list):
        return bool(value) and all(map(is_numeric, value))
    return isinstance(value, bool | int | float)
