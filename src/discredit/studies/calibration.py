"""What a calibration is asked for: a system, numbers with ranges, figures that were published.

asked = ask("court-list", people=50_000, runs=600)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any, Final

from discredit.digest import digest
from discredit.errors import Fault, InputError, quoted
from discredit.measures.published import NEEDS, PublishedFigure, published, read_file
from discredit.plan import Plan, draw_up
from discredit.policy.address import Address, entry_at, find, numbers
from discredit.policy.compose import load_policy
from discredit.policy.faults import no_such
from discredit.policy.number import Number
from discredit.policy.schema import Policy
from discredit.store.tables import form_of
from discredit.studies.fitting import FIFTHS, PartName, fewest_runs
from discredit.studies.ranges import FreeNumber
from discredit.units import MONTHS_PER_YEAR, UNITS, month_index
from discredit.validation import court_list

NUMBERS: Final = {court_list.SYSTEM: court_list.PARAMETERS}
"""The numbers that are fitted where nobody says which."""


@dataclass(frozen=True)
class Calibration:
    """A calibration as it is asked for, every part checked."""

    plan: Plan  # of all parts but the check, which goes on to the last published figure
    months: int  # of the check
    numbers: tuple[FreeNumber, ...]
    figures: tuple[PublishedFigure, ...]  # those that may set numbers first
    runs: int

    @property
    def setting_figures(self) -> tuple[PublishedFigure, ...]:
        """Those that may set numbers."""
        return tuple(one for one in self.figures if one.kind == "fitted")

    @property
    def figures_digest(self) -> str:
        """Of all that was published."""
        return digest([list(one) for one in self.figures])

    @property
    def digest(self) -> str:
        """Of all that it rests on, but for this package's code."""
        ranges = [[one.path, one.low, one.high] for one in self.numbers]
        return digest([self.plan.inputs_digest, ranges, self.figures_digest, self.runs])

    def plan_of(self, part: PartName) -> Plan:
        """The run of a part, as stated.

        Args:
            part: Which.
        """
        return replace(self.plan, months=self.months) if part == "check" else self.plan


def ask(
    system: str | PathLike[str],
    *,
    people: int,
    runs: int,
    seed: int = 1,
    paths: Sequence[str] = (),
    file: Path | None = None,
) -> Calibration:
    """A calibration of a system.

    Args:
        system: Of the library, or a policy file.
        people: Of each run.
        runs: Of all parts together.
        seed: Of the first run; each has one of its own.
        paths: Addresses of the numbers that are fitted; none: those of NUMBERS.
        file: The published figures; None: those that ship for the system.

    Raises:
        PolicyError: The policy file is wrong.
        UnknownNameError: The library has no such system.
        InputError: No figures are published, a number is none or has no range, a figure cannot be
            looked up, or the runs are too few.
    """
    policy = load_policy(system)
    figures = published(policy.name) if file is None else read_file(file)
    figures = tuple(sorted(figures, key=lambda one: one.kind != "fitted"))
    setting = [one for one in figures if one.kind == "fitted"]
    if not setting:
        rule = f"{policy.name} is fitted to published figures, and none is at hand"
        raise _refused("figures", "none", rule, "Give a table of them.")
    free = free_numbers(policy, paths or NUMBERS.get(policy.name, ()))
    fewest = fewest_runs(len(free), len(setting))
    if runs < fewest:
        rule = f"{len(free)} numbers and {len(setting)} figures take {fewest} runs or more"
        raise _refused("runs", str(runs), rule, f"Write {fewest}.")
    start = policy.system.start
    spans = [_span(start, some) for some in (setting, figures)]
    size: dict[str, Any] = {"people": people, "start": start, "months": spans[0], "burn_in": 0}
    plan = draw_up(policy, seeds=(seed,), arms=("with",), traced=(), **size)
    _refuse_unrecorded(plan, figures)
    return Calibration(plan, spans[1], free, figures, FIFTHS * (runs // FIFTHS))


def free_numbers(policy: Policy, paths: Sequence[str]) -> tuple[FreeNumber, ...]:
    """The numbers of a policy that are fitted, each with its range.

    Args:
        policy: Read and checked.
        paths: Their addresses.

    Raises:
        InputError: There is no such number, it has no range, or it is several.
    """
    known, faults, found = numbers(policy), list[Fault](), list[FreeNumber]()
    if not paths:
        raise _refused("numbers", "none", "some number is fitted", "Name one by its path.")
    for path in dict.fromkeys(paths):
        address = find(path, known)
        if address is None:
            faults += no_such(path, known, "calibrate").faults
            continue
        one = _free(path, known[address.path], address)
        if isinstance(one, Fault):
            faults.append(one)
        else:
            found.append(one)
    if faults:
        raise InputError(faults)
    return tuple(found)


def _free(path: str, number: Number, address: Address) -> FreeNumber | Fault:
    """A number that is fitted, or why it cannot be."""
    entry = entry_at(number, address)
    if isinstance(entry, dict) or (number.dated is not None and address.date is None):
        rule, remedy = "one value is fitted", f"Name a label or date of it, as in {path}@2016-07."
        return Fault("calibrate", 0, path, "several values", rule, remedy)
    low, high = number.range or (0.0, 0.0)
    if number.unit == "switch" or not low < high:
        rule = "a number is fitted within its range"
        return Fault("calibrate", 0, path, "no range", rule, "Give it one in its file.")
    is_whole = UNITS[number.unit].whole
    return FreeNumber(path, float(low), float(high), float(entry or 0), number.unit, is_whole)


def _span(start: str, figures: Sequence[PublishedFigure]) -> int:
    """Months until the last of some figures, in whole years, which share their engine."""
    last = max(month_index(one.date) for one in figures)
    first = month_index(start)
    early = min(figures, key=lambda one: month_index(one.date))
    if month_index(early.date) < first:
        rule = f"the system begins in {start}"
        raise _refused("figures", early.name, rule, "Leave that figure out.")
    return -(-(last - first + 1) // MONTHS_PER_YEAR) * MONTHS_PER_YEAR


def _refuse_unrecorded(plan: Plan, figures: Sequence[PublishedFigure]) -> None:
    """Refuse a figure that is the sum of something that this system's runs do not record."""
    recorded = set(form_of(plan).own[0])
    for one in figures:
        lacking_there = [measure for measure in NEEDS[one.figure] if measure not in recorded]
        if lacking_there:
            rule = f"runs of {plan.policy.name} record no {lacking_there[0]}"
            raise _refused("figures", one.name, rule, "Leave that figure out.")


def _refused(what: str, found: str, rule: str, remedy: str) -> InputError:
    return InputError([Fault("calibrate", 0, what, quoted(found), rule, remedy)])
