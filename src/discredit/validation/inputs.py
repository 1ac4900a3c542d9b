"""Inputs of a case: numbers as people write them, and what to say when they cannot be used."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from discredit.errors import CaseError, Fault, quoted

Inputs = Mapping[str, Any]


def wrong(field: str, found: Any, rule: str, remedy: str = "") -> CaseError:
    """The error for an input that breaks a rule.

    Args:
        field: The input.
        found: What stands there.
        rule: Completes 'it ...'.
        remedy: A full sentence; '' for none.

    Returns:
        To be raised; the case adds file and line.
    """
    return CaseError([Fault("inputs", 0, field, quoted(found), rule, remedy)])


def number(
    inputs: Inputs,
    field: str,
    default: float | None = None,
    *,
    low: float = -float("inf"),
    high: float = float("inf"),
) -> float:
    """One number: as such, as a fraction `1/3`, or as a percentage `4 %`; `none` is nought.

    Args:
        inputs: Of one setting.
        field: Which of them.
        default: What a field left out stands for; None: it is needed.
        low: The least that is admissible.
        high: The most that is admissible.

    Raises:
        CaseError: It is lacking, no number, or outside the bounds.
    """
    if field not in inputs:
        if default is None:
            raise wrong(field, "nothing", "this input is needed", f"Add {field}: a number.")
        return default
    value = as_number(inputs[field])
    if value is None:
        raise wrong(field, inputs[field], "it must be a number", "Write it as 0.2, 1/5 or 20 %.")
    if not low <= value <= high:
        raise wrong(field, inputs[field], f"it must be from {low:g} to {high:g}")
    return value


def whole(inputs: Inputs, field: str, default: int | None = None, *, low: int = 0) -> int:
    """One whole number, at least `low`.

    Args:
        inputs: Of one setting.
        field: Which of them.
        default: What a field left out stands for; None: it is needed.
        low: The least that is admissible.

    Raises:
        CaseError: It is lacking, no whole number, or below `low`.
    """
    value = number(inputs, field, None if default is None else float(default), low=low)
    if value != int(value):
        raise wrong(field, inputs[field], "it must be a whole number")
    return int(value)


def numbers(inputs: Inputs, field: str, default: list[float] | None = None) -> list[float]:
    """A list of numbers; a single one is a list of itself.

    Args:
        inputs: Of one setting.
        field: Which of them.
        default: What a field left out stands for; None: it is needed.

    Raises:
        CaseError: It is lacking, or something in it is no number.
    """
    if field not in inputs and default is not None:
        return default
    raw = inputs.get(field)
    values = [as_number(each) for each in (raw if isinstance(raw, list | tuple) else [raw])]
    if any(value is None for value in values):
        raise wrong(field, raw, "it must be a list of numbers")
    return [value for value in values if value is not None]


def as_number(raw: Any) -> float | None:
    """What a number is called, as a number; None where it is none.

    Args:
        raw: As a case writes it.
    """
    if isinstance(raw, bool) or raw is None:
        return None
    if isinstance(raw, int | float):
        return float(raw)
    text = str(raw).strip().lower()
    if text in ("none", "nobody", "no"):
        return 0.0
    if text in ("infinity", "inf"):
        return float("inf")
    percent = re.fullmatch(r"([\d.eE+-]+)\s*(%|per ?cent)", text)
    try:
        return float(percent[1]) / 100 if percent else float(Fraction(text.replace(" ", "")))
    except (ValueError, ZeroDivisionError):
        return None


def one_of(inputs: Inputs, field: str, known: Mapping[str, Any], default: str | None = None) -> Any:
    """What a word stands for: the entry of `known` whose key stands in the text.

    Args:
        inputs: Of one setting.
        field: Which of them.
        known: Words and what they stand for; the first that stands in the text is taken.
        default: What a field left out says.

    Raises:
        CaseError: No word of these stands in it.
    """
    text = str(inputs.get(field, default)).lower()
    for word, meaning in known.items():
        if word in text:
            return meaning
    raise wrong(field, inputs.get(field), f"it must name one of {', '.join(known)}")


def matched(inputs: Inputs, field: str, pattern: str, like: str) -> re.Match[str]:
    """A text that must look a certain way.

    Args:
        inputs: Of one setting.
        field: Which of them.
        pattern: A regular expression.
        like: An example, for messages.

    Raises:
        CaseError: It does not look like that.
    """
    match = re.search(pattern, str(inputs.get(field, "")))
    if match is None:
        raise wrong(field, inputs.get(field), f"it must look like {like}")
    return match


def called(name: str, value: float) -> str:
    """The name of a quantity that carries a number: `below_12_2`.

    Args:
        name: Of the quantity.
        value: The number that it carries.
    """
    return f"{name}_{value:g}".replace(".", "_").replace("-", "minus_")


Run = Callable[..., dict[str, Any]]
"""`run(inputs, *, people, seed)`: what a mechanism is, seen from outside."""
