"""The rules a number in a policy must keep, checked all at once on what the file says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from discredit.document import Keys
from discredit.errors import quoted
from discredit.policy.faults import BrokenRule, did_you_mean, listed
from discredit.sources import GRADES, Ledger
from discredit.units import MONEY, UNITS, Unit, is_money, month_index

KEYS = (
    "value", "dated", "between", "before", "unit", "evidence", "source", "range", "note",
)  # fmt: skip
UNSURE = ("assumed", "reported", "disputed")
EXAMPLE = "Write it as {value: 0.3, unit: share, evidence: assumed, source: A-07, range: [0, 1]}."
BETWEEN = ("step", "linear")


def faults_in(raw: Any, ledger: Ledger | None) -> list[BrokenRule]:
    """Every rule that this number breaks; keys are looked up when a ledger is given.

    Args:
        raw: What a file gives as a number.
        ledger: Where source keys are looked up; None looks none up.

    Returns:
        Empty for a number in order.
    """
    if not isinstance(raw, Mapping):
        return [BrokenRule((), raw, "it must be a number with its unit and its evidence", EXAMPLE)]
    faults = [*_keys(raw), *_unit(raw), *evidence_faults(raw, ledger), *_dates(raw)]
    unit = UNITS.get(raw["unit"]) if isinstance(raw.get("unit"), str) else None
    low, high, range_faults = _range(raw, unit)
    faults += range_faults
    labels: tuple[str, ...] | None = None
    for at, entry in entries_in(raw):
        faults += entry_faults(at, entry, unit, low, high)
        shape = tuple(map(str, entry)) if isinstance(entry, Mapping) else ()
        if labels is None:
            labels = shape
        elif set(shape) != set(labels) and not (at == ("before",) and not shape):
            rule = f"each date must give the same labels ({listed(labels) or 'a single number'})"
            faults.append(BrokenRule(at, entry, rule, "Give one number for each label."))
    return faults


def entries_in(raw: Mapping[str, Any]) -> Iterator[tuple[Keys, Any]]:
    """Each entry of a number: a number, or a mapping of label to number.

    Args:
        raw: What a file gives as a number.

    Returns:
        The keys that lead to it, and the entry: the value, then the dates, then what was before.
    """
    if raw.get("value") is not None:
        yield ("value",), raw["value"]
    dated = raw.get("dated")
    if isinstance(dated, Mapping):
        for date, entry in dated.items():
            yield ("dated", date), entry
    if raw.get("before") is not None:
        yield ("before",), raw["before"]


def scalars_in(at: Keys, entry: Any) -> Iterator[tuple[Keys, Any]]:
    """Each single number of an entry.

    Args:
        at: The keys that lead to the entry.
        entry: A number, or a mapping of label to number.

    Returns:
        The keys that lead to it, and the number.
    """
    if isinstance(entry, Mapping):
        for label, scalar in entry.items():
            yield (*at, label), scalar
    else:
        yield at, entry


def _keys(raw: Mapping[str, Any]) -> Iterator[BrokenRule]:
    for key, value in raw.items():
        if key not in KEYS:
            remedy = did_you_mean(key, KEYS, "Put remarks into note.")
            yield BrokenRule(
                (key,), value, f"the keys here are {listed(KEYS)}", remedy, "not a known key"
            )
    for key in ("unit", "evidence", "source"):
        if raw.get(key) is None:
            what = f"{key}: share" if key == "unit" else f"{key}: ..."
            yield BrokenRule((key,), raw, "every number says it", f"Add {what}.", "missing")
    given = [key for key in ("value", "dated") if raw.get(key) is not None]
    if len(given) != 1:
        found = "both value and dated" if given else "without a value"
        rule = "a number has exactly one of value and dated"
        yield BrokenRule((), raw, rule, "Keep one of them." if given else "Add value: ....", found)
    if raw.get("note") is not None and not isinstance(raw["note"], str):
        yield BrokenRule(("note",), raw["note"], "it must be text", "Put it in quotes.")


_TOLD = ", ".join(name for name in UNITS if not is_money(name) or name[:3] == MONEY) + (
    f"; {MONEY} stands for any money, by its three letters"
)
"""The units as a remedy tells them: money would fill a page."""


def _unit(raw: Mapping[str, Any]) -> Iterator[BrokenRule]:
    unit = raw.get("unit")
    if unit is not None and not (isinstance(unit, str) and unit in UNITS):
        remedy = did_you_mean(unit, UNITS, f"Use one of {_TOLD}.")
        yield BrokenRule(("unit",), unit, "it must be a unit this package knows", remedy)


def evidence_faults(raw: Mapping[str, Any], ledger: Ledger | None) -> Iterator[BrokenRule]:
    """What is wrong with a grade and the sources it stands on.

    Args:
        raw: What a file gives as a number.
        ledger: Where source keys are looked up; None looks none up.

    Returns:
        One for each key or grade that is wrong; none may be graded better than its best source.
    """
    grade = raw.get("evidence")
    known = isinstance(grade, str) and grade in GRADES
    if grade is not None and not known:
        remedy = did_you_mean(grade, GRADES, "Write assumed if you guessed it.")
        yield BrokenRule(("evidence",), grade, f"it must be one of {', '.join(GRADES)}", remedy)
    source = raw.get("source")
    if source is None:
        return
    keys = list(source) if isinstance(source, (list, tuple)) else [source]
    if not keys:
        yield BrokenRule(("source",), source, "it must name a source", "Add a key of the ledger.")
    grades = []
    for i, key in enumerate(keys):
        at: Keys = ("source", i) if isinstance(source, (list, tuple)) else ("source",)
        if not isinstance(key, str) or not key:
            yield BrokenRule(at, key, "it must be a key of the evidence ledger", "Write its key.")
        elif ledger is not None and key not in ledger:
            near = did_you_mean(key, ledger, "Add it to the ledger with its grade.")
            yield BrokenRule(at, key, "it must be a key of the evidence ledger", near)
        elif ledger is not None:
            grades.append(ledger[key].grade)
    if known and len(grades) == len(keys) and keys:
        best = min(grades, key=GRADES.index)
        if GRADES.index(best) > GRADES.index(str(grade)):
            rule = f"it cannot be better graded than its best source, which is {best}"
            yield BrokenRule(("evidence",), grade, rule, f"Write evidence: {best}.")


def _dates(raw: Mapping[str, Any]) -> Iterator[BrokenRule]:
    dated = raw.get("dated")
    if dated is None:
        for key in ("between", "before"):
            if raw.get(key) is not None:
                rule = "only a dated number has it"
                yield BrokenRule((key,), raw[key], rule, f"Remove {key} or write dated: ....")
        return
    if not isinstance(dated, Mapping) or not dated:
        rule = "it must be a mapping of months to numbers"
        yield BrokenRule(("dated",), dated, rule, "Write dated: {2013-10: 24, 2017-05: 12}.")
        return
    last: tuple[int, str] | None = None
    for date, value in dated.items():
        try:
            month = month_index(date)
        except ValueError as error:
            yield BrokenRule(("dated", date), date, str(error), "Write the month as 2016-05.")
            continue
        if last is not None and month <= last[0]:
            rule = f"dates must rise, and {last[1]} stands before it"
            yield BrokenRule(
                ("dated", date), value, rule, "Put the dates in order.", "out of order"
            )
        last = month, date
    between = raw.get("between")
    if between not in BETWEEN:
        found = "missing" if between is None else None
        rule = "a dated number says what holds between its dates"
        remedy = "Write between: step or between: linear."
        yield BrokenRule(("between",), between, rule, remedy, found)
    if raw.get("before") is None:
        rule = "a dated number says what held before its first date"
        yield BrokenRule(("before",), raw, rule, "Write before: 0 if that is so.", "missing")


def _range(
    raw: Mapping[str, Any], unit: Unit | None
) -> tuple[float | None, float | None, list[BrokenRule]]:
    bounds = raw.get("range")
    if bounds is None:
        # A misspelt unit may be that of a switch, which has no range.
        is_free = unit.switch if unit is not None else raw.get("unit") is not None
        if raw.get("evidence") in UNSURE and not is_free:
            rule = f"a number graded {raw['evidence']} says how far it may move"
            remedy = "Write range: [low, high]."
            return None, None, [BrokenRule(("range",), raw, rule, remedy, "missing")]
        return None, None, []
    if not isinstance(bounds, (list, tuple)) or len(bounds) != 2:
        rule = "it must be a lower and an upper bound"
        return None, None, [BrokenRule(("range",), bounds, rule, "Write range: [low, high].")]
    faults = [
        f for i, b in enumerate(bounds) for f in entry_faults(("range", i), b, unit, None, None)
    ]
    if faults or isinstance(bounds[0], Mapping):
        return None, None, faults
    low, high = bounds
    if low > high:
        text = f"[{quoted(low)}, {quoted(high)}]"
        remedy = f"Write range: [{quoted(high)}, {quoted(low)}]."
        fault = BrokenRule(("range",), bounds, "the lower bound comes first", remedy, text)
        return None, None, [fault]
    return low, high, []


def entry_faults(
    at: Keys, entry: Any, unit: Unit | None, low: float | None, high: float | None
) -> Iterator[BrokenRule]:
    """What is wrong with the numbers of an entry, by unit and range.

    Args:
        at: The keys that lead to the entry.
        entry: A number, or a mapping of label to number.
        unit: Of the number; None where it names none that there is.
        low: The lowest that its range allows; None: no bound.
        high: The highest; None: no bound.
    """
    if isinstance(entry, Mapping) and (not entry or at[0] == "range"):
        yield BrokenRule(at, entry, "it must give a number", "Write a number.")
        return
    for deeper, scalar in scalars_in(at, entry):
        if isinstance(scalar, bool) or not isinstance(scalar, (int, float)):
            if isinstance(scalar, bool) and (unit is None or unit.switch):
                yield from _in_range(deeper, scalar, low, high)
                continue
            rule = "it must be true or false" if unit and unit.switch else "it must be a number"
            yield BrokenRule(deeper, scalar, rule, _typed_remedy(scalar, unit))
        elif not _is_finite(scalar):
            yield BrokenRule(deeper, scalar, "it must be a finite number", "Write a number.")
        elif unit is not None and not unit.admits(scalar):
            yield BrokenRule(deeper, scalar, f"it must be {unit.rule}", _unit_remedy(scalar, unit))
        else:
            yield from _in_range(deeper, scalar, low, high)


def _in_range(at: Keys, scalar: Any, low: float | None, high: float | None) -> Iterator[BrokenRule]:
    if low is not None and high is not None and at[0] != "before" and not low <= scalar <= high:
        rule = f"it must lie in its range [{quoted(low)}, {quoted(high)}]"
        yield BrokenRule(at, scalar, rule, "Correct the value or widen the range.")


def _is_finite(scalar: Any) -> bool:
    try:
        return isfinite(scalar)
    except OverflowError:  # an integer beyond the largest double
        return False


def _typed_remedy(scalar: Any, unit: Unit | None) -> str:
    if isinstance(scalar, str):
        if unit is not None and unit.switch:
            return "Write true or false, not yes, no, on or off."
        if scalar.rstrip().endswith("%"):
            return "Write a share: 0.05 for five per cent."
        return "Write it in plain digits, without quotes, commas or underscores."
    return unit.remedy if unit is not None and unit.switch else "Write a number."


def _unit_remedy(scalar: float, unit: Unit) -> str:
    if unit.low == 0 and unit.high == 1 and 1 < scalar <= 100:
        return f"For {scalar:g} per cent write {scalar / 100:g}."
    return unit.remedy or "Correct the value or the unit."
