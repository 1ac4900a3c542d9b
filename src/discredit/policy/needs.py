"""What a field of the schema demands of its number, and what stands for it where it is absent.

seen: Share                                       one share; absent: nothing of the kind, 0
by_fifth: ByFifth | None = None                   one multiplier per fifth; absent: all alike, 1
entered: Annotated[Share | None, Absent(1)]       where absence means neither
points: Annotated[dict[str, Points], Along("conduct")]     one number per name of an axis
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError, ValidatorFunctionWrapHandler
from pydantic_core.core_schema import no_info_wrap_validator_function

from discredit.document import Keys
from discredit.policy.faults import BrokenRule, did_you_mean, listed, merged, nearest
from discredit.policy.number_rules import entries_in, entry_faults, scalars_in
from discredit.units import CURRENCIES, UNITS
from discredit.vocabulary import (
    AGE_BANDS,
    AGREEMENTS,
    BACKGROUNDS,
    CONSEQUENCES,
    DESKS,
    DISABILITY,
    EDUCATION,
    FEATURES,
    FIFTHS,
    GROUNDS,
    HABITS,
    IDENTITY,
    OCCUPATIONS,
    RESIDENCE,
    SERVICES,
    SETTLEMENTS,
    SEXES,
    WAYS,
)

AXES: Mapping[str, tuple[str, ...]] = {
    "occupation": OCCUPATIONS,
    "fifth": FIFTHS,
    "education": EDUCATION,
    "settlement": SETTLEMENTS,
    "residence": RESIDENCE,
    "sex": SEXES,
    "background": BACKGROUNDS,
    "disability": DISABILITY,
    "identity": IDENTITY,
    "age": AGE_BANDS,
    "ground": GROUNDS,
    "feature": FEATURES,
    "habit": HABITS,
    "agreement": AGREEMENTS,
    "consequence": CONSEQUENCES,
    "desk": DESKS,
    "way": WAYS,
    "service": SERVICES,
}
"""Labels in array order, by axis. The axes `conduct`, `list` and `band` are a policy's own,
and `region` is the society's that it meets."""


@dataclass(frozen=True, slots=True)
class Absent:
    """What stands in the arrays where a policy does not have the number, or names no such label."""

    value: float


@dataclass(frozen=True, slots=True)
class Along:
    """The axis that the keys of a mapping of numbers lie along."""

    axis: str


class Needs:
    """What a field demands of its Number: a unit (or one of several), labels, a narrower interval.

    Neither labels nor axis demands a single number; labels, or the labels of an axis, demand one
    number for each (`every=True`) or for at least one of them (`every=False`); an axis of a
    policy's own takes any labels that the policy names, and so does labels=().
    """

    __slots__ = ("axis", "every", "high", "labels", "low", "units")

    def __init__(
        self,
        unit: str | tuple[str, ...],
        labels: tuple[str, ...] | None = None,
        *,
        axis: str | None = None,
        every: bool = True,
        low: float | None = None,
        high: float | None = None,
    ) -> None:
        self.units = (unit,) if isinstance(unit, str) else unit
        unknown = [name for name in self.units if name not in UNITS]
        if unknown:
            raise ValueError(f"not a unit of discredit.units: {', '.join(unknown)}")
        self.labels = AXES.get(axis, ()) if axis is not None else labels
        self.axis, self.every, self.low, self.high = axis, every, low, high

    @property
    def absent(self) -> float:
        """What an absent number stands for if its field does not say: all alike, or nothing."""
        return 1.0 if self.units == ("multiplier",) else 0.0

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        return no_info_wrap_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        units = {"const": self.units[0]} if len(self.units) == 1 else {"enum": list(self.units)}
        return {"allOf": [handler(schema)], "properties": {"unit": units}}

    def _check(self, raw: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        fields = raw.model_dump(exclude_none=True) if isinstance(raw, BaseModel) else raw
        faults: list[BrokenRule] = _unmet(self, fields) if isinstance(fields, Mapping) else []
        try:
            number = handler(raw)
        except ValidationError as error:
            raise merged("Number", faults, error) from None
        if faults:
            raise merged("Number", faults)
        return number


def _unmet(needs: Needs, raw: Mapping[str, Any]) -> list[BrokenRule]:
    """What the field demands beyond the rules for every number, and this number lacks."""
    faults = []
    unit = raw.get("unit") if isinstance(raw.get("unit"), str) else None
    if unit in UNITS and unit not in needs.units:
        kinds = "money" if needs.units == CURRENCIES else " or ".join(needs.units)
        rule = f"this field is measured in {kinds}"
        faults.append(BrokenRule(("unit",), unit, rule, f"Write unit: {needs.units[0]}."))
    for at, entry in entries_in(raw):
        faults += _labels(needs, at, entry)
        for deeper, scalar in scalars_in(at, entry):
            faults += _bounds(needs, deeper, scalar)
        if unit not in UNITS:  # else checked by the unit it has
            faults += entry_faults(at, entry, UNITS[needs.units[0]], None, None)
    return faults


def _labels(needs: Needs, at: Keys, entry: Any) -> Iterator[BrokenRule]:
    if needs.labels is None:
        if isinstance(entry, Mapping):
            yield BrokenRule(at, entry, "this field takes a single number", "Write one number.")
        return
    if not isinstance(entry, Mapping):
        if at != ("before",):
            rule = f"this field takes one number per label: {listed(needs.labels) or 'any names'}"
            label = needs.labels[0] if needs.labels else "name"
            yield BrokenRule(at, entry, rule, f"Write {{{label}: ..., ...}}.")
        return
    for label, scalar in entry.items() if needs.labels else ():
        if label not in needs.labels:
            rule = f"the labels here are {listed(needs.labels)}"
            near = did_you_mean(label, needs.labels, "Remove it or correct its name.")
            yield BrokenRule((*at, label), scalar, rule, near, "not a known label")
    # A label under a wrong name is told already.
    meant = {nearest(label, needs.labels) for label in entry if label not in needs.labels}
    for label in needs.labels if needs.every else ():
        if label not in entry and label not in meant:
            remedy = f"Add {label}: ...."
            yield BrokenRule((*at, label), entry, "each label needs a number", remedy, "missing")


def _bounds(needs: Needs, at: Keys, scalar: Any) -> Iterator[BrokenRule]:
    if isinstance(scalar, bool) or not isinstance(scalar, (int, float)):
        return
    if needs.low is not None and scalar < needs.low:
        yield BrokenRule(at, scalar, f"it must be at least {needs.low:g} here", "Raise it.")
    if needs.high is not None and scalar > needs.high:
        yield BrokenRule(at, scalar, f"it must be at most {needs.high:g} here", "Lower it.")
