"""Expected beside obtained: each quantity of a case under the tolerance that it states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, NamedTuple

from discredit.validation.about import Kind

Way = Literal["abs", "rel", "exact", "min", "max", "interval"]


class Tolerance(NamedTuple):
    """How far an obtained number may lie from the expected one.

    `abs` and `rel` hold a distance, `min`, `max` and `interval` bounds that hold whatever is
    expected, `exact` nothing: equal, or not.
    """

    way: Way
    low: float = 0.0
    high: float = 0.0

    @property
    def says(self) -> str:
        """The tolerance in words."""
        match self.way:
            case "abs":
                return f"± {self.low:g}"
            case "rel":
                return f"± {100 * self.low:g} %"
            case "min":
                return f"at least {self.low:g}"
            case "max":
                return f"at most {self.high:g}"
            case "interval":
                is_one = self.low == self.high
                return f"exactly {self.low:g}" if is_one else f"{self.low:g} to {self.high:g}"
        return "exact"

    def holds(self, expected: Any, obtained: Any) -> bool:
        """Whether a number that was obtained will do; one that is not a number never does.

        Args:
            expected: What was published; None for a bound alone.
            obtained: What the laboratory has.
        """
        match self.way:
            case "abs" | "rel":
                reach = self.low * (abs(expected) if self.way == "rel" else 1.0)
                return expected == obtained or expected - reach <= obtained <= expected + reach
            case "min":
                return obtained >= self.low
            case "max":
                return obtained <= self.high
            case "interval":
                return self.low <= obtained <= self.high
        return expected == obtained


class Quantity(NamedTuple):
    """What a case compares: a published number, or list of numbers, with one of the result."""

    name: str
    expected: Any  # a number, a truth, or a list of them; None where only the bounds are published
    key: str  # of the obtained result, with dots into its mappings
    tolerance: Tolerance | None  # None: shown, and not judged
    kind: Kind


class Line(NamedTuple):
    """A quantity beside what was obtained. `passes` is None where nothing is judged."""

    name: str
    expected: Any
    obtained: Any  # None: not obtained
    tolerance: str
    kind: Kind
    passes: bool | None


VERDICTS: Final = {True: "pass", False: "fail", None: "not judged"}


class Count(NamedTuple):
    """Quantities of one kind."""

    passed: int
    judged: int
    not_judged: int


def by_kind(outcomes: Iterable[tuple[str, bool | None]]) -> dict[Kind, Count]:
    """How many quantities of each kind pass, of those that are judged.

    Args:
        outcomes: The kind of each, and whether it passes; None: it is not judged.

    Returns:
        Every kind, also one without quantities.
    """
    listed = list(outcomes)
    counts = {}
    for kind in Kind:
        verdicts = [passes for each, passes in listed if each == kind]
        judged = [passes for passes in verdicts if passes is not None]
        counts[kind] = Count(sum(judged), len(judged), len(verdicts) - len(judged))
    return counts


def compare(
    quantities: Iterable[Quantity], obtained: Mapping[str, Any], settings: int | None = None
) -> tuple[Line, ...]:
    """Each quantity beside the result under its key.

    What was not obtained, or holds fewer numbers than were published, fails; a list may go on
    beyond them. Of several settings each is compared; one expected value then holds for all.

    Args:
        quantities: What was published.
        obtained: Results by key.
        settings: How many there are; None: one, and results are no lists of settings.
    """
    return tuple(_line(quantity, obtained, settings) for quantity in quantities)


def _line(quantity: Quantity, obtained: Mapping[str, Any], settings: int | None) -> Line:
    value = _at(obtained, quantity.key)
    passes = None
    if value is None:
        passes = False
    elif quantity.tolerance is not None:
        expected = quantity.expected
        if settings is not None and _depth(expected) < _depth(value):
            expected = [expected] * settings
        is_whole = settings is None or not isinstance(expected, list) or len(expected) == settings
        passes = is_whole and _agrees(quantity.tolerance, expected, value)
    says = "none stated" if quantity.tolerance is None else quantity.tolerance.says
    return Line(quantity.name, quantity.expected, value, says, quantity.kind, passes)


def _agrees(tolerance: Tolerance, expected: Any, obtained: Any) -> bool:
    if expected is None and isinstance(obtained, list):
        return all(_agrees(tolerance, None, one) for one in obtained)
    if isinstance(expected, list):
        return (
            isinstance(obtained, list)
            and len(obtained) >= len(expected)
            and all(map(lambda e, o: _agrees(tolerance, e, o), expected, obtained))
        )
    return not isinstance(obtained, list | Mapping | None) and tolerance.holds(expected, obtained)


def _depth(value: Any) -> int:
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


def _at(obtained: Mapping[str, Any], key: str) -> Any:
    """The value under a key; a number may be a key too."""
    here: Any = obtained
    for step in key.split("."):
        if not isinstance(here, Mapping):
            return None
        here = {str(name): value for name, value in here.items()}.get(step)
    return here
