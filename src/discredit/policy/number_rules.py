"""The rules a number in a policy must keep, checked all at once on what the file says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

from discredit.errors import quoted
from discredit.policy.finding import Finding, did_you_mean, listed, nearest
from discredit.sources import GRADES, Ledger
from discredit.units import UNITS, Unit, month_index

if TYPE_CHECKING:
    from discredit.policy.number import Needs

KEYS = (
    "value", "dated", "between", "before", "unit", "evidence", "source", "range", "note",
)  # fmt: skip
UNSURE = ("assumed", "reported", "disputed")
EXAMPLE = "Write it as {value: 0.3, unit: share, evidence: assumed, source: A-07, range: [0, 1]}."
BETWEEN = ("step", "linear")

Place = tuple[str | int, ...]


def findings_in(raw: Any, ledger: Ledger | None) -> list[Finding]:
    """Every rule that this number breaks; keys are looked up when a ledger is given."""
    if not isinstance(raw, Mapping):
        return [Finding((), raw, "it must be a number with its unit and its evidence", EXAMPLE)]
    findings = [*_keys(raw), *_unit(raw), *evidence_findings(raw, ledger), *_dates(raw)]
    unit = UNITS.get(raw["unit"]) if isinstance(raw.get("unit"), str) else None
    low, high, range_findings = _range(raw, unit)
    findings += range_findings
    labels: tuple[str, ...] | None = None
    for place, entry in entries_in(raw):
        findings += _entry(place, entry, unit, low, high)
        shape = tuple(map(str, entry)) if isinstance(entry, Mapping) else ()
        if labels is None:
            labels = shape
        elif set(shape) != set(labels) and not (place == ("before",) and not shape):
            rule = f"each date must give the same labels ({listed(labels) or 'a single number'})"
            findings.append(Finding(place, entry, rule, "Give one number for each label."))
    return findings


def unmet(needs: Needs, raw: Mapping[str, Any]) -> list[Finding]:
    """What the field demands beyond the rules for every number, and this number lacks."""
    findings = []
    unit = raw.get("unit") if isinstance(raw.get("unit"), str) else None
    if unit in UNITS and unit not in needs.units:
        rule = f"this field is measured in {' or '.join(needs.units)}"
        findings.append(Finding(("unit",), unit, rule, f"Write unit: {needs.units[0]}."))
    for place, entry in entries_in(raw):
        findings += _labels(needs, place, entry)
        for deeper, scalar in _scalars(place, entry):
            findings += _bounds(needs, deeper, scalar)
        if unit not in UNITS:  # else checked by the unit it has
            findings += _entry(place, entry, UNITS[needs.units[0]], None, None)
    return findings


def entries_in(raw: Mapping[str, Any]) -> Iterator[tuple[Place, Any]]:
    """Each entry (a number, or a mapping of label to number) and its place, first date first."""
    if raw.get("value") is not None:
        yield ("value",), raw["value"]
    dated = raw.get("dated")
    if isinstance(dated, Mapping):
        for date, entry in dated.items():
            yield ("dated", date), entry
    if raw.get("before") is not None:
        yield ("before",), raw["before"]


def _scalars(place: Place, entry: Any) -> Iterator[tuple[Place, Any]]:
    if isinstance(entry, Mapping):
        for label, scalar in entry.items():
            yield (*place, label), scalar
    else:
        yield place, entry


def _keys(raw: Mapping[str, Any]) -> Iterator[Finding]:
    for key, value in raw.items():
        if key not in KEYS:
            remedy = did_you_mean(key, KEYS, "Put remarks into note.")
            yield Finding(
                (key,), value, f"the keys here are {listed(KEYS)}", remedy, "not a known key"
            )
    for key in ("unit", "evidence", "source"):
        if raw.get(key) is None:
            what = f"{key}: share" if key == "unit" else f"{key}: ..."
            yield Finding((key,), raw, "every number says it", f"Add {what}.", "missing")
    given = [key for key in ("value", "dated") if raw.get(key) is not None]
    if len(given) != 1:
        found = "both value and dated" if given else "without a value"
        rule = "a number has exactly one of value and dated"
        yield Finding((), raw, rule, "Keep one of them." if given else "Add value: ....", found)
    if raw.get("note") is not None and not isinstance(raw["note"], str):
        yield Finding(("note",), raw["note"], "it must be text", "Put it in quotes.")


def _unit(raw: Mapping[str, Any]) -> Iterator[Finding]:
    unit = raw.get("unit")
    if unit is not None and not (isinstance(unit, str) and unit in UNITS):
        remedy = did_you_mean(unit, UNITS, f"Use one of {', '.join(UNITS)}.")
        yield Finding(("unit",), unit, "it must be a unit this package knows", remedy)


def evidence_findings(raw: Mapping[str, Any], ledger: Ledger | None) -> Iterator[Finding]:
    """What is wrong with a grade and the sources it stands on."""
    grade = raw.get("evidence")
    known = isinstance(grade, str) and grade in GRADES
    if grade is not None and not known:
        remedy = did_you_mean(grade, GRADES, "Write assumed if you guessed it.")
        yield Finding(("evidence",), grade, f"it must be one of {', '.join(GRADES)}", remedy)
    source = raw.get("source")
    if source is None:
        return
    keys = list(source) if isinstance(source, (list, tuple)) else [source]
    if not keys:
        yield Finding(("source",), source, "it must name a source", "Add a key of the ledger.")
    grades = []
    for i, key in enumerate(keys):
        place: Place = ("source", i) if isinstance(source, (list, tuple)) else ("source",)
        if not isinstance(key, str) or not key:
            yield Finding(place, key, "it must be a key of the evidence ledger", "Write its key.")
        elif ledger is not None and key not in ledger:
            near = did_you_mean(key, ledger, "Add it to the ledger with its grade.")
            yield Finding(place, key, "it must be a key of the evidence ledger", near)
        elif ledger is not None:
            grades.append(ledger[key].grade)
    if known and len(grades) == len(keys) and keys:
        best = min(grades, key=GRADES.index)
        if GRADES.index(best) > GRADES.index(str(grade)):
            rule = f"it cannot be better graded than its best source, which is {best}"
            yield Finding(("evidence",), grade, rule, f"Write evidence: {best}.")


def _dates(raw: Mapping[str, Any]) -> Iterator[Finding]:
    dated = raw.get("dated")
    if dated is None:
        for key in ("between", "before"):
            if raw.get(key) is not None:
                rule = "only a dated number has it"
                yield Finding((key,), raw[key], rule, f"Remove {key} or write dated: ....")
        return
    if not isinstance(dated, Mapping) or not dated:
        rule = "it must be a mapping of months to numbers"
        yield Finding(("dated",), dated, rule, "Write dated: {2013-10: 24, 2017-05: 12}.")
        return
    last: tuple[int, str] | None = None
    for date, value in dated.items():
        try:
            month = month_index(date)
        except ValueError as error:
            yield Finding(("dated", date), date, str(error), "Write the month as 2016-05.")
            continue
        if last is not None and month <= last[0]:
            rule = f"dates must rise, and {last[1]} stands before it"
            yield Finding(("dated", date), value, rule, "Put the dates in order.", "out of order")
        last = month, date
    between = raw.get("between")
    if between not in BETWEEN:
        found = "missing" if between is None else None
        rule = "a dated number says what holds between its dates"
        remedy = "Write between: step or between: linear."
        yield Finding(("between",), between, rule, remedy, found)
    if raw.get("before") is None:
        rule = "a dated number says what held before its first date"
        yield Finding(("before",), raw, rule, "Write before: 0 if that is so.", "missing")


def _range(
    raw: Mapping[str, Any], unit: Unit | None
) -> tuple[float | None, float | None, list[Finding]]:
    bounds = raw.get("range")
    if bounds is None:
        # A misspelt unit may be that of a switch, which has no range.
        is_free = unit.switch if unit is not None else raw.get("unit") is not None
        if raw.get("evidence") in UNSURE and not is_free:
            rule = f"a number graded {raw['evidence']} says how far it may move"
            remedy = "Write range: [low, high]."
            return None, None, [Finding(("range",), raw, rule, remedy, "missing")]
        return None, None, []
    if not isinstance(bounds, (list, tuple)) or len(bounds) != 2:
        rule = "it must be a lower and an upper bound"
        return None, None, [Finding(("range",), bounds, rule, "Write range: [low, high].")]
    findings = [f for i, b in enumerate(bounds) for f in _entry(("range", i), b, unit, None, None)]
    if findings or isinstance(bounds[0], Mapping):
        return None, None, findings
    low, high = bounds
    if low > high:
        text = f"[{quoted(low)}, {quoted(high)}]"
        remedy = f"Write range: [{quoted(high)}, {quoted(low)}]."
        finding = Finding(("range",), bounds, "the lower bound comes first", remedy, text)
        return None, None, [finding]
    return low, high, []


def _entry(
    place: Place, entry: Any, unit: Unit | None, low: float | None, high: float | None
) -> Iterator[Finding]:
    if isinstance(entry, Mapping) and (not entry or place[0] == "range"):
        yield Finding(place, entry, "it must give a number", "Write a number.")
        return
    for deeper, scalar in _scalars(place, entry):
        if isinstance(scalar, bool) or not isinstance(scalar, (int, float)):
            if isinstance(scalar, bool) and (unit is None or unit.switch):
                yield from _in_range(deeper, scalar, low, high)
                continue
            rule = "it must be true or false" if unit and unit.switch else "it must be a number"
            yield Finding(deeper, scalar, rule, _typed_remedy(scalar, unit))
        elif not _is_finite(scalar):
            yield Finding(deeper, scalar, "it must be a finite number", "Write a number.")
        elif unit is not None and not unit.admits(scalar):
            yield Finding(deeper, scalar, f"it must be {unit.rule}", _unit_remedy(scalar, unit))
        else:
            yield from _in_range(deeper, scalar, low, high)


def _in_range(
    place: Place, scalar: Any, low: float | None, high: float | None
) -> Iterator[Finding]:
    if low is not None and high is not None and place[0] != "before" and not low <= scalar <= high:
        rule = f"it must lie in its range [{quoted(low)}, {quoted(high)}]"
        yield Finding(place, scalar, rule, "Correct the value or widen the range.")


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


def _labels(needs: Needs, place: Place, entry: Any) -> Iterator[Finding]:
    if needs.labels is None:
        if isinstance(entry, Mapping):
            yield Finding(place, entry, "this field takes a single number", "Write one number.")
        return
    if not isinstance(entry, Mapping):
        if place != ("before",):
            rule = f"this field takes one number per label: {listed(needs.labels) or 'any names'}"
            label = needs.labels[0] if needs.labels else "name"
            yield Finding(place, entry, rule, f"Write {{{label}: ..., ...}}.")
        return
    for label, scalar in entry.items() if needs.labels else ():
        if label not in needs.labels:
            rule = f"the labels here are {listed(needs.labels)}"
            near = did_you_mean(label, needs.labels, "Remove it or correct its name.")
            yield Finding((*place, label), scalar, rule, near, "not a known label")
    # A label under a wrong name is told already.
    meant = {nearest(label, needs.labels) for label in entry if label not in needs.labels}
    for label in needs.labels if needs.every else ():
        if label not in entry and label not in meant:
            remedy = f"Add {label}: ...."
            yield Finding((*place, label), entry, "each label needs a number", remedy, "missing")


def _bounds(needs: Needs, place: Place, scalar: Any) -> Iterator[Finding]:
    if isinstance(scalar, bool) or not isinstance(scalar, (int, float)):
        return
    if needs.low is not None and scalar < needs.low:
        yield Finding(place, scalar, f"it must be at least {needs.low:g} here", "Raise it.")
    if needs.high is not None and scalar > needs.high:
        yield Finding(place, scalar, f"it must be at most {needs.high:g} here", "Lower it.")
