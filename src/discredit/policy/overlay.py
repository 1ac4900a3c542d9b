"""An overlay: a reform or a safeguard as changes to the numbers of whatever system it is laid over.

    title: Namesake check
    about: A second mark beside the name before a record is filed.
    changes:                      # dotted paths below the policy; * stands for any one key
      observation.misrouted: {at_most: 0.0001, evidence: assumed, source: A-401, range: [0, 0.01]}
      observation.human_check: {set: {value: 0.8, unit: share, evidence: ..., source: ...}}
    promises: {wrongly_namesake: falls}  # what it means to move
    only: {colour: black}         # of the lists, these alone
    unless: {other: It files records under no name at all.}

How it is laid over a system: `policy.layers`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import (
    Field,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)

from discredit import library
from discredit.columns import MEASURES, OF_CASES
from discredit.policy.address import lost, owner
from discredit.policy.faults import BrokenRule, broken, did_you_mean, listed, merged
from discredit.policy.moves import MOVES
from discredit.policy.number import Line, Number, Section
from discredit.policy.number_rules import UNSURE, evidence_faults
from discredit.sources import Grade

BOUNDS = tuple(kind for kind in MOVES if kind != "set")
"""Changes to numbers that exist, in the order in which they are made."""


Way = Literal["falls", "rises"]
"""Which way an overlay means to move a measure."""


class Change(Section):
    """What an overlay does to one number, or to each that its path matches.

    `times`, `at_least` and `at_most` change every entry of a number that exists; `set` writes the
    number anew, or adds it where the system lacks it. With both, `set` is only for the lacking.
    """

    at_most: float | None = None
    at_least: float | None = None
    times: Annotated[float, Field(ge=0)] | None = None
    set: Number | None = Field(None, description="The whole number, with its evidence.")
    evidence: Grade | None = Field(None, description="How well the bound or factor is known.")
    source: str | tuple[str, ...] | None = None
    range: tuple[float, float] | None = Field(
        None,
        description="How far the changed number may move, widened to hold what a system has. "
        "It may be absent where only a factor is given: the range is then multiplied too.",
    )
    note: str | None = None

    @model_validator(mode="after")
    def _agrees(self, info: ValidationInfo) -> Self:
        bounds = [name for name in BOUNDS if getattr(self, name) is not None]
        if not bounds and self.set is None:
            raise broken("a change sets, bounds or multiplies", "Write at_most: 0.01.", "empty")
        faults = list(_unfounded(self, bounds, info))
        if faults:
            raise merged("Change", faults)
        return self


class Only(Section):
    """Which lists an overlay concerns."""

    colour: Literal["black", "red"]


class Overlay(Section):
    """An overlay file (`library/safeguards`, or a user's own)."""

    title: Line
    about: str = Field(description="What it changes, and why that helps or harms.")
    changes: dict[str, Change] = Field(
        description="By dotted path below the policy, such as lists.*.grace_months."
    )
    only: Only | None = Field(None, description="Of the lists, those of one colour alone.")
    promises: dict[str, Way] = Field(
        default_factory=dict,
        description="Measures that it means to move, and which way. `discredit safeguards` tells "
        "whether they do.",
    )
    unless: dict[str, str] = Field(
        default_factory=dict, description="Overlays that contradict this one, each with the reason."
    )

    @field_validator("changes", mode="wrap")
    @classmethod
    def _lead_somewhere(cls, raw: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        faults = list(_lost(raw)) if isinstance(raw, dict) else []
        try:
            changes = handler(raw)
        except ValidationError as error:
            raise merged("Overlay", faults, error) from None
        if faults:
            raise merged("Overlay", faults)
        return changes

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if not self.changes:
            raise broken("an overlay changes something", "Add changes: ....", "without changes")
        faults = [*_strangers(self.unless), *_unmeasured(self.promises)]
        owners = [owner(path) for path in self.changes]
        if self.only is not None and not any(one and one[0] == "list" for one in owners):
            rule = "only picks lists, and no path here leads below lists"
            faults.append(BrokenRule(("only",), self.only, rule, "Remove it.", "without effect"))
        if faults:
            raise merged("Overlay", faults)
        return self


def _unmeasured(promises: Iterable[str]) -> Iterator[BrokenRule]:
    """Promises of what no run measures."""
    known = tuple(dict.fromkeys((*MEASURES, *OF_CASES)))
    for name in promises:
        if name not in known:
            rule = "a promise is about a measure of the monthly series"
            remedy = did_you_mean(name, known, "docs/tables.md names them.")
            yield BrokenRule(("promises", name), name, rule, remedy, "not the name of a measure")


def _unfounded(change: Change, bounds: list[str], info: ValidationInfo) -> Iterator[BrokenRule]:
    """Evidence that lacks, or that supports nothing."""
    ledger = info.context.get("ledger") if isinstance(info.context, dict) else None
    given = {
        key: value
        for key in ("evidence", "source", "range", "note")
        if (value := getattr(change, key)) is not None
    }
    if not bounds:
        for key, value in given.items():
            rule = "a number that is set has its own evidence"
            yield BrokenRule((key,), value, rule, f"Write {key} inside set.", "beside set")
        return
    for key in ("evidence", "source"):
        if key not in given:
            rule = "a bound or factor says what it rests on"
            yield BrokenRule((key,), None, rule, f"Add {key}: ....", "missing")
    yield from evidence_faults(given, ledger)
    low, high = change.at_least, change.at_most
    if low is not None and high is not None and low > high:
        rule = f"it cannot exceed at_most, which is {high:g}"
        yield BrokenRule(("at_least",), low, rule, "Swap the two.")
    if change.range is not None and change.range[0] > change.range[1]:
        ends = f"[{change.range[0]:g}, {change.range[1]:g}]"
        yield BrokenRule(("range",), None, "the lower bound comes first", "Swap the two.", ends)
    if change.range is None and change.evidence in UNSURE and bounds != ["times"]:
        rule = f"a bound graded {change.evidence} says how far the number may move"
        yield BrokenRule(("range",), None, rule, "Write range: [low, high].", "missing")


def _lost(changes: Iterable[str]) -> Iterator[BrokenRule]:
    """Paths at which no policy can have a number."""
    for path in changes:
        why = lost(path)
        if why is None:
            continue
        keys = listed(why.known)
        rule = f"after {_before(path, why.key)} come {keys}" if keys else "no number stands there"
        remedy = did_you_mean(why.key, why.known, "See `discredit show SYSTEM` for the paths.")
        yield BrokenRule((path,), path, rule, remedy, "a path that leads nowhere")


def _before(path: str, key: str) -> str:
    keys = path.split(".")
    at = keys.index(key) if key in keys else 0
    return ".".join(keys[:at]) or "the start"


def _strangers(unless: Iterable[str]) -> Iterator[BrokenRule]:
    """Names of overlays that the library lacks, for they would never contradict anything."""
    known = library.names("safeguards")
    for name in unless:
        if not name.endswith((".yaml", ".yml")) and name not in known:
            rule = f"safeguards of the library are: {listed(known) or 'none yet'}"
            remedy = did_you_mean(name, known, "Name it, or a file ending in .yaml.")
            yield BrokenRule(("unless", name), name, rule, remedy, "not the name of an overlay")
